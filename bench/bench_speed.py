"""Measure how fast the loop is, against LSODA on the same equations, and whether it is right.

    python bench/bench_speed.py     prints the rows kept in docs/measurements/model.md

Runner-seconds a second of one session (the article's), one core each. A speed counts only where the largest
difference of arterial saturation from LSODA at 1e-10 is below 0.1 points. Each row logs cpu/wall: a row
under 0.9 was disturbed by others on the machine, and is measured again.
"""

import os
import subprocess
import sys
from time import perf_counter, process_time

import numpy as np
from scipy.integrate import solve_ivp

from adempauze.body import Runner
from adempauze.body.playing import stretches_of
from adempauze.body.simulate import STEP_S, _settled, rows
from adempauze.kernels import body as kernel
from adempauze.protocols import shipped_protocol

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)
GATE_PCT = 0.1


def table(short: bool) -> np.ndarray:
    """Return the article's session with fixed holds (events would differ between solvers), or its end."""
    stretches = stretches_of(shipped_protocol("hoogtetraining"), MAN)
    protocol = rows(stretches, MAN, breaking_l_btps=8.5)
    protocol[:, kernel.LIMIT] = 0.0
    walk_then_jog = (protocol[:, kernel.MODE] == kernel.HOLD) & (protocol[:, kernel.DURATION] == 30.0)
    protocol[walk_then_jog, kernel.DURATION] = 16.0
    return protocol[8:13] if short else protocol


def by_lsoda(protocol, record, state, rtol: float, ours_s=None) -> tuple[list, list]:
    """Solve stretch by stretch; return times (half seconds, or ours) and arterial saturation."""
    state, began, at_s, sao2 = state.copy(), 0.0, [], []
    for row in protocol:
        if row[kernel.MODE] == kernel.HOLD and row[kernel.VOLUME] > 0:
            kernel.start_hold(state, record, row[kernel.VOLUME], row[kernel.FIO2])
        columns = tuple(row[c] for c in (kernel.MODE, kernel.FLOW, kernel.DEMAND, kernel.FIO2, kernel.FACE))

        def rate(_, y, columns=columns):
            dy = np.empty(kernel.STATES)
            kernel.rates(y, record, *columns, dy)
            return dy

        ended = began + row[kernel.DURATION]
        grid = np.arange(began + 0.5, ended, 0.5) if ours_s is None else ours_s
        times = np.append(grid[(grid > began + 1e-6) & (grid < ended - 1e-6)], ended)
        found = solve_ivp(
            rate, (began, ended), state, method="LSODA", rtol=rtol, atol=rtol, t_eval=times, max_step=5.0
        )
        at_s += list(found.t)
        sao2 += [100.0 * kernel.bound(x, record.hb) for x in found.y[kernel.ART_O2 + 1]]
        state, began = found.y[:, -1].copy(), ended
    return at_s, sao2


def timed(work, seconds: float, least_s: float = 2.0) -> tuple[float, float]:
    """Return runner-seconds a second of processor time, and cpu/wall, of the least disturbed of three."""
    best = (0.0, 0.0)
    for _ in range(3):
        count, wall, cpu = 0, perf_counter(), process_time()
        while process_time() - cpu < least_s / 3 or count == 0:
            work()
            count += 1
        spent, passed = process_time() - cpu, perf_counter() - wall
        if spent / passed > best[1]:
            best = (count * seconds / spent, spent / passed)
    return best


def main() -> None:
    """Print speed, accuracy and ratios; in a child, only the plain-Python right-hand side."""
    plain = os.environ.get("NUMBA_DISABLE_JIT") == "1"
    protocol = table(short=plain)
    record = MAN.record()
    state = _settled(record.tobytes(), 0.2093, float(record.vo2_rest)).copy()
    seconds = float(protocol[:, kernel.DURATION].sum())
    if plain:
        speed, share = timed(lambda: by_lsoda(protocol, record, state, 1e-6), seconds)
        print(f"{speed} {share}")
        return
    seen, ends = np.empty((kernel.rows_of(protocol, STEP_S), kernel.SEEN)), np.empty(len(protocol))

    def ours() -> int:
        return kernel.run(state.copy(), record, protocol, STEP_S, seen, ends)

    written = ours()
    t, s = seen[:written, kernel.SEEN_T].copy(), 100.0 * seen[:written, kernel.SEEN_SAO2].copy()
    at_s, tight = by_lsoda(protocol, record, state, 1e-10, t)
    worst = max(np.abs(s[np.abs(t - x) < 1e-6] - y).min() for x, y in zip(at_s, tight, strict=True))
    print(f"largest difference from LSODA at 1e-10: {worst:.4f} points")
    if worst >= GATE_PCT:
        sys.exit("too far from LSODA: no speed counts.")
    our_speed, our_share = timed(ours, seconds)
    compiled, compiled_share = timed(lambda: by_lsoda(protocol, record, state, 1e-6), seconds)
    child = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    python_speed, python_share = (float(x) for x in child.stdout.split())
    print("| solver | runner-s/s, one core | cpu/wall | ours is |")
    print("|---|---|---|---|")
    print(f"| ours, RK4 | {our_speed:.3g} | {our_share:.2f} | |")
    for name, speed, share in (
        ("LSODA 1e-6, compiled right-hand side", compiled, compiled_share),
        ("LSODA 1e-6, Python right-hand side", python_speed, python_share),
    ):
        print(f"| {name} | {speed:.3g} | {share:.2f} | {our_speed / speed:.0f} times |")


if __name__ == "__main__":
    main()
