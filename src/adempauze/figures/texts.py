"""Every text that a figure shows or has read out, in the two languages, and how numbers are written in it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from adempauze.figures.model import EndedBy, Lang, SessionPicture

NBSP = "\N{NO-BREAK SPACE}"

TEXTS: Final[dict[Lang, dict[str, str]]] = {
    "nl": {
        "cap": "plafond {cap}",
        "floor": "{floor}: hier eindigt de sessie",
        "no_sensor": "Geen meter mee. Dit meer blijft in de mist.",
        "no_sensor_read": "Geen meter: van het zuurstofgehalte is niets bekend.",
        "no_reading": "Geen meting bij {which}. Dat telt nooit als goed.",
        "session": "{holds}, de langste {longest}",
        "session_empty": "Geen pauzes in deze sessie",
        "shore_empty": "Geen pauzes gehouden. De oever bleef leeg.",
        "main": "{holds} van {low} tot {high}.",
        "main_one": "{holds} van {low}.",
        "hunger": "Sneeuw begint waar ademhonger begon; bij de helft al na {median}.",
        "hunger_one": "Sneeuw begint waar ademhonger begon, na {median}.",
        "capped": "{holds} tot het plafond.",
        "stopped": "{holds} geëindigd met Stop.",
        "lowest": "Laagste punt {nadir}, bij {which}.",
        "behind": "Erachter, lichter: je vorige sessies.",
        "plan": "Plan: {holds}, hoogstens {longest}",
        "plan_empty": "Vandaag geen pauzes",
        "plan_steps": "Achter elkaar: {steps}.",
        "plan_shore": "Vandaag blijft de oever leeg: alleen rustig ademen.",
        "step": "{count} × {cap}",
        "hold": "pauze {number}",
        "history": "{sessions}, van {first} tot en met {last}",
        "history_one": "Eén sessie, op {first}",
        "history_empty": "Nog geen sessies",
        "history_shore": "Nog leeg. Elke sessie wordt hier één berg.",
        "history_desc": "Eén berg per sessie. De hoogte is de middelste hoofdpauze: van {low} tot {high}.",
        "history_desc_one": "De middelste hoofdpauze duurde {low}.",
        "week": "Deze week: {done} van {planned} sessies gedaan",
        "week_done": "{day}: gedaan",
        "week_planned": "{day}: gepland",
        "week_rest": "{day}: rust",
        "mountain_key": "Eén berg is één keer de adem inhouden. Hoe hoger, hoe langer.",
        "hold_count_0": "geen pauzes",
        "hold_count_1": "1 pauze",
        "hold_count": "{count} pauzes",
        "session_count_1": "1 sessie",
        "session_count": "{count} sessies",
        "shared_count_0": "geen adempauzes",
        "shared_count_1": "1 adempauze",
        "shared_count": "{count} adempauzes",
        "shared_longest": "De hoogste berg duurde {longest}.",
    },
    "en": {
        "cap": "cap {cap}",
        "floor": "{floor}: the session ends here",
        "no_sensor": "No sensor today. This lake stays in the mist.",
        "no_sensor_read": "No sensor: nothing is known about your oxygen.",
        "no_reading": "No reading at {which}. That never counts as good.",
        "session": "{holds}, the longest {longest}",
        "session_empty": "No holds in this session",
        "shore_empty": "No holds. The shore stayed empty.",
        "main": "{holds} of {low} to {high}.",
        "main_one": "{holds} of {low}.",
        "hunger": "Snow starts where air hunger began; for half of them by {median}.",
        "hunger_one": "Snow starts where air hunger began, after {median}.",
        "capped": "{holds} up to the cap.",
        "stopped": "{holds} ended with Stop.",
        "lowest": "Lowest {nadir}, at {which}.",
        "behind": "Behind them, paler: your last sessions.",
        "plan": "Plan: {holds}, at most {longest}",
        "plan_empty": "No holds today",
        "plan_steps": "In order: {steps}.",
        "plan_shore": "The shore stays empty today: calm breathing only.",
        "step": "{count} × {cap}",
        "hold": "hold {number}",
        "history": "{sessions}, from {first} to {last}",
        "history_one": "One session, on {first}",
        "history_empty": "No sessions yet",
        "history_shore": "Still empty. Each session becomes one mountain.",
        "history_desc": "One mountain per session. Its height is the middle main hold: from {low} to {high}.",
        "history_desc_one": "The middle main hold was {low}.",
        "week": "This week: {done} of {planned} sessions done",
        "week_done": "{day}: done",
        "week_planned": "{day}: planned",
        "week_rest": "{day}: rest",
        "mountain_key": "One mountain is one breath-hold. The higher, the longer.",
        "hold_count_0": "no holds",
        "hold_count_1": "1 hold",
        "hold_count": "{count} holds",
        "session_count_1": "1 session",
        "session_count": "{count} sessions",
        "shared_count_0": "no breath-holds",
        "shared_count_1": "1 breath-hold",
        "shared_count": "{count} breath-holds",
        "shared_longest": "The highest mountain took {longest}.",
    },
}

DAYS: Final[dict[Lang, tuple[str, ...]]] = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
LONG_DAYS: Final[dict[Lang, tuple[str, ...]]] = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: Final[dict[Lang, tuple[str, ...]]] = {
    "nl": (
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def say(lang: Lang, key: str, **values: str | int) -> str:
    """Return one text of the table with its values filled in."""
    return TEXTS[lang][key].format(**values)


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """Return a number as it is written: with a comma in Dutch, a point in English."""
    written = f"{value:.{digits}f}"
    return written.replace(".", ",") if lang == "nl" else written


def seconds(value_s: float, lang: Lang, digits: int = 0) -> str:
    """Return a time in seconds with its unit, which never stands alone on the next line."""
    return f"{number(value_s, lang, digits)}{NBSP}s"


def tidy_seconds(value_s: float, lang: Lang) -> str:
    """Return seconds without a decimal where there is none: a cap."""
    return seconds(value_s, lang, 0 if float(value_s).is_integer() else 1)


def percent(value: float, lang: Lang, error_pct: float | None = None) -> str:
    """Return a saturation, with the sensor's error beside it where it is known."""
    doubt = "" if error_pct is None else f"{NBSP}±{NBSP}{number(error_pct, lang)}"
    return f"{number(value, lang)}{doubt}{NBSP}%"


