"""Finding sensors: by name, by address, or any that offers what is wanted."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adempauze.errors import SensorError
from adempauze.radio.system import Radio, faults_said
from adempauze.sensors.families import OXIMETERS, STRAP, Family

Kind = Literal["hr", "spo2"]
ANY = "any"
KIND_IN_WORDS = {"hr": "heart rate sensor", "spo2": "oximeter"}
FAMILIES: dict[Kind, tuple[Family, ...]] = {"hr": (STRAP,), "spo2": OXIMETERS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sensor that is looked for: part of its name, its address, or ``any``."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A device that announced itself."""

    device: Any
    name: str
    address: str
    services: tuple[str, ...]
    rssi_dbm: int

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What it says that it measures. Some devices say so only once connected."""
        offers = {kind: {family.service for family in families} for kind, families in FAMILIES.items()}
        return tuple(kind for kind, services in offers.items() if services.intersection(self.services))

    def is_wanted(self, wanted: Wanted) -> bool:
        """Whether this may be the one."""
        asked = wanted.name.strip().casefold()
        if asked == ANY:
            return wanted.kind in self.kinds
        return asked == self.address.casefold() or (bool(asked) and asked in self.name.casefold())


@dataclass(frozen=True, slots=True)
class Found:
    """A device, and what it was wanted for."""

    heard: Heard
    kinds: tuple[Kind, ...]


async def hear(radio: Radio, *, seconds: float) -> list[Heard]:
    """Return every device that announces itself in that time, the strongest first."""
    heard: dict[str, Heard] = {}
    await _listen(radio, heard, asyncio.Event(), seconds)
    return _by_strength(heard)


async def find(radio: Radio, wanted: Sequence[Wanted], *, seconds: float) -> list[Found]:
    """Return a device for each of *wanted*, as soon as all are heard.

    Raises
    ------
    SensorError
        If one was not heard in that time; the sentence names those that were.
    """
    heard: dict[str, Heard] = {}
    complete = asyncio.Event()

    def look() -> None:
        if all(any(one.is_wanted(want) for one in heard.values()) for want in wanted):
            complete.set()

    await _listen(radio, heard, complete, seconds, look)
    chosen: dict[str, list[Kind]] = {}
    for want in wanted:
        fitting = [one for one in _by_strength(heard) if one.is_wanted(want)]
        if not fitting:
            raise SensorError(_not_found(want, _by_strength(heard), seconds))
        chosen.setdefault(fitting[0].address, []).append(want.kind)
    return [Found(heard[address], tuple(kinds)) for address, kinds in chosen.items()]


async def _listen(
    radio: Radio,
    heard: dict[str, Heard],
    enough: asyncio.Event,
    seconds: float,
    look: Callable[[], None] = lambda: None,
) -> None:
    def note(device: Any, said: Any) -> None:
        before = heard.get(device.address)
        heard[device.address] = Heard(
            device=device,
            name=said.local_name or device.name or (before.name if before else ""),
            address=device.address,
            services=tuple(sorted({*said.service_uuids, *(before.services if before else ())})),
            rssi_dbm=said.rssi,
        )
        look()

    with faults_said():
        async with radio.scanner(note):
            try:
                await asyncio.wait_for(enough.wait(), seconds)
            except TimeoutError:
                return


def _by_strength(heard: dict[str, Heard]) -> list[Heard]:
    return sorted(heard.values(), key=lambda one: (-one.rssi_dbm, one.address))


def _not_found(want: Wanted, heard: list[Heard], seconds: float) -> str:
    what = KIND_IN_WORDS[want.kind]
    asked = f"No {what}" if want.name.strip().casefold() == ANY else f'No {what} "{want.name}"'
    named = [one.name or one.address for one in heard]
    seen = f"Heard were: {', '.join(named[:10])}." if named else "Nothing at all was heard."
    return (
        f"{asked} was heard in {seconds:g} s. {seen} Wear it or switch it on, close the app that holds it, "
        "and try again; adempauze record --list shows what is near."
    )
