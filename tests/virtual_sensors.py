"""Sensors that exist in memory only, and a radio that bleak takes for one of this machine's.

bumble plays both ends of the air; bleak above it is the real one. What is not here: a kernel's Bluetooth,
distance, other people's devices.
"""

import asyncio
import struct
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ClassVar

from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError
from bumble import core
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Device, Peer
from bumble.gatt import Characteristic, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from adempauze.radio import Radio

SETTLE_S = 0.1  # bumble goes on advertising after a connection ended
PROPERTIES = {"read": 2, "write-without-response": 4, "write": 8, "notify": 16, "indicate": 32}


def sfloat(value: float) -> bytes:
    """Return a number as 16-bit IEEE 11073 float with one decimal."""
    return struct.pack("<H", 0xF000 | round(value * 10) & 0x0FFF)


def _device(name: str, address: str, link: LocalLink) -> Device:
    controller = Controller(name, link=link)
    return Device(name=name, address=Address(address), host=Host(controller, AsyncPipeSink(controller)))


class Sensor:
    """A strap, an oximeter, or both in one: services by their short names.

    *battery* None is told only to whom the sensor is paired with.
    """

    def __init__(
        self, link: LocalLink, name: str, address: str, services: tuple[int, ...], battery: int | None = 90
    ):
        kind, readable = Characteristic.Properties, Characteristic.READABLE
        told_to = Characteristic.READ_REQUIRES_AUTHENTICATION if battery is None else readable
        self.device = _device(name, address, link)
        self.values = {
            0x2A37: Characteristic(UUID.from_16_bits(0x2A37), kind.NOTIFY, readable, b""),
            0x2A5F: Characteristic(UUID.from_16_bits(0x2A5F), kind.NOTIFY, readable, b""),
            0x2A19: Characteristic(UUID.from_16_bits(0x2A19), kind.READ, told_to, bytes([battery or 0])),
        }
        holds = {0x180D: 0x2A37, 0x1822: 0x2A5F, 0x180F: 0x2A19}
        self.device.add_services(
            [Service(UUID.from_16_bits(one), [self.values[holds[one]]]) for one in services]
        )
        self.device.advertising_data = bytes(
            AdvertisingData(
                [
                    (AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()),
                    (
                        AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
                        struct.pack(f"<{len(services)}H", *services),
                    ),
                ]
            )
        )

    async def start(self) -> None:
        """Switch on."""
        await self.device.power_on()
        await self.device.start_advertising(auto_restart=True)

    async def beat(self, bpm: int) -> None:
        """Send a heart rate and the interval of one beat."""
        data = bytes([0x10, bpm]) + struct.pack("<H", round(60 / bpm * 1024))
        await self.device.notify_subscribers(self.values[0x2A37], data)

    async def read(self, spo2: float, pulse: float, status: int = 0) -> None:
        """Send a saturation, with the bits of its measurement status."""
        data = bytes([4]) + sfloat(spo2) + sfloat(pulse) + struct.pack("<H", status)
        await self.device.notify_subscribers(self.values[0x2A5F], data)

    async def connected(self) -> None:
        """Wait until somebody listens."""
        while not any(self.device.gatt_server.subscribers.values()):
            await asyncio.sleep(0.01)

    async def walk_away(self) -> None:
        """Break the connection from this end."""
        for connection in list(self.device.connections.values()):
            await connection.disconnect()
        await asyncio.sleep(SETTLE_S)


class Air:
    """What is in the air around the machine. Made inside the loop that uses it."""

    now: ClassVar["Air"]

    def __init__(self) -> None:
        self.link = LocalLink()
        self.machine = _device("machine", "C0:C1:C2:C3:C4:C5", self.link)
        self.ready = False
        Air.now = self

    async def power_on(self) -> None:
        """Switch the machine's radio on, once."""
        if not self.ready:
            self.ready = True
            await self.machine.power_on()


