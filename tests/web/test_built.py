"""The front end is there when the site is tested."""

import json
from pathlib import Path

BUILT = Path(__file__).resolve().parents[2] / "src/adempauze_web/static/built"


def test_every_entry_of_the_front_end_is_built():
    """The manifest names both entries, and each file it names is there."""
    manifest = json.loads((BUILT / "manifest.json").read_text())
    entries = {name: chunk["file"] for name, chunk in manifest.items() if chunk.get("isEntry")}

    assert {"src/player/main.ts", "src/site/main.ts"} <= set(entries)
    assert [file for file in entries.values() if not (BUILT / file).is_file()] == []
