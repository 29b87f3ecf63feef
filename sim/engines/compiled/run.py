"""One replication on the compiled engine: tables in, kernel, log out."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from sim.catalog import catalog_of
from sim.engines.compiled import columns as c
from sim.engines.compiled import kernel
from sim.engines.compiled.crew import Crew, absentees, crew_of
from sim.engines.compiled.flatten import Flat, Ints, flatten
from sim.engines.compiled.record import event_log
from sim.engines.compiled.state import Memory, grown, memory_for
from sim.errors import SimulationError
from sim.eventlog import EventLog
from sim.program import NONE, Program

Prepared = tuple[Flat, Crew]


def run_replication(program: Program, *, seed: int, replication: int) -> EventLog:
    """The history of one replication, row by row that of the reference engine.

    Raises `SimulationError` where an expression has no finite value or a chance lies outside [0, 1].
    """
    flat, crew = _prepared(program, seed, replication)
    scale = 1
    while True:
        memory = _begun(program, flat, crew, seed=seed, replication=replication, scale=scale)
        status = kernel.run(flat, memory)
        while status == c.GROW:
            memory = grown(memory)
            status = kernel.run(flat, memory)
        if status == c.FINISHED:
            return event_log(program, catalog_of(program), memory, replication)
        if memory.g[c.ERROR] != c.FULL:
            raise _error(program, memory)
        # A single event needed more than the margin: begin again with more room; the same luck gives the same history.
        scale *= 4


def _begun(program: Program, flat: Flat, crew: Crew, *, seed: int, replication: int, scale: int) -> Memory:
    memory = memory_for(flat, crew, scale=scale)
    memory.g[c.HORIZON], memory.g[c.REPLICATION] = program.horizon, replication
    memory.g[c.SEED_LOW], memory.g[c.SEED_HIGH] = seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF
    waiting = int(flat.backlog[:, 0].sum()) if len(flat.backlog) else 0
    while len(memory.heap_time) < waiting + len(flat.processes) + 1024:
        memory = memory._replace(
            heap_time=np.zeros(2 * len(memory.heap_time), dtype=np.int64),
            heap_event=np.zeros(2 * len(memory.heap_event), dtype=np.int64),
            events=np.zeros((2 * len(memory.events), c.EVENT_WIDTH), dtype=np.int64),
        )
    kernel.begin(flat, memory)
    return memory


_KEPT: OrderedDict[int, tuple[Program, Flat, tuple[Ints, int], Prepared | None]] = OrderedDict()
_KEEP = 8


def _prepared(program: Program, seed: int, replication: int) -> Prepared:
    """Tables of a program, kept for the next replication; the people anew where somebody may be absent."""
    key = id(program)
    if key not in _KEPT or _KEPT[key][0] is not program:
        flat, bucket_of, buckets = flatten(program)
        fixed = None if absentees(program) else crew_of(program, flat, (bucket_of, buckets), seed=seed, replication=replication)
        _KEPT[key] = (program, flat, (bucket_of, buckets), fixed)
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    _, flat, buckets_, fixed_ = _KEPT[key]
    return fixed_ or crew_of(program, flat, buckets_, seed=seed, replication=replication)


def _error(program: Program, memory: Memory) -> SimulationError:
    what, case, node = (int(memory.g[k]) for k in (c.ERROR, c.ERROR_CASE, c.ERROR_NODE))
    if what in (c.TOO_MANY, c.BACKLOG_TOO_OLD):
        name = program.processes[case].name
        told = "more arrivals than can be meant" if what == c.TOO_MANY else "a backlog age before the days of the calendar"
        return SimulationError(f"process {name}: {told}")
    process = program.processes[memory.cases[case, c.CPROC]]
    step = f".{process.steps[program.nodes[node].position].name}" if node != NONE and program.nodes[node].position >= 0 else ""
    told = {
        c.NOT_FINITE: "an expression without a finite value; expected a finite number",
        c.NOT_A_CHANCE: "a chance outside [0, 1]; expected one in [0, 1]",
        c.NEGATIVE_WORK: "work of less than 0 s; expected 0 or more",
        c.NO_OWNER: "by owner, but no assign step was passed before",
    }[what]
    return SimulationError(f"{process.name}{step}, case {memory.cases[case, c.CNUM]}: {told}")
