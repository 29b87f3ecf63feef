"""The kernel's rows and cases put into canonical order and into columns, compiled."""

from __future__ import annotations

import numpy as np

from sim.engines.compiled.columns import (
    CASES, CASES_AT, CASES_ROOM, CASE_FIRST, CLIVE, CNEXT, CNUM, CPLACE, CPROC, JMARKS, JPROC, MARKS, NIL,
    RINDEX, ROWS, ROWS_AT, ROWS_ROOM, ROW_WIDTH, SPELLS, SPELL_FIRST, VALUES, VNEXT, VROW, VSPELL, VSPELLS,
    VSTATE, WCASE, WORKING, WOUTCOME, WPERSON, WPOOL, WPOS, WPROC, WQUEUED, WROUND, XNEXT, XROW,
)  # fmt: skip
from sim.eventlog import Outcome
from sim.native.jit import cached, compiled, pointer

_DONE, _UNFINISHED = int(Outcome.DONE), int(Outcome.UNFINISHED)

_GAPS = (701, 301, 132, 57, 23, 10, 4, 1)
"""Steps of Shell's sort; M. Ciura, "Best increments for the average case of shellsort", FCT 2001."""


@compiled
def _before(mi, a, b):  # type: ignore[no-untyped-def]
    """Whether the row at place ``a`` comes before the one at ``b``, both queued in the same second."""
    x, y, room = mi[ROWS_AT] + a, mi[ROWS_AT] + b, mi[ROWS_ROOM]
    if mi[x + WPROC * room] != mi[y + WPROC * room]:
        return mi[x + WPROC * room] < mi[y + WPROC * room]
    if mi[x + WCASE * room] != mi[y + WCASE * room]:
        return mi[x + WCASE * room] < mi[y + WCASE * room]
    if mi[x + WPOS * room] != mi[y + WPOS * room]:
        return mi[x + WPOS * room] < mi[y + WPOS * room]
    return mi[x + WROUND * room] < mi[y + WROUND * room]


@compiled
def _sort_second(mi, order, lo, hi):  # type: ignore[no-untyped-def]
    """Sort the places of the rows of one second, order[lo:hi], which are nearly in order; whether any has
    moved."""
    moved = False
    for gap in _GAPS:
        if gap >= hi - lo:
            continue
        for k in range(lo + gap, hi):
            row, j = order[k], k
            while j >= lo + gap and _before(mi, row, order[j - gap]):
                order[j] = order[j - gap]
                j -= gap
            order[j] = row
            moved = moved or j < k
    return moved


@compiled
def _move_second(mi, order, spare, lo, hi):  # type: ignore[no-untyped-def]
    """Put the rows of one second at their places."""
    for c in range(ROW_WIDTH):
        column = mi[ROWS_AT] + mi[ROWS_ROOM] * c
        for k in range(lo, hi):
            spare[k] = mi[column + order[k]]
        for k in range(lo, hi):
            mi[column + k] = spare[k]


@cached
def order_rows(arena, places, spare):  # type: ignore[no-untyped-def]
    """Put the rows into canonical order where they lie; ``places`` is filled with where each lay before.

    Rows lie in order of their queue instants, since each takes its place as it opens: only those of one
    second have to be sorted. ``spare`` is as long as ``places``, with anything in it.
    """
    mi, order = pointer(arena), pointer(places)
    n, queued, lo = mi[ROWS], mi[ROWS_AT] + mi[ROWS_ROOM] * WQUEUED, 0
    for k in range(n):
        order[k] = k
    while lo < n:
        hi, second = lo + 1, mi[queued + lo]
        while hi < n and mi[queued + hi] == second:
            hi += 1
        if hi - lo > 1 and _sort_second(mi, order, lo, hi):
            _move_second(mi, order, pointer(spare), lo, hi)
        lo = hi


@cached
def order_cases(arena, chosen, first, places):  # type: ignore[no-untyped-def]
    """Fill ``places`` with where the chosen cases lie, in order of processes and in these of numbers, and
    ``first`` (a row for each process) with the place of its first case among them and how many.

    Cases of a process lie in order of their numbers, since each takes its place as it arrives.
    """
    mi = pointer(arena)
    process = mi[CASES_AT] + mi[CASES_ROOM] * JPROC
    for k in range(mi[CASES]):
        if chosen[k]:
            first[mi[process + k], 1] += 1
    at = 0
    for p in range(len(first)):
        first[p, 0] = at
        at += first[p, 1]
    for k in range(mi[CASES]):
        if chosen[k]:
            p = mi[process + k]
            places[first[p, 0]] = k
            first[p, 0] += 1
    for p in range(len(first)):
        first[p, 0] -= first[p, 1]


