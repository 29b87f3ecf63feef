"""The arena, and the agenda: a binary heap of events by instant, then the canonical key, then insertion
(which never decides between live events).
"""

from __future__ import annotations

from sim.engines.compiled.columns import (
    ARENA, EAUX, EID, EK1, EK2, ERROR, ESERIAL, ETYPE, EVENT_FREE, EVENT_WIDTH, FLOATS, FLOATS_ROOM, FULL,
    HEAP, HEAP_EVENTS, HEAP_ROOM, HEAP_TIMES, INTS_ROOM, LAST_EVENT, NIL, SERIAL,
)  # fmt: skip
from sim.native.jit import compiled

_CASES = 1 << 44
"""Case numbers lie within this many on both sides of 0."""


@compiled
def allocate(mi, mf, size):  # type: ignore[no-untyped-def]
    """A new row of ``size`` integers; NIL, and the fault FULL, when the arena is full."""
    at = mi[ARENA]
    if at + size > mi[INTS_ROOM]:
        mi[ERROR] = FULL
        return NIL
    mi[ARENA] = at + size
    return at


@compiled
def allocate_floats(mi, mf, size):  # type: ignore[no-untyped-def]
    """Room for ``size`` floats; NIL, and the fault FULL, when the arena is full."""
    at = mi[FLOATS]
    if at + size > mi[FLOATS_ROOM]:
        mi[ERROR] = FULL
        return NIL
    mi[FLOATS] = at + size
    return at


@compiled
def key_high(kind, process, case):  # type: ignore[no-untyped-def]
    """Kind, process (its index) and case of the canonical key in one integer."""
    return ((kind << 14 | process) << 45) + (case + _CASES)


@compiled
def key_low(position, round_):  # type: ignore[no-untyped-def]
    """Step position (-1 for arrivals) and round in one integer."""
    return ((position + 1) << 40) + round_


@compiled
def _before(mi, mf, a_time, a, b_time, b):  # type: ignore[no-untyped-def]
    if a_time != b_time:
        return a_time < b_time
    if mi[a + EK1] != mi[b + EK1]:
        return mi[a + EK1] < mi[b + EK1]
    if mi[a + EK2] != mi[b + EK2]:
        return mi[a + EK2] < mi[b + EK2]
    return mi[a + ESERIAL] < mi[b + ESERIAL]


@compiled
def push(mi, mf, time, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """Let an event be due; returns its serial number (never 0)."""
    event = mi[EVENT_FREE]
    if event != NIL:
        mi[EVENT_FREE] = mi[event + EK1]
    else:
        event = allocate(mi, mf, EVENT_WIDTH)
    if event == NIL or mi[HEAP] >= mi[HEAP_ROOM]:
        mi[ERROR] = FULL
        return 0
    mi[SERIAL] += 1
    mi[event + EK1] = high
    mi[event + EK2] = low
    mi[event + ETYPE] = type_
    mi[event + EID] = id_
    mi[event + EAUX] = aux
    mi[event + ESERIAL] = mi[SERIAL]
    mi[LAST_EVENT] = event
    times, events = mi[HEAP_TIMES], mi[HEAP_EVENTS]
    k = mi[HEAP]
    mi[HEAP] += 1
    while k > 0:
        parent = (k - 1) >> 1
        if not _before(mi, mf, time, event, mi[times + parent], mi[events + parent]):
            break
        mi[times + k] = mi[times + parent]
        mi[events + k] = mi[events + parent]
        k = parent
    mi[times + k] = time
    mi[events + k] = event
    return mi[SERIAL]


@compiled
def pop(mi, mf):  # type: ignore[no-untyped-def]
    """Take the first event off the agenda; its row stays readable until `forget`."""
    times, events = mi[HEAP_TIMES], mi[HEAP_EVENTS]
    first = mi[events]
    mi[HEAP] -= 1
    n = mi[HEAP]
    if n > 0:
        _sink(mi, mf, 0, mi[times + n], mi[events + n])
    return first


@compiled
def forget(mi, mf, event):  # type: ignore[no-untyped-def]
    """The event's row may be used again."""
    mi[event + EK1] = mi[EVENT_FREE]
    mi[EVENT_FREE] = event


@compiled
def _sink(mi, mf, k, time, event):  # type: ignore[no-untyped-def]
    n, times, events = mi[HEAP], mi[HEAP_TIMES], mi[HEAP_EVENTS]
    while True:
        child = 2 * k + 1
        if child >= n:
            break
        right = child + 1
        if right < n and _before(
            mi, mf, mi[times + right], mi[events + right], mi[times + child], mi[events + child]
        ):
            child = right
        if not _before(mi, mf, mi[times + child], mi[events + child], time, event):
            break
        mi[times + k] = mi[times + child]
        mi[events + k] = mi[events + child]
        k = child
    mi[times + k] = time
    mi[events + k] = event


@compiled
def rebuild(mi, mf):  # type: ignore[no-untyped-def]
    """Restore the heap after rows were taken out of it."""
    times, events = mi[HEAP_TIMES], mi[HEAP_EVENTS]
    for k in range(mi[HEAP] // 2 - 1, -1, -1):
        _sink(mi, mf, k, mi[times + k], mi[events + k])


@compiled
def widen(mi, mf):  # type: ignore[no-untyped-def]
    """Move the heap to twice the room at the end of the arena; False if that has no room for it."""
    room, n = mi[HEAP_ROOM], mi[HEAP]
    at = mi[ARENA]
    if at + 4 * room > mi[INTS_ROOM]:
        return False
    mi[ARENA] = at + 4 * room
    for k in range(n):
        mi[at + k] = mi[mi[HEAP_TIMES] + k]
        mi[at + 2 * room + k] = mi[mi[HEAP_EVENTS] + k]
    mi[HEAP_TIMES], mi[HEAP_EVENTS], mi[HEAP_ROOM] = at, at + 2 * room, 2 * room
    return True
