"""Do the intervals of a learned runner cover? Virtual runners with known truth, correlated noise.

python bench/bench_learning.py [runners]   prints the rows kept in docs/measurements/model.md
"""

import sys
from dataclasses import replace
from time import perf_counter

import numpy as np

from adempauze.body import Hold, Runner
from adempauze.body.learning import NUISANCE, PRIOR_SD, Recording, _person, learn, one_sharp_hold
from adempauze.body.parameters import published
from adempauze.body.playing import stretches_of
from adempauze.body.sensors import Sensor
from adempauze.protocols import shipped_protocol

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)
FINGER = Sensor(site="finger", averaging_s=4.0)
RHO, NOISE_PCT = 0.95, 1.0
ARTICLE = shipped_protocol("hoogtetraining")


def article(runner: Runner) -> list:
    """Play the article's session with the holds that a log would tell: 16 s of walking, 6 s of jogging."""
    known = []
    for stretch in stretches_of(ARTICLE, runner):
        if isinstance(stretch, Hold) and stretch.duration_s > 9:
            lasts = 16.0 if stretch.volume_l_btps is not None else 6.0
            known.append(replace(stretch, duration_s=lasts, limit_frac=None))
        elif isinstance(stretch, Hold):
            known.append(replace(stretch, limit_frac=None))
        else:
            known.append(stretch)
    return known


def recorded(person, session, seconds: int, rng: np.random.Generator) -> Recording:
    """Return what a sensor with correlated noise and whole percents shows of a session."""
    at_s = np.arange(float(seconds))
    noise = np.empty(seconds)
    noise[0] = rng.standard_normal() * NOISE_PCT
    for i in range(1, seconds):
        noise[i] = RHO * noise[i - 1] + NOISE_PCT * np.sqrt(1 - RHO**2) * rng.standard_normal()
    shown = np.round(person.shown(session, FINGER, at_s) + noise)
    return Recording(session=session, at_s=at_s, spo2_pct=np.minimum(shown, 100.0), sensor=FINGER)


def main() -> None:
    """Print coverage and width, with and without a calibrated sensor, with the model right and wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    names = list(PRIOR_SD)
    print(
        "| truth | sensor | " + " | ".join(f"{n}: covered, width" for n in names) + " | delay-lung | s/fit |"
    )
    print("|---|---|" + "---|" * (len(names) + 2))
    for truth in ("what is learned varies", "every parameter varies"):
        for calibrated_sensor in (False, True):
            rng = np.random.default_rng(5)
            covered = {n: [] for n in names}
            widths = {n: [] for n in names}
            confounded, spent = [], []
            for _ in range(count):
                x = {n: sd * rng.standard_normal() for n, sd in PRIOR_SD.items()}
                x |= {n: published()[n].person_frac * rng.standard_normal() for n in NUISANCE}
                base = MAN if truth.startswith("what") else MAN.sampled(rng)
                person = _person(base, x, base=MAN)
                begun = perf_counter()
                known = None
                if calibrated_sensor:
                    known = learn(MAN, [recorded(person, one_sharp_hold(), 180, rng)])
                learned = learn(MAN, [recorded(person, article, 1000, rng)], sensor_known=known)
                spent.append(perf_counter() - begun)
                confounded.append(learned.correlation_frac("delay", "lung"))
                for n in names:
                    low, high = learned.interval(n)
                    actual = x[n] if n == "bias_pct" else np.exp(x[n])
                    covered[n].append(low <= actual <= high)
                    widths[n].append(high - low)
            row = " | ".join(f"{np.mean(covered[n]):.2f}, {np.mean(widths[n]):.2f}" for n in names)
            sensor = "one sharp hold before" if calibrated_sensor else "not known"
            print(
                f"| {truth} | {sensor} | {row} | {np.mean(confounded):+.2f} | {np.mean(spent):.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
