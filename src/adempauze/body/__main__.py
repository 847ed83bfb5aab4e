"""``python -m adempauze.body``: compile the kernels once, so that no first call has to wait.

What is compiled is kept beside the kernels, or in the user's cache where that is not his to write.
"""

from adempauze.body import Breathe, Hold, Runner, simulate
from adempauze.body.living import Living
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.physiology import atmosphere, blood


def main() -> None:
    """Call what others call."""
    someone = Runner(sex="female", age_y=40, height_m=1.70, mass_kg=62, vo2max_ml_kg_min=45, altitude_m=10)
    trajectory = simulate(someone, (Breathe(duration_s=2), Hold(duration_s=2, volume_l_btps=2.5)))
    trajectory.arterial_po2_mmhg()
    sensor = Sensor(site="ear")
    spo2_pct(trajectory, sensor)
    Living(someone, sensor=sensor).breathe(1.0, demand_ml_kg_min=3.5)
    atmosphere.altitude_like_fio2_m(atmosphere.fio2_like_altitude(2000, standard="west"), standard="west")
    atmosphere.altitude_like_fio2_m(0.15)
    blood.o2_content_ml_dl(blood.po2_mmhg(blood.o2_saturation_frac(40)), 0.75)
    blood.co2_content_ml_dl(40)


if __name__ == "__main__":
    main()
