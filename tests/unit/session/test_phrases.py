"""The phrases of a session."""

import pytest

from adempauze.session.phrases import (
    announced_catalogue,
    phrase_catalogue,
    phrases_in,
    spoken_catalogue,
)

# What may be heard of between two seconds of a count-in.
COUNTED = ("three", "two", "one")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_phrase_is_short_enough_to_be_heard_on_the_move(lang: str) -> None:
    """No phrase has more than nine words: the longest takes three and a half seconds to say."""
    texts = [getattr(text, lang) for text in spoken_catalogue().values()]

    assert [text for text in texts if len(text.split()) > 9] == []


def test_the_count_in_is_single_words() -> None:
    """A count of the count-in is one word, so that it fits in its second."""
    texts = phrase_catalogue()

    assert all(" " not in texts[phrase].nl + texts[phrase].en for phrase in COUNTED)


def test_phrases_neither_urge_nor_promise() -> None:
    """No exclamation, and none of the words that push a runner on or promise anything (LOOK, section 2)."""
    said = " ".join(text.nl + " " + text.en for text in spoken_catalogue().values()).lower()
    unwanted = [
        "!",
        "volhouden",
        "doorzetten",
        "kom op",
        "veilig",
        "bewezen",
        "push",
        "come on",
        "safe",
        "proven",
    ]

    assert [word for word in unwanted if word in said] == []


def test_a_hold_begins_and_ends_in_the_words_of_the_look() -> None:
    """The cues of a hold, as the look gives them in both languages."""
    nl, en = phrases_in("nl"), phrases_in("en")

    assert [nl[p] for p in ("breathe_out", "nose_closed", "walk", "breathe")] == [
        "Adem rustig uit",
        "Neus dicht",
        "Wandel",
        "Adem",
    ]
    assert [en[p] for p in ("breathe_out", "nose_closed", "walk", "breathe")] == [
        "Breathe out gently",
        "Close your nose",
        "Walk",
        "Breathe",
    ]


def test_a_sheet_carries_nothing_that_is_only_announced() -> None:
    """The two catalogues have no phrase in common, so that a choice of cues can take none from a session."""
    assert not set(phrase_catalogue()) & set(announced_catalogue())
    assert not set(phrases_in("nl")) & set(announced_catalogue())


@pytest.mark.parametrize(
    ("number", "nl", "en"),
    [(4, "Vier", "Four"), (22, "Tweeëntwintig", "Twenty-two"), (85, "Vijfentachtig", "Eighty-five")],
)
def test_a_number_is_written_as_it_is_said(number: int, nl: str, en: str) -> None:
    """In words, so that each voice says it the same way."""
    text = announced_catalogue()[f"n{number}"]

    assert (text.nl, text.en) == (nl, en)


def test_every_number_that_can_be_announced_is_there_once() -> None:
    """Four to thirty each, every fifth to a hundred; one, two and three are of the count-in. None twice."""
    numbers = {phrase for phrase in announced_catalogue() if phrase.startswith("n")}
    words = [getattr(text, lang) for text in spoken_catalogue().values() for lang in ("nl", "en")]

    assert numbers == {f"n{n}" for n in [*range(4, 31), *range(35, 101, 5)]}
    assert len({(text.nl, text.en) for text in spoken_catalogue().values()}) * 2 == len(words)
