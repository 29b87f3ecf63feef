"""The rules of the language, compiled. The meaning is the reference engine's; this file says the same in flat arrays.

This file is long because Numba compiles one call graph: the parts correspond one to one to the reference's files `flow`, `desk`, `preemption`,
`blocks`, `clock`, `court` and `arrivals`, in this order from the end, and each function names nothing the reference does not. Objects are row
numbers, fields are the columns of `columns`, and what could recurse (the branches of a fork) is kept on a small stack of frames.
"""

from __future__ import annotations

import math

from numba import njit

from sim.engines.compiled.arithmetic import (
    advance, after, expression, half_up, law, next_open, open_seconds, opens_on, retreat, uniform,
)  # fmt: skip
from sim.engines.compiled.columns import (
    ABATCH, ACASE, ACURSOR, AAT, AGENCY, ALEFT, ARRIVE, BACKLOG, BACKLOG_TOO_OLD, BCOUNT, BHEAD, BUCKET0, BY_NOTHING, BY_RATE, BY_SCHEDULE,
    CARRIVED, CASE_FREE, CASES, CFINISHED, CFREE, CGAINED, CHELD, CHOLDING, CLIVE, CMEASURED, CNUM, COUTCOME, COWNER, CPROC, CREWS, CSINCE,
    DEADLINE, DONE_CASES, DRAW, EAUX, EID, END, ERROR, ERROR_CASE, ERROR_NODE, ESCALATED, ESERIAL, ETYPE, EVENT_FREE, EVENTS, EXPIRE,
    FARRIVED, FAULT, FBEGUN, FINISHED, FINISHING, FORK_WIDTH, FRAMES, FRESH, FSERIAL, FULL, GATHER_FREE, GATHERED, GATHERS, GCOUNT, GHEAD, GIVE_UP,
    GNEXT, GNODE, GO_TURNED_AWAY, GROW, GSERIAL, GTAIL, HCREW, HEAP, HFORK, HLIMIT, HLINES, HMARK, HORIZON, HPOOLS, HPROCESSES, HREPEAT,
    HUNTIL, HWARM_UP, HWEEKDAY, HWORKING, IN_HAND, INSIDE, KA, KB, KBUCKET, KPOOL, LACTED, LAST, LARMED, LAST_EVENT, LEXPIRES, LGAINED, LIMIT_WIDTH,
    LIMITS, LMODE, LOCAL, LPENDING, LTIME, LTIMER, NBUCKETS, NEGATIVE_WORK, NEVER, NEXT, NIL, NLIMITS, NO_OWNER, NODE_WIDTH, NOT_A_CHANCE,
    NOT_FINITE, NOW, NPEOPLE, OF, OP, ORDER, PASS, PEOPLE0, PFIRST, PGROUP, PLAST, PNUMBER, POS, PPOOL, PREEMPT, PRIORITY, PROC, Q0, Q1, Q2, Q3, Q4,
    Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12, Q13, Q14, QUEUED, RAGE, RARRIVE, RATTR0, RBACK0, RBATCH, RBATCHSTREAM, RDRAW, REDGE0, REPEAT,
    REPEAT_WIDTH, REPLICATION, RENTRY, RFORK0, RKIND, RLIM0, RNATTR, RNBACK, RNEDGE, RNFORK, RNLIM, RNMARK, RNREP, RNSCHED, ROWS, RREP0,
    RSCHED0, RUNNING, SEED_HIGH, SEED_LOW, SERIAL, SERVE, SERVING, SPELLS, STALE, T_CODE, T_DRAW, TKIND, TN, TO_COME, TOO_MANY, TREF,
    TSTREAM, UENTRY, UNSET, UROUNDS, VCASE, VCREW, VDETACHED, VDUE, VFINISHING, VGROUP, VID, VISIT_FREE, VISIT_IDS, VISITS, VLEFT, VLINE,
    VLINES, VMEMBER, VNEXT, VNODE, VPATIENCE, VPERSONS, VPOOLS, VPREV, VQUEUED, VROUND, VSLOT, VSPELL, VSPELLS, VSTARTED, VSTATE, VWORKED,
    WAITING, WCASE, WENDED, WHEN, WHOLDER, WORK_FINISHED, WORKING, WOUTCOME, WPERSON, WPOOL, WPOS, WPROC, WQUEUED, WROUND, WSPELLS,
    WSTARTED, WWORKED, HOLDER,
)  # fmt: skip
from sim.engines.compiled.heap import forget, key_high, key_low, pop, push, rebuild
from sim.engines.compiled.lines import insert, ordered, queued_before, remove
from sim.engines.compiled.staffing import (
    first_free, free_besides, next_opening, on_duty, release, some_free, take, work_end, work_spent,
)  # fmt: skip
from sim.engines.compiled.state import MARGIN
from sim.eventlog import Outcome
from sim.program import By, Clock, Op, Order, Then

WAITS = -3
DAY = 86_400
MOST = 20_000_000
_ENDS, _TIMERS, _LIMITS_KIND, _SERVING_KIND = 0, 1, 2, 3
_DONE, _GAVE_UP, _TURNED_AWAY, _WITHDRAWN, _UNFINISHED = (int(o) for o in Outcome)
_ANY, _ALL, _SHORTEST_LINE = int(By.ANY), int(By.ALL), int(By.SHORTEST)
_ORDER_DUE, _ORDER_RANDOM = int(Order.DUE), int(Order.RANDOM)
_LEGAL, _WORKING_CLOCK, _CALENDAR_CLOCK = int(Clock.LEGAL), int(Clock.WORKING), int(Clock.CALENDAR)
_DEEM, _ESCALATE = int(Then.DEEM), int(Then.ESCALATE)
_OWNER = -2
(
    _TASK, _WAIT, _UNTIL, _SESSION, _GATHER, _ASSIGN, _SHARES, _WHENS, _FORK, _JOIN, _REPEAT, _AGAIN, _ROUND, _LIMIT, _PASSED, _SET, _MARK,
    _FINISH,
) = (int(o) for o in Op)  # fmt: skip
IN_HAND_ROWS, IN_LINE, WAKE = 0, 1, 2


# Values


@njit(nogil=True)
def fault(m, what, case, node):  # type: ignore[no-untyped-def]
    """The run cannot go on; the first fault is told."""
    if m.g[ERROR] == 0:
        m.g[ERROR] = what
        m.g[ERROR_CASE] = case
        m.g[ERROR_NODE] = node


