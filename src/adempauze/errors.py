"""The errors of the library: broken input, never an expected outcome.

::

    AdempauzeError
    ├── ParameterError          (also a ValueError) a value out of its range, or in the wrong unit
    ├── ProtocolError           a protocol file that does not say what it must
    ├── SheetError              a sheet, log or scenario that cannot be played or replayed
    ├── SensorError             a sensor that is not found or not heard, or a machine that cannot listen
    └── RecordingError          a recording that cannot be read or used
        ├── SeveralRecordingsError   an archive with more than one recording where one was asked for
        └── UnsupportedFormatError   a file of a kind that is not read here

"Stop: the nadir was under the floor" is no error but a verdict, and a value. Each error has a ``code`` for
JSON; its sentence says what, where and what to do, and is shown to people as it stands.
"""

from typing import ClassVar


class AdempauzeError(Exception):
    """Anything the library refuses to work with, as one clear sentence."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1  # of the command line: 1 for bad data, 2 for bad use


class ParameterError(AdempauzeError, ValueError):
    """A value is outside its range, or was given in another unit."""

    code = "parameter"


class ProtocolError(AdempauzeError):
    """A protocol does not say what a protocol must."""

    code = "protocol"


class SheetError(AdempauzeError):
    """A sheet, a log or a scenario cannot be played or replayed."""

    code = "sheet"


class SensorError(AdempauzeError):
    """A sensor is not found, cannot be connected, or nothing here can listen to one."""

    code = "sensor"


class RecordingError(AdempauzeError):
    """A recording cannot be read, or cannot be used for what was asked."""

    code = "recording"


class SeveralRecordingsError(RecordingError):
    """An archive holds more than one recording, and one was asked for."""

    code = "several_recordings"


class UnsupportedFormatError(RecordingError):
    """A file is of a kind that is not read here."""

    code = "unsupported_format"


def check_range(name: str, value: float, low: float, high: float, unit: str, hint: str = "") -> None:
    """Raise ParameterError unless *low* <= *value* <= *high*; NaN is outside every range.

    *hint* names the likely slip: ``"A percentage? Divide by 100."``

    >>> check_range("fio2", 0.2093, 0.05, 1, "(fraction)")
    """
    if not low <= value <= high:
        sentence = f"{name} must be {low:g} to {high:g} {unit}; got {value}."
        raise ParameterError(f"{sentence} {hint}".rstrip())