def virtual_radio(play: Callable[[Air], Coroutine[Any, Any, None]]) -> Radio:
    """Return a radio around which *play* happens: it makes sensors, and moves them."""
    playing: list[asyncio.Task[None]] = []

    def scanner(*arguments: Any, **options: Any) -> BleakScanner:
        if not playing:
            playing.append(asyncio.get_running_loop().create_task(play(Air())))
        return BleakScanner(*arguments, backend=VirtualScanner, **options)

    return Radio(scanner, partial(BleakClient, backend=VirtualClient))


def _long(uuid: UUID) -> str:
    text = uuid.to_hex_str().lower()
    if len(text) == 4:
        return f"0000{text}-0000-1000-8000-00805f9b34fb"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class VirtualScanner(BaseBleakScanner):
    """bleak's scanner over bumble."""

    def __init__(self, detection_callback: Any, service_uuids: Any, mode: str, **options: Any) -> None:
        super().__init__(detection_callback, service_uuids)

    def _seen(self, said: Any) -> None:
        name = said.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        short = said.data.get(AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS) or []
        heard = AdvertisementData(name, {}, {}, [_long(uuid) for uuid in short], None, said.rssi, ())
        address = str(said.address).split("/")[0]
        device = self.create_or_update_device(address, address, name, said.address, heard)
        self.call_detection_callbacks(device, heard)

    async def start(self) -> None:
        """Listen."""
        self.seen_devices = {}
        await Air.now.power_on()
        Air.now.machine.on("advertisement", self._seen)
        await Air.now.machine.start_scanning()

    async def stop(self) -> None:
        """Listen no more."""
        await Air.now.machine.stop_scanning()
        Air.now.machine.remove_listener("advertisement", self._seen)


class VirtualClient(BaseBleakClient):
    """bleak's client over bumble."""

    connection: Any = None

    @property
    def name(self) -> str:
        """Return the address: nothing here has a better name."""
        return str(self.address)

    @property
    def mtu_size(self) -> int:
        """Return how much goes into one packet."""
        return int(self.connection.att_mtu)

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return self.connection is not None

    async def connect(self, pair: bool, **options: Any) -> None:
        """Connect, and learn what the device offers."""
        try:
            self.connection = await Air.now.machine.connect(Address(self.address), timeout=2)
        except core.BaseBumbleError as error:
            raise BleakError("not connected") from error
        self.connection.on("disconnection", self._gone)
        peer = Peer(self.connection)
        await peer.discover_services()
        await peer.discover_characteristics()
        self.services = BleakGATTServiceCollection()
        for service in peer.services:
            offered = BleakGATTService(service, service.handle, _long(service.uuid))
            self.services.add_service(offered)
            for one in service.characteristics:
                can = [name for name, bit in PROPERTIES.items() if one.properties & bit]
                self.services.add_characteristic(
                    BleakGATTCharacteristic(one, one.handle, _long(one.uuid), can, lambda: 20, offered)
                )

    def _gone(self, *reason: object) -> None:
        self.connection = None
        if self._disconnected_callback:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        """End the connection."""
        if self.connection:
            await self.connection.disconnect()
            await asyncio.sleep(SETTLE_S)

    async def pair(self, *arguments: Any, **options: Any) -> None:
        """Do nothing: no sensor here asks for it."""

    async def unpair(self) -> None:
        """Do nothing."""

    async def read_gatt_char(self, characteristic: Any, **options: Any) -> bytearray:
        """Read a value."""
        try:
            return bytearray(await characteristic.obj.read_value())
        except core.BaseBumbleError as error:
            raise BleakError("not allowed") from error

    async def read_gatt_descriptor(self, descriptor: Any, **options: Any) -> bytearray:
        """Read nothing: no descriptor is used."""
        raise NotImplementedError

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        """Write a value."""
        await characteristic.obj.write_value(bytes(data), with_response=response)

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        """Write nothing: no descriptor is used."""
        raise NotImplementedError

    async def start_notify(self, characteristic: Any, callback: Any, **options: Any) -> None:
        """Pass on what the device sends."""
        await characteristic.obj.subscribe(lambda value: callback(bytearray(value)))

    async def stop_notify(self, characteristic: Any) -> None:
        """Pass on no more."""
        await characteristic.obj.unsubscribe()
