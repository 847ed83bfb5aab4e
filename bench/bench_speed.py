"""Measure how fast the loop is, against LSODA on the same equations, and whether it is right.

    python bench/bench_speed.py     prints the rows kept in docs/measurements/model.md

Runner-seconds a second of one session (the article's), one core each; at the end, what a session of the
safety study costs. A speed counts only where the largest difference of arterial saturation from LSODA at
1e-10 is below 0.1 points. Each row logs cpu/wall: a row under 0.9 was disturbed by others on the machine.
"""

import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time
from types import SimpleNamespace

import numpy as np
from numba import njit
from scipy.integrate import solve_ivp

from adempauze.body import Runner
from adempauze.body.playing import stretches_of
from adempauze.body.simulate import STEP_S, numbers_of, rested_state, rows
from adempauze.kernels import blood, lanes
from adempauze.kernels import body as kernel
from adempauze.kernels import session as playing
from adempauze.protocols import shipped_protocol
from adempauze.studies.population import CHUNK_RUNNERS, Study, chunk, chunks_of

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)
GATE_PCT = 0.1
DEEP_COST = 20  # operations that an exp, a log or a root counts for
REPEATS = 60


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


@njit(nogil=True)
def live_through(s, protocol, at_s, sao2_pct):
    """Let every lane live through a protocol, each at its own pace; return how many steps each made."""
    row, made = np.zeros(lanes.LANES, np.int64), np.zeros(lanes.LANES, np.int64)
    while True:
        busy = False
        for i in range(lanes.LANES):
            if s.left[i] == 0.0 and row[i] < len(protocol):
                now = protocol[row[i]]
                if now[kernel.MODE] == kernel.HOLD and now[kernel.VOLUME] > 0.0:
                    lanes.start_hold(s, i, now[kernel.VOLUME])
                lanes.live(s, i, now[kernel.DURATION], now[kernel.MODE], now[kernel.DEMAND])
                row[i] += 1
            busy = busy or s.left[i] > 0.0
        if not busy:
            return made
        lanes.step(s)
        for i in range(lanes.LANES):
            if s.h[i] > 0.0:
                before = at_s[i, made[i] - 1] if made[i] else 0.0
                at_s[i, made[i]], sao2_pct[i, made[i]] = before + s.h[i], s.sao2[i]
                made[i] += 1


def abreast(runners):
    """Return lanes with a runner in each, an ear oximeter on him, and room for his trace."""
    s = lanes.room()
    s["step_s"], s["fio2"], s["averaging_s"], s["delay_s"], s["delay_flow_s"] = STEP_S, 0.2093, 4.0, 3.0, 3.0
    for lane, runner in enumerate(runners):
        record = runner.record()
        lanes.lie_down(s, lane, numbers_of(record), rested_state(record, runner))
    return s, np.empty((lanes.LANES, 20_000)), np.empty((lanes.LANES, 20_000))


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


class Counted(float):
    """A number that counts the operations done with it."""

    done = 0


def counting(name: str):
    """Return an operator of float that counts itself and gives a number that counts on."""
    plain = getattr(float, name)

    def operator(self, other):
        Counted.done += 1
        return Counted(plain(self, float(other)))

    return operator


for _name in ("add", "sub", "mul", "truediv"):
    for _side in (f"__{_name}__", f"__r{_name}__"):
        setattr(Counted, _side, counting(_side))


def operations(record, state) -> tuple[int, int]:
    """Return what one call of the right-hand side costs: sums, products and quotients; exp, log and roots."""
    calls = [0]

    def counted(function):
        def called(*x):
            calls[0] += 1
            return Counted(function(*(float(v) for v in x)))

        return called

    for module in (kernel, blood):
        for name in ("exp", "log", "sqrt"):
            if hasattr(module, name):
                setattr(module, name, counted(getattr(math, name)))
    Counted.__pow__ = lambda self, other: counted(pow)(self, other)
    body = SimpleNamespace(**{name: Counted(record[name]) for name in kernel.FIELDS})
    y = [Counted(x) for x in state]
    Counted.done = 0
    kernel.rates(y, body, kernel.BREATHE, 0.0, Counted(30.0), 0.2093, 0.0, [0.0] * kernel.STATES)
    return Counted.done, calls[0]


def matrix_peak(size: int = 1200) -> float:
    """Return operations a second of one core in a product of matrices, the best of five."""
    a = np.random.default_rng(1).standard_normal((size, size))
    best = 0.0
    for _ in range(5):
        begun = process_time()
        a @ a
        best = max(best, 2.0 * size**3 / (process_time() - begun))
    return best


def in_threads(count: int, seconds: float, protocol) -> tuple[float, float]:
    """Return runner-seconds a second of wall time of lanes in threads, and cpu/wall: the best of three."""
    best = (0.0, 0.0)
    for _ in range(3):
        work = [abreast([MAN] * lanes.LANES) for _ in range(REPEATS * count)]
        wall, cpu = perf_counter(), process_time()
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda one: live_through(one[0], protocol, *one[1:]), work))
        passed, spent = perf_counter() - wall, process_time() - cpu
        best = max(best, (lanes.LANES * len(work) * seconds / passed, spent / passed))
    return best


