"""Run the safety study and write its page: ``make study``, or ``make study RUNNERS=1000``.

The page is ``docs/measurements/study.md``, its figure ``study.svg`` beside it. Every figure and every "met"
on it is counted here.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from adempauze.body.parameters import calibrated, published
from adempauze.body.structures import STRUCTURES
from adempauze.planning import ladder
from adempauze.session.sheet import SignalKind
from adempauze.studies.population import Study, Trained, population, summary
from adempauze.studies.virtual import HoldTruth

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/measurements/study.md"
SEED = 1
DRAWS = 8
UNDER_80_FRAC, UNDER_75_FRAC, IN_BAND_FRAC = 0.01, 0.001, 0.70
IN_BAND_LEVELS = (3, 4, 5)
HIGH_LEVELS = (4, 5)
BASE = Study(protocol="hoogtetraining", weeks=6, signal=SignalKind.LIVE, site="ear")
WORN = {
    "ear, live": BASE,
    "finger, live": replace(BASE, site="finger"),
    "finger, read by eye": replace(BASE, site="finger", signal=SignalKind.SEEN),
    "no oximeter": replace(BASE, site="finger", signal=SignalKind.NONE),
}
# the rows of the gate that a virtual runner can set off
ROWS = (
    *("gate.below_band", "gate.below_80", "gate.drift", "gate.unread", "gate.unrecovered"),
    *("gate.unrecovered_twice", "gate.hunger_twice"),
)
NUMBERS = {
    "finger counts 3 points lower, not 6": replace(WORN["finger, live"], gate={"correction_tenths": 30}),
    "finger: back at 93, not 95": replace(WORN["finger, live"], gate={"recovered_tenths": 930}),
    "ear: back at 93, not 95": replace(BASE, gate={"recovered_tenths": 930}),
}
Counted = Mapping[str, tuple[list[Trained], dict[str, Any]]]


def counted(study: Study, runners: int) -> tuple[list[Trained], dict[str, Any]]:
    """Return what the runners of a study did, and the counts of it."""
    trained = population(study, runners=runners, seed=SEED)
    return trained, summary(trained)


def from_third_session(trained: Sequence[Trained]) -> list[HoldTruth]:
    """Return the holds at levels 3 to 5 from a runner's third session at a level."""
    holds = []
    for one in trained:
        for level in IN_BAND_LEVELS:
            mine = [session for session in one.holds if any(hold.level == level for hold in session)]
            holds += [hold for session in mine[2:] for hold in session if hold.level == level]
    return holds


def in_band_frac(holds: Sequence[HoldTruth], *, aimed: bool = False) -> float | None:
    """Return how many of *holds*, or of those meant to reach it, had the artery's lowest in the band."""
    counted = [hold.is_in_band for hold in holds if hold.aims or not aimed]
    return sum(counted) / len(counted) if counted else None


def in_band(trained: Sequence[Trained]) -> str:
    """Return both figures in words: of all holds, and of those that aim."""
    holds = from_third_session(trained)
    return f"{pct(in_band_frac(holds))} / {pct(in_band_frac(holds, aimed=True))}"


def highest(trained: Sequence[Trained]) -> list[float]:
    """Return the lowest arterial values of the holds at levels 4 and 5."""
    holds = [hold for one in trained for session in one.holds for hold in session]
    return [hold.arterial_nadir_pct for hold in holds if hold.level in HIGH_LEVELS]


def under(values: Sequence[float], limit_pct: float) -> float | None:
    """Return the fraction of *values* under a limit."""
    return sum(value < limit_pct for value in values) / len(values) if values else None


def pct(frac: float | None) -> str:
    """Return a fraction in percent."""
    return "-" if frac is None else f"{100 * frac:.2f} %" if frac < 0.1 else f"{100 * frac:.0f} %"


