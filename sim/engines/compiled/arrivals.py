"""Cases arrive: when, how many, with what attributes; the reference's `arrivals`."""

from __future__ import annotations

import math

from sim.engines.bounds import MOST_CASES
from sim.engines.compiled.arithmetic import after, half_up, uniform_here
from sim.engines.compiled.codes import KIND_ENDS
from sim.engines.compiled.columns import (
    AAT, ABATCH, ACASE, ACURSOR, ALEFT, ARRIVE, ATTRIBUTE_WIDTH, BY_NOTHING, BY_RATE, BY_SCHEDULE, CARRIVED,
    CASES, CASES_AT, CASES_FULL, CASES_ROOM, CASE_FIRST, CASE_FREE, CASE_SIZE, CFINISHED, CFREE, CGAINED,
    CHELD, CHOLDING, CKEY, CLEAVING, CLIVE, CMOVED, CMOVES, CNEXT, CNUM, COWNER, CPLACE, CPREV, CPROC,
    CSINCE, CVALUES, FORKS_AT, GAPS, INSIDE, JARRIVED, JCASE, JFINISHED, JMARKS, JMEASURED, JOUTCOME, JPROC,
    LACTED, LIMITS_AT, LIMIT_WIDTH, NEVER, NIL, RARRIVE, RATTR0, RBATCH, RBATCHSTREAM, RDRAW, REDGE0,
    REPLICATION, RINDEX, RINTEGRAL, RKIND, RNATTR, RNEDGE, RNLIM, RNMARK, RNSCHED, RSCHED0, RSUM, SAT,
    SCHEDULE_WIDTH, SEED_HIGH, SEED_LOW, SNVALUES, SVALUES, TKIND, TN, TOO_MANY, TO_COME, TREF, TSTREAM,
    T_CODE, T_DRAW, UNSET, UNTIL_SECOND, VALUES,
)  # fmt: skip
from sim.engines.compiled.heap import allocate, allocate_floats, is_full, key_high, push_apart
from sim.engines.compiled.values import drawn, fault, later, luck, value
from sim.native.jit import compiled, inlined


@inlined
def new_case(mi, mf, process, number, arrived, measured, scheduled):  # type: ignore[no-untyped-def]
    """A case with its attributes, as the schedule's row gives them or else drawn; NIL when memory is full."""
    place, case = mi[CASES], mi[CASE_FREE]
    if place >= mi[CASES_FULL] and is_full(mi, place + 1, mi[CASES_ROOM]):
        return NIL
    if case != NIL:
        mi[CASE_FREE] = mi[case + CNEXT]
        values = mi[case + CVALUES]
    else:
        case, values = allocate(mi, mf, mi[CASE_SIZE]), allocate_floats(mi, mf, mi[VALUES])
        if case == NIL or values == NIL:
            return NIL
        mi[case + CVALUES] = values
    c, first, at, room = case, mi[CASE_FIRST], mi[CASES_AT] + place, mi[CASES_ROOM]
    mi[CASES] = place + 1
    mi[at + JPROC * room], mi[at + JCASE * room], mi[at + JARRIVED * room] = (
        mi[process + RINDEX],
        number,
        arrived,
    )
    mi[at + JFINISHED * room], mi[at + JOUTCOME * room], mi[at + JMEASURED * room] = UNSET, UNSET, measured
    for k in range(mi[process + RNMARK]):
        mi[at + room * (JMARKS + k)] = UNSET
    mi[c + CPROC], mi[c + CNUM], mi[c + CARRIVED], mi[c + CPLACE] = process, number, arrived, place
    mi[c + CFINISHED], mi[c + CSINCE], mi[c + CMOVED] = UNSET, UNSET, UNSET
    mi[c + COWNER], mi[c + CLIVE], mi[c + CPREV], mi[c + CLEAVING] = NIL, NIL, NIL, NIL
    mi[c + CHOLDING], mi[c + CGAINED], mi[c + CFREE], mi[c + CHELD], mi[c + CMOVES] = 0, 0, 0, 0, 0
    mi[c + CKEY] = key_high(0, mi[process + RINDEX], number)
    mi[c + CNEXT] = first
    if first != NIL:
        mi[first + CPREV] = case
    mi[CASE_FIRST] = case
    for k in range(mi[FORKS_AT], mi[CASE_SIZE]):
        mi[case + k] = 0
    for k in range(mi[process + RNLIM]):
        mi[case + mi[LIMITS_AT] + LIMIT_WIDTH * k + LACTED] = UNSET
    for k in range(mi[process + RNATTR]):
        given = NIL if scheduled == NIL else scheduled_value(mi, mf, scheduled, k)
        if given == NIL:
            mf[values + k] = attribute(mi, mf, case, mi[process + RATTR0] + ATTRIBUTE_WIDTH * k, number)
        else:
            mf[values + k] = mf[given]
    mi[INSIDE] += 1
    return case


