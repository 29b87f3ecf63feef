"""Compiled code run as plain Python, which it is: what stands for a bare pointer.

The engine finds the columns of a log by how far they lie from its arena, as compiled code can; nothing keeps
a fault there from reading or writing elsewhere, as nothing would in machine code.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENGINE = "sim.engines.compiled."


class Pointer:
    """The words of an array, and those that lie before and behind it."""

    __slots__ = ("_array", "_bare", "_length", "_scalar", "_word")

    def __init__(self, array: NDArray[Any]) -> None:
        self._array, self._length = array, len(array)
        self._word: Any = ctypes.c_double if array.dtype == np.float64 else ctypes.c_int64
        self._scalar: Any = array.dtype.type
        self._bare = ctypes.cast(array.ctypes.data, ctypes.POINTER(self._word))

    def __getitem__(self, k: int) -> Any:
        return self._array[k] if 0 <= k < self._length else self._scalar(self._bare[k])

    def __setitem__(self, k: int, value: Any) -> None:
        if 0 <= k < self._length:
            self._array[k] = value
        else:
            self._bare[k] = self._word(value)


def pointer(array: NDArray[Any]) -> Any:
    """What takes the place of `sim.native.jit.pointer`: an array suffices outside the engine."""
    inside = str(sys._getframe(1).f_globals["__name__"]).startswith(ENGINE)
    return Pointer(array) if inside else array


def run_plainly() -> None:
    """Let compiled code run as Python in this process; before anything of the project is loaded."""
    from sim.native import jit

    jit.pointer = pointer
