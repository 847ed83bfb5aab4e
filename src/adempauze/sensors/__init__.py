"""Bluetooth packets to readings: bytes in, numbers or the reason for none out.

Which decoder speaks for a device follows from the service it offers, never from its name.
"""

from adempauze.sensors.clips import BerryMed, MightySat, contec_serial, emay, jumper, nonin
from adempauze.sensors.gatt import HeartRateReading, heart_rate, plx_continuous, plx_spot_check
from adempauze.sensors.reading import Decoder, OximeterReading, Packet, Rejected, Wave
from adempauze.sensors.viatom import (
    FingerClip60,
    LegacyRing,
    RingS,
    legacy_request,
    ring_s_request,
)

# service -> family, as the devices announce them
FAMILY_OF_SERVICE = {
    "0000180d-0000-1000-8000-00805f9b34fb": "heart_rate",
    "00001822-0000-1000-8000-00805f9b34fb": "plx",
    "14839ac4-7d7e-415c-9a42-167340cf2339": LegacyRing.family,
    "e8fb0001-a14b-98f9-831b-4e2941d01248": RingS.family,
    "6e400001-b5a3-f393-e0a9-e50e24dcca9e": FingerClip60.family,
    "49535343-fe7d-4ae5-8fa9-9fafd205e455": BerryMed.family,
    "cdeacb80-5235-4c07-8846-93a37ee6b86d": "jumper_jpd500f",
    "46a970e0-0d5f-11e2-8b5e-0002a5d5c51b": "nonin_nco",
    "54c21000-a720-4b4f-11e4-9fe20002a5d5": MightySat.family,
    "0000ff12-0000-1000-8000-00805f9b34fb": "emay_sleepo2",
}

__all__ = [
    "FAMILY_OF_SERVICE",
    "BerryMed",
    "Decoder",
    "FingerClip60",
    "HeartRateReading",
    "LegacyRing",
    "MightySat",
    "OximeterReading",
    "Packet",
    "Rejected",
    "RingS",
    "Wave",
    "contec_serial",
    "emay",
    "heart_rate",
    "jumper",
    "legacy_request",
    "nonin",
    "plx_continuous",
    "plx_spot_check",
    "ring_s_request",
]
