"""Gas laws, blood, lungs, circulation and metabolism: the checked and documented face of the kernels.

Every equation stands once, in ``adempauze.kernels``; here it has its range, its source and an example.
Importing this room does not import numba; the first call does.
"""
