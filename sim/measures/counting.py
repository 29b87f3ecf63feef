"""What compiled code counts of the log of a run: the figures of its pools, and the union of intervals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.measures import native_figures as native
from sim.measures.columns import Floats, Ints
from sim.measures.part import Part
from sim.measures.staff import Staff
from sim.measures.tables import Rows, Spells, Tables, no_tables, rows_of, scratch, spells_of, tables_of


@dataclass(frozen=True, slots=True)
class Counted:
    """Of each pool within the window: the busy seconds on duty and off duty, the seconds that claims stood in
    its line, and how long each of those stood that joined it and was met.
    """

    busy: tuple[tuple[int, int], ...]
    standing: tuple[int, ...]
    waits: tuple[Floats, ...]


def counted(staff: Staff) -> Counted | None:
    """The figures of all pools; None where the log names people or pools that the program does not have."""
    log, program = staff.log, staff.program
    known = {p.name for p in program.pools}
    if any(name not in known for text in log.lines for name in text.split("+")):
        return None
    rows, spells, tables = rows_of(staff), spells_of(log), tables_of(staff)
    window = (program.warm_up, program.until, log.end)
    busy = _busy(rows, spells, tables, staff, window)
    return None if busy is None else _with_lines(rows, spells, tables, window, busy)


Window = tuple[int, int, int]
Busy = tuple[tuple[int, int], ...]


def _busy(rows: Rows, spells: Spells, tables: Tables, staff: Staff, window: Window) -> Busy | None:
    pools = len(staff.program.pools)
    on, off = np.zeros(pools, dtype=np.int64), np.zeros(pools, dtype=np.int64)
    near = tables.duty_at[:-1].copy()
    if not native.busy_of(rows, spells, tables, staff.interrupted, window, (on, off, near)):
        return None
    return tuple(zip(on.tolist(), off.tolist(), strict=True))


def _with_lines(rows: Rows, spells: Spells, tables: Tables, window: Window, busy: Busy) -> Counted:
    length, at = np.zeros(len(busy), dtype=np.int64), np.zeros(len(busy) + 1, dtype=np.int64)
    waits = np.empty(len(rows.queued) * int(tables.most[0]))
    native.lines_of_pools(rows, spells, tables, window, (length, at, waits))
    ends = at.tolist()
    each = tuple(waits[a:b] for a, b in pairwise(ends))
    return Counted(busy, tuple(length.tolist()), each)


def united(group: Ints, start: Ints, end: Ints, groups: int) -> tuple[Ints, Ints, Ints] | None:
    """`columns.union` of intervals of groups below ``groups``; None where those of a group do not come in
    order of their starts.
    """
    n = len(group)
    found = np.empty((3, n), dtype=np.int64)
    room = tuple(scratch((groups + 1,) * 3))
    count = native.united(group, start, end, room, (found[0], found[1], found[2]))
    return (found[0, :count], found[1, :count], found[2, :count]) if count >= 0 else None


def seconds_held(part: Part) -> Floats | None:
    """Seconds that each case was with each holder, (case, holder); None where the rows stand in no order."""
    holders, rows = len(part.log.catalog.holders), part.rows
    found, reach = np.empty(part.size * holders), scratch((part.size * holders,))[0]
    told = (part.of, rows["holder"], rows["queued"], rows["ended"])
    done = native.seconds_held(told, part.until, part.log.end, holders, (found, reach))
    return found.reshape(part.size, holders) if done else None


def days_with_agency(part: Part, first: Ints, last: Ints) -> Ints | None:
    """For each case the working days, by their places from ``first`` to ``last``, of which a row with an
    agency-side holder covers an open second; None where the rows stand in no order.
    """
    working, found = part.working, np.zeros(part.size, dtype=np.int64)
    calendar = (working.start, working.end, working.days)
    rows = (part.of, part.with_agency, part.rows["queued"], part.cut)
    limits = (first.copy(), last, np.zeros(2, dtype=np.int64))
    done = native.days_with_agency(rows, part.before_rows, calendar, limits, found)
    return found if done else None


def warm() -> None:
    """Compile what counts into the user's cache, or load it, by counting nothing."""
    nothing = np.zeros(0, dtype=np.int64)
    tables = no_tables()
    rows, spells = Rows(*(nothing for _ in Rows._fields)), Spells(*(nothing for _ in Spells._fields))
    native.busy_of(rows, spells, tables, nothing != 0, (0, 0, 0), (nothing, nothing, nothing))
    _with_lines(rows, spells, tables, (0, 0, 0), ())
    united(nothing, nothing, nothing, 0)
    native.seconds_held((nothing,) * 4, nothing, 0, 0, (np.zeros(0), nothing))
    spans = (nothing,) * 3
    native.days_with_agency((nothing, nothing != 0, nothing, nothing), spans, spans, spans, nothing)
