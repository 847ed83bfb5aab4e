"""A backup: one archive with every row, the same from SQLite and from PostgreSQL.

Format 1, a ZIP with two members: ``manifest.json`` (format, version, moment, counts, digest of the rows) and
``rows.jsonl``, one row a line in the order in which they can be written. Secrets of the machine stay out.
"""

import hashlib
import io
import json
import os
import zipfile
from collections import Counter
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.services import key_sequences_move_on
from adempauze_web.errors import ArchiveError, HomeError
from adempauze_web.keeping.checking import home_faults
from adempauze_web.keeping.kept import kept_models

FORMAT = 1
LARGEST_ROWS = 4_000_000_000  # bytes; more is no backup of a runner or a club
MANIFEST, ROWS = "manifest.json", "rows.jsonl"


class ToTheMicrosecond(DjangoJSONEncoder):
    """Django's JSON, with moments whole: it would cut them to milliseconds."""

    def default(self, o: Any) -> Any:
        """Return a value that JSON knows."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def backup_write(path: Path, *, now: datetime) -> Counter[str]:
    """Write everything in this home to *path*; return how many rows of each kind.

    The rows are of one moment, also while the site is being used. The file appears whole or not at all.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = [as_lines(model._default_manager.all()) for model in kept_models()]
        counts = Counter({model._meta.label_lower: model._default_manager.count() for model in kept_models()})
    data = "".join(rows).encode()
    manifest = {
        "format": FORMAT,
        "adempauze": version("adempauze"),
        "made_at": now.isoformat(),
        "rows": dict(counts),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(MANIFEST, json.dumps(manifest, indent=2))
        bundle.writestr(ROWS, data)
    _write_whole(path, archive.getvalue())
    return counts


def backup_read(path: Path) -> tuple[dict[str, Any], str]:
    """Return the manifest and the rows of an archive, checked; ArchiveError says what is wrong with it."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if bundle.getinfo(ROWS).file_size > LARGEST_ROWS:
                raise ArchiveError(f"{path.name} says that it holds more than a backup can.")
            manifest = json.loads(bundle.read(MANIFEST))
            data = bundle.read(ROWS)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ArchiveError(f"{path.name} is not a whole backup of Adempauze.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ArchiveError(f"{path.name} has a format that is not known here; a newer Adempauze made it.")
    if manifest.get("sha256") != hashlib.sha256(data).hexdigest():
        raise ArchiveError(f"{path.name} is damaged: its rows are not those that were written.")
    return manifest, data.decode()


def backup_restore(path: Path) -> Counter[str]:
    """Fill this empty home from an archive; return how many rows of each kind.

    Everything is checked before and after; on any fault the home stays as it was. Raises HomeError for a home
    that is in use, and ArchiveError for an archive that cannot be restored.
    """
    _manifest, rows = backup_read(path)
    if not home_is_empty():
        raise HomeError(
            "This home is in use, and nothing in it is overwritten. Set ADEMPAUZE_HOME to another folder."
        )
    try:
        with transaction.atomic():
            Person.objects.all().delete()
            restored = _write_rows(rows)
            key_sequences_move_on(kept_models())
            if faults := home_faults():
                raise ArchiveError(f"{path.name} was not restored: {faults[0]}")
    except (DeserializationError, DatabaseError) as error:
        raise ArchiveError(f"{path.name} holds a row that cannot be read. Nothing was restored.") from error
    return restored


def home_is_empty() -> bool:
    """Whether there is nothing here but person 1, untouched."""
    others = [model for model in kept_models() if model is not Person]
    untouched = Person.objects.filter(pk=1, name="", birth_year=None)
    return not any(model._default_manager.exists() for model in others) and (
        not Person.objects.exclude(pk__in=untouched).exists()
    )


def as_lines(rows: models.QuerySet[models.Model]) -> str:
    """Return rows as JSON, one a line."""
    lines: str = serializers.serialize("jsonl", rows.order_by("pk").iterator(), cls=ToTheMicrosecond)
    return lines


def _write_rows(rows: str) -> Counter[str]:
    allowed = set(kept_models())
    counts: Counter[str] = Counter()
    for row in serializers.deserialize("jsonl", rows):
        if type(row.object) not in allowed:
            raise ArchiveError("The archive holds rows that are no data of a runner. Nothing was restored.")
        row.object.save_base(raw=True, force_insert=True)
        counts[row.object._meta.label_lower] += 1
    return counts


def _write_whole(path: Path, data: bytes) -> None:
    """Write a new file, for its owner alone, in one step."""
    part = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise HomeError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from error
