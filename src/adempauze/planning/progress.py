"""How far a runner has come: the ladder, walked through a history, session by session.

What a history does not say never allows more: an unread hold, an unanswered check-in or an unrated air hunger
is no good session, and a session of a recorder that was read afterwards never raises anything.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median, quantiles

from msgspec import Struct, field
from msgspec.structs import replace

from adempauze.planning.calendar import days_since, is_deload_week, utc
from adempauze.planning.history import History, PastSession
from adempauze.planning.ladder import Caps, Level, first_level_that_jogs, ladder, ladder_numbers
from adempauze.planning.titration import personal_caps
from adempauze.session.sheet import SignalKind
from adempauze.session.state import Outcome

OPEN_LEVEL = 1
"""The highest level that a first session may have."""

_MEASURED = (SignalKind.LIVE, SignalKind.SEEN)
_PAUSES = frozenset({"runner", "interrupted", "reload", "gap"})
_BELOW_BAND = "gate.below_band"
_LEAST = Caps(paces=5, walk_ms=3000, jog_ms=1000)  # what a fifth less never goes below; our proposal


class Progress(Struct, frozen=True, kw_only=True):
    """What a runner may do now, and why; ``waits_for`` is what keeps the next level closed."""

    level: int  # today
    highest: int  # the most that may be chosen today: a first session may be one of level 1
    earned: int  # without regard to today's signal
    caps: Caps
    reps: int
    reps_permille: int
    good_sessions: int  # in a row, at the earned level
    why: tuple[str, ...]  # ids of the ladder's rules
    waits_for: tuple[str, ...]
    offers_coach: bool  # time to bring in a coach or physician


class _Standing(Struct, frozen=True, kw_only=True):
    """Where a runner stands on the ladder after some session."""

    level: int = 0
    caps: Caps = field(default_factory=lambda: ladder()[0].first)
    good: int = 0  # good sessions in a row at this level
    settled: bool = False  # a good session at this level, above the first ones a read one
    arrived_at: datetime | None = None  # the first session at this level
    passed: int = OPEN_LEVEL  # the highest level that two good, measured sessions have shown
    last: PastSession | None = None
    last_caps: tuple[tuple[int, Caps], ...] = ()  # by level, of the last session that was read
    why: tuple[str, ...] = ()


@lru_cache(maxsize=8)  # a session is planned and cleared on the same answer
def progress(
    history: History,
    *,
    signal: SignalKind,
    now: datetime,
    most_level: int = 6,
    limited_by: tuple[str, ...] = (),
) -> Progress:
    """Return what the ladder allows at *now*, an aware datetime, with a *signal* of some kind.

    *most_level* is the highest level that other rules allow, *limited_by* their ids.
    """
    standing = _standing(history, now)
    standing = _raised(standing, history, now)
    limit = min(most_level, _limit_of_signal(standing, signal))
    level = min(standing.level, limit)
    why = [*standing.why]
    if signal is SignalKind.NONE and standing.level > limit:
        why.append("ladder.signal")
    if signal is SignalKind.LOGGED and level > OPEN_LEVEL:
        why.append("ladder.logged")
    if standing.level > most_level:
        why.extend(limited_by)
    deload = is_deload_week(history, now)
    if deload:
        why.append("ladder.deload")
    caps, personal = _caps_today(standing, history, level, signal)
    if personal:
        why.append("ladder.personal")
    if standing.last is None:
        why.append("ladder.start")
    rung = ladder()[level]
    return Progress(
        level=level,
        highest=min(OPEN_LEVEL, most_level) if standing.last is None else level,
        earned=standing.level,
        caps=caps,
        reps=rung.most_reps if standing.settled and level == standing.level else rung.first_reps,
        reps_permille=ladder_numbers().deload_permille if deload else 1000,
        good_sessions=standing.good,
        why=tuple(dict.fromkeys(why)),
        waits_for=_waits_for(standing, history, signal, now),
        offers_coach=standing.level >= ladder_numbers().offer_coach_from_level - 1,
    )


def closed_by(history: History, *, level: int, signal: SignalKind, now: datetime) -> tuple[str, ...]:
    """Return the ids of the rules that keep a *level* above the runner's own closed at *now*."""
    standing = _raised(_standing(history, now), history, now)
    return () if level <= standing.level else _waits_for(standing, history, signal, now, level)


