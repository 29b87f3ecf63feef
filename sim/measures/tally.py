"""Values of very many cases in little room: where many are equal, each once, with how often it occurs."""

from __future__ import annotations

from array import array

import numpy as np

from sim.measures.columns import Floats, Ints

_NO_FLOATS: Floats = np.empty(0)
_NO_INTS: Ints = np.empty(0, dtype=np.int64)

Sorted = dict[tuple[bytes, bytes], "array[float]"]
"""Arrays by what is in them."""


class Tally:
    """Finite values that come in heaps and are wanted in order at the end, as `sim.estimate.in_order` gives
    them."""

    def __init__(self) -> None:
        self._values, self._counts = _NO_FLOATS, _NO_INTS
        self._others: list[Floats] = []

    def add(self, values: Floats) -> None:
        """A heap of values."""
        each, counts = np.unique(values, return_counts=True)
        if not np.isfinite(each).all():
            raise ValueError("a sample holds finite numbers only")
        if 2 * len(each) > len(values):
            self._others.append(np.array(values, dtype=np.float64))
            return
        both = np.concatenate((self._values, each))
        self._values, at = np.unique(both, return_inverse=True)
        weights = np.concatenate((self._counts, counts))
        # Whole numbers stay exact below 2^53.
        self._counts = np.bincount(at, weights=weights, minlength=len(self._values)).astype(np.int64)

    def in_order(self, known: Sorted) -> array[float]:
        """All values, sorted; those that are the same as some ``known`` ones share one array with them."""
        if self._others:
            whole = np.concatenate((np.repeat(self._values, self._counts), *self._others))
            whole.sort()
            return _array(whole)
        key = self._values.tobytes(), self._counts.tobytes()
        if key not in known:
            known[key] = _array(np.repeat(self._values, self._counts))
        return known[key]


def _array(values: Floats) -> array[float]:
    found = array("d")
    if len(values):
        found.frombytes(values.data.cast("B"))
    return found