def table(header: str, rows: Sequence[Sequence[object]]) -> str:
    """Return rows as a Markdown table."""
    columns = header.split(" | ")
    lines = [header, " | ".join("---" for _ in columns), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def row_of(name: str, trained: Sequence[Trained], found: Mapping[str, Any]) -> list[object]:
    """Return the line of one study."""
    reached = {row["level"]: row["runners_reached"] for row in found["by_level"]}
    return [
        name,
        found["runners"],
        found["holds"],
        pct(found["holds_under_80_frac"]),
        pct(found["holds_under_75_frac"]),
        " / ".join(str(reached.get(level, 0)) for level in (2, 3, 4, 5)),
        pct(under(highest(trained), 80)),
        in_band(trained),
    ]


HEADER = (
    "study | runners | holds | artery under 80 | under 75 | reached 2 / 3 / 4 / 5 | under 80 at 4, 5 "
    "| in band: all / aimed"
)


def studies(found: Counted) -> str:
    """Return a table of studies, one a line."""
    return table(HEADER, [row_of(name, *study) for name, study in found.items()])


def target(name: str, wanted: str, found: str, is_met: bool) -> str:
    """Return the line of one target."""
    return f"| {name} | {wanted} | {found}: {'met' if is_met else '**not met**'} |"


def by_level(found: Mapping[str, Any]) -> str:
    """Return the table of levels of one study."""
    bands = {
        rung.level: f"{rung.band_low_tenths // 10} to {rung.band_high_tenths // 10}" for rung in ladder()
    }
    return table(
        "level | band | reached by | on day | holds | in band | above it | from 3rd session | under 80 | "
        "artery 5, 50, 95 of 100 | median hold",
        [
            [
                row["level"],
                bands[row["level"]],
                row["runners_reached"],
                f"{row['median_day_reached']:.0f}",
                row["holds"],
                pct(row["in_band_frac"]),
                pct(row["above_band_frac"]),
                pct(row["in_band_from_third_session_frac"]),
                pct(row["under_80_frac"]),
                ", ".join(map(str, row["arterial_nadir_pct_5_50_95"])),
                "-" if row["median_duration_s"] is None else f"{row['median_duration_s']:.1f} s",
            ]
            for row in found["by_level"]
        ],
    )


def reasons(found: Mapping[str, Any]) -> str:
    """Return what stopped, eased or refused sessions, in one line."""
    rows = [row for name in ("stopped", "locks", "refused") for row in found[name]]
    said = [f"{row['reason']} {row['times']}" for row in rows]
    return ", ".join(said) or "nothing"


def drawn(number: int) -> dict[str, float]:
    """Return the model's parameters as they could as well be, within how unsure each was before any fit."""
    rng = np.random.default_rng([SEED, number])
    unsure = published()
    return {
        name: value * float(np.exp(unsure[name].cv_frac * rng.standard_normal()))
        for name, value in calibrated().items()
    }


def picture(trained: Mapping[str, Sequence[Trained]], path: Path) -> None:
    """Draw how low the artery went at each level, beside its band."""
    mpl.rcParams["svg.hashsalt"] = "adempauze"
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.add_subplot()
    for rung in ladder()[:6]:
        low, high = rung.band_low_tenths / 10, rung.band_high_tenths / 10
        axes.fill_between([rung.level - 0.42, rung.level + 0.42], low, high, color="#cfe3da", lw=0)
    for place, (name, ones) in enumerate(trained.items()):
        for rung in ladder()[:6]:
            holds = [hold for one in ones for session in one.holds for hold in session]
            nadirs = [hold.arterial_nadir_pct for hold in holds if hold.level == rung.level]
            if nadirs:
                low, middle, high = np.percentile(nadirs, (5, 50, 95))
                at = rung.level + 0.24 * (place - 1)
                colour = ("#1d5c4f", "#c2571a", "#5b4b8a")[place]
                axes.plot([at, at], [low, high], color=colour, lw=3, label=name if rung.level == 0 else None)
                axes.plot(at, middle, "o", color=colour)
    axes.axhline(80, color="#a02020", lw=1, ls="--")
    axes.set(xlabel="level", ylabel="lowest arterial saturation of a hold, %", ylim=(76, 100))
    axes.legend(frameon=False, loc="lower left")
    figure.savefig(path, metadata={"Date": None})


def commit() -> str:
    """Return the commit that is measured, and whether anything was changed since."""
    words = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Run every study and write the page."""
    runners = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    few = max(runners // 3, 2)
    began, measured = time.perf_counter(), commit()
    values = dict(calibrated())
    worn = {name: counted(study, runners) for name, study in WORN.items()}
    models = {
        name: counted(replace(BASE, values=values | dict(changed)), few)
        for name, (_, changed) in STRUCTURES.items()
    }
    draws = {f"draw {n + 1}": counted(replace(BASE, values=drawn(n)), few) for n in range(DRAWS)}
    without = {row: counted(replace(BASE, without=(row,)), few) for row in ROWS}
    without["all of these"] = counted(replace(BASE, without=ROWS), few)
    numbers = {name: counted(study, few) for name, study in NUMBERS.items()}
    picture({name: worn[name][0] for name in list(WORN)[:3]}, PAGE.with_suffix(".svg"))

    groups = (worn, models, draws, without, numbers)
    sessions = sum(found["sessions"] for group in groups for _, found in group.values())
    seconds = time.perf_counter() - began
    PAGE.write_text(
        PAGE_TEXT.format(
            runners=runners,
            few=few,
            seed=SEED,
            today=f"{datetime.now(tz=UTC):%-d %B %Y}",
            commit=measured,
            sessions=f"{sessions:,}",
            minutes=f"{seconds / 60:.0f}",
            cores=os.cpu_count(),
            targets="\n".join(targets(worn, {**worn, **models, **draws})),
            worn=studies(worn),
            **{f"levels_{n}": by_level(worn[name][1]) for n, name in enumerate(WORN)},
            **{f"spoke_{n}": reasons(worn[name][1]) for n, name in enumerate(WORN)},
            without=studies(without),
            numbers=studies(numbers),
            worst=(worst := max(models, key=lambda name: models[name][1]["holds_under_80_frac"])),
            worst_says=STRUCTURES[worst][0],
            models=studies(models),
            draws=studies(draws),
        ),
        encoding="utf-8",
    )


def targets(worn: Counted, everything: Counted) -> list[str]:
    """Return the lines that say which targets are met, in the worst study for what harms."""
    most_80 = max(found["holds_under_80_frac"] for _, found in everything.values())
    most_75 = max(found["holds_under_75_frac"] for _, found in everything.values())
    high = {name: highest(trained) for name, (trained, _) in everything.items()}
    pooled = [value for values in high.values() for value in values]
    worst = max(high, key=lambda name: under(high[name], 80) or 0)
    bands = {name: in_band_frac(from_third_session(trained)) for name, (trained, _) in worn.items()}
    known = {name: frac for name, frac in bands.items() if frac is not None}
    aimed = {name: in_band(trained) for name, (trained, _) in worn.items() if name in known}
    return [
        target(
            "holds with the artery under 80 %",
            f"at most {pct(UNDER_80_FRAC)}",
            f"{pct(most_80)} in the worst of {len(everything)} studies",
            most_80 <= UNDER_80_FRAC,
        ),
        target(
            "holds under 75 %",
            f"at most {pct(UNDER_75_FRAC)}",
            f"{pct(most_75)} in the worst",
            most_75 <= UNDER_75_FRAC,
        ),
        f"| at levels 4 and 5 alone, under 80 and 75 | - | all studies together {pct(under(pooled, 80))} "
        f"and {pct(under(pooled, 75))} of {len(pooled)} holds; the worst, {worst}: "
        f"{pct(under(high[worst], 80))} of {len(high[worst])} |",
        target(
            "in band at levels 3 to 5, from the third session at a level",
            f"at least {pct(IN_BAND_FRAC)}",
            ", ".join(f"{name}: {both}" for name, both in aimed.items()),
            bool(known) and min(known.values()) >= IN_BAND_FRAC,
        ),
    ]


PAGE_TEXT = """\
# The safety study

Written by `make study` on {today} at commit {commit}: {runners} runners a row where oximeters are
compared, {few} elsewhere, seed {seed}; {sessions} sessions in {minutes} minutes on {cores} shared cores.

Virtual runners train three times a week for six weeks by the real rules: screened, planned, cleared, gated
and raised by the same code as people. Bodies and sensors are [the model's](../explanation/model.md), their
behaviour is our proposal (`studies/virtual.py`): everyone passes the quiz, finds a coach for level 5,
answers the check-ins and stays calm. **The model is too kind where it fails**: what is under 80 here is a
lower bound.

## Targets

| target | wanted | found |
|---|---|---|
{targets}

Over all holds the first two are helped by the many short ones; the third line says it where it matters. In
band: of all holds of the main set at these levels, and, behind the stroke, of those that *aim* at the band. A
hold that a miss has made shorter, in its session or in the one before, does not: it is meant to stay above.
Warm-ups, and the holds of a session that was made lighter, are at levels 0 and 1 and in neither.

## By oximeter

![The lowest arterial saturation of holds by level](study.svg)

Bars: 5 to 95 of 100 holds, dots: the middle; shaded: the band of the level. A hold of a session that was made
lighter counts at level 1, where it was played.

{worn}

### Ear, live

{levels_0}

What spoke: {spoke_0}.

### Finger, live

{levels_1}

What spoke: {spoke_1}.

### Finger, read by eye

{levels_2}

What spoke: {spoke_2}.

## What each rule buys

With an ear sensor, and one rule of the gate switched off.

{without}

## Other numbers

{numbers}

## Other models that could be true

With an ear sensor. The worst is **{worst}**: {worst_says}.

{models}

Parameters drawn within how unsure each was before any fit, which is wider than after it:

{draws}
"""


if __name__ == "__main__":
    main()
