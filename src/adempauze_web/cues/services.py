"""Writing what a runner chose to hear and feel, and the voices recorded for it."""

import hashlib
from datetime import datetime
from typing import Any

from adempauze.tracks import LONGEST_COUNT_S, LONGEST_S, voice_clip
from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import CueRules, RecordedPhrase
from adempauze_web.training.tracks import tracks_forget

COUNTS = ("one", "two", "three")  # those of the count-in; the others are named n4 to n100


def cue_rules_change(*, person: Person, **changes: Any) -> CueRules:
    """Keep *changes* as the rules of *person*; what is not among them stays as it was."""
    rules, _ = CueRules.objects.update_or_create(owner=person, defaults=changes)
    return rules


def voice_record(*, person: Person, lang: str, phrase: str, data: bytes, now: datetime) -> RecordedPhrase:
    """Keep a recording as the clip of a phrase; it takes the place of an earlier one.

    Raises
    ------
    RecordingError
        If it is no sound, or no voice, or too long; then everything stays as it was.
    """
    clip = voice_clip(data, longest_s=LONGEST_COUNT_S if _is_count(phrase) else LONGEST_S)
    kept, _ = RecordedPhrase.objects.update_or_create(
        owner=person,
        lang=lang,
        phrase=phrase,
        defaults={"raw": clip, "digest": hashlib.sha256(clip).hexdigest(), "recorded_at": now},
    )
    tracks_forget(person)
    return kept


def voice_remove(*, voice: RecordedPhrase) -> None:
    """Remove a recording, from what was rendered with it too; the built clip is heard again."""
    voice.delete()
    tracks_forget(voice.owner)


def _is_count(phrase: str) -> bool:
    return phrase in COUNTS or phrase.removeprefix("n").isdecimal()
