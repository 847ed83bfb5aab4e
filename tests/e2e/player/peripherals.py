"""Bluetooth sensors that Chromium emulates, and a phone that is shaken as by walking.

Simulated, all of it: no radio and no device takes part. Chromium's own emulation answers what the page
asks, by way of the DevTools protocol. It has no command that sends a notification, so a few lines in the page
read the value that was subscribed to, which raises the same event there.
"""

import base64
from typing import Any

from playwright.sync_api import Browser, Page


def sig(short: int) -> str:
    """Return the UUID that the Bluetooth standard has for a short number."""
    return f"0000{short:04x}-0000-1000-8000-00805f9b34fb"


HEART_RATE, HEART_RATE_MEASUREMENT = sig(0x180D), sig(0x2A37)
OXIMETER, OXIMETER_CONTINUOUS = sig(0x1822), sig(0x2A5F)
JUMPER, JUMPER_VALUES = "cdeacb80-5235-4c07-8846-93a37ee6b86d", "cdeacb81-5235-4c07-8846-93a37ee6b86d"
BATTERY, BATTERY_LEVEL = sig(0x180F), sig(0x2A19)
_CONFIGURATION = sig(0x2902)

_TICK = """
(() => {
  const P = BluetoothRemoteGATTCharacteristic.prototype, on = new Map();
  const start = P.startNotifications;
  P.startNotifications = async function () {
    const source = await start.call(this);
    on.set(this.uuid, this);
    return source;
  };
  self.bleTick = async (uuid) => {
    const source = on.get(uuid);
    if (source === undefined || !source.service.device.gatt.connected) return false;
    // what was subscribed to before a drop is no longer valid
    return source.readValue().then(() => true, () => false);
  };
})();
"""

_WALK = """
(stepsPerS) => {
  clearInterval(self.walking);
  const began = performance.now();
  self.walking = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    const push = stepsPerS === 0 ? 0 : 3 * Math.sin(2 * Math.PI * stepsPerS * seconds);
    const accelerationIncludingGravity = { x: 0.4, y: 9.8 + push, z: 0.4 };
    const event = new DeviceMotionEvent("devicemotion", { accelerationIncludingGravity, interval: 20 });
    // the browser stamps it with its own clock, not with the one that the test moves
    Object.defineProperty(event, "timeStamp", { value: performance.now() });
    dispatchEvent(event);
  }, 20);
}
"""


def walk(page: Page, steps_per_s: float) -> None:
    """Shake the phone from now on, as that many steps a second do; 0 lets it lie."""
    page.evaluate(_WALK, steps_per_s)