def is_good(session: PastSession, history: History) -> bool:
    """Whether a session went as planned, to its end, without complaints then or afterwards."""
    gate = ladder()[session.level].gate
    complaints = {
        name: severity
        for check in history.checked_in(session)
        for name, severity in check.symptoms.items()
        if name != "fatigue" and severity > 0
    }
    if complaints.get("stop.headache", 0) <= (gate.most_headache or 0):
        complaints.pop("stop.headache", None)
    return (
        session.outcome is Outcome.COMPLETED
        and session.left_out == 0
        and not complaints
        and {*session.reasons} - {_BELOW_BAND} <= _PAUSES
        and not _is_below_band(session)
    )


def opens_next(session: PastSession, history: History) -> bool:
    """Whether a good session shows what its level asks for before the next one opens."""
    gate = ladder()[session.level].gate
    hungers = _hungers(session)
    nadirs = _nadirs_tenths(session)
    checks = history.checked_in(session)
    is_read = _is_read(session)
    return all(
        (
            is_good(session, history),
            session.level < ladder_numbers().signal_above_level or is_read,
            gate.most_hunger is None or (bool(hungers) and max(hungers) <= gate.most_hunger),
            not gate.recovers_in_rest or not session.ran_over,
            gate.most_spread_tenths is None or (is_read and _spread(nadirs) <= gate.most_spread_tenths),
            gate.least_nadir_tenths is None or (is_read and min(nadirs) >= gate.least_nadir_tenths),
            not gate.needs_good_hrv
            or any(check.when == "morning" and check.hrv == "usual" for check in checks),
            gate.most_headache is None or bool(checks),
        )
    )


def _nadirs_tenths(session: PastSession) -> list[int]:
    return [hold.nadir_tenths for hold in session.holds if hold.nadir_tenths is not None]


def _hungers(session: PastSession) -> list[int]:
    """Return how strong air hunger was in the holds; nothing unless it was rated after most of them."""
    rated = [hold.hunger for hold in session.holds if hold.hunger is not None]
    return rated if 2 * len(rated) > len(session.holds) else []


def _is_read(session: PastSession) -> bool:
    """Whether all holds but one were read as they were held, and not by a recorder afterwards."""
    return session.signal in _MEASURED and len(_nadirs_tenths(session)) >= max(1, len(session.holds) - 1)


def _spread(values: list[int]) -> float:
    """Return how far the middle half of *values* lies apart: an odd hold is a sensor more than a runner."""
    if len(values) < 2:
        return 0
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high - low


def is_miss(session: PastSession) -> bool:
    """Whether a session went too far: a rule of the gate, a symptom, or a lowest value under the band."""
    return _is_below_band(session) or any(
        name == "low_in_hold"
        or (name.startswith(("gate.", "lock.", "stop.")) and name not in (_BELOW_BAND, "gate.unread"))
        for name in session.reasons
    )


def _was_under_its_band_only(session: PastSession) -> bool:
    """Whether nothing was amiss but a lowest value under the band that would have done at level 1.

    Such a miss makes no hold shorter than level 1's, which nobody needs an oximeter for.
    """
    lowest = session.lowest_tenths
    spoke = {name for name in session.reasons if name.startswith(("gate.", "lock.", "stop."))}
    is_fine_at_level_1 = lowest is not None and lowest >= ladder_numbers().open_low_tenths
    return (
        is_fine_at_level_1 and spoke <= {_BELOW_BAND, "gate.unread"} and "low_in_hold" not in session.reasons
    )


def fell_under_floor(session: PastSession) -> bool:
    """Whether a lowest value was under the floor of its level, or the gate said so."""
    lowest = session.lowest_tenths
    return (lowest is not None and lowest < ladder()[session.level].floor_tenths) or bool(
        {"gate.below_80", "lock.below_80_again", "lock.below_75"} & set(session.reasons)
    )


# --- one session after another ----------------------------------------------------------------------


def _standing(history: History, now: datetime) -> _Standing:
    return _rested(_walked(history), now)


@lru_cache(maxsize=8)
def _walked(history: History) -> _Standing:
    """Return where the last session left a runner. A page asks it several times of one history."""
    standing = _Standing()
    for session in history.trained:
        if standing.last is None:
            first = ladder()[min(session.level, OPEN_LEVEL)]
            standing = replace(standing, level=first.level, caps=first.first)
        else:
            standing = _raised(_rested(standing, session.started_at), history, session.started_at)
        standing = _after(standing, session, history)
    return standing


