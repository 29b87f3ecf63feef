"""One replication on the compiled engine: an image in, the kernel, a log out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from sim.catalog import catalog_of
from sim.engines.bounds import MOST_AT_ONCE, MOST_CASES
from sim.engines.compiled import columns as c
from sim.engines.compiled import kernel
from sim.engines.compiled.image import Image, Imager
from sim.engines.compiled.memory import Memory, Rooms, grown, keep, memory_for
from sim.engines.compiled.record import event_log
from sim.errors import SimulationError
from sim.eventlog import Catalog, EventLog
from sim.program import Program


def run_replication(program: Program, *, seed: int, replication: int) -> EventLog:
    """The history of one replication, row by row that of the reference engine.

    Raises `SimulationError` where an expression has no finite value or a chance lies outside [0, 1].
    """
    known, scale = _known(program, seed, replication), 1
    while True:
        luck = seed, replication
        memory = memory_for(program, known.image, known.rooms, luck=luck, scale=scale)
        status = kernel.run(*memory)
        while status == c.GROW:
            memory = grown(memory)
            status = kernel.run(*memory)
        if status == c.FINISHED:
            known.rooms.learn(memory)
            log = event_log(program, known.catalog, memory)
            keep(memory)
            return log
        if memory.i[c.ERROR] != c.FULL:
            raise _error(program, memory)
        # A single event needed more than the margin: begin again with more room; the same luck gives the same
        # history.
        scale *= 4


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
