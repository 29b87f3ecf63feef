"""Who comes when: arrivals of each process, their attributes, and the cases already inside at second 0."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.backlog import Entry, entries
from sim.engines.bounds import MOST_CASES
from sim.engines.reference.cases import Case
from sim.engines.reference.instants import ENDS
from sim.errors import SimulationError
from sim.eventlog import MISSING
from sim.program import NONE, Attribute, Intensity, Limit, Op, Process
from sim.units import round_half_up

if TYPE_CHECKING:
    from sim.engines.reference.run import Run

Given = tuple[tuple[int, float], ...]
"""Attribute values of a scheduled case, by slot."""

Coming = tuple[int, Given]


class Arrivals:
    """Brings the cases of all processes, one arrival event at a time."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = run.state

    def begin(self) -> None:
        """Put the backlog in place and let the first arrival of each process be due."""
        self._place_backlog()
        for index, process in enumerate(self.state.program.processes):
            self.state.to_come += 1
            self._next(index, 0, self._cases(process))

    def _next(self, process: int, number: int, coming: Iterator[Coming]) -> None:
        found = next(coming, None)
        if found is None:
            self.state.to_come -= 1
            return
        at, given = found
        key = (ENDS, process, number, -1, 0)
        self.state.instants.at(at, key, lambda: self._arrive(process, number, given, coming))

    def _arrive(self, process: int, number: int, given: Given, coming: Iterator[Coming]) -> None:
        self._next(process, number + 1, coming)
        now = self.state.now
        case = self._case(process, number, now, measured=now >= self.state.program.warm_up, given=given)
        self.run.flow.go(case, self.state.program.processes[process].entry)

    # Instants

    def _cases(self, process: Process) -> Iterator[Coming]:
        """Instants (and given attributes) of the single cases in order, within [0, until)."""
        arrivals = process.arrivals
        if arrivals.schedule:
            yield from ((a.at, a.values) for a in arrivals.schedule)
            return
        batches = self._by_rate(process) if arrivals.intensity is not None else self._renewal(process)
        total = 0
        for k, at in enumerate(batches):
            size = self._size(process, k)
            total += size
            if total > MOST_CASES:
                raise SimulationError(
                    f"process {process.name}: more than {MOST_CASES:,} arrivals; "
                    "expected a rate, an interval or a batch that can be meant"
                )
            for _ in range(size):
                yield at, ()

    def _size(self, process: Process, batch: int) -> int:
        arrivals = process.arrivals
        if arrivals.batch == NONE:
            return 1
        return max(1, round_half_up(self.state.drawn(arrivals.batch, arrivals.batch_stream, batch, 1)))

    def _by_rate(self, process: Process) -> Iterator[int]:
        """The k-th batch comes where the integral of the intensity reaches the sum of k + 1 unit exponentials
        (inversion; Cinlar 1975).
        """
        arrivals, total, k = process.arrivals, 0.0, 0
        assert arrivals.intensity is not None
        while True:
            total -= math.log1p(-self.state.luck(arrivals.arrive_stream, k, 1))
            at = instant_of(arrivals.intensity, total)
            if at is None:
                return
            yield at
            k += 1

    def _renewal(self, process: Process) -> Iterator[int]:
        arrivals, at, k = process.arrivals, 0, 0
        while arrivals.every != NONE:
            gap = self.state.drawn(arrivals.every, arrivals.arrive_stream, k, 1)
            following = self.state.after(arrivals.every, gap, at)
            if following is None or following >= self.state.program.until:
                return
            at = following
            yield at
            k += 1

    # Cases

    def _case(self, process: int, number: int, arrived: int, *, measured: bool, given: Given = ()) -> Case:
        """A case with its attributes: as the schedule gives them, else drawn; expressions see those before
        them.
        """
        description = self.state.program.processes[process]
        values = [0.0] * (len(description.attributes) + 3)
        marks = [MISSING] * len(description.milestones)
        case = Case(process, number, arrived, measured, values, marks)
        known = dict(given)
        for slot, attribute in enumerate(description.attributes):
            values[slot] = known[slot] if slot in known else self._attribute(case, attribute)
        self.state.cases.append(case)
        self.state.inside += 1
        return case

    def _attribute(self, case: Case, attribute: Attribute) -> float:
        if attribute.code != NONE:
            return self.state.value(case, attribute.code)
        if attribute.draw != NONE:
            return self.state.drawn(attribute.draw, attribute.stream, case.number, 1)
        u = self.state.luck(attribute.stream, case.number, 1)
        at = bisect.bisect_right(attribute.cumulated, u)
        return attribute.values[min(at, len(attribute.values) - 1)]

    # Backlog

    def _place_backlog(self) -> None:
        """All enter their step at second 0, in the order of their numbers."""
        for process, number, arrived, at, measured in entries(
            self.state.program, self.state.seed, self.state.replication
        ):
            self.state.to_come += 1
            enter = self._entering((process, number, arrived, at, measured))
            self.state.instants.at(0, (ENDS, process, number, -1, 0), enter)

    def _entering(self, entry: Entry) -> Callable[[], None]:
        process, number, arrived, at, measured = entry

        def enter() -> None:
            self.state.to_come -= 1
            case = self._case(process, number, arrived, measured=measured)
            case.gained = self.state.program.working.open_seconds(arrived, 0)
            self._be_inside(case, at)
            self.run.flow.go(case, at)

        return enter

    def _be_inside(self, case: Case, at: int) -> None:
        """Enclosing repeats are in round 1; enclosing limits began at the case's arrival."""
        target = self.state.nodes[at]
        for index, node in enumerate(self.state.nodes):
            if (
                node.process == case.process
                and node.op is Op.REPEAT
                and node.position < target.position <= node.last
            ):
                case.rounds[index] = case.entry_rounds[index] = 1
        for index in target.limits:
            assert isinstance(self.state.nodes[index].detail, Limit)
            self.run.blocks.enter_limit(case, index, self.state.nodes[index], entered=case.arrived)


def instant_of(intensity: Intensity, total: float) -> int | None:
    """The second (rounded down) at which the integral of the intensity reaches ``total``; None if it never
    does.
    """
    i = bisect.bisect_left(intensity.integral, total)
    if i >= len(intensity.integral):
        return None
    if i == 0:
        return intensity.edges[0]
    left, right = intensity.integral[i - 1], intensity.integral[i]
    start, end = intensity.edges[i - 1], intensity.edges[i]
    return min(end - 1, start + math.floor((total - left) / (right - left) * (end - start)))
