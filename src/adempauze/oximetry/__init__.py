"""Recordings, artefacts and gaps, holds, nadirs and dose."""

from adempauze.oximetry.alignment import Alignment, align
from adempauze.oximetry.analysis import Analysis, analyse
from adempauze.oximetry.cleaning import CleanTrace, clean
from adempauze.oximetry.dose import Dose, altitude_dose_km_h, dose, gauge
from adempauze.oximetry.finding import FoundHold, find_holds
from adempauze.oximetry.holds import STANDARD_ERROR_PCT, HoldMeasures, measure
from adempauze.oximetry.hrv import Variability, variability
from adempauze.oximetry.recording import Activity, Channel, Dropped, Lap, Recording

__all__ = [
    "STANDARD_ERROR_PCT",
    "Activity",
    "Alignment",
    "Analysis",
    "Channel",
    "CleanTrace",
    "Dose",
    "Dropped",
    "FoundHold",
    "HoldMeasures",
    "Lap",
    "Recording",
    "Variability",
    "align",
    "altitude_dose_km_h",
    "analyse",
    "clean",
    "dose",
    "find_holds",
    "gauge",
    "measure",
    "variability",
]
