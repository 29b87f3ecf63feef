"""The history of a run piece by piece: what has left is told and forgotten, what is open stays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Floats, Ints
from sim.engines.compiled.memory import Memory
from sim.engines.compiled.record import Written, event_log
from sim.engines.compiled.table import count_open, leave_out, tell_open
from sim.eventlog import CASE_COLUMNS, Catalog, EventLog, Piece
from sim.program import Program

Flags = NDArray[np.bool_]


def rest(program: Program, catalog: Catalog, memory: Memory, begin: int) -> Piece:
    """What is there at the end of a run: all of it, if it has not paused (``begin`` -1)."""
    if begin < 0:
        log = event_log(program, catalog, memory)
    else:
        everybody = np.arange(int(memory.i[c.DONE_CASES]))
        log = _log(program, catalog, memory, (Written.of(program, memory), everybody))
    return Piece(begin=begin, log=log, left=log)


def up_to_now(program: Program, catalog: Catalog, memory: Memory, begin: int) -> Piece:
    """What happened behind ``begin`` up to the present pause; cases that have left with all their rows are
    taken out of the memory."""
    i, f, _ = memory
    cases, spells = count_open(i)
    inside, going_on = np.empty((3, cases), dtype=np.int64), np.empty((4, spells), dtype=np.int64)
    tell_open(i, inside, going_on)
    written = Written.of(program, memory, going_on)
    rows, done = written.rows, _done(memory)
    stays = _is_among((rows["process"], rows["case"]), (inside[0], inside[1]))
    lingers = _is_among((done[:, 0], done[:, 1]), (inside[0], inside[1]))
    log = _log(program, catalog, memory, (written, np.flatnonzero(~lingers)))
    piece = Piece(begin=begin, log=log, left=_without(log, stays))
    leave_out(i, f, stays, lingers, written.place)
    return piece


def _done(memory: Memory) -> Ints:
    """The kernel's table of cases that have left, row by row."""
    i = memory.i
    at, n, size = int(i[c.DONE_AT]), int(i[c.DONE_CASES]), int(i[c.DONE_SIZE])
    return i[at : at + n * size].reshape(n, size)


def _is_among(these: tuple[Ints, Ints], those: tuple[Ints, Ints]) -> Flags:
    """Which of these cases (process, number) are among those."""
    if not len(these[0]) or not len(those[0]):
        return np.zeros(len(these[0]), dtype=np.bool_)
    low = min(int(n.min()) for _, n in (these, those))
    span = max(int(n.max()) for _, n in (these, those)) - low + 1
    keys = [process * span + number - low for process, number in (these, those)]
    return np.isin(keys[0], keys[1])


def _log(program: Program, catalog: Catalog, memory: Memory, found: tuple[Written, Ints]) -> EventLog:
    """A log of what is written, with some of the cases that have left (their places)."""
    written, chosen = found
    done = _done(memory)[chosen]
    order = np.lexsort((done[:, 1], done[:, 0]))
    table = np.ascontiguousarray(done[order].T)
    values = _values(memory)[chosen[order]]
    ends = np.searchsorted(table[0], np.arange(len(program.processes) + 1)).tolist()
    spans = [slice(lo, hi) for lo, hi in pairwise(ends)]
    marks = table[c.DONE_WIDTH :]
    attributes: list[tuple[Floats, ...]] = [
        tuple(np.ascontiguousarray(values[span, : len(p.attributes)].T))
        for p, span in zip(program.processes, spans, strict=True)
    ]
    return EventLog(
        catalog=catalog,
        replication=int(memory.i[c.REPLICATION]),
        end=int(memory.i[c.NOW]),
        rows=written.rows,
        cases=dict(zip(CASE_COLUMNS, table[: c.DONE_WIDTH], strict=True)),
        attributes=tuple(attributes),
        milestones=tuple(
            tuple(marks[: len(p.milestones), span]) for p, span in zip(program.processes, spans, strict=True)
        ),
        spells=written.spells,
        lines=written.lines.texts,
        persons=written.persons.texts,
    )


def _values(memory: Memory) -> Floats:
    i, f, _ = memory
    at, n, width = int(i[c.DONE_VALUES_AT]), int(i[c.DONE_CASES]), int(i[c.VALUES])
    return f[at : at + n * width].reshape(n, width)


def _without(log: EventLog, stays: Flags) -> EventLog:
    """The log without the rows of those who stay."""
    gone = np.flatnonzero(~stays)
    spells = log.spells
    if len(spells["row"]):
        told = np.flatnonzero(~stays[np.asarray(spells["row"])])
        spells = {name: np.asarray(column)[told] for name, column in spells.items()}
        spells["row"] = (np.cumsum(~stays) - 1)[spells["row"]]
    return replace(
        log, rows={name: np.asarray(column)[gone] for name, column in log.rows.items()}, spells=spells
    )
