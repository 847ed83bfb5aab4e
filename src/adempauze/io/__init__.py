"""Files in and out: the only place of the library that opens one."""

from adempauze.io.recordings import read

__all__ = ["read"]
