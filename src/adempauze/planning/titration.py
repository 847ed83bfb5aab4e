"""Personal titration: how far this runner falls per second of hold, and how long the next may be at most.

The lowest value of a hold is taken as start - walk x walked seconds - jog x jogged seconds, counted once the
first still seconds are over. The three are learned from the runner's own holds by Bayesian linear regression,
shrunk towards a population prior that is kept as data. The proposed cap is the longest hold whose
5th-percentile lowest value stays at or above the floor plus the sensor's error, and whose expected one is not
under the middle of the band. It only ever makes the ladder's caps shorter.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import sqrt
from statistics import NormalDist

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adempauze.planning.history import History, PastHold
from adempauze.planning.ladder import Caps, Level, ladder, ladder_numbers

Rows = NDArray[np.float64]

# Older holds tell less of today's runner; so many of the newest are used. (Our proposal.)
_NEWEST = 60
_OPEN = 1  # a hold of this level needs no oximeter
_STEP_MS = 200


class Prior(Struct, frozen=True, forbid_unknown_fields=True):
    """What is expected before anything was measured, in percent and percent a second."""

    start_pct: float
    start_sd_pct: float
    still_s: float
    walk_pct_s: float
    walk_sd_pct_s: float
    jog_pct_s: float
    jog_sd_pct_s: float
    hold_sd_pct: float
    sensor_pct: float
    least_holds: int  # below so many holds the ladder alone decides
    low_percentile: int
    source: str
    strength: str


@cache
def population_prior() -> Prior:
    """Return the prior of the population."""
    return msgspec.toml.decode((files(__package__) / "priors.toml").read_bytes(), type=Prior)


class Response(Struct, frozen=True, kw_only=True):
    """How one runner answers to a hold: means, and how they vary together."""

    mean: tuple[float, float, float]
    covariance: tuple[tuple[float, float, float], ...]
    holds: int
    prior: Prior

    def nadir_pct(self, walk_s: float, jog_s: float) -> float:
        """Return the lowest value that is expected after a hold."""
        return float(self.expected_and_low_pct(_design(walk_s, jog_s)[None])[0][0])

    def nadir_sd_pct(self, walk_s: float, jog_s: float) -> float:
        """Return how sure that is: one standard deviation of the next lowest value."""
        row = _design(walk_s, jog_s)
        return sqrt(float(row @ np.asarray(self.covariance) @ row) + self.prior.hold_sd_pct**2)

    def low_nadir_pct(self, walk_s: float, jog_s: float) -> float:
        """Return the 5th percentile of the lowest value after a hold."""
        return float(self.expected_and_low_pct(_design(walk_s, jog_s)[None])[1][0])

    def expected_and_low_pct(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return the expected lowest of each hold of *rows* (1, -walk, -jog), and its 5th percentile."""
        expected_pct = rows @ np.asarray(self.mean)
        variances = np.einsum("ni,ij,nj->n", rows, np.asarray(self.covariance), rows)
        below = NormalDist().inv_cdf(self.prior.low_percentile / 100)
        return expected_pct, expected_pct + below * np.sqrt(variances + self.prior.hold_sd_pct**2)


def learn(holds: Iterable[PastHold], prior: Prior | None = None) -> Response:
    """Return how a runner answers to holds, given what was measured; without holds, the prior."""
    prior = prior or population_prior()
    mean = np.array([prior.start_pct, prior.walk_pct_s, prior.jog_pct_s])
    precision = np.diag([prior.start_sd_pct**-2, prior.walk_sd_pct_s**-2, prior.jog_sd_pct_s**-2])
    read = [hold for hold in holds if hold.nadir_tenths is not None]
    seconds = np.array([_walked_and_jogged_s(hold) for hold in read]).reshape(len(read), 2)
    rows = _rows(seconds[:, 0], seconds[:, 1])
    nadirs_pct = np.array([(hold.nadir_tenths or 0) / 10 for hold in read])
    noise = prior.hold_sd_pct**2 + prior.sensor_pct**2
    posterior_precision = precision + rows.T @ rows / noise
    covariance = np.linalg.inv(posterior_precision)
    posterior = covariance @ (precision @ mean + rows.T @ nadirs_pct / noise)
    return Response(
        mean=(float(posterior[0]), float(posterior[1]), float(posterior[2])),
        covariance=tuple((float(a), float(b), float(c)) for a, b, c in covariance),
        holds=len(read),
        prior=prior,
    )


class Proposal(Struct, frozen=True, kw_only=True):
    """The longest caps that a runner's own lowest values allow at a level, and how sure that is."""

    caps: Caps
    holds: int  # how many readings it rests on
    expected_pct: float  # the lowest value that the longest hold leads to
    low_pct: float  # its 5th percentile
    sd_pct: float

    @property
    def is_known(self) -> bool:
        """Whether there are enough readings for it to count."""
        return self.holds >= population_prior().least_holds


