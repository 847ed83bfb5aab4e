"""What a program gives to clear a session: a runner and answers, as JSON, with published schemas."""

import json
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from adempauze.errors import ParameterError
from adempauze.planning.history import History
from adempauze.safety.clearing import EMERGENCY_NUMBER, Profile
from adempauze.safety.preflight import judge, preflight_rules
from adempauze.safety.rulebook import Lang, Rule, rule_book
from adempauze.safety.screening import Screened, screen
from adempauze.session.sheet import SignalKind


class RunnerFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A runner, as far as clearing a session needs it. What is left out never allows more."""

    birth_year: Annotated[int, Meta(ge=1900, le=2100)] | None = None
    lang: Lang = "nl"
    time_zone: str = "Europe/Amsterdam"
    signal: SignalKind = SignalKind.NONE
    hr_max_bpm: Annotated[int, Meta(ge=100, le=230)] | None = None
    home_altitude_m: Annotated[int, Meta(ge=-430, le=5500)] = 0
    emergency_number: Annotated[str, Meta(pattern=r"^[0-9]{2,5}$")] = EMERGENCY_NUMBER
    screened: Screened | None = None
    history: History = History()

    @property
    def profile(self) -> Profile:
        """The runner beside the screening."""
        return Profile(
            history=self.history,
            hr_max_bpm=self.hr_max_bpm,
            home_altitude_m=self.home_altitude_m,
            emergency_number=self.emergency_number,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The runner's time zone."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ParameterError(
                f"time_zone must be a name like Europe/Amsterdam; got {self.time_zone!r}."
            ) from error


class Answers(Struct, frozen=True, kw_only=True):
    """Answers by rule id: those of the screening, and those given before the first hold."""

    screening: dict[str, bool | str]
    preflight: dict[str, bool | str]

    def screened(self, runner: RunnerFile, now: datetime) -> Screened | None:
        """Return what the answers make of the screening, or what the runner's file keeps of one."""
        if not self.screening:
            return runner.screened
        return screen(self.screening, on=now.date(), at=now, before=runner.screened)


def read_runner(data: bytes | str) -> RunnerFile:
    """Return the runner written as JSON in *data*; ParameterError says what is wrong with it, and where."""
    try:
        runner = msgspec.json.decode(data, type=RunnerFile)
    except msgspec.DecodeError as error:
        raise ParameterError(f"This is not a runner: {error}.") from error
    if any(moment.tzinfo is None for moment in _moments(runner)):
        raise ParameterError("Every time in a runner's file needs a time zone; write +01:00 behind it.")
    fired = runner.screened.fired if runner.screened else ()
    standing = [one.rule for one in runner.screened.standing] if runner.screened else []
    if unknown := [name for name in (*fired, *standing) if not rule_book().knows(name)]:
        raise ParameterError(f"screened.fired names rules that do not exist: {', '.join(unknown)}.")
    return runner


def _moments(runner: RunnerFile) -> list[datetime]:
    history = runner.history
    screened_at = runner.screened.at if runner.screened else None
    once = (history.quiz_passed_at, history.health_changed_at, screened_at)
    return [
        *(session.started_at for session in history.sessions),
        *(check.at for check in history.check_ins),
        *(sign_off.at for sign_off in history.sign_offs),
        *(lift.at for lift in history.lifts),
        *(moment for moment in once if moment is not None),
    ]


def read_answers(data: bytes | str) -> Answers:
    """Return the answers written as one JSON object in *data*, by rule id.

    Raises ParameterError, in one sentence, for anything that is no answer, or that answers a question twice.
    """
    try:
        pairs = json.loads(data, object_pairs_hook=list)
    except ValueError as error:
        raise ParameterError(f"The answers are not JSON: {error}.") from error
    except RecursionError as error:
        raise ParameterError("The answers must be one JSON object; this is nested too deep.") from error
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise ParameterError('The answers must be one JSON object, like {"screening.heart": "no"}.')
    answers: dict[str, bool | str] = {}
    for name, value in pairs:
        if name in answers:
            raise ParameterError(f"answers contradict each other: {name} is answered twice.")
        if not isinstance(value, bool | str):
            raise ParameterError(f"the answer to {name} must be a text, true or false; got {value!r}.")
        answers[name] = value
    asking = {rule.id: rule for rule in _asking()}
    if unknown := sorted(answers.keys() - asking.keys()):
        raise ParameterError(
            f"answers must have only questions of the rule book; got {', '.join(unknown)}. "
            "`adempauze clear --schema` lists them."
        )
    preflight = {name: value for name, value in answers.items() if asking[name].group != "screening"}
    judge(preflight, preflight_rules(signal=SignalKind.LIVE, needs_coach=True), lives_high=False)
    return Answers(
        screening={name: value for name, value in answers.items() if name not in preflight},
        preflight=preflight,
    )


def local_moment(text: str, runner: RunnerFile) -> datetime:
    """Return the moment in *text* in the runner's zone; one without a zone is the runner's own clock."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ParameterError(f"now must be a time like 2026-11-22T10:00+01:00; got {text!r}.") from error
    return moment.replace(tzinfo=runner.zone) if moment.tzinfo is None else moment.astimezone(runner.zone)


def runner_schema() -> dict[str, Any]:
    """Return the JSON schema of a runner."""
    return _published("Runner", msgspec.json.schema(RunnerFile))


def answers_schema() -> dict[str, Any]:
    """Return the JSON schema of answers: one key for each question of the rule book."""
    return _published(
        "Answers",
        {
            "type": "object",
            "description": "Answers by rule id. The screening is answered whole, or left out: then the one "
            "that the runner's file keeps counts. A further question is answered only where it says so.",
            "properties": {rule.id: _answer_schema(rule) for rule in _asking()},
            "additionalProperties": False,
        },
    )


def _asking() -> list[Rule]:
    return [rule for rule in rule_book().rules if rule.question and rule.group != "stop"]


def _answer_schema(rule: Rule) -> dict[str, Any]:
    values: list[str | bool] = [answer.value for answer in rule.options]
    only_after = f" Only where {' or '.join(rule.asked_if)} is yes." if rule.asked_if else ""
    if rule.asked_after:
        only_after = f" Only where {' or '.join(rule.asked_after)} stood before and is no now."
    question = rule.question.en if rule.question else ""
    allowed = values if rule.answers else [*values, True, False]
    return {"enum": allowed, "description": f"{question}{only_after}"}


def _published(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
