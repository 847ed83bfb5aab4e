"""Whatever arrives on the air, a decoder answers with a reading, a wave or a refusal."""

from hypothesis import given
from hypothesis import strategies as st

from adempauze import sensors
from adempauze.sensors import OximeterReading, Rejected, Wave

CALLABLE = (sensors.plx_continuous, sensors.plx_spot_check, sensors.jumper, sensors.nonin, sensors.emay)
STREAMED = (sensors.LegacyRing, sensors.RingS, sensors.FingerClip60, sensors.BerryMed, sensors.MightySat)


def is_honest(packet: object) -> bool:
    """Say whether a packet is refused, a wave, or holds only numbers in range or None."""
    if isinstance(packet, Rejected | Wave):
        return True
    assert isinstance(packet, OximeterReading)
    in_range = packet.spo2_pct is None or 50 <= packet.spo2_pct <= 100
    return in_range and (packet.pulse_bpm is None or 25 <= packet.pulse_bpm <= 250)


@given(st.binary(max_size=40))
def test_any_packet_is_answered(data):
    """No bytes raise, and no number leaves its range."""
    for decode in CALLABLE:
        assert is_honest(decode(data))
    assert isinstance(sensors.heart_rate(data), sensors.HeartRateReading | Rejected)
    assert is_honest(sensors.contec_serial(data))


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_stream_is_answered_alike_however_it_is_cut(chunks):
    """Cutting the bytes elsewhere changes nothing."""
    for kind in STREAMED:
        by_chunk, whole = kind(), kind()
        pieces = [packet for chunk in chunks for packet in by_chunk.feed(chunk)]
        assert pieces == whole.feed(b"".join(chunks))
        assert all(is_honest(packet) for packet in pieces)
