"""The arena, and the agenda: a heap of events by instant, then the canonical key, then insertion (which never
decides between live events). Each event has four below it: half the levels of two. Arrivals are kept apart.
"""

from __future__ import annotations

from sim.engines.compiled.columns import (
    APART, APART_TIME, ARENA, ARENA_FULL, CARE, EAUX, EID, EK1, EK2, ERROR, ESERIAL, ETYPE, EVENT_FREE,
    EVENT_WIDTH, FLOATS, FLOATS_FULL, FLOATS_ROOM, FULL, HEAP, HEAP_EVENTS, HEAP_FULL, HEAP_ROOM, HEAP_TIMES,
    INTS_ROOM, LAST_EVENT, NEVER, NIL, SERIAL,
)  # fmt: skip
from sim.native.jit import compiled, inlined

_CASES = 1 << 44
"""Case numbers lie within this many on both sides of 0."""


@compiled
def is_full(mi, used, room):  # type: ignore[no-untyped-def]
    """What is used has come up to the margin: there must be more room before the next event. Whether there is
    none left even for this one, which is the fault FULL.
    """
    mi[CARE] = 1
    if used > room:
        mi[ERROR] = FULL
        return True
    return False


@compiled
def allocate(mi, mf, size):  # type: ignore[no-untyped-def]
    """A new row of ``size`` integers; NIL, and the fault FULL, when the arena is full."""
    at = mi[ARENA]
    if at + size > mi[ARENA_FULL] and is_full(mi, at + size, mi[INTS_ROOM]):
        return NIL
    mi[ARENA] = at + size
    return at


@compiled
def allocate_floats(mi, mf, size):  # type: ignore[no-untyped-def]
    """Room for ``size`` floats; NIL, and the fault FULL, when the arena is full."""
    at = mi[FLOATS]
    if at + size > mi[FLOATS_FULL] and is_full(mi, at + size, mi[FLOATS_ROOM]):
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
def _tied_before(mi, mf, a, b):  # type: ignore[no-untyped-def]
    """Whether event ``a`` comes before ``b``, both due at one instant."""
    if mi[a + EK1] != mi[b + EK1]:
        return mi[a + EK1] < mi[b + EK1]
    if mi[a + EK2] != mi[b + EK2]:
        return mi[a + EK2] < mi[b + EK2]
    return mi[a + ESERIAL] < mi[b + ESERIAL]


@inlined
def new_event(mi, mf, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """An event that is on no agenda yet; NIL when memory is full."""
    event = mi[EVENT_FREE]
    if event != NIL:
        mi[EVENT_FREE] = mi[event + EK1]
    else:
        event = allocate(mi, mf, EVENT_WIDTH)
        if event == NIL:
            return NIL
    serial = mi[SERIAL] + 1
    mi[SERIAL] = serial
    mi[event + EK1] = high
    mi[event + EK2] = low
    mi[event + ETYPE] = type_
    mi[event + EID] = id_
    mi[event + EAUX] = aux
    mi[event + ESERIAL] = serial
    mi[LAST_EVENT] = event
    return event


@inlined
def enter(mi, mf, time, event):  # type: ignore[no-untyped-def]
    """Write an event into the agenda; returns its serial number (never 0), or 0 when memory is full."""
    k = mi[HEAP]
    if event == NIL or (k >= mi[HEAP_FULL] and is_full(mi, k + 1, mi[HEAP_ROOM])):
        return 0
    times, events = mi[HEAP_TIMES], mi[HEAP_EVENTS]
    mi[HEAP] = k + 1
    while k > 0:
        parent = (k - 1) >> 2
        at = mi[times + parent]
        if time >= at and (time > at or not _tied_before(mi, mf, event, mi[events + parent])):
            break
        mi[times + k] = at
        mi[events + k] = mi[events + parent]
        k = parent
    mi[times + k] = time
    mi[events + k] = event
    return mi[event + ESERIAL]


@compiled
def push(mi, mf, time, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """Let an event be due; returns its serial number (never 0)."""
    return enter(mi, mf, time, new_event(mi, mf, high, low, type_, id_, aux))


@inlined
def push_apart(mi, mf, time, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """Let an event be due that is followed by the next of its kind: one such event is kept beside the heap,
    as to exchange it costs nothing there.
    """
    event = new_event(mi, mf, high, low, type_, id_, aux)
    if event != NIL and mi[APART] == NIL:
        mi[APART], mi[APART_TIME] = event, time
    else:
        enter(mi, mf, time, event)


@inlined
def first_time(mi):  # type: ignore[no-untyped-def]
    """When the first event of the agenda is due; NEVER if nothing is."""
    return min(mi[APART_TIME], mi[mi[HEAP_TIMES]]) if mi[HEAP] > 0 else mi[APART_TIME]


@compiled
def pop(mi, mf):  # type: ignore[no-untyped-def]
    """Take the first event off the agenda; its row stays readable until `forget`."""
    times, events, apart = mi[HEAP_TIMES], mi[HEAP_EVENTS], mi[APART]
    first, n, time = mi[events], mi[HEAP], mi[APART_TIME]
    if apart != NIL and (
        n == 0 or time < mi[times] or (time == mi[times] and _tied_before(mi, mf, apart, first))
    ):
        mi[APART], mi[APART_TIME] = NIL, NEVER
        return apart
    n -= 1
    mi[HEAP] = n
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
    times, events, n = mi[HEAP_TIMES], mi[HEAP_EVENTS], mi[HEAP]
    child = 4 * k + 1
    while child < n:
        if child + 3 < n:
            # Which of them comes first is a coin toss: better reckoned than guessed at by the processor.
            t = times + child
            a, b, c, d = mi[t], mi[t + 1], mi[t + 2], mi[t + 3]
            ab, cd = min(a, b), min(c, d)
            first = min(ab, cd)
            if a == b or c == d or ab == cd:
                least = _first_of(mi, mf, child, child + 4)
            else:
                least = child + (2 + int(d < c) if cd < ab else int(b < a))
        else:
            least = _first_of(mi, mf, child, n)
            first = mi[times + least]
        if time <= first and (time < first or _tied_before(mi, mf, event, mi[events + least])):
            break
        mi[times + k] = first
        mi[events + k] = mi[events + least]
        k = least
        child = 4 * k + 1
    mi[times + k] = time
    mi[events + k] = event


@compiled
def _first_of(mi, mf, child, stop):  # type: ignore[no-untyped-def]
    """The first of the heap's places from ``child`` on."""
    times, events, least = mi[HEAP_TIMES], mi[HEAP_EVENTS], child
    for k in range(child + 1, stop):
        a, b = mi[times + k], mi[times + least]
        if a < b or (a == b and _tied_before(mi, mf, mi[events + k], mi[events + least])):
            least = k
    return least


@compiled
def rebuild(mi, mf):  # type: ignore[no-untyped-def]
    """Restore the heap after rows were taken out of it."""
    times, events = mi[HEAP_TIMES], mi[HEAP_EVENTS]
    for k in range((mi[HEAP] + 2) // 4 - 1, -1, -1):
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
