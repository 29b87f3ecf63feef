"""Which laws a log obeys for sure, found out by compiled code in a small part of the time of a full look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.measures import counting
from sim.measures import native_laws as native
from sim.measures.columns import Ints
from sim.measures.staff import Staff
from sim.measures.tables import (
    Cases,
    Rows,
    Spells,
    Tables,
    cases_of,
    no_tables,
    rows_of,
    spacious,
    spells_of,
    tables_of,
)

_BITS = {
    **dict.fromkeys(("instants_in_order", "conservation", "tiling", "little"), native.CASES),
    "capacity": native.CAPACITY,
    "no_idling": native.IDLING,
    "order": native.ORDER,
}


class Room(NamedTuple):
    """Scratch columns."""

    interrupted: Ints
    pool_told: Ints
    apart: Ints
    idles: Ints
    so_far: Ints
    earlier: Ints
    second: Ints
    open_from: Ints
    open_to: Ints
    listed_of: Ints
    listed_from: Ints
    listed_to: Ints
    wait_at: Ints
    wait_from: Ints
    wait_to: Ints
    wait_end: Ints
    head: Ints
    tail: Ints
    behind: Ints
    joined: Ints
    left: Ints
    level: Ints
    better: Ints
    reach: Ints
    gap_of: Ints
    gap_from: Ints
    gap_to: Ints
    stay_of: Ints
    stay_from: Ints
    stay_to: Ints
    pool_of: Ints
    alone: Ints
    free_from: Ints
    wait_near: Ints
    duty_near: Ints
    duty_from: Ints
    duty_to: Ints
    spell_at: Ints
    next_spell: Ints
    began: Ints
    ended: Ints


class CaseRoom(NamedTuple):
    """Scratch columns of processes, cases and rows."""

    first: Ints
    behind: Ints
    shift: Ints
    last: Ints
    reach: Ints
    inside: Ints
    before: Ints


def proven(staff: Staff) -> frozenset[str]:
    """The names of the laws that are proven to hold in the log of a run."""
    log = rows_of(staff), cases_of(staff), spells_of(staff.log)
    return _proven(staff, log, 0, native.CASES | native.POOLS)


def proven_of_piece(all_: Staff, left: Staff, begin: int) -> frozenset[str]:
    """The laws that are proven of a piece of a run's history: those of pools behind ``begin`` by all rows of
    that time, those of cases by the cases that left. That cases are numbered through, a piece does not tell.
    """
    numbers, found = _places(left), frozenset[str]()
    if numbers is not None:
        rows, cases = rows_of(left)._replace(case=numbers[0]), cases_of(left)._replace(case=numbers[1])
        found = _proven(left, (rows, cases, spells_of(left.log)), 0, native.CASES)
    log = rows_of(all_), cases_of(all_), spells_of(all_.log)
    return found | _proven(all_, log, max(begin, 0), native.POOLS)


Log = tuple[Rows, Cases, Spells]


def _proven(staff: Staff, log: Log, begin: int, asked: int) -> frozenset[str]:
    tables = tables_of(staff)
    bits = native.proven_laws(log, tables, _rooms(log, tables), (begin, staff.log.end), asked)
    return frozenset(name for name, bit in _BITS.items() if bits & bit)


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


_CASE_LENGTHS = {"processes": "first behind shift", "cases": "last reach inside", "rows": "before"}
_LENGTHS = {
    "rows": "interrupted",
    "pools": "pool_told apart idles open_from open_to wait_end head tail",
    "pools and one": "wait_at",
    "ranks": "so_far earlier second",
    "claims": "stay_of stay_from stay_to wait_from wait_to behind joined left level better reach",
    "spells": "listed_of listed_from listed_to began ended",
    "spells and one": "gap_of gap_from gap_to",
    "people": "free_from wait_near next_spell pool_of",
    "people and one": "spell_at",
    "groups": "duty_near duty_from duty_to",
    "texts": "alone",
}
"""How long which scratch columns have to be."""
_NAMED = tuple(dict.fromkeys((*_CASE_LENGTHS, *_LENGTHS)))


def _kinds(of: dict[str, str], columns: Sequence[str]) -> tuple[int, ...]:
    """The place of each column's length among all of them."""
    kind = {name: _NAMED.index(kind) for kind, names in of.items() for name in names.split()}
    return tuple(kind[name] for name in columns)


_KINDS = _kinds(_CASE_LENGTHS, CaseRoom._fields) + _kinds(_LENGTHS, Room._fields)


def _rooms(log: Log, tables: Tables) -> tuple[CaseRoom, Room]:
    """Scratch columns, as long as they may have to be."""
    rows, cases, spells = log
    n, told, pools, people = len(rows.queued), len(spells.row), len(tables.judged), int(tables.person_at[-1])
    claims, worked = ((n + told) * most for most in tables.most.tolist())
    ranks, groups = pools * max(1, int(tables.levels[0])), int(tables.groups[-1])
    lengths = (  # as `_NAMED` names them
        len(tables.steps) - 1, len(cases.process), n, pools, pools + 1, ranks, claims, worked, worked + 1,
        people, people + 1, groups, len(tables.who_at) - 1,
    )  # fmt: skip
    columns, cut = spacious(lengths, _KINDS), len(CaseRoom._fields)
    return CaseRoom._make(columns[:cut]), Room._make(columns[cut:])


def warm() -> None:
    """Compile what counts and what proves laws into the user's cache, or load it, by doing it to nothing."""
    counting.warm()
    nothing = np.zeros(0, dtype=np.int64)
    rows, cases = Rows(*(nothing for _ in Rows._fields)), Cases(*(nothing for _ in Cases._fields))
    log, tables = (rows, cases, Spells(*(nothing for _ in Spells._fields))), no_tables()
    native.proven_laws(log, tables, _rooms(log, tables), (0, 0), native.CASES | native.POOLS)


if __name__ == "__main__":
    warm()
