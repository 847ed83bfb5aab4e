"""Bytes and meanings from other projects' tests and from devices, against our decoders."""

import json

import pytest

from adempauze import sensors
from adempauze.sensors import OximeterReading, Rejected, Wave

STREAMS = {
    "viatom_legacy": sensors.LegacyRing,
    "viatom_o2ring_s": sensors.RingS,
    "viatom_pc60fw": sensors.FingerClip60,
    "berrymed_bci": sensors.BerryMed,
    "masimo_mightysat": sensors.MightySat,
}
PACKETS = {
    "jumper_jpd500f": sensors.jumper,
    "nonin_nco": sensors.nonin,
    "emay_sleepo2": sensors.emay,
    "contec_cms50_serial": sensors.contec_serial,
}
PLAIN = {"battery": "battery_pct", "finger": "finger", "searching": "searching", "quality": "quality"}
PLAIN |= {"pi": "perfusion_pct", "pai_percent": "perfusion_pct", "sensor_on": "finger"}


def test_the_bluetooth_profiles_agree_with_every_vector(shared_data):
    """Heart rate and pulse oximeter: 14 published byte strings, field by field."""
    vectors = json.loads((shared_data / "ble-gatt/gatt_vectors.json").read_text())["vectors"]
    assert len(vectors) == 14
    for vector in vectors:
        data, expect = bytes.fromhex(vector["hex"]), vector["expect"]
        if vector["characteristic"] == "2A37":
            found = sensors.heart_rate(data)
            assert found.hr_bpm == expect["heart_rate_bpm"]
            assert found.sensor_contact == expect["sensor_contact"]
            assert found.energy_expended_kj == expect["energy_expended_kj"]
            assert found.rr_ms == tuple(tick * 1000 / 1024 for tick in expect["rr_1024ths"])
        else:
            decode = sensors.plx_continuous if vector["characteristic"] == "2A5F" else sensors.plx_spot_check
            check_plx(decode(data), expect)


def check_plx(found, expect):
    """Compare a PLX packet; a value the status calls invalid is kept as sent and not offered as a reading."""
    assert found.details["as_sent"] == (expect["spo2"], expect["pulse"])
    doubted = 14 in expect.get("measurement_status_bits", [])
    assert found.spo2_pct == (None if doubted else expect["spo2"])
    for name in ("spo2_fast", "pulse_fast", "spo2_slow", "pulse_slow"):
        if name in expect:
            assert found.details[name] == expect[name]
    for name in ("measurement_status_bits", "device_status_bits"):
        if name in expect:
            assert list(found.details[name]) == expect[name]
    if "pulse_amplitude_index" in expect:
        assert found.perfusion_pct == pytest.approx(expect["pulse_amplitude_index"])
    if "timestamp" in expect:
        assert found.details["timestamp"].isoformat() == expect["timestamp"]


def test_the_makers_own_protocols_agree_with_every_vector(shared_data):
    """Rings and clips: 55 byte strings, whole, cut into single bytes, damaged, or empty of a finger."""
    vectors = json.loads((shared_data / "ble-vendor/vendor_vectors.json").read_text())["vectors"]
    assert len(vectors) == 55
    decoded = [check_reply(vector) for vector in vectors if vector["direction"] == "from device"]
    assert len(decoded) == 41


def check_reply(vector):
    """Decode one reply and compare every field it states."""
    data, expect = bytes.fromhex(vector["hex"]), vector["expect"]
    name = f"{vector['device']}: {vector['name']}"
    if vector["device"] in STREAMS:
        stream = STREAMS[vector["device"]]()
        packets = stream.feed(data)
        by_byte = STREAMS[vector["device"]]()
        assert [packet for byte in data for packet in by_byte.feed(bytes([byte]))] == packets, name
        skipped = stream.skipped
    else:
        packets, skipped = [PACKETS[vector["device"]](data)], 0
    if "frames" in expect or "packets" in expect:
        assert len(packets) == expect.get("frames", expect.get("packets")), name
    if "skipped" in expect:
        assert skipped == expect["skipped"], name
    if expect.get("ignored"):
        assert not isinstance(packets[0], OximeterReading), name
    if "error" in expect:
        assert packets[0] == Rejected(expect["error"]), name
        return packets
    last = packets[-1] if packets else None
    if "wave" in expect and isinstance(expect["wave"], list):
        assert last == Wave(tuple(expect["wave"])), name
        return packets
    compare(last, expect | expect.get("last", {}), name)
    return packets


def compare(found, expect, name):
    """Compare the fields a vector states with those of a reading."""
    if "valid" in expect:
        assert found.is_valid == expect["valid"], name
    for key, value in expect.items():
        if key in ("spo2", "pulse"):
            assert getattr(found, f"{key}_{'pct' if key == 'spo2' else 'bpm'}") == value, name
        elif key in PLAIN:
            assert getattr(found, PLAIN[key]) == value, (name, key)
        elif key == "exceptions":
            assert list(found.details[key]) == value, name
        elif isinstance(found, OximeterReading) and key in found.details:
            assert found.details[key] == value, (name, key)


def test_requests_are_the_published_bytes(shared_data):
    """What is sent to a ring is what other programs send, checksum included."""
    vectors = json.loads((shared_data / "ble-vendor/vendor_vectors.json").read_text())["vectors"]
    sent = {v["name"]: v for v in vectors if v["direction"] == "to device" and "viatom" in v["device"]}

    assert sensors.legacy_request(0x17).hex() == sent["request live values"]["hex"]
    assert sensors.legacy_request(0x14).hex() == sent["request device info"]["hex"]
    assert sensors.legacy_request(0x04, block=1).hex() == sent["read file block 1"]["hex"]
    assert sensors.ring_s_request(0xE1, sequence=2).hex() == sent["get info request, sequence 2"]["hex"]
    assert sensors.ring_s_request(0x04).hex() == sent["live values request"]["hex"]
    clock = bytes.fromhex(sent["set clock 2026-11-22 07:30:00"]["hex"])[7:-1]
    assert sensors.ring_s_request(0xC0, payload=clock).hex() == sent["set clock 2026-11-22 07:30:00"]["hex"]
