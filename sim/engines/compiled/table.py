"""The kernel's rows and cases put into canonical order and into columns, compiled."""

from __future__ import annotations

from sim.engines.compiled.columns import (
    DONE_AT, DONE_CASES, DONE_SIZE, DONE_VALUES_AT, DONE_WIDTH, ROWS, ROWS_AT, ROW_WIDTH, VALUES, WCASE, WPOS,
    WPROC, WQUEUED, WROUND,
)  # fmt: skip
from sim.native.jit import cached, compiled

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
