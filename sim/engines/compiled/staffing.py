"""People: duty, idleness, and when work by a crew is done."""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.arithmetic import advance, first_end, last_start, next_open, open_seconds
from sim.engines.compiled.columns import (
    CREW_AT, GCAL, GN, GPERSON0, GROUP0, GROUP_WIDTH, KEND, KN, KSTART, NEVER, NGROUPS, NIL, NOW, PAUSE, PBUSY, PERSON_WIDTH, PGROUP,
    PLASTCLOSE, PPOOL, SCRATCH, SFREE, SFROM, SHINT, SOPEN, SUNTIL, VCREW,
)  # fmt: skip


@njit(nogil=True)
def on_duty(m, group):  # type: ignore[no-untyped-def]
    """Whether the group's calendar is open now; the answer holds for a span of time, which is kept."""
    now = m.i[NOW]
    if m.i[group + SFROM] <= now < m.i[group + SUNTIL]:
        return m.i[group + SOPEN] == 1
    k = m.i[group + GCAL]
    starts, ends, n = m.i[k + KSTART], m.i[k + KEND], last_start(m, k, now)
    there = n >= 0 and now < m.i[ends + n]
    if there:
        m.i[group + SFROM] = m.i[starts + n]
        m.i[group + SUNTIL] = m.i[ends + n]
    else:
        m.i[group + SFROM] = m.i[ends + n] if n >= 0 else -NEVER
        m.i[group + SUNTIL] = m.i[starts + n + 1] if n + 1 < m.i[k + KN] else NEVER
    m.i[group + SOPEN] = 1 if there else 0
    return there


@njit(nogil=True)
def some_free(m, pool):  # type: ignore[no-untyped-def]
    """Whether anybody of the pool is idle and on duty."""
    first = m.i[pool + GROUP0]
    for group in range(first, first + GROUP_WIDTH * m.i[pool + NGROUPS], GROUP_WIDTH):
        if m.i[group + SFREE] > 0 and on_duty(m, group):
            return True
    return False


@njit(nogil=True)
def first_free(m, pool):  # type: ignore[no-untyped-def]
    """The first idle person on duty in listing order, or NIL."""
    first = m.i[pool + GROUP0]
    for group in range(first, first + GROUP_WIDTH * m.i[pool + NGROUPS], GROUP_WIDTH):
        if m.i[group + SFREE] > 0 and on_duty(m, group):
            person = m.i[group + SHINT]
            while m.i[person + PBUSY] != NIL:
                person += PERSON_WIDTH
            m.i[group + SHINT] = person
            return person
    return NIL


@njit(nogil=True)
def free_besides(m, pool, taken, wanted):  # type: ignore[no-untyped-def]
    """Add up to ``wanted`` idle people on duty who are not among the first ``taken`` of the scratch; returns how many are there then."""
    first, n = m.i[pool + GROUP0], taken
    for group in range(first, first + GROUP_WIDTH * m.i[pool + NGROUPS], GROUP_WIDTH):
        if m.i[group + SFREE] > 0 and on_duty(m, group):
            start = m.i[group + GPERSON0]
            for person in range(start, start + PERSON_WIDTH * m.i[group + GN], PERSON_WIDTH):
                if n - taken == wanted:
                    return n
                if m.i[person + PBUSY] == NIL and not _among(m, person, taken):
                    m.i[m.i[SCRATCH] + n] = person
                    n += 1
    return n


@njit(nogil=True)
def _among(m, person, n):  # type: ignore[no-untyped-def]
    for i in range(n):
        if m.i[m.i[SCRATCH] + i] == person:
            return True
    return False


@njit(nogil=True)
def take(m, person, visit):  # type: ignore[no-untyped-def]
    """A person begins work."""
    m.i[person + PBUSY] = visit
    m.i[m.i[person + PGROUP] + SFREE] -= 1


@njit(nogil=True)
def release(m, person):  # type: ignore[no-untyped-def]
    """A person is idle again."""
    m.i[person + PBUSY] = NIL
    group = m.i[person + PGROUP]
    m.i[group + SFREE] += 1
    if person < m.i[group + SHINT]:
        m.i[group + SHINT] = person


