"""Visits: a row of the log opens and closes, and what was its own is used again."""

from __future__ import annotations

from sim.engines.compiled.clock import clock_closed, clock_opened
from sim.engines.compiled.codes import OUT_DONE
from sim.engines.compiled.columns import (
    AGENCY, CASE_FIRST, CASE_FREE, CFINISHED, CFREE, CHELD, CLIVE, CNEXT, CNUM, CPREV, HOLDER, KEYS, KVISIT,
    LINES, LINK_WIDTH, LOCAL, NIL, NOW, POS, PROC, REPEAT, REPEATS_AT, REPEAT_WIDTH, ROWS, ROWS_AT,
    ROWS_FULL, ROWS_ROOM, UNSET, UROUNDS, VCASE, VCREW, VDETACHED, VDUE, VFINISHING, VGROUP, VISIT_FREE,
    VISIT_SIZE, VISIT_WIDTH, VKEYS, VLINES, VMEMBER, VNEXT, VNODE, VPATIENCE, VPREV, VQUEUED, VROUND, VROW,
    VSLOT, VSPELLS, VSTATE, WAITING, WCASE, WENDED, WHOLDER, WOUTCOME, WPERSON, WPOOL, WPOS, WPROC, WQUEUED,
    WROUND, WSTARTED, WWORKED,
)  # fmt: skip
from sim.engines.compiled.heap import allocate, allocate_floats, is_full
from sim.engines.compiled.lines import unlink
from sim.native.jit import compiled, inlined


@compiled
def new_visit(mi, mf):  # type: ignore[no-untyped-def]
    """A new row for visits, with its places in lines; NIL when memory is full."""
    visit = allocate(mi, mf, mi[VISIT_SIZE])
    keys = allocate_floats(mi, mf, KEYS)
    if visit == NIL or keys == NIL:
        return NIL
    mi[visit + VKEYS] = keys
    for k in range(mi[LINES]):
        mi[visit + VISIT_WIDTH + LINK_WIDTH * k + KVISIT] = visit
    return visit


@compiled
def field(mi, visit, column):  # type: ignore[no-untyped-def]
    """Where a field of a visit's row lies."""
    return mi[ROWS_AT] + mi[ROWS_ROOM] * column + mi[visit + VROW]


@inlined
def begin_visit(mi, mf, case, node, started, worked, pool):  # type: ignore[no-untyped-def]
    """A row begins, of which is known when it started, the work done and its pool, or UNSET; returns the
    visit, or NIL when memory is full.
    """
    number = mi[ROWS]
    if number >= mi[ROWS_FULL] and is_full(mi, number + 1, mi[ROWS_ROOM]):
        return NIL
    v = mi[VISIT_FREE]
    if v != NIL:
        mi[VISIT_FREE] = mi[v + VNEXT]
    else:
        v = new_visit(mi, mf)
        if v == NIL:
            return NIL
    now, repeat, round_ = mi[NOW], mi[node + REPEAT], 1
    if repeat != NIL:
        round_ = mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UROUNDS]
    # The row takes its place in the log as it opens, so that rows stand in order of their queue instants;
    # what comes of it is written there when it is known.
    w, room = mi[ROWS_AT] + number, mi[ROWS_ROOM]
    mi[ROWS] = number + 1
    mi[w + WPROC * room], mi[w + WCASE * room] = mi[node + PROC], mi[case + CNUM]
    mi[w + WPOS * room], mi[w + WROUND * room] = mi[node + POS], round_
    mi[w + WHOLDER * room], mi[w + WQUEUED * room] = mi[node + HOLDER], now
    mi[w + WSTARTED * room], mi[w + WENDED * room] = started, UNSET
    mi[w + WWORKED * room], mi[w + WPOOL * room] = worked, pool
    mi[w + WPERSON * room], mi[w + WOUTCOME * room] = UNSET, OUT_DONE
    mi[v + VCASE], mi[v + VNODE], mi[v + VQUEUED], mi[v + VROUND] = case, node, now, round_
    mi[v + VROW] = number
    mi[v + VDUE], mi[v + VPATIENCE], mi[v + VSTATE], mi[v + VDETACHED] = 0, 0, WAITING, 0
    mi[v + VLINES], mi[v + VCREW], mi[v + VSPELLS] = 0, 0, 0
    mi[v + VFINISHING], mi[v + VSLOT], mi[v + VGROUP], mi[v + VMEMBER] = NIL, NIL, NIL, NIL
    head = mi[case + CLIVE]
    mi[v + VNEXT], mi[v + VPREV] = head, NIL
    if head != NIL:
        mi[head + VPREV] = v
    mi[case + CLIVE] = v
    if mi[node + AGENCY] == 1:
        clock_opened(mi, mf, case)
    return v


@compiled
def open_visit(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """A row without staff begins."""
    return begin_visit(mi, mf, case, node, mi[NOW], UNSET, UNSET)


@inlined
def end_visit(mi, mf, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends."""
    case = mi[visit + VCASE]
    mi[field(mi, visit, WENDED)] = mi[NOW]
    if outcome != OUT_DONE:
        mi[field(mi, visit, WOUTCOME)] = outcome
    unlink(mi, case + CLIVE, visit, VNEXT, VPREV)
    mi[visit + VDUE] = 0
    if mi[mi[visit + VNODE] + AGENCY] == 1:
        clock_closed(mi, mf, case)


@compiled
def close_visit(mi, mf, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends otherwise than by its work."""
    end_visit(mi, mf, visit, outcome)


@inlined
def free_visit(mi, mf, visit):  # type: ignore[no-untyped-def]
    """The visit's row may be used again, and its case's if that has left with nothing open."""
    case = mi[visit + VCASE]
    mi[visit + VDUE] = 0
    mi[visit + VPATIENCE] = 0
    mi[visit + VNEXT] = mi[VISIT_FREE]
    mi[VISIT_FREE] = visit
    free_case(mi, mf, case)


@inlined
def free_case(mi, mf, case):  # type: ignore[no-untyped-def]
    """The case's row may be used again if it has left and nothing of it is open."""
    if mi[case + CFINISHED] != UNSET:
        free_if_left(mi, mf, case)


@compiled
def free_if_left(mi, mf, case):  # type: ignore[no-untyped-def]
    """The row of a case that has left may be used again if nothing of it is open."""
    if mi[case + CLIVE] == NIL and mi[case + CHELD] == 0 and mi[case + CFREE] == 0:
        unlink(mi, CASE_FIRST, case, CNEXT, CPREV)
        mi[case + CFREE] = 1
        mi[case + CNEXT] = mi[CASE_FREE]
        mi[CASE_FREE] = case