def _rested(standing: _Standing, at: datetime) -> _Standing:
    """Return where a runner stands after the days without a session up to *at*."""
    if standing.last is None:
        return standing
    days = days_since(standing.last, at)
    down = sum(days >= limit for limit in ladder_numbers().layoff_days)
    if down == 0 or standing.level == 0:
        return standing
    return _at_level(
        standing, max(0, standing.level - down), f"ladder.layoff_{ladder_numbers().layoff_days[down - 1]}"
    )


def _raised(standing: _Standing, history: History, at: datetime) -> _Standing:
    """Return where a runner stands once the next level has opened, if it has."""
    if standing.last is None or standing.level == ladder()[-1].level or _holds_back(standing, history, at):
        return standing
    return _at_level(standing, standing.level + 1, "ladder.two_clean", _start_above(standing))


def _holds_back(
    standing: _Standing, history: History, at: datetime, wanted: int | None = None
) -> tuple[str, ...]:
    """Return the ids of the rules that keep the next level closed at *at*, or one that is *wanted*."""
    numbers = ladder_numbers()
    coming = standing.level + 1 if wanted is None else wanted
    week = timedelta(days=numbers.days_per_level)
    waited = standing.arrived_at is not None and utc(at) - utc(standing.arrived_at) >= week
    signed = any(s.level >= coming and utc(s.at) <= utc(at) for s in history.sign_offs)
    knows = history.quiz_passed_at is not None and utc(history.quiz_passed_at) <= utc(at)
    return (
        *([] if standing.good >= numbers.clean_in_row else ["ladder.two_clean"]),
        *([] if waited else ["ladder.one_level_a_week"]),
        *([] if coming <= numbers.quiz_above_level or knows else ["ladder.quiz"]),
        *([] if coming < numbers.sign_off_from_level or signed else ["ladder.sign_off"]),
    )


def _after(standing: _Standing, session: PastSession, history: History) -> _Standing:
    is_here = session.level == standing.level
    if is_here and standing.arrived_at is None:
        standing = replace(standing, arrived_at=session.started_at)
    standing = replace(standing, last=session, why=())
    if fell_under_floor(session):
        return _at_level(standing, max(0, min(standing.level, session.level) - 1), "ladder.fell")
    if is_miss(session):
        shorter = standing.caps.less_a_fifth()
        least = ladder()[OPEN_LEVEL].most if _was_under_its_band_only(session) else _LEAST
        kept = Caps(
            paces=max(shorter.paces, min(least.paces, standing.caps.paces)),
            walk_ms=max(shorter.walk_ms, min(least.walk_ms, standing.caps.walk_ms)),
            jog_ms=max(shorter.jog_ms, min(_LEAST.jog_ms, standing.caps.jog_ms)),
        )
        return replace(standing, caps=kept, good=0, why=("ladder.miss",))
    if not is_here:
        return standing
    if not is_good(session, history):
        return replace(standing, good=0)
    return _after_good(standing, session, history)


def _after_good(standing: _Standing, session: PastSession, history: History) -> _Standing:
    rung, numbers = ladder()[standing.level], ladder_numbers()
    good = standing.good + 1 if opens_next(session, history) else 0
    is_read = _is_read(session)
    settled = standing.settled or is_read or standing.level <= OPEN_LEVEL
    standing = replace(standing, good=good, settled=settled)
    if not is_read:
        return standing
    if good >= numbers.clean_in_row:
        standing = replace(standing, passed=max(standing.passed, standing.level))
    last_caps = {**dict(standing.last_caps), standing.level: standing.caps}
    standing = replace(standing, last_caps=tuple(sorted(last_caps.items())))
    longer = _grown(standing.caps, session, rung)
    return replace(standing, caps=longer, why=("ladder.margin",) if longer != standing.caps else ())


def _grown(caps: Caps, session: PastSession, rung: Level) -> Caps:
    """Return *caps* grown after a good session, from what was played; a second of jogging is a step."""
    numbers = ladder_numbers()
    steps = _steps(session, rung)
    if steps == 0:
        return caps
    is_whole = session.caps.walk_ms >= caps.walk_ms
    paces = caps.paces if is_whole else session.caps.walk_ms * numbers.paces_per_10_s // 10_000
    jog_ms = min(session.caps.jog_ms, caps.jog_ms)
    longer_ms = min(jog_ms + numbers.jog_step_ms, rung.jog_cap_ms)
    steps -= longer_ms > jog_ms
    return rung.walking(
        max(caps.paces, paces + numbers.pace_step * steps), jog_ms=max(caps.jog_ms, longer_ms)
    )


