"""A sheet that was written can be read again: the player, the upload and the replay stand on it."""

from datetime import UTC, date, datetime

from adempauze.planning import prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import ClearedSession, clear, screen, screening_questions
from adempauze.session import SignalKind, read_sheet, sheet_json


def test_a_cleared_sheet_survives_its_json():
    """What the phone gets back is what was cleared, to the last field."""
    cleared = clear(
        prescribe(shipped_protocol("hoogtetraining"), level=1, signal=SignalKind.NONE),
        screened=screen({question.id: False for question in screening_questions()}, on=date(2026, 11, 22)),
        birth_year=1988,
        lang="nl",
        now=datetime(2026, 11, 22, 10, tzinfo=UTC),
        sheet_id="one",
    )

    assert isinstance(cleared, ClearedSession)
    assert read_sheet(sheet_json(cleared.sheet)) == cleared.sheet
