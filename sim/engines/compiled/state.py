"""What changes during a run: the kernel's own tables, and how they grow."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled import columns as c
from sim.engines.compiled.crew import Crew
from sim.engines.compiled.flatten import Flat, Floats, Ints


class Memory(NamedTuple):
    """The state of one replication. Rows of `cases`, `visits` and `events` are used again when they are free."""

    g: Ints
    people: Ints
    speeds: Floats
    busy: Ints
    """The visit of each person, or NIL."""
    groups: Ints
    group_state: Ints
    pool_state: Ints
    """In hand (rows), claims in line, pending wake."""
    cases: Ints
    values: Floats
    visits: Ints
    keys: Floats
    links: Ints
    crew: Ints
    buckets: Ints
    bucket_of: Ints
    heap_time: Ints
    heap_event: Ints
    events: Ints
    arriving: Ints
    sums: Floats
    backlog_at: Ints
    """Process, number, arrival, node and measured of each backlog case, in order of process and number."""
    backlog_scratch: Ints
    rounds_robin: Ints
    owned: Ints
    """Open cases each person owns."""
    bookings: Ints
    gathers: Ints
    gather_head: Ints
    gather_value: Floats
    queueing: Ints
    """Claims that queue for each task node."""
    fresh: Ints
    """Claims with limited room that joined at this instant."""
    rows: Ints
    spells: Ints
    crews: Ints
    done_cases: Ints
    done_values: Floats
    frames: Ints
    stack: Floats
    scratch: Ints


MARGIN = 512
"""Free rows the kernel asks for before each event."""


def memory_for(flat: Flat, crew: Crew, *, scale: int) -> Memory:
    """The state at second 0 before anything is due; ``scale`` doubles the sizes that one single event may exhaust."""
    h, room = flat.header, 4 * MARGIN * scale
    nodes, backlog = len(flat.nodes), int(flat.backlog[:, 0].sum()) if len(flat.backlog) else 0
    g = np.zeros(c.SCALARS, dtype=np.int64)
    for free in (c.EVENT_FREE, c.VISIT_FREE, c.CASE_FREE, c.GATHER_FREE):
        g[free] = c.NIL
    people = len(crew.people)
    return Memory(
        g=g,
        people=crew.people,
        speeds=crew.speeds,
        busy=np.full(max(1, people), c.NIL, dtype=np.int64),
        groups=crew.groups,
        group_state=crew.group_state.copy(),
        pool_state=np.tile(np.array([0, 0, c.UNSET], dtype=np.int64), (max(1, len(flat.pools)), 1)),
        cases=_ints(room, int(h[c.HCASE])),
        values=np.zeros((room, int(h[c.HVALUES]))),
        visits=_ints(room, c.VISIT_WIDTH),
        keys=np.zeros((room, 3)),
        links=_ints(room * int(h[c.HLINES]), c.LINK_WIDTH),
        crew=_ints(room, int(h[c.HCREW])),
        buckets=np.tile(np.array([c.NIL, c.NIL, 0], dtype=np.int64), (max(1, crew.buckets), 1)),
        bucket_of=crew.bucket_of,
        heap_time=np.zeros(room, dtype=np.int64),
        heap_event=np.zeros(room, dtype=np.int64),
        events=_ints(room, c.EVENT_WIDTH),
        arriving=_ints(max(1, len(flat.processes)), c.ARRIVING_WIDTH),
        sums=np.zeros(max(1, len(flat.processes))),
        backlog_at=_ints(max(1, backlog), 5),
        backlog_scratch=_ints(max(1, backlog), 5),
        rounds_robin=np.zeros(nodes, dtype=np.int64),
        owned=np.zeros(max(1, people), dtype=np.int64),
        bookings=np.zeros(max(1, int(flat.sessions[:, 1].sum())), dtype=np.int64),
        gathers=_ints(room, c.GATHER_WIDTH),
        gather_head=np.full(nodes, c.NIL, dtype=np.int64),
        gather_value=np.zeros(room),
        queueing=np.zeros(nodes, dtype=np.int64),
        fresh=np.zeros(room, dtype=np.int64),
        rows=_ints(2 * room, c.ROW_WIDTH),
        spells=_ints(room, 5),
        crews=np.zeros(room, dtype=np.int64),
        done_cases=_ints(room, 6 + max(1, int(flat.processes[:, c.RNMARK].max(initial=0)))),
        done_values=np.zeros((room, int(h[c.HVALUES]))),
        frames=_ints(room, 3),
        stack=np.zeros(128),
        scratch=np.zeros(max(8, people + 1), dtype=np.int64),
    )


def _ints(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


def grown(memory: Memory) -> Memory:
    """The same state with twice the room wherever less than the margin is left."""
    g, fields = memory.g, memory._asdict()
    visits, cases, events = int(g[c.VISITS]), int(g[c.CASES]), int(g[c.EVENTS])
    for names, used in (
        (("visits", "keys", "crew"), visits), (("cases", "values"), cases), (("heap_time", "heap_event"), int(g[c.HEAP])), (("events",), events),
        (("rows",), int(g[c.ROWS])), (("spells",), int(g[c.SPELLS])), (("crews",), int(g[c.CREWS])),
        (("done_cases", "done_values"), int(g[c.DONE_CASES])), (("gathers", "gather_value"), int(g[c.GATHERS])),
    ):  # fmt: skip
        if len(fields[names[0]]) - used < 2 * MARGIN:
            for name in names:
                fields[name] = _doubled(fields[name])
    lines = len(memory.links) // len(memory.visits)
    if len(fields["visits"]) != len(memory.visits):
        fields["links"] = _longer(memory.links, len(fields["visits"]) * lines)
    return Memory(**fields)


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    return _longer(array, 2 * len(array))


def _longer(array: NDArray[Any], length: int) -> NDArray[Any]:
    new = np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    new[: len(array)] = array
    return new
