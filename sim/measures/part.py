"""One process' share of a log, as arrays: what every measure of a case reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, EventLog
from sim.measures.codes import evaluate, loads
from sim.measures.columns import Flags, Floats, Ints, OpenTime, sums, union
from sim.program import NONE, Process, Program

_NOBODY: Ints = np.empty(0, dtype=np.int64)


def columns(log: EventLog) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """The log's rows and cases as int64 arrays, each in one piece, without a copy where they are so."""
    rows = {name: np.ascontiguousarray(log.rows[name], dtype=np.int64) for name in ROW_COLUMNS}
    return rows, {name: np.ascontiguousarray(log.cases[name], dtype=np.int64) for name in CASE_COLUMNS}


class Chosen(Mapping[str, Ints]):
    """Some rows of a table; a column is taken when it is asked for."""

    def __init__(self, table: Mapping[str, Ints], at: Ints) -> None:
        self._table, self._at = table, at
        self._taken: dict[str, Ints] = {}

    def __getitem__(self, name: str) -> Ints:
        if name not in self._taken:
            self._taken[name] = self._table[name][self._at]
        return self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def _of_process(table: Mapping[str, Ints], index: int) -> Mapping[str, Ints]:
    """The columns of one process; the table itself where there is no other."""
    mine = table["process"] == index
    return table if mine.all() else Chosen(table, np.flatnonzero(mine))


def _places(numbers: Ints, wanted: Ints) -> Ints:
    """The place of each wanted number among the cases' numbers, which usually run on by one."""
    if not len(numbers):
        return np.asarray(wanted)
    low, high = int(numbers.min()), int(numbers.max())
    if high - low == len(numbers) - 1 and (np.diff(numbers) == 1).all():
        return np.asarray(wanted - low)
    if high - low < 16 * (len(numbers) + len(wanted)):
        place = np.zeros(high - low + 1, dtype=np.int64)
        place[numbers - low] = np.arange(len(numbers))
        return np.asarray(place[wanted - low])
    order = np.argsort(numbers, kind="stable")
    return np.asarray(order[np.searchsorted(numbers, wanted, sorter=order)])