def propose(history: History, level: Level, *, jog_ms: int | None = None) -> Proposal:
    """Return the longest hold whose lowest value stays where *level* wants it, for this runner.

    Walked to its very end, as where nobody taps, its expected lowest value is not under the middle of the
    band; jogged in its last seconds, *jog_ms* at most, it keeps the ladder's margin above the floor of the
    band. The 5th percentile of either stays at or above the level's hard floor plus the sensor's error.
    """
    holds = sorted(
        (
            (session.started_at, number, hold)
            for session in history.trained
            for number, hold in enumerate(session.holds)
        ),
        key=lambda entry: entry[:2],
    )
    in_order = [hold for _, _, hold in holds]
    # An unread hold takes no read one's place: what is known of a runner is not lost for want of readings.
    read = [at for at, hold in enumerate(in_order) if hold.nadir_tenths is not None]
    response = learn(in_order[read[-_NEWEST:][0] :] if read else in_order)
    whole_ms = _longest_walk_ms(response, level)
    wanted_ms = level.jog_cap_ms if jog_ms is None else min(jog_ms, level.jog_cap_ms)
    jog_ms = _longest_jog_ms(response, level, whole_ms, wanted_ms)
    walk_ms = min(whole_ms - jog_ms, level.walk_cap_ms)
    walked_s, jogged_s = walk_ms / 1000, jog_ms / 1000
    return Proposal(
        caps=Caps(paces=min(level.most_paces, _paces(walk_ms)), walk_ms=walk_ms, jog_ms=jog_ms),
        holds=response.holds,
        expected_pct=response.nadir_pct(walked_s, jogged_s),
        low_pct=response.low_nadir_pct(walked_s, jogged_s),
        sd_pct=response.nadir_sd_pct(walked_s, jogged_s),
    )


def personal_caps(history: History, level: Level, *, jog_ms: int) -> Caps:
    """Return the longest caps that the runner's own lowest values allow; with too few, the ladder's."""
    proposal = propose(history, level, jog_ms=jog_ms)
    return proposal.caps if proposal.is_known else level.most


def _longest_walk_ms(response: Response, level: Level) -> int:
    """Return the longest hold that keeps both limits all the way when it is walked.

    No band is asked of a walk no longer than level 1's, only that it stays above the floor.
    """
    seconds = np.arange(_STEP_MS, level.cap_ms + 1, _STEP_MS) / 1000
    expected_pct, low_pct = response.expected_and_low_pct(_rows(seconds, np.zeros_like(seconds)))
    is_open = seconds <= ladder()[_OPEN].walk_cap_ms / 1000
    return _kept_ms((is_open | (expected_pct >= level.aim_tenths / 10)) & _is_above_floor(low_pct, level))


def _longest_jog_ms(response: Response, level: Level, whole_ms: int, most_ms: int) -> int:
    """Return how many of the last seconds of a hold may be jogged."""
    seconds = np.arange(_STEP_MS, min(whole_ms, most_ms) + 1, _STEP_MS) / 1000
    expected_pct, low_pct = response.expected_and_low_pct(_rows(whole_ms / 1000 - seconds, seconds))
    least_pct = (level.band_low_tenths + ladder_numbers().margin_tenths) / 10
    return _kept_ms((expected_pct >= least_pct) & _is_above_floor(low_pct, level))


def _is_above_floor(low_pct: Rows, level: Level) -> NDArray[np.bool_]:
    return low_pct >= level.floor_tenths / 10 + population_prior().sensor_pct


def _kept_ms(is_kept: NDArray[np.bool_]) -> int:
    """Return up to where all steps are kept."""
    return _STEP_MS * (len(is_kept) if is_kept.all() else int(np.argmin(is_kept)))


def _paces(walk_ms: int) -> int:
    return walk_ms * ladder_numbers().paces_per_10_s // 10_000


def _walked_and_jogged_s(hold: PastHold) -> tuple[float, float]:
    return (hold.duration_ms - hold.jog_ms) / 1000, hold.jog_ms / 1000


def _design(walk_s: float, jog_s: float) -> NDArray[np.float64]:
    row: NDArray[np.float64] = _rows(np.array([walk_s]), np.array([jog_s]))[0]
    return row


def _rows(walk_s: Rows, jog_s: Rows) -> Rows:
    """Return holds as rows of the regression; in the first seconds of a hold nothing falls."""
    still_s = population_prior().still_s
    jog_after_s = np.maximum(0.0, jog_s - np.maximum(0.0, still_s - walk_s))
    return np.stack([np.ones_like(walk_s), -np.maximum(0.0, walk_s - still_s), -jog_after_s], axis=1)
