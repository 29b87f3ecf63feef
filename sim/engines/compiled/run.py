"""One replication on the compiled engine: an image in, the kernel, a log out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.catalog import catalog_of
from sim.engines.bounds import MOST_AT_ONCE, MOST_CASES
from sim.engines.compiled import columns as c
from sim.engines.compiled import kernel
from sim.engines.compiled.image import Image, Imager
from sim.engines.compiled.memory import Memory, Rooms, grown, keep, memory_for
from sim.engines.compiled.pieces import rest, up_to_now
from sim.errors import SimulationError
from sim.eventlog import Catalog, EventLog, Piece
from sim.program import Program


PIECE = 1 << 18
"""Rows and cases that have left, taken together, after which a history told in pieces pauses."""


def run_replication(program: Program, *, seed: int, replication: int) -> EventLog:
    """The history of one replication, row by row that of the reference engine.

    Raises `SimulationError` where an expression has no finite value or a chance lies outside [0, 1].
    """
    (whole,) = in_pieces(program, seed=seed, replication=replication, size=c.NEVER)
    return whole.log


def in_pieces(program: Program, *, seed: int, replication: int, size: int | None = None) -> Iterator[Piece]:
    """The same history in pieces of about ``size`` (PIECE) rows and cases, so that the memory does not grow
    with the number of cases; raises as `run_replication`.
    """
    known, scale, told, size = _known(program, seed, replication), 1, 0, size or PIECE
    while True:
        memory = memory_for(program, known.image, known.rooms, luck=(seed, replication), scale=scale)
        number, begin, memory.i[c.PAUSE_AT] = 0, -1, size
        while True:
            status, memory = _on(memory)
            if status not in (c.FINISHED, c.PAUSED):
                break
            known.rooms.learn(memory)
            told_by = rest if status == c.FINISHED else up_to_now
            piece = told_by(program, known.catalog, memory, begin)
            if number >= told:
                told += 1
                yield piece
            number, begin = number + 1, piece.log.end
            if status == c.FINISHED:
                keep(memory)
                return
            there = int(memory.i[c.ROWS] + memory.i[c.CASES] - memory.i[c.INSIDE])
            # Twice what stays: a backlog that grows is not written down again and again.
            memory.i[c.PAUSE_AT] = there + max(size, there)
        if memory.i[c.ERROR] != c.FULL:
            raise _error(program, memory)
        # A single event needed more than the margin: begin again with more room; the same luck gives the same
        # history, so the pieces that were told are left out.
        scale *= 4


def _on(memory: Memory) -> tuple[int, Memory]:
    """Let the run go on until it pauses, is over or breaks off."""
    status = kernel.run(memory.i, memory.f)
    while status == c.GROW:
        memory = grown(memory)
        status = kernel.run(memory.i, memory.f)
    return int(status), memory


@dataclass(frozen=True, slots=True)
class Known:
    """What one replication leaves to the next of the same program."""

    program: Program
    image: Image
    catalog: Catalog
    rooms: Rooms


_KEPT: OrderedDict[int, Known] = OrderedDict()
_KEEP = 8


def _known(program: Program, seed: int, replication: int) -> Known:
    """The program's image, kept for the next replication; made anew for each where somebody may be absent."""
    kept = _KEPT.get(id(program))
    if kept is None or kept.program is not program:
        image = Imager(program, seed=seed, replication=replication).image()
        kept = _KEPT[id(program)] = Known(program, image, catalog_of(program), Rooms())
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    elif any(s.absent > 0 for p in program.pools for s in p.shifts):
        return replace(kept, image=Imager(program, seed=seed, replication=replication).image())
    return kept


def _error(program: Program, memory: Memory) -> SimulationError:
    i = memory.i
    what, case, node = int(i[c.ERROR]), int(i[c.ERROR_CASE]), int(i[c.ERROR_NODE])
    if what == c.TOO_MANY:
        return SimulationError(
            f"process {program.processes[i[case + c.RINDEX]].name}: more than {MOST_CASES:,} arrivals; "
            "expected a rate, an interval or a batch that can be meant"
        )
    process = program.processes[i[i[case + c.CPROC] + c.RINDEX]]
    step = "" if node == c.NIL else f".{process.steps[i[node + c.POS]].name}"
    told = {
        c.NOT_FINITE: "an expression without a finite value; expected a finite number",
        c.NOT_A_CHANCE: "a chance outside [0, 1]; expected one in [0, 1]",
        c.NEGATIVE_WORK: "work of less than 0 s; expected 0 or more",
        c.NO_OWNER: "by owner, but no assign step was passed before",
        c.TOO_MANY_STEPS: f"more than {MOST_AT_ONCE:,} steps at one instant; "
        "expected a repeat whose rounds take time or come to an end",
    }[what]
    return SimulationError(f"{process.name}{step}, case {i[case + c.CNUM]}: {told}")
