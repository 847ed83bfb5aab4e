"""From a protocol to what a runner does."""

import numpy as np
import pytest

from adempauze.body import Breathe, Hold, Runner, simulate
from adempauze.body.playing import hold_volume_l_btps, stretches_of
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.protocols import Activity, LungVolume, shipped_protocol

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)


def test_the_session_of_the_article_is_fourteen_holds():
    """Four, four and six repetitions; walk and jog of one hold are one hold."""
    played = simulate(MAN, stretches_of(shipped_protocol("hoogtetraining"), MAN))
    assert len(played.holds_s) == 14


def test_a_cap_holds_over_the_parts_together():
    """Walk and jog together never last longer than the cap of the hold."""
    holds = simulate(MAN, stretches_of(shipped_protocol("hoogtetraining"), MAN)).holds_s
    assert max(release - start for start, release in holds) <= 30 + 1e-6


def test_without_caps_a_hold_ends_at_the_breaking_point():
    """It ends where the runner has missed all the breathing that he can."""
    played = simulate(MAN, stretches_of(shipped_protocol("hoogtetraining"), MAN, with_caps=False))
    _, release = played.holds_s[-1]
    missed = played.missed_l_btps[np.searchsorted(played.at_s, release)]
    assert missed == pytest.approx(MAN.breaking_l_btps(), rel=0.05)


def test_fifteen_walking_paces_take_eight_seconds():
    """At 110 paces a minute; the cap of 9 s does not bind."""
    second = [s for s in stretches_of(shipped_protocol("hoogtetraining"), MAN) if isinstance(s, Hold)][4]
    assert second.duration_s == pytest.approx(15 * 60 / 110)


def test_a_hold_in_motion_starts_lower():
    """End-expiratory volume falls in exercise; residual volume and total capacity do not."""
    still, walking = (hold_volume_l_btps(LungVolume.FRC, a, MAN) for a in (Activity.STAND, Activity.WALK))
    assert still - walking == pytest.approx(0.3)
    assert hold_volume_l_btps(LungVolume.TLC, Activity.WALK, MAN) == MAN.tlc_l_btps


def test_a_finger_is_later_and_shallower_than_an_ear():
    """Lindholm 2007: the finger's nadir is later and higher than the ear's."""
    hold = simulate(
        MAN, [Breathe(duration_s=60), Hold(duration_s=45, volume_l_btps=3.0), Breathe(duration_s=90)]
    )
    ear, finger = (spo2_pct(hold, Sensor(site=site)) for site in ("ear", "finger"))
    assert finger.min() > ear.min() > hold.sao2_pct.min()
    assert finger.argmin() > ear.argmin() > hold.sao2_pct.argmin()
