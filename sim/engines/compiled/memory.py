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
    """The arenas ``i`` and ``f``, the rows of the log, the case table, and the attributes of its cases."""

    i: Ints
    f: Floats
    rows: Ints
    done: Ints
    values: Floats


def memory_for(program: Program, image: Image, *, seed: int, replication: int, scale: int) -> Memory:
    """The memory at second 0, before anything is due; ``scale`` multiplies what one single event may exhaust."""
    room = 4 * c.MARGIN * scale
    backlog = entries(program, seed, replication)
    heap = 4 * room + len(backlog)
    tail = c.ENTRY_WIDTH * len(backlog) + 2 * heap + (1 + c.FRAME_WIDTH) * room
    size = len(image.i) + tail + room * int(image.i[c.CASE_SIZE] + image.i[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH + 16) + len(backlog) * c.EVENT_WIDTH
    i = np.zeros(size, dtype=np.int64)
    i[: len(image.i)] = image.i
    i[c.ARENA] = len(image.i)
    for scalar, length, count in (
        (c.BACKLOG_AT, c.ENTRY_WIDTH * len(backlog), (c.BACKLOGS, len(backlog))),
        (c.HEAP_TIMES, heap, (c.HEAP_ROOM, heap)),
        (c.HEAP_EVENTS, heap, (c.HEAP_ROOM, heap)),
        (c.FRAMES_AT, c.FRAME_WIDTH * room, (c.FRAMES_ROOM, room)),
        (c.FRESH_AT, room, (c.FRESH_ROOM, room)),
    ):
        i[scalar], i[count[0]] = i[c.ARENA], count[1]
        i[c.ARENA] += length
    _write_backlog(i, backlog)
    f = np.zeros(len(image.f) + room * int(image.i[c.VALUES] + c.KEYS + 1))
    f[: len(image.f)] = image.f
    i[c.FLOATS] = len(image.f)
    done = c.DONE_WIDTH + max(1, image.marks)
    return Memory(i, f, _ints(4 * room, c.ROW_WIDTH), _ints(room, done), np.zeros((room, image.values)))


def _write_backlog(i: Ints, backlog: list[tuple[int, int, int, int, bool]]) -> None:
    """Entries of the cases before second 0, with offsets for process and node."""
    for k, (process, number, arrived, node, measured) in enumerate(backlog):
        at = i[c.BACKLOG_AT] + c.ENTRY_WIDTH * k
        node_at = c.SCALARS + c.NODE_WIDTH * node
        i[at : at + c.ENTRY_WIDTH] = (i[c.PROCESSES_AT] + c.PROCESS_WIDTH * process, number, arrived, node_at, int(measured))


def grown(memory: Memory) -> Memory:
    """The same state with twice the room wherever less than twice the margin may be left; offsets stay what they are."""
    i, f, rows, done, values = memory
    row = int(i[c.CASE_SIZE] + i[c.VISIT_SIZE] + 64)
    if len(i) - i[c.ARENA] < 4 * c.MARGIN * row or i[c.HEAP] + 2 * c.MARGIN > i[c.HEAP_ROOM]:
        i = _longer(i, max(2 * len(i), int(i[c.ARENA] + 8 * i[c.HEAP_ROOM]) + 8 * c.MARGIN * row))
    if len(f) - i[c.FLOATS] < 4 * c.MARGIN * int(i[c.VALUES] + c.KEYS + 1):
        f = _longer(f, 2 * len(f) + 8 * c.MARGIN * int(i[c.VALUES] + c.KEYS + 1))
    if len(rows) - i[c.ROWS] < 2 * c.MARGIN:
        rows = _longer(rows, 2 * len(rows))
    if len(done) - i[c.DONE_CASES] < 2 * c.MARGIN:
        done, values = _longer(done, 2 * len(done)), _longer(values, 2 * len(values))
    return Memory(i, f, rows, done, values)


def _longer(array: A, length: int) -> A:
    new = np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    new[: len(array)] = array
    return new


def _ints(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)
