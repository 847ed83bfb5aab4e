"""Many bodies abreast, each with its own clock, step and sensor: one step of all of them at a time.

The equations are those of ``kernels.body`` and ``kernels.sensor``; here they stand in loops over lanes, which
the compiler turns into vectors. ``body.run`` is the oracle: one runner, step by step.
"""

from math import ceil
from typing import NamedTuple

import numpy as np
from numba import njit

from adempauze.kernels import body, sensor
from adempauze.kernels.elementary import equation

LANES = 8  # a vector of AVX-512; narrower machines take two or four to a lane's step


def _each(*names: str) -> list[tuple[object, ...]]:
    return [(name, np.float64, (LANES,)) for name in names]


STEPPING = np.dtype(
    [
        ("b", np.float64, (len(body.FIELDS), LANES)),
        *((name, np.float64, (body.STATES, LANES)) for name in ("y", "probe", "k1", "k2", "k3", "k4")),
        ("chain", np.float64, (sensor.STAGES + 1, LANES)),
        *_each("step_s", "fio2", "delay_s", "delay_flow_s", "constriction", "averaging_s"),
        # what a lane does, and how long yet
        *_each("mode", "demand", "left", "h"),
        # the artery before and now, its lowest since somebody set it, and the breathing missed in a hold
        *_each("before", "sao2", "lowest", "missed", "wanted"),
        *_each("parts", "keep", "keep_shown"),
    ]
)
HB = body.FIELDS.index("hb")
Body = NamedTuple("Body", [(name, float) for name in body.FIELDS])  # type: ignore[misc]


def _written_out():
    """Return ``body_of(s, i)``, lane i's Body: a tuple of so many cannot be made from an array in a loop."""
    fields = ", ".join(f"s.b[{k}, i]" for k in range(len(body.FIELDS)))
    made = {"Body": Body}
    exec(f"def body_of(s, i):\n    return Body({fields})\n", made)  # noqa: S102 - of the names above alone
    return njit(forceinline=True)(made["body_of"])


body_of = _written_out()


def room() -> np.record:
    """Return one set of lanes, empty."""
    empty: np.record = np.zeros(1, STEPPING).view(np.recarray)[0]
    return empty


@njit(cache=True)
def lie_down(s, i, record, state):
    """Put a body into lane i, the numbers of a BODY and its state; a sensor has shown its artery for long."""
    for k in range(len(body.FIELDS)):
        s.b[k, i] = record[k]
    for k in range(body.STATES):
        s.y[k, i] = state[k]
    s.sao2[i] = s.lowest[i] = 100.0 * body.bound(s.y[body.ART_O2 + 1, i], s.b[HB, i])
    for k in range(sensor.STAGES + 1):
        s.chain[k, i] = s.sao2[i]
    s.left[i] = s.missed[i] = 0.0
    s.mode[i] = body.BREATHE


@njit(cache=True)
def start_hold(s, i, volume):
    """Let lane i breathe out, or in, to the volume at which a hold starts."""
    s.missed[i] = 0.0
    body.start_hold(s.y[:, i], body_of(s, i), volume, s.fio2[i])


@njit(cache=True)
def live(s, i, seconds, mode, demand):
    """Give lane i so many seconds to live, holding or breathing."""
    s.left[i], s.mode[i], s.demand[i], s.lowest[i] = seconds, mode, demand, s.sao2[i]


@njit(cache=True, error_model="numpy", fastmath={"arcp", "nsz", "contract"}, nogil=True)
def step(s):
    """Let every lane live for one step of its own, or for what is left to it, which may be nothing."""
    for i in range(LANES):
        y, b = s.y[:, i], body_of(s, i)
        longest = body.step_of(y, b, s.mode[i], 0.0, s.step_s[i])
        left = s.left[i]
        even = left / max(ceil(left / longest - 1e-9), 1)
        s.h[i] = even if left < 2.0 * longest else longest
        s.wanted[i] = body.ventilation_wanted(y, b)
        s.before[i] = s.sao2[i]
    for i in range(LANES):
        b, mode, demand, fio2 = body_of(s, i), s.mode[i], s.demand[i], s.fio2[i]
        body.rates(s.y[:, i], b, mode, 0.0, demand, fio2, 0.0, s.k1[:, i])
    for j in range(body.STATES):
        for i in range(LANES):
            s.probe[j, i] = s.y[j, i] + 0.5 * s.h[i] * s.k1[j, i]
    for i in range(LANES):
        b, mode, demand, fio2 = body_of(s, i), s.mode[i], s.demand[i], s.fio2[i]
        body.rates(s.probe[:, i], b, mode, 0.0, demand, fio2, 0.0, s.k2[:, i])
    for j in range(body.STATES):
        for i in range(LANES):
            s.probe[j, i] = s.y[j, i] + 0.5 * s.h[i] * s.k2[j, i]
    for i in range(LANES):
        b, mode, demand, fio2 = body_of(s, i), s.mode[i], s.demand[i], s.fio2[i]
        body.rates(s.probe[:, i], b, mode, 0.0, demand, fio2, 0.0, s.k3[:, i])
    for j in range(body.STATES):
        for i in range(LANES):
            s.probe[j, i] = s.y[j, i] + s.h[i] * s.k3[j, i]
    for i in range(LANES):
        b, mode, demand, fio2 = body_of(s, i), s.mode[i], s.demand[i], s.fio2[i]
        body.rates(s.probe[:, i], b, mode, 0.0, demand, fio2, 0.0, s.k4[:, i])
    for j in range(body.STATES):
        for i in range(LANES):
            s.y[j, i] += s.h[i] / 6.0 * (s.k1[j, i] + 2.0 * s.k2[j, i] + 2.0 * s.k3[j, i] + s.k4[j, i])
    _see(s)


@equation
def _see(s):
    """Follow the artery, the breathing missed and the sensor over the step that was made."""
    for i in range(LANES):
        y, b, h = s.y[:, i], body_of(s, i), s.h[i]
        left = s.left[i] - h
        s.left[i] = left if left > 1e-9 else 0.0
        missed = 0.5 * h * (s.wanted[i] + body.ventilation_wanted(y, b))
        s.missed[i] += missed if s.mode[i] == body.HOLD else 0.0
        s.sao2[i] = 100.0 * body.bound(y[body.ART_O2 + 1], b.hb)
        s.lowest[i] = min(s.lowest[i], s.sao2[i])
        q = body.cardiac_output(y, b, s.mode[i])
        stage_s = sensor.stage(
            q, b.q_rest, y[body.DIVE + 1], s.delay_s[i], s.delay_flow_s[i], s.constriction[i]
        )
        parts = max(sensor.parts_of(h, stage_s), 1)  # none where nothing was left to live
        s.parts[i] = parts
        s.keep[i], s.keep_shown[i] = sensor.kept(h, parts, stage_s), sensor.kept(h, parts, s.averaging_s[i])
    for part in range(int(s.parts.max())):
        for i in range(LANES):
            if part < s.parts[i]:
                middle = (part + 0.5) / s.parts[i]
                sensor.pass_part(s.chain[:, i], s.before[i], s.sao2[i], middle, s.keep[i], s.keep_shown[i])
