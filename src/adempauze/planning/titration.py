"""Personal titration: how far this runner falls per second of hold, and how long the next may be at most.

The lowest value of a hold is taken as start - walk x walked seconds - jog x jogged seconds. The three are
learned from the runner's own holds by Bayesian linear regression, shrunk towards a population prior that is
kept as data. The proposed cap is the longest hold whose 5th-percentile lowest value stays at or above the
floor plus the sensor's error, and whose expected one stays in the band. It only ever makes the ladder's caps
shorter.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import inf, sqrt
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
_STEP_MS = 200


class Prior(Struct, frozen=True, forbid_unknown_fields=True):
    """What is expected before anything was measured, in percent and percent a second."""

    start_pct: float
    start_sd_pct: float
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
    rows = np.array([_design(*_walked_and_jogged_s(hold)) for hold in read]).reshape(len(read), 3)
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


def propose(history: History, level: Level) -> Proposal:
    """Return the longest hold whose lowest value stays where *level* wants it, for this runner.

    Its expected lowest value keeps the ladder's margin above the floor of the band, and its 5th percentile
    stays at or above the level's hard floor plus the sensor's error.
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
    newest = in_order[read[-_NEWEST:][0] :] if read else in_order
    response = learn(newest)
    walk_ms = _longest_ms(response, level, level.walk_cap_ms, walked_s=None)
    walked_s, jog_ms = walk_ms / 1000, 0
    if level.jog_cap_ms:
        walked_s = min(walked_s, _longest_walk_before_a_jog_s(newest))
        jog_ms = _longest_ms(response, level, level.jog_cap_ms, walked_s=walked_s)
    jogged_s = jog_ms / 1000
    return Proposal(
        caps=Caps(paces=min(level.most_paces, _paces(walk_ms)), walk_ms=walk_ms, jog_ms=jog_ms),
        holds=response.holds,
        expected_pct=response.nadir_pct(walked_s, jogged_s),
        low_pct=response.low_nadir_pct(walked_s, jogged_s),
        sd_pct=response.nadir_sd_pct(walked_s, jogged_s),
    )


def _longest_walk_before_a_jog_s(holds: Sequence[PastHold]) -> float:
    """Return how long the runner has walked before a jog at most; any length where none was read."""
    jogged = [hold for hold in holds if hold.is_jogged]
    if all(hold.nadir_tenths is None for hold in jogged):
        return inf
    return max(_walked_and_jogged_s(hold)[0] for hold in jogged)


def personal_caps(history: History, level: Level) -> Caps:
    """Return the longest caps that the runner's own lowest values allow; with too few, the ladder's."""
    proposal = propose(history, level)
    return proposal.caps if proposal.is_known else level.most


def _longest_ms(response: Response, level: Level, most_ms: int, *, walked_s: float | None) -> int:
    """Return the longest walk, or the longest jog after *walked_s*, that keeps both limits all the way.

    No band is asked of a walk no longer than level 1's, only that it stays above the floor.
    """
    seconds = np.arange(_STEP_MS, most_ms + 1, _STEP_MS) / 1000
    rows = np.ones((len(seconds), 3))
    rows[:, 1] = -seconds if walked_s is None else -walked_s
    rows[:, 2] = 0.0 if walked_s is None else -seconds
    expected_pct, low_pct = response.expected_and_low_pct(rows)
    open_s = ladder()[1].walk_cap_ms / 1000 if walked_s is None else 0.0
    is_in_band = expected_pct >= (level.band_low_tenths + ladder_numbers().margin_tenths) / 10
    is_above_floor = low_pct >= level.floor_tenths / 10 + response.prior.sensor_pct
    is_kept = (is_in_band | (seconds <= open_s)) & is_above_floor
    kept = len(seconds) if is_kept.all() else int(np.argmin(is_kept))  # the first that is not
    return kept * _STEP_MS


def _paces(walk_ms: int) -> int:
    return walk_ms * ladder_numbers().paces_per_10_s // 10_000


def _walked_and_jogged_s(hold: PastHold) -> tuple[float, float]:
    return (hold.duration_ms - hold.jog_ms) / 1000, hold.jog_ms / 1000


def _design(walk_s: float, jog_s: float) -> NDArray[np.float64]:
    return np.array([1.0, -walk_s, -jog_s])