@njit(nogil=True)
def next_opening(m, pool, also_busy):  # type: ignore[no-untyped-def]
    """The next instant at which an idle person (or anybody) who is off duty now comes on duty, or NEVER."""
    found = NEVER
    first = m.i[pool + GROUP0]
    for group in range(first, first + GROUP_WIDTH * m.i[pool + NGROUPS], GROUP_WIDTH):
        if (also_busy or m.i[group + SFREE] > 0) and not on_duty(m, group):
            found = min(found, m.i[group + SUNTIL])
    return found


@njit(nogil=True)
def work_end(m, visit, start, seconds):  # type: ignore[no-untyped-def]
    """When the crew of ``visit`` has been there for ``seconds`` since ``start``, or NEVER."""
    pausing, last = _pausing(m, visit)
    if pausing == 0:
        return start + seconds
    person = m.i[visit + m.i[CREW_AT] + 0]
    if pausing == 1 and m.i[visit + VCREW] == 1 and last == NEVER:
        return advance(m, m.i[m.i[person + PGROUP] + GCAL], start, seconds)
    t, rest = start, seconds
    while rest > 0:
        t = _together(m, visit, t)
        if t >= NEVER:
            return NEVER
        close = _parting(m, visit, t)
        if close - t >= rest:
            return t + rest
        rest -= close - t
        t = close
    return t


@njit(nogil=True)
def work_spent(m, visit, start, stop):  # type: ignore[no-untyped-def]
    """Seconds the crew of ``visit`` was there within [start, stop)."""
    pausing, last = _pausing(m, visit)
    if pausing == 0:
        return stop - start
    person = m.i[visit + m.i[CREW_AT] + 0]
    if pausing == 1 and m.i[visit + VCREW] == 1 and last == NEVER:
        return open_seconds(m, m.i[m.i[person + PGROUP] + GCAL], start, stop)
    t, total = start, 0
    while t < stop:
        t = _together(m, visit, t)
        if t >= stop:
            break
        close = min(stop, _parting(m, visit, t))
        total += close - t
        t = close
    return total


@njit(nogil=True)
def _pausing(m, visit):  # type: ignore[no-untyped-def]
    """How many of the crew pause at closing, and the first last closing among them."""
    n, last = 0, NEVER
    for i in range(m.i[visit + VCREW]):
        person = m.i[visit + m.i[CREW_AT] + i]
        if m.i[m.i[person + PPOOL] + PAUSE] == 1:
            n += 1
            last = min(last, m.i[person + PLASTCLOSE])
    return n, last


@njit(nogil=True)
def _together(m, visit, t):  # type: ignore[no-untyped-def]
    """The first instant from ``t`` on at which every pausing person is there (past the last closing, they stay)."""
    moved = True
    while moved and t < NEVER:
        moved = False
        for i in range(m.i[visit + VCREW]):
            person = m.i[visit + m.i[CREW_AT] + i]
            if m.i[m.i[person + PPOOL] + PAUSE] == 1 and t < m.i[person + PLASTCLOSE]:
                there = next_open(m, m.i[m.i[person + PGROUP] + GCAL], t)
                if there > t:
                    t = there
                    moved = True
                    if t >= NEVER:
                        break
    return t


@njit(nogil=True)
def _parting(m, visit, t):  # type: ignore[no-untyped-def]
    """The first closing after ``t`` of a pausing person that is not the last one."""
    close = NEVER
    for i in range(m.i[visit + VCREW]):
        person = m.i[visit + m.i[CREW_AT] + i]
        if m.i[m.i[person + PPOOL] + PAUSE] == 1 and t < m.i[person + PLASTCLOSE]:
            k = m.i[m.i[person + PGROUP] + GCAL]
            ends = m.i[m.i[k + KEND] + first_end(m, k, t)]
            if ends != m.i[person + PLASTCLOSE]:
                close = min(close, ends)
    return close
