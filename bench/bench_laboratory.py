"""Set the model beside four laboratory desaturations: people at rest who breathed less and less O2.

    python bench/bench_laboratory.py     prints the rows kept in docs/measurements/model.md

The recordings (University of Washington, MIT licence) are not part of the project: they are looked for in
../shared/data/induced-hypoxia, or under the folder that ADEMPAUZE_SHARED names.

The files give end-tidal CO2 both in percent and in mmHg: their ratio is 627 mmHg in all four, the pressure
of a place 1600 m high. The files do not say so; at 760 mmHg every prediction is 3 to 5 points too high.

The analyser at the mouth is late: it follows the gas rig by 6, 7, 10 and 10 s, and when rich gas returns the
quickest oximeter rises while the mouth still shows the old gas. So its columns are taken 8 s earlier. A
person who lives at 34 mmHg of CO2 comes to the start with all his stores at that: an hour is played.
"""

import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from adempauze.body import Breathe, Runner, simulate
from adempauze.body.fitting import least_squares
from adempauze.body.parameters import calibrated
from adempauze.body.sensors import Sensor, Site, spo2_pct

BAROMETRIC_MMHG = 627.0
SUBJECTS = (1, 2, 3, 5)
SOMEONE = {"sex": "male", "age_y": 28, "height_m": 1.76, "mass_kg": 75, "vo2max_ml_kg_min": 45}
STEP_S, SETTLE_S, FIRST_S = 5, 3600, 60
ANALYSER_LATE_S = 8
# what may differ: logarithms of sensor delay, shunt, P50; bias in points; share of mouth gas; log PCO2
PRIOR_SD = np.array([0.5, 0.5, 0.04, 1.0, 0.5, 0.06])
MOUTH_FIO2, END_TIDAL_PCT, RIG_FIO2 = 42, 43, 49
# the quickest, by 12 to 26 s, must sit on ear or forehead; the files name no site
OXIMETERS = {
    "Masimo": (5, "finger"),
    "3900P": (1, "finger"),
    "Nellcor B": (4, "finger"),
    "Nellcor A": (2, "ear"),
}
SPO2 = 3
INDEPENDENT_S = 60.0  # one independent reading a minute: what the model lacks changes slowly


def recordings(oximeter: int) -> dict[int, np.ndarray]:
    """Return columns of FiO2 at the mouth and of the rig, end-tidal percent and SpO2, by subject."""
    shared = Path(os.environ.get("ADEMPAUZE_SHARED", Path(__file__).parents[1] / ".." / "shared"))
    found = {}
    for subject in SUBJECTS:
        file = shared / "data" / "induced-hypoxia" / f"uw_subject_10000{subject}.csv"
        if not file.exists():
            sys.exit(f"{file} is not there; the laboratory recordings are not part of the project.")
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))[1:]
        columns = (MOUTH_FIO2, RIG_FIO2, END_TIDAL_PCT, oximeter)
        found[subject] = np.array([[number(row[c]) for c in columns] for row in rows if len(row) > 45])
    return found


def number(text: str) -> float:
    """Return a number, NaN where there is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def filled(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return a channel with what is out of range filled from its neighbours."""
    good = (x > low) & (x < high)
    return np.interp(np.arange(len(x)), np.flatnonzero(good), x[good])


def sooner(x: np.ndarray) -> np.ndarray:
    """Return a column of the late analyser in its right place."""
    return np.pad(x[ANALYSER_LATE_S:], (0, ANALYSER_LATE_S), "edge")


