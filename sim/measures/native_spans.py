"""Intervals in columns of starts and stops, compiled: sorting, merging, and the time they have in common."""

from __future__ import annotations

from sim.native.jit import compiled


@compiled
def sort_spans(start, stop, lo, hi):  # type: ignore[no-untyped-def]
    """Sort the intervals lo..hi by start, then end: Shell's sort, since they are nearly in order."""
    gap = 1
    while gap < (hi - lo) // 9:
        gap = 3 * gap + 1
    ordered = True
    for k in range(lo + 1, hi):
        if start[k] < start[k - 1] or (start[k] == start[k - 1] and stop[k] < stop[k - 1]):
            ordered = False
            break
    while gap > 0 and not ordered:
        for k in range(lo + gap, hi):
            a, b, j = start[k], stop[k], k
            while j >= lo + gap and (a < start[j - gap] or (a == start[j - gap] and b < stop[j - gap])):
                start[j], stop[j] = start[j - gap], stop[j - gap]
                j -= gap
            start[j], stop[j] = a, b
        gap //= 3


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
