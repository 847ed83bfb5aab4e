"""Fit each candidate structure to the same half, and name the worst for the runner.

python bench/bench_structures.py [NAME...]     prints the table kept in docs/measurements/model.md
"""

import sys

from adempauze.body import Runner, simulate
from adempauze.body.calibration import FIT_ON, REPORT_ON, calibrate
from adempauze.body.experiments import read_experiment, shipped
from adempauze.body.playing import stretches_of
from adempauze.body.structures import STRUCTURES
from adempauze.body.validate import validate
from adempauze.protocols import shipped_protocol

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)


def main() -> None:
    """Print one row a structure: fit, numbers inside in each half, and the article's session."""
    experiments = {e.row: e for e in map(read_experiment, shipped())}
    print("| structure | it says | cost | fitted inside | unfitted inside | lowest artery, caps | no caps |")
    print("|---|---|---|---|---|---|---|")
    session = shipped_protocol("hoogtetraining")
    for name in sys.argv[1:] or STRUCTURES:
        says, fixed = STRUCTURES[name]
        fit = calibrate([experiments[row] for row in FIT_ON], fixed_to=fixed)
        counts = []
        for half in (FIT_ON, REPORT_ON):
            found = [
                f for row in half for f in validate(experiments[row], values=fit.values, assumptions=False)
            ]
            counts.append(f"{sum(f.inside for f in found)} of {len(found)}")
        lowest = [
            simulate(MAN, stretches_of(session, MAN, with_caps=caps), values=fit.values).sao2_pct.min()
            for caps in (True, False)
        ]
        print(
            f"| {name} | {says} | {fit.fit.cost:.1f} | {' | '.join(counts)} | "
            f"{lowest[0]:.1f} | {lowest[1]:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
