"""Studies, claims and how much they carry, as data."""
