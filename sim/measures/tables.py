"""What compiled code reads of a run: its rows and spells as columns, its program and duties as flat lists."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.eventlog import EventLog
from sim.measures import native_laws as native
from sim.measures.columns import Ints
from sim.measures.staff import Staff, is_simple
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


class Spells(NamedTuple):
    """The working spells of interrupted work, in order of row and start."""

    row: Ints
    started: Ints
    ended: Ints
    pool: Ints
    person: Ints


class Steps(NamedTuple):
    """What a program says of the claims of each step (see `native_laws.NAMED` and what stands beside it)."""

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
    judged: Ints
    pool: dict[str, int]
    last: dict[str, Any]
    """The last tables, with the texts of the log that they are of."""


class Tables(NamedTuple):
    """The program, the log's texts and the duties as flat lists; ``x_at[k]..x_at[k + 1]`` is what k has."""

    steps: Ints
    how: Ints
    stands: Ints
    level: Ints
    levels: Ints
    judged: Ints
    pauses: Ints
    named_at: Ints
    line_at: Ints
    pools: Ints
    who_at: Ints
    numbers: Ints
    person_at: Ints
    groups: Ints
    group_of: Ints
    leaves: Ints
    duty_at: Ints
    opens: Ints
    closes: Ints
    before: Ints


def rows_of(staff: Staff) -> Rows:
    """The columns of the rows."""
    return Rows(*(staff.rows[name] for name in Rows._fields))


def spells_of(log: EventLog) -> Spells:
    """The spells that a log tells apart, in order."""
    columns = [np.asarray(log.spells.get(name, ()), dtype=np.int64) for name in Spells._fields]
    order = np.lexsort((columns[1], columns[0]))
    return Spells(*(column[order] for column in columns))


def _ends(parts: Iterable[Sequence[int]]) -> Ints:
    """Where each part begins in all of them one after the other, and where the last one ends."""
    return np.cumsum([0, *(len(p) for p in parts)], dtype=np.int64)


def _flat(parts: Iterable[Sequence[int]]) -> Ints:
    return np.array([x for part in parts for x in part], dtype=np.int64)


def tables_of(staff: Staff) -> Tables:
    """The tables of a log."""
    if "tables" not in staff.kept:
        staff.kept["tables"] = _tables(staff)
    found: Tables = staff.kept["tables"]
    return found


def _tables(staff: Staff) -> Tables:
    """The tables, kept for the next replication where nobody may be absent and the texts are the same."""
    known, texts = _known_steps(staff.program), (staff.log.lines, staff.log.persons)
    if any(s.absent > 0 for p in staff.program.pools for s in p.shifts):
        return _new_tables(staff, known)
    if known.last.get("texts") != texts:
        known.last.update(texts=texts, tables=_new_tables(staff, known))
    found: Tables = known.last["tables"]
    return found


def _new_tables(staff: Staff, known: Steps) -> Tables:
    log = staff.log
    lines = [[known.pool.get(name, NONE) for name in text.split("+")] for text in log.lines]
    # Whoever is named where the program has no such pool is left to the laws themselves.
    lines = [line if NONE not in line else [] for line in lines]
    persons = [[int(p) for p in text.split("+")] for text in log.persons]
    named_at = _ends(known.named)
    groups = [staff.groups(p) for p in range(len(staff.program.pools))]
    group_of = np.empty(sum(len(people) for each in groups for _, people in each), dtype=np.int64)
    person_at = _ends([[k for _, people in each for k in people] for each in groups])
    each_group = [(duty, people, p) for p, each in enumerate(groups) for duty, people in each]
    for number, (_, people, p) in enumerate(each_group):
        group_of[person_at[p] + np.array(people)] = number
    duties = [duty for duty, _, _ in each_group]
    return Tables(
        steps=known.steps,
        how=known.how,
        stands=known.stands,
        level=known.level,
        levels=known.levels,
        judged=known.judged,
        pauses=known.pauses,
        named_at=named_at,
        line_at=named_at[-1] + _ends(lines),
        pools=_flat([*known.named, *lines]),
        who_at=_ends(persons),
        numbers=_flat(persons),
        person_at=person_at,
        groups=_ends([[0] * len(each) for each in groups]),
        group_of=group_of,
        leaves=np.array([_leaves(staff, p, people) for _, people, p in each_group], dtype=np.int64),
        duty_at=np.cumsum([0, *(len(d.start) for d in duties)], dtype=np.int64),
        opens=_joined(d.start for d in duties),
        closes=_joined(d.end for d in duties),
        before=_joined(d.cum[: len(d.start)] for d in duties),
    )


def _joined(columns: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *columns])


def _leaves(staff: Staff, pool: int, people: Sequence[int]) -> bool:
    """Whether the shift of these people ends for good."""
    listed = staff.program.pools[pool]
    return listed.shifts[listed.shift_of[people[0]]].last_day is not None


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
    return Steps(
        steps=_ends([[0] * len(found) for found in tasks]),
        how=np.array([_how(task) for task, _ in flat], dtype=np.int64),
        stands=np.array([_stands(task) for task, _ in flat], dtype=np.int64),
        level=np.array([NONE if r is None else levels.index(r) for r in ranks], dtype=np.int64),
        levels=np.array([len(levels)], dtype=np.int64),
        pauses=np.array([p.pause for p in program.pools], dtype=np.int64),
        named=tuple(_named(task.needs) if task is not None else () for task, _ in flat),
        judged=np.array([_JUDGED.get(p.order, native.FREE) for p in program.pools], dtype=np.int64),
        pool={p.name: k for k, p in reversed(list(enumerate(program.pools)))},
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


_kept = _Kept()


def scratch(sizes: Sequence[int]) -> list[Ints]:
    """Columns of these lengths, out of memory that the thread keeps."""
    if len(_kept.words) < sum(sizes):
        _kept.words = np.empty(2 * sum(sizes), dtype=np.int64)
    ends = np.cumsum(sizes).tolist()
    return [_kept.words[end - size : end] for size, end in zip(sizes, ends, strict=True)]
