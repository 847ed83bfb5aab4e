"""Decoders of sensors, on bytes from licensed projects (each named) and on layouts written out."""

import pytest

from adempauze import sensors
from adempauze.errors import ParameterError
from adempauze.sensors import Rejected


def test_rr_intervals_are_in_1024ths_of_a_second():
    """Flags 0x16: contact and two RR (labmcp-ble-health 0.1.3): 1024 and 512 ticks are 1 s and half of it."""
    found = sensors.heart_rate(bytes.fromhex("163c00040002"))

    assert (found.hr_bpm, found.sensor_contact, found.rr_ms) == (60, True, (1000.0, 500.0))


def test_a_lost_contact_is_told_from_a_strap_that_cannot_tell():
    """Supported and lost is False; not supported is None."""
    assert sensors.heart_rate(bytes.fromhex("0448")).sensor_contact is False
    assert sensors.heart_rate(bytes.fromhex("0051")).sensor_contact is None


@pytest.mark.parametrize("data", ["", "00", "012c", "0843d0", "104372"])
def test_a_short_packet_is_rejected(data):
    """A packet that ends before its own flags say so holds nothing."""
    assert sensors.heart_rate(bytes.fromhex(data)) == Rejected("length")


def test_sfloat_has_a_signed_exponent():
    """0xF3E8 is 1000e-1 (SpeziBluetooth); 0x8062 is 98e-8, far outside a saturation, so absent."""
    assert sensors.plx_continuous(bytes.fromhex("00e8f384f3")).spo2_pct == 100
    assert sensors.plx_continuous(bytes.fromhex("0062805a00")).spo2_pct is None


@pytest.mark.parametrize("bit", [10, 11, 12, 13, 14, 15])
def test_a_questionable_value_is_never_a_reading(bit):
    """Test data to invalid: the number is kept as sent, and not offered."""
    status = (1 << bit).to_bytes(2, "little").hex()
    found = sensors.plx_continuous(bytes.fromhex("045f005a00" + status))

    assert found.spo2_pct is None
    assert found.details["as_sent"] == (95, 90)
    assert found.quality == "weak"


def test_low_perfusion_is_weak_and_shown():
    """Sensor bit 5: the value may be shown, and no gate may take it."""
    found = sensors.plx_continuous(bytes.fromhex("085f005a00200000"))

    assert (found.spo2_pct, found.quality) == (95, "weak")


def test_pulse_of_a_ring_has_two_bytes():
    """255 in the low byte is a pulse of 255 to a reader of one byte; 65535 is no pulse to a reader of two."""
    off = sensors.LegacyRing().feed(bytes.fromhex("5500ff00000d00ffffff000000006201000000003d"))[0]

    assert (off.spo2_pct, off.pulse_bpm, off.finger) == (None, None, False)


def test_a_reply_in_two_notifications_is_one_reading():
    """At the default MTU 21 bytes arrive as 20 and 1."""
    ring = sensors.LegacyRing()

    assert ring.feed(bytes.fromhex("5500ff00000d005b700010000000370028190100")) == []
    assert ring.feed(bytes.fromhex("f1"))[0].spo2_pct == 91


def test_a_ring_recovers_after_noise():
    """A flipped bit costs its own packet and not the next one."""
    good = bytes.fromhex("5500ff00000d005b700010000000370028190100f1")
    bad = bytearray(good)
    bad[8] ^= 1

    packets = sensors.LegacyRing().feed(bytes(bad) + good)

    assert packets[0] == Rejected("checksum")
    assert packets[-1].spo2_pct == 91


@pytest.mark.parametrize("command", [0x18, 0x19, 0x1A])
def test_a_ring_is_never_reset(command):
    """Reset and factory commands are not in the list of what may be asked."""
    with pytest.raises(ParameterError, match="Others reset or erase the device"):
        sensors.legacy_request(command)


@pytest.mark.parametrize("command", [0xE3, 0xEE])
def test_a_ring_s_is_never_erased(command):
    """0xE3 wipes every recording."""
    with pytest.raises(ParameterError):
        sensors.ring_s_request(command)


def test_berrymed_pulse_needs_its_eighth_bit():
    """98 % and 72 (berry-oximeter, MIT); 150 needs bit 6 of the third byte."""
    clip = sensors.BerryMed()

    assert clip.feed(bytes.fromhex("8732054862"))[0].pulse_bpm == 72
    assert clip.feed(bytes.fromhex("c64047165f"))[0].pulse_bpm == 150


def test_nonin_weak_signal_is_shown_with_its_quality():
    """Modulation of 0.3 % or less: 88 % is shown, as weak."""
    found = sensors.nonin(bytes.fromhex("0a121e0019004f58005a"))

    assert (found.spo2_pct, found.pulse_bpm, found.quality) == (88, 90, "weak")


def test_a_saturation_below_fifty_is_absent():
    """49 % is outside what a live value may be; it is absent, not low."""
    assert sensors.jumper(bytes((0x81, 60, 49, 0))).spo2_pct is None
    assert sensors.jumper(bytes((0x81, 60, 50, 0))).spo2_pct == 50
