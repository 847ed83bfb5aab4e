"""What this runner does today: the ladder, the calendar, and the protocol filled in for a level."""

from adempauze.planning.calendar import Bar, barred
from adempauze.planning.history import (
    CheckIn,
    History,
    Lift,
    PastHold,
    PastSession,
    SignOff,
    past_session,
)
from adempauze.planning.ladder import (
    Caps,
    LadderRule,
    Level,
    Lifts,
    ladder,
    ladder_numbers,
    ladder_rule,
    ladder_rules,
)
from adempauze.planning.prescribing import PlannedSession, demonstrate, prescribe
from adempauze.planning.progress import Progress, progress
from adempauze.planning.titration import Proposal, propose

__all__ = [
    "Bar",
    "Caps",
    "CheckIn",
    "History",
    "LadderRule",
    "Level",
    "Lift",
    "Lifts",
    "PastHold",
    "PastSession",
    "PlannedSession",
    "Progress",
    "Proposal",
    "SignOff",
    "barred",
    "demonstrate",
    "ladder",
    "ladder_numbers",
    "ladder_rule",
    "ladder_rules",
    "past_session",
    "prescribe",
    "progress",
    "propose",
]
