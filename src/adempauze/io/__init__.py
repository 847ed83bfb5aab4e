"""Files in and out: the only place of the library that opens one."""

from adempauze.io.journal import JournalWriter
from adempauze.io.recordings import Part, read, read_each
from adempauze.io.results import result_json, row_of, write_parquet
from adempauze.io.session_log import LoggedSession, read_logged_session

__all__ = [
    "JournalWriter",
    "LoggedSession",
    "Part",
    "read",
    "read_each",
    "read_logged_session",
    "result_json",
    "row_of",
    "write_parquet",
]
