"""Bluetooth of this machine: finding sensors, and keeping them connected."""

from adempauze.radio.finding import Found, Heard, Wanted, find, hear
from adempauze.radio.keeping import keep
from adempauze.radio.system import Radio, system_radio

__all__ = ["Found", "Heard", "Radio", "Wanted", "find", "hear", "keep", "system_radio"]
