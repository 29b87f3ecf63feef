"""The arena, and the agenda: a binary heap of events by instant, then the canonical key, then insertion (which never decides between live events)."""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.columns import (
    ARENA, EAUX, EID, EK1, EK2, ERROR, ESERIAL, ETYPE, EVENT_FREE, EVENT_WIDTH, FLOATS, FULL, HEAP, HEAP_EVENTS, HEAP_ROOM, HEAP_TIMES,
    LAST_EVENT, NIL, SERIAL,
)  # fmt: skip

_CASES = 1 << 44
"""Case numbers lie within this many on both sides of 0."""


@njit(nogil=True)
def allocate(m, size):  # type: ignore[no-untyped-def]
    """A new row of ``size`` integers; NIL, and the fault FULL, when the arena is full."""
    at = m.i[ARENA]
    if at + size > len(m.i):
        m.i[ERROR] = FULL
        return NIL
    m.i[ARENA] = at + size
    return at


@njit(nogil=True)
def allocate_floats(m, size):  # type: ignore[no-untyped-def]
    """Room for ``size`` floats; NIL, and the fault FULL, when the arena is full."""
    at = m.i[FLOATS]
    if at + size > len(m.f):
        m.i[ERROR] = FULL
        return NIL
    m.i[FLOATS] = at + size
    return at


@njit(nogil=True)
def key_high(kind, process, case):  # type: ignore[no-untyped-def]
    """Kind, process (its index) and case of the canonical key in one integer."""
    return ((kind << 14 | process) << 45) + (case + _CASES)


@njit(nogil=True)
def key_low(position, round_):  # type: ignore[no-untyped-def]
    """Step position (-1 for arrivals) and round in one integer."""
    return ((position + 1) << 40) + round_


@njit(nogil=True)
def _before(m, a_time, a, b_time, b):  # type: ignore[no-untyped-def]
    if a_time != b_time:
        return a_time < b_time
    if m.i[a + EK1] != m.i[b + EK1]:
        return m.i[a + EK1] < m.i[b + EK1]
    if m.i[a + EK2] != m.i[b + EK2]:
        return m.i[a + EK2] < m.i[b + EK2]
    return m.i[a + ESERIAL] < m.i[b + ESERIAL]


@njit(nogil=True)
def push(m, time, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """Let an event be due; returns its serial number (never 0)."""
    event = m.i[EVENT_FREE]
    if event != NIL:
        m.i[EVENT_FREE] = m.i[event + EK1]
    else:
        event = allocate(m, EVENT_WIDTH)
    if event == NIL or m.i[HEAP] >= m.i[HEAP_ROOM]:
        m.i[ERROR] = FULL
        return 0
    m.i[SERIAL] += 1
    m.i[event + EK1] = high
    m.i[event + EK2] = low
    m.i[event + ETYPE] = type_
    m.i[event + EID] = id_
    m.i[event + EAUX] = aux
    m.i[event + ESERIAL] = m.i[SERIAL]
    m.i[LAST_EVENT] = event
    times, events = m.i[HEAP_TIMES], m.i[HEAP_EVENTS]
    k = m.i[HEAP]
    m.i[HEAP] += 1
    while k > 0:
        parent = (k - 1) >> 1
        if not _before(m, time, event, m.i[times + parent], m.i[events + parent]):
            break
        m.i[times + k] = m.i[times + parent]
        m.i[events + k] = m.i[events + parent]
        k = parent
    m.i[times + k] = time
    m.i[events + k] = event
    return m.i[SERIAL]


@njit(nogil=True)
def pop(m):  # type: ignore[no-untyped-def]
    """Take the first event off the agenda; its row stays readable until `forget`."""
    times, events = m.i[HEAP_TIMES], m.i[HEAP_EVENTS]
    first = m.i[events]
    m.i[HEAP] -= 1
    n = m.i[HEAP]
    if n > 0:
        _sink(m, 0, m.i[times + n], m.i[events + n])
    return first


@njit(nogil=True)
def forget(m, event):  # type: ignore[no-untyped-def]
    """The event's row may be used again."""
    m.i[event + EK1] = m.i[EVENT_FREE]
    m.i[EVENT_FREE] = event


@njit(nogil=True)
def _sink(m, k, time, event):  # type: ignore[no-untyped-def]
    n, times, events = m.i[HEAP], m.i[HEAP_TIMES], m.i[HEAP_EVENTS]
    while True:
        child = 2 * k + 1
        if child >= n:
            break
        right = child + 1
        if right < n and _before(m, m.i[times + right], m.i[events + right], m.i[times + child], m.i[events + child]):
            child = right
        if not _before(m, m.i[times + child], m.i[events + child], time, event):
            break
        m.i[times + k] = m.i[times + child]
        m.i[events + k] = m.i[events + child]
        k = child
    m.i[times + k] = time
    m.i[events + k] = event


@njit(nogil=True)
def rebuild(m):  # type: ignore[no-untyped-def]
    """Restore the heap after rows were taken out of it."""
    times, events = m.i[HEAP_TIMES], m.i[HEAP_EVENTS]
    for k in range(m.i[HEAP] // 2 - 1, -1, -1):
        _sink(m, k, m.i[times + k], m.i[events + k])


@njit(nogil=True)
def widen(m):  # type: ignore[no-untyped-def]
    """Move the heap to twice the room at the end of the arena; False if that has no room for it."""
    room, n = m.i[HEAP_ROOM], m.i[HEAP]
    at = m.i[ARENA]
    if at + 4 * room > len(m.i):
        return False
    m.i[ARENA] = at + 4 * room
    for k in range(n):
        m.i[at + k] = m.i[m.i[HEAP_TIMES] + k]
        m.i[at + 2 * room + k] = m.i[m.i[HEAP_EVENTS] + k]
    m.i[HEAP_TIMES], m.i[HEAP_EVENTS], m.i[HEAP_ROOM] = at, at + 2 * room, 2 * room
    return True
