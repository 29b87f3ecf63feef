"""What compiled code reads of a run: its rows and spells as columns, its program and duties as flat lists."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, pairwise
from operator import gt, itemgetter
from typing import Any, NamedTuple

import numpy as np

from sim.eventlog import EventLog
from sim.measures import native_columns as native
from sim.measures.columns import Ints
from sim.measures.staff import Duty, Staff, is_simple
from sim.program import NONE, OWNER, By, Need, Order, Program, Task

_JUDGED = {Order.FIFO: native.FIFO, Order.PRIORITY: native.BY_RANK, Order.LIFO: native.UNJUDGED}


class Rows(NamedTuple):
    """Columns of the rows."""

    process: Ints
    case: Ints
    position: Ints
    round: Ints
    queued: Ints
    started: Ints
    ended: Ints
    pool: Ints
    person: Ints
    outcome: Ints


class Cases(NamedTuple):
    """Columns of the case table."""

    process: Ints
    case: Ints
    arrived: Ints
    finished: Ints
    outcome: Ints


class Spells(NamedTuple):
    """The working spells of interrupted work, in order of row and start."""

    row: Ints
    started: Ints
    ended: Ints
    pool: Ints
    person: Ints


_ROWS, _CASES = itemgetter(*Rows._fields), itemgetter(*Cases._fields)
_NO_SPELLS = Spells(*(np.zeros(0, dtype=np.int64) for _ in Spells._fields))


class Steps(NamedTuple):
    """What a program says of the claims of each step (see `native_columns.NAMED`)."""

    steps: Ints
    """Where the steps of each process begin."""
    how: Ints
    stands: Ints
    """In which lines any claim stands, one that needs several people included: see `native_figures`."""
    level: Ints
    levels: Ints
    pauses: Ints
    """Which pools are not at work while off duty."""
    named: tuple[tuple[int, ...], ...]
    named_at: Ints
    only: Ints
    judged: Ints
    loose: Ints
    """Marks the pools in whose lines somebody's work turned out not to come in the order of the log, so that
    this is known when the next log is read; compiled code writes it."""
    pool: dict[str, int]
    lines: dict[str, tuple[int, ...]]
    persons: dict[str, tuple[int, ...]]
    """What the texts of logs name."""
    last: dict[str, Any]
    """The last columns of people, with the texts that they are of, and those of duties that stay."""


class Tables(NamedTuple):
    """The program, the log's texts and the duties as flat lists; ``x_at[k]..x_at[k + 1]`` is what k has."""

    steps: Ints
    how: Ints
    stands: Ints
    level: Ints
    levels: Ints
    judged: Ints
    loose: Ints
    pauses: Ints
    named_at: Ints
    only: Ints
    """The one pool whose anybody a step's claims are for; NONE where it is not known before."""
    line_at: Ints
    single: Ints
    """The pool of a line that has just one; NONE for the others."""
    pools: Ints
    who_at: Ints
    numbers: Ints
    person_at: Ints
    most: Ints
    """The most pools of one line, and people of one text."""
    groups: Ints
    group_of: Ints
    leaves: Ints
    duty_at: Ints
    opens: Ints
    closes: Ints
    before: Ints


def rows_of(staff: Staff) -> Rows:
    """The columns of the rows."""
    return Rows._make(_ROWS(staff.rows))


def cases_of(staff: Staff) -> Cases:
    """The columns of the case table."""
    return Cases._make(_CASES(staff.cases))


def spells_of(log: EventLog) -> Spells:
    """The spells that a log tells apart, in order."""
    if not len(log.spells.get("row", ())):
        return _NO_SPELLS
    columns = [np.asarray(log.spells[name], dtype=np.int64) for name in Spells._fields]
    row, started = columns[:2]
    if ((row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (started[1:] >= started[:-1]))).all():
        return Spells(*columns)
    order = np.lexsort((started, row))
    return Spells(*(column[order] for column in columns))


def no_tables() -> Tables:
    """The tables of no program."""
    tables = Tables(*(np.zeros(1, dtype=np.int64) for _ in Tables._fields))
    return tables._replace(judged=np.zeros(0, dtype=np.int64), most=np.ones(2, dtype=np.int64))


def _ends(parts: Iterable[Sequence[int]], first: int = 0) -> Ints:
    """Where each part begins in all of them one after the other, and where the last one ends."""
    return np.array([*accumulate(map(len, parts), initial=first)], dtype=np.int64)


def _flat(parts: Sequence[Sequence[int]]) -> Ints:
    return np.fromiter(chain.from_iterable(parts), dtype=np.int64, count=sum(map(len, parts)))


