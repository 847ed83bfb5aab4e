"""What the build makes, and when it makes it again."""

import gettext
import os
from pathlib import Path

import hatch_build
import pytest


@pytest.fixture
def made(tmp_path: Path) -> list[int]:
    """Return the list that grows by one whenever the product of ``source.ts`` is made."""
    (tmp_path / "source.ts").write_text("export const a = 1;")
    return []


def make(folder: Path, made: list[int]) -> None:
    """Ask for the product."""
    inputs = [folder / "source.ts"]
    hatch_build.make_if_changed(folder / ".digest", inputs, lambda: made.append(1))


def test_an_unchanged_source_is_not_built_again(tmp_path: Path, made: list[int]):
    """A second start of the site must not wait for npm."""
    make(tmp_path, made)
    (tmp_path / "source.ts").touch()
    make(tmp_path, made)

    assert len(made) == 1


def test_a_changed_source_is_built_again(tmp_path: Path, made: list[int]):
    """Whoever changes a .ts sees it at the next start."""
    make(tmp_path, made)
    (tmp_path / "source.ts").write_text("export const a = 2;")
    make(tmp_path, made)

    assert len(made) == 2


def test_a_failed_build_is_tried_again(tmp_path: Path, made: list[int]):
    """A stamp after a failure would hide the failure for ever."""
    with pytest.raises(ZeroDivisionError):
        hatch_build.make_if_changed(tmp_path / ".digest", [tmp_path / "source.ts"], lambda: 1 // 0)
    make(tmp_path, made)

    assert len(made) == 1


def test_a_translated_text_is_compiled(tmp_path: Path):
    """What stands in the .po is what gettext answers, and again after the .po has changed."""
    source = tmp_path / "src/adempauze_web/locale/nl/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    answers = []
    for second, dutch in enumerate(["Vandaag", "Nu"]):
        source.write_text(f'{header}msgid "Today"\nmsgstr "{dutch}"\n')
        # an edit in the same tick of the clock as the last compilation does not occur by hand
        moment_s = source.stat().st_mtime + 10 * second
        os.utime(source, (moment_s, moment_s))
        hatch_build.compile_texts(tmp_path)
        with source.with_suffix(".mo").open("rb") as compiled:
            answers.append(gettext.GNUTranslations(compiled).gettext("Today"))

    assert answers == ["Vandaag", "Nu"]
