"""The agenda: a binary heap of events by instant, then the canonical key, then order of insertion (which never decides between live events)."""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.columns import (
    EAUX, EID, EK1, EK2, ERROR, ESERIAL, ETYPE, EVENT_FREE, EVENTS, FULL, HEAP, LAST_EVENT, NIL, SERIAL,
)  # fmt: skip

_CASES = 1 << 44
"""Case numbers lie within this many on both sides of 0."""


@njit(nogil=True)
def key_high(kind, process, case):  # type: ignore[no-untyped-def]
    """Kind, process and case of the canonical key in one integer."""
    return ((kind << 14 | process) << 45) + (case + _CASES)


@njit(nogil=True)
def key_low(position, round_):  # type: ignore[no-untyped-def]
    """Step position (-1 for arrivals) and round in one integer."""
    return ((position + 1) << 40) + round_


@njit(nogil=True)
def _before(m, a_time, a, b_time, b):  # type: ignore[no-untyped-def]
    if a_time != b_time:
        return a_time < b_time
    if m.events[a, EK1] != m.events[b, EK1]:
        return m.events[a, EK1] < m.events[b, EK1]
    if m.events[a, EK2] != m.events[b, EK2]:
        return m.events[a, EK2] < m.events[b, EK2]
    return m.events[a, ESERIAL] < m.events[b, ESERIAL]


@njit(nogil=True)
def push(m, time, high, low, type_, id_, aux):  # type: ignore[no-untyped-def]
    """Let an event be due; returns its serial number (never 0)."""
    g = m.g
    event = g[EVENT_FREE]
    if event != NIL:
        g[EVENT_FREE] = m.events[event, EK1]
    else:
        event = g[EVENTS]
        if event >= len(m.events) or g[HEAP] >= len(m.heap_time):
            g[ERROR] = FULL
            return 0
        g[EVENTS] += 1
    g[SERIAL] += 1
    m.events[event, EK1] = high
    m.events[event, EK2] = low
    m.events[event, ETYPE] = type_
    m.events[event, EID] = id_
    m.events[event, EAUX] = aux
    m.events[event, ESERIAL] = g[SERIAL]
    g[LAST_EVENT] = event
    i = g[HEAP]
    g[HEAP] += 1
    while i > 0:
        parent = (i - 1) >> 1
        if not _before(m, time, event, m.heap_time[parent], m.heap_event[parent]):
            break
        m.heap_time[i] = m.heap_time[parent]
        m.heap_event[i] = m.heap_event[parent]
        i = parent
    m.heap_time[i] = time
    m.heap_event[i] = event
    return g[SERIAL]


@njit(nogil=True)
def pop(m):  # type: ignore[no-untyped-def]
    """Take the first event off the agenda; its row stays readable until `forget`."""
    g = m.g
    first = m.heap_event[0]
    g[HEAP] -= 1
    n = g[HEAP]
    if n > 0:
        _sink(m, 0, m.heap_time[n], m.heap_event[n])
    return first


@njit(nogil=True)
def forget(m, event):  # type: ignore[no-untyped-def]
    """The event's row may be used again."""
    m.events[event, EK1] = m.g[EVENT_FREE]
    m.g[EVENT_FREE] = event


@njit(nogil=True)
def _sink(m, i, time, event):  # type: ignore[no-untyped-def]
    n = m.g[HEAP]
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        right = child + 1
        if right < n and _before(m, m.heap_time[right], m.heap_event[right], m.heap_time[child], m.heap_event[child]):
            child = right
        if not _before(m, m.heap_time[child], m.heap_event[child], time, event):
            break
        m.heap_time[i] = m.heap_time[child]
        m.heap_event[i] = m.heap_event[child]
        i = child
    m.heap_time[i] = time
    m.heap_event[i] = event


@njit(nogil=True)
def rebuild(m):  # type: ignore[no-untyped-def]
    """Restore the heap after rows were taken out of it."""
    for i in range(m.g[HEAP] // 2 - 1, -1, -1):
        _sink(m, i, m.heap_time[i], m.heap_event[i])
