"""What a pulse oximeter shows of an arterial trace. Floats only; ``body.sensors`` is the face."""

import numpy as np
from numba import njit

STAGES = 12  # dispersion of 29 % of the delay: a sharp hold arrives late but nearly whole


@njit(cache=True)
def view(t, sao2, q, q_rest, delay_s, delay_flow_s, averaging_s, bias, shown):
    """Pass saturation through a chain of mean delay_s + delay_flow_s * q_rest / q, then an average.

    The equal stages are the vessels and their dispersion; the device follows with a first-order lag. Each is
    solved exactly over a step with constant input.
    """
    chain = np.full(STAGES, sao2[0])
    device = sao2[0]
    shown[0] = device + bias
    for i in range(1, t.shape[0]):
        h = t[i] - t[i - 1]
        if h > 0.0:
            stage_s = (delay_s + delay_flow_s * min(q_rest / q[i], 2.0)) / STAGES
            keep = np.exp(-h / stage_s)
            into = 0.5 * (sao2[i] + sao2[i - 1])
            for k in range(STAGES):
                was = chain[k]
                chain[k] = into + (was - into) * keep
                into = 0.5 * (was + chain[k])
            device = into + (device - into) * np.exp(-h / averaging_s)
        shown[i] = device + bias
