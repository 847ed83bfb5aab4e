"""exp and log without a call or a branch, so that many can be done side by side; and how equations compile.

Range reduction by powers of 2, then a series; right to 1e-14: exp between -700 and 700, log of any normal
positive number.
"""

import numpy as np
from numba import njit

TO_WHOLE = 6755399441055744.0  # 1.5 * 2**52: added and taken away again, it leaves the nearest whole number
PER_LN2 = 1.4426950408889634
LN2_HIGH, LN2_LOW = (
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
)  # the high part is exact times 2**11
MANTISSA_BITS, EXPONENT_BIAS = 52, 1023
ROOT_HALF_BITS = 0x3FE6A09E667F3BCD  # of sqrt(1/2)


def equation(function):
    """Compile a scalar of the model: inlined wherever it is used, one runner at a time or several abreast.

    Products and sums may fuse and quotients share their divisor; nothing assumes that NaN is away.
    """
    flags = {"arcp", "nsz", "contract"}
    return njit(cache=True, error_model="numpy", fastmath=flags, forceinline=True)(function)


@equation
def exp(x):
    """Return e to the power x."""
    x = min(max(x, -700.0), 700.0)
    shifted = x * PER_LN2 + TO_WHOLE
    power = shifted - TO_WHOLE
    r = x - power * LN2_HIGH - power * LN2_LOW
    p = 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = (p * r + 1.0) * r + 1.0
    bits = (np.float64(shifted).view(np.int64) + EXPONENT_BIAS) << MANTISSA_BITS
    return p * np.int64(bits).view(np.float64)


@equation
def log(x):
    """Return the natural logarithm of a positive x."""
    bits = np.float64(x).view(np.int64)
    power = (bits - ROOT_HALF_BITS) >> MANTISSA_BITS
    f = np.int64(bits - (power << MANTISSA_BITS)).view(np.float64) - 1.0  # between -0.3 and 0.42
    s = f / (2.0 + f)
    z = s * s
    p = 2.0 / 19.0
    p = p * z + 2.0 / 17.0
    p = p * z + 2.0 / 15.0
    p = p * z + 2.0 / 13.0
    p = p * z + 2.0 / 11.0
    p = p * z + 2.0 / 9.0
    p = p * z + 2.0 / 7.0
    p = p * z + 2.0 / 5.0
    p = p * z + 2.0 / 3.0
    p = p * z + 2.0
    return power * LN2_HIGH + (s * p + power * LN2_LOW)