@compiled
def scheduled_value(mi, mf, scheduled, slot):  # type: ignore[no-untyped-def]
    """Where a scheduled arrival's value for an attribute lies among the floats, or NIL."""
    pairs = mi[scheduled + SVALUES]
    for k in range(mi[scheduled + SNVALUES]):
        if int(mf[pairs + 2 * k]) == slot:
            return pairs + 2 * k + 1
    return NIL


@compiled
def attribute(mi, mf, case, t, number):  # type: ignore[no-untyped-def]
    """The value of an attribute at arrival."""
    if mi[t + TKIND] == T_CODE:
        return value(mi, mf, case, mi[t + TREF], NIL, NIL)
    if mi[t + TKIND] == T_DRAW:
        return drawn(mi, mf, mi[t + TREF], mi[t + TSTREAM], number, 1)
    u, n = luck(mi, mf, mi[t + TSTREAM], number, 1), mi[t + TN]
    at = after(mf, mi[t + TREF], mi[t + TREF] + n, u) - mi[t + TREF]
    return mf[mi[t + TREF] + n + min(at, n - 1)]


@inlined
def let_arrive(mi, mf, process):  # type: ignore[no-untyped-def]
    """Let the next arrival of a process be due; none is left if its kind has come to its end."""
    r, a = process, process
    left = mi[a + ALEFT]
    if left == 0:
        at = next_batch(mi, mf, process, r, a)
        if at >= NEVER:
            mi[TO_COME] -= 1
            return
        mi[a + AAT] = at
        left = 1
        if mi[r + RBATCH] != NIL:
            size = half_up(drawn(mi, mf, mi[r + RBATCH], mi[r + RBATCHSTREAM], mi[a + ABATCH], 1))
            left = max(1, size)
        mi[a + ABATCH] += 1
        if mi[r + RKIND] != BY_SCHEDULE and mi[a + ACASE] + left > MOST_CASES:
            fault(mi, mf, TOO_MANY, process, NIL)
    mi[a + ALEFT] = left - 1
    push_apart(mi, mf, mi[a + AAT], key_high(KIND_ENDS, mi[r + RINDEX], mi[a + ACASE]), 0, ARRIVE, process, 0)


@compiled
def next_arrival(mi, mf, process):  # type: ignore[no-untyped-def]
    """Let the first arrival of a process be due."""
    let_arrive(mi, mf, process)


@inlined
def next_batch(mi, mf, process, r, a):  # type: ignore[no-untyped-def]
    """The instant of the next batch, or NEVER."""
    kind, following = mi[r + RKIND], NEVER
    if kind == BY_RATE:
        batch, at = mi[a + ABATCH], mi[r + RSUM]
        if batch % GAPS == 0:
            draw_gaps(mi, mf, mi[r + RARRIVE], batch, at + 1)
        total = mf[at] - mf[at + 1 + batch % GAPS]
        mf[at] = total
        following = instant_of(mi, mf, r, a, total)
    elif kind == BY_SCHEDULE:
        if mi[a + ACURSOR] < mi[r + RNSCHED]:
            mi[a + ACURSOR] += 1
            following = mi[mi[r + RSCHED0] + SCHEDULE_WIDTH * (mi[a + ACURSOR] - 1) + SAT]
    elif kind != BY_NOTHING:
        following = after_interval(mi, mf, r, a)
    return following


@compiled
def draw_gaps(mi, mf, stream, batch, at):  # type: ignore[no-untyped-def]
    """The logarithms of the next arrivals, several at once, so that none waits for the one before."""
    for k in range(GAPS):
        mf[at + k] = -uniform_here(mi[SEED_LOW], mi[SEED_HIGH], mi[REPLICATION], stream, batch + k, 1)
    for k in range(GAPS):
        mf[at + k] = math.log1p(mf[at + k])


@compiled
def after_interval(mi, mf, r, a):  # type: ignore[no-untyped-def]
    """The instant of the next batch one interval after the last, or NEVER."""
    amount = drawn(mi, mf, mi[r + RDRAW], mi[r + RARRIVE], mi[a + ABATCH], 1)
    following = later(mi, mf, mi[r + RDRAW], amount, mi[a + AAT])
    return following if following < mi[UNTIL_SECOND] else NEVER


@compiled
def instant_of(mi, mf, r, a, total):  # type: ignore[no-untyped-def]
    """The second at which the integral of the intensity reaches ``total``, or NEVER; the cursor only moves
    on.
    """
    base, integral, n = mi[r + REDGE0], mi[r + RINTEGRAL], mi[r + RNEDGE]
    i = mi[a + ACURSOR]
    while i < n and mf[integral + i] < total:
        i += 1
    mi[a + ACURSOR] = i
    if i >= n:
        return NEVER
    if i == 0:
        return mi[base]
    left, right = mf[integral + i - 1], mf[integral + i]
    start_, end_ = mi[base + i - 1], mi[base + i]
    return min(end_ - 1, start_ + int(math.floor((total - left) / (right - left) * (end_ - start_))))
