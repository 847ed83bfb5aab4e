"""The command line: one command per file, errors made into sentences once, here."""

from adempauze.cli.root import main

__all__ = ["main"]
