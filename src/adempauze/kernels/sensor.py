"""What a pulse oximeter shows of an arterial trace. Floats only; ``body.sensors`` is the face."""

from math import ceil

import numpy as np
from numba import njit

from adempauze.kernels.elementary import equation, exp

STAGES = 12  # dispersion of 29 % of the delay: a sharp hold arrives late but nearly whole
PARTS = 3.0  # of a stage


@equation
def parts_of(h, stage_s):
    """Return in how many parts a step is passed on: each a good deal shorter than a stage."""
    return ceil(PARTS * h / stage_s)


@equation
def kept(h, parts, time_s):
    """Return what is left of a difference after one of the parts of a step."""
    return exp(-h / (parts * time_s))


@equation
def pass_part(chain, before, after, middle, keep, keep_shown):
    """Pass blood on for one part of a step, whose middle is that far on its way from before to after.

    chain has STAGES places and the display. The equal stages are the vessels and their dispersion; the
    device follows with a first-order lag. Each is solved exactly with constant input.
    """
    into = before + (after - before) * middle
    for k in range(STAGES):
        was = chain[k]
        chain[k] = into + (was - into) * keep
        into = 0.5 * (was + chain[k])
    chain[STAGES] = into + (chain[STAGES] - into) * keep_shown


@equation
def stage(q, q_rest, dive, delay_s, delay_flow_s, constriction):
    """Mean time in one stage: a part that does not depend on flow, and one that grows as output falls.

    In the dive response the vessels of a limb narrow, and its blood waits (Sterba, Lundgren 1988).
    """
    limb_flow = 1.0 - constriction * min(dive, 1.0)
    return (delay_s + delay_flow_s * min(q_rest / q, 2.0)) / (limb_flow * STAGES)


@njit(cache=True, error_model="numpy")
def view(t, sao2, q, q_rest, dive, delay_s, delay_flow_s, constriction, averaging_s, bias, shown):
    """Fill shown with what the sensor displays at each moment of a trace."""
    chain = np.full(STAGES + 1, sao2[0])
    shown[0] = sao2[0] + bias
    for i in range(1, t.shape[0]):
        h = t[i] - t[i - 1]
        if h > 0.0:
            stage_s = stage(q[i], q_rest, dive[i], delay_s, delay_flow_s, constriction)
            parts = parts_of(h, stage_s)
            keep, keep_shown = kept(h, parts, stage_s), kept(h, parts, averaging_s)
            for part in range(parts):
                pass_part(chain, sao2[i - 1], sao2[i], (part + 0.5) / parts, keep, keep_shown)
        shown[i] = chain[STAGES] + bias
