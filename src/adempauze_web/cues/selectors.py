"""Reading what a runner chose to hear and feel."""

from typing import Any

from adempauze.session.phrases import announced_catalogue
from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import CueRules

ANNOUNCED = (
    "paces",
    "seconds",
    "breaths",
    "halfway_hold",
    "halfway_rest",
    "last_three_start",
    "last_three_cap",
    "hunger",
)


def cue_rules_get(person: Person) -> CueRules:
    """Return the rules of *person*; the defaults, not stored, for who never chose."""
    return CueRules.objects.filter(owner=person).first() or CueRules(owner=person)


def cues_show(person: Person) -> dict[str, Any]:
    """Return what the player's page carries of it: ``Cues`` of ``frontend/src/player/page.ts``."""
    rules = cue_rules_get(person)
    return {
        "rules": {name: getattr(rules, name) for name in ANNOUNCED},
        "haptics": rules.haptics,
        "music": rules.music,
        "announced": list(announced_catalogue()),
        "voices": {},
    }