def counted(lang: Lang, key: str, count: int) -> str:
    """Return a number of things in words: "1 pauze", "6 pauzes"."""
    special = f"{key}_{count}"
    return say(lang, special if special in TEXTS[lang] else key, count=count)


def day(on: date, lang: Lang, *, with_year: bool = False) -> str:
    """Return a date as it is said: 24 november."""
    year = f"{NBSP}{on.year}" if with_year else ""
    return f"{on.day}{NBSP}{MONTHS[lang][on.month - 1]}{year}"


def session_title(session: SessionPicture, lang: Lang) -> str:
    """Return the finding of a session in one line."""
    if not session.holds:
        return say(lang, "session_empty")
    longest = max(hold.duration_s for hold in session.holds)
    holds = counted(lang, "hold_count", len(session.holds))
    return say(lang, "session", holds=holds, longest=seconds(longest, lang, 1))


def session_description(session: SessionPicture, lang: Lang, *, past: bool) -> str:
    """Return what the picture of a session shows, sentence by sentence."""
    if not session.holds:
        return say(lang, "shore_empty")
    told = [_main(session, lang), _hunger(session, lang), *_ends(session, lang), *_lake(session, lang)]
    if past:
        told.append(say(lang, "behind"))
    return " ".join(sentence for sentence in told if sentence)


def _main(session: SessionPicture, lang: Lang) -> str:
    lengths = [hold.duration_s for hold in session.main_holds]
    holds = counted(lang, "hold_count", len(lengths))
    low, high = seconds(min(lengths), lang, 1), seconds(max(lengths), lang, 1)
    return say(lang, "main_one" if low == high else "main", holds=holds, low=low, high=high)


def _hunger(session: SessionPicture, lang: Lang) -> str:
    starts = sorted(
        hold.air_hunger_s for hold in session.holds if hold.has_snow and hold.air_hunger_s is not None
    )
    if not starts:
        return ""
    middle = seconds(starts[(len(starts) - 1) // 2], lang, 1)
    return say(lang, "hunger_one" if len(starts) == 1 else "hunger", median=middle)


def _ends(session: SessionPicture, lang: Lang) -> list[str]:
    ends = ((EndedBy.CAP, "capped"), (EndedBy.STOP, "stopped"))
    counts = [(key, sum(hold.ended_by is end for hold in session.holds)) for end, key in ends]
    return [say(lang, key, holds=counted(lang, "hold_count", count)) for key, count in counts if count]


def _lake(session: SessionPicture, lang: Lang) -> list[str]:
    if not session.has_sensor:
        return [say(lang, "no_sensor_read")]
    read = [
        (hold.nadir_pct, index, hold)
        for index, hold in enumerate(session.holds)
        if hold.nadir_pct is not None
    ]
    told = []
    if read:
        nadir, index, hold = min(read, key=lambda entry: entry[:2])
        lowest = percent(nadir, lang, hold.nadir_error_pct)
        told.append(say(lang, "lowest", nadir=lowest, which=say(lang, "hold", number=index + 1)))
    unread = [index + 1 for index, hold in enumerate(session.holds) if hold.nadir_pct is None]
    if unread:
        which = (
            say(lang, "hold", number=_listed(unread))
            if len(unread) <= 4
            else counted(lang, "hold_count", len(unread))
        )
        told.append(say(lang, "no_reading", which=which))
    return told


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def history_title(sessions: Sequence[SessionPicture], lang: Lang) -> str:
    """Return how many sessions there are, and from when to when."""
    if not sessions:
        return say(lang, "history_empty")
    days = [session.on for session in sessions if session.on is not None]
    count = counted(lang, "session_count", len(sessions))
    if not days:
        return count
    if len(sessions) == 1:
        return say(lang, "history_one", first=day(days[0], lang))
    with_year = days[0].year != days[-1].year
    first, last = (day(on, lang, with_year=with_year) for on in (days[0], days[-1]))
    return say(lang, "history", sessions=count, first=first, last=last)


def history_description(sessions: Sequence[SessionPicture], lang: Lang) -> str:
    """Return what a mountain is in the picture of a block, and how high they are."""
    medians = [session.median_s for session in sessions if session.holds]
    if not medians:
        return say(lang, "history_shore")
    low, high = seconds(min(medians), lang, 1), seconds(max(medians), lang, 1)
    return say(lang, "history_desc_one" if low == high else "history_desc", low=low, high=high)
