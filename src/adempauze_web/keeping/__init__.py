"""Keeping: a home carried away, brought back, checked; and one person's own data taken out or deleted."""
