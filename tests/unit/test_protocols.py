"""The article's session, and what a broken protocol is told."""

from importlib.resources import files

import pytest

from adempauze.errors import ProtocolError
from adempauze.protocols import Span, catalogue_names, protocol_json, read_protocol, shipped_protocol

ARTICLE = (files("adempauze.protocols") / "catalogue" / "hoogtetraining.toml").read_text("utf-8")


def test_the_catalogue_holds_the_article_and_its_warm_up():
    """Two protocols are shipped: the article's session and its first exercise alone."""
    assert catalogue_names() == ["algemene_warming_up", "hoogtetraining"]


def test_every_shipped_protocol_is_called_as_its_file():
    """A protocol's id is the name by which people ask for it."""
    assert [shipped_protocol(name).id for name in catalogue_names()] == catalogue_names()


def test_the_article_has_three_exercises_with_its_repetitions():
    """Four to five, four to five and six times, as the article's table says."""
    repeats = [exercise.repeat for exercise in shipped_protocol("hoogtetraining").exercises]
    assert repeats == [Span(4, 5), Span(4, 5), Span(6, 6)]


def test_a_hold_with_parts_lists_the_ends_of_all_its_parts():
    """Walk to light air hunger, then jog to the limit: one hold, two ends, one cap."""
    hold = protocol_json(shipped_protocol("hoogtetraining"))["exercises"][2]["segments"][0]
    assert hold["ends"] == [{"kind": "signal", "value": "air_hunger"}, {"kind": "signal", "value": "limit"}]
    assert hold["cap_s"] == 30


def test_the_last_segment_is_the_after_care_and_is_marked_as_ours():
    """Five easy minutes before the run, with the reason in both languages."""
    last = protocol_json(shipped_protocol("hoogtetraining"))["exercises"][-1]["segments"][-1]
    assert (last["ends"], last["when"]) == ([{"kind": "seconds", "value": 300}], "last")
    assert set(last["added"][0]["reason"]) == {"nl", "en"}


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "cap_s = 5\n",
            "",
            "own.toml: exercises 1, segments 1: a hold needs cap_s, the most seconds it may last; "
            "write for instance cap_s = 9.",
        ),
        (
            'kind = "move"',
            'kind = "fly"',
            'own.toml: exercises 3, segments 5, kind: "fly" is not known here; '
            "write one of hold, recover, breathe, expose, move.",
        ),
        (
            "min = 4, max = 5",
            "min = 6, max = 5",
            "own.toml: exercises 1, repeat: min 6 is above max 5; write the smaller number as min.",
        ),
        (
            'value = "air_hunger"',
            "value = 3",
            'own.toml: exercises 3, segments 1, parts 1, ends 1: an end of kind signal takes "air_hunger" or '
            '"limit" as its value.',
        ),
        (
            "cap_s = 10\n",
            "cap_s = 10000\n",
            'own.toml: exercises 3, segments 1, parts 2, cap_s: Expected "int" <= 120.',
        ),
        (
            "version = 1",
            "version = 1\ncolour = 3",
            'own.toml: Object contains unknown field "colour".',
        ),
        (
            "version = 1",
            "version =",
            "own.toml: this is not TOML: Invalid value (at line 4, column 10).",
        ),
    ],
)
def test_a_broken_protocol_is_told_what_where_and_what_to_write(right, wrong, sentence):
    """File, place and what to write instead, in one sentence."""
    assert right in ARTICLE
    with pytest.raises(ProtocolError) as refusal:
        read_protocol(ARTICLE.replace(right, wrong, 1), name="own.toml")
    assert str(refusal.value) == sentence


def test_an_unknown_protocol_is_told_which_there_are():
    """The sentence names the shipped protocols."""
    with pytest.raises(ProtocolError) as refusal:
        shipped_protocol("everest")
    assert str(refusal.value) == (
        'There is no protocol "everest". There are: algemene_warming_up, hoogtetraining.'
    )
