"""A program as flat arrays: what the kernel reads and never changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendars import Calendar
from sim.distributions import Distribution
from sim.engines.compiled import columns as c
from sim.expressions import Op as CodeOp
from sim.program import (
    NONE, OWNER, Arrivals, Assign, By, Finish, Fork, Gather, Limit, Mark, Node, Op, Program, Repeat, Session, Set, Shares, Task, Until, Wait,
    Whens,
)  # fmt: skip

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FAMILIES = {
    "constant": 0, "uniform": 1, "triangular": 2, "exponential": 3, "gamma": 4, "erlang": 4, "lognormal": 5, "weibull": 6, "normal": 7,
    "beta": 8, "pert": 8, "empirical": 9, "mixture": 10,
}  # fmt: skip
RULES = {"fewest_open": 0, "round_robin": 1, "random": 2}


class Flat(NamedTuple):
    """The program's tables. ``x`` and ``f`` are pools of integers and floats that other tables point into."""

    header: Ints
    wd: Floats
    """One element: mean open seconds of a working day."""
    nodes: Ints
    x: Ints
    f: Floats
    draws: Ints
    """Family, offset in ``f``, unit (0 seconds, 1 working days, 2 plain)."""
    code_at: Ints
    code_op: Ints
    code_arg: Floats
    pools: Ints
    processes: Ints
    attributes: Ints
    edges: Ints
    integral: Floats
    schedule: Ints
    """At, offset in ``f`` of given values, how many (slot, value) pairs."""
    backlog: Ints
    """Count, node, age draw, measured."""
    sessions: Ints
    """Offset of starts in ``x``, how many, slots each, offset of the bookings."""
    cal_at: Ints
    cal_start: Ints
    cal_end: Ints
    cal_cum: Ints
    day_at: Ints
    days: Ints


class _Pool:
    """Numbers appended one after the other."""

    def __init__(self) -> None:
        self.items: list[float] = []

    def add(self, values: Sequence[float]) -> int:
        at = len(self.items)
        self.items.extend(values)
        return at


