"""Play a protocol on a virtual runner, and keep what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from adempauze.body.runner import Runner
from adempauze.errors import ParameterError, check_range
from adempauze.physiology.atmosphere import FIO2_AIR, PERCENT_HINT

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_S = 0.4
SETTLING_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """A stretch of breathing.

    Ventilation is the runner's own, unless *va_l_min_btps* sets it (alveolar), or *end_tidal_pco2_mmhg* was
    measured and is followed. With *volume_l_btps* he breathes in or out to that volume at once and keeps it,
    as when a breath is played by its parts. *demand_ml_kg_min* is the O2 demand of what he does, None rest.
    """

    duration_s: float
    demand_ml_kg_min: float | None = None
    fio2: float = FIO2_AIR
    va_l_min_btps: float | None = None
    end_tidal_pco2_mmhg: float | None = None
    volume_l_btps: float | None = None

    def __post_init__(self) -> None:
        check_range("duration_s", self.duration_s, 0, 86400, "s")
        check_range("fio2", self.fio2, 0.05, 1, "(fraction)", PERCENT_HINT)
        if self.volume_l_btps is not None:
            check_range("volume_l_btps", self.volume_l_btps, 0.8, 10, "L", "In mL? Divide by 1000.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold of the breath that starts at a lung volume, in litres BTPS; None is the volume it has.

    It lasts *duration_s*, or until the breathing missed since it began reaches *limit_frac* of what the
    runner can miss: 1 is his breaking point, see ``breaking_l`` in parameters.toml. A hold without a volume
    straight after a hold goes on with it; *whole_s* bounds the two together.
    """

    duration_s: float
    volume_l_btps: float | None = None
    demand_ml_kg_min: float | None = None
    fio2: float = FIO2_AIR
    face_in_water: bool = False
    limit_frac: float | None = None
    whole_s: float = 600.0

    def __post_init__(self) -> None:
        check_range("duration_s", self.duration_s, 0.5, 600, "s")
        check_range("fio2", self.fio2, 0.05, 1, "(fraction)", PERCENT_HINT)
        if self.volume_l_btps is not None:
            check_range("volume_l_btps", self.volume_l_btps, 0.8, 10, "L", "In mL? Divide by 1000.")
        if self.limit_frac is not None:
            check_range("limit_frac", self.limit_frac, 0.05, 2, "(fraction)", PERCENT_HINT)


Stretch = Breathe | Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """What happened in a body, moment by moment; arrays of one length.

    ``at_s`` is time from the start. At a border between two stretches a moment appears twice: before and
    after. ``holds_s`` are start and release of each hold. ``alveolar`` pressures are those of the lung,
    which end-tidal gas follows; ``arterial`` is blood leaving the heart. ``vo2`` is what tissue asks for,
    owed O2 included, ``lung_vo2`` what blood takes up, ``mouth_vo2`` what a metabolic cart sees (nothing in a
    hold, and the store filled after it). ``dive_frac`` is the dive response, 1 when complete in a dry hold on
    full lungs.
    """

    at_s: NDArray[np.float64]
    alveolar_po2_mmhg: NDArray[np.float64]
    alveolar_pco2_mmhg: NDArray[np.float64]
    arterial_pco2_mmhg: NDArray[np.float64]
    sao2_pct: NDArray[np.float64]
    svo2_pct: NDArray[np.float64]
    ph_arterial: NDArray[np.float64]
    cardiac_output_l_min: NDArray[np.float64]
    va_l_min_btps: NDArray[np.float64]
    lung_l_btps: NDArray[np.float64]
    vo2_l_min_stpd: NDArray[np.float64]
    lung_vo2_l_min_stpd: NDArray[np.float64]
    mouth_vo2_l_min_stpd: NDArray[np.float64]
    hr_bpm: NDArray[np.float64]
    lactate_mmol_l: NDArray[np.float64]
    temperature_c: NDArray[np.float64]
    drive_l_min_btps: NDArray[np.float64]
    missed_l_btps: NDArray[np.float64]
    dive_frac: NDArray[np.float64]
    holds_s: tuple[tuple[float, float], ...]
    p50_mmhg: float
    q_rest_l_min: float

    def arterial_po2_mmhg(self) -> NDArray[np.float64]:
        """Return the O2 pressure of arterial blood: that of its saturation, at its pH and temperature."""
        from adempauze.kernels.blood import curve_shift, standard_po2

        return np.array(
            [
                standard_po2(sao2 / 100.0) / curve_shift(pco2, ph, temperature, self.p50_mmhg)
                for sao2, pco2, ph, temperature in zip(
                    self.sao2_pct, self.arterial_pco2_mmhg, self.ph_arterial, self.temperature_c, strict=True
                )
            ]
        )

    def stroke_volume_ml(self) -> NDArray[np.float64]:
        """Return what the heart puts out in a beat."""
        return 1000.0 * self.cardiac_output_l_min / self.hr_bpm


