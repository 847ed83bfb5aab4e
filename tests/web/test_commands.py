"""The commands that keep a home, given as a person gives them, on a home of their own."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ADEMPAUZE = str(Path(sys.executable).parent / "adempauze")


class Home:
    """A home, and the command line on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def environment(self, **settings: str) -> dict[str, str]:
        """Return the environment of a terminal with this home and nothing else of ours."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ADEMPAUZE_") and name not in ("DATABASE_URL", "LC_ALL", "LANG", "PORT")
        }
        return {**clean, "ADEMPAUZE_HOME": str(self.folder), **settings}

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Give a command and wait for its end."""
        return subprocess.run(
            [ADEMPAUZE, *arguments],
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def edit(self, statement: str) -> None:
        """Change a row behind the back of the site."""
        with sqlite3.connect(self.folder / "adempauze.sqlite3") as database:
            database.execute(statement)
        database.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home that was never opened."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a home with five sessions; tests leave it as it is."""
    lived_in = Home(tmp_path_factory.mktemp("lived-in"))
    assert lived_in.run("demo", "--sessions", "5").returncode == 0
    return lived_in


def said(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Return the exit code and the one sentence."""
    return done.returncode, (done.stdout + done.stderr).strip()


def test_a_home_is_for_its_owner_alone(home: Home):
    """The secret key is made on the first start, and nobody else on the machine can read it."""
    home.run("verify")
    key = home.folder / "secret_key"

    assert len(key.read_text()) > 60
    assert (key.stat().st_mode & 0o777, home.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_every_command_works_on_a_home_never_served(home: Home, tmp_path: Path):
    """A backup of nothing is a backup, and can be restored."""
    file, other = tmp_path / "nothing.zip", Home(tmp_path / "other")

    assert said(home.run("verify")) == (0, "In order: 0 sessions replay to their results.")
    assert said(home.run("backup", str(file))) == (0, f"Written to {file}: 0 sessions.")
    assert said(other.run("restore", str(file))) == (0, f"Restored from {file}: 0 sessions.")


def test_a_home_survives_backup_and_restore(lived_in: Home, home: Home, tmp_path: Path):
    """What was backed up is what is there afterwards, and a backup of it has the same rows."""
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    lived_in.run("backup", str(first))
    restored = home.run("restore", str(first), "--json")
    home.run("backup", str(second))

    assert json.loads(restored.stdout)["training.sessionlog"] == 5
    assert said(home.run("verify")) == (0, "In order: 5 sessions replay to their results.")
    assert rows_of(first) == rows_of(second)
    assert first.stat().st_mode & 0o777 == 0o600


def rows_of(archive: Path) -> bytes:
    """Return the rows of a backup."""
    with zipfile.ZipFile(archive) as bundle:
        return bundle.read("rows.jsonl")


def test_nothing_that_is_there_is_overwritten(lived_in: Home, tmp_path: Path):
    """Not a file by a backup, not a home by a restore or a demo."""
    file = tmp_path / "kept.zip"
    lived_in.run("backup", str(file))
    before = file.read_bytes()
    again, restored, demo = (
        lived_in.run("backup", str(file)),
        lived_in.run("restore", str(file)),
        lived_in.run("demo"),
    )

    assert again.returncode == 2
    assert "is there already; give a new name." in again.stderr
    assert file.read_bytes() == before
    assert said(restored) == (
        1,
        "This home is in use, and nothing in it is overwritten. Set ADEMPAUZE_HOME to another folder.",
    )
    assert said(demo) == (
        1,
        "This home is in use; the demo fills only an empty one. Set ADEMPAUZE_HOME to another folder.",
    )


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data[: len(data) // 2], "is not a whole backup of Adempauze."),
        (lambda data: b"not a zip at all", "is not a whole backup of Adempauze."),
    ],
)
def test_a_broken_backup_is_refused_whole(lived_in: Home, home: Home, tmp_path: Path, spoil, sentence: str):
    """The home stays as it was: empty, and in order."""
    file = tmp_path / "broken.zip"
    lived_in.run("backup", str(file))
    file.write_bytes(spoil(file.read_bytes()))
    done = home.run("restore", str(file))

    assert done.returncode == 1
    assert sentence in done.stderr
    assert said(home.run("verify")) == (0, "In order: 0 sessions replay to their results.")


def test_a_backup_whose_rows_were_changed_is_refused(lived_in: Home, home: Home, tmp_path: Path):
    """Its digest says that these are not the rows that were written."""
    file, forged = tmp_path / "good.zip", tmp_path / "forged.zip"
    lived_in.run("backup", str(file))
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(forged, "w") as bad:
        bad.writestr("manifest.json", good.read("manifest.json"))
        bad.writestr("rows.jsonl", good.read("rows.jsonl").replace(b"Noor", b"Nora"))

    assert said(home.run("restore", str(forged))) == (
        1,
        "forged.zip is damaged: its rows are not those that were written.",
    )


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (
            "update training_sessionlog set result = cast('{}' as blob) where id = 2",
            "replays to another result than the one that is stored.",
        ),
        ("update training_sessionlog set raw = cast('{}' as blob) where id = 1", "cannot be replayed:"),
        (
            "update training_issuedsheet set json = cast(replace(json, '\"level\":1', '\"level\":6') as blob)",  # noqa: E501
            "is not as it was issued: its digest differs.",
        ),
        (
            "update training_sessionlog set owner_id = 99 where id = 3",
            "The table training_sessionlog has rows that belong to nobody.",
        ),
    ],
)
def test_verify_finds_what_was_changed(lived_in: Home, home: Home, harm: str, sentence: str):
    """One byte in a log, a result, a sheet or an owner is enough."""
    shutil.copytree(lived_in.folder, home.folder)
    home.edit(harm)
    done = home.run("verify")

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(json.loads(home.run("verify", "--json").stdout)["faults"]) >= 1


def test_a_year_of_training_is_the_same_every_time(lived_in: Home, home: Home):
    """The demo is drawn from a seed."""
    home.run("demo", "--sessions", "5")

    assert results_of(home) == results_of(lived_in)


def results_of(home: Home) -> list[bytes]:
    """Return the stored results of a home."""
    with sqlite3.connect(home.folder / "adempauze.sqlite3") as database:
        found = [row[0] for row in database.execute("select result from training_sessionlog order by id")]
    database.close()
    return found


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ADEMPAUZE_HOEM": "x"}, "ADEMPAUZE_HOEM is not a setting. There are: "),
        ({"PORT": "eighty"}, 'PORT must be a whole number from 1 to 65535; got "eighty".'),
        ({"ADEMPAUZE_HOME": "here"}, "ADEMPAUZE_HOME must be a folder written in full, from the root on;"),
        ({"ADEMPAUZE_HOME_MODE": "maybe"}, 'ADEMPAUZE_HOME_MODE must be yes or no; got "maybe".'),
        ({"ADEMPAUZE_BIND": "0.0.0.0"}, "ADEMPAUZE_BIND is 0.0.0.0, which others can reach, and home mode"),
        ({"ADEMPAUZE_HOSTS": "*"}, "ADEMPAUZE_HOSTS must be host names with commas between them;"),
        ({"DATABASE_URL": "mysql://secret@x/y"}, "DATABASE_URL must be an address like postgresql://"),
    ],
)
def test_a_wrong_setting_stops_the_start(home: Home, settings: dict[str, str], sentence: str):
    """One sentence names it; a password in it is not repeated."""
    done = home.run("serve", **settings)

    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_a_home_that_cannot_be_made_is_named(home: Home):
    """A file in the place of the folder is said as such."""
    home.folder.write_text("in the way")

    assert said(home.run("verify")) == (1, f"{home.folder} is a file; ADEMPAUZE_HOME must be a folder.")


@pytest.mark.parametrize(
    ("language", "ready"), [("nl_NL.UTF-8", "Adempauze staat klaar op"), ("C", "Adempauze is ready at")]
)
def test_serve_says_one_line_answers_and_ends_cleanly(home: Home, language: str, ready: str):
    """The address, in the language of the terminal; Ctrl-C leaves no trace."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = subprocess.Popen(
        [ADEMPAUZE, "serve"],
        env=home.environment(PORT=str(port), LANG=language),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert served.stdout is not None
    first = served.stdout.readline().strip()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
        healthy = json.load(answer)
    taken = home.run("serve", PORT=str(port))
    os.killpg(served.pid, signal.SIGINT)
    rest, _ = served.communicate(timeout=20)

    assert first == f"{ready} http://127.0.0.1:{port}"
    assert healthy == {"status": "ok"}
    assert said(taken)[0] == 1
    assert said(taken)[1].startswith(f"Port {port} of 127.0.0.1 cannot be used: address already in use.")
    assert (served.returncode, rest) == (0, "")


def test_protocols_are_listed_and_shown(home: Home):
    """As text for people, as JSON with stable keys for programs."""
    shown = json.loads(home.run("protocols", "show", "hoogtetraining", "--json").stdout)

    assert "hoogtetraining: Altitude training (Hoogtetraining)" in home.run("protocols", "list").stdout
    assert [row["name"] for row in json.loads(home.run("protocols", "list", "--json").stdout)] == [
        "algemene_warming_up",
        "hoogtetraining",
    ]
    assert [exercise["repeat"] for exercise in shown["exercises"]] == [
        {"min": 4, "max": 5},
        {"min": 4, "max": 5},
        {"min": 6, "max": 6},
    ]
    assert "Cap of a hold: 30 s" in home.run("protocols", "show", "hoogtetraining").stdout


def test_a_protocol_that_does_not_exist_is_bad_use(home: Home):
    """The sentence names those that do."""
    done = home.run("protocols", "show", "hoogtestage")

    assert done.returncode == 2
    assert "algemene_warming_up" in done.stderr
    assert "hoogtetraining" in done.stderr
