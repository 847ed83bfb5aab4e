"""Before the first hold: readiness, place, buddy and sensor, as questions that the phone judges offline.

Green goes, amber is the session of levels 0 and 1, red is no holds. What a runner has not measured is amber,
never red.
"""

from collections.abc import Mapping
from functools import cache

from adempauze.errors import ParameterError
from adempauze.safety.rulebook import Answer, Lang, Rule, rule_book
from adempauze.session.sheet import Option, Question, SignalKind, Verdict


@cache
def preflight_rules(*, signal: SignalKind, needs_coach: bool) -> tuple[Rule, ...]:
    """Return the rules that ask something of this session, in the order they are asked."""
    present = {None: True, "oximeter": signal is not SignalKind.NONE, "coach": needs_coach}
    book = rule_book()
    return tuple(
        rule for rule in (*book.group("readiness"), *book.group("environment")) if present[rule.needs]
    )


def preflight_questions(rules: tuple[Rule, ...], lang: Lang, *, lives_high: bool) -> tuple[Question, ...]:
    """Return *rules* as the questions of a sheet."""
    return tuple(
        Question(
            id=rule.id,
            text=getattr(rule.question, lang),
            options=tuple(_option(rule, answer, lang, lives_high=lives_high) for answer in rule.options),
        )
        for rule in rules
    )


def judge(
    answers: Mapping[str, bool | str], rules: tuple[Rule, ...], *, lives_high: bool
) -> dict[str, Verdict]:
    """Return the verdict of each rule that *answers*, by rule id, set off; no answer sets off nothing.

    Raises ParameterError for an answer that its question does not have.
    """
    verdicts = {}
    for rule in rules:
        if rule.id not in answers:
            continue
        said = answers[rule.id]
        value = ("yes" if said else "no") if isinstance(said, bool) else said
        values = [answer.value for answer in rule.options]
        if value not in values:
            raise ParameterError(f"the answer to {rule.id} must be {', '.join(values)}; got {value!r}.")
        verdicts[rule.id] = verdict_of(rule.options[values.index(value)], lives_high=lives_high)
    return {name: verdict for name, verdict in verdicts.items() if verdict is not Verdict.GO}


def verdict_of(answer: Answer, *, lives_high: bool) -> Verdict:
    """Return what an answer allows this runner."""
    return answer.high_home_verdict if lives_high and answer.high_home_verdict else answer.verdict


def _option(rule: Rule, answer: Answer, lang: Lang, *, lives_high: bool) -> Option:
    verdict = verdict_of(answer, lives_high=lives_high)
    reason = None if verdict is Verdict.GO else getattr(answer.reason or rule.text, lang)
    return Option(value=answer.value, text=getattr(answer.text, lang), verdict=verdict, reason=reason)
