"""Claims: a case reaches a task, draws its work, stands in line and leaves it; the reference's `desk`."""

from __future__ import annotations

import math

from sim.engines.compiled.arithmetic import half_up, law, uniform_here
from sim.engines.compiled.clock import deadline_of, supposed_expiry
from sim.engines.compiled.codes import (
    BY_SHORTEST_LINE, DAY, KIND_SERVING, KIND_TIMERS, ORDER_DUE, ORDER_RANDOM, THE_OWNER,
)  # fmt: skip
from sim.engines.compiled.columns import (
    BUCKET_OF, BUCKET_WIDTH, CNUM, COWNER, DAT, DEADLINE, DFAMILY, DRAW, DUNIT, ESCALATED, FRESH, FRESH_AT,
    FRESH_ROOM, GAPS, GIVE_UP, IDLE, IN_HAND_ROWS, IN_LINE, KBUCKET, KEYED, KPOOL, LIMITS, LINK_WIDTH, LMODE,
    NAHEAD, NBLOCK, NBUCKET, NEGATIVE_WORK, NEVER, NIL, NLIMITS, NOW, NO_OWNER, NPOOL, NQUEUEING, NTRAITS,
    ONE_LINE, ORDER, PINDEX, PLAST, PPOOL, PREEMPTS, PRIORITY, PSERIAL, Q0, Q1, Q11, Q13, Q14, Q2, Q3, Q4,
    Q5, Q6, Q7, Q8, Q9, QUEUED, REPEAT, REPLICATION, SEED_HIGH, SEED_LOW, SERVE, STALE, UNSET, VCASE,
    VISIT_WIDTH, VKEYS, VLEFT, VLINES, VNODE, VOWNER, VPATIENCE, VROUND, VSTATE, WAITING, WD, WITH_TERMS,
    WPOOL, WSTARTED,
)  # fmt: skip
from sim.engines.compiled.heap import is_full, key_high, push
from sim.engines.compiled.lines import insert, remove
from sim.engines.compiled.staffing import look_at
from sim.engines.compiled.values import drawn, due, fault, later, luck, value
from sim.engines.compiled.visits import begin_visit, field
from sim.native.jit import compiled, inlined


