"""The kernel's rows and cases put into canonical order and into columns, compiled."""

from __future__ import annotations

from sim.engines.compiled.columns import (
    CASE_FIRST, CFINISHED, CLIVE, CNEXT, CNUM, CPROC, DONE_AT, DONE_CASES, DONE_SIZE, DONE_VALUES_AT,
    DONE_WIDTH, NIL, RINDEX, ROWS, ROWS_AT, ROW_WIDTH, SPELLS, SPELL_FIRST, UNSET, VALUES, VNEXT, VPERSONS,
    VPOOLS, VROW, VSPELL, VSPELLS, VSTARTED, VSTATE, VWORKED, WCASE, WENDED, WORKING, WOUTCOME, WPERSON,
    WPOOL, WPOS, WPROC, WQUEUED, WROUND, WSTARTED, WWORKED, XNEXT, XROW,
)  # fmt: skip
from sim.eventlog import Outcome
from sim.native.jit import cached, compiled

_UNFINISHED = int(Outcome.UNFINISHED)

_GAPS = (701, 301, 132, 57, 23, 10, 4, 1)
"""Steps of Shell's sort; M. Ciura, "Best increments for the average case of shellsort", FCT 2001."""


@compiled
def _before(mi, a, b):  # type: ignore[no-untyped-def]
    """Whether row ``a`` comes before ``b``, both queued in the same second."""
    if mi[a + WPROC] != mi[b + WPROC]:
        return mi[a + WPROC] < mi[b + WPROC]
    if mi[a + WCASE] != mi[b + WCASE]:
        return mi[a + WCASE] < mi[b + WCASE]
    if mi[a + WPOS] != mi[b + WPOS]:
        return mi[a + WPOS] < mi[b + WPOS]
    return mi[a + WROUND] < mi[b + WROUND]


@compiled
def _sort_second(mi, order, lo, hi):  # type: ignore[no-untyped-def]
    """Sort the rows of one second, order[lo:hi]; they are nearly in order."""
    for gap in _GAPS:
        if gap >= hi - lo:
            continue
        for k in range(lo + gap, hi):
            row, j = order[k], k
            while j >= lo + gap and _before(mi, row, order[j - gap]):
                order[j] = order[j - gap]
                j -= gap
            order[j] = row


@cached
def tabulate_rows(mi, order, columns):  # type: ignore[no-untyped-def]
    """Fill ``order`` with the rows' offsets in canonical order and ``columns`` (column by row) with their
    fields.

    Rows lie in order of their queue instants, since each takes its place as it opens: only those of one
    second have to be sorted.
    """
    n, at = mi[ROWS], mi[ROWS_AT]
    for k in range(n):
        order[k] = at + ROW_WIDTH * k
    lo = 0
    while lo < n:
        hi, second = lo + 1, mi[order[lo] + WQUEUED]
        while hi < n and mi[order[hi] + WQUEUED] == second:
            hi += 1
        if hi - lo > 1:
            _sort_second(mi, order, lo, hi)
        lo = hi
    for k in range(n):
        row = order[k]
        for c in range(ROW_WIDTH):
            columns[c, k] = mi[row + c]


@cached
def tabulate_cases(mi, mf, first, columns, marks, values):  # type: ignore[no-untyped-def]
    """Fill the columns of the case table with the cases of each process in order of their numbers.

    Cases of a process are numbered through, so a number tells a place. ``first`` has a row for each process
    (place of its first case, lowest number, how many) and is filled as well.
    """
    n, table, size, width = mi[DONE_CASES], mi[DONE_AT], mi[DONE_SIZE], mi[VALUES]
    for k in range(n):
        process, number = mi[table + size * k], mi[table + size * k + 1]
        if first[process, 2] == 0 or number < first[process, 1]:
            first[process, 1] = number
        first[process, 2] += 1
    at = 0
    for process in range(len(first)):
        first[process, 0] = at
        at += first[process, 2]
    for k in range(n):
        case = table + size * k
        place = first[mi[case], 0] + mi[case + 1] - first[mi[case], 1]
        for c in range(DONE_WIDTH):
            columns[c, place] = mi[case + c]
        for c in range(len(marks)):
            marks[c, place] = mi[case + DONE_WIDTH + c]
        for c in range(len(values)):
            values[c, place] = mf[mi[DONE_VALUES_AT] + width * k + c]


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
def tell_open(mi, inside, spells):  # type: ignore[no-untyped-def]
    """Write the rows of what is open in the midst of a run as they stand, unfinished.

    Fills ``inside`` (process, number, whether it has left) and ``spells`` (place of the row, start, pools,
    persons of work in hand that was interrupted before), a column for each.
    """
    k = n = 0
    case = mi[CASE_FIRST]
    while case != NIL:
        inside[0, k], inside[1, k] = mi[mi[case + CPROC] + RINDEX], mi[case + CNUM]
        inside[2, k] = int(mi[case + CFINISHED] != UNSET)
        k += 1
        v = mi[case + CLIVE]
        while v != NIL:
            w = mi[ROWS_AT] + ROW_WIDTH * mi[v + VROW]
            mi[w + WSTARTED], mi[w + WENDED], mi[w + WWORKED] = mi[v + VSTARTED], UNSET, mi[v + VWORKED]
            mi[w + WPOOL], mi[w + WPERSON], mi[w + WOUTCOME] = mi[v + VPOOLS], mi[v + VPERSONS], _UNFINISHED
            if mi[v + VSTATE] == WORKING and mi[v + VSPELLS] > 0:
                spells[0, n], spells[1, n] = mi[v + VROW], mi[v + VSPELL]
                spells[2, n], spells[3, n] = mi[v + VPOOLS], mi[v + VPERSONS]
                n += 1
            v = mi[v + VNEXT]
        case = mi[case + CNEXT]


@cached
def leave_out(mi, mf, kept, kept_cases, moved):  # type: ignore[no-untyped-def]
    """Keep only some of the rows and of the cases that have left, by their places; ``moved`` is filled with
    the new place of each row."""
    at, n = mi[ROWS_AT], 0
    for k in range(mi[ROWS]):
        moved[k] = NIL
        if kept[k]:
            for c in range(ROW_WIDTH):
                mi[at + ROW_WIDTH * n + c] = mi[at + ROW_WIDTH * k + c]
            moved[k] = n
            n += 1
    mi[ROWS] = n
    at, values, size, width, n = mi[DONE_AT], mi[DONE_VALUES_AT], mi[DONE_SIZE], mi[VALUES], 0
    for k in range(mi[DONE_CASES]):
        if kept_cases[k]:
            for c in range(size):
                mi[at + size * n + c] = mi[at + size * k + c]
            for c in range(width):
                mf[values + width * n + c] = mf[values + width * k + c]
            n += 1
    mi[DONE_CASES] = n
    case = mi[CASE_FIRST]
    while case != NIL:
        visit = mi[case + CLIVE]
        while visit != NIL:
            mi[visit + VROW] = moved[mi[visit + VROW]]
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
