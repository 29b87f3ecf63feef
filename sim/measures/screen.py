"""Which laws a log obeys for sure, found out by compiled code in a small part of the time of a full look."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.measures import counting
from sim.measures import native_laws as native
from sim.measures.columns import Ints
from sim.measures.staff import Staff
from sim.measures.tables import Rows, Spells, Tables, rows_of, scratch, spells_of, tables_of

_OF_CASES = ("instants_in_order", "conservation", "tiling", "little")


class Room(NamedTuple):
    """Scratch columns."""

    interrupted: Ints
    claim_at: Ints
    claim_late: Ints
    next_early: Ints
    next_late: Ints
    start: Ints
    stop: Ints
    met: Ints
    level: Ints
    reach: Ints
    joined: Ints
    spell_at: Ints
    next_spell: Ints
    began: Ints
    ended: Ints
    open: Ints
    close: Ints
    total: Ints


def proven(staff: Staff) -> frozenset[str]:
    """The names of the laws that are proven to hold in the log of a run."""
    numbers = staff.rows["case"], staff.cases["case"]
    return frozenset(_OF_CASES if _cases_proven(staff, numbers) else ()) | _of_pools(staff, 0)


def proven_of_piece(all_: Staff, left: Staff, begin: int) -> frozenset[str]:
    """The laws that are proven of a piece of a run's history: those of pools behind ``begin`` by all rows of
    that time, those of cases by the cases that left. That cases are numbered through, a piece does not tell.
    """
    numbers = _places(left)
    proven_ = numbers is not None and _cases_proven(left, numbers)
    return frozenset(_OF_CASES if proven_ else ()) | _of_pools(all_, max(begin, 0))


def _of_pools(staff: Staff, begin: int) -> frozenset[str]:
    columns, spells, tables = rows_of(staff), spells_of(staff.log), tables_of(staff)
    room, span = _room(columns, spells, tables), (begin, staff.log.end)
    bits = native.proven_of_pools(columns, spells, tables, room, span)
    named = {"capacity": native.CAPACITY, "no_idling": native.IDLING, "order": native.ORDER}
    return frozenset(name for name, bit in named.items() if bits & bit)


def _places(staff: Staff) -> tuple[Ints, Ints] | None:
    """The place of each row's case in the case table and of each case: numbers without a gap. None if some
    row's case does not stand there, or cases stand out of order.
    """
    rows, cases = staff.rows, staff.cases
    low, high = int(cases["case"].min(initial=0)), int(cases["case"].max(initial=0))
    if ((rows["case"] < low) | (rows["case"] > high)).any():
        return None
    keys, wanted = (t["process"] * (high - low + 1) + t["case"] - low for t in (cases, rows))
    if len(keys) == 0 or (np.diff(keys) <= 0).any():
        return None if len(keys) or len(wanted) else (wanted, keys)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return (at, np.arange(len(keys))) if (keys[at] == wanted).all() else None


def _cases_proven(staff: Staff, numbers: tuple[Ints, Ints]) -> bool:
    """Whether the laws of each case alone are proven; ``numbers`` are the case numbers of rows and cases."""
    rows, cases = {**staff.rows, "case": numbers[0]}, {**staff.cases, "case": numbers[1]}
    n, m, processes = len(rows["case"]), len(cases["case"]), len(staff.program.processes)
    told = tuple(rows[c] for c in ("process", "case", "queued", "started", "ended", "outcome"))
    table = tuple(cases[c] for c in ("process", "case", "arrived", "finished", "outcome"))
    room = tuple(scratch((2 * processes, m, m, m, n)))
    return bool(native.cases_are_proven(told, table, (n, m, processes), room, staff.log.end))


def _room(rows: Rows, spells: Spells, tables: Tables) -> Room:
    """Scratch columns, as long as they may have to be."""
    n, told, pools = len(rows.queued), len(spells.row), len(tables.judged)
    lines = int(max(np.diff(tables.named_at).max(initial=1), np.diff(tables.line_at).max(initial=1)))
    claims, spans = (n + told) * lines, (n + told) * int(np.diff(tables.who_at).max(initial=1))
    people, both = int(tables.person_at[-1]), claims + len(tables.opens)
    sizes = [
        n,
        pools + 1,
        pools + 1,
        pools,
        pools,
        *[claims] * 6,
        people + 1,
        people,
        spans,
        spans,
        both,
        both,
    ]
    return Room(*scratch((*sizes, both + 1)))


def warm() -> None:
    """Compile what counts and what proves laws into the user's cache, or load it, by doing it to nothing."""
    counting.warm()
    nothing = np.zeros(0, dtype=np.int64)
    native.cases_are_proven((nothing,) * 6, (nothing,) * 5, (0, 0, 0), (nothing,) * 5, 0)
    tables = Tables(*(np.zeros(1, dtype=np.int64) for _ in Tables._fields))._replace(judged=nothing)
    rows, spells = Rows(*(nothing for _ in Rows._fields)), Spells(*(nothing for _ in Spells._fields))
    native.proven_of_pools(rows, spells, tables, _room(rows, spells, tables), (0, 0))


if __name__ == "__main__":
    warm()
