"""The changelog from its fragments."""

from pathlib import Path

import pytest
from tools import changelog


@pytest.fixture
def changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder of fragments, beside a changelog with one release in it."""
    (tmp_path / "changes").mkdir()
    (tmp_path / "CHANGELOG.md").write_text(changelog.OPENING + "\n## 0.1.0\n\n### New\n\n- The first.\n")
    monkeypatch.setattr(changelog, "ROOT", tmp_path)
    monkeypatch.setattr(changelog, "TARGET", tmp_path / "CHANGELOG.md")
    return tmp_path / "changes"


def test_a_release_puts_safety_first_and_keeps_what_was(changes: Path):
    """A reader must see a changed limit before anything that is merely new."""
    (changes / "a-page.feature.md").write_text("A page of\nsessions.\n")
    (changes / "z-cap.safety.md").write_text("A hold ends at its cap.\n")
    changelog.release("0.2.0")

    assert (changes.parent / "CHANGELOG.md").read_text() == (
        "# Changelog\n\nWhat is not yet released stands in `changes/`, a file each.\n"
        "\n## 0.2.0\n\n### Safety\n\n- A hold ends at its cap.\n\n### New\n\n- A page of sessions.\n"
        "\n## 0.1.0\n\n### New\n\n- The first.\n"
    )
    assert list(changes.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "cap.md",
            "A cap.",
            "changes/cap.md must be NAME.KIND.md, KIND one of: safety, model, feature, fix, docs.",
        ),
        (
            "cap.news.md",
            "A cap.",
            "changes/cap.news.md must be NAME.KIND.md, KIND one of: safety, model, feature, fix, docs.",
        ),
        (
            "cap.fix.md",
            "\n",
            "changes/cap.fix.md says nothing. Write one or two sentences for the user.",
        ),
    ],
)
def test_a_fragment_that_cannot_be_placed_is_refused(changes: Path, name: str, text: str, sentence: str):
    """It would be missing from the changelog without a word."""
    (changes / name).write_text(text)

    with pytest.raises(SystemExit) as refused:
        changelog.fragments()
    assert str(refused.value) == sentence
