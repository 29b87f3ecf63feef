"""The memory of a run: the two arenas with the tables of what is finished, the rows of the log, and how they
grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from sim.backlog import entries
from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Floats, Image, Ints
from sim.engines.compiled.shelf import SHELF
from sim.program import Program

A = TypeVar("A", Ints, Floats)

GROWTH = 4
"""How many times as long an arena becomes that was too short: what is not written to yet takes no memory, and
what is there is copied the less often. Columns double, since the next run uses them again where they are."""


class Memory(NamedTuple):
    """The arenas of integers and floats, and the rows and the cases of the log: a column for each field, as
    long as there is room. The kernel finds columns by how far they lie from the arenas' first words.
    """

    i: Ints
    f: Floats
    rows: Ints
    cases: Ints


@dataclass(slots=True)
class Rooms:
    """How many rows, cases and words the last run needed: the next one of the same program starts with
    that.
    """

    rows: int = 0
    cases: int = 0
    ints: int = 0
    floats: int = 0

    def learn(self, memory: Memory) -> None:
        """Remember the room a finished run had, if that was a little more than it has used, or else this."""
        i = memory.i
        for name, used, room in (
            ("rows", i[c.ROWS], i[c.ROWS_ROOM]),
            ("cases", i[c.CASES], i[c.CASES_ROOM]),
            ("ints", i[c.ARENA], i[c.INTS_ROOM]),
            ("floats", i[c.FLOATS], i[c.FLOATS_ROOM]),
        ):
            least, most = (int(used) * n // 32 + c.MARGIN for n in (33, 36))
            wanted = int(room) if least <= room < most else most
            setattr(self, name, max(getattr(self, name), wanted))


def keep(memory: Memory) -> None:
    """Keep a finished run's arenas for the next run."""
    SHELF.put(memory.i)
    SHELF.put(memory.f.view(np.int64))


def _arenas(ints: int, floats: int) -> tuple[Ints, Floats]:
    """Arenas of at least so many words, with anything in them: the kernel reads nothing that it has not
    written.
    """
    return SHELF.take(ints), SHELF.take(floats).view(np.float64)


def _columns(width: int, room: int) -> Ints:
    """So many columns with room for at least so many words each, with anything in them."""
    # Columns that began at the same place of a page would drive each other out of the processor's cache.
    room += (40 - room) % 512
    return SHELF.lend(width * room).reshape(width, room)


def _tell_where(memory: Memory) -> None:
    """Write down how long everything is and where the columns lie."""
    i, f, rows, cases = memory
    i[c.INTS_ROOM], i[c.FLOATS_ROOM] = len(i), len(f)
    i[c.ROWS_AT], i[c.ROWS_ROOM] = (rows.ctypes.data - i.ctypes.data) // 8, rows.shape[1]
    i[c.CASES_AT], i[c.CASES_ROOM] = (cases.ctypes.data - i.ctypes.data) // 8, cases.shape[1]
    values = cases.ctypes.data + 8 * cases.shape[1] * (c.JMARKS + int(i[c.MARKS]))
    i[c.VALUES_AT] = (values - f.ctypes.data) // 8


def memory_for(program: Program, image: Image, rooms: Rooms, *, luck: tuple[int, int], scale: int) -> Memory:
    """The memory at second 0, before anything is due, for a seed and a replication (``luck``); ``scale``
    multiplies what one single event may exhaust.
    """
    seed, replication = luck
    room, given = 4 * c.MARGIN * scale, image.i
    backlog = entries(program, seed, replication)
    heap = 4 * room + len(backlog)
    tables = (
        (c.BACKLOG_AT, c.BACKLOGS, len(backlog), c.ENTRY_WIDTH),
        (c.HEAP_TIMES, c.HEAP_ROOM, heap, 1),
        (c.HEAP_EVENTS, c.HEAP_ROOM, heap, 1),
        (c.FRAMES_AT, c.FRAMES_ROOM, room, c.FRAME_WIDTH),
        (c.FRESH_AT, c.FRESH_ROOM, room, 1),
    )
    row = int(given[c.CASE_SIZE] + given[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH + 16)
    needed = len(given) + sum(n * width for *_, n, width in tables) + c.EVENT_WIDTH * len(backlog)
    values = int(given[c.VALUES])
    i, f = _arenas(
        max(needed + 4 * room * row, rooms.ints),
        max(len(image.f) + room * (4 * values + c.KEYS + 1), rooms.floats),
    )
    memory = Memory(
        i,
        f,
        _columns(c.ROW_WIDTH, max(4 * room, rooms.rows)),
        _columns(c.JMARKS + image.marks + image.attributes, max(2 * room, rooms.cases)),
    )
    i[: len(given)], f[: len(image.f)] = given, image.f
    at = len(given)
    for place, count, n, width in tables:
        i[place], i[count] = at, n
        at += n * width
    i[c.ARENA], i[c.FLOATS] = at, len(image.f)
    _write_backlog(i, backlog)
    i[c.PAUSE_AT] = c.NEVER
    i[c.REPLICATION], i[c.SEED_LOW], i[c.SEED_HIGH] = replication, seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF
    _tell_where(memory)
    return memory


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
    """The same state with more room where it was short: for rows, for cases, or else in arenas long enough
    for the agenda to move to twice its room. Offsets in the arenas stay what they are.
    """
    i, f, rows, cases = memory
    if i[c.ROWS] > i[c.ROWS_FULL]:
        longer = Memory(i, f, _wider(rows, int(i[c.ROWS])), cases)
    elif i[c.CASES] > i[c.CASES_FULL]:
        longer = Memory(i, f, rows, _wider(cases, int(i[c.CASES])))
    else:
        row = i[c.CASE_SIZE] + i[c.VISIT_SIZE] + 64
        ints = max(GROWTH * len(i), int(i[c.ARENA] + 4 * i[c.HEAP_ROOM] + 8 * c.MARGIN * row))
        floats = max(GROWTH * len(f), int(i[c.FLOATS] + 8 * c.MARGIN * (i[c.VALUES] + c.KEYS + 1)))
        longer = Memory(_longer(i, ints, int(i[c.ARENA])), _longer(f, floats, int(i[c.FLOATS])), rows, cases)
    _tell_where(longer)
    return longer


def _longer(array: A, length: int, used: int) -> A:
    new = np.empty(length, dtype=array.dtype)
    new[:used] = array[:used]
    return new


def _wider(columns: Ints, used: int) -> Ints:
    new = _columns(len(columns), 2 * columns.shape[1])
    new[:, :used] = columns[:, :used]
    return new