def rows(stretches: Sequence[Stretch], runner: Runner, *, breaking_l_btps: float) -> NDArray[np.float64]:
    """Return the kernels' table of a protocol: one row a stretch."""
    from adempauze.kernels import body as kernel

    table = np.zeros((len(stretches), kernel.COLUMNS))
    resting = runner.vo2_rest_ml_kg_min
    for row, stretch in zip(table, stretches, strict=True):
        demand = stretch.demand_ml_kg_min
        row[kernel.DURATION] = stretch.duration_s
        row[kernel.DEMAND] = (resting if demand is None else demand) * runner.mass_kg / 60.0
        row[kernel.FIO2] = stretch.fio2
        row[kernel.VOLUME] = 1000.0 * (stretch.volume_l_btps or 0.0)
        if isinstance(stretch, Hold):
            row[kernel.MODE] = kernel.HOLD
            row[kernel.FACE] = stretch.face_in_water
            row[kernel.WHOLE] = stretch.whole_s
            row[kernel.LIMIT] = 1000.0 * breaking_l_btps * (stretch.limit_frac or 0.0)
        elif stretch.volume_l_btps is not None:
            row[kernel.MODE] = kernel.PACED
        elif stretch.end_tidal_pco2_mmhg is not None:
            row[kernel.MODE], row[kernel.FLOW] = kernel.CLAMPED, stretch.end_tidal_pco2_mmhg
        elif stretch.va_l_min_btps is not None:
            row[kernel.MODE], row[kernel.FLOW] = kernel.PACED, stretch.va_l_min_btps * 1000.0 / 60.0
    return table


@lru_cache(maxsize=256)
def _settled(record_bytes: bytes, fio2: float, demand: float) -> NDArray[np.float64]:
    """State of a body after ten minutes of rest, remembered for the same body."""
    from adempauze.kernels import body as kernel

    record = np.frombuffer(record_bytes, dtype=kernel.BODY).view(np.recarray)[0]
    rest = np.array([[SETTLING_S, kernel.BREATHE, 0.0, 0.0, demand, fio2, 0.0, 0.0, 0.0]])
    state: NDArray[np.float64] = kernel.at_rest(record, fio2)
    seen = np.empty((kernel.rows_of(rest, STEP_S), kernel.SEEN))
    kernel.run(state, record, rest, STEP_S, seen, np.empty(1))
    return state


