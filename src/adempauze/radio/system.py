"""The radio itself: bleak's two ways to it, loaded only when one is used, and its faults as sentences."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from adempauze.errors import SensorError


@dataclass(frozen=True, slots=True)
class Radio:
    """What makes a scanner and a client. An adapter connects or looks for one thing at a time: its *turn*."""

    scanner: Callable[..., Any]
    client: Callable[..., Any]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def system_radio() -> Radio:
    """Return the radio of this machine; SensorError where nothing here can speak to one."""
    try:
        from bleak import BleakClient, BleakScanner
    except ImportError as error:
        raise SensorError('Bluetooth needs one package more: pip install "adempauze[bluetooth]".') from error
    return Radio(BleakScanner, BleakClient)


@contextmanager
def faults_said() -> Iterator[None]:
    """Turn what a system says of its radio into a sentence that says what to do."""
    from bleak.exc import (
        BleakBluetoothNotAvailableError,
        BleakBluetoothNotAvailableReason,
        BleakDBusError,
        BleakError,
    )

    why = BleakBluetoothNotAvailableReason
    try:
        yield
    except BleakBluetoothNotAvailableError as error:
        sentence = {
            why.POWERED_OFF: "Bluetooth is switched off on this machine. Switch it on.",
            why.DENIED_BY_USER: _DENIED,
            why.DENIED_BY_SYSTEM: _DENIED,
            why.DENIED_BY_UNKNOWN: _DENIED,
        }.get(error.reason, _NONE)
        raise SensorError(sentence) from error
    except PermissionError as error:
        raise SensorError(_DENIED) from error
    except BleakDBusError as error:
        raise SensorError(_DENIED if "AccessDenied" in error.dbus_error else _NONE) from error
    except (BleakError, OSError) as error:
        raise SensorError(_NONE) from error


_NONE = "This machine has no Bluetooth adapter that answers. Is one plugged in, and its service running?"
_DENIED = "This program may not use Bluetooth. Allow it in the privacy settings of the system."
