"""Where the shared recordings lie: real files of others that are never part of this project."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared recordings, or skip where there is none."""
    named = os.environ.get("ADEMPAUZE_TEST_DATA") or os.environ.get("ADEMPAUZE_SHARED")
    places = [Path(named)] if named else [parent / "shared" for parent in (ROOT.parent, ROOT.parents[1])]
    for place in places:
        for folder in (place, place / "data"):
            if (folder / "fit-activities").is_dir():
                return folder
    return pytest.skip("shared data not beside the project")