def worst_of_many(runners: int = 24) -> float:
    """Return the largest difference of lanes from steps of 0.02 s in any of many runners like him."""
    rng, worst, protocol = np.random.default_rng(3), 0.0, table(short=False)
    for _ in range(0, runners, lanes.LANES):
        together = [MAN.sampled(rng) for _ in range(lanes.LANES)]
        s, at_s, sao2_pct = abreast(together)
        made = live_through(s, protocol, at_s, sao2_pct)
        for lane, runner in enumerate(together):
            record = runner.record()
            fine = np.empty((kernel.rows_of(protocol, 0.02), kernel.SEEN))
            state = rested_state(record, runner).copy()
            fine = fine[: kernel.run(state, record, protocol, 0.02, fine, np.empty(len(protocol)))]
            there = np.interp(at_s[lane, : made[lane]], fine[:, kernel.SEEN_T], fine[:, kernel.SEEN_SAO2])
            worst = max(worst, float(np.abs(100.0 * there - sao2_pct[lane, : made[lane]]).max()))
    return worst


def study() -> None:
    """Print what a session of the safety study costs, all of it and the compiled part."""
    chunk(Study(protocol="hoogtetraining", weeks=1, site="ear"), chunks_of(8, 2)[0])
    played, really = [0.0], playing.play

    def watched(*all_of_it) -> None:
        begun = process_time()
        really(*all_of_it)
        played[0] += process_time() - begun

    playing.play = watched
    wall, cpu = perf_counter(), process_time()
    trained = chunk(Study(protocol="hoogtetraining", weeks=6, site="ear"), chunks_of(CHUNK_RUNNERS, 1)[0])
    spent, passed = process_time() - cpu, perf_counter() - wall
    playing.play = really
    sessions = sum(len(one.levels) for one in trained)
    each_ms = 1e3 * spent / sessions
    print(
        f"a session of the study: {each_ms:.2f} ms of processor time, {1e3 * played[0] / sessions:.2f} of it "
        f"compiled ({sessions} of them, cpu/wall {spent / passed:.2f}); 100,000 runners for six weeks on two "
        f"cores: {100_000 * 18 * each_ms / 120e3:.0f} minutes"
    )


def main() -> None:
    """Print speed, accuracy and ratios; in a child, only the plain-Python right-hand side."""
    plain = os.environ.get("NUMBA_DISABLE_JIT") == "1"
    protocol = table(short=plain)
    record = MAN.record()
    state = rested_state(record, MAN).copy()
    seconds = float(protocol[:, kernel.DURATION].sum())
    if plain:
        kernel.exp = blood.exp = math.exp  # a series is slow in Python
        blood.log = math.log
        speed, share = timed(lambda: by_lsoda(protocol, record, state, 1e-6), seconds)
        print(speed, share, *operations(record, state), matrix_peak())
        return
    size = kernel.rows_of(protocol, STEP_S), kernel.SEEN
    seen, ends = np.empty(size), np.empty(len(protocol))

    def alone() -> int:
        return kernel.run(state.copy(), record, protocol, STEP_S, seen, ends)

    ready, at_s, sao2_pct = abreast([MAN] * lanes.LANES)

    def together():
        s = ready.copy()
        return live_through(s, protocol, at_s, sao2_pct)

    made = together()[0]
    t, s = at_s[0, :made].copy(), sao2_pct[0, :made].copy()
    tight_s, tight = by_lsoda(protocol, record, state, 1e-10, t)
    worst = max(np.abs(s[np.abs(t - x) < 1e-6] - y).min() for x, y in zip(tight_s, tight, strict=True))
    print(f"largest difference from LSODA at 1e-10: {worst:.4f} points")
    many = worst_of_many()
    print(f"largest difference from steps of 0.02 s, 24 other runners: {many:.4f} points")
    if max(worst, many) >= GATE_PCT:
        sys.exit("too far from the reference: no speed counts.")
    our_speed, our_share = timed(together, lanes.LANES * seconds)
    alone_speed, alone_share = timed(alone, seconds)
    both_speed, both_share = in_threads(2, seconds, protocol)
    compiled, compiled_share = timed(lambda: by_lsoda(protocol, record, state, 1e-6), seconds)
    child = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    python_speed, python_share, plain_count, deep_count, peak = (float(x) for x in child.stdout.split())
    print("| solver | runner-s/s | cpu/wall | lanes on one core are | on two |")
    print("|---|---|---|---|---|")
    print(
        f"| ours, {lanes.LANES} lanes, one core, by processor time | {our_speed:.3g} | {our_share:.2f} | | |"
    )
    print(
        f"| ours, {lanes.LANES} lanes, two threads, by the clock | {both_speed:.3g} | {both_share:.2f} | | |"
    )
    for name, speed, share in (
        ("ours, one runner", alone_speed, alone_share),
        ("LSODA 1e-6, compiled right-hand side", compiled, compiled_share),
        ("LSODA 1e-6, Python right-hand side", python_speed, python_share),
    ):
        print(
            f"| {name} | {speed:.3g} | {share:.2f} | {our_speed / speed:.3g} times "
            f"| {2 * our_speed / speed:.3g} times, were both free |"
        )
    calls = 4.0 * made / seconds
    flops = calls * our_speed * (plain_count + DEEP_COST * deep_count)
    print(
        f"one right-hand side: {plain_count:.0f} operations and {deep_count:.0f} exp, log and roots "
        f"(counted as {DEEP_COST} each); {calls:.1f} of them a runner-second; {flops / 1e9:.2f} of "
        f"{peak / 1e9:.0f} GFLOP/s of a matrix product on one core: {100 * flops / peak:.1f} %"
    )
    study()


if __name__ == "__main__":
    main()
