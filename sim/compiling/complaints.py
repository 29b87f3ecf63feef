"""Collecting what is wrong: every complaint with its dotted path and its place in the file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from sim.errors import Complaint, Severity, nearest_name
from sim.expressions import Expr, ExpressionError, UnknownName, render
from sim.paths import dotted_path
from sim.scenario import Scenario

Path = tuple[str | int, ...]
LONGEST = 80
MOST_ADDED = 6


class Told(Exception):  # noqa: N818 (no error of its own)
    """What is wrong here was complained about elsewhere: use a harmless placeholder and say nothing."""


class Complaints:
    """The complaints about one scenario; the same one is kept once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._found: dict[tuple[str, str, str], Complaint] = {}
        self.pruned: frozenset[str] = frozenset(getattr(scenario, "pruned", frozenset()))

    @property
    def found(self) -> tuple[Complaint, ...]:
        """Every complaint so far."""
        return tuple(self._found.values())

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """Every complaint so far that is no warning."""
        return tuple(c for c in self._found.values() if c.severity == "error")

    def add(
        self, path: Path, given: object, expected: str, nearest: str = "", *, severity: Severity = "error"
    ) -> None:
        """Record that ``given`` stands at ``path`` where ``expected`` should."""
        name = dotted_path(self._scenario.tree, path)
        complaint = Complaint(name, shortened(given), expected, nearest, self._scenario.place(path), severity)
        self._found.setdefault((name, complaint.given, expected), complaint)

    def about(self, path: Path) -> bool:
        """Whether something was complained about at ``path``."""
        name = dotted_path(self._scenario.tree, path)
        return any(known == name for known, _, _ in self._found)

    def unknown(self, path: Path, name: str, what: str, known: Iterable[str]) -> None:
        """Record that nobody declared ``name``, unless its declaration is one that could not be read."""
        if name in self.pruned:
            return
        names = [n for n in known if n not in self.pruned]
        listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        expected = f"{what}: {listed}" if names else f"{what} (none is declared)"
        self.add(path, name, expected, nearest_name(name, names))

    def wrong(self, path: Path, error: ExpressionError, expr: Expr, known: Iterable[str] = ()) -> None:
        """Record an expression's error; a name that nobody knows is told with the nearest of ``known``."""
        if isinstance(error, UnknownName):
            if error.name not in self.pruned:
                self.add(path, error.name, error.expected, error.nearest or nearest_name(error.name, known))
            return
        given = f"{error.given} in {render(expr)}" if error.given else render(expr)
        self.add(path, given, error.expected or error.message, error.nearest)


def shortened(given: object) -> str:
    """What was given as text of at most 80 characters."""
    text = " ".join(str(given).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def sum_of(shares: Sequence[float]) -> str:
    """Shares as what they sum to; few of them with the sum itself."""
    parts = f" ({' + '.join(f'{s:.4g}' for s in shares)})" if 1 < len(shares) <= MOST_ADDED else ""
    return f"shares that sum to {math.fsum(shares):.10g}{parts}"
