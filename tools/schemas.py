"""Write the published JSON schemas to ``docs/reference``; with ``--check``, say which are out of date."""

import json
import sys
from pathlib import Path

from adempauze.protocols import protocol_schema
from adempauze.safety.files import answers_schema, runner_schema
from adempauze.session.log import log_schema
from adempauze.session.scenario import scenario_schema
from adempauze.session.sheet import sheet_schema

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
SCHEMAS = {
    "answers": answers_schema,
    "runner": runner_schema,
    "log": log_schema,
    "protocol": protocol_schema,
    "scenario": scenario_schema,
    "sheet": sheet_schema,
}


def main() -> None:
    """Bring the files and the code together, or report where they part."""
    stale = []
    for name, schema in SCHEMAS.items():
        target = REFERENCE / f"{name}.schema.json"
        written = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        if target.exists() and target.read_text(encoding="utf-8") == written:
            continue
        stale.append(target.name)
        if "--check" not in sys.argv[1:]:
            target.write_text(written, encoding="utf-8")
    if stale and "--check" in sys.argv[1:]:
        raise SystemExit(f"Out of date in docs/reference: {', '.join(stale)}. Run: python tools/schemas.py")


if __name__ == "__main__":
    main()
