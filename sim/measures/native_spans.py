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
def common_spans(a, b, to):  # type: ignore[no-untyped-def]
    """The time in both lists of intervals, with its seconds cumulated; how many intervals that are."""
    a_start, a_stop, i, a_end = a
    b_start, b_stop, j, b_end = b
    start, stop, total = to
    n = 0
    total[0] = 0
    while i < a_end and j < b_end:
        low, high = max(a_start[i], b_start[j]), min(a_stop[i], b_stop[j])
        if low < high:
            start[n], stop[n] = low, high
            total[n + 1] = total[n] + high - low
            n += 1
        if a_stop[i] < b_stop[j]:
            i += 1
        else:
            j += 1
    return n


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


# People


@compiled
def off_duty(start, lo, hi, duty):  # type: ignore[no-untyped-def]
    """Whether one of the sorted spells starts outside the duty's open intervals."""
    open_, close, first, n = duty
    at = first
    for k in range(lo, hi):
        found = last_before(open_, at, n, start[k])
        if found < first or start[k] >= close[found]:
            return True
        at = found
    return False


@compiled
def doubled(start, stop, lo, hi):  # type: ignore[no-untyped-def]
    """Whether one of a person's sorted spells begins before the one before is over."""
    for k in range(lo + 1, hi):
        if start[k] < stop[k - 1]:
            return True
    return False


@compiled
def busy_within(start, stop, lo, hi, needed):  # type: ignore[no-untyped-def]
    """Seconds of the sorted, disjoint spells within the intervals that are needed."""
    open_, close, total, n = needed
    at, found = 0, 0
    for k in range(lo, hi):
        i = last_before(open_, at, n, start[k])
        j = last_before(open_, max(i, at), n, stop[k])
        if i >= 0:
            found -= total[i] + min(start[k], close[i]) - open_[i]
        if j >= 0:
            found += total[j] + min(stop[k], close[j]) - open_[j]
        at = max(j, 0)
    return found
