"""When each visit became possible, by the blocks: after the step before it, or as its parallel began."""

from __future__ import annotations

import numpy as np

from sim.fitting.blocks import Block
from sim.fitting.traces import Ints, Traces


def enabled(block: Block, traces: Traces) -> Ints:
    """The instant from which each visit could have begun (its own start where it overlaps the step before);
    visits that no leaf of the block tells of keep what the log says.
    """
    found = traces.queued.copy()
    for variant, rows in enumerate(traces.rows):
        walker = _Walker(traces, rows, found)
        walker.walk(block, variant, traces.arrived[traces.cases[variant]])
    return np.minimum(found, traces.start)


class _Walker:
    """Walks the passages of one variant; instants are vectors over its cases."""

    def __init__(self, traces: Traces, rows: Ints, found: Ints) -> None:
        self._traces, self._rows, self._found = traces, rows, found

    def walk(self, block: Block, passage: int, enter: Ints) -> Ints:
        """Note when each visit of a passage became possible; when the passage was over."""
        if block.kind == "leaf":
            for place in block.seen[passage][1]:
                rows = self._rows[:, place]
                self._found[rows] = enter
                enter = np.maximum(enter, self._traces.end[rows])
            return enter
        if block.kind == "sequence":
            for child in block.children:
                enter = self.walk(child, passage, enter)
            return enter
        if block.kind == "parallel":
            over = [self.walk(c, passage, enter) for c in block.children]
            return np.asarray(np.max(over, axis=0), dtype=np.int64)
        if block.kind == "choice":
            branch, at = block.taken[passage]
            return self.walk(block.children[branch], at, enter)
        if block.kind == "loop":
            for part, at in block.turns[passage]:
                enter = self.walk(block.children[part], at, enter)
        return enter