def predicted(data: np.ndarray, z: np.ndarray, site: Site, *, with_co2: bool = True) -> np.ndarray:
    """Return what a sensor on an unknown person should show, second by second."""
    delay, shunt, p50, bias, mixing, co2 = z * PRIOR_SD
    mouth, rig = sooner(filled(data[:, 0], 8, 60)) / 100, filled(data[:, 1], 8, 60) / 100
    fio2 = (0.5 + mixing) * mouth + (0.5 - mixing) * rig
    end_tidal = filled(data[:, 2], 3, 8) / 100 * (BAROMETRIC_MMHG - 47.0) * np.exp(co2)
    end_tidal = sooner(np.convolve(np.pad(end_tidal, 7, "edge"), np.ones(15) / 15, "valid"))
    values = dict(calibrated())
    values |= {name: values[name] * np.exp(delay) for name in (f"{site}_delay", f"{site}_delay_flow")}
    values["shunt"] *= np.exp(shunt)
    runner = Runner(**SOMEONE, barometric_mmhg=BAROMETRIC_MMHG, p50_mmhg=float(26.86 * np.exp(p50)))
    count = len(data) // STEP_S

    def breathing(seconds: float, part: slice) -> Breathe:
        pco2 = float(end_tidal[part].mean()) if with_co2 else None
        return Breathe(duration_s=seconds, fio2=float(fio2[part].mean()), end_tidal_pco2_mmhg=pco2)

    stretches = [breathing(SETTLE_S, slice(0, FIRST_S))]
    stretches += [breathing(STEP_S, slice(k * STEP_S, (k + 1) * STEP_S)) for k in range(count)]
    trajectory = simulate(runner, stretches, values=values)
    shown = spo2_pct(trajectory, Sensor(site=site, averaging_s=4.0), values=values)
    return np.interp(SETTLE_S + np.arange(count * STEP_S), trajectory.at_s, shown) + bias


def rmse(a: np.ndarray, b: np.ndarray) -> float:
    """Return the root mean square of the difference, gaps left out."""
    return float(np.sqrt(np.nanmean((a - b) ** 2)))


def off(data: np.ndarray, z: np.ndarray, site: Site) -> np.ndarray:
    """Return residuals in units of 3 points, weighted as one independent reading a minute."""
    model = predicted(data, z, site)
    e = (model - data[: len(model), SPO2]) / 3.0
    return e[np.isfinite(e)] / np.sqrt(INDEPENDENT_S)


def rows_of(oximeter: int, site: Site) -> Iterator[tuple[int, list[float]]]:
    """Yield, for each subject: unfitted, left out, the same with his own delay, FiO2 alone, learned."""
    data = recordings(oximeter)
    zero = np.zeros(len(PRIOR_SD))
    for subject, own in data.items():
        truth = own[: len(own) // STEP_S * STEP_S, SPO2]
        others = [d for s, d in data.items() if s != subject]
        fit = least_squares(
            lambda z, others=others: np.concatenate([*(off(d, z, site) for d in others), z]), zero, step=0.05
        ).point
        half = len(own) // 2

        def missed(z: np.ndarray, part: slice = slice(None), own=own, truth=truth, **how: bool) -> float:
            return rmse(predicted(own, z, site, **how)[part], truth[part])

        def learned(prior: np.ndarray, own=own, half=half) -> np.ndarray:
            return least_squares(
                lambda z: np.concatenate([2 * off(own[:half], z, site), z - prior]), prior, step=0.05
            ).point

        timed = min((np.array([x, *fit[1:]]) for x in np.arange(-3, 2.01, 0.1)), key=missed)
        late = slice(half, None)
        yield (
            subject,
            [
                *(missed(zero), missed(fit), missed(timed), missed(fit, with_co2=False)),
                *(missed(fit, late), missed(learned(fit), late), missed(learned(timed), late)),
            ],
        )


def main() -> None:
    """Print one row a subject and oximeter."""
    print(
        "| oximeter | subject | nothing fitted | left out | own delay | FiO2 alone | 2nd half: before |",
        end="",
    )
    print(" after the 1st | own delay |\n|---|---|---|---|---|---|---|---|---|")
    for name, (oximeter, site) in OXIMETERS.items():
        for subject, row in rows_of(oximeter, site):
            print(f"| {name} | {subject} | " + " | ".join(f"{x:.1f}" for x in row) + " |", flush=True)


if __name__ == "__main__":
    main()