class Part:
    """The rows and cases of one process; arrays over cases stand in the order of the case table.

    ``rows`` and ``cases`` hold the columns of the log, ``of`` the place of each row's case. With ``native``,
    compiled code does what it can.
    """

    def __init__(
        self, program: Program, log: EventLog, index: int, *, working: OpenTime, native: bool = False
    ) -> None:
        self.program, self.log, self.index, self.working = program, log, index, working
        self.native = native
        rows, cases = columns(log)
        self.rows, self.cases = _of_process(rows, index), _of_process(cases, index)
        self.of: Ints = _places(self.cases["case"], self.rows["case"])
        self._masks: dict[int, Flags] = {}
        self.kept: dict[str, Floats] = {}
        """What cases paid, kept by `money.paid`."""

    @property
    def process(self) -> Process:
        """The process in the program."""
        return self.program.processes[self.index]

    @property
    def size(self) -> int:
        """The number of cases."""
        return len(self.cases["case"])

    @cached_property
    def measured(self) -> Flags:
        """Which cases are measured."""
        return np.asarray(self.cases["measured"] != 0)

    @cached_property
    def left(self) -> Flags:
        """Which cases have finished."""
        return np.asarray(self.cases["finished"] != MISSING)

    @cached_property
    def until(self) -> Ints:
        """When each case finished, or the end of the run."""
        found: Ints = np.where(self.left, self.cases["finished"], self.log.end)
        return found

    @cached_property
    def stop(self) -> Ints:
        """When each row ended, or the end of the run."""
        found: Ints = np.where(self.rows["ended"] != MISSING, self.rows["ended"], self.log.end)
        return found

    @cached_property
    def queueing(self) -> Ints:
        """Seconds each row queued before its first start, or until it left the queue."""
        started = self.rows["started"]
        found: Ints = np.where(started != MISSING, started, self.stop) - self.rows["queued"]
        return found

    @cached_property
    def staffed(self) -> Flags:
        """Which rows are of steps that need people."""
        steps = self.log.catalog.steps[self.index]
        by_position: Flags = np.array([s.staffed for s in steps], dtype=np.bool_)
        found: Flags = by_position[self.rows["position"]]
        return found

    # Rows by step

    @cached_property
    def _by_position(self) -> tuple[Ints, Ints]:
        order = by_kind(self.rows["position"])
        return order, self.rows["position"][order]

    def rows_at(self, position: int) -> Ints:
        """The places of a step's rows, in the order of the log."""
        order, positions = self._by_position
        lo, hi = np.searchsorted(positions, (position, position + 1))
        return np.asarray(order[lo:hi])

    def position(self, step: str) -> int:
        """The position of a step by name; `KeyError` if there is none."""
        if step not in self._positions:
            raise KeyError(step)
        return self._positions[step]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {s.name: at for at, s in enumerate(self.log.catalog.steps[self.index])}

    # Who holds the case

    @cached_property
    def seconds_held(self) -> Floats:
        """Seconds that each case was with each holder: (case, holder)."""
        if self.native:
            from sim.measures.counting import seconds_held

            if (found := seconds_held(self)) is not None:
                return found
        holders = len(self.log.catalog.holders)
        group, start, end = self.held
        return sums(group, end - start, self.size * holders).reshape(self.size, holders)

    @cached_property
    def held(self) -> tuple[Ints, Ints, Ints]:
        """The union of each case's open rows by holder, cut at its end: (case x holders + holder, start,
        end)."""
        holders = len(self.log.catalog.holders)
        known = np.flatnonzero(self.rows["holder"] >= 0)
        group = self.of[known] * holders + self.rows["holder"][known]
        spans = group, self.rows["queued"][known], self.cut[known]
        return self._union(spans, self.size * holders)

    @cached_property
    def held_by_agency(self) -> tuple[Ints, Ints, Ints]:
        """The time each case is with the agency side: (case, start, end).

        A case of the backlog is with the agency from its arrival to second 0, where its rows begin.
        """
        mine = np.flatnonzero(self.with_agency)
        spans = (self.of[mine], self.rows["queued"][mine], self.cut[mine])
        of, start, end = (np.concatenate(pair) for pair in zip(self.before_rows, spans, strict=True))
        return self._union((of, start, end), self.size)

    @cached_property
    def with_agency(self) -> Flags:
        """Which rows are with the agency side."""
        agency = np.array([*self.log.catalog.agency_side, False], dtype=np.bool_)
        return agency[self.rows["holder"]]  # No holder is -1: the last place.

    @cached_property
    def before_rows(self) -> tuple[Ints, Ints, Ints]:
        """The time of each case of the backlog up to second 0: (case, start, end)."""
        old = np.flatnonzero(self.cases["arrived"] < 0) if len(self.process.backlog) else _NOBODY
        return old, self.cases["arrived"][old], np.minimum(0, self.until[old])

    @cached_property
    def cut(self) -> Ints:
        """When each row ended, or its case did."""
        return np.minimum(self.stop, self.until[self.of])

    def _union(self, spans: tuple[Ints, Ints, Ints], groups: int) -> tuple[Ints, Ints, Ints]:
        """The union of intervals within each group."""
        if self.native:
            from sim.measures.counting import united

            if (found := united(*spans, groups)) is not None:
                return found
        return union(*spans)

    # Codes

    def slots(self, outcome: Ints | None = None) -> list[Floats]:
        """The columns that codes read for each case at its end: attributes, round (1), elapsed, outcome.

        ``outcome`` supposes other outcomes (indices of the log's outcomes) than those that happened.
        """
        attributes = [np.asarray(a, dtype=np.float64) for a in self.log.attributes[self.index]]
        elapsed = (self.until - self.cases["arrived"]).astype(np.float64)
        ended = self._as_text(self.cases["outcome"] if outcome is None else outcome)
        return [*attributes, np.ones(self.size), elapsed, ended]

    def row_slots(self, chosen: Ints) -> RowSlots:
        """The same columns for chosen rows, with the row's round and the time from arrival to its end."""
        return RowSlots(self, chosen)

    @cached_property
    def slots_at_end(self) -> list[Floats]:
        """The columns with the outcomes that happened."""
        return self.slots()

    def _as_text(self, outcome: Ints) -> Floats:
        texts = {name: i for i, name in enumerate(self.program.texts)}
        table = np.array(
            [texts.get(name, NONE) for name in self.log.catalog.outcomes] + [NONE], dtype=np.float64
        )
        return table[np.where(outcome >= 0, outcome, -1)]

    def holds(self, code: int) -> Flags:
        """For which cases a condition holds (all, for none).

        A case that has not finished has no outcome yet: where the condition asks for it, the case counts if
        it may still come to an outcome for which it holds, so that no unfinished case is dropped.
        """
        if code not in self._masks:
            self._masks[code] = self._holds(code)
        return self._masks[code]

    def chosen(self, code: int) -> Flags:
        """The measured cases for which a condition holds."""
        return self.measured if code == NONE else self.measured & self.holds(code)

    def _holds(self, code: int) -> Flags:
        if code == NONE:
            return np.ones(self.size, dtype=np.bool_)
        test = self.program.codes[code]
        found: Flags = evaluate(test, self.slots_at_end, self.size) != 0.0
        if not loads(test, len(self.process.attributes) + 2):
            return found
        found = found & self.left
        for outcome in self.process.outcomes:
            supposed = self.slots(np.where(self.left, self.cases["outcome"], outcome))
            found = found | (~self.left & (evaluate(test, supposed, self.size) != 0.0))
        return found


