"""Synthetic sessions with a known truth; the generator lives beside the bench, which uses it too."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SYNTHETIC = Path(__file__).resolve().parents[3] / "bench" / "synthetic.py"


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """Return the generator of sessions."""
    spec = importlib.util.spec_from_file_location("synthetic", SYNTHETIC)
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    return module
