"""The offered load of each pool: an estimate from the nodes, before anything is run.

A few hundred cases are drawn with fixed luck (attributes only); each walks the nodes once as a mass of 1:
conditions are evaluated on its attributes at arrival, shares and chances split the mass, a repeat multiplies
it by its expected rounds. Nobody gives up, no limit expires, `set` changes nothing, `elapsed` is 0 and `now`
the end of the arrivals (when every dated card holds), so the figure is an estimate of the work that arrives,
not of what a run will show.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.compiling.rates import mean_batch
from sim.expressions import specialise
from sim.luck import uniform
from sim.program import (
    NONE,
    OWNER,
    Assign,
    Attribute,
    By,
    Fork,
    Limit,
    Node,
    Op,
    Pool,
    Process,
    Program,
    Repeat,
    Shares,
    Task,
    Whens,
)
from sim.units import SECONDS

CASES = 400
"""Cases drawn per process; the standard error of a share is then at most 2.5 points."""
_SEED = 0
_YEAR = SECONDS["y"]
Edge = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Load:
    """Work offered to a pool and the time its people have, both in person seconds per year; an estimate."""

    pool: str
    offered: float
    open_seconds: float

    @property
    def ratio(self) -> float | None:
        """Offered work per open time: above 1 the queue grows without end. None if nobody is ever there."""
        return self.offered / self.open_seconds if self.open_seconds > 0 else None


def loads(program: Program) -> tuple[Load, ...]:
    """One estimate per pool, in listing order, over the arrivals of the whole period."""
    offered: dict[int, float] = defaultdict(float)
    if program.until > 0:
        for process in program.processes:
            walk = _Walk(program, process)
            for pool, seconds in walk.work().items():
                offered[pool] += seconds * cases_per_year(program, process)
    return tuple(Load(p.name, offered[i], _open_seconds(program, p)) for i, p in enumerate(program.pools))


def cases_per_year(program: Program, process: Process) -> float:
    """The mean yearly number of cases over the arrivals of the period."""
    arrivals, years = process.arrivals, program.until / _YEAR
    batch = 1.0 if arrivals.batch == NONE else mean_batch(program.draws[arrivals.batch].law)
    if arrivals.intensity is not None:
        return arrivals.intensity.integral[-1] * batch / years
    if arrivals.every != NONE:
        mean = program.draws[arrivals.every].law.mean
        return _YEAR / mean * batch if mean > 0 else math.inf
    return len(arrivals.schedule) / years


def _open_seconds(program: Program, pool: Pool) -> float:
    """Work that the pool's people can do in a year: duty times speed, absences taken off."""
    if program.until <= 0:
        return 0.0
    total = math.fsum(
        s.staff * s.speed * (1 - s.absent) * s.calendar.open_seconds(0, program.until) for s in pool.shifts
    )
    return total * _YEAR / program.until


