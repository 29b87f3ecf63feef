"""People: duty, idleness, and when work by a crew is done."""

from __future__ import annotations

from sim.engines.compiled.arithmetic import advance, first_end, last_start, next_open, open_seconds
from sim.engines.compiled.columns import (
    CREW_AT, GCAL, GN, GPERSON0, GROUP0, GROUP_WIDTH, IDLE, IN_LINE, KEND, KN, KSTART, LOOK, LOOK_NEXT,
    NEVER, NGROUPS, NIL, NOW, PAUSE, PBUSY, PERSON_WIDTH, PGROUP, PLASTCLOSE, POOLS, POOLS_AT, POOL_WIDTH,
    PPOOL, SCRATCH, SFREE, SFROM, SHINT, SOPEN, SUNTIL, TEAM, UNSETTLED, VCREW,
)  # fmt: skip
from sim.native.jit import compiled, inlined


@inlined
def on_duty(mi, mf, group):  # type: ignore[no-untyped-def]
    """Whether the group's calendar is open now; the answer holds for a span of time, which is kept."""
    if not mi[group + SFROM] <= mi[NOW] < mi[group + SUNTIL]:
        know_duty(mi, mf, group)
    return mi[group + SOPEN] == 1


@compiled
def know_duty(mi, mf, group):  # type: ignore[no-untyped-def]
    """The span of time around now in which the group's duty does not change."""
    now, k = mi[NOW], mi[group + GCAL]
    starts, ends, n = mi[k + KSTART], mi[k + KEND], last_start(mi, mf, k, now)
    there = n >= 0 and now < mi[ends + n]
    if there:
        mi[group + SFROM] = mi[starts + n]
        mi[group + SUNTIL] = mi[ends + n]
    else:
        mi[group + SFROM] = mi[ends + n] if n >= 0 else -NEVER
        mi[group + SUNTIL] = mi[starts + n + 1] if n + 1 < mi[k + KN] else NEVER
    mi[group + SOPEN] = 1 if there else 0


@compiled
def some_free(mi, mf, pool):  # type: ignore[no-untyped-def]
    """Whether anybody of the pool is idle and on duty."""
    first = mi[pool + GROUP0]
    for group in range(first, first + GROUP_WIDTH * mi[pool + NGROUPS], GROUP_WIDTH):
        if mi[group + SFREE] > 0 and on_duty(mi, mf, group):
            return True
    return False


@inlined
def first_free(mi, mf, pool):  # type: ignore[no-untyped-def]
    """The first idle person on duty in listing order, or NIL."""
    group, found = mi[pool + GROUP0], NIL
    last = group + GROUP_WIDTH * mi[pool + NGROUPS]
    while group < last:
        if mi[group + SFREE] > 0 and on_duty(mi, mf, group):
            found = mi[group + SHINT]
            while mi[found + PBUSY] != NIL:
                found += PERSON_WIDTH
            mi[group + SHINT] = found
            break
        group += GROUP_WIDTH
    return found


@compiled
def free_besides(mi, mf, pool, taken, wanted):  # type: ignore[no-untyped-def]
    """Add up to ``wanted`` idle people on duty who are not among the first ``taken`` of the scratch; returns
    how many are there then.
    """
    first, n = mi[pool + GROUP0], taken
    for group in range(first, first + GROUP_WIDTH * mi[pool + NGROUPS], GROUP_WIDTH):
        if mi[group + SFREE] > 0 and on_duty(mi, mf, group):
            start = mi[group + GPERSON0]
            for person in range(start, start + PERSON_WIDTH * mi[group + GN], PERSON_WIDTH):
                if n - taken == wanted:
                    return n
                if mi[person + PBUSY] == NIL and not _among(mi, mf, person, taken):
                    mi[mi[SCRATCH] + n] = person
                    n += 1
    return n


@compiled
def _among(mi, mf, person, n):  # type: ignore[no-untyped-def]
    for i in range(n):
        if mi[mi[SCRATCH] + i] == person:
            return True
    return False


@inlined
def take(mi, mf, person, visit):  # type: ignore[no-untyped-def]
    """A person begins work."""
    mi[person + PBUSY] = visit
    mi[mi[person + PGROUP] + SFREE] -= 1
    mi[mi[person + PPOOL] + IDLE] -= 1


@inlined
def release(mi, mf, person):  # type: ignore[no-untyped-def]
    """A person is idle again."""
    mi[person + PBUSY] = NIL
    group, pool = mi[person + PGROUP], mi[person + PPOOL]
    mi[group + SFREE] += 1
    mi[pool + IDLE] += 1
    if person < mi[group + SHINT]:
        mi[group + SHINT] = person
    if mi[pool + IN_LINE] > 0:
        look_at(mi, mf, pool)


