"""How often motion makes a false nadir, or hides a true one: synthetic sessions whose truth is known.

``python bench/motion_study.py [SESSIONS]`` prints the table of docs/measurements/oximetry.md. The rules were
set on seed 1; the table is made on seed 2026.
"""

import sys
from collections import Counter

import numpy as np
from synthetic import session

from adempauze.oximetry import measure

SEED, SESSIONS = 2026, 1000


def count(sessions: int, *, motion: bool, strap: bool) -> Counter[str]:
    """Return how the nadirs of some sessions compare with what a still sensor would have shown."""
    rng = np.random.default_rng(SEED)
    found: Counter[str] = Counter()
    for _ in range(sessions):
        truth = session(rng, motion=motion, strap=strap)
        for hold, nadir_pct in zip(measure(truth.recording, truth.holds), truth.nadirs_pct, strict=True):
            found["holds"] += 1
            found["truly under 80"] += nadir_pct < 80
            found["truly 85 or more"] += nadir_pct >= 85
            if hold.quality == "poor" or hold.nadir_pct is None:
                found["no verdict"] += 1
                continue
            found["false under 85"] += nadir_pct >= 85 and hold.nadir_pct < 85
            found["missed under 80"] += nadir_pct < 80 and hold.nadir_pct >= 80
            found["raw false under 85"] += nadir_pct >= 85 and _raw_nadir_pct(truth, hold) < 85
    return found


def _raw_nadir_pct(truth, hold) -> float:
    """Return the lowest reading as read, which is what a reader without rules would call the nadir."""
    raw = truth.recording.channels["spo2_pct"].between(hold.start_s, hold.release_s + 45)
    return float(raw.values.min())


def main() -> None:
    """Print one line for each case."""
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    print(
        "| motion | strap | holds | no verdict | false < 85 of all | of verdicts, truly >= 85 | missed < 80 |"
    )
    print("|---|---|---|---|---|---|---|")
    for motion in (False, True):
        for strap in (True, False):
            found = count(sessions, motion=motion, strap=strap)
            holds = found["holds"]
            print(
                f"| {'yes' if motion else 'no'} | {'yes' if strap else 'no'} | {holds} "
                f"| {found['no verdict'] / holds:.1%} | {found['false under 85'] / holds:.2%} "
                f"| {found['false under 85'] / max(1, found['truly 85 or more']):.2%} "
                f"| {found['missed under 80'] / max(1, found['truly under 80']):.2%} |"
            )
            print(f"  (without rules, false < 85 among the same: {found['raw false under 85'] / holds:.1%})")


if __name__ == "__main__":
    main()
