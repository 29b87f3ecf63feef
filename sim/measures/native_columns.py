"""Where columns begin, for compiled functions that hand them on to others: passing pointers costs a tenth of
passing arrays, which are counted and wrap negative indices. ``size`` is how many rows, spells or pools there
are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.native.jit import compiled, pointer

NOT_A_TASK, NAMED, TOLD, CREW = range(4)
"""How the lines of a step's claims are known: none, those it names, the one that the row tells; or they are
not for one person whom anybody of the pool can meet.
"""
FIFO, BY_RANK, FREE, UNJUDGED = range(4)
"""How the order of a pool's line is judged; any order is right in a FREE one."""


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
    outcome: Any
    size: int


class CasesAt(NamedTuple):
    """Where the columns of the case table begin."""

    process: Any
    case: Any
    arrived: Any
    finished: Any
    outcome: Any
    size: int


class CaseRoomAt(NamedTuple):
    """Where the scratch columns of cases begin (see `sim.measures.screen.CaseRoom`)."""

    first: Any
    behind: Any
    shift: Any
    last: Any
    reach: Any
    inside: Any
    before: Any


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
    loose: Any
    named_at: Any
    only: Any
    line_at: Any
    single: Any
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
    pool_told: Any
    apart: Any
    idles: Any
    so_far: Any
    earlier: Any
    second: Any
    open_from: Any
    open_to: Any
    listed_of: Any
    listed_from: Any
    listed_to: Any
    wait_at: Any
    wait_from: Any
    wait_to: Any
    wait_end: Any
    head: Any
    tail: Any
    behind: Any
    joined: Any
    left: Any
    level: Any
    better: Any
    reach: Any
    gap_of: Any
    gap_from: Any
    gap_to: Any
    stay_of: Any
    stay_from: Any
    stay_to: Any
    pool_of: Any
    alone: Any
    free_from: Any
    wait_near: Any
    duty_near: Any
    duty_from: Any
    duty_to: Any
    spell_at: Any
    next_spell: Any
    began: Any
    ended: Any


@compiled
def rows_at(rows):  # type: ignore[no-untyped-def]
    """Where the columns of the rows begin."""
    return RowsAt(
        pointer(rows.process), pointer(rows.case), pointer(rows.position), pointer(rows.round),
        pointer(rows.queued), pointer(rows.started), pointer(rows.ended), pointer(rows.pool),
        pointer(rows.person), pointer(rows.outcome), len(rows.queued),
    )  # fmt: skip


@compiled
def cases_at(cases):  # type: ignore[no-untyped-def]
    """Where the columns of the case table begin."""
    return CasesAt(
        pointer(cases.process), pointer(cases.case), pointer(cases.arrived), pointer(cases.finished),
        pointer(cases.outcome), len(cases.process),
    )  # fmt: skip


@compiled
def case_room_at(r):  # type: ignore[no-untyped-def]
    """Where the scratch columns of cases begin."""
    return CaseRoomAt(
        pointer(r.first), pointer(r.behind), pointer(r.shift), pointer(r.last), pointer(r.reach),
        pointer(r.inside), pointer(r.before),
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
        pointer(t.loose), pointer(t.named_at), pointer(t.only), pointer(t.line_at), pointer(t.single),
        pointer(t.pools), pointer(t.who_at), pointer(t.numbers), pointer(t.person_at), pointer(t.groups),
        pointer(t.group_of), pointer(t.duty_at), pointer(t.opens), pointer(t.closes), len(t.judged),
    )  # fmt: skip


@compiled
def room_at(r):  # type: ignore[no-untyped-def]
    """Where the scratch columns begin."""
    return RoomAt(
        pointer(r.interrupted), pointer(r.pool_told), pointer(r.apart), pointer(r.idles),
        pointer(r.so_far), pointer(r.earlier), pointer(r.second), pointer(r.open_from), pointer(r.open_to),
        pointer(r.listed_of), pointer(r.listed_from), pointer(r.listed_to), pointer(r.wait_at),
        pointer(r.wait_from), pointer(r.wait_to), pointer(r.wait_end), pointer(r.head), pointer(r.tail),
        pointer(r.behind), pointer(r.joined), pointer(r.left), pointer(r.level), pointer(r.better),
        pointer(r.reach), pointer(r.gap_of), pointer(r.gap_from), pointer(r.gap_to), pointer(r.stay_of),
        pointer(r.stay_from), pointer(r.stay_to), pointer(r.pool_of), pointer(r.alone),
        pointer(r.free_from), pointer(r.wait_near), pointer(r.duty_near), pointer(r.duty_from),
        pointer(r.duty_to), pointer(r.spell_at), pointer(r.next_spell), pointer(r.began), pointer(r.ended),
    )  # fmt: skip
