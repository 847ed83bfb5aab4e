"""A backup has every row, restores to either database, and only where nothing is lost."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.services import home_person_ensure
from adempauze_web.devices.models import PairedDevice, PairingCode
from adempauze_web.errors import ArchiveError, HomeError
from adempauze_web.keeping.archive import backup_restore, backup_write
from adempauze_web.keeping.checking import home_faults
from adempauze_web.keeping.kept import kept_models
from adempauze_web.training.models import ConflictingUpload, IssuedSheet, SessionLog

pytestmark = pytest.mark.django_db(transaction=True)


def emptied() -> None:
    """Leave a home as it is after its first start."""
    SessionLog.objects.all().delete()
    IssuedSheet.objects.all().delete()
    Person.objects.all().delete()
    home_person_ensure()


def everything() -> list[dict[str, object]]:
    """Return every row that is kept, field by field."""
    return [
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
        for model in kept_models()
        for row in model._default_manager.order_by("pk").values()
    ]


def test_every_row_comes_back(played: SessionLog, tmp_path: Path):
    """Byte for byte, with its keys, and the next key follows on."""
    before = everything()
    backup_write(tmp_path / "home.zip", now=timezone.now())
    emptied()
    backup_restore(tmp_path / "home.zip")

    assert everything() == before
    assert home_faults() == []
    assert Person.objects.create(email="new@example.org").pk == 2


def test_every_kind_of_row_is_in_a_backup():
    """A new table is not forgotten; only what lets a device into this one machine stays on it."""
    apps_of_ours = [config for config in apps.get_app_configs() if config.name.startswith("adempauze_web.")]
    ours = {model for config in apps_of_ours for model in config.get_models()}

    assert set(kept_models()) == ours - {PairedDevice, PairingCode}


def test_every_row_has_an_owner():
    """From the first migration on, and never none."""
    without = []
    for model in kept_models():
        if model is not Person:
            owner = model._meta.get_field("owner")
            assert isinstance(owner, models.ForeignKey)
            if owner.null or owner.related_model is not Person:
                without.append(model)

    assert without == []


def test_a_file_that_was_changed_is_found(played: SessionLog):
    """Whatever is kept as it came is held to its digest."""
    ConflictingUpload.objects.create(
        owner=played.owner,
        log_id=played.log_id,
        raw=b"one",
        digest=hashlib.sha256(b"two").hexdigest(),
        received_at=played.received_at,
    )
    key = ConflictingUpload.objects.get().pk

    assert home_faults() == [f"Conflicting upload {key} is not as it came: its digest differs."]


def test_a_home_in_use_is_never_overwritten(played: SessionLog, tmp_path: Path):
    """Not even by its own backup."""
    backup_write(tmp_path / "home.zip", now=timezone.now())
    before = everything()

    with pytest.raises(HomeError, match="nothing in it is overwritten"):
        backup_restore(tmp_path / "home.zip")
    assert everything() == before


def test_a_person_with_a_name_is_a_home_in_use(runner: Person, tmp_path: Path):
    """A profile is something to lose."""
    backup_write(tmp_path / "home.zip", now=timezone.now())
    Person.objects.update(name="Noor")

    with pytest.raises(HomeError):
        backup_restore(tmp_path / "home.zip")


def forged(source: Path, target: Path, change: dict[str, str]) -> None:
    """Write an archive like *source* with its rows changed, and a manifest that vouches for them."""
    with zipfile.ZipFile(source) as good, zipfile.ZipFile(target, "w") as bad:
        rows = good.read("rows.jsonl").decode()
        for old, new in change.items():
            assert old in rows
            rows = rows.replace(old, new)
        manifest = json.loads(good.read("manifest.json"))
        manifest["sha256"] = hashlib.sha256(rows.encode()).hexdigest()
        bad.writestr("manifest.json", json.dumps(manifest))
        bad.writestr("rows.jsonl", rows)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({'"digest": "': '"digest": "0'}, "was not restored: |cannot be read"),
        ({'"model": "training.issuedsheet"': '"model": "sessions.session"'}, "cannot be read|no data"),
        ({'"utc_offset_min": ': '"utc_offset_min": "x", "n": '}, "holds a row that cannot be read"),
    ],
)
def test_a_backup_that_does_not_check_leaves_the_home_as_it_was(
    played: SessionLog, tmp_path: Path, change: dict[str, str], sentence: str
):
    """Nothing is half restored."""
    backup_write(tmp_path / "home.zip", now=timezone.now())
    forged(tmp_path / "home.zip", tmp_path / "forged.zip", change)
    emptied()
    before = everything()

    with pytest.raises(ArchiveError, match=sentence):
        backup_restore(tmp_path / "forged.zip")
    assert everything() == before


def test_a_newer_format_is_named(runner: Person, tmp_path: Path):
    """Rather than guessed at."""
    with zipfile.ZipFile(tmp_path / "newer.zip", "w") as bundle:
        bundle.writestr("manifest.json", '{"format": 2}')
        bundle.writestr("rows.jsonl", "")

    with pytest.raises(ArchiveError, match=r"newer\.zip has a format that is not known here"):
        backup_restore(tmp_path / "newer.zip")
