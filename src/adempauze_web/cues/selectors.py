"""Reading what a runner chose to hear and feel. ``voice_access`` is the only way to somebody's voice."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import Http404
from django.templatetags.static import static

from adempauze.protocols import Text
from adempauze.session import canonical_json
from adempauze.session.phrases import announced_catalogue, phrase_catalogue, spoken_catalogue
from adempauze.tracks import CueRules as Rules
from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import CueRules, RecordedPhrase
from adempauze_web.training.showing import reading_language

ANNOUNCED = Rules.__struct_fields__


def cue_rules_get(person: Person) -> CueRules:
    """Return the rules of *person*; the defaults, not stored, for who never chose."""
    return CueRules.objects.filter(owner=person).first() or CueRules(owner=person)


def cues_show(person: Person) -> dict[str, Any]:
    """Return what the player's page carries of it: ``Cues`` of ``frontend/src/player/page.ts``."""
    rules = cue_rules_get(person)
    return {
        "rules": msgspec.to_builtins(announced_by(rules)),
        "haptics": rules.haptics,
        "music": rules.music,
        "announced": list(announced_catalogue()),
        "voices": voices_of(person),
    }


def announced_by(rules: CueRules) -> Rules:
    """Return what *rules* say of announcing, as the library reads it."""
    return Rules(**{name: getattr(rules, name) for name in ANNOUNCED})


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a session in one language sounds like to one person, beside its sheet."""

    rules: Rules
    voices: dict[str, str]  # digests, by phrase

    @property
    def mark(self) -> str:
        """What stands for it: another one wherever anything sounds otherwise."""
        return hashlib.sha256(canonical_json((self.rules, self.voices))).hexdigest()[:12]


def cues_heard(person: Person, lang: str) -> Heard:
    """Return what *person* wants announced, and over which phrases there is a voice of their own."""
    own = RecordedPhrase.objects.filter(owner=person, lang=lang).values_list("phrase", "digest")
    return Heard(rules=announced_by(cue_rules_get(person)), voices=dict(own))


def voice_clips(person: Person, lang: str) -> dict[str, bytes]:
    """Return the voices of *person* themselves, by phrase."""
    own = RecordedPhrase.objects.filter(owner=person, lang=lang).values_list("phrase", "raw")
    return {phrase: bytes(raw) for phrase, raw in own}


def voices_of(person: Person) -> dict[str, dict[str, str]]:
    """Return the addresses of the voices of *person*, by language and phrase."""
    voices: dict[str, dict[str, str]] = {}
    for one in RecordedPhrase.objects.filter(owner=person).defer("raw").order_by("lang", "phrase"):
        voices.setdefault(one.lang, {})[one.phrase] = one.get_absolute_url()
    return voices


def voice_access(person: Person, lang: str, phrase: str) -> RecordedPhrase:
    """Return the voice of *person* for a phrase; 404 where there is none, or it is anybody else's."""
    found = RecordedPhrase.objects.filter(owner=person, lang=lang, phrase=phrase).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, kw_only=True)
class ShownPhrase:
    """A phrase on the page of voices."""

    id: str
    text: str
    built: str
    own: str  # empty where nobody recorded it


@dataclass(frozen=True, kw_only=True)
class ShownVoices:
    """What can be recorded in one language."""

    lang: str
    said: list[ShownPhrase]
    announced: list[ShownPhrase]


def voices_show(person: Person) -> ShownVoices:
    """Return every phrase in the language of this request, with the voice of *person* where there is one."""
    lang = reading_language()
    own = voices_of(person).get(lang, {})

    def shown(phrase: str, text: Text) -> ShownPhrase:
        built = static(f"built/clips/{lang}/{phrase}.mp3")
        return ShownPhrase(id=phrase, text=getattr(text, lang), built=built, own=own.get(phrase, ""))

    return ShownVoices(
        lang=lang,
        said=[shown(*item) for item in phrase_catalogue().items()],
        announced=[shown(*item) for item in announced_catalogue().items()],
    )


def phrase_known(lang: str, phrase: str) -> bool:
    """Whether there is such a phrase to record."""
    return lang in ("nl", "en") and phrase in spoken_catalogue()
