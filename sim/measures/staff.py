"""Who worked when and who stood in which line, out of a log: what pool figures and laws read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.absence import duties
from sim.calendars import Calendar
from sim.eventlog import MISSING, EventLog
from sim.measures.columns import Flags, Ints, OpenTime
from sim.measures.part import by_kind, columns
from sim.program import NONE, OWNER, By, Program, Task

if TYPE_CHECKING:
    from sim.measures.counting import Counted

EMPTY: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Spells:
    """Working spells: the row, pool, person and interval of each; who works alone or with others has one
    each."""

    row: Ints
    pool: Ints
    person: Ints
    start: Ints
    end: Ints

    def chosen(self, which: Flags | Ints) -> Spells:
        """Some of the spells."""
        parts = (self.row, self.pool, self.person, self.start, self.end)
        return Spells(*(p[which] for p in parts))


@dataclass(frozen=True, slots=True)
class Claims:
    """Standing in a pool's line: the row and the interval; interrupted work stands in line once more.

    ``first`` marks the time from joining the queue to the first start.
    """

    row: Ints
    pool: Ints
    start: Ints
    end: Ints
    first: Flags

    def chosen(self, which: Flags | Ints) -> Claims:
        """Some of the claims."""
        return Claims(
            self.row[which], self.pool[which], self.start[which], self.end[which], self.first[which]
        )


Groups = list[tuple[OpenTime, list[int]]]
"""Duty calendars, each with the people who share it."""


class Duty:
    """Who of a pool is on duty when: ``shared`` are the calendars, each with the people who share it."""

    def __init__(self, duties: Sequence[Calendar]) -> None:
        people: dict[int, list[int]] = {}
        for number, duty in enumerate(duties):
            people.setdefault(id(duty), []).append(number)
        self.shared = [(duties[them[0]], them) for them in people.values()]
        self._seconds: dict[tuple[int, int], int] = {}

    @cached_property
    def groups(self) -> Groups:
        """The same with the calendars as arrays."""
        return [(OpenTime.of(duty), people) for duty, people in self.shared]

    def seconds(self, lo: int, hi: int) -> int:
        """Seconds on duty of all people together within [lo, hi)."""
        if (lo, hi) not in self._seconds:
            each = (duty.open_seconds(lo, hi) * len(people) for duty, people in self.shared)
            self._seconds[lo, hi] = sum(each)
        return self._seconds[lo, hi]


_KEPT: OrderedDict[int, tuple[Program, dict[int, Duty]]] = OrderedDict()
_KEEP = 8


def _kept_of(program: Program) -> dict[int, Duty]:
    """What is known of the pools of a program, whatever happens in a replication."""
    kept = _KEPT.get(id(program))
    if kept is None or kept[0] is not program:
        kept = _KEPT[id(program)] = program, {}
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    return kept[1]


class Staff:
    """The pools of a program during one logged replication.

    With ``native``, compiled code counts what it can; not for logs of real offices.
    """

    def __init__(self, program: Program, log: EventLog, *, seed: int, native: bool = False) -> None:
        self.program, self.log, self.seed, self._native = program, log, seed, native
        self.rows, self.cases = columns(log)
        self._duties: dict[int, tuple[Calendar, ...]] = {}
        self._here: dict[int, Duty] = {}
        self.busy: dict[int, tuple[int, int]] = {}
        """Busy seconds of pools, kept by `pools.busy`."""
        self.kept: dict[str, Any] = {}
        """What compiled code reads of this log, kept by `tables.tables_of`."""
        self._spells_of: dict[int, Spells] = {}
        self._claims_of: dict[int, Claims] = {}

    def of(self, log: EventLog) -> Staff:
        """The same people in another log of the same replication."""
        other = Staff(self.program, log, seed=self.seed, native=self._native)
        other._duties, other._here = self._duties, self._here
        return other

    @cached_property
    def counted(self) -> Counted | None:
        """The figures of all pools as compiled code counts them, where it can."""
        if not self._native:
            return None
        from sim.measures.counting import counted

        return counted(self)

    # Duty

    def duties(self, pool: int) -> tuple[Calendar, ...]:
        """The duty calendar of each person of a pool; people never absent share that of their shift."""
        if pool not in self._duties:
            found = duties(self.program, self.program.pools[pool], self.seed, self.log.replication)
            self._duties[pool] = found
        return self._duties[pool]

    def groups(self, pool: int) -> Groups:
        """People of a pool by duty calendar: each calendar with the numbers of those who share it."""
        return self.duty(pool).groups

    def on_duty(self, pool: int) -> int:
        """Seconds on duty of all people of a pool together within the window."""
        return self.duty(pool).seconds(self.program.warm_up, self.program.until)

    def duty(self, pool: int) -> Duty:
        """Who is on duty when; kept for the next replication where nobody may be absent."""
        kept = _kept_of(self.program) if self.is_steady(pool) else self._here
        if pool not in kept:
            kept[pool] = Duty(self.duties(pool))
        return kept[pool]

    def is_steady(self, pool: int) -> bool:
        """Whether nobody of a pool may be absent, so that duties are the same in every replication."""
        return not any(s.absent > 0 for s in self.program.pools[pool].shifts)

    # Spells

    @cached_property
    def stop(self) -> Ints:
        """When each row ended, or the end of the run."""
        return np.where(self.rows["ended"] != MISSING, self.rows["ended"], self.log.end)

    @cached_property
    def interrupted(self) -> Flags:
        """The rows whose work was interrupted: their spells are told apart."""
        found = np.zeros(len(self.log), dtype=np.bool_)
        found[self._told("row")] = True
        return found

    def _told(self, name: str) -> Ints:
        return np.asarray(self.log.spells.get(name, EMPTY), dtype=np.int64)

    @cached_property
    def spells(self) -> Spells:
        """Every working spell of every person of the program's pools."""
        worked = np.flatnonzero(
            (self.rows["started"] != MISSING) & (self.rows["person"] >= 0) & ~self.interrupted
        )
        row = np.concatenate((worked, self._told("row")))
        person = np.concatenate((self.rows["person"][worked], self._told("person")))
        start = np.concatenate((self.rows["started"][worked], self._told("started")))
        ended = np.concatenate((self.stop[worked], self._told("ended")))
        lines = np.concatenate((self.rows["pool"][worked], self._told("pool")))
        return self._each_person(
            row,
            lines * max(len(self.log.persons), 1) + person,
            start,
            np.where(ended == MISSING, self.log.end, ended),
        )

    def spells_of(self, pool: int) -> Spells:
        """The working spells of a pool's people."""
        if pool not in self._spells_of:
            self._spells_of[pool] = self.spells.chosen(np.flatnonzero(self.spells.pool == pool))
        return self._spells_of[pool]

    def claims_of(self, pool: int) -> Claims:
        """The stays in a pool's line."""
        if pool not in self._claims_of:
            self._claims_of[pool] = self.claims.chosen(np.flatnonzero(self.claims.pool == pool))
        return self._claims_of[pool]

    def _each_person(self, row: Ints, crew: Ints, start: Ints, end: Ints) -> Spells:
        """One spell for each person of a crew (a pool text and a person text in one number)."""
        texts = max(len(self.log.persons), 1)
        crews, which = _distinct(crew)
        table = [self._crew(int(c) // texts, int(c) % texts) for c in crews]
        found = [EMPTY], [EMPTY], [EMPTY]
        for member in range(max((len(crew) for crew in table), default=0)):
            pool, number = (
                np.array([c[member][i] if member < len(c) else NONE for c in table]) for i in (0, 1)
            )
            there = np.flatnonzero(pool[which] != NONE)
            for parts, column in zip(found, (there, pool[which][there], number[which][there]), strict=True):
                parts.append(column.astype(np.int64))
        at, pools, people = (np.concatenate(parts) for parts in found)
        return Spells(row[at], pools, people, start[at], end[at])

    def _crew(self, line: int, person: int) -> list[tuple[int, int]]:
        """The (pool, number) of each person of a crew, from the texts ``judge+room`` and ``0+2``."""
        numbers = self.log.persons[person].split("+")
        names = self.log.lines[line].split("+")
        names = names * len(numbers) if len(names) == 1 else names
        return [(self.pool_named(n), int(p)) for n, p in zip(names, numbers, strict=True)]

    def pool_named(self, name: str) -> int:
        """A pool's index; NONE where the program has none of this name."""
        return next((i for i, p in enumerate(self.program.pools) if p.name == name), NONE)

    # Lines

    def needs(self, process: int, position: int) -> Task | None:
        """The task at a position of a process, or None."""
        node = self.program.processes[process].steps[position].node
        detail = self.program.nodes[node].detail if node != NONE else None
        return detail if isinstance(detail, Task) else None

    @cached_property
    def claims(self) -> Claims:
        """Every stay in a pool's line; a claim for several pools stands in the line of each."""
        row, pool = self._lines
        ended = np.where(self.rows["started"] != MISSING, self.rows["started"], self.stop)
        first = Claims(row, pool, self.rows["queued"][row], ended[row], np.ones(len(row), dtype=np.bool_))
        return self._with_later_stays(first)

    @cached_property
    def _lines(self) -> tuple[Ints, Ints]:
        """The pairs (row, pool) of claims and the lines they stand in."""
        rows, pools = [EMPTY], [EMPTY]
        most = max((len(p.steps) for p in self.program.processes), default=0) + 1
        kinds = self.rows["process"] * most + self.rows["position"]
        order = by_kind(kinds)
        starts = np.flatnonzero(np.diff(kinds[order], prepend=-1))
        for at in np.split(order, starts[1:]) if len(order) else []:
            task = self.needs(int(self.rows["process"][at[0]]), int(self.rows["position"][at[0]]))
            for found, pool in self._stand_in(task, at) if task is not None else ():
                rows.append(found)
                pools.append(pool)
        return np.concatenate(rows), np.concatenate(pools)

    def _stand_in(self, task: Task, rows: Ints) -> Sequence[tuple[Ints, Ints]]:
        """The lines in which the claims of a task stand: those it names, or the one that the log tells."""
        named = {n.pool for n in task.needs if n.pool != OWNER}
        told = task.by == By.SHORTEST or len(named) < len({n.pool for n in task.needs})
        if not told:
            return [(rows, np.full(len(rows), pool, dtype=np.int64)) for pool in sorted(named)]
        line = self.rows["pool"][rows]
        unknown = rows[line < 0]
        found = [(unknown, np.full(len(unknown), p, dtype=np.int64)) for p in sorted(named)]
        for text in np.unique(line[line >= 0]):
            mine = rows[line == text]
            pools = {self.pool_named(n) for n in self.log.lines[text].split("+")} - {NONE}
            found += [(mine, np.full(len(mine), p, dtype=np.int64)) for p in sorted(pools)]
        return found

    def simple_claims(self, pool: int) -> Claims:
        """The stays in a pool's line of claims for one person whom anybody of the pool can meet."""
        mine = np.flatnonzero(self.claims.pool == pool)
        return self.claims.chosen(mine[self._simple[self.claims.row[mine]]])

    @cached_property
    def _simple(self) -> Flags:
        """The rows of tasks that one person of a pool does, whoever of it."""
        found = np.zeros(len(self.log), dtype=np.bool_)
        for p, process in enumerate(self.program.processes):
            mine = np.flatnonzero(self.rows["process"] == p)
            by_position = [is_simple(self.needs(p, at)) for at in range(len(process.steps))]
            found[mine] = np.array(by_position, dtype=np.bool_)[self.rows["position"][mine]]
        return found

    def _with_later_stays(self, first: Claims) -> Claims:
        """The first stays, and those of interrupted work between its spells and behind the last."""
        row, start, end = self._stays_after_spells
        place, pool = self._lines
        by_row = np.argsort(place, kind="stable")
        lo = np.searchsorted(place[by_row], row, side="left")
        lines = np.searchsorted(place[by_row], row, side="right") - lo
        at = np.repeat(np.arange(len(row)), lines)
        which = by_row[np.arange(len(at)) + np.repeat(lo - np.cumsum(lines) + lines, lines)]
        return Claims(
            np.concatenate((first.row, row[at])),
            np.concatenate((first.pool, pool[which])),
            np.concatenate((first.start, start[at])),
            np.concatenate((first.end, end[at])),
            np.concatenate((first.first, np.zeros(len(at), dtype=np.bool_))),
        )

    @property
    def _stays_after_spells(self) -> tuple[Ints, Ints, Ints]:
        """The time from the end of each spell of interrupted work to the next, or to the row's end: (row,
        start, end)."""
        row, start, end = self._told("row"), self._told("started"), self._told("ended")
        order = np.lexsort((start, row))
        row, start, end = row[order], start[order], end[order]
        over = np.where(end == MISSING, self.log.end, end)
        again = np.append(row[1:] == row[:-1], False)[: len(row)]
        return row, over, np.where(again, np.roll(start, -1), self.stop[row])


def _distinct(values: Ints) -> tuple[Ints, Ints]:
    """The distinct values, sorted, and the place of each value among them; quickly where they are small."""
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    if low < 0 or high > 8 * len(values) + 1024:
        return np.unique(values, return_inverse=True)
    there = np.zeros(high + 1, dtype=np.int64)
    there[values] = 1
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]


def is_simple(task: Task | None) -> bool:
    """Whether any one person of a pool can do it."""
    if task is None or (task.by == By.ALL and len(task.needs) > 1):
        return False
    return all(n.count == 1 and n.pool != OWNER for n in task.needs)
