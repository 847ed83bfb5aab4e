"""What this runner does today: the protocol, filled in for a level."""

from adempauze.planning.ladder import Level, ladder
from adempauze.planning.prescribing import PlannedSession, demonstrate, prescribe

__all__ = ["Level", "PlannedSession", "demonstrate", "ladder", "prescribe"]
