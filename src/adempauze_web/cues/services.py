"""Writing what a runner chose to hear and feel."""

from typing import Any

from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import CueRules


def cue_rules_change(*, person: Person, **changes: Any) -> CueRules:
    """Keep *changes* as the rules of *person*; what is not among them stays as it was."""
    rules, _ = CueRules.objects.update_or_create(owner=person, defaults=changes)
    return rules
