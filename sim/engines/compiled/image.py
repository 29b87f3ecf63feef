"""A program as the arena's first contents: every node, pool, person and calendar a row, names replaced by
offsets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.absence import duties
from sim.calendars import Calendar
from sim.distributions import Distribution
from sim.engines.compiled import columns as c
from sim.engines.compiled.arena import FAMILIES, RULES, UNITS, Arena
from sim.engines.compiled.lookups import plain, teams, traits
from sim.expressions import Code
from sim.expressions import Op as CodeOp
from sim.program import (
    NONE, OWNER, Arrivals, Assign, Attribute, By, Finish, Fork, Gather, Limit, Mark, Node, Op, Program,
    Repeat, Session, Set, Shares, Task, Until, Wait, Whens,
)  # fmt: skip

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Image(NamedTuple):
    """The beginning of both arenas, and where the people are (to name them in the log)."""

    i: Ints
    f: Floats
    people: int
    marks: int
    attributes: int


class Imager:
    """Writes the image of one program for one replication (only who is absent depends on it)."""

    def __init__(self, program: Program, *, seed: int, replication: int) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.to = Arena()
        self.nodes_at = self.to.room(c.NODE_WIDTH * len(program.nodes))
        self.pools_at = self.to.room(c.POOL_WIDTH * len(program.pools))
        self.calendars: dict[int, int] = {}
        self.signatures: dict[tuple[Any, ...], int] = {}
        self.teams, self.plain = teams(program), plain(program)
        # Where there is no limit nobody asks for the case's legal clock.
        self.timed = {n.process for n in program.nodes if n.op is Op.LIMIT}

    def image(self) -> Image:
        """All rows, then the scalars that name them."""
        program, to = self.program, self.to
        self.draws = [self._draw(d.law, d.unit) for d in program.draws]
        self.codes = [self._code(code) for code in program.codes]
        self.sessions = [self._session(h.starts, h.slots) for h in program.sessions]
        for i, node in enumerate(program.nodes):
            self._node(i, node)
        people = self._people()
        for i, node in enumerate(program.nodes):
            if isinstance(node.detail, Task):
                self._usual(self.node(i), node.detail, node.when == NONE)
        for process in program.processes:
            self._first(process.entry)
        processes = self._processes()
        self._scalars(people=people, processes=processes)
        marks = max((len(p.milestones) for p in program.processes), default=0)
        return Image(
            np.array(to.ints, dtype=np.int64),
            np.array(to.floats, dtype=np.float64),
            people,
            marks,
            self.values - 3,
        )

    # Names to offsets

    def node(self, index: int) -> int:
        """The offset of a node; NONE and OWNER stay."""
        return index if index < 0 else self.nodes_at + c.NODE_WIDTH * index

    def pool(self, index: int) -> int:
        """The offset of a pool; NONE and OWNER stay."""
        return index if index < 0 else self.pools_at + c.POOL_WIDTH * index

    def draw(self, index: int) -> int:
        """The offset of a draw; NONE stays."""
        return index if index < 0 else self.draws[index]

    def code(self, index: int) -> int:
        """The offset of a code; NONE stays."""
        return index if index < 0 else self.codes[index]

    def calendar(self, calendar: Calendar) -> int:
        """The offset of a calendar's row, written at first use."""
        key = id(calendar)
        if key not in self.calendars:
            add = self.to.add
            starts, ends = add(calendar.start), add(calendar.end)
            cum, days = add(calendar.cum), add(calendar.days_open)
            self.calendars[key] = add((len(calendar.start), starts, ends, cum, len(calendar.days_open), days))
        return self.calendars[key]

    # Numbers

    def _law(self, law: Distribution) -> tuple[int, int]:
        number, names = FAMILIES[law.family]
        if law.family == "mixture":
            of: Any = law
            each = zip(of.before, of.weights, of.components, strict=True)
            parts = [(b, w, *self._law(d)) for b, w, d in each]
            return number, self.to.float([len(parts), *(v for part in parts for v in part)])
        if law.family == "empirical":
            table: Any = law
            return number, self.to.float([len(table.values), *table.values, *table.cumulative])
        return number, self.to.float([getattr(law, name) for name in names])

    def _draw(self, law: Distribution, unit: str) -> int:
        return self.to.add((*self._law(law), UNITS[unit]))

    def _code(self, code: Code) -> int:
        tables = [self.to.float([len(t), *(v for band in t for v in band)]) for t in code.tables]
        args = [
            float(tables[int(a)]) if o == CodeOp.TIERS else float(a)
            for o, a in zip(code.ops, code.args, strict=True)
        ]
        return self.to.add((len(code.ops), self.to.float(args), *code.ops))

    def _session(self, starts: Sequence[int], slots: int) -> int:
        at = self.to.add(starts)
        return self.to.add((at, len(starts), slots, self.to.room(len(starts))))

    # Nodes

    def _node(self, index: int, node: Node) -> None:
        agency = node.process in self.timed and node.holder != NONE and self.program.agency_side[node.holder]
        limits = self.to.add([self.node(n) for n in node.limits])
        head = (
            node.op, node.process, node.position, node.last, self.node(node.next), self.code(node.when),
            node.holder, agency,
            self.node(node.repeat), self.node(node.of), limits, len(node.limits), self._local(index, node),
            index, 0, c.NIL, 0,
        )  # fmt: skip
        row = [*head, *self._detail(node)]
        at = self.node(index)
        self.to.ints[at : at + c.NODE_WIDTH] = [int(v) for v in row] + [NONE] * (c.NODE_WIDTH - len(row))
        self.to.ints[at + c.NKEY], self.to.ints[at + c.NTRAITS] = node.position + 1 << 40, 0

    def _local(self, index: int, node: Node) -> int:
        """The number of a fork, repeat or limit among those of its process."""
        if node.op not in (Op.FORK, Op.REPEAT, Op.LIMIT):
            return NONE
        return sum(n.op is node.op and n.process == node.process for n in self.program.nodes[:index])

    def _detail(self, node: Node) -> Sequence[int]:
        d, add = node.detail, self.to.add
        if isinstance(d, Task):
            return self._task(d)
        if isinstance(d, Wait):
            return (self.draw(d.takes), d.stream)
        if isinstance(d, Until):
            calendar = NONE if d.calendar == NONE else self.calendar(self.program.calendars[d.calendar])
            return (calendar, d.weekday, d.second)
        if isinstance(d, Session):
            return (self.sessions[d.session], self.draw(d.notice))
        if isinstance(d, Gather):
            return (d.count, self.draw(d.lasts), d.stream, d.per)
        if isinstance(d, Assign):
            return (self.pool(d.pool), RULES[d.rule], d.stream)
        if isinstance(d, Shares):
            return (
                add([self.code(s) for s in d.shares]),
                len(d.shares),
                add([self.node(e) for e in d.entries]),
                len(d.entries),
                d.stream,
            )
        if isinstance(d, Whens):
            entries = add([self.node(e) for e in d.entries])
            return (add([self.code(t) for t in d.tests]), len(d.tests), entries, self.node(d.otherwise))
        if isinstance(d, Fork):
            return (add([self.node(e) for e in d.entries]), len(d.entries), d.need)
        if isinstance(d, Repeat):
            again = add([self.code(a) for a in d.again])
            return (self.node(d.body), self.node(d.between), again, len(d.again), d.most, d.stream)
        if isinstance(d, Limit):
            return (
                self.node(d.body),
                d.within,
                d.clock,
                d.then,
                self.node(d.entry),
                self.to.float((d.priority,)),
            )
        if isinstance(d, Set):
            return (add(d.slots), add([self.code(v) for v in d.codes]), len(d.slots))
        if isinstance(d, Mark):
            return (d.milestone,)
        return (d.outcome,) if isinstance(d, Finish) else ()

    def _task(self, d: Task) -> Sequence[int]:
        owner = any(need.pool == OWNER for need in d.needs)
        needs = self.to.add([v for need in d.needs for v in (self.pool(need.pool), need.count)])
        key = (int(d.by), tuple((n.pool, n.count) for n in d.needs), owner)
        signature = self.signatures.setdefault(key, len(self.signatures))
        return (
            d.by, needs, len(d.needs), self.draw(d.takes), d.takes_stream, self.code(d.scale),
            self.code(d.priority), d.order_stream,
            self.draw(d.patience), d.patience_stream, self.node(d.gave_up), d.room, self.node(d.turned_away),
            signature, int(owner),
        )  # fmt: skip

    def _usual(self, at: int, d: Task, always: bool) -> None:
        """What a claim of the usual kind looks up: the task's traits, its pool and its bucket there."""
        ints = self.to.ints
        ints[at + c.NTRAITS] = traits(self.program, d) | c.ALWAYS * always
        if ints[at + c.NTRAITS] & c.ONE_LINE:
            pool = self.pool(d.needs[0].pool)
            ints[at + c.NPOOL] = pool
            ints[at + c.NBUCKET] = ints[ints[pool + c.BUCKET_OF] + ints[at + c.Q13]]

    def _first(self, index: int) -> None:
        """Room for what is drawn ahead where a process begins with a task."""
        node = self.program.nodes[index]
        if index != NONE and isinstance(node.detail, Task) and node.repeat == NONE:
            at = self.node(index)
            self.to.ints[at + c.NAHEAD], self.to.ints[at + c.NBLOCK] = self.to.float([0.0] * c.GAPS), c.UNSET

    # People

    def _people(self) -> int:
        """Pools, groups, people and buckets; the offset of the first person."""
        crews = [self._crew(p) for p in range(len(self.program.pools))]
        everybody = sum(len(crew) for crew in crews)
        people_at = len(self.to.ints)
        self.to.room(c.PERSON_WIDTH * everybody)
        serial = 0
        for p, crew in enumerate(crews):
            self._pool(p, crew, people_at, serial, everybody)
            serial += len(crew)
        return people_at

    def _crew(self, p: int) -> Sequence[Calendar]:
        return duties(self.program, self.program.pools[p], self.seed, self.replication)

    def _pool(self, p: int, crew: Sequence[Calendar], people_at: int, serial: int, everybody: int) -> None:
        pool, ints = self.program.pools[p], self.to.ints
        first = people_at + c.PERSON_WIDTH * serial
        calendars = [self.calendar(duty) for duty in crew]
        runs = [k for k in range(len(crew)) if k == 0 or crew[k] is not crew[k - 1]]
        groups_at = len(ints)
        for run, stop in zip(runs, [*runs, len(crew)][1:], strict=True):
            person = first + c.PERSON_WIDTH * run
            self.to.add((calendars[run], person, stop - run, stop - run, person, 0, -c.NEVER, 0))
        group, first_of_run = -1, set(runs)
        for number, (duty, listed) in enumerate(zip(crew, pool.shift_of, strict=True)):
            group += number in first_of_run
            shift = pool.shifts[listed]
            day0 = -c.NEVER if shift.first_day is None else shift.first_day
            day1 = c.NEVER if shift.last_day is None else shift.last_day
            closing = duty.end[-1] if shift.last_day is not None and duty.end else c.NEVER
            row = (
                self.pool(p), number, groups_at + c.GROUP_WIDTH * group, day0, day1, closing,
                self.to.float((shift.speed,)), c.NIL, 0,
                serial + number,
            )  # fmt: skip
            at = first + c.PERSON_WIDTH * number
            ints[at : at + c.PERSON_WIDTH] = [int(v) for v in row]
        buckets_at, many, bucket_of = self._buckets(p, everybody)
        at = self.pool(p)
        ints[at : at + c.POOL_WIDTH] = [
            int(v)
            for v in (
                pool.pause, pool.order, pool.preempt, first, len(crew), groups_at, len(runs), buckets_at,
                many, bucket_of, p, p in self.teams, many == 1 and p in self.plain, 0, 0, c.UNSET, len(crew),
                0, c.NIL, c.NIL,
            )
        ]  # fmt: skip

    def _buckets(self, p: int, everybody: int) -> tuple[int, int, int]:
        """One bucket for each signature that asks for this pool, and one more for each person where it asks
        for the owner.
        """
        offsets, many, first = [], 0, len(self.to.ints)
        for (_, needs, owner), _signature in self.signatures.items():
            offsets.append(first + c.BUCKET_WIDTH * many)
            if owner or p in {n[0] for n in needs}:
                many += everybody + 1 if owner else 1
        self.to.table([(c.NIL, c.NIL, 0, c.NIL, c.NIL)] * many)
        return first, many, self.to.add(offsets)

    # Processes

    def _processes(self) -> int:
        rows = [self._process(p) for p in range(len(self.program.processes))]
        return self.to.table(rows)

    def _process(self, p: int) -> list[int]:
        process, add = self.program.processes[p], self.to.add
        a = process.arrivals
        attributes = self.to.table([self._attribute(t) for t in process.attributes])
        edges = add(a.intensity.edges) if a.intensity else 0
        integral = self.to.float(a.intensity.integral) if a.intensity else 0
        schedule = self.to.table(
            [(s.at, self.to.float([v for pair in s.values for v in pair]), len(s.values)) for s in a.schedule]
        )
        members = []
        for op in (Op.FORK, Op.LIMIT, Op.REPEAT):
            mine = [self.node(i) for i, n in enumerate(self.program.nodes) if n.op is op and n.process == p]
            members += [add(mine), len(mine)]
        return [
            self.node(process.entry), attributes, len(process.attributes), _kind(a), edges,
            len(a.intensity.edges) if a.intensity else 0,
            integral, self.draw(a.every), schedule, len(a.schedule), self.draw(a.batch), a.arrive_stream,
            a.batch_stream, 0, 0, 0, *members,
            len(process.milestones), p, self.to.float([0.0] * (1 + c.GAPS)), 0, 0, 0, 0, 0,
        ]  # fmt: skip

    def _attribute(self, t: Attribute) -> tuple[int, int, int, int]:
        if t.code != NONE:
            return (c.T_CODE, t.stream, self.code(t.code), 0)
        if t.draw != NONE:
            return (c.T_DRAW, t.stream, self.draw(t.draw), 0)
        return (c.T_SHARES, t.stream, self.to.float([*t.cumulated, *t.values]), len(t.values))

    # Scalars

    def _scalars(self, *, people: int, processes: int) -> None:
        program, to, s = self.program, self.to, self.to.ints
        everybody = sum(p.staff for p in program.pools)

        def most(op: Op) -> int:
            return max(
                (
                    sum(n.op is op and n.process == p for n in program.nodes)
                    for p in range(len(program.processes))
                ),
                default=0,
            )

        marks = max((len(p.milestones) for p in program.processes), default=0)
        self.values = max((len(p.attributes) for p in program.processes), default=0) + 3
        tasks = [n.detail for n in program.nodes if isinstance(n.detail, Task)]
        lines = max((len(t.needs) for t in tasks), default=1)
        crew = max((sum(n.count for n in t.needs) if t.by is By.ALL else 1 for t in tasks), default=1)
        given = {
            c.POOLS_AT: self.pools_at, c.POOLS: len(program.pools), c.PROCESSES_AT: processes,
            c.PROCESSES: len(program.processes),
            c.WORKING_CALENDAR: self.calendar(program.working), c.WD: to.float((program.wd_seconds,)),
            c.UNTIL_SECOND: program.until,
            c.WARM_UP: program.warm_up, c.HORIZON: program.horizon,
            c.PREEMPTS: any(p.preempt for p in program.pools),
            c.FIRST_WEEKDAY: program.origin.weekday(),
            c.FORKS_AT: c.CASE_WIDTH, c.MARKS: marks, c.VALUES: self.values, c.LINES: lines,
            c.CREW_AT: c.VISIT_WIDTH + c.LINK_WIDTH * lines,
            c.VISIT_SIZE: c.VISIT_WIDTH + c.LINK_WIDTH * lines + crew, c.SCRATCH: to.room(everybody + 8),
            c.APART_TIME: c.NEVER, c.CREWS_AT: to.add([c.NIL] * c.CREW_SLOTS), c.CREW_LAST: c.NIL,
            c.STACK: to.float([0.0] * (2 + max((code.stack for code in program.codes), default=1))),
            c.REPLICATION: self.replication,
            c.SEED_LOW: self.seed & 0xFFFFFFFF, c.SEED_HIGH: self.seed >> 32 & 0xFFFFFFFF,
        }  # fmt: skip
        given[c.REPEATS_AT] = given[c.FORKS_AT] + c.FORK_WIDTH * most(Op.FORK)
        given[c.LIMITS_AT] = given[c.REPEATS_AT] + c.REPEAT_WIDTH * most(Op.REPEAT)
        given[c.CASE_SIZE] = given[c.LIMITS_AT] + c.LIMIT_WIDTH * most(Op.LIMIT)
        given |= dict.fromkeys(
            (
                c.EVENT_FREE, c.VISIT_FREE, c.CASE_FREE, c.GATHER_FREE, c.CASE_FIRST, c.SPELL_FIRST,
                c.UNSETTLED, c.APART,
            ),
            c.NIL,
        )  # fmt: skip
        for scalar, value in given.items():
            s[scalar] = int(value)


def _kind(arrivals: Arrivals) -> int:
    if arrivals.intensity is not None:
        return c.BY_RATE
    if arrivals.schedule:
        return c.BY_SCHEDULE
    return c.BY_RENEWAL if arrivals.every != NONE else c.BY_NOTHING