def tables_of(staff: Staff) -> Tables:
    """The tables of a log."""
    if "tables" not in staff.kept:
        staff.kept["tables"] = _tables(staff)
    found: Tables = staff.kept["tables"]
    return found


def _tables(staff: Staff) -> Tables:
    """The tables. Duties are kept for the next replication where nobody may be absent, and people where the
    texts are the same."""
    known, texts = _known_steps(staff.program), (staff.log.lines, staff.log.persons)
    people = known.last.get("people")
    if people is None or people[0] != texts:
        people = known.last["people"] = texts, _people(known, *texts)
    duties = known.last.get("duties")
    if duties is None:
        duties = _duties(staff)
        if all(staff.is_steady(p) for p in range(len(staff.program.pools))):
            known.last["duties"] = duties
    kept: tuple[Any, Any, Tables] | None = known.last.get("tables")
    if kept is not None and kept[0] is people and kept[1] is duties:
        return kept[2]
    found = Tables(
        steps=known.steps,
        how=known.how,
        stands=known.stands,
        level=known.level,
        levels=known.levels,
        judged=known.judged,
        loose=known.loose,
        pauses=known.pauses,
        **people[1],
        **duties,
    )
    known.last["tables"] = people, duties, found
    return found


def _people(known: Steps, lines: Sequence[str], persons: Sequence[str]) -> dict[str, Ints]:
    """The columns that a log's texts tell."""
    pools = [_pools_of(known, text) for text in lines]
    numbers = [_numbers_of(known, text) for text in persons]
    most = max(map(len, (*known.named, *pools)), default=0), max(map(len, numbers), default=0)
    return {
        "named_at": known.named_at,
        "only": known.only,
        "single": np.array([of[0] if len(of) == 1 else NONE for of in pools], dtype=np.int64),
        "line_at": _ends(pools, int(known.named_at[-1])),
        "pools": _flat([*known.named, *pools]),
        "who_at": _ends(numbers),
        "numbers": _flat(numbers),
        "most": np.array([max(1, count) for count in most], dtype=np.int64),
    }


def _pools_of(known: Steps, text: str) -> tuple[int, ...]:
    """The pools of a line; none where the program lacks one: that is left to the laws themselves."""
    if text not in known.lines:
        found = tuple(known.pool.get(name, NONE) for name in text.split("+"))
        known.lines[text] = found if NONE not in found else ()
    return known.lines[text]


def _numbers_of(known: Steps, text: str) -> tuple[int, ...]:
    if text not in known.persons:
        known.persons[text] = tuple(map(int, text.split("+")))
    return known.persons[text]


def _duties(staff: Staff) -> dict[str, Ints]:
    """The columns that tell who is on duty when."""
    duties = [staff.duty(p) for p in range(len(staff.program.pools))]
    shared = [[people for _, people in duty.shared] for duty in duties]
    group_of = np.empty(sum(len(people) for each in shared for people in each), dtype=np.int64)
    person_at = _ends([[k for people in each for k in people] for each in shared])
    each_group = [(people, p) for p, each in enumerate(shared) for people in each]
    for number, (people, p) in enumerate(each_group):
        group_of[person_at[p] + np.array(people)] = number
    leaves = [leaves for p, duty in enumerate(duties) for leaves in _leave(staff, p, duty)]
    duty_at = _ends([calendar.start for duty in duties for calendar, _ in duty.shared])
    opens, closes, before = _intervals(staff, duties, duty_at)
    return {
        "person_at": person_at,
        "groups": _ends([[0] * len(each) for each in shared]),
        "group_of": group_of,
        "leaves": np.array(leaves, dtype=np.int64),
        "duty_at": duty_at,
        "opens": opens,
        "closes": closes,
        "before": before,
    }


def _intervals(staff: Staff, duties: Sequence[Duty], duty_at: Ints) -> tuple[Ints, Ints, Ints]:
    """Starts, ends and open seconds before of all duties, one after the other; where each begins is known."""
    opens, closes = [], []
    for p, duty in enumerate(duties):
        if staff.is_steady(p):
            opens += [d.start for d, _ in duty.groups]
            closes += [d.end for d, _ in duty.groups]
        else:  # another one for each person and replication, so not worth keeping as arrays
            opens.append(_flat([calendar.start for calendar, _ in duty.shared]))
            closes.append(_flat([calendar.end for calendar, _ in duty.shared]))
    starts, ends = _joined(opens), _joined(closes)
    before = np.concatenate(([0], np.cumsum(ends - starts)))
    return starts, ends, before[:-1] - np.repeat(before[duty_at[:-1]], np.diff(duty_at))


def _joined(columns: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *columns])


