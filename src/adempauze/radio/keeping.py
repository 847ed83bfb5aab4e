"""Keeping a sensor connected: what it sends is passed on, and when it drops it is looked for again."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any, Protocol

from adempauze.errors import SensorError
from adempauze.radio.finding import FAMILIES, KIND_IN_WORDS, Found, Kind
from adempauze.radio.system import Radio
from adempauze.sensors.families import ASK_EVERY_S, BATTERY_LEVEL, Family, Reading

RETRY_S = (1.0, 2.0, 5.0, 10.0)  # (our proposal) the last one for as long as it takes
LOOK_S = 10.0


class Listener(Protocol):
    """Who hears what a sensor sends."""

    def reading(self, kind: Kind, reading: Reading) -> None:
        """Take a reading."""

    def connected(self, kind: Kind) -> None:
        """Know that it is there; readings follow."""

    def dropped(self, kind: Kind) -> None:
        """Know that it is gone: there is no reading from now on."""

    def battery(self, name: str, percent: int) -> None:
        """Know how full its battery is, where it says so."""


async def keep(radio: Radio, found: Found, listener: Listener) -> None:
    """Read a device until this is cancelled, connecting again whenever it drops.

    Raises
    ------
    SensorError
        If it connects the first time and offers nothing of what it was wanted for.
    """
    device, tries, was_connected = found.heard.device, 0, False
    while True:
        gone = asyncio.Event()
        try:
            async with AsyncExitStack() as stack:
                async with radio.turn:
                    client = radio.client(device, disconnected_callback=_setting(gone))
                    await stack.enter_async_context(client)
                asking = await _subscribe(client, found, listener)
                tries, was_connected = 0, True
                for kind in found.kinds:
                    listener.connected(kind)
                await _battery(client, found, listener)
                await _until_gone(client, gone, asking)
        except SensorError:
            if not was_connected:
                raise
        except _faults():
            if not was_connected and tries >= len(RETRY_S):
                raise SensorError(
                    f"{found.heard.name or found.heard.address} was heard but cannot be connected. "
                    "Close the app or watch that holds it, and try again."
                ) from None
        for kind in found.kinds:
            listener.dropped(kind)
        await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
        tries += 1
        device = await _again(radio, found) or device


def _setting(gone: asyncio.Event) -> Callable[[Any], None]:
    return lambda _client: gone.set()


async def _again(radio: Radio, found: Found) -> Any:
    """Look for the device anew: a system forgets one that was away."""
    looked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def note(device: Any, _said: Any) -> None:
        if device.address == found.heard.address and not looked.done():
            looked.set_result(device)

    try:
        async with radio.turn, radio.scanner(note):
            return await asyncio.wait_for(looked, LOOK_S)
    except _faults():
        return None


async def _subscribe(client: Any, found: Found, listener: Listener) -> list[tuple[str, bytes]]:
    """Have the device notify us; return what it must be asked, over and over."""
    asking = []
    for kind in found.kinds:
        family = _family_of(client, kind)
        if family is None:
            name = found.heard.name or found.heard.address
            raise SensorError(f"{name} is no {KIND_IN_WORDS[kind]} that is known here.")
        for characteristic, make in family.notify:
            if client.services.get_characteristic(characteristic) is not None:
                await client.start_notify(characteristic, _passing_on(make(), kind, listener))
        if family.ask is not None:
            asking.append(family.ask)
    return asking


def _family_of(client: Any, kind: Kind) -> Family | None:
    offered = {service.uuid for service in client.services}
    return next((family for family in FAMILIES[kind] if family.service in offered), None)


def _passing_on(
    hearing: Callable[[bytes], list[Reading]], kind: Kind, listener: Listener
) -> Callable[[Any, bytearray], None]:
    def pass_on(_characteristic: Any, data: bytearray) -> None:
        for reading in hearing(bytes(data)):
            listener.reading(kind, reading)

    return pass_on


async def _battery(client: Any, found: Found, listener: Listener) -> None:
    """Tell how full the battery is. Some tell only whom they are paired with; that is no reason to let go."""
    if client.services.get_characteristic(BATTERY_LEVEL) is None:
        return
    with suppress(*_faults()):
        level = await client.read_gatt_char(BATTERY_LEVEL)
        if level:
            listener.battery(found.heard.name or found.heard.address, level[0])


async def _until_gone(client: Any, gone: asyncio.Event, asking: list[tuple[str, bytes]]) -> None:
    while not gone.is_set():
        for characteristic, request in asking:
            await client.write_gatt_char(characteristic, request, response=False)
        try:
            await asyncio.wait_for(gone.wait(), ASK_EVERY_S if asking else None)
        except TimeoutError:
            continue


def _faults() -> tuple[type[BaseException], ...]:
    """Return what a lost connection raises."""
    from bleak.exc import BleakError

    return BleakError, OSError, TimeoutError, EOFError
