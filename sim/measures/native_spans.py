"""Intervals in columns of starts and stops, compiled: sorting, merging, and the time they have in common."""

from __future__ import annotations

from sim.native.jit import compiled

_FEW = 8
"""Moves per interval after which they are not called nearly in order."""


@compiled
def sort_spans(start, stop, lo, hi):  # type: ignore[no-untyped-def]
    """Sort the intervals lo..hi by start, then end: by insertion, since they are nearly in order; where that
    moves too much, by Shell's sort.
    """
    if _inserted(start, stop, lo, hi):
        return
    gap = 1
    while gap < (hi - lo) // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(lo + gap, hi):
            a, b, j = start[k], stop[k], k
            while j >= lo + gap and (a < start[j - gap] or (a == start[j - gap] and b < stop[j - gap])):
                start[j], stop[j] = start[j - gap], stop[j - gap]
                j -= gap
            start[j], stop[j] = a, b
        gap //= 3


@compiled
def _inserted(start, stop, lo, hi):  # type: ignore[no-untyped-def]
    """Whether the intervals could be sorted by moving each past few others."""
    left = _FEW * (hi - lo)
    for k in range(lo + 1, hi):
        a, b, j = start[k], stop[k], k
        while j > lo and (a < start[j - 1] or (a == start[j - 1] and b < stop[j - 1])):
            start[j], stop[j] = start[j - 1], stop[j - 1]
            j -= 1
        start[j], stop[j] = a, b
        left -= k - j
        if left < 0:
            return False
    return True


@compiled
def place_spans(listed, first, behind, ends, columns):  # type: ignore[no-untyped-def]
    """Put some of the listed intervals (owner, start, stop) where those of their owners end so far, in the
    two ``columns`` of starts and stops in which each owner has a place.
    """
    of, begin, end = listed
    start, stop = columns
    for k in range(first, behind):
        c = ends[of[k]]
        ends[of[k]] += 1
        start[c], stop[c] = begin[k], end[k]


@compiled
def join_sorted(start, stop, lo, middle, hi, spare):  # type: ignore[no-untyped-def]
    """Sort the intervals lo..hi of which lo..middle and middle..hi are sorted; ``spare`` are two columns."""
    a_start, a_stop = spare
    n = middle - lo
    if n == 0 or middle == hi or start[middle - 1] < start[middle]:
        return
    for k in range(n):
        a_start[k], a_stop[k] = start[lo + k], stop[lo + k]
    i, j, at = 0, middle, lo
    while i < n:
        if j < hi and (start[j] < a_start[i] or (start[j] == a_start[i] and stop[j] < a_stop[i])):
            start[at], stop[at] = start[j], stop[j]
            j += 1
        else:
            start[at], stop[at] = a_start[i], a_stop[i]
            i += 1
        at += 1


@compiled
def merge_spans(start, stop, lo, hi):  # type: ignore[no-untyped-def]
    """Merge sorted intervals in place, leaving out empty ones; where they end now."""
    at = lo
    for k in range(lo, hi):
        if stop[k] <= start[k]:
            continue
        if at > lo and start[k] <= stop[at - 1]:
            stop[at - 1] = max(stop[at - 1], stop[k])
        else:
            start[at], stop[at] = start[k], stop[k]
            at += 1
    return at


@compiled
def last_before(start, lo, hi, t):  # type: ignore[no-untyped-def]
    """The last of the sorted starts lo..hi that is at most ``t``, looking from lo on; lo - 1 if none is."""
    step = 1
    while lo + step <= hi and start[lo + step - 1] <= t:
        lo += step
        step *= 2
    high = min(hi, lo + step - 1)
    while lo < high:
        middle = (lo + high) // 2
        if start[middle] <= t:
            lo = middle + 1
        else:
            high = middle
    return lo - 1


@compiled
def place(start, lo, hi, near, t):  # type: ignore[no-untyped-def]
    """The last of the sorted starts lo..hi that is at most ``t``, looking from ``near`` on; lo - 1 if none
    is.
    """
    if near < lo:
        near = lo
    if near >= hi:
        return lo - 1
    if start[near] <= t:
        return last_before(start, near, hi, t)
    step, high, low = 1, near, near - 1
    while low >= lo and start[low] > t:
        high = low
        low -= step
        step *= 2
    return last_before(start, max(low, lo), high, t)
