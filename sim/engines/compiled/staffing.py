"""People: duty, idleness, and when work by a crew is done."""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.arithmetic import advance, after, next_open, open_seconds
from sim.engines.compiled.columns import (
    GCAL, GN, GPERSON0, GROUP0, NEVER, NGROUPS, NIL, NOW, PAUSE, PGROUP, PLASTCLOSE, PPOOL, SFREE, SFROM, SHINT, SOPEN, SUNTIL, VCREW,
)  # fmt: skip


@njit(nogil=True)
def on_duty(flat, m, group):  # type: ignore[no-untyped-def]
    """Whether the group's calendar is open now; the answer holds for a span of time, which is kept."""
    now, state = m.g[NOW], m.group_state
    if state[group, SFROM] <= now < state[group, SUNTIL]:
        return state[group, SOPEN] == 1
    k = m.groups[group, GCAL]
    lo, hi = flat.cal_at[k], flat.cal_at[k + 1]
    i = after(flat.cal_start, lo, hi, now) - 1
    if i >= lo and now < flat.cal_end[i]:
        state[group, SFROM] = flat.cal_start[i]
        state[group, SUNTIL] = flat.cal_end[i]
        state[group, SOPEN] = 1
        return True
    state[group, SFROM] = flat.cal_end[i] if i >= lo else -NEVER
    state[group, SUNTIL] = flat.cal_start[i + 1] if i + 1 < hi else NEVER
    state[group, SOPEN] = 0
    return False


@njit(nogil=True)
def some_free(flat, m, pool):  # type: ignore[no-untyped-def]
    """Whether anybody of the pool is idle and on duty."""
    first = flat.pools[pool, GROUP0]
    for group in range(first, first + flat.pools[pool, NGROUPS]):
        if m.group_state[group, SFREE] > 0 and on_duty(flat, m, group):
            return True
    return False


@njit(nogil=True)
def first_free(flat, m, pool):  # type: ignore[no-untyped-def]
    """The first idle person on duty in listing order, or NIL."""
    first = flat.pools[pool, GROUP0]
    for group in range(first, first + flat.pools[pool, NGROUPS]):
        if m.group_state[group, SFREE] > 0 and on_duty(flat, m, group):
            person = m.group_state[group, SHINT]
            while m.busy[person] != NIL:
                person += 1
            m.group_state[group, SHINT] = person
            return person
    return NIL


@njit(nogil=True)
def free_besides(flat, m, pool, scratch, taken, wanted):  # type: ignore[no-untyped-def]
    """Add up to ``wanted`` idle people on duty who are not among scratch[:taken]; returns how many are there then."""
    first, n = flat.pools[pool, GROUP0], taken
    for group in range(first, first + flat.pools[pool, NGROUPS]):
        if m.group_state[group, SFREE] > 0 and on_duty(flat, m, group):
            start = m.groups[group, GPERSON0]
            for person in range(start, start + m.groups[group, GN]):
                if n - taken == wanted:
                    return n
                if m.busy[person] == NIL and not _among(person, scratch, taken):
                    scratch[n] = person
                    n += 1
    return n


@njit(nogil=True)
def _among(person, scratch, n):  # type: ignore[no-untyped-def]
    for i in range(n):
        if scratch[i] == person:
            return True
    return False


@njit(nogil=True)
def take(m, person, visit):  # type: ignore[no-untyped-def]
    """A person begins work."""
    m.busy[person] = visit
    m.group_state[m.people[person, PGROUP], SFREE] -= 1


@njit(nogil=True)
def release(m, person):  # type: ignore[no-untyped-def]
    """A person is idle again."""
    m.busy[person] = NIL
    group = m.people[person, PGROUP]
    m.group_state[group, SFREE] += 1
    if person < m.group_state[group, SHINT]:
        m.group_state[group, SHINT] = person


@njit(nogil=True)
def next_opening(flat, m, pool, also_busy):  # type: ignore[no-untyped-def]
    """The next instant at which an idle person (or anybody) who is off duty now comes on duty, or NEVER."""
    found = NEVER
    first = flat.pools[pool, GROUP0]
    for group in range(first, first + flat.pools[pool, NGROUPS]):
        if (also_busy or m.group_state[group, SFREE] > 0) and not on_duty(flat, m, group):
            found = min(found, m.group_state[group, SUNTIL])
    return found


@njit(nogil=True)
def work_end(flat, m, visit, start, seconds):  # type: ignore[no-untyped-def]
    """When the crew of ``visit`` has been there for ``seconds`` since ``start``, or NEVER."""
    pausing, last = _pausing(flat, m, visit)
    if pausing == 0:
        return start + seconds
    person = m.crew[visit, 0]
    if pausing == 1 and m.visits[visit, VCREW] == 1 and last == NEVER:
        return advance(flat, m.groups[m.people[person, PGROUP], GCAL], start, seconds)
    t, rest = start, seconds
    while rest > 0:
        t = _together(flat, m, visit, t)
        if t >= NEVER:
            return NEVER
        close = _parting(flat, m, visit, t)
        if close - t >= rest:
            return t + rest
        rest -= close - t
        t = close
    return t


@njit(nogil=True)
def work_spent(flat, m, visit, start, stop):  # type: ignore[no-untyped-def]
    """Seconds the crew of ``visit`` was there within [start, stop)."""
    pausing, last = _pausing(flat, m, visit)
    if pausing == 0:
        return stop - start
    person = m.crew[visit, 0]
    if pausing == 1 and m.visits[visit, VCREW] == 1 and last == NEVER:
        return open_seconds(flat, m.groups[m.people[person, PGROUP], GCAL], start, stop)
    t, total = start, 0
    while t < stop:
        t = _together(flat, m, visit, t)
        if t >= stop:
            break
        close = min(stop, _parting(flat, m, visit, t))
        total += close - t
        t = close
    return total


@njit(nogil=True)
def _pausing(flat, m, visit):  # type: ignore[no-untyped-def]
    """How many of the crew pause at closing, and the first last closing among them."""
    n, last = 0, NEVER
    for i in range(m.visits[visit, VCREW]):
        person = m.crew[visit, i]
        if flat.pools[m.people[person, PPOOL], PAUSE] == 1:
            n += 1
            last = min(last, m.people[person, PLASTCLOSE])
    return n, last


@njit(nogil=True)
def _together(flat, m, visit, t):  # type: ignore[no-untyped-def]
    """The first instant from ``t`` on at which every pausing person is there (past the last closing, they stay)."""
    moved = True
    while moved and t < NEVER:
        moved = False
        for i in range(m.visits[visit, VCREW]):
            person = m.crew[visit, i]
            if flat.pools[m.people[person, PPOOL], PAUSE] == 1 and t < m.people[person, PLASTCLOSE]:
                there = next_open(flat, m.groups[m.people[person, PGROUP], GCAL], t)
                if there > t:
                    t = there
                    moved = True
                    if t >= NEVER:
                        break
    return t


@njit(nogil=True)
def _parting(flat, m, visit, t):  # type: ignore[no-untyped-def]
    """The first closing after ``t`` of a pausing person that is not the last one."""
    close = NEVER
    for i in range(m.visits[visit, VCREW]):
        person = m.crew[visit, i]
        if flat.pools[m.people[person, PPOOL], PAUSE] == 1 and t < m.people[person, PLASTCLOSE]:
            k = m.groups[m.people[person, PGROUP], GCAL]
            ends = flat.cal_end[after(flat.cal_end, flat.cal_at[k], flat.cal_at[k + 1], t)]
            if ends != m.people[person, PLASTCLOSE]:
                close = min(close, ends)
    return close
