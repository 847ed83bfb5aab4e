"""Recordings: files of sensors as they came, what was read from them, and how they lie on a session."""