def numbers_of(record: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the fields of a record of the kernels as an array, in their order."""
    return np.frombuffer(record.tobytes())


def rested_state(record: NDArray[np.void], runner: Runner) -> NDArray[np.float64]:
    """Return the state of a runner who has rested in air for ten minutes; it is shared, so copy it."""
    return _settled(record.tobytes(), FIO2_AIR, runner.vo2_rest_ml_kg_min * runner.mass_kg / 60.0)


def simulate(
    runner: Runner,
    stretches: Sequence[Stretch],
    *,
    values: Mapping[str, float] | None = None,
    step_s: float = STEP_S,
) -> Trajectory:
    """Play stretches of breathing and holding on a runner who comes from rest.

    Parameters
    ----------
    runner
        Whose body.
    stretches
        What he does, in order; at least one.
    values
        The model's parameters, instead of the calibrated ones.
    step_s
        Scale of the step, 0.01 to 1 s: a quarter to four times that, as fast as gas and blood turn over. At
        0.4 s saturation is within 0.1 points of an exact solution.

    Returns
    -------
    Trajectory
        One moment a step, and both sides of every border.

    Raises
    ------
    ParameterError
        If there is nothing to play, or the body left the range of the equations.

    Notes
    -----
    Equations, sources and where the model fails: docs/explanation/model.md. Evidence: C; see ``validate``.
    """
    from adempauze.kernels import body as kernel

    if not stretches:
        raise ParameterError("a protocol must have at least one stretch; got none.")
    check_range("step_s", step_s, 0.01, 1, "s")
    record = runner.record(values)
    limit = runner.breaking_l_btps(values)
    table = rows(stretches, runner, breaking_l_btps=limit)
    state = rested_state(record, runner).copy()
    seen = np.empty((kernel.rows_of(table, step_s), kernel.SEEN))
    ends = np.empty(len(table))
    seen = seen[: kernel.run(state, record, table, step_s, seen, ends)]
    if not np.isfinite(seen).all():
        raise ParameterError("the body left the range of the model; the demand or the hold is too large.")
    starts = np.concatenate([[0.0], ends[:-1]])
    holds: list[tuple[float, float]] = []
    for stretch, start, end in zip(stretches, starts, ends, strict=True):
        if isinstance(stretch, Hold):
            goes_on = bool(holds) and holds[-1][1] == start and stretch.volume_l_btps is None
            holds[-1:] = (
                [(holds[-1][0], float(end))] if goes_on else [*holds[-1:], (float(start), float(end))]
            )
    per_min = 60.0 / 1000.0
    return Trajectory(
        at_s=seen[:, kernel.SEEN_T],
        alveolar_po2_mmhg=seen[:, kernel.SEEN_PAO2],
        alveolar_pco2_mmhg=seen[:, kernel.SEEN_PACO2],
        arterial_pco2_mmhg=seen[:, kernel.SEEN_PACO2_BLOOD],
        sao2_pct=100.0 * seen[:, kernel.SEEN_SAO2],
        svo2_pct=100.0 * seen[:, kernel.SEEN_SVO2],
        ph_arterial=seen[:, kernel.SEEN_PH],
        cardiac_output_l_min=per_min * seen[:, kernel.SEEN_Q],
        va_l_min_btps=per_min * seen[:, kernel.SEEN_VA],
        lung_l_btps=seen[:, kernel.SEEN_VOLUME] / 1000.0,
        vo2_l_min_stpd=per_min * seen[:, kernel.SEEN_VO2],
        lung_vo2_l_min_stpd=per_min * seen[:, kernel.SEEN_UPTAKE],
        mouth_vo2_l_min_stpd=per_min * seen[:, kernel.SEEN_MOUTH_VO2],
        hr_bpm=seen[:, kernel.SEEN_HR],
        lactate_mmol_l=seen[:, kernel.SEEN_LACTATE],
        temperature_c=37.0 + seen[:, kernel.SEEN_WARMTH],
        drive_l_min_btps=per_min * seen[:, kernel.SEEN_HUNGER],
        missed_l_btps=seen[:, kernel.SEEN_MISSED] / 1000.0,
        dive_frac=seen[:, kernel.SEEN_DIVE],
        holds_s=tuple(holds),
        p50_mmhg=runner.p50_mmhg,
        q_rest_l_min=float(record["q_rest"]) * per_min,
    )
