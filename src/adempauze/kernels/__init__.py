"""The model's equations as small compiled scalars, and the loops over bare arrays that use them.

No units are checked here and nothing of ours is imported: ``physiology`` and ``body`` are the faces.
Importing this room imports numba; the faces do so only when they are called.
"""