@njit(nogil=True)
def value(flat, m, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """An expression for a case; ``round`` in it counts within the present entry of ``repeat``."""
    first, last = flat.code_at[code], flat.code_at[code + 1]
    if last - first == 1 and flat.code_op[first] == 0:
        found = flat.code_arg[first]
    else:
        n = flat.processes[m.cases[case, CPROC], RNATTR]
        entry = 1
        if repeat != NIL:
            entry = m.cases[case, flat.header[HREPEAT] + REPEAT_WIDTH * flat.nodes[repeat, LOCAL] + UENTRY]
        m.values[case, n] = float(entry)
        m.values[case, n + 1] = float(m.g[NOW] - m.cases[case, CARRIVED])
        found = expression(first, last, flat.code_op, flat.code_arg, m.values[case], m.stack, flat.f)
    if not math.isfinite(found):
        fault(m, NOT_FINITE, case, node)
        return 0.0
    return found


@njit(nogil=True)
def chance(flat, m, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """A chance for a case, checked to lie in [0, 1]."""
    found = value(flat, m, case, code, repeat, node)
    if not -1e-9 <= found <= 1 + 1e-9:
        fault(m, NOT_A_CHANCE, case, node)
    return found


@njit(nogil=True)
def luck(m, stream, case, round_):  # type: ignore[no-untyped-def]
    """The uniform of a stream."""
    g = m.g
    return uniform(g[SEED_LOW], g[SEED_HIGH], g[REPLICATION], stream, case, round_)


@njit(nogil=True)
def drawn(flat, m, draw, stream, case, round_):  # type: ignore[no-untyped-def]
    """A draw by inversion, in its own unit."""
    return law(flat.draws[draw, 0], flat.draws[draw, 1], luck(m, stream, case, round_), flat.f)


@njit(nogil=True)
def later(flat, m, draw, amount, start):  # type: ignore[no-untyped-def]
    """The instant at which a drawn duration has passed, or NEVER."""
    if flat.draws[draw, 2] == 1:
        return advance(flat, flat.header[HWORKING], start, half_up(amount * flat.wd[0]))
    return start + half_up(amount)


@njit(nogil=True)
def round_of(flat, m, case, repeat):  # type: ignore[no-untyped-def]
    """The round of log and luck."""
    if repeat == NIL:
        return 1
    return m.cases[case, flat.header[HREPEAT] + REPEAT_WIDTH * flat.nodes[repeat, LOCAL] + UROUNDS]


@njit(nogil=True)
def due(flat, m, time, kind, type_, visit):  # type: ignore[no-untyped-def]
    """Let an event of a visit be due, in the visit's canonical place."""
    case, node = m.visits[visit, VCASE], m.visits[visit, VNODE]
    high = key_high(kind, m.cases[case, CPROC], m.cases[case, CNUM])
    return push(m, time, high, key_low(flat.nodes[node, POS], m.visits[visit, VROUND]), type_, visit, 0)


# The legal clock


@njit(nogil=True)
def deadline_of(flat, m, node):  # type: ignore[no-untyped-def]
    """The column at which a limit's state begins in a case's row."""
    return flat.header[HLIMIT] + LIMIT_WIDTH * flat.nodes[node, LOCAL]


@njit(nogil=True)
def gained(flat, m, case):  # type: ignore[no-untyped-def]
    """Open seconds on the case's legal clock."""
    total = m.cases[case, CGAINED]
    if m.cases[case, CSINCE] != UNSET:
        total += open_seconds(flat, flat.header[HWORKING], m.cases[case, CSINCE], m.g[NOW])
    return total


@njit(nogil=True)
def clock_opened(flat, m, case):  # type: ignore[no-untyped-def]
    """A row on the agency side opened."""
    m.cases[case, CHOLDING] += 1
    if m.cases[case, CHOLDING] == 1:
        m.cases[case, CSINCE] = m.g[NOW]
        rearm(flat, m, case)


@njit(nogil=True)
def clock_closed(flat, m, case):  # type: ignore[no-untyped-def]
    """A row on the agency side closed."""
    m.cases[case, CHOLDING] -= 1
    if m.cases[case, CHOLDING] == 0 and m.cases[case, CSINCE] != UNSET:
        if flat.processes[m.cases[case, CPROC], RNLIM] > 0:
            m.cases[case, CGAINED] = gained(flat, m, case)
        m.cases[case, CSINCE] = UNSET
        rearm(flat, m, case)


@njit(nogil=True)
def rearm(flat, m, case):  # type: ignore[no-untyped-def]
    """The clock started or stopped: set or call off the timers of the case's running legal limits."""
    process = m.cases[case, CPROC]
    first = flat.processes[process, RLIM0]
    for i in range(first, first + flat.processes[process, RNLIM]):
        node = flat.x[i]
        at = deadline_of(flat, m, node)
        if m.cases[case, at + LMODE] == RUNNING and flat.nodes[node, Q2] == _LEGAL:
            arm(flat, m, case, node)


@njit(nogil=True)
def stop_timer(m, case, at):  # type: ignore[no-untyped-def]
    """A limit's timer is called off; its event stays on the agenda until its time or until it is set again."""
    if m.cases[case, at + LARMED] == 1:
        m.cases[case, at + LARMED] = 0
        m.g[STALE] += 1


@njit(nogil=True)
def arm(flat, m, case, node):  # type: ignore[no-untyped-def]
    """Set a limit's timer to when it expires as things stand."""
    at, now = deadline_of(flat, m, node), m.g[NOW]
    if flat.nodes[node, Q2] == _LEGAL:
        rest = max(0, flat.nodes[node, Q1] - (gained(flat, m, case) - m.cases[case, at + LGAINED]))
        running = m.cases[case, CSINCE] != UNSET or rest == 0
        expiry = advance(flat, flat.header[HWORKING], now, rest) if running else NEVER
    else:
        expiry = m.cases[case, at + LEXPIRES]
    if expiry >= NEVER:
        stop_timer(m, case, at)
        return
    expiry = max(now, expiry)
    if m.cases[case, at + LTIMER] != 0 and m.cases[case, at + LTIME] == expiry:
        if m.cases[case, at + LARMED] == 0:
            m.cases[case, at + LARMED] = 1
            m.g[STALE] -= 1
        return
    stop_timer(m, case, at)
    high = key_high(_LIMITS_KIND, m.cases[case, CPROC], m.cases[case, CNUM])
    m.cases[case, at + LTIMER] = push(m, expiry, high, key_low(flat.nodes[node, POS], 0), EXPIRE, case, node)
    m.cases[case, at + LTIME] = expiry
    m.cases[case, at + LARMED] = 1


@njit(nogil=True)
def supposed_expiry(flat, m, case, node):  # type: ignore[no-untyped-def]
    """When the limit expires if the clock runs from now on."""
    at = deadline_of(flat, m, node)
    if flat.nodes[node, Q2] == _LEGAL and m.cases[case, at + LEXPIRES] == UNSET:
        rest = max(0, flat.nodes[node, Q1] - (gained(flat, m, case) - m.cases[case, at + LGAINED]))
        return advance(flat, flat.header[HWORKING], m.g[NOW], rest)
    return m.cases[case, at + LEXPIRES]


# Rows


@njit(nogil=True)
def open_visit(flat, m, case, node):  # type: ignore[no-untyped-def]
    """A row begins; returns the visit, or NIL when memory is full."""
    g = m.g
    visit = g[VISIT_FREE]
    if visit != NIL:
        g[VISIT_FREE] = m.visits[visit, VNEXT]
    else:
        visit = g[VISITS]
        if visit >= len(m.visits):
            g[ERROR] = FULL
            return NIL
        g[VISITS] += 1
    v = m.visits[visit]
    v[VCASE], v[VNODE], v[VQUEUED] = case, node, g[NOW]
    v[VROUND] = round_of(flat, m, case, flat.nodes[node, REPEAT])
    v[VSTARTED], v[VWORKED] = UNSET, UNSET
    v[VDUE], v[VPATIENCE], v[VSTATE], v[VDETACHED], v[VFINISHING] = 0, 0, WAITING, 0, NIL
    v[VLINES], v[VLINE], v[VSLOT], v[VGROUP], v[VMEMBER], v[VCREW] = 0, NIL, NIL, NIL, NIL, 0
    v[VPOOLS], v[VPERSONS], v[VSPELLS] = UNSET, UNSET, 0
    g[VISIT_IDS] += 1
    v[VID] = g[VISIT_IDS]
    head = m.cases[case, CLIVE]
    v[VNEXT], v[VPREV] = head, NIL
    if head != NIL:
        m.visits[head, VPREV] = visit
    m.cases[case, CLIVE] = visit
    if flat.nodes[node, AGENCY] == 1:
        clock_opened(flat, m, case)
    return visit


@njit(nogil=True)
def write_row(flat, m, visit, ended, outcome):  # type: ignore[no-untyped-def]
    """The row of a visit, as it stands."""
    g = m.g
    if g[ROWS] >= len(m.rows):
        g[ERROR] = FULL
        return
    v, w = m.visits[visit], m.rows[g[ROWS]]
    node, case = v[VNODE], v[VCASE]
    w[WPROC], w[WCASE], w[WPOS], w[WROUND] = m.cases[case, CPROC], m.cases[case, CNUM], flat.nodes[node, POS], v[VROUND]
    w[WHOLDER], w[WQUEUED], w[WSTARTED], w[WENDED] = flat.nodes[node, HOLDER], v[VQUEUED], v[VSTARTED], ended
    w[WWORKED], w[WPOOL], w[WPERSON], w[WOUTCOME] = v[VWORKED], v[VPOOLS], v[VPERSONS], outcome
    w[WSPELLS] = v[VID] if v[VSPELLS] > 0 else UNSET
    g[ROWS] += 1


@njit(nogil=True)
def close_visit(flat, m, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends; the visit is free again, and the case's row too once it has left and nothing of it is open."""
    case = m.visits[visit, VCASE]
    write_row(flat, m, visit, m.g[NOW], outcome)
    before, behind = m.visits[visit, VPREV], m.visits[visit, VNEXT]
    if before == NIL:
        m.cases[case, CLIVE] = behind
    else:
        m.visits[before, VNEXT] = behind
    if behind != NIL:
        m.visits[behind, VPREV] = before
    if flat.nodes[m.visits[visit, VNODE], AGENCY] == 1:
        clock_closed(flat, m, case)
    if m.visits[visit, VDUE] != 0:
        m.visits[visit, VDUE] = 0


@njit(nogil=True)
def free_visit(m, visit):  # type: ignore[no-untyped-def]
    """The visit's row may be used again, and its case's if that has left with nothing open."""
    case = m.visits[visit, VCASE]
    m.visits[visit, VDUE] = 0
    m.visits[visit, VPATIENCE] = 0
    m.visits[visit, VNEXT] = m.g[VISIT_FREE]
    m.g[VISIT_FREE] = visit
    free_case(m, case)


@njit(nogil=True)
def free_case(m, case):  # type: ignore[no-untyped-def]
    """The case's row may be used again if it has left and nothing of it is open."""
    if m.cases[case, CFINISHED] != UNSET and m.cases[case, CLIVE] == NIL and m.cases[case, CHELD] == 0 and m.cases[case, CFREE] == NIL:
        m.cases[case, CFREE] = m.g[CASE_FREE]
        if m.g[CASE_FREE] == NIL:
            m.cases[case, CFREE] = -2
        m.g[CASE_FREE] = case


# Desk


@njit(nogil=True)
def claim(flat, m, case, node):  # type: ignore[no-untyped-def]
    """A case reaches a task: draw its work and stand in line."""
    visit = open_visit(flat, m, case, node)
    if visit == NIL:
        return WAITS
    n, v = flat.nodes[node], m.visits[visit]
    v[VWORKED] = 0
    number, repeat = m.cases[case, CNUM], n[REPEAT]
    amount = drawn(flat, m, n[Q3], n[Q4], number, v[VROUND])
    if flat.draws[n[Q3], 2] == 1:
        amount *= flat.wd[0]
    if n[Q5] != NIL:
        amount *= value(flat, m, case, n[Q5], repeat, node)
    if amount < 0:
        fault(m, NEGATIVE_WORK, case, node)
        amount = 0.0
    v[VLEFT] = half_up(amount)
    priority = value(flat, m, case, n[Q6], repeat, node) if n[Q6] != NIL else 0.0
    m.keys[visit, PRIORITY] = max(priority, escalation(flat, m, case, node))
    choose_lines(flat, m, visit, case, node)
    set_keys(flat, m, visit, case, node)
    join(flat, m, visit)
    if n[Q8] != NIL:
        ends = later(flat, m, n[Q8], drawn(flat, m, n[Q8], n[Q9], number, v[VROUND]), m.g[NOW])
        if ends < NEVER:
            v[VPATIENCE] = due(flat, m, ends, _TIMERS, GIVE_UP, visit)
    return WAITS


@njit(nogil=True)
def escalation(flat, m, case, node):  # type: ignore[no-untyped-def]
    """The highest priority that an expired, escalating limit around the node gives; minus infinity if none does."""
    found = -math.inf
    first = flat.nodes[node, LIMITS]
    for i in range(first, first + flat.nodes[node, NLIMITS]):
        limit = flat.x[i]
        if m.cases[case, deadline_of(flat, m, limit) + LMODE] == ESCALATED:
            found = max(found, flat.f[flat.nodes[limit, Q5]])
    return found


@njit(nogil=True)
def choose_lines(flat, m, visit, case, node):  # type: ignore[no-untyped-def]
    """The pools in whose lines the claim stands."""
    n, width = flat.nodes[node], flat.header[HLINES]
    base, lines, owner = visit * width, 0, m.cases[case, COWNER]
    if n[Q14] == 1 and owner == NIL:
        fault(m, NO_OWNER, case, node)
        owner = 0
    for i in range(n[Q2]):
        pool = flat.x[n[Q1] + 2 * i]
        if pool == _OWNER:
            pool = m.people[owner, PPOOL]
        known = False
        for k in range(lines):
            known = known or m.links[base + k, KPOOL] == pool
        if not known:
            m.links[base + lines, KPOOL] = pool
            lines += 1
    if n[Q0] == _SHORTEST_LINE:
        best, size = NIL, 0
        for k in range(lines):
            pool = m.links[base + k, KPOOL]
            found = m.pool_state[pool, IN_LINE] + m.pool_state[pool, IN_HAND_ROWS]
            if best == NIL or found < size:
                best, size = pool, found
        m.links[base, KPOOL] = best
        lines = 1
    for k in range(lines):
        pool = m.links[base + k, KPOOL]
        bucket = flat.pools[pool, BUCKET0] + m.bucket_of[pool, n[Q13]]
        m.links[base + k, KBUCKET] = bucket + owner + 1 if n[Q14] == 1 else bucket
    m.visits[visit, VLINES] = lines
    if lines == 1:
        m.visits[visit, VLINE] = m.links[base, KPOOL]
        m.visits[visit, VPOOLS] = m.links[base, KPOOL]


@njit(nogil=True)
def set_keys(flat, m, visit, case, node):  # type: ignore[no-untyped-def]
    """What orders the claim in lines by deadline or by lot."""
    base = visit * flat.header[HLINES]
    by_due, by_lot = False, False
    for k in range(m.visits[visit, VLINES]):
        order = flat.pools[m.links[base + k, KPOOL], ORDER]
        by_due = by_due or order == _ORDER_DUE
        by_lot = by_lot or order == _ORDER_RANDOM
    m.keys[visit, DEADLINE] = math.inf
    if by_due:
        first = flat.nodes[node, LIMITS]
        for i in range(first, first + flat.nodes[node, NLIMITS]):
            limit = flat.x[i]
            if m.cases[case, deadline_of(flat, m, limit) + LMODE] != 0:
                expiry = supposed_expiry(flat, m, case, limit)
                if expiry < NEVER:
                    m.keys[visit, DEADLINE] = min(m.keys[visit, DEADLINE], float(expiry))
    if by_lot:
        m.keys[visit, DRAW] = luck(m, flat.nodes[node, Q7], m.cases[case, CNUM], m.visits[visit, VROUND])


@njit(nogil=True)
def join(flat, m, visit):  # type: ignore[no-untyped-def]
    """Stand in line."""
    width, node = flat.header[HLINES], m.visits[visit, VNODE]
    for k in range(m.visits[visit, VLINES]):
        insert(flat, m, visit * width + k, width)
        m.pool_state[m.links[visit * width + k, KPOOL], IN_LINE] += 1
    m.visits[visit, VSTATE] = QUEUED
    m.queueing[node] += 1
    if flat.nodes[node, Q11] != NIL and m.visits[visit, VSTARTED] == UNSET:
        if m.g[FRESH] >= len(m.fresh):
            m.g[ERROR] = FULL
            return
        m.fresh[m.g[FRESH]] = visit
        m.g[FRESH] += 1
    if flat.nodes[node, Q14] == 1:
        person = m.cases[m.visits[visit, VCASE], COWNER]
        if person != NIL and m.people[person, PLAST] < NEVER:
            ends = (m.people[person, PLAST] + 1) * DAY
            if ends > m.g[NOW]:
                push(m, ends, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)
    m.g[SERVING] = 1


@njit(nogil=True)
def leave_line(flat, m, visit):  # type: ignore[no-untyped-def]
    """Leave all lines; patience is over."""
    width = flat.header[HLINES]
    for k in range(m.visits[visit, VLINES]):
        remove(flat, m, visit * width + k, width)
        m.pool_state[m.links[visit * width + k, KPOOL], IN_LINE] -= 1
    m.queueing[m.visits[visit, VNODE]] -= 1
    m.visits[visit, VSTATE] = WAITING
    if m.visits[visit, VPATIENCE] != 0:
        m.visits[visit, VPATIENCE] = 0
        m.g[STALE] += 1


@njit(nogil=True)
def serve(flat, m):  # type: ignore[no-untyped-def]
    """Phases 2 and 3 of an instant."""
    pools = flat.header[HPOOLS]
    while True:
        best, best_pool, best_victim, best_person = NIL, NIL, NIL, NIL
        for pool in range(pools):
            if m.pool_state[pool, IN_LINE] == 0:
                continue
            visit, victim, person = nominee(flat, m, pool)
            if visit == NIL or visit == best:
                # A claim nominated in several lines stands first in the line that its own list names first.
                if visit != NIL and line_rank(flat, m, visit, pool) < line_rank(flat, m, best, best_pool):
                    best_pool, best_victim, best_person = pool, victim, person
                continue
            if best == NIL or queued_before(flat, m, visit, best):
                best, best_pool, best_victim, best_person = visit, pool, victim, person
        if best == NIL:
            break
        start(flat, m, best, best_pool, best_victim, best_person)
        if m.g[ERROR] != 0:
            return
    turn_away(flat, m)
    wake_at_openings(flat, m)


@njit(nogil=True)
def line_rank(flat, m, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of a pool in the claim's own list."""
    base = visit * flat.header[HLINES]
    for k in range(m.visits[visit, VLINES]):
        if m.links[base + k, KPOOL] == pool:
            return k
    return NIL


@njit(nogil=True)
def nominee(flat, m, pool):  # type: ignore[no-untyped-def]
    """The line's first claim that can be met now, the work it interrupts and the person it takes (NIL for none)."""
    width, order = flat.header[HLINES], flat.pools[pool, ORDER]
    free = some_free(flat, m, pool)
    preempts = flat.pools[pool, PREEMPT] == 1
    best, best_victim, best_person = NIL, NIL, NIL
    if not free and not preempts:
        return best, best_victim, best_person
    first = flat.pools[pool, BUCKET0]
    for bucket in range(first, first + flat.pools[pool, NBUCKETS]):
        if m.buckets[bucket, BCOUNT] == 0:
            continue
        visit = m.buckets[bucket, BHEAD] // width
        if best != NIL and not ordered(flat, m, order, visit, best):
            continue
        if free and can_be_met(flat, m, visit, pool):
            best, best_victim, best_person = visit, NIL, NIL
        elif preempts:
            victim, person = weakest(flat, m, visit)
            if victim != NIL and m.people[person, PPOOL] == pool:
                best, best_victim, best_person = visit, victim, person
    return best, best_victim, best_person


@njit(nogil=True)
def can_be_met(flat, m, visit, pool):  # type: ignore[no-untyped-def]
    """Whether all the people a claim needs are idle and on duty (somebody of ``pool`` is)."""
    node = m.visits[visit, VNODE]
    if flat.nodes[node, Q0] != _ALL and flat.nodes[node, Q14] == 0:
        return True
    return gather_crew(flat, m, visit, pool) > 0


@njit(nogil=True)
def gather_crew(flat, m, visit, pool):  # type: ignore[no-untyped-def]
    """The people who can meet the claim now, into ``scratch`` in the order of its list; how many, or 0."""
    node = m.visits[visit, VNODE]
    n = flat.nodes[node]
    if n[Q0] != _ALL:
        person = the_owner(flat, m, m.visits[visit, VCASE]) if n[Q14] == 1 else first_free(flat, m, pool)
        m.scratch[0] = person
        return 0 if person == NIL else 1
    crew = 0
    for owners in range(2):
        for i in range(n[Q2]):
            need, count = flat.x[n[Q1] + 2 * i], flat.x[n[Q1] + 2 * i + 1]
            if (need == _OWNER) != (owners == 0):
                continue
            if need == _OWNER:
                person = the_owner(flat, m, m.visits[visit, VCASE])
                if person == NIL:
                    return 0
                m.scratch[crew] = person
                crew += 1
            else:
                total = free_besides(flat, m, need, m.scratch, crew, count)
                if total < crew + count:
                    return 0
                crew = total
    sort_crew(flat, m, visit, crew)
    return crew


@njit(nogil=True)
def sort_crew(flat, m, visit, crew):  # type: ignore[no-untyped-def]
    """People in the order of the claim's list of pools, then of the pool's listing."""
    for i in range(1, crew):
        person, j = m.scratch[i], i - 1
        while j >= 0 and crew_before(flat, m, visit, person, m.scratch[j]):
            m.scratch[j + 1] = m.scratch[j]
            j -= 1
        m.scratch[j + 1] = person


@njit(nogil=True)
def crew_before(flat, m, visit, a, b):  # type: ignore[no-untyped-def]
    """Whether person ``a`` is named before ``b``. A pool named twice has the rank of its last mention, as in the reference."""
    ra, rb = need_rank(flat, m, visit, m.people[a, PPOOL]), need_rank(flat, m, visit, m.people[b, PPOOL])
    return ra < rb if ra != rb else m.people[a, PNUMBER] < m.people[b, PNUMBER]


@njit(nogil=True)
def need_rank(flat, m, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of the last need of this pool in the task's list."""
    n, rank = flat.nodes[m.visits[visit, VNODE]], NIL
    for i in range(n[Q2]):
        need = flat.x[n[Q1] + 2 * i]
        if need == _OWNER:
            need = m.people[m.cases[m.visits[visit, VCASE], COWNER], PPOOL]
        if need == pool:
            rank = i
    return rank


@njit(nogil=True)
def the_owner(flat, m, case):  # type: ignore[no-untyped-def]
    """The case's own person if idle and on duty; anybody of the pool once that person's last day is over."""
    person = m.cases[case, COWNER]
    if m.g[NOW] // DAY > m.people[person, PLAST]:
        return first_free(flat, m, m.people[person, PPOOL])
    if m.busy[person] == NIL and on_duty(flat, m, m.people[person, PGROUP]):
        return person
    return NIL


@njit(nogil=True)
def weakest(flat, m, visit):  # type: ignore[no-untyped-def]
    """The work in hand that a claim interrupts and the person it takes, or NIL."""
    n, width = flat.nodes[m.visits[visit, VNODE]], flat.header[HLINES]
    best, best_person = NIL, NIL
    if n[Q0] == _ALL or n[Q14] == 1:
        return best, best_person
    for k in range(m.visits[visit, VLINES]):
        if some_free(flat, m, m.links[visit * width + k, KPOOL]):
            return best, best_person
    for k in range(m.visits[visit, VLINES]):
        pool = m.links[visit * width + k, KPOOL]
        if flat.pools[pool, PREEMPT] == 0:
            continue
        first = flat.pools[pool, PEOPLE0]
        for person in range(first, first + flat.pools[pool, NPEOPLE]):
            work = m.busy[person]
            if work == NIL or work == best or m.keys[work, PRIORITY] >= m.keys[visit, PRIORITY]:
                continue
            if on_duty(flat, m, m.people[person, PGROUP]) and (best == NIL or weaker(flat, m, work, best)):
                best, best_person = work, person
    return best, best_person


@njit(nogil=True)
def weaker(flat, m, a, b):  # type: ignore[no-untyped-def]
    """Whether work ``a`` goes before ``b``: lower priority, then later start, then higher place."""
    if m.keys[a, PRIORITY] != m.keys[b, PRIORITY]:
        return m.keys[a, PRIORITY] < m.keys[b, PRIORITY]
    if m.visits[a, VSPELL] != m.visits[b, VSPELL]:
        return m.visits[a, VSPELL] > m.visits[b, VSPELL]
    ca, cb = m.visits[a, VCASE], m.visits[b, VCASE]
    if m.cases[ca, CPROC] != m.cases[cb, CPROC]:
        return m.cases[ca, CPROC] > m.cases[cb, CPROC]
    if m.cases[ca, CNUM] != m.cases[cb, CNUM]:
        return m.cases[ca, CNUM] > m.cases[cb, CNUM]
    pa, pb = flat.nodes[m.visits[a, VNODE], POS], flat.nodes[m.visits[b, VNODE], POS]
    if pa != pb:
        return pa > pb
    return m.visits[a, VROUND] > m.visits[b, VROUND]


@njit(nogil=True)
def start(flat, m, visit, pool, victim, person):  # type: ignore[no-untyped-def]
    """A claim is met: its crew begins."""
    if victim != NIL:
        interrupt(flat, m, victim)
        m.scratch[0] = person
        crew = 1
    else:
        crew = gather_crew(flat, m, visit, pool)
    leave_line(flat, m, visit)
    v, now = m.visits[visit], m.g[NOW]
    speed = math.inf
    for i in range(crew):
        m.crew[visit, i] = m.scratch[i]
        take(m, m.scratch[i], visit)
        speed = min(speed, m.speeds[m.scratch[i]])
    v[VCREW], v[VSPELL], v[VSTATE] = crew, now, WORKING
    if v[VSTARTED] == UNSET:
        v[VSTARTED] = now
    name_crew(m, visit)
    m.g[IN_HAND] += 1
    count_in_hand(m, visit, 1)
    ends = work_end(flat, m, visit, now, half_up(v[VLEFT] / speed))
    v[VDUE] = due(flat, m, ends, _ENDS, END, visit) if ends < NEVER else 0


@njit(nogil=True)
def name_crew(m, visit):  # type: ignore[no-untyped-def]
    """Pool and person of the row; several people are kept beside, as -2 - (offset)."""
    g, v = m.g, m.visits[visit]
    if v[VCREW] == 1:
        v[VPOOLS], v[VPERSONS] = m.people[m.crew[visit, 0], PPOOL], m.people[m.crew[visit, 0], PNUMBER]
        return
    if g[CREWS] + 1 + v[VCREW] > len(m.crews):
        g[ERROR] = FULL
        return
    at = g[CREWS]
    m.crews[at] = v[VCREW]
    for i in range(v[VCREW]):
        m.crews[at + 1 + i] = m.crew[visit, i]
    g[CREWS] += 1 + v[VCREW]
    v[VPOOLS] = -2 - at
    v[VPERSONS] = -2 - at


@njit(nogil=True)
def count_in_hand(m, visit, change):  # type: ignore[no-untyped-def]
    """Each pool of the crew has one row more (or fewer) in hand, whatever number of its people work on it."""
    for i in range(m.visits[visit, VCREW]):
        pool, known = m.people[m.crew[visit, i], PPOOL], False
        for j in range(i):
            known = known or m.people[m.crew[visit, j], PPOOL] == pool
        if not known:
            m.pool_state[pool, IN_HAND_ROWS] += change


@njit(nogil=True)
def put_down(flat, m, visit, interrupted):  # type: ignore[no-untyped-def]
    """The crew is idle again; returns the work done in this spell (seconds at speed 1)."""
    v, g = m.visits[visit], m.g
    spent = work_spent(flat, m, visit, v[VSPELL], g[NOW])
    v[VWORKED] += spent
    if interrupted or v[VSPELLS] > 0:
        write_spell(m, visit, g[NOW])
    g[IN_HAND] -= 1
    count_in_hand(m, visit, -1)
    speed = math.inf
    for i in range(v[VCREW]):
        speed = min(speed, m.speeds[m.crew[visit, i]])
        release(m, m.crew[visit, i])
    v[VCREW] = 0
    g[SERVING] = 1
    return half_up(spent * speed)


@njit(nogil=True)
def write_spell(m, visit, until):  # type: ignore[no-untyped-def]
    """A working spell of work that was interrupted."""
    g, v = m.g, m.visits[visit]
    if g[SPELLS] >= len(m.spells):
        g[ERROR] = FULL
        return
    w = m.spells[g[SPELLS]]
    w[0], w[1], w[2], w[3], w[4] = v[VID], v[VSPELL], until, v[VPOOLS], v[VPERSONS]
    v[VSPELLS] += 1
    g[SPELLS] += 1


@njit(nogil=True)
def interrupt(flat, m, visit):  # type: ignore[no-untyped-def]
    """Work in hand is put down for a claim of higher priority, and queues again unless nobody waits for it."""
    v = m.visits[visit]
    if v[VDUE] != 0:
        v[VDUE] = 0
        m.g[STALE] += 1
    v[VLEFT] = max(0, v[VLEFT] - put_down(flat, m, visit, True))
    if v[VDETACHED] == 0 and v[VFINISHING] == NIL:
        join(flat, m, visit)
        return
    close_visit(flat, m, visit, _WITHDRAWN)
    if v[VFINISHING] != NIL:
        m.cases[v[VCASE], CHELD] += 1
        v[VDUE] = due(flat, m, m.g[NOW], _ENDS, WORK_FINISHED, visit)
    else:
        free_visit(m, visit)


@njit(nogil=True)
def escalate_claim(flat, m, visit, priority):  # type: ignore[no-untyped-def]
    """A queued claim has at least this priority from now on."""
    if m.keys[visit, PRIORITY] >= priority:
        return
    width = flat.header[HLINES]
    for k in range(m.visits[visit, VLINES]):
        remove(flat, m, visit * width + k, width)
    m.keys[visit, PRIORITY] = priority
    for k in range(m.visits[visit, VLINES]):
        insert(flat, m, visit * width + k, width)
    m.g[SERVING] = 1


@njit(nogil=True)
def turn_away(flat, m):  # type: ignore[no-untyped-def]
    """Phase 3: who joined at this instant and finds more than ``room`` in the queue leaves, the last to join first."""
    for i in range(m.g[FRESH]):
        node = m.visits[m.fresh[i], VNODE]
        while flat.nodes[node, Q11] != NIL and m.queueing[node] > flat.nodes[node, Q11]:
            visit = last_to_join(flat, m, node)
            if visit == NIL:
                break
            leave_line(flat, m, visit)
            close_visit(flat, m, visit, _TURNED_AWAY)
            m.cases[m.visits[visit, VCASE], CHELD] += 1
            m.visits[visit, VDUE] = due(flat, m, m.g[NOW], _ENDS, GO_TURNED_AWAY, visit)


@njit(nogil=True)
def last_to_join(flat, m, node):  # type: ignore[no-untyped-def]
    """The claim of a step that joined at this instant with the highest place, or NIL."""
    best = NIL
    for i in range(m.g[FRESH]):
        visit = m.fresh[i]
        v = m.visits[visit]
        if v[VNODE] == node and v[VSTATE] == QUEUED and v[VQUEUED] == m.g[NOW] and v[VSTARTED] == UNSET:
            if best == NIL or queued_before(flat, m, best, visit):
                best = visit
    return best


@njit(nogil=True)
def wake_at_openings(flat, m):  # type: ignore[no-untyped-def]
    """Serve again when somebody who is off duty now comes on duty, for each pool with a queue."""
    for pool in range(flat.header[HPOOLS]):
        if m.pool_state[pool, IN_LINE] > 0:
            opening = next_opening(flat, m, pool, flat.pools[pool, PREEMPT] == 1)
            if opening < NEVER and m.pool_state[pool, WAKE] != opening:
                m.pool_state[pool, WAKE] = opening
                push(m, opening, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)


# Blocks


@njit(nogil=True)
def contains(flat, block, node):  # type: ignore[no-untyped-def]
    """Whether a node's step is nested in the block's."""
    return flat.nodes[block, POS] < flat.nodes[node, POS] <= flat.nodes[block, LAST]


@njit(nogil=True)
def forget_inside(flat, m, case, block):  # type: ignore[no-untyped-def]
    """Forks and limits inside a block are no more."""
    r = flat.processes[m.cases[case, CPROC]]
    for i in range(r[RFORK0], r[RFORK0] + r[RNFORK]):
        if contains(flat, block, flat.x[i]):
            m.cases[case, fork_of(flat, flat.x[i]) + FSERIAL] = 0
    for i in range(r[RLIM0], r[RLIM0] + r[RNLIM]):
        if contains(flat, block, flat.x[i]):
            end_limit(flat, m, case, flat.x[i])


@njit(nogil=True)
def fork_of(flat, node):  # type: ignore[no-untyped-def]
    """The column at which a fork's state begins in a case's row."""
    return flat.header[HFORK] + FORK_WIDTH * flat.nodes[node, LOCAL]


@njit(nogil=True)
def end_limit(flat, m, case, node):  # type: ignore[no-untyped-def]
    """The case is no longer under this limit."""
    at = deadline_of(flat, m, node)
    stop_timer(m, case, at)
    m.cases[case, at + LMODE] = 0


@njit(nogil=True)
def withdraw(flat, m, visit):  # type: ignore[no-untyped-def]
    """What waits or queues ends here."""
    v = m.visits[visit]
    if v[VDUE] != 0:
        v[VDUE] = 0
        m.g[STALE] += 1
    if v[VSTATE] == QUEUED:
        leave_line(flat, m, visit)
    op = flat.nodes[v[VNODE], OP]
    if op == _SESSION and v[VSLOT] != NIL:
        m.bookings[flat.sessions[flat.nodes[v[VNODE], Q0], 3] + v[VSLOT]] -= 1
    if op == _GATHER and v[VGROUP] != NIL:
        leave_group(m, visit)
    close_visit(flat, m, visit, _WITHDRAWN)
    free_visit(m, visit)


@njit(nogil=True)
def let_go(flat, m, visit):  # type: ignore[no-untyped-def]
    """Work in hand goes on without the case; anything else is withdrawn."""
    if m.visits[visit, VSTATE] == WORKING:
        m.visits[visit, VDETACHED] = 1
        m.visits[visit, VFINISHING] = NIL
    else:
        withdraw(flat, m, visit)


@njit(nogil=True)
def clear(flat, m, case, block):  # type: ignore[no-untyped-def]
    """A fork's join is satisfied: the rest of its block is withdrawn or detached."""
    forget_inside(flat, m, case, block)
    visit = m.cases[case, CLIVE]
    while visit != NIL:
        following = m.visits[visit, VNEXT]
        if m.visits[visit, VDETACHED] == 0 and contains(flat, block, m.visits[visit, VNODE]):
            let_go(flat, m, visit)
        visit = following


@njit(nogil=True)
def judge(flat, m, case, fork):  # type: ignore[no-untyped-def]
    """Whether the join is satisfied: go on behind, or wait."""
    at = fork_of(flat, fork)
    if m.cases[case, at + FBEGUN] == 0 or m.cases[case, at + FARRIVED] < flat.nodes[fork, Q2]:
        return WAITS
    m.cases[case, at + FSERIAL] = 0
    clear(flat, m, case, fork)
    return flat.nodes[fork, NEXT]


@njit(nogil=True)
def next_round(flat, m, case, repeat):  # type: ignore[no-untyped-def]
    """One more round."""
    at = flat.header[HREPEAT] + REPEAT_WIDTH * flat.nodes[repeat, LOCAL]
    m.cases[case, at + UROUNDS] += 1
    m.cases[case, at + UENTRY] += 1
    return flat.nodes[repeat, Q0]


@njit(nogil=True)
def after_round(flat, m, case, repeat):  # type: ignore[no-untyped-def]
    """A round ended: with its chance, what lies between and once more; else on."""
    n = flat.nodes[repeat]
    at = flat.header[HREPEAT] + REPEAT_WIDTH * n[LOCAL]
    done = m.cases[case, at + UENTRY]
    if done >= n[Q4]:
        return n[NEXT]
    share = chance(flat, m, case, flat.x[n[Q2] + min(done, n[Q3]) - 1], repeat, repeat)
    if luck(m, n[Q5], m.cases[case, CNUM], m.cases[case, at + UROUNDS]) < share:
        return n[Q1]
    return n[NEXT]


@njit(nogil=True)
def enter_limit(flat, m, case, node, entered, backlog):  # type: ignore[no-untyped-def]
    """The block begins (for a backlog case at its arrival)."""
    n, at = flat.nodes[node], deadline_of(flat, m, node)
    m.cases[case, at + LMODE] = RUNNING
    m.cases[case, at + LGAINED] = 0 if backlog else gained(flat, m, case)
    m.cases[case, at + LPENDING] = 0
    m.cases[case, at + LEXPIRES] = UNSET
    if n[Q2] == _CALENDAR_CLOCK:
        m.cases[case, at + LEXPIRES] = entered + n[Q1]
    elif n[Q2] == _WORKING_CLOCK:
        m.cases[case, at + LEXPIRES] = advance(flat, flat.header[HWORKING], entered, n[Q1])
    arm(flat, m, case, node)
    return n[Q0]


@njit(nogil=True)
def expire(flat, m, case, node):  # type: ignore[no-untyped-def]
    """A limit's time is up; returns where the case goes on, or WAITS."""
    at, n, now = deadline_of(flat, m, node), flat.nodes[node], m.g[NOW]
    m.cases[case, at + LTIMER] = 0
    m.cases[case, at + LARMED] = 0
    for i in range(n[LIMITS], n[LIMITS] + n[NLIMITS]):
        if m.cases[case, deadline_of(flat, m, flat.x[i]) + LACTED] == now:
            m.cases[case, at + LMODE] = 0
            return WAITS
    m.cases[case, at + LACTED] = now
    if n[Q3] == _ESCALATE:
        m.cases[case, at + LMODE] = ESCALATED
        m.cases[case, at + LEXPIRES] = now
        visit = m.cases[case, CLIVE]
        while visit != NIL:
            v = m.visits[visit]
            if v[VDETACHED] == 0 and v[VSTATE] == QUEUED and contains(flat, node, v[VNODE]):
                escalate_claim(flat, m, visit, flat.f[n[Q5]])
            visit = v[VNEXT]
        return WAITS
    return stop_block(flat, m, case, node)


@njit(nogil=True)
def stop_block(flat, m, case, node):  # type: ignore[no-untyped-def]
    """The block's waits and claims are withdrawn; its work in hand is finished first."""
    at, pending = deadline_of(flat, m, node), 0
    m.cases[case, at + LMODE] = FINISHING
    forget_inside(flat, m, case, node)
    visit = m.cases[case, CLIVE]
    while visit != NIL:
        v = m.visits[visit]
        following = v[VNEXT]
        if v[VDETACHED] == 0 and contains(flat, node, v[VNODE]):
            if v[VSTATE] == WORKING:
                v[VFINISHING] = node
                pending += 1
            else:
                withdraw(flat, m, visit)
        visit = following
    m.cases[case, at + LPENDING] = pending
    return carry_out(flat, m, case, node) if pending == 0 else WAITS


@njit(nogil=True)
def carry_out(flat, m, case, node):  # type: ignore[no-untyped-def]
    """Where the case goes on after an expired limit."""
    m.cases[case, deadline_of(flat, m, node) + LMODE] = 0
    return flat.nodes[node, NEXT] if flat.nodes[node, Q3] == _DEEM else flat.nodes[node, Q4]


@njit(nogil=True)
def work_finished(flat, m, case, node):  # type: ignore[no-untyped-def]
    """Work that an expired limit waited for has ended; returns where the case goes on, or WAITS."""
    at = deadline_of(flat, m, node)
    if m.cases[case, at + LMODE] == 0:
        return WAITS
    m.cases[case, at + LPENDING] -= 1
    return carry_out(flat, m, case, node) if m.cases[case, at + LPENDING] == 0 else WAITS


@njit(nogil=True)
def finish(flat, m, case, outcome):  # type: ignore[no-untyped-def]
    """The case leaves at this instant; what is in hand goes on without it."""
    g = m.g
    m.cases[case, CFINISHED] = g[NOW]
    m.cases[case, COUTCOME] = outcome
    g[INSIDE] -= 1
    r = flat.processes[m.cases[case, CPROC]]
    for i in range(r[RLIM0], r[RLIM0] + r[RNLIM]):
        end_limit(flat, m, case, flat.x[i])
    for i in range(r[RFORK0], r[RFORK0] + r[RNFORK]):
        m.cases[case, fork_of(flat, flat.x[i]) + FSERIAL] = 0
    m.cases[case, CHELD] += 1
    visit = m.cases[case, CLIVE]
    while visit != NIL:
        following = m.visits[visit, VNEXT]
        let_go(flat, m, visit)
        visit = following
    if m.cases[case, COWNER] != NIL:
        m.owned[m.cases[case, COWNER]] -= 1
    write_case(flat, m, case)
    m.cases[case, CHELD] -= 1
    free_case(m, case)


@njit(nogil=True)
def write_case(flat, m, case):  # type: ignore[no-untyped-def]
    """The case's row of the case table, as it stands."""
    g, c = m.g, m.cases[case]
    if g[DONE_CASES] >= len(m.done_cases):
        g[ERROR] = FULL
        return
    w = m.done_cases[g[DONE_CASES]]
    w[0], w[1], w[2], w[3], w[4], w[5] = c[CPROC], c[CNUM], c[CARRIVED], c[CFINISHED], c[COUTCOME], c[CMEASURED]
    r = flat.processes[c[CPROC]]
    for k in range(r[RNMARK]):
        w[6 + k] = c[flat.header[HMARK] + k]
    for k in range(r[RNATTR]):
        m.done_values[g[DONE_CASES], k] = m.values[case, k]
    g[DONE_CASES] += 1


# Court


@njit(nogil=True)
def wait_until(flat, m, visit, ends):  # type: ignore[no-untyped-def]
    """A row without staff that ends at ``ends``: at once, later or never."""
    v = m.visits[visit]
    v[VSTARTED] = v[VQUEUED]
    if ends == m.g[NOW]:
        close_visit(flat, m, visit, _DONE)
        following = flat.nodes[v[VNODE], NEXT]
        free_visit(m, visit)
        return following
    if ends < NEVER:
        v[VDUE] = due(flat, m, ends, _ENDS, PASS, visit)
    return WAITS


@njit(nogil=True)
def next_until(flat, m, n):  # type: ignore[no-untyped-def]
    """The instant an `until` waits for."""
    now, calendar, weekday, second = m.g[NOW], n[Q0], n[Q1], n[Q2]
    if weekday == NIL and second == NIL:
        return next_open(flat, calendar, now) if calendar != NIL else NEVER
    for day in range(now // DAY, m.g[HORIZON] // DAY + 2):
        if weekday != NIL and (flat.header[HWEEKDAY] + day) % 7 != weekday:
            continue
        if calendar != NIL and not opens_on(flat, calendar, day):
            continue
        instant = day * DAY + max(0, second)
        if instant >= now:
            return instant
        if second == NIL:
            return now
    return NEVER


@njit(nogil=True)
def book(flat, m, visit, n):  # type: ignore[no-untyped-def]
    """Book the first free slot from now + notice on; its start, or NEVER."""
    earliest = m.g[NOW]
    if n[Q1] != NIL:
        draw = n[Q1]
        earliest = later(flat, m, draw, law(flat.draws[draw, 0], flat.draws[draw, 1], 0.5, flat.f), earliest)
    if earliest >= NEVER:
        return NEVER
    s = flat.sessions[n[Q0]]
    first = s[0]
    at = after(flat.x, first, first + s[1], earliest - 1)
    while at < first + s[1]:
        slot = at - first
        if m.bookings[s[3] + slot] < s[2]:
            m.bookings[s[3] + slot] += 1
            m.visits[visit, VSLOT] = slot
            return flat.x[at]
        at += 1
    return NEVER


@njit(nogil=True)
def gather(flat, m, case, node, visit):  # type: ignore[no-untyped-def]
    """Join the open group of this step (and attribute value), or open one."""
    n, g = flat.nodes[node], m.g
    m.visits[visit, VSTARTED] = m.visits[visit, VQUEUED]
    wanted = m.values[case, n[Q3]] if n[Q3] != NIL else 0.0
    group = m.gather_head[node]
    while group != NIL and m.gather_value[group] != wanted:
        group = m.gathers[group, GNEXT]
    if group == NIL:
        group = open_group(flat, m, node, visit, wanted)
        if group == NIL:
            return WAITS
    w = m.gathers[group]
    m.visits[visit, VGROUP] = group
    m.visits[visit, VMEMBER] = NIL
    if w[GTAIL] == NIL:
        w[GHEAD] = visit
    else:
        m.visits[w[GTAIL], VMEMBER] = visit
    w[GTAIL] = visit
    w[GCOUNT] += 1
    if n[Q0] != NIL and w[GCOUNT] >= n[Q0]:
        close_group(flat, m, group)
    return WAITS


@njit(nogil=True)
def open_group(flat, m, node, visit, wanted):  # type: ignore[no-untyped-def]
    """A new group, with its timer if it has one."""
    g, n = m.g, flat.nodes[node]
    group = g[GATHER_FREE]
    if group != NIL:
        g[GATHER_FREE] = m.gathers[group, GNEXT]
    else:
        group = g[GATHERS]
        if group >= len(m.gathers):
            g[ERROR] = FULL
            return NIL
        g[GATHERS] += 1
    w = m.gathers[group]
    w[GNODE], w[GNEXT], w[GSERIAL], w[GHEAD], w[GTAIL], w[GCOUNT] = node, m.gather_head[node], 0, NIL, NIL, 0
    m.gather_value[group] = wanted
    m.gather_head[node] = group
    if n[Q1] != NIL:
        case = m.visits[visit, VCASE]
        amount = drawn(flat, m, n[Q1], n[Q2], m.cases[case, CNUM], m.visits[visit, VROUND])
        ends = later(flat, m, n[Q1], amount, g[NOW])
        if ends < NEVER:
            w[GSERIAL] = due(flat, m, ends, _TIMERS, GATHERED, visit)
            m.events[last_pushed(m), EAUX] = group
    return group


@njit(nogil=True)
def last_pushed(m):  # type: ignore[no-untyped-def]
    """The event row that `push` used last (the one whose serial is the newest)."""
    return m.g[LAST_EVENT]


@njit(nogil=True)
def close_group(flat, m, group):  # type: ignore[no-untyped-def]
    """The group's members go on, each in its canonical place of this instant."""
    w, g = m.gathers[group], m.g
    node = w[GNODE]
    if m.gather_head[node] == group:
        m.gather_head[node] = w[GNEXT]
    else:
        other = m.gather_head[node]
        while m.gathers[other, GNEXT] != group:
            other = m.gathers[other, GNEXT]
        m.gathers[other, GNEXT] = w[GNEXT]
    visit = w[GHEAD]
    while visit != NIL:
        following = m.visits[visit, VMEMBER]
        m.visits[visit, VGROUP] = NIL
        m.visits[visit, VDUE] = due(flat, m, g[NOW], _ENDS, PASS, visit)
        visit = following
    if w[GSERIAL] != 0:
        g[STALE] += 1
    w[GSERIAL] = 0
    w[GNEXT] = g[GATHER_FREE]
    g[GATHER_FREE] = group


@njit(nogil=True)
def leave_group(m, visit):  # type: ignore[no-untyped-def]
    """A withdrawn member leaves its group, whose time runs on."""
    w = m.gathers[m.visits[visit, VGROUP]]
    before, at = NIL, w[GHEAD]
    while at != visit:
        before, at = at, m.visits[at, VMEMBER]
    behind = m.visits[visit, VMEMBER]
    if before == NIL:
        w[GHEAD] = behind
    else:
        m.visits[before, VMEMBER] = behind
    if w[GTAIL] == visit:
        w[GTAIL] = before
    w[GCOUNT] -= 1


@njit(nogil=True)
def assign(flat, m, case, node):  # type: ignore[no-untyped-def]
    """Give the case an owner among the people whose shift covers today."""
    n, today = flat.nodes[node], m.g[NOW] // DAY
    first = flat.pools[n[Q0], PEOPLE0]
    last = first + flat.pools[n[Q0], NPEOPLE]
    there = 0
    for person in range(first, last):
        there += m.people[person, PFIRST] <= today <= m.people[person, PLAST]
    everybody = there == 0
    many = last - first if everybody else there
    turn = -1
    if n[Q1] == 1:
        turn = m.rounds_robin[node] % many
        m.rounds_robin[node] += 1
    elif n[Q1] == 2:
        turn = int(luck(m, n[Q2], m.cases[case, CNUM], round_of(flat, m, case, n[REPEAT])) * many)
    chosen, k = NIL, 0
    for person in range(first, last):
        if everybody or m.people[person, PFIRST] <= today <= m.people[person, PLAST]:
            if k == turn or (turn == -1 and (chosen == NIL or m.owned[person] < m.owned[chosen])):
                chosen = person
            k += 1
    # Reference: the fewest open cases are counted while the case still has its former owner.
    if m.cases[case, COWNER] != NIL:
        m.owned[m.cases[case, COWNER]] -= 1
    m.cases[case, COWNER] = chosen
    m.owned[chosen] += 1
    return n[NEXT]


# Flow


@njit(nogil=True)
def go(flat, m, case, node):  # type: ignore[no-untyped-def]
    """Move the case on from a node through everything that takes no time.

    A fork's branches begin one after the other: a frame (fork, serial, next branch) waits on the stack while a branch is moved.
    """
    g = m.g
    frames = g[FRAMES]
    while g[ERROR] == 0:
        while node != WAITS and m.cases[case, CFINISHED] == UNSET:
            node = step(flat, m, case, node)
            if g[ERROR] != 0:
                return
        if g[FRAMES] == frames:
            return
        frame = m.frames[g[FRAMES] - 1]
        fork = frame[0]
        if m.cases[case, CFINISHED] != UNSET or m.cases[case, fork_of(flat, fork) + FSERIAL] != frame[1]:
            g[FRAMES] -= 1
            node = WAITS
        elif frame[2] < flat.nodes[fork, Q1]:
            node = flat.x[flat.nodes[fork, Q0] + frame[2]]
            frame[2] += 1
        else:
            m.cases[case, fork_of(flat, fork) + FBEGUN] = 1
            g[FRAMES] -= 1
            node = judge(flat, m, case, fork)


@njit(nogil=True)
def step(flat, m, case, node):  # type: ignore[no-untyped-def]
    """One instruction; returns the next node or WAITS."""
    if node == NIL:
        finish(flat, m, case, 0)
        return WAITS
    n = flat.nodes[node]
    if n[WHEN] != NIL and value(flat, m, case, n[WHEN], n[REPEAT], node) == 0.0:
        return n[NEXT]
    op = n[OP]
    if op == _TASK:
        return claim(flat, m, case, node)
    if op == _WAIT:
        visit = open_visit(flat, m, case, node)
        if visit == NIL:
            return WAITS
        amount = drawn(flat, m, n[Q0], n[Q1], m.cases[case, CNUM], m.visits[visit, VROUND])
        return wait_until(flat, m, visit, later(flat, m, n[Q0], amount, m.g[NOW]))
    if op == _SHARES:
        return by_share(flat, m, case, node, n)
    if op == _WHENS:
        for i in range(n[Q1]):
            if value(flat, m, case, flat.x[n[Q0] + i], n[REPEAT], node) != 0.0:
                return flat.x[n[Q2] + i]
        return n[Q3]
    if op == _MARK:
        m.cases[case, flat.header[HMARK] + n[Q0]] = m.g[NOW]
        return n[NEXT]
    if op == _REPEAT:
        m.cases[case, flat.header[HREPEAT] + REPEAT_WIDTH * n[LOCAL] + UENTRY] = 0
        return next_round(flat, m, case, node)
    if op == _AGAIN:
        return after_round(flat, m, case, n[OF])
    if op == _ROUND:
        return next_round(flat, m, case, n[OF])
    if op == _FORK:
        return begin_fork(flat, m, case, node)
    if op == _JOIN:
        m.cases[case, fork_of(flat, n[OF]) + FARRIVED] += 1
        return judge(flat, m, case, n[OF])
    return rarer_step(flat, m, case, node, n, op)


@njit(nogil=True)
def rarer_step(flat, m, case, node, n, op):  # type: ignore[no-untyped-def]
    """The instructions that are seldom met."""
    if op == _LIMIT:
        return enter_limit(flat, m, case, node, m.g[NOW], False)
    if op == _PASSED:
        end_limit(flat, m, case, n[OF])
        return n[NEXT]
    if op == _SET:
        for i in range(n[Q2]):
            m.values[case, flat.x[n[Q0] + i]] = value(flat, m, case, flat.x[n[Q1] + i], n[REPEAT], node)
        return n[NEXT]
    if op == _ASSIGN:
        return assign(flat, m, case, node)
    if op == _FINISH:
        finish(flat, m, case, n[Q0])
        return WAITS
    visit = open_visit(flat, m, case, node)
    if visit == NIL:
        return WAITS
    if op == _UNTIL:
        return wait_until(flat, m, visit, next_until(flat, m, n))
    if op == _SESSION:
        return wait_until(flat, m, visit, book(flat, m, visit, n))
    return gather(flat, m, case, node, visit)


@njit(nogil=True)
def by_share(flat, m, case, node, n):  # type: ignore[no-untyped-def]
    """One uniform against the cumulated shares."""
    u = luck(m, n[Q4], m.cases[case, CNUM], round_of(flat, m, case, n[REPEAT]))
    total = 0.0
    for i in range(min(n[Q1], n[Q3])):
        total += chance(flat, m, case, flat.x[n[Q0] + i], n[REPEAT], node)
        if u < total:
            return flat.x[n[Q2] + i]
    return flat.x[n[Q2] + n[Q3] - 1]


@njit(nogil=True)
def begin_fork(flat, m, case, node):  # type: ignore[no-untyped-def]
    """A fork begins: its frame goes on the stack."""
    g, at = m.g, fork_of(flat, node)
    if g[FRAMES] >= len(m.frames):
        g[ERROR] = FULL
        return WAITS
    g[SERIAL] += 1
    m.cases[case, at + FSERIAL] = g[SERIAL]
    m.cases[case, at + FARRIVED] = 0
    m.cases[case, at + FBEGUN] = 0
    frame = m.frames[g[FRAMES]]
    frame[0], frame[1], frame[2] = node, g[SERIAL], 0
    g[FRAMES] += 1
    return WAITS


# Arrivals


@njit(nogil=True)
def new_case(flat, m, process, number, arrived, measured):  # type: ignore[no-untyped-def]
    """A case with its attributes; NIL when memory is full."""
    g = m.g
    case = g[CASE_FREE]
    if case != NIL:
        g[CASE_FREE] = NIL if m.cases[case, CFREE] == -2 else m.cases[case, CFREE]
    else:
        case = g[CASES]
        if case >= len(m.cases):
            g[ERROR] = FULL
            return NIL
        g[CASES] += 1
    c, r = m.cases[case], flat.processes[process]
    c[:] = 0
    c[CPROC], c[CNUM], c[CARRIVED], c[CMEASURED] = process, number, arrived, measured
    c[CFINISHED], c[COUTCOME], c[COWNER], c[CSINCE], c[CLIVE], c[CFREE] = UNSET, UNSET, NIL, UNSET, NIL, NIL
    for k in range(r[RNMARK]):
        c[flat.header[HMARK] + k] = UNSET
    for k in range(r[RNLIM]):
        c[flat.header[HLIMIT] + LIMIT_WIDTH * k + LACTED] = UNSET
    for k in range(r[RNATTR]):
        m.values[case, k] = attribute(flat, m, case, flat.attributes[r[RATTR0] + k], number)
    g[INSIDE] += 1
    return case


@njit(nogil=True)
def attribute(flat, m, case, t, number):  # type: ignore[no-untyped-def]
    """The value of an attribute at arrival."""
    if t[TKIND] == T_CODE:
        return value(flat, m, case, t[TREF], NIL, NIL)
    if t[TKIND] == T_DRAW:
        return drawn(flat, m, t[TREF], t[TSTREAM], number, 1)
    u, n = luck(m, t[TSTREAM], number, 1), t[TN]
    at = after(flat.f, t[TREF], t[TREF] + n, u) - t[TREF]
    return flat.f[t[TREF] + n + min(at, n - 1)]


@njit(nogil=True)
def next_arrival(flat, m, process):  # type: ignore[no-untyped-def]
    """Let the next arrival of a process be due; none is left if its kind has come to its end."""
    r, a, g = flat.processes[process], m.arriving[process], m.g
    if a[ALEFT] == 0:
        at = next_batch(flat, m, process, r, a)
        if at >= NEVER:
            g[TO_COME] -= 1
            return
        a[AAT] = at
        if r[RBATCH] == NIL:
            a[ALEFT] = 1
        else:
            size = half_up(drawn(flat, m, r[RBATCH], r[RBATCHSTREAM], a[ABATCH], 1))
            a[ALEFT] = max(1, size)
        a[ABATCH] += 1
        if a[ABATCH] > MOST:
            fault(m, TOO_MANY, process, NIL)
    a[ALEFT] -= 1
    push(m, a[AAT], key_high(_ENDS, process, a[ACASE]), 0, ARRIVE, process, 0)


@njit(nogil=True)
def next_batch(flat, m, process, r, a):  # type: ignore[no-untyped-def]
    """The instant of the next batch, or NEVER."""
    kind = r[RKIND]
    if kind == BY_RATE:
        m.sums[process] -= math.log1p(-luck(m, r[RARRIVE], a[ABATCH], 1))
        return instant_of(flat, r, a, m.sums[process])
    if kind == BY_SCHEDULE:
        if a[ACURSOR] >= r[RNSCHED]:
            return NEVER
        a[ACURSOR] += 1
        return flat.schedule[r[RSCHED0] + a[ACURSOR] - 1, 0]
    if kind == BY_NOTHING:
        return NEVER
    following = later(flat, m, r[RDRAW], drawn(flat, m, r[RDRAW], r[RARRIVE], a[ABATCH], 1), a[AAT])
    return following if following < flat.header[HUNTIL] else NEVER


@njit(nogil=True)
def instant_of(flat, r, a, total):  # type: ignore[no-untyped-def]
    """The second at which the integral of the intensity reaches ``total``, or NEVER; the cursor only moves on."""
    base, n = r[REDGE0], r[RNEDGE]
    i = a[ACURSOR]
    while i < n and flat.integral[base + i] < total:
        i += 1
    a[ACURSOR] = i
    if i >= n:
        return NEVER
    if i == 0:
        return flat.edges[base]
    left, right = flat.integral[base + i - 1], flat.integral[base + i]
    start_, end_ = flat.edges[base + i - 1], flat.edges[base + i]
    return min(end_ - 1, start_ + int(math.floor((total - left) / (right - left) * (end_ - start_))))


@njit(nogil=True)
def arrive(flat, m, process):  # type: ignore[no-untyped-def]
    """A case arrives."""
    a, r = m.arriving[process], flat.processes[process]
    number = a[ACASE]
    a[ACASE] += 1
    cursor = a[ACURSOR] - 1
    next_arrival(flat, m, process)
    case = new_case(flat, m, process, number, m.g[NOW], int(m.g[NOW] >= flat.header[HWARM_UP]))
    if case == NIL:
        return
    if r[RKIND] == BY_SCHEDULE:
        s = flat.schedule[r[RSCHED0] + cursor]
        for k in range(s[2]):
            m.values[case, int(flat.f[s[1] + 2 * k])] = flat.f[s[1] + 2 * k + 1]
    go(flat, m, case, r[RENTRY])


@njit(nogil=True)
def enter_backlog(flat, m, entry):  # type: ignore[no-untyped-def]
    """A backlog case enters its step at second 0."""
    b = m.backlog_at[entry]
    process, number, arrived, node, measured = b[0], b[1], b[2], b[3], b[4]
    m.g[TO_COME] -= 1
    case = new_case(flat, m, process, number, arrived, measured)
    if case == NIL:
        return
    m.cases[case, CGAINED] = open_seconds(flat, flat.header[HWORKING], arrived, 0)
    r, target = flat.processes[process], flat.nodes[node]
    for i in range(r[RREP0], r[RREP0] + r[RNREP]):
        if contains(flat, flat.x[i], node):
            at = flat.header[HREPEAT] + REPEAT_WIDTH * flat.nodes[flat.x[i], LOCAL]
            m.cases[case, at + UROUNDS] = 1
            m.cases[case, at + UENTRY] = 1
    for i in range(target[LIMITS], target[LIMITS] + target[NLIMITS]):
        enter_limit(flat, m, case, flat.x[i], arrived, True)
    go(flat, m, case, node)


@njit(nogil=True)
def place_backlog(flat, m):  # type: ignore[no-untyped-def]
    """Draw the ages of all backlog cases, oldest first in each process, and let them enter at second 0."""
    at = 0
    for process in range(flat.header[HPROCESSES]):
        r, first = flat.processes[process], at
        for e in range(r[RBACK0], r[RBACK0] + r[RNBACK]):
            b = flat.backlog[e]
            for _ in range(b[0]):
                age = drawn(flat, m, b[2], r[RAGE], at - first, 1)
                since = -half_up(age)
                if flat.draws[b[2], 2] == 1:
                    since = retreat(flat, flat.header[HWORKING], 0, half_up(age * flat.wd[0]))
                    if since <= -NEVER:
                        fault(m, BACKLOG_TOO_OLD, process, NIL)
                w = m.backlog_at[at]
                w[0], w[1], w[2], w[3], w[4] = process, at - first, since, b[1], b[3]
                at += 1
        sort_backlog(m, first, at)
        for i in range(first, at):
            m.backlog_at[i, 1] = i - at
            m.g[TO_COME] += 1
            push(m, 0, key_high(_ENDS, process, i - at), 0, BACKLOG, i, 0)


@njit(nogil=True)
def sort_backlog(m, first, last):  # type: ignore[no-untyped-def]
    """By arrival, then listing: a merge sort in place of rows (``scratch_rows`` is as long)."""
    width = 1
    n = last - first
    source, target = m.backlog_at, m.backlog_scratch
    while width < n:
        for low in range(first, last, 2 * width):
            middle, high = min(low + width, last), min(low + 2 * width, last)
            i, j = low, middle
            for k in range(low, high):
                if i < middle and (j >= high or source[i, 2] <= source[j, 2]):
                    target[k] = source[i]
                    i += 1
                else:
                    target[k] = source[j]
                    j += 1
        for k in range(first, last):
            source[k] = target[k]
        width *= 2


# The loop


@njit(nogil=True)
def begin(flat, m):  # type: ignore[no-untyped-def]
    """Put the backlog in place and let the first arrival of each process be due."""
    place_backlog(flat, m)
    for process in range(flat.header[HPROCESSES]):
        m.g[TO_COME] += 1
        next_arrival(flat, m, process)


@njit(nogil=True)
def is_stale(flat, m, event):  # type: ignore[no-untyped-def]
    """Whether an event on the agenda was called off."""
    e = m.events[event]
    kind, serial = e[ETYPE], e[ESERIAL]
    if kind == EXPIRE:
        at = deadline_of(flat, m, e[EAUX])
        return m.cases[e[EID], at + LTIMER] != serial or m.cases[e[EID], at + LARMED] == 0
    if kind == GIVE_UP:
        return m.visits[e[EID], VPATIENCE] != serial
    if kind == GATHERED:
        return m.gathers[e[EAUX], GSERIAL] != serial
    if END <= kind <= WORK_FINISHED:
        return m.visits[e[EID], VDUE] != serial
    return False


@njit(nogil=True)
def drop_stale(flat, m):  # type: ignore[no-untyped-def]
    """Take events that were called off out of the agenda, so that it stays as small as what is really due."""
    g, n = m.g, 0
    for i in range(g[HEAP]):
        event = m.heap_event[i]
        if is_stale(flat, m, event):
            unlink_timer(flat, m, event)
            forget(m, event)
        else:
            m.heap_time[n] = m.heap_time[i]
            m.heap_event[n] = event
            n += 1
    g[HEAP] = n
    g[STALE] = 0
    rebuild(m)


@njit(nogil=True)
def unlink_timer(flat, m, event):  # type: ignore[no-untyped-def]
    """A stopped timer whose event is gone cannot be set again by that event."""
    e = m.events[event]
    if e[ETYPE] == EXPIRE:
        at = deadline_of(flat, m, e[EAUX])
        if m.cases[e[EID], at + LTIMER] == e[ESERIAL]:
            m.cases[e[EID], at + LTIMER] = 0


@njit(nogil=True)
def happen(flat, m, event):  # type: ignore[no-untyped-def]
    """An event of phase 1 (or the wish to serve) comes to pass."""
    e = m.events[event]
    kind, id_, aux = e[ETYPE], e[EID], e[EAUX]
    if kind == END:
        end_work(flat, m, id_)
    elif kind == ARRIVE:
        arrive(flat, m, id_)
    elif kind == PASS:
        case, following = m.visits[id_, VCASE], flat.nodes[m.visits[id_, VNODE], NEXT]
        m.visits[id_, VDUE] = 0
        close_visit(flat, m, id_, _DONE)
        free_visit(m, id_)
        go(flat, m, case, following)
    elif kind == SERVE:
        m.g[SERVING] = 1
    elif kind == EXPIRE:
        following = expire(flat, m, id_, aux)
        go(flat, m, id_, following)
    elif kind == GIVE_UP:
        case, node = m.visits[id_, VCASE], m.visits[id_, VNODE]
        m.visits[id_, VPATIENCE] = 0
        leave_line(flat, m, id_)
        close_visit(flat, m, id_, _GAVE_UP)
        free_visit(m, id_)
        go(flat, m, case, flat.nodes[node, Q10])
    elif kind == GO_TURNED_AWAY or kind == WORK_FINISHED:
        case, node, limit = m.visits[id_, VCASE], m.visits[id_, VNODE], m.visits[id_, VFINISHING]
        free_visit(m, id_)
        if kind == GO_TURNED_AWAY:
            go(flat, m, case, flat.nodes[node, Q12])
        else:
            go(flat, m, case, work_finished(flat, m, case, limit))
        m.cases[case, CHELD] -= 1
        free_case(m, case)
    elif kind == GATHERED:
        m.gathers[aux, GSERIAL] = 0
        close_group(flat, m, aux)
    elif kind == BACKLOG:
        enter_backlog(flat, m, id_)


@njit(nogil=True)
def end_work(flat, m, visit):  # type: ignore[no-untyped-def]
    """Work in hand is done."""
    v = m.visits[visit]
    case, limit, detached, following = v[VCASE], v[VFINISHING], v[VDETACHED], flat.nodes[v[VNODE], NEXT]
    v[VDUE] = 0
    put_down(flat, m, visit, False)
    m.cases[case, CHELD] += 1
    close_visit(flat, m, visit, _DONE)
    free_visit(m, visit)
    if limit != NIL:
        go(flat, m, case, work_finished(flat, m, case, limit))
    elif detached == 0:
        go(flat, m, case, following)
    m.cases[case, CHELD] -= 1
    free_case(m, case)


@njit(nogil=True)
def has_room(m):  # type: ignore[no-untyped-def]
    """Whether the next event finds the margin of free rows in every table."""
    g = m.g
    return (
        g[VISITS] + MARGIN <= len(m.visits) and g[CASES] + MARGIN <= len(m.cases) and g[HEAP] + MARGIN <= len(m.heap_time)
        and g[EVENTS] + MARGIN <= len(m.events) and g[ROWS] + MARGIN <= len(m.rows) and g[SPELLS] + MARGIN <= len(m.spells)
        and g[CREWS] + MARGIN <= len(m.crews) and g[DONE_CASES] + MARGIN <= len(m.done_cases) and g[GATHERS] + MARGIN <= len(m.gathers)
    )  # fmt: skip


@njit(nogil=True)
def run(flat, m):  # type: ignore[no-untyped-def]
    """Let things happen until the run is over, memory has to grow, or something is wrong."""
    g = m.g
    while g[TO_COME] > 0 or g[INSIDE] > 0 or g[IN_HAND] > 0:
        if g[ERROR] != 0:
            return FAULT
        if not has_room(m):
            return GROW
        if g[STALE] > 1024 and 2 * g[STALE] > g[HEAP]:
            drop_stale(flat, m)
        soon = g[HEAP] > 0 and m.heap_time[0] == g[NOW]
        if g[SERVING] == 1 and not (soon and m.events[m.heap_event[0], ETYPE] != SERVE):
            g[SERVING] = 0
            serve(flat, m)
            continue
        if g[HEAP] == 0 or m.heap_time[0] >= g[HORIZON]:
            break
        if m.heap_time[0] > g[NOW]:
            g[NOW] = m.heap_time[0]
            g[FRESH] = 0
        event = pop(m)
        if is_stale(flat, m, event):
            g[STALE] -= 1
            unlink_timer(flat, m, event)
        else:
            happen(flat, m, event)
        forget(m, event)
    if g[ERROR] != 0:
        return FAULT
    over = g[TO_COME] == 0 and g[INSIDE] == 0 and g[IN_HAND] == 0
    g[NOW] = g[NOW] if over else g[HORIZON]
    close_all(flat, m)
    return FAULT if g[ERROR] != 0 else FINISHED


@njit(nogil=True)
def close_all(flat, m):  # type: ignore[no-untyped-def]
    """What is still open at the end of the run is unfinished; work in hand counts up to then."""
    g = m.g
    for case in range(g[CASES]):
        if m.cases[case, CFREE] != NIL:
            continue
        visit = m.cases[case, CLIVE]
        while visit != NIL:
            v = m.visits[visit]
            if v[VSTATE] == WORKING:
                v[VWORKED] += work_spent(flat, m, visit, v[VSPELL], g[NOW])
                if v[VSPELLS] > 0:
                    write_spell(m, visit, g[NOW])
            write_row(flat, m, visit, UNSET, _UNFINISHED)
            visit = v[VNEXT]
        if m.cases[case, CFINISHED] == UNSET:
            write_case(flat, m, case)
