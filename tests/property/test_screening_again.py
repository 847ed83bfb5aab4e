"""Answers in any order, any language, any number of times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adempauze.protocols import shipped_protocol
from adempauze.safety import (
    Profile,
    Refusal,
    clear,
    follow_up_questions,
    plan_today,
    rule_book,
    screen,
    screening_questions,
)
from adempauze.session import SignalKind

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PROTOCOL = shipped_protocol("hoogtetraining")


@st.composite
def answered(draw, before=None):
    """Return whole answers of somebody: mostly no, and further questions as they are called for."""
    yes = draw(st.sets(st.sampled_from([question.id for question in screening_questions()]), max_size=3))
    said = {question.id: question.id in yes for question in screening_questions()}
    for question in follow_up_questions(said, before):
        value = draw(st.sampled_from([None, *(option.value for option in question.options)]))
        if value is not None:
            said[question.id] = value
    return said


@st.composite
def screened_often(draw):
    """Return several screenings of one runner, weeks apart, the oldest first."""
    outcomes = []
    for weeks in range(draw(st.integers(2, 4))):
        before = outcomes[-1] if outcomes else None
        said = draw(answered(before))
        outcomes.append(screen(said, on=NOW.date() + timedelta(weeks=weeks), before=before))
    return outcomes


def verdict_on(screened, lang="nl"):
    """Return what is said of a session of level 0."""
    person = {"screened": screened, "birth_year": 1990, "now": NOW, "profile": Profile()}
    planned = plan_today(PROTOCOL, signal=SignalKind.NONE, **person)
    return clear(planned, lang=lang, sheet_id="s", **person)


@given(screened_often())
def test_no_further_screening_opens_what_only_somebody_else_lifts(outcomes):
    """What ever fired and a coach or physician lifts holds at the end, however the last answers look."""
    book, last = rule_book(), outcomes[-1]
    theirs = {
        name for one in outcomes for name in one.fired if book.rule(name).lifts.by in ("coach", "physician")
    }

    assert theirs <= set(last.holding(last.on))


@given(screened_often())
def test_a_further_screening_holds_at_least_what_its_own_answers_hold(outcomes):
    """What came before only adds."""
    last = outcomes[-1]
    assert set(last.fired) <= set(last.holding(last.on))
    assert len(set(last.holding(last.on))) == len(last.holding(last.on))


@given(answered(), st.randoms(use_true_random=False))
def test_no_order_of_answers_changes_a_verdict(said, rng):
    """Shuffled, they come to the same, reason by reason."""
    shuffled = list(said.items())
    rng.shuffle(shuffled)

    assert screen(dict(shuffled), on=NOW.date()) == screen(said, on=NOW.date())


@given(answered())
def test_no_language_changes_a_verdict(said):
    """Dutch and English refuse for the same rules, or clear the same holds under the same gate."""
    dutch, english = (verdict_on(screen(said, on=NOW.date()), lang) for lang in ("nl", "en"))
    assert type(dutch) is type(english)
    if isinstance(dutch, Refusal):
        assert dutch == english
        return
    assert dutch.sheet.segments == english.sheet.segments
    assert [*map(_numbers, dutch.sheet.gate.rows)] == [*map(_numbers, english.sheet.gate.rows)]


def _numbers(row):
    """Return what a row of the gate says beside its words."""
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in ("text", "lifts")}
