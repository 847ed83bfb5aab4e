"""Fit the model to published experiments, and again with the halves swapped.

python bench/bench_calibration.py            prints both fits; --write keeps the first as calibrated.toml
"""

import sys
from pathlib import Path

from adempauze.body.calibration import FIT_ON, REPORT_ON, Calibration, calibrate
from adempauze.body.experiments import read_experiment, shipped
from adempauze.body.parameters import published
from adempauze.body.validate import validate

KEPT = Path(__file__).parents[1] / "src" / "adempauze" / "body" / "calibrated.toml"


def table(calibration: Calibration, fitted: tuple[str, ...]) -> str:
    """Return the values as TOML, with what each moved."""
    lines = [
        "# Made by bench/bench_calibration.py. Parameters after the fit; the priors are in parameters.toml.",
        f"fitted_on = [{', '.join(repr(row).replace(chr(39), chr(34)) for row in fitted)}]",
        "",
        "[values]",
    ]
    for name, value in calibration.values.items():
        if name in calibration.moved_sd:
            moved, cv = calibration.moved_sd[name], calibration.cv[name]
            lines.append(
                f"{name} = {value:.6g}  # moved {moved:+.2f} prior SD; now known to {100 * cv:.0f} %"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit on one half, report the other, and swap."""
    experiments = {e.row: e for e in map(read_experiment, shipped())}
    before = {name: p.value for name, p in published().items()}
    fits = {"before any fit": before}
    for fitted in (FIT_ON, REPORT_ON):
        calibration = calibrate([experiments[row] for row in fitted])
        name = "fitted on " + ", ".join(fitted)
        fits[name] = dict(calibration.values)
        text = table(calibration, fitted)
        print(f"## {name}: cost {calibration.fit.cost:.1f}, {calibration.fit.rounds} rounds\n{text}")
        if fitted == FIT_ON and "--write" in sys.argv:
            KEPT.write_text(text, "utf-8")
    print("| observable | published | " + " | ".join(fits) + " | tolerance |")
    print("|---|" + "---|" * (len(fits) + 2))
    for row in FIT_ON + REPORT_ON:
        columns = [validate(experiments[row], values=values, assumptions=False) for values in fits.values()]
        for findings in zip(*columns, strict=True):
            said = " | ".join(f"{f.model:.3g}{'' if f.inside else ' (outside)'}" for f in findings)
            first = findings[0]
            print(f"| {first.experiment} | {first.published:g} | {said} | {first.tolerance:g} |")


if __name__ == "__main__":
    main()
