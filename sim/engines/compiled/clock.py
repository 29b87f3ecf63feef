"""The legal clock of a case and the timers of its limits: the reference's `clock`."""

from __future__ import annotations

from sim.engines.compiled.arithmetic import advance, open_seconds
from sim.engines.compiled.codes import CLOCK_LEGAL, KIND_LIMITS
from sim.engines.compiled.columns import (
    CGAINED, CHOLDING, CNUM, CPROC, CSINCE, EXPIRE, LARMED, LEXPIRES, LGAINED, LIMITS_AT, LIMIT_WIDTH, LMODE,
    LOCAL, LTIME, LTIMER, NEVER, NOW, POS, Q1, Q2, RINDEX, RLIM0, RNLIM, RUNNING, STALE, UNSET,
    WORKING_CALENDAR,
)  # fmt: skip
from sim.engines.compiled.heap import key_high, key_low, push
from sim.native.jit import compiled


@compiled
def deadline_of(mi, mf, node):  # type: ignore[no-untyped-def]
    """The column at which a limit's state begins in a case's row."""
    return mi[LIMITS_AT] + LIMIT_WIDTH * mi[node + LOCAL]


@compiled
def gained(mi, mf, case):  # type: ignore[no-untyped-def]
    """Open seconds on the case's legal clock."""
    total = mi[case + CGAINED]
    if mi[case + CSINCE] != UNSET:
        total += open_seconds(mi, mf, mi[WORKING_CALENDAR], mi[case + CSINCE], mi[NOW])
    return total


@compiled
def clock_opened(mi, mf, case):  # type: ignore[no-untyped-def]
    """A row on the agency side opened."""
    holding = mi[case + CHOLDING] + 1
    mi[case + CHOLDING] = holding
    if holding == 1:
        mi[case + CSINCE] = mi[NOW]
        rearm(mi, mf, case)


@compiled
def clock_closed(mi, mf, case):  # type: ignore[no-untyped-def]
    """A row on the agency side closed."""
    holding = mi[case + CHOLDING] - 1
    mi[case + CHOLDING] = holding
    if holding == 0 and mi[case + CSINCE] != UNSET:
        mi[case + CGAINED] = gained(mi, mf, case)
        mi[case + CSINCE] = UNSET
        rearm(mi, mf, case)


@compiled
def rearm(mi, mf, case):  # type: ignore[no-untyped-def]
    """The clock started or stopped: set or call off the timers of the case's running legal limits."""
    process = mi[case + CPROC]
    first = mi[process + RLIM0]
    for i in range(first, first + mi[process + RNLIM]):
        node = mi[i]
        at = deadline_of(mi, mf, node)
        if mi[case + at + LMODE] == RUNNING and mi[node + Q2] == CLOCK_LEGAL:
            arm(mi, mf, case, node)


@compiled
def stop_timer(mi, mf, case, at):  # type: ignore[no-untyped-def]
    """A limit's timer is called off; its event stays on the agenda until its time or until it is set
    again.
    """
    if mi[case + at + LARMED] == 1:
        mi[case + at + LARMED] = 0
        mi[STALE] += 1


@compiled
def arm(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Set a limit's timer to when it expires as things stand."""
    at, now = deadline_of(mi, mf, node), mi[NOW]
    if mi[node + Q2] == CLOCK_LEGAL:
        rest = max(0, mi[node + Q1] - (gained(mi, mf, case) - mi[case + at + LGAINED]))
        running = mi[case + CSINCE] != UNSET or rest == 0
        expiry = advance(mi, mf, mi[WORKING_CALENDAR], now, rest) if running else NEVER
    else:
        expiry = mi[case + at + LEXPIRES]
    if expiry >= NEVER:
        stop_timer(mi, mf, case, at)
        return
    expiry = max(now, expiry)
    if mi[case + at + LTIMER] != 0 and mi[case + at + LTIME] == expiry:
        if mi[case + at + LARMED] == 0:
            mi[case + at + LARMED] = 1
            mi[STALE] -= 1
        return
    stop_timer(mi, mf, case, at)
    high = key_high(KIND_LIMITS, mi[mi[case + CPROC] + RINDEX], mi[case + CNUM])
    mi[case + at + LTIMER] = push(mi, mf, expiry, high, key_low(mi[node + POS], 0), EXPIRE, case, node)
    mi[case + at + LTIME] = expiry
    mi[case + at + LARMED] = 1


@compiled
def supposed_expiry(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """When the limit expires if the clock runs from now on."""
    at = deadline_of(mi, mf, node)
    if mi[node + Q2] == CLOCK_LEGAL and mi[case + at + LEXPIRES] == UNSET:
        rest = max(0, mi[node + Q1] - (gained(mi, mf, case) - mi[case + at + LGAINED]))
        return advance(mi, mf, mi[WORKING_CALENDAR], mi[NOW], rest)
    return mi[case + at + LEXPIRES]