@inlined
def look_at(mi, mf, pool):  # type: ignore[no-untyped-def]
    """A pool's line must be looked at before the instant is over."""
    if mi[pool + LOOK] == 0:
        mi[pool + LOOK] = 1
        mi[pool + LOOK_NEXT] = mi[UNSETTLED]
        mi[UNSETTLED] = pool
        if mi[pool + TEAM] == 1:
            look_at_teams(mi, mf)


@compiled
def look_at_teams(mi, mf):  # type: ignore[no-untyped-def]
    """A claim for people of several pools may stand behind others in one line and first in another."""
    first = mi[POOLS_AT]
    for pool in range(first, first + POOL_WIDTH * mi[POOLS], POOL_WIDTH):
        if mi[pool + TEAM] == 1 and mi[pool + LOOK] == 0 and mi[pool + IN_LINE] > 0:
            mi[pool + LOOK] = 1
            mi[pool + LOOK_NEXT] = mi[UNSETTLED]
            mi[UNSETTLED] = pool


@compiled
def next_opening(mi, mf, pool, also_busy):  # type: ignore[no-untyped-def]
    """The next instant at which an idle person (or anybody) who is off duty now comes on duty, or NEVER."""
    found = NEVER
    first = mi[pool + GROUP0]
    for group in range(first, first + GROUP_WIDTH * mi[pool + NGROUPS], GROUP_WIDTH):
        if (also_busy or mi[group + SFREE] > 0) and not on_duty(mi, mf, group):
            found = min(found, mi[group + SUNTIL])
    return found


@compiled
def work_end(mi, mf, visit, start, seconds):  # type: ignore[no-untyped-def]
    """When the crew of ``visit`` has been there for ``seconds`` since ``start``, or NEVER."""
    pausing, last = _pausing(mi, mf, visit)
    if pausing == 0:
        return start + seconds
    person = mi[visit + mi[CREW_AT] + 0]
    if pausing == 1 and mi[visit + VCREW] == 1 and last == NEVER:
        return advance(mi, mf, mi[mi[person + PGROUP] + GCAL], start, seconds)
    t, rest = start, seconds
    while rest > 0:
        t = _together(mi, mf, visit, t)
        if t >= NEVER:
            return NEVER
        close = _parting(mi, mf, visit, t)
        if close - t >= rest:
            return t + rest
        rest -= close - t
        t = close
    return t


@compiled
def work_spent(mi, mf, visit, start, stop):  # type: ignore[no-untyped-def]
    """Seconds the crew of ``visit`` was there within [start, stop)."""
    pausing, last = _pausing(mi, mf, visit)
    if pausing == 0:
        return stop - start
    person = mi[visit + mi[CREW_AT] + 0]
    if pausing == 1 and mi[visit + VCREW] == 1 and last == NEVER:
        return open_seconds(mi, mf, mi[mi[person + PGROUP] + GCAL], start, stop)
    t, total = start, 0
    while t < stop:
        t = _together(mi, mf, visit, t)
        if t >= stop:
            break
        close = min(stop, _parting(mi, mf, visit, t))
        total += close - t
        t = close
    return total


@compiled
def _pausing(mi, mf, visit):  # type: ignore[no-untyped-def]
    """How many of the crew pause at closing, and the first last closing among them."""
    n, last = 0, NEVER
    for i in range(mi[visit + VCREW]):
        person = mi[visit + mi[CREW_AT] + i]
        if mi[mi[person + PPOOL] + PAUSE] == 1:
            n += 1
            last = min(last, mi[person + PLASTCLOSE])
    return n, last


@compiled
def _together(mi, mf, visit, t):  # type: ignore[no-untyped-def]
    """The first instant from ``t`` on at which every pausing person is there (past the last closing, they
    stay).
    """
    moved = True
    while moved and t < NEVER:
        moved = False
        for i in range(mi[visit + VCREW]):
            person = mi[visit + mi[CREW_AT] + i]
            if mi[mi[person + PPOOL] + PAUSE] == 1 and t < mi[person + PLASTCLOSE]:
                there = next_open(mi, mf, mi[mi[person + PGROUP] + GCAL], t)
                if there > t:
                    t = there
                    moved = True
                    if t >= NEVER:
                        break
    return t


@compiled
def _parting(mi, mf, visit, t):  # type: ignore[no-untyped-def]
    """The first closing after ``t`` of a pausing person; behind the last one `_together` finds them there."""
    close = NEVER
    for i in range(mi[visit + VCREW]):
        person = mi[visit + mi[CREW_AT] + i]
        if mi[mi[person + PPOOL] + PAUSE] == 1 and t < mi[person + PLASTCLOSE]:
            k = mi[mi[person + PGROUP] + GCAL]
            close = min(close, mi[mi[k + KEND] + first_end(mi, mf, k, t)])
    return close
