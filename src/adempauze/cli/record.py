"""``adempauze record``: a heart rate sensor and an oximeter, recorded from here by Bluetooth."""

import asyncio
import signal
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size

import click

from adempauze.errors import SensorError
from adempauze.io import JournalWriter
from adempauze.radio import Found, Radio, Wanted, find, hear, keep, system_radio
from adempauze.radio.finding import KIND_IN_WORDS
from adempauze.radio.recorder import Recorder

LIST_S = 8.0
SHOW_EVERY_S = 0.5
CLEAR = "\r\x1b[K"


@click.command()
@click.option("--hr", help="Heart rate sensor: part of its name, its address, or any.")
@click.option("--spo2", help="Oximeter: part of its name, its address, or any.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The recording to write.")
@click.option(
    "--find-s", type=click.FloatRange(1, 600), default=30.0, show_default=True, help="How long to look."
)
@click.option("--list", "only_list", is_flag=True, help="Say which sensors are near, and record nothing.")
def command(hr: str | None, spo2: str | None, out: Path | None, find_s: float, only_list: bool) -> None:
    """Record sensors by Bluetooth into a file, live in the terminal, until Ctrl-C.

    `adempauze analyse` and the site read the file. A sensor that drops is looked for again, and meanwhile has
    no reading. Whatever stops the program, what came until then is there: in OUT.part where it could not end.
    """
    if only_list:
        _list(asyncio.run(_hear(system_radio())))
        return
    wanted = [Wanted(kind, name) for kind, name in (("hr", hr), ("spo2", spo2)) if name]  # type: ignore[arg-type]
    if not wanted or out is None:
        raise click.UsageError("Give --hr or --spo2, or both, and -o with a file; --list shows what is near.")
    if out.exists():
        raise click.BadParameter(f"{out} is there already; give a new name.", param_hint="-o")
    with suppress(KeyboardInterrupt):
        asyncio.run(_record(system_radio(), wanted, out, find_s))


async def _hear(radio: Radio) -> list[tuple[str, str, str]]:
    heard = await hear(radio, seconds=LIST_S)
    return [
        (one.name or "(no name)", one.address, ", ".join(KIND_IN_WORDS[kind] for kind in one.kinds))
        for one in heard
        if one.name or one.kinds
    ]


def _list(rows: list[tuple[str, str, str]]) -> None:
    if not rows:
        raise SensorError(
            f"Nothing was heard in {LIST_S:g} s. Wear the sensor or switch it on, and try again."
        )
    for name, address, kinds in rows:
        click.echo(f"{name:<28} {address:<20} {kinds}".rstrip())


async def _record(radio: Radio, wanted: list[Wanted], out: Path, find_s: float) -> None:
    _say("Looking for the sensors.")
    found = await find(radio, wanted, seconds=find_s)
    for one in found:
        what = " and ".join(KIND_IN_WORDS[kind] for kind in one.kinds)
        _say(f"{one.heard.name or one.heard.address}: {what}")
    sensors = {kind: one.heard.name or one.heard.address for one in found for kind in one.kinds}
    started = time.monotonic()
    with JournalWriter(out, started_at=datetime.now().astimezone(), sensors=sensors) as journal:
        recorder = Recorder(journal, sensors, clock=lambda: time.monotonic() - started, say=_say)
        await _until_stopped(radio, found, recorder)
    _sum_up(out, recorder)


def _say(text: str) -> None:
    click.echo(f"{CLEAR if sys.stderr.isatty() else ''}{text}", err=True)


async def _until_stopped(radio: Radio, found: list[Found], recorder: Recorder) -> None:
    """Record until somebody stops it; raise what makes going on pointless."""
    stop = _stopped_by_signals()
    links = [asyncio.create_task(keep(radio, one, recorder)) for one in found]
    is_terminal = sys.stderr.isatty()
    try:
        while not stop.is_set():
            for link in links:
                if link.done():
                    link.result()
            if recorder.fault is not None:
                raise recorder.fault
            recorder.look()
            if is_terminal:
                line = f"{recorder.line}   Ctrl-C ends"[: get_terminal_size().columns - 1]  # it must not wrap
                click.echo(f"{CLEAR}{line}", nl=False, err=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SHOW_EVERY_S)
    finally:
        for link in links:
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)
        if is_terminal:
            click.echo(CLEAR, nl=False, err=True)


def _stopped_by_signals() -> asyncio.Event:
    """Return what Ctrl-C, a closed terminal or a service manager sets, where the system has such signals."""
    stop = asyncio.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with suppress(NotImplementedError, AttributeError):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop.set)
    return stop


def _sum_up(out: Path, recorder: Recorder) -> None:
    if recorder.readings:
        gaps = f", {recorder.losses} gap{'s'[: recorder.losses > 1]}" if recorder.losses else ""
        click.echo(f"Written: {out}: {recorder.readings} readings{gaps}.")
    else:
        click.echo("Stopped before a sensor gave a reading; nothing was written.")