class Air:
    """The Bluetooth around a page: what is there, and whom the runner chooses."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self.page = page
        self.cdp: Any = browser.new_browser_cdp_session()
        self.cdp.send("BluetoothEmulation.enable", {"state": "powered-on", "leSupported": True})
        self.chooser: Any = page.context.new_cdp_session(page)
        self.chooser.send("DeviceAccess.enable")
        self._answered: set[str] = set()
        self._refuses = False
        self.chooser.on("DeviceAccess.deviceRequestPrompted", self._choose)
        page.add_init_script(_TICK)

    def refuse(self) -> None:
        """Let the runner close the list without a choice from now on."""
        self._refuses = True

    def leave(self) -> None:
        """Take all of it away."""
        self.cdp.send("BluetoothEmulation.disable")
        self.cdp.detach()

    def _choose(self, prompt: dict[str, Any]) -> None:
        # The event comes again with every device; Chromium does not survive a second answer to it.
        if prompt["id"] in self._answered or not (prompt["devices"] or self._refuses):
            return
        self._answered.add(prompt["id"])
        if self._refuses:
            self.chooser.send("DeviceAccess.cancelPrompt", {"id": prompt["id"]})
        else:
            answer = {"id": prompt["id"], "deviceId": prompt["devices"][0]["id"]}
            self.chooser.send("DeviceAccess.selectPrompt", answer)


class Peripheral:
    """One sensor: its services, each with the characteristics that it reads or notifies by."""

    def __init__(self, air: Air, address: str, name: str, services: dict[str, str]) -> None:
        self.air, self.address, self.name, self.services = air, address, name, services
        self.values: dict[str, bytes] = {}
        self._uuids: dict[str, str] = {}
        air.cdp.on("BluetoothEmulation.gattOperationReceived", self._connect)
        air.cdp.on("BluetoothEmulation.characteristicOperationReceived", self._answer)
        air.cdp.send(
            "BluetoothEmulation.simulatePreconnectedPeripheral",
            {
                "address": address,
                "name": name,
                "manufacturerData": [],
                "knownServiceUuids": list(services),
            },
        )

    def notify(self, uuid: str, value: bytes) -> bool:
        """Send a value; say whether the page was listening."""
        self.values[uuid] = value
        return bool(self.air.page.evaluate("uuid => bleTick(uuid)", uuid))

    def drop(self) -> None:
        """Go out of reach."""
        self.air.cdp.send("BluetoothEmulation.simulateGATTDisconnection", {"address": self.address})

    def _connect(self, event: dict[str, Any]) -> None:
        if event["address"] != self.address:
            return
        if event["type"] == "connection":
            self._uuids.clear()
        if event["type"] == "discovery" and not self._uuids:
            self._show_services()
        answer = {"address": self.address, "type": event["type"], "code": 0}
        self.air.cdp.send("BluetoothEmulation.simulateGATTOperationResponse", answer)

    def _show_services(self) -> None:
        send = self.air.cdp.send
        for service, uuid in self.services.items():
            shown = send("BluetoothEmulation.addService", {"address": self.address, "serviceUuid": service})
            made = send(
                "BluetoothEmulation.addCharacteristic",
                {
                    "serviceId": shown["serviceId"],
                    "characteristicUuid": uuid,
                    "properties": {"read": True, "notify": True},
                },
            )
            self._uuids[made["characteristicId"]] = uuid
            configuration = {
                "characteristicId": made["characteristicId"],
                "descriptorUuid": _CONFIGURATION,
            }
            send("BluetoothEmulation.addDescriptor", configuration)

    def _answer(self, event: dict[str, Any]) -> None:
        uuid = self._uuids.get(event["characteristicId"])
        if uuid is None:
            return
        answer = {"characteristicId": event["characteristicId"], "type": event["type"], "code": 0}
        if event["type"] == "read":
            answer["data"] = base64.b64encode(self.values.get(uuid, b"\0")).decode()
        self.air.cdp.send("BluetoothEmulation.simulateCharacteristicOperationResponse", answer)


class Oximeter(Peripheral):
    """A finger clip of the Bluetooth standard."""

    def __init__(self, air: Air, battery_pct: int = 80) -> None:
        super().__init__(
            air,
            "08:08:08:08:08:08",
            "Test clip",
            {OXIMETER: OXIMETER_CONTINUOUS, BATTERY: BATTERY_LEVEL},
        )
        self.values[BATTERY_LEVEL] = bytes([battery_pct])

    def show(self, spo2_pct: int, *, doubted: bool = False, weak: bool = False) -> bool:
        """Send a saturation, with what the clip itself says of its quality."""
        flags = 0b01000 if weak else 0b00100
        status = b"\x20\x00\x00" if weak else (0x4000 if doubted else 0x0000).to_bytes(2, "little")
        value = bytes([flags]) + sfloat(spo2_pct) + sfloat(62) + status
        return self.notify(OXIMETER_CONTINUOUS, value)


class Strap(Peripheral):
    """A heart rate strap."""

    def __init__(self, air: Air, battery_pct: int = 80) -> None:
        super().__init__(
            air,
            "09:09:09:09:09:09",
            "Test strap",
            {HEART_RATE: HEART_RATE_MEASUREMENT, BATTERY: BATTERY_LEVEL},
        )
        self.values[BATTERY_LEVEL] = bytes([battery_pct])

    def beat(self, bpm: int) -> bool:
        """Send a heart rate."""
        return self.notify(HEART_RATE_MEASUREMENT, bytes([0, bpm]))


class JumperClip(Peripheral):
    """A finger clip that speaks its maker's own bytes."""

    def __init__(self, air: Air) -> None:
        super().__init__(air, "07:07:07:07:07:07", "My Oximeter", {JUMPER: JUMPER_VALUES})

    def show(self, spo2_pct: int) -> bool:
        """Send a saturation: mark, pulse, saturation, perfusion."""
        return self.notify(JUMPER_VALUES, bytes([0x81, 60, spo2_pct, 40]))


def sfloat(value: int) -> bytes:
    """Return a whole number as the 16-bit float of IEEE 11073."""
    return value.to_bytes(2, "little")