def _leave(staff: Staff, pool: int, duty: Duty) -> list[bool]:
    """Whether the shift of each group of people ends for good."""
    listed = staff.program.pools[pool]
    shift_of = listed.shift_of
    return [listed.shifts[shift_of[people[0]]].last_day is not None for _, people in duty.shared]


_KEPT: OrderedDict[int, tuple[Program, Steps]] = OrderedDict()
_KEEP = 8


def _known_steps(program: Program) -> Steps:
    kept = _KEPT.get(id(program))
    if kept is None or kept[0] is not program:
        kept = _KEPT[id(program)] = program, _steps(program)
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    return kept[1]


def _steps(program: Program) -> Steps:
    tasks = [[_task(program, s.node) for s in process.steps] for process in program.processes]
    flat = [(task, program.nodes[s.node].limits if s.node != NONE else ())
            for process, found in zip(program.processes, tasks, strict=True)
            for s, task in zip(process.steps, found, strict=True)]  # fmt: skip
    ranks = [_rank(program, task, bool(limits)) for task, limits in flat]
    levels = sorted({r for r in ranks if r is not None})
    named = tuple(_named(task.needs) if task is not None else () for task, _ in flat)
    how = [_how(task) for task, _ in flat]
    only = [of[0] if h == native.NAMED and len(of) == 1 else NONE for h, of in zip(how, named, strict=True)]
    return Steps(
        steps=_ends([[0] * len(found) for found in tasks]),
        how=np.array(how, dtype=np.int64),
        only=np.array(only, dtype=np.int64),
        stands=np.array([_stands(task) for task, _ in flat], dtype=np.int64),
        level=np.array([NONE if r is None else levels.index(r) for r in ranks], dtype=np.int64),
        levels=np.array([len(levels)], dtype=np.int64),
        pauses=np.array([p.pause for p in program.pools], dtype=np.int64),
        named=named,
        named_at=_ends(named),
        judged=np.array([_JUDGED.get(p.order, native.FREE) for p in program.pools], dtype=np.int64),
        loose=np.zeros(len(program.pools), dtype=np.int64),
        pool={p.name: k for k, p in reversed(list(enumerate(program.pools)))},
        lines={},
        persons={},
        last={},
    )


def _task(program: Program, node: int) -> Task | None:
    detail = program.nodes[node].detail if node != NONE else None
    return detail if isinstance(detail, Task) else None


def _named(needs: Sequence[Need]) -> tuple[int, ...]:
    return tuple(sorted({n.pool for n in needs if n.pool != OWNER}))


def _how(task: Task | None) -> int:
    if task is None:
        return native.NOT_A_TASK
    if not is_simple(task):
        return native.CREW
    return native.TOLD if task.by == By.SHORTEST else native.NAMED


def _stands(task: Task | None) -> int:
    """The lines of a claim: those that a task names, or the one that the row tells (as `Staff`)."""
    if task is None:
        return native.NOT_A_TASK
    by_owner = any(n.pool == OWNER for n in task.needs)
    return native.TOLD if by_owner or task.by == By.SHORTEST else native.NAMED


def _rank(program: Program, task: Task | None, limited: bool) -> float | None:
    """The fixed priority of a step's claims (as `lines._rank`); None where it may change."""
    if task is None or limited or task.by not in (By.ANY, By.SHORTEST):
        return None
    return 0.0 if task.priority == NONE else program.codes[task.priority].fixed


# Memory


class _Kept(threading.local):
    words: Ints = np.empty(0, dtype=np.int64)
    asked: tuple[Sequence[int], Sequence[int]] | None = None
    columns: Sequence[Ints] = ()


_kept = _Kept()


def scratch(sizes: Sequence[int]) -> list[Ints]:
    """Columns of these lengths, out of memory that the thread keeps."""
    if len(_kept.words) < sum(sizes):
        _kept.words = np.empty(2 * sum(sizes), dtype=np.int64)
    words = _kept.words
    return [words[a:b] for a, b in pairwise(accumulate(sizes, initial=0))]


_SKEW = 40
"""Columns that began a whole number of pages apart would drive each other out of the processor's cache."""


def spacious(lengths: Sequence[int], kinds: Sequence[int]) -> Sequence[Ints]:
    """Columns of at least these lengths, like `scratch`: those of the last time, where they are long enough.
    ``kinds`` tell the place of each column's length in ``lengths``.
    """
    known = _kept.asked
    if known is None or known[1] is not kinds or any(map(gt, lengths, known[0])):
        longer = [length + length // 4 + _SKEW for length in lengths]
        _kept.columns = scratch([longer[kind] for kind in kinds])
        _kept.asked = longer, kinds
    return _kept.columns
