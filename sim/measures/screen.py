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
    log = staff.log
    found: list[str] = []
    if _cases_proven(staff):
        found += _OF_CASES
    columns, spells, tables = rows_of(staff), spells_of(log), tables_of(staff)
    bits = native.proven_of_pools(columns, spells, tables, _room(columns, spells, tables), log.end)
    named = {"capacity": native.CAPACITY, "no_idling": native.IDLING, "order": native.ORDER}
    return frozenset((*found, *(name for name, bit in named.items() if bits & bit)))


def _cases_proven(staff: Staff) -> bool:
    rows, cases = staff.rows, staff.cases
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
    native.proven_of_pools(rows, spells, tables, _room(rows, spells, tables), 0)


if __name__ == "__main__":
    warm()
