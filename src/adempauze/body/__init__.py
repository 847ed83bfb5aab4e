"""A virtual runner: gas exchange through a session, the sensor's view of it, and fitting to recordings."""

from adempauze.body.runner import Runner
from adempauze.body.simulate import Breathe, Hold, Trajectory, simulate

__all__ = ["Breathe", "Hold", "Runner", "Trajectory", "simulate"]