class _Walk:
    """The cases of one process and where their mass goes."""

    def __init__(self, program: Program, process: Process) -> None:
        self._program, self._process = program, process
        self._codes: dict[int, Callable[[Sequence[float]], float]] = {}
        self._order = self._topological(process.entry)

    def work(self) -> dict[int, float]:
        """Seconds of work per case by pool."""
        total: dict[int, float] = defaultdict(float)
        for case in range(CASES):
            values = [*self._attributes(case), 1.0, 0.0, float(self._program.until)]
            for pool, seconds in self._of_case(values):
                total[pool] += seconds / CASES
        return total

    def _of_case(self, values: list[float]) -> Iterator[tuple[int, float]]:
        mass: dict[int, float] = defaultdict(float)
        mass[self._process.entry] = 1.0
        owners: tuple[int, ...] = ()
        for index in self._order:
            node, arriving = self._program.nodes[index], mass[index]
            if arriving == 0.0:
                continue
            if node.when != NONE and not self._value(node.when, values):
                mass[node.next] += arriving
                continue
            if isinstance(node.detail, Assign):
                owners = (node.detail.pool,)
            if isinstance(node.detail, Task):
                yield from self._of_task(node.detail, arriving, values, owners)
            for target, share in self._edges(node, values):
                mass[target] += arriving * share

    def _of_task(
        self, task: Task, mass: float, values: list[float], owners: tuple[int, ...]
    ) -> Iterator[tuple[int, float]]:
        draw = self._program.draws[task.takes]
        seconds = draw.law.mean * (self._program.wd_seconds if draw.unit == "wd" else 1.0)
        scale = 1.0 if task.scale == NONE else self._value(task.scale, values)
        pools = self._program.pools
        needs = [(p, n.count) for n in task.needs for p in (owners if n.pool == OWNER else (n.pool,))]
        # A program of which parts could not be read may lack the pool.
        needs = [(p, count) for p, count in needs if p < len(pools)]
        staff = [max(1, pools[p].staff) for p, _ in needs]
        for (pool, count), people in zip(needs, staff, strict=True):
            part = count if task.by is By.ALL else people / sum(staff)
            yield pool, mass * seconds * scale * part

    def _edges(self, node: Node, values: list[float]) -> list[Edge]:
        """Where the mass goes; what returns (a further round) is in the factor of its repeat."""
        match node.detail:
            case Shares():
                return self._shares(node.detail, values)
            case Whens():
                return [(self._first(node.detail, values), 1.0)]
            case Fork():
                return [(entry, 1.0) for entry in node.detail.entries]
            case Repeat():
                rounds = self._rounds(node.detail, values)
                return [(node.detail.body, rounds), (node.detail.between, rounds - 1.0)]
            case Limit():
                return [(node.detail.body, 1.0)]
        return self._onward(node, values)

    def _onward(self, node: Node, values: list[float]) -> list[Edge]:
        block = self._program.nodes[node.of].detail if node.of != NONE else None
        if node.op in (Op.ROUND, Op.FINISH):
            return []
        if isinstance(block, Repeat):
            return [(node.next, 1.0 / self._rounds(block, values))]
        return [(node.next, 1.0 / len(block.entries) if isinstance(block, Fork) else 1.0)]

    def _shares(self, detail: Shares, values: list[float]) -> list[Edge]:
        shares = [min(max(self._value(code, values), 0.0), 1.0) for code in detail.shares]
        return list(zip(detail.entries, [*shares, max(0.0, 1.0 - math.fsum(shares))], strict=True))

    def _first(self, detail: Whens, values: list[float]) -> int:
        pairs = zip(detail.tests, detail.entries, strict=False)
        return next((entry for code, entry in pairs if self._value(code, values)), detail.otherwise)

    def _rounds(self, repeat: Repeat, values: list[float]) -> float:
        """Expected rounds of one entry: 1 + p1 + p1 p2 + ..."""
        total, reach, case = 1.0, 1.0, list(values)
        for round_ in range(1, repeat.most):
            case[-3] = float(round_)
            reach *= min(max(self._value(repeat.again[min(round_, len(repeat.again)) - 1], case), 0.0), 1.0)
            if reach < 1e-12:
                break
            total += reach
        return total

    def _value(self, code: int, values: Sequence[float]) -> float:
        if code not in self._codes:
            self._codes[code] = specialise(self._program.codes[code])
        return self._codes[code](values)

    def _attributes(self, case: int) -> list[float]:
        values: list[float] = []
        for attribute in self._process.attributes:
            values.append(self._attribute(attribute, case, values))
        return values

    def _attribute(self, attribute: Attribute, case: int, values: list[float]) -> float:
        if attribute.code != NONE:
            return self._value(attribute.code, values)
        u = uniform(_SEED, 0, attribute.stream, case, 0)
        if attribute.draw != NONE:
            return self._program.draws[attribute.draw].law.draw(u)
        return attribute.values[bisect_right(attribute.cumulated, u)]

    def _topological(self, entry: int) -> list[int]:
        """The reachable nodes, each after all that lead to it (further rounds left out)."""
        done: list[int] = []
        seen: set[int] = set()
        left = [(entry, False)]
        while left:
            index, finished = left.pop()
            if finished:
                done.append(index)
            elif index != NONE and index not in seen:
                seen.add(index)
                left.append((index, True))
                left.extend((n, False) for n in self._successors(self._program.nodes[index]))
        return done[::-1]

    def _successors(self, node: Node) -> tuple[int, ...]:
        match node.detail:
            case Shares() | Fork():
                return (*node.detail.entries, node.next)
            case Whens():
                return (*node.detail.entries, node.detail.otherwise, node.next)
            case Repeat():
                return (node.detail.body, node.detail.between, node.next)
            case Limit():
                return (node.detail.body, node.next)
        ends = node.op == Op.ROUND or (node.op == Op.FINISH and node.when == NONE)
        return () if ends else (node.next,)
