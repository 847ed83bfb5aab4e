"""One person's own data: all of it in one file, or gone."""

import io
import json
import zipfile
from functools import partial

from django.db import connection, transaction
from django.forms.models import model_to_dict

from adempauze.session import canonical_json, log_with_sheet
from adempauze_web.accounts.models import Person
from adempauze_web.accounts.services import home_person_ensure
from adempauze_web.care.selectors import care_history
from adempauze_web.cues.models import RecordedPhrase
from adempauze_web.keeping.archive import as_lines
from adempauze_web.keeping.kept import kept_models
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.models import IssuedSheet, ScreeningOutcome, SessionLog
from adempauze_web.training.tracks import tracks_forget

PROFILE = ("name", "birth_year", "oximeter", "language", "time_zone", "theme", "volume_pct", "is_left_handed")


def data_export(*, person: Person) -> bytes:
    """Return everything that is kept of *person* as a ZIP of JSON files that need no program to be read."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("profile.json", _json(model_to_dict(person, PROFILE)))
        screenings = [
            {"on": str(one.screened_on), "fired": one.fired, "verdict": one.verdict}
            for one in ScreeningOutcome.objects.filter(owner=person)
        ]
        bundle.writestr("screenings.json", _json(screenings))
        for issued in IssuedSheet.objects.filter(owner=person):
            bundle.writestr(f"sheets/{issued.pk}.json", bytes(issued.json))
        for log in SessionLog.objects.filter(owner=person).select_related("sheet"):
            bundle.writestr(f"sessions/{log.log_id}/log.json", bytes(log.raw))
            played = log_with_sheet(bytes(log.raw), bytes(log.sheet.json))
            bundle.writestr(f"sessions/{log.log_id}/session.json", played)
            bundle.writestr(f"sessions/{log.log_id}/result.json", bytes(log.result))
            bundle.writestr(f"sessions/{log.log_id}/felt.json", _json({"felt": log.felt, "note": log.note}))
        bundle.writestr("around-sessions.json", canonical_json(care_history(person)))
        for model in kept_models():
            if model not in (Person, ScreeningOutcome, IssuedSheet, SessionLog):
                rows = as_lines(model._default_manager.filter(owner=person))
                bundle.writestr(f"{model._meta.model_name}.jsonl", rows)
        for kept in RecordingFile.objects.filter(owner=person):
            bundle.writestr(f"recordings/{kept.pk}/file", bytes(kept.raw))
            bundle.writestr(f"recordings/{kept.pk}/about.json", _json({"name": kept.name} | kept.result))
        for voice in RecordedPhrase.objects.filter(owner=person):
            bundle.writestr(f"voices/{voice.lang}/{voice.phrase}.mp3", bytes(voice.raw))
    return archive.getvalue()


@transaction.atomic
def data_delete(*, person: Person) -> None:
    """Delete *person* and all that is theirs; at home a new, empty person 1 takes the place."""
    was_at_home = person.email is None
    SessionLog.objects.filter(owner=person).delete()  # before the sheets that they protect
    transaction.on_commit(partial(tracks_forget, person))
    person.delete()
    if was_at_home:
        home_person_ensure()
    transaction.on_commit(_wipe)


def _wipe() -> None:
    """Leave nothing of what was deleted in SQLite's log; its pages are overwritten as they are freed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
