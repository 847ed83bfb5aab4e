"""Is this sheet as it was cleared? The server keeps a digest; without one the table and the caps speak."""

from datetime import datetime

from msgspec.structs import replace

from adempauze.planning.calendar import utc
from adempauze.planning.ladder import ladder
from adempauze.planning.prescribing import is_rested
from adempauze.planning.progress import OPEN_LEVEL
from adempauze.protocols.model import ON_FOOT_FAST, Kind
from adempauze.safety.clearing import Refusal, reasons_of, symptoms_in
from adempauze.safety.preflight import preflight_questions, preflight_rules
from adempauze.safety.rulebook import gate_table, rule_book
from adempauze.session.log import sheet_digest
from adempauze.session.sheet import Gate, Sheet, SheetPart, SheetSegment, SignalKind

_LONGEST_DAY_MS = 25 * 3_600_000  # the day on which the clocks go back
_HIGHEST_HR_BPM = 220


def refuse_sheet(sheet: Sheet, *, now: datetime, digest: str | None = None) -> Refusal | None:
    """Return why *sheet* is not to be played at *now*, or None.

    With the *digest* it was issued with, any change shows. Without one, what can be known from the sheet
    alone is checked: that its questions, gate, symptoms and timing are the rule book's, that no hold is
    longer than its level allows, that each has the rest it needs, and that it ends with the day it was made
    on.
    """
    now_ms = round(utc(now).timestamp() * 1000)
    names = [
        *(["sheet.changed"] if _is_changed(sheet, digest) else []),
        *(["expired"] if now_ms >= sheet.expires_at_ms else []),
        *(["clock"] if now_ms < sheet.issued_at_ms - rule_book().timing.clock_tolerance_ms else []),
    ]
    return Refusal(reasons=reasons_of(map(rule_book().rule, names))) if names else None


def _is_changed(sheet: Sheet, digest: str | None) -> bool:
    if digest is not None and sheet_digest(sheet) != digest:
        return True
    return not (
        0 < sheet.expires_at_ms - sheet.issued_at_ms <= _LONGEST_DAY_MS
        and sheet.timing == rule_book().timing
        and sheet.symptoms == symptoms_in(sheet.lang)
        and _is_the_books_gate(sheet)
        and (sheet.demonstration or _are_the_books_questions(sheet))
        and (sheet.demonstration or sheet.signal is not SignalKind.NONE or sheet.level <= OPEN_LEVEL)
        and (sheet.demonstration or is_rested(sheet.segments))
        and (sheet.demonstration or all(_is_within_level(sheet, segment) for segment in sheet.segments))
    )


def _is_the_books_gate(sheet: Sheet) -> bool:
    highest_bpm = max((row.hr_above_bpm or 0 for row in sheet.gate.rows), default=0)
    books = [
        gate_table(
            rule_book(),
            sheet.lang,
            level=sheet.level,
            hr_max_bpm=_HIGHEST_HR_BPM,
            lives_high=lives_high,
            was_below_80=was_below_80,
        )
        for lives_high in (False, True)
        for was_below_80 in (False, True)
    ]
    limit_bpm = max(row.hr_above_bpm or 0 for book in books for row in book.rows)
    return highest_bpm <= limit_bpm and _without_rates(sheet.gate) in [_without_rates(book) for book in books]


def _are_the_books_questions(sheet: Sheet) -> bool:
    return any(
        sheet.preflight
        == preflight_questions(
            preflight_rules(signal=sheet.signal, needs_coach=needs_coach), sheet.lang, lives_high=lives_high
        )
        for needs_coach in (False, True)
        for lives_high in (False, True)
    )


def _without_rates(gate: Gate) -> Gate:
    """Return *gate* without the heart rate that is each runner's own."""
    rows = tuple(row if row.hr_above_bpm is None else replace(row, hr_above_bpm=1) for row in gate.rows)
    return replace(gate, rows=rows)


def _is_within_level(sheet: Sheet, segment: SheetSegment) -> bool:
    if segment.kind is not Kind.HOLD:
        return True
    rung, lowest = ladder()[sheet.level], ladder()[OPEN_LEVEL]
    jogs_ms = _jogs_ms(segment.parts, segment.cap_ms)
    lower = segment.lower
    return (
        segment.cap_ms <= (rung.cap_ms if jogs_ms else rung.walk_cap_ms)
        and sum(jogs_ms) <= rung.jog_cap_ms
        and segment.band_low_tenths == rung.low_tenths(segment.cap_ms)
        and (lower is None) == (sheet.level <= OPEN_LEVEL)
        and (lower is None or (lower.cap_ms <= lowest.cap_ms and not _jogs_ms(lower.parts, lower.cap_ms)))
    )


def _jogs_ms(parts: tuple[SheetPart, ...], cap_ms: int) -> list[int]:
    """Return how long each part on the run can last; one without a cap of its own, as long as the hold."""
    return [cap_ms if part.cap_ms is None else part.cap_ms for part in parts if part.activity in ON_FOOT_FAST]