class RowSlots:
    """The columns that codes read for some rows; each is made when a code asks for it."""

    def __init__(self, part: Part, chosen: Ints) -> None:
        self._part, self._chosen, self._of = part, chosen, part.of[chosen]

    def __getitem__(self, slot: int) -> Floats:
        part, attributes = self._part, len(self._part.slots_at_end) - 3
        if slot == attributes:
            return part.rows["round"][self._chosen].astype(np.float64)
        if slot == attributes + 1:
            return (part.stop[self._chosen] - part.cases["arrived"][self._of]).astype(np.float64)
        return part.slots_at_end[slot][self._of]


def by_kind(kinds: Ints) -> Ints:
    """The order that sorts by kind and keeps the log's order within each."""
    # NumPy sorts sixteen bits by counting.
    small = len(kinds) and kinds.min() >= 0 and kinds.max() < 2**15
    return np.argsort(kinds.astype(np.int16) if small else kinds, kind="stable")


def instant(part: Part, name: str) -> Ints:
    """The instant of a milestone for each case, MISSING where it did not happen: ``arrived``, ``finished``, a
    mark, or ``step.queued``, ``step.started`` (both of the first visit) and ``step.ended`` (of the last).

    Raises `KeyError` for an unknown name.
    """
    if name in ("arrived", "finished"):
        whole: Ints = part.cases[name]
        return whole
    marks: Sequence[str] = part.log.catalog.milestones[part.index]
    if name in marks:
        return np.asarray(part.log.milestones[part.index][marks.index(name)], dtype=np.int64)
    step, _, what = name.rpartition(".")
    if what not in ("queued", "started", "ended"):
        raise KeyError(name)
    rows = part.rows_at(part.position(step))
    found = np.full(part.size, MISSING, dtype=np.int64)
    # Rows stand in order of queueing, and of several assignments to one place the last one stays.
    rows = rows if what == "ended" else rows[::-1]
    found[part.of[rows]] = part.rows[what][rows]
    return found
