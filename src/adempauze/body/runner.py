"""A runner as the model needs him: a body, its size and its fitness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from adempauze.body.parameters import calibrated, published
from adempauze.errors import ParameterError, check_range
from adempauze.physiology.atmosphere import barometric_mmhg
from adempauze.physiology.lungs import SPREAD, Sex, predicted_volumes
from adempauze.physiology.metabolism import RESTING_VO2_ML_KG_MIN, highest_heart_rate_bpm

if TYPE_CHECKING:
    from numpy.typing import NDArray

HB_G_DL = {"male": 15.0, "female": 13.5}  # means of healthy adults; SD 1.0 (WHO reference populations)
HB_SD_G_DL = 1.0
DEEPEST_DIVE = 0.7  # output or heart rate never fall by more, our proposal: a heart goes on
VO2MAX_CV = 0.15  # between runners of one level, our proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A healthy adult runner.

    Parameters
    ----------
    sex, age_y, height_m, mass_kg
        ``"female"`` or ``"male"``; 18 to 70 years; 1.45 to 2.10 m; 35 to 160 kg.
    vo2max_ml_kg_min
        15 to 95 mL STPD per kg and minute.
    altitude_m
        Where he is, 0 to 5000 m.
    barometric_mmhg
        Instead of the altitude's pressure, where it was measured.
    hb_g_dl, p50_mmhg, frc_l_btps, vo2_rest_ml_kg_min, hr_rest_bpm
        Expected values are taken where these are not given.
    personal
        Factors on parameters of the model by name (``{"q_rest": 1.1}``): how this runner differs.

    Raises
    ------
    ParameterError
        If a value is outside its range; the sentence names the likely slip.
    """

    sex: Sex
    age_y: float
    height_m: float
    mass_kg: float
    vo2max_ml_kg_min: float
    altitude_m: float = 0.0
    barometric_mmhg: float | None = None
    hb_g_dl: float | None = None
    p50_mmhg: float = 26.86
    frc_l_btps: float | None = None
    vo2_rest_ml_kg_min: float = RESTING_VO2_ML_KG_MIN
    hr_rest_bpm: float = 58.0
    personal: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if self.sex not in HB_G_DL:
            raise ParameterError(f'sex must be "female" or "male"; got {self.sex!r}.')
        check_range("age_y", self.age_y, 18, 70, "years")
        check_range("height_m", self.height_m, 1.45, 2.10, "m", "In cm? Divide by 100.")
        check_range("mass_kg", self.mass_kg, 35, 160, "kg", "In pounds? Multiply by 0.4536.")
        check_range(
            *("vo2max_ml_kg_min", self.vo2max_ml_kg_min, 15, 95, "mL per kg and minute"),
            "In litres a minute? Divide by the mass and multiply by 1000.",
        )
        check_range("altitude_m", self.altitude_m, 0, 5000, "m", "Kilometres? Multiply by 1000.")
        check_range("p50_mmhg", self.p50_mmhg, 20, 35, "mmHg")
        check_range("vo2_rest_ml_kg_min", self.vo2_rest_ml_kg_min, 2, 8, "mL per kg and minute")
        check_range("hr_rest_bpm", self.hr_rest_bpm, 30, 110, "beats a minute")
        if self.barometric_mmhg is not None:
            check_range("barometric_mmhg", self.barometric_mmhg, 400, 800, "mmHg", "In hPa? Times 0.75006.")
        if self.hb_g_dl is not None:
            check_range("hb_g_dl", self.hb_g_dl, 6, 22, "g/dL", "In mmol/L? Multiply by 1.61.")
        if self.frc_l_btps is not None:
            check_range("frc_l_btps", self.frc_l_btps, 1, 7, "L", "In mL? Divide by 1000.")
        for name, factor in (self.personal or {}).items():
            if name not in published():
                raise ParameterError(f"personal has {name!r}, which is no parameter of the model.")
            check_range(f"personal.{name}", factor, 0.01, 100, "(a factor)")

    @property
    def expected_frc_l_btps(self) -> float:
        """Functional residual capacity, upright at rest, in L BTPS."""
        if self.frc_l_btps is not None:
            return self.frc_l_btps
        return predicted_volumes(self.sex, age_y=self.age_y, height_m=self.height_m).frc_l_btps

    @property
    def tlc_l_btps(self) -> float:
        """Total lung capacity, in L BTPS."""
        return predicted_volumes(self.sex, age_y=self.age_y, height_m=self.height_m).tlc_l_btps

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, where: str = "runner") -> Runner:
        """Return a runner from the table of a TOML or JSON file; *where* names it in a refusal."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(table) - known)
        if unknown:
            raise ParameterError(f"{where}: {unknown[0]!r} is not known. Known: {', '.join(sorted(known))}.")
        missing = [
            name for name in ("sex", "age_y", "height_m", "mass_kg", "vo2max_ml_kg_min") if name not in table
        ]
        if missing:
            raise ParameterError(f"{where}: {missing[0]} is missing.")
        personal = table.get("personal", {})
        if not isinstance(personal, Mapping):
            raise ParameterError(f"{where}: personal must be a table of factors; got {personal!r}.")
        numbers = {name: value for name, value in table.items() if name not in ("sex", "personal")}
        numbers |= {f"personal.{name}": factor for name, factor in personal.items()}
        for name, value in numbers.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ParameterError(f"{where}: {name} must be a number; got {value!r}.")
        return cls(**table)

    def sampled(self, rng: np.random.Generator) -> Runner:
        """Return one member of the population around this runner.

        Lung volume, haemoglobin, fitness and every parameter that has a spread between people vary
        independently; sources of the spreads stand beside them.
        """
        spread = SPREAD[self.sex]
        hb = self.hb_g_dl if self.hb_g_dl is not None else HB_G_DL[self.sex]
        personal = {
            name: float(np.exp(parameter.person_frac * rng.standard_normal()))
            for name, parameter in published().items()
            if parameter.person_frac
        }
        return replace(
            self,
            frc_l_btps=float(
                np.clip(self.expected_frc_l_btps + spread.frc_l_btps * rng.standard_normal(), 1.5, 5.5)
            ),
            hb_g_dl=float(np.clip(hb + HB_SD_G_DL * rng.standard_normal(), 11.0, 19.0)),
            p50_mmhg=float(np.clip(self.p50_mmhg + 1.1 * rng.standard_normal(), 23.0, 31.0)),
            vo2max_ml_kg_min=float(
                np.clip(self.vo2max_ml_kg_min * np.exp(VO2MAX_CV * rng.standard_normal()), 20, 90)
            ),
            personal=personal,
        )

    def breaking_l_btps(self, values: Mapping[str, float] | None = None) -> float:
        """Return the breathing that this runner can miss in one hold, alveolar, in L BTPS."""
        return self._own("breaking_l", values)

    def hunger_frac(self, values: Mapping[str, float] | None = None) -> float:
        """Return how much of that breathing is missed when this runner feels air hunger, a fraction."""
        return self._own("hunger_frac", values)

    def _own(self, name: str, values: Mapping[str, float] | None) -> float:
        p = calibrated() if values is None else values
        return p[name] * (self.personal or {}).get(name, 1.0)

    def record(self, values: Mapping[str, float] | None = None) -> NDArray[np.void]:
        """Return this runner as the kernels' record, in their units (mL, s, mmHg).

        *values* replaces the model's parameters; the calibrated ones are taken without it.
        """
        from adempauze.kernels.body import BODY, FIELDS

        p = dict(calibrated() if values is None else values)
        for name, factor in (self.personal or {}).items():
            p[name] *= factor
        vo2max = self.vo2max_ml_kg_min * self.mass_kg / 60.0
        hb = self.hb_g_dl if self.hb_g_dl is not None else HB_G_DL[self.sex]
        pressure = self.barometric_mmhg
        in_kernel_units = {
            "barometric": barometric_mmhg(self.altitude_m) if pressure is None else pressure,
            "mass": self.mass_kg,
            "hb": hb,
            "p50": self.p50_mmhg,
            "vo2_rest": self.vo2_rest_ml_kg_min * self.mass_kg / 60.0,
            "vo2max": vo2max,
            "frc": self.expected_frc_l_btps * 1000.0,
            "hr_rest": self.hr_rest_bpm,
            "hr_max": highest_heart_rate_bpm(self.age_y),
            "q_rest": p["q_rest"] * self.mass_kg / 60.0,
            **{name: min(p[name], 0.95) for name in ("q_fast", "flow_lower", "air_lower")},
            **{name: min(p[name], DEEPEST_DIVE) for name in ("dive_q", "dive_q_face", "dive_hr")},
            "extraction": p["extraction"] / 100.0,
            **{
                name: p[name] * self.mass_kg
                for name in (
                    *("muscle_o2_ml", "body_o2_ml", "venous_muscle_ml", "venous_body_ml", "arterial_ml"),
                    *("muscle_co2", "body_co2", "slow_co2"),
                )
            },
            "shunt_low": p["shunt_low"] / 1000.0,
            "diffusion_rest": p["diffusion_rest"] / 60.0,
            "diffusion_slope": p["diffusion_slope"] / 1000.0,
            **{name: p[name] * 1000.0 / 60.0 for name in ("co2_central", "co2_peripheral", "hypoxic_drive")},
            "va_max": 25.0 * vo2max,
        }
        record = np.recarray(1, dtype=BODY)
        for name in FIELDS:
            record[name] = in_kernel_units[name] if name in in_kernel_units else p[name]
        return record[0]  # type: ignore[no-any-return]
