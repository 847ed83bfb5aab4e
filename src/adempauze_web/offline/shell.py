"""The shell: what every page stands on, the same for everybody; kept by the worker, whole or not at all."""

import hashlib
import json
from functools import cache
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.templatetags.static import static

from adempauze_web.config.settings import SITE

STATIC = SITE / "static"
BUILT = "built/"  # the names of scripts carry a digest of their own
CLIPS = "built/clips/"
_WORKER = "src/worker/main.ts"


class VersionedFiles(StaticFilesStorage):
    """Addresses of static files that change when the file does, so that no cache mixes two versions."""

    def url(self, name: str | None) -> str:
        """Return the address of *name*."""
        address: str = super().url(name)
        if not name or name.startswith(BUILT) or not (STATIC / name).is_file():
            return address
        return f"{address}?v={file_digest(name)}"


def digest(*parts: str) -> str:
    """Return sixteen digits that stand for *parts*."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def file_digest(name: str) -> str:
    """Return eight digits that stand for the content of a static file."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


@cache
def shell_files() -> tuple[str, ...]:
    """Return the addresses of the shell: every static file but worker, clips and the build's notes."""
    names = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
    left_out = {BUILT + "manifest.json", BUILT + ".digest", BUILT + _worker_chunk()}
    return tuple(static(name) for name in names if name not in left_out and not name.startswith(CLIPS))


@cache
def clips(lang: str) -> dict[str, str]:
    """Return the address and the digest of every clip of a language."""
    names = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / CLIPS / lang).glob("*.mp3"))
    return {static(name): file_digest(name) for name in names}


@cache
def version() -> str:
    """Return what stands for the whole shell: another file, or another worker, and it is another."""
    return digest(*shell_files(), file_digest(BUILT + _worker_chunk()))


@cache
def worker_script() -> str:
    """Return the worker, told what its shell is."""
    shell = json.dumps({"version": version(), "files": shell_files()})
    return f"self.SHELL = {shell};\n" + (STATIC / BUILT / _worker_chunk()).read_text()


def _worker_chunk() -> str:
    manifest: dict[str, Any] = json.loads((STATIC / BUILT / "manifest.json").read_text())
    return str(manifest[_WORKER]["file"])
