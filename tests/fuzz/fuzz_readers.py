"""Coverage-guided fuzzing of every reader.

``python tests/fuzz/fuzz_readers.py -max_total_time=3600 CORPUS`` stops with a trace at the first input that
ends in anything but a recording or a sentence of ours. ``make deep`` runs it, and brings atheris.
"""

import sys
import warnings

import atheris

with atheris.instrument_imports(include=["adempauze.io", "fitdecode"]):
    from adempauze.errors import AdempauzeError
    from adempauze.io import read


def one_input(data: bytes) -> None:
    """Read one input."""
    try:
        read(data)
    except AdempauzeError:
        return


def main() -> None:
    """Fuzz until the time is over or a fault is found."""
    warnings.simplefilter("ignore")
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
