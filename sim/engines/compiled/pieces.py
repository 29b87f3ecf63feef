"""The history of a run piece by piece: what has left is told and forgotten, what is open stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Flags, Ints
from sim.engines.compiled.memory import Memory
from sim.engines.compiled.record import Written, event_log, log_of
from sim.engines.compiled.table import count_open, leave_out, tell_open
from sim.eventlog import Catalog, EventLog, Piece
from sim.program import Program


def rest(program: Program, catalog: Catalog, memory: Memory, begin: int) -> Piece:
    """What is there at the end of a run: all of it, if it has not paused (``begin`` -1)."""
    log = event_log(program, catalog, memory)
    return Piece(begin=begin, log=log, left=log)


def up_to_now(program: Program, catalog: Catalog, memory: Memory, begin: int) -> Piece:
    """What happened behind ``begin`` up to the present pause; cases that have left with all their rows are
    taken out of the memory."""
    i = memory.i
    cases, spells = count_open(i)
    inside, going_on = np.empty((3, cases), dtype=np.int64), np.empty((4, spells), dtype=np.int64)
    tell_open(i, inside, going_on)
    written = Written.of(program, memory, going_on)
    stays = _is_among((written.rows["process"], written.rows["case"]), (inside[0], inside[1]))
    lingers = np.zeros(int(i[c.CASES]), dtype=np.bool_)
    lingers[inside[2]] = True
    log = log_of(program, catalog, memory, (written, ~lingers))
    piece = Piece(begin=begin, log=log, left=_without(log, stays))
    leave_out(i, stays, lingers, written.place)
    return piece


def _is_among(these: tuple[Ints, Ints], those: tuple[Ints, Ints]) -> Flags:
    """Which of these cases (process, number) are among those."""
    if not len(these[0]) or not len(those[0]):
        return np.zeros(len(these[0]), dtype=np.bool_)
    low = min(int(n.min()) for _, n in (these, those))
    span = max(int(n.max()) for _, n in (these, those)) - low + 1
    keys = [process * span + number - low for process, number in (these, those)]
    return np.isin(keys[0], keys[1])


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