class Flattener:
    """Writes the tables of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.x, self.f = _Pool(), _Pool()
        self.signatures: dict[tuple[Any, ...], int] = {}
        self.calendars: list[Calendar] = list(program.calendars)

    def calendar(self, calendar: Calendar) -> int:
        """The index of a calendar, added if new."""
        for i, known in enumerate(self.calendars):
            if known is calendar:
                return i
        self.calendars.append(calendar)
        return len(self.calendars) - 1

    def law(self, law: Distribution) -> tuple[int, int]:
        """Family number and offset of the parameters."""
        family = FAMILIES[law.family]
        if law.family == "mixture":
            parts = [(b, w, *self.law(d)) for b, w, d in zip(law.before, law.weights, law.components, strict=True)]  # type: ignore[attr-defined]
            return family, self.f.add([len(parts), *(v for part in parts for v in part)])
        if law.family == "empirical":
            values, cumulative = law.values, law.cumulative  # type: ignore[attr-defined]
            return family, self.f.add([len(values), *values, *cumulative])
        names = {
            0: ("x",), 1: ("lo", "hi"), 2: ("lo", "mode", "hi"), 3: ("scale",), 4: ("scale", "k", "constant"), 5: ("mu", "sigma"),
            6: ("scale", "power"), 7: ("mu", "sigma", "least", "below", "above"), 8: ("lo", "hi", "a", "b", "constant", "split"),
        }[family]  # fmt: skip
        return family, self.f.add([getattr(law, n) for n in names])

    def draws(self) -> Ints:
        """The table of draws."""
        units = {"s": 0, "wd": 1, "1": 2}
        return _table([(*self.law(d.law), units[d.unit]) for d in self.program.draws], 3)

    def codes(self) -> tuple[Ints, Ints, Floats]:
        """All codes one after the other."""
        at, ops, args = [0], [], []
        for code in self.program.codes:
            tables = [self.f.add([len(t), *(v for band in t for v in band)]) for t in code.tables]
            ops += list(code.ops)
            args += [float(tables[int(a)]) if o == CodeOp.TIERS else float(a) for o, a in zip(code.ops, code.args, strict=True)]
            at.append(len(ops))
        return _ints(at), _ints(ops), np.array(args, dtype=np.float64)

    # Nodes

    def nodes(self) -> Ints:
        """The table of nodes."""
        local = self._local_numbers()
        rows = np.full((max(1, len(self.program.nodes)), c.NODE_WIDTH), NONE, dtype=np.int64)
        for i, node in enumerate(self.program.nodes):
            agency = int(node.holder != NONE and self.program.agency_side[node.holder])
            head = (
                int(node.op), node.process, node.position, node.last, node.next, node.when, node.holder, agency, node.repeat, node.of,
                self.x.add(node.limits), len(node.limits), local.get(i, NONE),
            )  # fmt: skip
            detail = self._detail(node)
            rows[i, : len(head)] = head
            rows[i, c.Q0 : c.Q0 + len(detail)] = detail
        return rows

    def _local_numbers(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for op in (Op.FORK, Op.REPEAT, Op.LIMIT):
            for p in range(len(self.program.processes)):
                mine = [i for i, n in enumerate(self.program.nodes) if n.op is op and n.process == p]
                found |= {node: k for k, node in enumerate(mine)}
        return found

    def _detail(self, node: Node) -> Sequence[int]:
        d, add = node.detail, self.x.add
        if isinstance(d, Task):
            return self._task(d)
        if isinstance(d, Wait):
            return (d.takes, d.stream)
        if isinstance(d, Until):
            return (d.calendar, d.weekday, d.second)
        if isinstance(d, Session):
            return (d.session, d.notice)
        if isinstance(d, Gather):
            return (d.count, d.lasts, d.stream, d.per)
        if isinstance(d, Assign):
            return (d.pool, RULES[d.rule], d.stream)
        if isinstance(d, Shares):
            return (add(d.shares), len(d.shares), add(d.entries), len(d.entries), d.stream)
        if isinstance(d, Whens):
            return (add(d.tests), len(d.tests), add(d.entries), d.otherwise)
        if isinstance(d, Fork):
            return (add(d.entries), len(d.entries), d.need)
        if isinstance(d, Repeat):
            return (d.body, d.between, add(d.again), len(d.again), d.most, d.stream)
        if isinstance(d, Limit):
            return (d.body, d.within, int(d.clock), int(d.then), d.entry, self.f.add((d.priority,)))
        if isinstance(d, Set):
            return (add(d.slots), add(d.codes), len(d.slots))
        if isinstance(d, Mark):
            return (d.milestone,)
        return (d.outcome,) if isinstance(d, Finish) else ()

    def _task(self, d: Task) -> Sequence[int]:
        owner = any(need.pool == OWNER for need in d.needs)
        needs = self.x.add([v for need in d.needs for v in (need.pool, need.count)])
        return (
            int(d.by), needs, len(d.needs), d.takes, d.takes_stream, d.scale, d.priority, d.order_stream, d.patience, d.patience_stream,
            d.gave_up, d.room, d.turned_away, self._signature(d, owner), int(owner), sum(need.count for need in d.needs),
        )  # fmt: skip

    def _signature(self, d: Task, owner: bool) -> int:
        """Tasks of one signature can be met under the same circumstances (for the same owner)."""
        key = (int(d.by), tuple((n.pool, n.count) for n in d.needs), owner)
        return self.signatures.setdefault(key, len(self.signatures))

    # The rest

    def processes(self) -> tuple[Ints, Ints, Ints, Floats, Ints, Ints]:
        """Processes, attributes, edges and integrals of intensities, schedules, backlogs."""
        rows, attributes, edges, integral, schedule, backlog = [], [], [], [], [], []  # type: ignore[var-annotated]
        for p, process in enumerate(self.program.processes):
            a = process.arrivals
            members = {op: [i for i, n in enumerate(self.program.nodes) if n.op is op and n.process == p] for op in (Op.FORK, Op.LIMIT, Op.REPEAT)}
            lists = [v for op in (Op.FORK, Op.LIMIT, Op.REPEAT) for v in (self.x.add(members[op]), len(members[op]))]
            rows.append((
                process.entry, len(attributes), len(process.attributes), _kind(a), len(edges), len(a.intensity.edges) if a.intensity else 0,
                a.every, len(schedule), len(a.schedule), a.batch, a.arrive_stream, a.batch_stream, len(backlog), len(process.backlog),
                process.age_stream, *lists, len(process.milestones),
            ))  # fmt: skip
            attributes += [self._attribute(t) for t in process.attributes]
            if a.intensity is not None:
                edges += a.intensity.edges
                integral += a.intensity.integral
            for s in a.schedule:
                schedule.append((s.at, self.f.add([v for pair in s.values for v in pair]), len(s.values)))
            backlog += [(b.count, b.at, b.age, int(b.measured)) for b in process.backlog]
        return (
            _table(rows, c.PROCESS_WIDTH), _table(attributes, c.ATTRIBUTE_WIDTH), _ints(edges), np.array(integral, dtype=np.float64),
            _table(schedule, 3), _table(backlog, 4),
        )  # fmt: skip

    def _attribute(self, t: Any) -> tuple[int, int, int, int]:
        if t.code != NONE:
            return (c.T_CODE, t.stream, t.code, 0)
        if t.draw != NONE:
            return (c.T_DRAW, t.stream, t.draw, 0)
        return (c.T_SHARES, t.stream, self.f.add([*t.cumulated, *t.values]), len(t.values))

    def sessions(self) -> Ints:
        """Session entries; bookings lie one after the other in the order of the entries."""
        rows, at = [], 0
        for hearing in self.program.sessions:
            rows.append((self.x.add(hearing.starts), len(hearing.starts), hearing.slots, at))
            at += len(hearing.starts)
        return _table(rows, 4)

    def pools(self, people: int) -> tuple[Ints, Ints, int]:
        """Pools (people and groups are filled in by `crew`), the bucket of each pool and signature, and how many buckets there are in all.

        A signature has one bucket in each pool it asks for, and one for each owner where it asks for the owner.
        """
        count = len(self.program.pools)
        bucket_of = np.full((max(1, count), max(1, len(self.signatures))), NONE, dtype=np.int64)
        rows, total = [], 0
        for p, pool in enumerate(self.program.pools):
            first = total
            for (_, needs, owner), signature in self.signatures.items():
                if owner or p in {n[0] for n in needs}:
                    bucket_of[p, signature] = total - first
                    total += people + 1 if owner else 1
            rows.append((int(pool.pause), int(pool.order), int(pool.preempt), 0, 0, 0, 0, first, total - first))
        return _table(rows, c.POOL_WIDTH), bucket_of, total


def flatten(program: Program) -> tuple[Flat, Ints, int]:
    """The tables of a program, with the buckets of its queues (`Flattener.pools`)."""
    to = Flattener(program)
    nodes, draws = to.nodes(), to.draws()
    code_at, code_op, code_arg = to.codes()
    processes, attributes, edges, integral, schedule, backlog = to.processes()
    sessions = to.sessions()
    working = to.calendar(program.working)
    pools, bucket_of, buckets = to.pools(sum(len(p.shift_of) for p in program.pools))
    flat = Flat(
        header=_header(program, nodes, processes, working), wd=np.array([program.wd_seconds]), nodes=nodes, x=_ints([int(v) for v in to.x.items] or [0]),
        f=np.array(to.f.items or [0.0], dtype=np.float64), draws=draws, code_at=code_at, code_op=code_op, code_arg=code_arg, pools=pools,
        processes=processes, attributes=attributes, edges=edges, integral=integral, schedule=schedule, backlog=backlog, sessions=sessions,
        **calendar_tables(to.calendars),
    )  # fmt: skip
    return flat, bucket_of, buckets


def calendar_tables(calendars: Sequence[Calendar]) -> dict[str, Ints]:
    """Calendars one after the other; cumulated seconds have one entry more than intervals each."""
    at, day_at = [0], [0]
    for calendar in calendars:
        at.append(at[-1] + len(calendar.start))
        day_at.append(day_at[-1] + len(calendar.days_open))
    return {
        "cal_at": _ints(at),
        "cal_start": _ints([v for k in calendars for v in k.start]),
        "cal_end": _ints([v for k in calendars for v in k.end]),
        "cal_cum": _ints([v for k in calendars for v in k.cum]),
        "day_at": _ints(day_at),
        "days": _ints([v for k in calendars for v in k.days_open]),
    }


def _header(program: Program, nodes: Ints, processes: Ints, working: int) -> Ints:
    def most(column: int) -> int:
        return int(processes[:, column].max(initial=0))

    header = np.zeros(c.HEADER, dtype=np.int64)
    header[c.HMARK] = c.CASE_WIDTH
    header[c.HFORK] = header[c.HMARK] + most(c.RNMARK)
    header[c.HREPEAT] = header[c.HFORK] + c.FORK_WIDTH * most(c.RNFORK)
    header[c.HLIMIT] = header[c.HREPEAT] + c.REPEAT_WIDTH * most(c.RNREP)
    header[c.HCASE] = header[c.HLIMIT] + c.LIMIT_WIDTH * most(c.RNLIM)
    header[c.HVALUES] = most(c.RNATTR) + 3
    tasks = [n.detail for n in program.nodes if isinstance(n.detail, Task)]
    header[c.HLINES] = max((len(t.needs) for t in tasks), default=1)
    header[c.HCREW] = max((sum(n.count for n in t.needs) if t.by is By.ALL else 1 for t in tasks), default=1)
    header[c.HUNTIL], header[c.HWARM_UP] = program.until, program.warm_up
    header[c.HWORKING], header[c.HPOOLS], header[c.HPROCESSES] = working, len(program.pools), len(program.processes)
    header[c.HWEEKDAY], header[c.HNODES] = program.origin.weekday(), len(nodes)
    return header


def _kind(arrivals: Arrivals) -> int:
    if arrivals.intensity is not None:
        return c.BY_RATE
    if arrivals.schedule:
        return c.BY_SCHEDULE
    return c.BY_RENEWAL if arrivals.every != NONE else c.BY_NOTHING


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width) if rows else np.zeros((0, width), dtype=np.int64)
