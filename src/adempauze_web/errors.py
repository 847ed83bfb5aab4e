"""The errors of the site; like the library's, each is one sentence for a person.

::

    AdempauzeError
    ├── SettingError    a setting in the environment that is unknown or cannot be used
    ├── HomeError       a home that cannot be opened, filled or restored as asked
    ├── ArchiveError    a backup that is not whole, or not ours
    ├── AgreementError  a lock that this person, or this day, does not lift
    ├── TrackError      a session that no sound file is made of
    └── UploadError     a session log that cannot be taken, with a code for the player
"""

from typing import ClassVar

from adempauze.errors import AdempauzeError


class SettingError(AdempauzeError):
    """A setting in the environment is unknown, or its value cannot be used."""

    code: ClassVar[str] = "setting"
    exit_code: ClassVar[int] = 2


class HomeError(AdempauzeError):
    """The home cannot be opened, filled or restored as asked."""

    code: ClassVar[str] = "home"


class ArchiveError(AdempauzeError):
    """A backup is not whole, or is not a backup of this product."""

    code: ClassVar[str] = "archive"


class AgreementError(AdempauzeError):
    """A lock is not lifted: not by this helper, not yet, or there is none."""

    code: ClassVar[str] = "agreement"


class TrackError(AdempauzeError):
    """No sound file is made of this session: not cleared, not of today, played, or with readings."""

    code: ClassVar[str] = "track"


class UploadError(AdempauzeError):
    """A session log cannot be taken. ``reason`` tells programs why; the sentence tells people."""

    code: ClassVar[str] = "upload"

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
