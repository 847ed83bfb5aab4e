"""Playing a session: the sheet, the events, the engine and its log."""

from adempauze.session.engine import step
from adempauze.session.events import AnyEvent
from adempauze.session.log import (
    SessionLog,
    SessionResult,
    canonical_json,
    log_with_sheet,
    read_log,
    replay,
    result_json,
    result_of,
    sheet_digest,
    sheet_json,
)
from adempauze.session.scenario import Scenario, difference, read_scenario, run_scenario, unexpected
from adempauze.session.sheet import SCHEMA, Sheet, SignalKind, read_sheet, sheet_schema
from adempauze.session.state import HoldResult, Outcome, Phase, State

__all__ = [
    "SCHEMA",
    "AnyEvent",
    "HoldResult",
    "Outcome",
    "Phase",
    "Scenario",
    "SessionLog",
    "SessionResult",
    "Sheet",
    "SignalKind",
    "State",
    "canonical_json",
    "difference",
    "log_with_sheet",
    "read_log",
    "read_scenario",
    "read_sheet",
    "replay",
    "result_json",
    "result_of",
    "run_scenario",
    "sheet_digest",
    "sheet_json",
    "sheet_schema",
    "step",
    "unexpected",
]
