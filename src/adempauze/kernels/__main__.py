"""``python -m adempauze.kernels``: compile every kernel once, so that no first call has to wait."""

from time import perf_counter

from adempauze.kernels import atmosphere, blood, body, sensor


def main() -> None:
    """Call what others call, and say how long that took."""
    import numpy as np

    begun = perf_counter()
    for standard, back in (
        (atmosphere.barometric_icao, atmosphere.altitude_icao),
        (atmosphere.barometric_west, atmosphere.altitude_west),
    ):
        back(standard(1000.0))
    atmosphere.inspired_po2(0.2093, 760.0)
    blood.standard_po2(blood.standard_saturation(40.0 * blood.curve_shift(40.0, 7.4, 37.0, 26.86)))
    blood.o2_content(100.0, 0.97, 15.0)
    blood.co2_content(40.0, blood.ph_of_blood(40.0, 0.0, 15.0, 0.97), 37.0, 15.0, 0.97)
    someone = np.recarray(1, dtype=body.BODY)
    someone[:] = 1.0
    someone["barometric"], someone["frc"], someone["hb"] = 760.0, 3000.0, 15.0
    someone["p50"], someone["vo2_rest"], someone["q_rest"] = 26.86, 4.0, 80.0
    protocol = np.zeros((1, body.COLUMNS))
    state = body.at_rest(someone[0], 0.2093)
    seen = np.empty((body.rows_of(protocol, 1.0), body.SEEN))
    body.run(state, someone[0], protocol, 1.0, seen, np.empty(1))
    pair = np.ones(2)
    sensor.view(pair, pair, pair, 1.0, 1.0, 1.0, 1.0, 0.0, pair.copy())
    print(f"Kernels are compiled ({perf_counter() - begun:.1f} s).")  # noqa: T201


if __name__ == "__main__":
    main()
