"""Recordings, artefacts and gaps, holds, nadirs and dose."""

from adempauze.oximetry.recording import Activity, Channel, Dropped, Lap, Recording

__all__ = ["Activity", "Channel", "Dropped", "Lap", "Recording"]