@compiled
def claim(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """A case reaches a task: draw its work and stand in line."""
    traits, pool, named = mi[node + NTRAITS], mi[node + NPOOL], UNSET
    if traits & ONE_LINE:
        named = mi[pool + PINDEX]
    visit = begin_visit(mi, mf, case, node, UNSET, 0, named)
    if visit == NIL:
        return
    v, n, number, round_ = visit, node, mi[case + CNUM], mi[visit + VROUND]
    takes, repeat = mi[n + Q3], mi[n + REPEAT]
    if mi[n + NAHEAD] != NIL:
        amount = drawn_ahead(mi, mf, node, number)
    else:
        amount = drawn(mi, mf, takes, mi[n + Q4], number, round_)
    if mi[takes + DUNIT] == 1:
        amount *= mf[mi[WD]]
    if mi[n + Q5] != NIL:
        amount *= value(mi, mf, case, mi[n + Q5], repeat, node)
    if amount < 0:
        fault(mi, mf, NEGATIVE_WORK, case, node)
        amount = 0.0
    mi[v + VLEFT] = half_up(amount)
    priority = value(mi, mf, case, mi[n + Q6], repeat, node) if mi[n + Q6] != NIL else 0.0
    if mi[n + NLIMITS] > 0:
        priority = max(priority, escalation(mi, mf, case, node))
    mf[mi[v + VKEYS] + PRIORITY] = priority
    if traits & ONE_LINE:
        link = v + VISIT_WIDTH
        mi[link + KPOOL], mi[link + KBUCKET], mi[v + VLINES] = pool, mi[n + NBUCKET], 1
    else:
        choose_lines(mi, mf, visit, case, node)
    if traits & KEYED:
        set_keys(mi, mf, visit, case, node)
    stand_in_line(mi, mf, visit)
    if traits & WITH_TERMS and mi[n + Q8] != NIL:
        be_patient(mi, mf, visit)


@inlined
def drawn_ahead(mi, mf, node, number):  # type: ignore[no-untyped-def]
    """What a case draws for its work at the task with which its process begins."""
    block = number // GAPS
    if mi[node + NBLOCK] != block:
        mi[node + NBLOCK] = block
        draw_ahead(mi, mf, node, block * GAPS)
    return mf[mi[node + NAHEAD] + number - block * GAPS]


@compiled
def draw_ahead(mi, mf, node, first):  # type: ignore[no-untyped-def]
    """The draws of several cases at once, so that none waits for the one before."""
    at, draw, stream = mi[node + NAHEAD], mi[node + Q3], mi[node + Q4]
    for k in range(GAPS):
        mf[at + k] = uniform_here(mi[SEED_LOW], mi[SEED_HIGH], mi[REPLICATION], stream, first + k, 1)
    for k in range(GAPS):
        mf[at + k] = law(mi[draw + DFAMILY], mi[draw + DAT], mf[at + k], mf)


@compiled
def be_patient(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Let a claim give up when its patience is over."""
    n = mi[visit + VNODE]
    amount = drawn(mi, mf, mi[n + Q8], mi[n + Q9], mi[mi[visit + VCASE] + CNUM], mi[visit + VROUND])
    ends = later(mi, mf, mi[n + Q8], amount, mi[NOW])
    if ends < NEVER:
        mi[visit + VPATIENCE] = due(mi, mf, ends, KIND_TIMERS, GIVE_UP, visit)


@compiled
def escalation(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """The highest priority that an expired, escalating limit around the node gives; minus infinity if none
    does.
    """
    found = -math.inf
    first = mi[node + LIMITS]
    for i in range(first, first + mi[node + NLIMITS]):
        limit = mi[i]
        if mi[case + deadline_of(mi, mf, limit) + LMODE] == ESCALATED:
            found = max(found, mf[mi[limit + Q5]])
    return found


@compiled
def choose_lines(mi, mf, visit, case, node):  # type: ignore[no-untyped-def]
    """The pools in whose lines the claim stands."""
    base, lines, owner = visit + VISIT_WIDTH, 0, mi[case + COWNER]
    if mi[node + Q14] == 1 and owner == NIL:
        fault(mi, mf, NO_OWNER, case, node)
        return
    mi[visit + VOWNER] = owner
    for i in range(mi[node + Q2]):
        pool = mi[mi[node + Q1] + 2 * i]
        if pool == THE_OWNER:
            pool = mi[owner + PPOOL]
        known = False
        for k in range(lines):
            known = known or mi[base + LINK_WIDTH * k + KPOOL] == pool
        if not known:
            mi[base + LINK_WIDTH * lines + KPOOL] = pool
            lines += 1
    if mi[node + Q0] == BY_SHORTEST_LINE:
        mi[base + KPOOL] = shortest_line(mi, mf, base, lines)
        lines = 1
    for k in range(lines):
        link = base + LINK_WIDTH * k
        pool = mi[link + KPOOL]
        bucket = mi[mi[pool + BUCKET_OF] + mi[node + Q13]]
        if mi[node + Q14] == 1:
            bucket += BUCKET_WIDTH * (1 + mi[owner + PSERIAL])
        mi[link + KBUCKET] = bucket
    mi[visit + VLINES] = lines
    if lines == 1:
        mi[field(mi, visit, WPOOL)] = mi[mi[base + KPOOL] + PINDEX]


@compiled
def shortest_line(mi, mf, base, lines):  # type: ignore[no-untyped-def]
    """The pool with the fewest rows queueing and in hand, ties in listing order."""
    best, size = NIL, 0
    for k in range(lines):
        pool = mi[base + LINK_WIDTH * k + KPOOL]
        found = mi[pool + IN_LINE] + mi[pool + IN_HAND_ROWS]
        if best == NIL or found < size:
            best, size = pool, found
    return best


@compiled
def set_keys(mi, mf, visit, case, node):  # type: ignore[no-untyped-def]
    """What orders the claim in lines by deadline or by lot."""
    base = visit + VISIT_WIDTH
    by_due, by_lot = False, False
    for k in range(mi[visit + VLINES]):
        order = mi[mi[base + LINK_WIDTH * k + KPOOL] + ORDER]
        by_due = by_due or order == ORDER_DUE
        by_lot = by_lot or order == ORDER_RANDOM
    keys = mi[visit + VKEYS]
    mf[keys + DEADLINE] = math.inf
    if by_due:
        first = mi[node + LIMITS]
        for i in range(first, first + mi[node + NLIMITS]):
            limit = mi[i]
            if mi[case + deadline_of(mi, mf, limit) + LMODE] != 0:
                expiry = supposed_expiry(mi, mf, case, limit)
                if expiry < NEVER:
                    mf[keys + DEADLINE] = min(mf[keys + DEADLINE], float(expiry))
    if by_lot:
        mf[keys + DRAW] = luck(mi, mf, mi[node + Q7], mi[case + CNUM], mi[visit + VROUND])


@compiled
def join(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Stand in line again."""
    stand_in_line(mi, mf, visit)


@inlined
def stand_in_line(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Stand in line; where nobody is idle and no work can be interrupted, nothing more happens yet."""
    node, link = mi[visit + VNODE], visit + VISIT_WIDTH
    terms, last = mi[node + NTRAITS] & WITH_TERMS, link + LINK_WIDTH * mi[visit + VLINES]
    while link < last:
        insert(mi, mf, link)
        pool = mi[link + KPOOL]
        mi[pool + IN_LINE] += 1
        if mi[pool + IDLE] > 0 or mi[PREEMPTS] == 1 or terms != 0:
            look_at(mi, mf, pool)
        link += LINK_WIDTH
    mi[visit + VSTATE] = QUEUED
    mi[node + NQUEUEING] += 1
    if terms != 0:
        on_terms(mi, mf, visit, node)


@compiled
def on_terms(mi, mf, visit, node):  # type: ignore[no-untyped-def]
    """A claim that may be turned away at this instant, or may not always wait for the owner, has joined."""
    if mi[node + Q11] != NIL and mi[field(mi, visit, WSTARTED)] == UNSET:
        if mi[FRESH] >= mi[FRESH_ROOM] and is_full(mi, mi[FRESH] + 1, mi[FRESH_ROOM]):
            return
        mi[mi[FRESH_AT] + mi[FRESH]] = visit
        mi[FRESH] += 1
    if mi[node + Q14] == 1:
        last = mi[mi[visit + VOWNER] + PLAST]
        if last < NEVER and (last + 1) * DAY > mi[NOW]:
            push(mi, mf, (last + 1) * DAY, key_high(KIND_SERVING, 0, 0), 0, SERVE, 0, 0)


@inlined
def leave_line(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Leave all lines; patience is over."""
    link = visit + VISIT_WIDTH
    last = link + LINK_WIDTH * mi[visit + VLINES]
    while link < last:
        remove(mi, mf, link)
        mi[mi[link + KPOOL] + IN_LINE] -= 1
        link += LINK_WIDTH
    mi[mi[visit + VNODE] + NQUEUEING] -= 1
    mi[visit + VSTATE] = WAITING
    if mi[visit + VPATIENCE] != 0:
        mi[visit + VPATIENCE] = 0
        mi[STALE] += 1


@compiled
def escalate_claim(mi, mf, visit, priority):  # type: ignore[no-untyped-def]
    """A queued claim has at least this priority from now on."""
    if mf[mi[visit + VKEYS] + PRIORITY] >= priority:
        return
    for k in range(mi[visit + VLINES]):
        remove(mi, mf, visit + VISIT_WIDTH + LINK_WIDTH * k)
    mf[mi[visit + VKEYS] + PRIORITY] = priority
    for k in range(mi[visit + VLINES]):
        link = visit + VISIT_WIDTH + LINK_WIDTH * k
        insert(mi, mf, link)
        look_at(mi, mf, mi[link + KPOOL])
