"""Adempauze: breath-hold altitude training for runners, capped before the hold and measured after it.

The library holds everything that is true without a network or a database. Its rooms are drawn in
``docs/explanation/architecture.md``.
"""
