"""The memory of a run: the two arenas and the tables of what is finished, and how they grow."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

from sim.backlog import entries
from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Floats, Image, Ints
from sim.program import Program

A = TypeVar("A", Ints, Floats)


class Memory(NamedTuple):
    """The arenas of integers and floats."""

    i: Ints
    f: Floats


def memory_for(program: Program, image: Image, *, seed: int, replication: int, scale: int) -> Memory:
    """The memory at second 0, before anything is due; ``scale`` multiplies what one single event may
    exhaust.
    """
    room, given = 4 * c.MARGIN * scale, image.i
    backlog = entries(program, seed, replication)
    heap, done = 4 * room + len(backlog), c.DONE_WIDTH + max(1, image.marks)
    tables = (
        (c.BACKLOG_AT, c.BACKLOGS, len(backlog), c.ENTRY_WIDTH),
        (c.HEAP_TIMES, c.HEAP_ROOM, heap, 1),
        (c.HEAP_EVENTS, c.HEAP_ROOM, heap, 1),
        (c.FRAMES_AT, c.FRAMES_ROOM, room, c.FRAME_WIDTH),
        (c.FRESH_AT, c.FRESH_ROOM, room, 1),
        (c.ROWS_AT, c.ROWS_ROOM, 4 * room, c.ROW_WIDTH),
        (c.DONE_AT, c.DONE_ROOM, 2 * room, done),
    )
    row = int(given[c.CASE_SIZE] + given[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH + 16)
    i = np.zeros(
        len(given)
        + sum(n * width for *_, n, width in tables)
        + 4 * room * row
        + c.EVENT_WIDTH * len(backlog),
        dtype=np.int64,
    )
    i[: len(given)] = given
    at = len(given)
    for place, count, n, width in tables:
        i[place], i[count] = at, n
        at += n * width
    i[c.ARENA], i[c.DONE_SIZE] = at, done
    _write_backlog(i, backlog)
    f = np.zeros(len(image.f) + room * int(6 * given[c.VALUES] + c.KEYS + 1))
    f[: len(image.f)] = image.f
    i[c.DONE_VALUES_AT] = len(image.f)
    i[c.FLOATS] = len(image.f) + 2 * room * given[c.VALUES]
    i[c.INTS_ROOM], i[c.FLOATS_ROOM] = len(i), len(f)
    return Memory(i, f)


def _write_backlog(i: Ints, backlog: list[tuple[int, int, int, int, bool]]) -> None:
    """Entries of the cases before second 0, with offsets for process and node."""
    for k, (process, number, arrived, node, measured) in enumerate(backlog):
        at = i[c.BACKLOG_AT] + c.ENTRY_WIDTH * k
        node_at = c.SCALARS + c.NODE_WIDTH * node
        i[at : at + c.ENTRY_WIDTH] = (
            i[c.PROCESSES_AT] + c.PROCESS_WIDTH * process,
            number,
            arrived,
            node_at,
            int(measured),
        )


def grown(memory: Memory) -> Memory:
    """The same state in arenas long enough for all tables to move to twice their room; offsets stay what they
    are.
    """
    i, f = memory
    tables = 4 * i[c.HEAP_ROOM] + 2 * c.ROW_WIDTH * i[c.ROWS_ROOM] + 2 * i[c.DONE_SIZE] * i[c.DONE_ROOM]
    row = i[c.CASE_SIZE] + i[c.VISIT_SIZE] + 64
    ints = max(2 * len(i), int(i[c.ARENA] + tables + 8 * c.MARGIN * row))
    floats = max(
        2 * len(f),
        int(i[c.FLOATS] + 2 * i[c.VALUES] * i[c.DONE_ROOM] + 8 * c.MARGIN * (i[c.VALUES] + c.KEYS + 1)),
    )
    longer = Memory(_longer(i, ints), _longer(f, floats))
    longer.i[c.INTS_ROOM], longer.i[c.FLOATS_ROOM] = ints, floats
    return longer


def _longer(array: A, length: int) -> A:
    new = np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    new[: len(array)] = array
    return new
