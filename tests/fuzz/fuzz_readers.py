"""Coverage-guided fuzzing of every reader.

``python tests/fuzz/fuzz_readers.py -max_total_time=3600 CORPUS`` begins with a small file of every kind and
stops with a trace at the first input that ends in anything but a recording or a sentence of ours. ``make
deep`` runs it, and brings atheris.
"""

import sys
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "property"))
with atheris.instrument_imports(include=["adempauze.io", "adempauze.oximetry", "fitdecode"]):
    from test_readers import SEEDS, answers


def sow(corpus: Path) -> None:
    """Put the seeds into the corpus, for the fuzzer to grow from."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name, data in SEEDS.items():
        (corpus / f"seed-{name.replace(' ', '-')}").write_bytes(data)


def main() -> None:
    """Fuzz until the time is over or a fault is found."""
    warnings.simplefilter("ignore")
    sow(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, answers)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
