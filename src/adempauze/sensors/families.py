"""Where each kind of sensor speaks: the service it offers, what it notifies by, and what it must be asked.

None of the makers' own protocols has been tried on a device here; whoever shows a name says so beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from adempauze.sensors.clips import BerryMed, jumper, nonin
from adempauze.sensors.gatt import HeartRateReading, heart_rate, plx_continuous, plx_spot_check
from adempauze.sensors.reading import OximeterReading, Packet
from adempauze.sensors.viatom import LEGACY_LIVE, LegacyRing, legacy_request

STALE_S = 3.0  # without a packet for so long there is no reading: three times the slowest family's interval
ASK_EVERY_S = 1.0  # no sensor is asked more often
BATTERY_LEVEL = "00002a19-0000-1000-8000-00805f9b34fb"

Reading = HeartRateReading | OximeterReading
Hearing = Callable[[bytes], list[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of sensor. *devices* are names a runner may know it by; None for a Bluetooth standard."""

    id: str
    service: str
    notify: tuple[tuple[str, Callable[[], Hearing]], ...]  # characteristic, and what makes a new decoder
    devices: str | None = None
    ask: tuple[str, bytes] | None = None  # characteristic, and the request for one reading


def _sig(short: str) -> str:
    return f"0000{short}-0000-1000-8000-00805f9b34fb"


def _whole(decode: Callable[[bytes], Packet | HeartRateReading]) -> Callable[[], Hearing]:
    """Return a decoder for packets that come whole."""
    return lambda: lambda data: _readings([decode(data)])


def _in_pieces(decoder: Callable[[], LegacyRing | BerryMed]) -> Callable[[], Hearing]:
    """Return a decoder for packets that come in pieces, or several at once."""

    def make() -> Hearing:
        one = decoder()
        return lambda data: _readings(one.feed(data))

    return make


def _readings(packets: list[Packet] | list[Packet | HeartRateReading]) -> list[Reading]:
    return [packet for packet in packets if isinstance(packet, HeartRateReading | OximeterReading)]


STRAP = Family(id="heart_rate", service=_sig("180d"), notify=((_sig("2a37"), _whole(heart_rate)),))
OXIMETERS = (
    Family(
        id="plx",
        service=_sig("1822"),
        notify=((_sig("2a5f"), _whole(plx_continuous)), (_sig("2a5e"), _whole(plx_spot_check))),
    ),
    Family(
        id="viatom_legacy",
        devices="Wellue O2Ring, Checkme O2, SleepU, Oxylink",
        service="14839ac4-7d7e-415c-9a42-167340cf2339",
        notify=(("0734594a-a8e7-4b1a-a6b1-cd5243059a57", _in_pieces(LegacyRing)),),
        ask=("8b00ace7-eb0b-49b0-bbe9-9aee0a26e1a3", legacy_request(LEGACY_LIVE)),
    ),
    Family(
        id="nonin_nco",
        devices="Nonin 3230, WristOx2 3150",
        service="46a970e0-0d5f-11e2-8b5e-0002a5d5c51b",
        notify=(("0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b", _whole(nonin)),),
    ),
    Family(
        id="berrymed_bci",
        devices="BerryMed BM1000",
        service="49535343-fe7d-4ae5-8fa9-9fafd205e455",
        notify=(("49535343-1e4d-4bd9-ba61-23c647249616", _in_pieces(BerryMed)),),
    ),
    Family(
        id="jumper_jpd500f",
        devices="Jumper JPD-500F, My Oximeter",
        service="cdeacb80-5235-4c07-8846-93a37ee6b86d",
        notify=(("cdeacb81-5235-4c07-8846-93a37ee6b86d", _whole(jumper)),),
    ),
)
