"""Where columns begin, for compiled functions that hand them on to others: passing pointers costs a tenth of
passing arrays, which are counted and wrap negative indices. ``size`` is how many rows, spells or pools there
are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.native.jit import compiled, pointer


class RowsAt(NamedTuple):
    """Where the columns of the rows begin (see `sim.measures.tables.Rows`)."""

    process: Any
    case: Any
    position: Any
    round: Any
    queued: Any
    started: Any
    ended: Any
    pool: Any
    person: Any
    size: int


class SpellsAt(NamedTuple):
    """Where the columns of the spells begin."""

    row: Any
    started: Any
    ended: Any
    pool: Any
    person: Any
    size: int


class TablesAt(NamedTuple):
    """Where the tables begin that laws read; ``size`` is the number of pools."""

    steps: Any
    how: Any
    level: Any
    levels: Any
    judged: Any
    named_at: Any
    line_at: Any
    pools: Any
    who_at: Any
    numbers: Any
    person_at: Any
    groups: Any
    group_of: Any
    duty_at: Any
    opens: Any
    closes: Any
    size: int


class RoomAt(NamedTuple):
    """Where the scratch columns begin (see `sim.measures.screen.Room`)."""

    interrupted: Any
    claim_at: Any
    claim_late: Any
    next_early: Any
    next_late: Any
    start: Any
    stop: Any
    met: Any
    level: Any
    reach: Any
    joined: Any
    spell_at: Any
    next_spell: Any
    began: Any
    ended: Any
    open: Any
    close: Any
    total: Any


@compiled
def rows_at(rows):  # type: ignore[no-untyped-def]
    """Where the columns of the rows begin."""
    return RowsAt(
        pointer(rows.process), pointer(rows.case), pointer(rows.position), pointer(rows.round),
        pointer(rows.queued), pointer(rows.started), pointer(rows.ended), pointer(rows.pool),
        pointer(rows.person), len(rows.queued),
    )  # fmt: skip


@compiled
def spells_at(spells):  # type: ignore[no-untyped-def]
    """Where the columns of the spells begin."""
    return SpellsAt(
        pointer(spells.row), pointer(spells.started), pointer(spells.ended), pointer(spells.pool),
        pointer(spells.person), len(spells.row),
    )  # fmt: skip


@compiled
def tables_at(t):  # type: ignore[no-untyped-def]
    """Where the tables begin."""
    return TablesAt(
        pointer(t.steps), pointer(t.how), pointer(t.level), pointer(t.levels), pointer(t.judged),
        pointer(t.named_at), pointer(t.line_at), pointer(t.pools), pointer(t.who_at), pointer(t.numbers),
        pointer(t.person_at), pointer(t.groups), pointer(t.group_of), pointer(t.duty_at), pointer(t.opens),
        pointer(t.closes), len(t.judged),
    )  # fmt: skip


@compiled
def room_at(r):  # type: ignore[no-untyped-def]
    """Where the scratch columns begin."""
    return RoomAt(
        pointer(r.interrupted), pointer(r.claim_at), pointer(r.claim_late), pointer(r.next_early),
        pointer(r.next_late), pointer(r.start), pointer(r.stop), pointer(r.met), pointer(r.level),
        pointer(r.reach), pointer(r.joined), pointer(r.spell_at), pointer(r.next_spell), pointer(r.began),
        pointer(r.ended), pointer(r.open), pointer(r.close), pointer(r.total),
    )  # fmt: skip