@cached
def count_open(mi):  # type: ignore[no-untyped-def]
    """How many cases are inside or have something open, and how much work in hand was interrupted before."""
    cases = spells = 0
    case = mi[CASE_FIRST]
    while case != NIL:
        cases += 1
        visit = mi[case + CLIVE]
        while visit != NIL:
            spells += int(mi[visit + VSTATE] == WORKING and mi[visit + VSPELLS] > 0)
            visit = mi[visit + VNEXT]
        case = mi[case + CNEXT]
    return cases, spells


@cached
def tell_open(arena, inside, spells):  # type: ignore[no-untyped-def]
    """Write the rows of what is open in the midst of a run as they stand, unfinished.

    Fills ``inside`` (process, number and place of each case) and ``spells`` (place of the row, start, pools,
    persons of work in hand that was interrupted before), a column for each.
    """
    mi, k, n = pointer(arena), 0, 0
    case = mi[CASE_FIRST]
    while case != NIL:
        inside[0, k], inside[1, k] = mi[mi[case + CPROC] + RINDEX], mi[case + CNUM]
        inside[2, k] = mi[case + CPLACE]
        k += 1
        v = mi[case + CLIVE]
        while v != NIL:
            w, room = mi[ROWS_AT] + mi[v + VROW], mi[ROWS_ROOM]
            mi[w + WOUTCOME * room] = _UNFINISHED
            if mi[v + VSTATE] == WORKING and mi[v + VSPELLS] > 0:
                spells[0, n], spells[1, n] = mi[v + VROW], mi[v + VSPELL]
                spells[2, n], spells[3, n] = mi[w + WPOOL * room], mi[w + WPERSON * room]
                n += 1
            v = mi[v + VNEXT]
        case = mi[case + CNEXT]


@cached
def leave_out(arena, kept, kept_cases, moved):  # type: ignore[no-untyped-def]
    """Keep only some of the rows and of the cases, by their places. ``moved`` tells where each
    row lay before the rows were put in order, and is filled with where it lies now, by that place."""
    mi, n = pointer(arena), 0
    places, new_places = moved.copy(), np.empty(len(kept_cases), dtype=np.int64)
    for k in range(mi[ROWS]):
        moved[places[k]] = NIL
        if kept[k]:
            for c in range(ROW_WIDTH):
                column = mi[ROWS_AT] + mi[ROWS_ROOM] * c
                mi[column + n] = mi[column + k]
            moved[places[k]] = n
            n += 1
    mi[ROWS] = n
    n = 0
    width = JMARKS + mi[MARKS] + mi[VALUES] - 3
    for k in range(mi[CASES]):
        if kept_cases[k]:
            for c in range(width):
                column = mi[CASES_AT] + mi[CASES_ROOM] * c
                mi[column + n] = mi[column + k]
            new_places[k] = n
            n += 1
    mi[CASES] = n
    case = mi[CASE_FIRST]
    while case != NIL:
        mi[case + CPLACE] = new_places[mi[case + CPLACE]]
        visit = mi[case + CLIVE]
        while visit != NIL:
            row = moved[mi[visit + VROW]]
            mi[visit + VROW] = row
            # `tell_open` has written that it is unfinished.
            mi[mi[ROWS_AT] + mi[ROWS_ROOM] * WOUTCOME + row] = _DONE
            visit = mi[visit + VNEXT]
        case = mi[case + CNEXT]
    spell, before = mi[SPELL_FIRST], NIL
    mi[SPELL_FIRST], mi[SPELLS] = NIL, 0
    while spell != NIL:
        row, behind = moved[mi[spell + XROW]], mi[spell + XNEXT]
        if row != NIL:
            mi[spell + XROW], mi[spell + XNEXT] = row, NIL
            mi[SPELLS] += 1
            if before == NIL:
                mi[SPELL_FIRST] = spell
            else:
                mi[before + XNEXT] = spell
            before = spell
        spell = behind