def _steps(session: PastSession, rung: Level) -> int:
    """Return by how many steps a hold may grow: one a point that the middle lowest value lay above the aim.

    None where a value came near the floor of the band, where air hunger was large or not rated after most
    holds, or where more than one hold was not read.
    """
    numbers = ladder_numbers()
    read = [hold.nadir_tenths for hold in session.holds if hold.nadir_tenths is not None]
    hungers = _hungers(session)
    if not _is_read(session) or min(read) < rung.band_low_tenths + numbers.margin_tenths:
        return 0
    if not hungers or median(hungers) > numbers.most_hunger:
        return 0
    above = median(read) - rung.aim_tenths
    return max(0, min(int(above + numbers.step_tenths // 2) // numbers.step_tenths, numbers.most_steps))


def _start_above(standing: _Standing) -> Caps:
    """Return how a level starts that has opened: where the one below it ended, and as its own band allows.

    Where a jog is new or longer, its seconds are steps too. No walk starts under its level's fewest paces.
    """
    rung, caps, numbers = ladder()[standing.level + 1], standing.caps, ladder_numbers()
    last = standing.last
    steps = _steps(last, rung) if last is not None and last.level == standing.level else 0
    longer_ms = caps.jog_ms + first_level_that_jogs().first_jog_ms
    jog_ms = min(rung.first_jog_ms, longer_ms) if rung.jog_cap_ms else 0
    more = steps - (jog_ms - caps.jog_ms) // numbers.jog_step_ms
    paces = caps.paces + numbers.pace_step * max(0, more)
    return rung.walking(paces if rung.jog_cap_ms else max(rung.first_paces, paces), jog_ms=jog_ms)


def _at_level(standing: _Standing, level: int, why: str, caps: Caps | None = None) -> _Standing:
    return replace(
        standing,
        level=level,
        caps=caps or ladder()[level].first.within(standing.caps),
        good=0,
        settled=False,
        arrived_at=None,
        why=(why,),
    )


def _is_below_band(session: PastSession) -> bool:
    """Whether lowest values were under the band; at levels 0 and 1 no band is asked of a measurement.

    One hold a little under it has made the next one shorter, and is not held against the session where all
    others were read: an odd hold is a sensor more than a runner.
    """
    numbers = ladder_numbers()
    is_open = session.level <= OPEN_LEVEL
    low = numbers.open_low_tenths if is_open else ladder()[session.level].band_low_tenths
    nadirs = [hold.nadir_tenths for hold in session.holds]
    below = [nadir for nadir in nadirs if nadir is not None and nadir < low]
    if not below or is_open:  # what the gate read and is not kept counts as well
        return bool(below) or _BELOW_BAND in session.reasons
    return len(below) > 1 or None in nadirs or below[0] < low - numbers.odd_tenths


# --- today ----------------------------------------------------------------------------------------------


def _limit_of_signal(standing: _Standing, signal: SignalKind) -> int:
    if signal in _MEASURED:
        return ladder()[-1].level
    return OPEN_LEVEL if signal is SignalKind.NONE else max(OPEN_LEVEL, standing.passed)


def _caps_today(standing: _Standing, history: History, level: int, signal: SignalKind) -> tuple[Caps, bool]:
    """Return today's caps, and whether the runner's own lowest values have made them shorter.

    A lower level than the one that was earned never makes a hold longer.
    """
    caps = standing.caps if level == standing.level else ladder()[level].first.within(standing.caps)
    if level <= OPEN_LEVEL:
        return caps, False
    if signal is SignalKind.LOGGED:
        caps = caps.within(dict(standing.last_caps).get(level, ladder()[level].first).less_a_fifth())
    personal = personal_caps(history, ladder()[level], jog_ms=caps.jog_ms)
    return caps.within(personal), not caps.is_within(personal)


def _waits_for(
    standing: _Standing, history: History, signal: SignalKind, now: datetime, wanted: int | None = None
) -> tuple[str, ...]:
    if standing.level == ladder()[-1].level:
        return ()
    coming = standing.level + 1 if wanted is None else wanted
    needs_signal = coming > ladder_numbers().signal_above_level and signal not in _MEASURED
    held_back = _holds_back(standing, history, now, coming)
    return (*held_back, *(["ladder.signal"] if needs_signal else []))
