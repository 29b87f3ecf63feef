"""The image while it is written: integers and floats appended, and the numbers that stand for names."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engines.compiled import columns as c

FAMILIES: dict[str, tuple[int, tuple[str, ...]]] = {
    "constant": (0, ("x",)),
    "uniform": (1, ("lo", "hi")),
    "triangular": (2, ("lo", "mode", "hi")),
    "exponential": (3, ("scale",)),
    "gamma": (4, ("scale", "k", "constant")),
    "erlang": (4, ("scale", "k", "constant")),
    "lognormal": (5, ("mu", "sigma")),
    "weibull": (6, ("scale", "power")),
    "normal": (7, ("mu", "sigma", "least", "below", "above")),
    "beta": (8, ("lo", "hi", "a", "b", "constant", "split")),
    "pert": (8, ("lo", "hi", "a", "b", "constant", "split")),
    "empirical": (9, ()),
    "mixture": (10, ()),
}
"""The kernel's number of each family (`arithmetic.law`), and the parameters it reads."""
RULES = {"fewest_open": 0, "round_robin": 1, "random": 2}
UNITS = {"s": 0, "wd": 1, "1": 2}


class Arena:
    """Integers and floats appended one after the other."""

    def __init__(self) -> None:
        self.ints: list[int] = [0] * c.SCALARS
        self.floats: list[float] = []

    def add(self, values: Sequence[int]) -> int:
        """Append integers; the offset of the first."""
        at = len(self.ints)
        self.ints.extend(map(int, values))
        return at

    def room(self, size: int) -> int:
        """Append zeros; the offset of the first."""
        return self.add([0] * size)

    def float(self, values: Sequence[float]) -> int:
        """Append floats; the offset of the first."""
        at = len(self.floats)
        self.floats.extend(values)
        return at

    def table(self, rows: Sequence[Sequence[int]]) -> int:
        """Append rows; the offset of the first."""
        at = len(self.ints)
        for row in rows:
            self.add(row)
        return at
