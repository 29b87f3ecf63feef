"""The places in time at which a picture shows something: few enough to be seen, on whole days."""

from __future__ import annotations

from sim.calendars import DAY
from sim.program import Program

WIDTHS = (1, 7, 14, 28, 56, 91, 182, 364)
"""Days per interval that a reader can name."""

MOST = 60
"""So many intervals at most (of the widths above)."""


def arrival_edges(program: Program) -> tuple[int, ...]:
    """Edges of equal intervals over [warm_up, until); the last one may be up to half as long again."""
    lo, hi = program.warm_up, program.until
    width = _width(hi - lo)
    edges = list(range(lo, hi, width))
    if len(edges) > 1 and hi - edges[-1] < width / 2:
        edges.pop()
    return (*edges, max(hi, lo + 1))


def inside_instants(program: Program) -> tuple[int, ...]:
    """Instants from second 0 to the last possible arrival, both included."""
    width = max(_width(program.until) // 2 // DAY, 1) * DAY
    found = tuple(range(0, program.until, width))
    return (*found, program.until)


def _width(span: int) -> int:
    return next((w for w in WIDTHS if span <= MOST * w * DAY), -(-span // MOST // DAY)) * DAY
