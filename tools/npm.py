"""Run npm in ``frontend/`` on the node that came as a wheel: ``python tools/npm.py run test``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hatch_build import HERE, run_npm

if __name__ == "__main__":
    run_npm(HERE / "frontend", *sys.argv[1:])
