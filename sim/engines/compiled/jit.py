"""How the kernel is compiled: outside the interpreter lock, with IEEE division, nothing reordered."""

from __future__ import annotations

from numba import njit

compiled = njit(nogil=True, error_model="numpy")
"""For every function of the kernel; no fastmath, so that results are the reference engine's bits."""

cached = njit(nogil=True, error_model="numpy", cache=True)
"""For the functions that Python calls: their machine code is kept in the cache."""
