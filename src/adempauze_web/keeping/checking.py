"""Checking a home: whether everything in it is as it was written."""

import hashlib

from django.db import connection

from adempauze.errors import AdempauzeError
from adempauze.planning import past_session
from adempauze.session import canonical_json, read_log, read_sheet, replay, result_json
from adempauze_web.keeping.kept import kept_models
from adempauze_web.training.models import IssuedSheet, SessionLog


def home_faults() -> list[str]:
    """Return a sentence for everything that is not as it should be; none for a home in order."""
    return [*_database_faults(), *_sheet_faults(), *_session_faults(), *_file_faults()]


def _database_faults() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        broken = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        loose = sorted({row[0] for row in cursor.fetchall()})
    return [f"The database is damaged: {what}." for what in broken] + [
        f"The table {table} has rows that belong to nobody." for table in loose
    ]


def _sheet_faults() -> list[str]:
    faults = []
    for issued in IssuedSheet.objects.order_by("pk").iterator(chunk_size=100):
        json = bytes(issued.json)
        if hashlib.sha256(json).hexdigest() != issued.digest:
            faults.append(f"Sheet {issued.pk} is not as it was issued: its digest differs.")
            continue
        try:
            read_sheet(json)
        except AdempauzeError as error:
            faults.append(f"Sheet {issued.pk} cannot be read: {error}")
    return faults


def _session_faults() -> list[str]:
    logs = SessionLog.objects.order_by("pk").select_related("sheet")
    return [fault for log in logs.iterator(chunk_size=100) if (fault := _session_fault(log))]


def _session_fault(stored: SessionLog) -> str:
    name = f"Session {stored.log_id} of person {stored.owner_id}"
    if stored.sheet.owner_id != stored.owner_id:
        return f"{name} was played from the sheet of person {stored.sheet.owner_id}."
    try:
        log = read_log(bytes(stored.raw))
        sheet = read_sheet(bytes(stored.sheet.json))
        result = replay(sheet, log.events)
    except AdempauzeError as error:
        return f"{name} cannot be replayed: {error}"
    if log.id != str(stored.log_id):
        return f"{name} holds the log of another session, {log.id}."
    if log.sheet_digest != stored.sheet.digest or log.sheet_id != stored.sheet_id:
        return f"{name} was played from another sheet than the one beside it."
    if result_json(result) != bytes(stored.result):
        return f"{name} replays to another result than the one that is stored."
    if canonical_json(past_session(sheet, log, result)) != bytes(stored.past):
        return f"{name} means something else for the next session than what is stored."
    return ""


def _file_faults() -> list[str]:
    """Return what differs from the digest it came with, of everything that is kept as it came."""
    faults = []
    for model in kept_models():
        if {"raw", "digest"} <= {field.name for field in model._meta.get_fields()}:
            rows = model._default_manager.order_by("pk").values_list("pk", "raw", "digest")
            faults += [
                f"{str(model._meta.verbose_name).capitalize()} {key} is not as it came: its digest differs."
                for key, raw, digest in rows.iterator(chunk_size=20)
                if hashlib.sha256(bytes(raw)).hexdigest() != digest
            ]
    return faults
