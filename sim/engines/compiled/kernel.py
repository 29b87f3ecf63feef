"""The rules of the language, compiled. The meaning is the reference engine's; this file says the same in flat arrays.

This file is long because Numba compiles one call graph: the parts correspond one to one to the reference's files `flow`, `desk`, `preemption`,
`blocks`, `clock`, `court` and `arrivals`, in this order from the end, and each function names nothing the reference does not. Objects are row
numbers, fields are the columns of `columns`, and what could recurse (the branches of a fork) is kept on a small stack of frames.
"""

from __future__ import annotations

import math

from numba import njit

from sim.engines.compiled.arithmetic import (
    advance, after, expression, half_up, law, next_open, open_seconds, opens_on, uniform,
)  # fmt: skip
from sim.engines.compiled.columns import (
    AAT, ABATCH, ACASE, ACURSOR, AGENCY, ALEFT, ARENA, ARRIVE, ATTRIBUTE_WIDTH, BACKLOG, BACKLOGS, BACKLOG_AT, BCOUNT, BHEAD,
    BUCKET0, BUCKET_OF, BUCKET_WIDTH, BY_NOTHING, BY_RATE, BY_SCHEDULE, CARRIVED, CASE_FIRST, CASE_FREE, CASE_SIZE, CFINISHED,
    CFREE, CGAINED, CHELD, CHOLDING, CLEAVING, CLIVE, CMEASURED, CNEXT, CNUM, COUTCOME, COWNER, CPREV, CPROC, CREW_AT, CSINCE, CVALUES,
    DAT, DEADLINE, DFAMILY, DONE_CASES, DONE_WIDTH, DRAW, DUNIT, EARRIVED, EAUX, EID, EMEASURED, END, ENODE, ENTRY_WIDTH, ENUM,
    EPROC, ERROR, ERROR_CASE, ERROR_NODE, ESCALATED, ESERIAL, ETYPE, EVENT_WIDTH, EXPIRE, FARRIVED, FAULT, FBEGUN, FBRANCH,
    FFORK, FINISHED, FINISHING, FIRST_WEEKDAY, FLOATS, FOFSERIAL, FORKS_AT, FORK_WIDTH, FRAMES, FRAMES_AT, FRAMES_ROOM,
    FRAME_WIDTH, FRESH, FRESH_AT, FRESH_ROOM, FSERIAL, FULL, GATHERED, GATHER_FREE, GATHER_WIDTH, GCOUNT, GHEAD, GIVE_UP, GNEXT,
    GNODE, GO_TURNED_AWAY, GROW, GSERIAL, GTAIL, GVALUE, HBOOKED, HEAP, HEAP_EVENTS, HEAP_ROOM, HEAP_TIMES, HN, HOLDER, HORIZON,
    HSLOTS, HSTARTS, INSIDE, IN_HAND, IN_HAND_ROWS, IN_LINE, KBUCKET, KEYS, KPOOL, KVISIT, LACTED, LARMED, LAST, LAST_EVENT,
    LEXPIRES, LGAINED, LIMITS, LIMITS_AT, LIMIT_WIDTH, LINES, LINK_WIDTH, LMODE, LOCAL, LPENDING, LTIME, LTIMER, MARGIN,
    MARKS_AT, NBUCKETS, NEGATIVE_WORK, NEVER, NEXT, NGATHER, NIL, NLIMITS, NOT_A_CHANCE, NOT_FINITE, NOW, NO_OWNER, NPEOPLE,
    NQUEUEING, NTURN, OF, OP, ORDER, PASS, PBUSY, PEOPLE0, PERSON_WIDTH, PFIRST, PGROUP, PINDEX, PLAST, PNUMBER, POOLS,
    POOLS_AT, POOL_WIDTH, POS, POWNED, PPOOL, PREEMPT, PRIORITY, PROCESSES, PROCESSES_AT, PROCESS_WIDTH, PSERIAL, PSPEED, Q0,
    Q1, Q10, Q11, Q12, Q13, Q14, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, QUEUED, RARRIVE, RATTR0, RBATCH, RBATCHSTREAM, RDRAW, REDGE0,
    RENTRY, REPEAT, REPEATS_AT, REPEAT_WIDTH, REPLICATION, RFORK0, RINDEX, RINTEGRAL, RKIND, RLIM0, RNATTR, RNEDGE, RNFORK,
    RNLIM, RNMARK, RNREP, RNSCHED, ROWS, RREP0, RSCHED0, RSUM, RUNNING, SAT, SCHEDULE_WIDTH, SCRATCH, SEED_HIGH, SEED_LOW,
    SERIAL, SERVE, SERVING, SNVALUES, SPELLS, SPELL_FIRST, SPELL_WIDTH, STACK, STALE, SVALUES, TKIND, TN, TOO_MANY, TO_COME,
    TREF, TSTREAM, T_CODE, T_DRAW, UENTRY, UNSET, UNTIL_SECOND, UROUNDS, VALUES, VCASE, VCREW, VDETACHED, VDUE, VFINISHING,
    VGROUP, VID, VISIT_FREE, VISIT_IDS, VISIT_SIZE, VISIT_WIDTH, VKEYS, VLEFT, VLINES, VMEMBER, VNEXT, VNODE, VPATIENCE,
    VPERSONS, VPOOLS, VPREV, VQUEUED, VROUND, VSLOT, VSPELL, VSPELLS, VSTARTED, VSTATE, VWORKED, WAITING, WAKE, WARM_UP, WCASE,
    WD, WENDED, WHEN, WHOLDER, WORKING, WORKING_CALENDAR, WORK_FINISHED, WOUTCOME, WPERSON, WPOOL, WPOS, WPROC, WQUEUED, WROUND,
    WSPELLS, WSTARTED, WWORKED, XENDED, XNEXT, XPERSONS, XSTARTED, XVISIT,
)  # fmt: skip
from sim.engines.compiled.heap import allocate, allocate_floats, forget, key_high, key_low, pop, push, rebuild, widen
from sim.engines.compiled.lines import insert, ordered, queued_before, remove
from sim.engines.compiled.staffing import (
    first_free, free_besides, next_opening, on_duty, release, some_free, take, work_end, work_spent,
)  # fmt: skip
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


# Values


@njit(nogil=True)
def fault(m, what, case, node):  # type: ignore[no-untyped-def]
    """The run cannot go on; the first fault is told."""
    if m.i[ERROR] == 0:
        m.i[ERROR] = what
        m.i[ERROR_CASE] = case
        m.i[ERROR_NODE] = node


@njit(nogil=True)
def value(m, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """An expression for a case; ``round`` in it counts within the present entry of ``repeat``."""
    if m.i[code] == 1 and m.i[code + 2] == 0:
        found = m.f[m.i[code + 1]]
    else:
        n = m.i[m.i[case + CPROC] + RNATTR]
        entry = 1
        if repeat != NIL:
            entry = m.i[case + m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[repeat + LOCAL] + UENTRY]
        m.f[m.i[case + CVALUES] + n] = float(entry)
        m.f[m.i[case + CVALUES] + n + 1] = float(m.i[NOW] - m.i[case + CARRIVED])
        found = expression(m, code, m.i[case + CVALUES], m.i[STACK])
    if not math.isfinite(found):
        fault(m, NOT_FINITE, case, node)
        return 0.0
    return found


@njit(nogil=True)
def chance(m, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """A chance for a case, checked to lie in [0, 1]."""
    found = value(m, case, code, repeat, node)
    if not -1e-9 <= found <= 1 + 1e-9:
        fault(m, NOT_A_CHANCE, case, node)
    return found


@njit(nogil=True)
def luck(m, stream, case, round_):  # type: ignore[no-untyped-def]
    """The uniform of a stream."""
    return uniform(m.i[SEED_LOW], m.i[SEED_HIGH], m.i[REPLICATION], stream, case, round_)


@njit(nogil=True)
def drawn(m, draw, stream, case, round_):  # type: ignore[no-untyped-def]
    """A draw by inversion, in its own unit."""
    return law(m.i[draw + DFAMILY], m.i[draw + DAT], luck(m, stream, case, round_), m.f)


@njit(nogil=True)
def later(m, draw, amount, start):  # type: ignore[no-untyped-def]
    """The instant at which a drawn duration has passed, or NEVER."""
    if m.i[draw + DUNIT] == 1:
        return advance(m, m.i[WORKING_CALENDAR], start, half_up(amount * m.f[m.i[WD]]))
    return start + half_up(amount)


@njit(nogil=True)
def round_of(m, case, repeat):  # type: ignore[no-untyped-def]
    """The round of log and luck."""
    if repeat == NIL:
        return 1
    return m.i[case + m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[repeat + LOCAL] + UROUNDS]


@njit(nogil=True)
def due(m, time, kind, type_, visit):  # type: ignore[no-untyped-def]
    """Let an event of a visit be due, in the visit's canonical place."""
    case, node = m.i[visit + VCASE], m.i[visit + VNODE]
    high = key_high(kind, m.i[m.i[case + CPROC] + RINDEX], m.i[case + CNUM])
    return push(m, time, high, key_low(m.i[node + POS], m.i[visit + VROUND]), type_, visit, 0)


# The legal clock


@njit(nogil=True)
def deadline_of(m, node):  # type: ignore[no-untyped-def]
    """The column at which a limit's state begins in a case's row."""
    return m.i[LIMITS_AT] + LIMIT_WIDTH * m.i[node + LOCAL]


@njit(nogil=True)
def gained(m, case):  # type: ignore[no-untyped-def]
    """Open seconds on the case's legal clock."""
    total = m.i[case + CGAINED]
    if m.i[case + CSINCE] != UNSET:
        total += open_seconds(m, m.i[WORKING_CALENDAR], m.i[case + CSINCE], m.i[NOW])
    return total


@njit(nogil=True)
def clock_opened(m, case):  # type: ignore[no-untyped-def]
    """A row on the agency side opened."""
    m.i[case + CHOLDING] += 1
    if m.i[case + CHOLDING] == 1:
        m.i[case + CSINCE] = m.i[NOW]
        rearm(m, case)


@njit(nogil=True)
def clock_closed(m, case):  # type: ignore[no-untyped-def]
    """A row on the agency side closed."""
    m.i[case + CHOLDING] -= 1
    if m.i[case + CHOLDING] == 0 and m.i[case + CSINCE] != UNSET:
        if m.i[m.i[case + CPROC] + RNLIM] > 0:
            m.i[case + CGAINED] = gained(m, case)
        m.i[case + CSINCE] = UNSET
        rearm(m, case)


@njit(nogil=True)
def rearm(m, case):  # type: ignore[no-untyped-def]
    """The clock started or stopped: set or call off the timers of the case's running legal limits."""
    process = m.i[case + CPROC]
    first = m.i[process + RLIM0]
    for i in range(first, first + m.i[process + RNLIM]):
        node = m.i[i]
        at = deadline_of(m, node)
        if m.i[case + at + LMODE] == RUNNING and m.i[node + Q2] == _LEGAL:
            arm(m, case, node)


@njit(nogil=True)
def stop_timer(m, case, at):  # type: ignore[no-untyped-def]
    """A limit's timer is called off; its event stays on the agenda until its time or until it is set again."""
    if m.i[case + at + LARMED] == 1:
        m.i[case + at + LARMED] = 0
        m.i[STALE] += 1


@njit(nogil=True)
def arm(m, case, node):  # type: ignore[no-untyped-def]
    """Set a limit's timer to when it expires as things stand."""
    at, now = deadline_of(m, node), m.i[NOW]
    if m.i[node + Q2] == _LEGAL:
        rest = max(0, m.i[node + Q1] - (gained(m, case) - m.i[case + at + LGAINED]))
        running = m.i[case + CSINCE] != UNSET or rest == 0
        expiry = advance(m, m.i[WORKING_CALENDAR], now, rest) if running else NEVER
    else:
        expiry = m.i[case + at + LEXPIRES]
    if expiry >= NEVER:
        stop_timer(m, case, at)
        return
    expiry = max(now, expiry)
    if m.i[case + at + LTIMER] != 0 and m.i[case + at + LTIME] == expiry:
        if m.i[case + at + LARMED] == 0:
            m.i[case + at + LARMED] = 1
            m.i[STALE] -= 1
        return
    stop_timer(m, case, at)
    high = key_high(_LIMITS_KIND, m.i[m.i[case + CPROC] + RINDEX], m.i[case + CNUM])
    m.i[case + at + LTIMER] = push(m, expiry, high, key_low(m.i[node + POS], 0), EXPIRE, case, node)
    m.i[case + at + LTIME] = expiry
    m.i[case + at + LARMED] = 1


@njit(nogil=True)
def supposed_expiry(m, case, node):  # type: ignore[no-untyped-def]
    """When the limit expires if the clock runs from now on."""
    at = deadline_of(m, node)
    if m.i[node + Q2] == _LEGAL and m.i[case + at + LEXPIRES] == UNSET:
        rest = max(0, m.i[node + Q1] - (gained(m, case) - m.i[case + at + LGAINED]))
        return advance(m, m.i[WORKING_CALENDAR], m.i[NOW], rest)
    return m.i[case + at + LEXPIRES]


# Rows


@njit(nogil=True)
def new_visit(m):  # type: ignore[no-untyped-def]
    """A new row for visits, with its places in lines; NIL when memory is full."""
    visit = allocate(m, m.i[VISIT_SIZE])
    keys = allocate_floats(m, KEYS)
    if visit == NIL or keys == NIL:
        return NIL
    m.i[visit + VKEYS] = keys
    for k in range(m.i[LINES]):
        m.i[visit + VISIT_WIDTH + LINK_WIDTH * k + KVISIT] = visit
    return visit


@njit(nogil=True)
def open_visit(m, case, node):  # type: ignore[no-untyped-def]
    """A row begins; returns the visit, or NIL when memory is full."""
    visit = m.i[VISIT_FREE]
    if visit != NIL:
        m.i[VISIT_FREE] = m.i[visit + VNEXT]
    else:
        visit = new_visit(m)
        if visit == NIL:
            return NIL
    v = visit
    m.i[v + VCASE], m.i[v + VNODE], m.i[v + VQUEUED] = case, node, m.i[NOW]
    m.i[v + VROUND] = round_of(m, case, m.i[node + REPEAT])
    m.i[v + VSTARTED], m.i[v + VWORKED] = UNSET, UNSET
    m.i[v + VDUE], m.i[v + VPATIENCE], m.i[v + VSTATE], m.i[v + VDETACHED], m.i[v + VFINISHING] = 0, 0, WAITING, 0, NIL
    m.i[v + VLINES], m.i[v + VSLOT], m.i[v + VGROUP], m.i[v + VMEMBER], m.i[v + VCREW] = 0, NIL, NIL, NIL, 0
    m.i[v + VPOOLS], m.i[v + VPERSONS], m.i[v + VSPELLS] = UNSET, UNSET, 0
    m.i[VISIT_IDS] += 1
    m.i[v + VID] = m.i[VISIT_IDS]
    head = m.i[case + CLIVE]
    m.i[v + VNEXT], m.i[v + VPREV] = head, NIL
    if head != NIL:
        m.i[head + VPREV] = visit
    m.i[case + CLIVE] = visit
    if m.i[node + AGENCY] == 1:
        clock_opened(m, case)
    return visit


@njit(nogil=True)
def write_row(m, visit, ended, outcome):  # type: ignore[no-untyped-def]
    """The row of a visit, as it stands."""
    if m.i[ROWS] >= len(m.rows):
        m.i[ERROR] = FULL
        return
    v, w = visit, m.rows[m.i[ROWS]]
    node, case = m.i[v + VNODE], m.i[v + VCASE]
    w[WPROC], w[WCASE], w[WPOS], w[WROUND] = m.i[m.i[case + CPROC] + RINDEX], m.i[case + CNUM], m.i[node + POS], m.i[v + VROUND]
    w[WHOLDER], w[WQUEUED], w[WSTARTED], w[WENDED] = m.i[node + HOLDER], m.i[v + VQUEUED], m.i[v + VSTARTED], ended
    w[WWORKED], w[WPOOL], w[WPERSON], w[WOUTCOME] = m.i[v + VWORKED], m.i[v + VPOOLS], m.i[v + VPERSONS], outcome
    w[WSPELLS] = m.i[v + VID] if m.i[v + VSPELLS] > 0 else UNSET
    m.i[ROWS] += 1


@njit(nogil=True)
def close_visit(m, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends; the visit is free again, and the case's row too once it has left and nothing of it is open."""
    case = m.i[visit + VCASE]
    write_row(m, visit, m.i[NOW], outcome)
    before, behind = m.i[visit + VPREV], m.i[visit + VNEXT]
    if before == NIL:
        m.i[case + CLIVE] = behind
    else:
        m.i[before + VNEXT] = behind
    if behind != NIL:
        m.i[behind + VPREV] = before
    if m.i[m.i[visit + VNODE] + AGENCY] == 1:
        clock_closed(m, case)
    if m.i[visit + VDUE] != 0:
        m.i[visit + VDUE] = 0


@njit(nogil=True)
def free_visit(m, visit):  # type: ignore[no-untyped-def]
    """The visit's row may be used again, and its case's if that has left with nothing open."""
    case = m.i[visit + VCASE]
    m.i[visit + VDUE] = 0
    m.i[visit + VPATIENCE] = 0
    m.i[visit + VNEXT] = m.i[VISIT_FREE]
    m.i[VISIT_FREE] = visit
    free_case(m, case)


@njit(nogil=True)
def free_case(m, case):  # type: ignore[no-untyped-def]
    """The case's row may be used again if it has left and nothing of it is open."""
    if m.i[case + CFINISHED] != UNSET and m.i[case + CLIVE] == NIL and m.i[case + CHELD] == 0 and m.i[case + CFREE] == 0:
        before, behind = m.i[case + CPREV], m.i[case + CNEXT]
        if before == NIL:
            m.i[CASE_FIRST] = behind
        else:
            m.i[before + CNEXT] = behind
        if behind != NIL:
            m.i[behind + CPREV] = before
        m.i[case + CFREE] = 1
        m.i[case + CNEXT] = m.i[CASE_FREE]
        m.i[CASE_FREE] = case


# Desk


@njit(nogil=True)
def claim(m, case, node):  # type: ignore[no-untyped-def]
    """A case reaches a task: draw its work and stand in line."""
    visit = open_visit(m, case, node)
    if visit == NIL:
        return WAITS
    n, v = node, visit
    m.i[v + VWORKED] = 0
    number, repeat = m.i[case + CNUM], m.i[n + REPEAT]
    amount = drawn(m, m.i[n + Q3], m.i[n + Q4], number, m.i[v + VROUND])
    if m.i[m.i[n + Q3] + DUNIT] == 1:
        amount *= m.f[m.i[WD]]
    if m.i[n + Q5] != NIL:
        amount *= value(m, case, m.i[n + Q5], repeat, node)
    if amount < 0:
        fault(m, NEGATIVE_WORK, case, node)
        amount = 0.0
    m.i[v + VLEFT] = half_up(amount)
    priority = value(m, case, m.i[n + Q6], repeat, node) if m.i[n + Q6] != NIL else 0.0
    m.f[m.i[visit + VKEYS] + PRIORITY] = max(priority, escalation(m, case, node))
    choose_lines(m, visit, case, node)
    set_keys(m, visit, case, node)
    join(m, visit)
    if m.i[n + Q8] != NIL:
        ends = later(m, m.i[n + Q8], drawn(m, m.i[n + Q8], m.i[n + Q9], number, m.i[v + VROUND]), m.i[NOW])
        if ends < NEVER:
            m.i[v + VPATIENCE] = due(m, ends, _TIMERS, GIVE_UP, visit)
    return WAITS


@njit(nogil=True)
def escalation(m, case, node):  # type: ignore[no-untyped-def]
    """The highest priority that an expired, escalating limit around the node gives; minus infinity if none does."""
    found = -math.inf
    first = m.i[node + LIMITS]
    for i in range(first, first + m.i[node + NLIMITS]):
        limit = m.i[i]
        if m.i[case + deadline_of(m, limit) + LMODE] == ESCALATED:
            found = max(found, m.f[m.i[limit + Q5]])
    return found


@njit(nogil=True)
def choose_lines(m, visit, case, node):  # type: ignore[no-untyped-def]
    """The pools in whose lines the claim stands."""
    base, lines, owner = visit + VISIT_WIDTH, 0, m.i[case + COWNER]
    if m.i[node + Q14] == 1 and owner == NIL:
        fault(m, NO_OWNER, case, node)
        return
    for i in range(m.i[node + Q2]):
        pool = m.i[m.i[node + Q1] + 2 * i]
        if pool == _OWNER:
            pool = m.i[owner + PPOOL]
        known = False
        for k in range(lines):
            known = known or m.i[base + LINK_WIDTH * k + KPOOL] == pool
        if not known:
            m.i[base + LINK_WIDTH * lines + KPOOL] = pool
            lines += 1
    if m.i[node + Q0] == _SHORTEST_LINE:
        m.i[base + KPOOL] = shortest_line(m, base, lines)
        lines = 1
    for k in range(lines):
        link = base + LINK_WIDTH * k
        pool = m.i[link + KPOOL]
        bucket = m.i[m.i[pool + BUCKET_OF] + m.i[node + Q13]]
        if m.i[node + Q14] == 1:
            bucket += BUCKET_WIDTH * (1 + m.i[owner + PSERIAL])
        m.i[link + KBUCKET] = bucket
    m.i[visit + VLINES] = lines
    if lines == 1:
        m.i[visit + VPOOLS] = m.i[m.i[base + KPOOL] + PINDEX]


@njit(nogil=True)
def shortest_line(m, base, lines):  # type: ignore[no-untyped-def]
    """The pool with the fewest rows queueing and in hand, ties in listing order."""
    best, size = NIL, 0
    for k in range(lines):
        pool = m.i[base + LINK_WIDTH * k + KPOOL]
        found = m.i[pool + IN_LINE] + m.i[pool + IN_HAND_ROWS]
        if best == NIL or found < size:
            best, size = pool, found
    return best


@njit(nogil=True)
def set_keys(m, visit, case, node):  # type: ignore[no-untyped-def]
    """What orders the claim in lines by deadline or by lot."""
    base = visit + VISIT_WIDTH
    by_due, by_lot = False, False
    for k in range(m.i[visit + VLINES]):
        order = m.i[m.i[base + LINK_WIDTH * k + KPOOL] + ORDER]
        by_due = by_due or order == _ORDER_DUE
        by_lot = by_lot or order == _ORDER_RANDOM
    keys = m.i[visit + VKEYS]
    m.f[keys + DEADLINE] = math.inf
    if by_due:
        first = m.i[node + LIMITS]
        for i in range(first, first + m.i[node + NLIMITS]):
            limit = m.i[i]
            if m.i[case + deadline_of(m, limit) + LMODE] != 0:
                expiry = supposed_expiry(m, case, limit)
                if expiry < NEVER:
                    m.f[keys + DEADLINE] = min(m.f[keys + DEADLINE], float(expiry))
    if by_lot:
        m.f[keys + DRAW] = luck(m, m.i[node + Q7], m.i[case + CNUM], m.i[visit + VROUND])


@njit(nogil=True)
def join(m, visit):  # type: ignore[no-untyped-def]
    """Stand in line."""
    node = m.i[visit + VNODE]
    for k in range(m.i[visit + VLINES]):
        link = visit + VISIT_WIDTH + LINK_WIDTH * k
        insert(m, link)
        m.i[m.i[link + KPOOL] + IN_LINE] += 1
    m.i[visit + VSTATE] = QUEUED
    m.i[node + NQUEUEING] += 1
    if m.i[node + Q11] != NIL and m.i[visit + VSTARTED] == UNSET:
        if m.i[FRESH] >= m.i[FRESH_ROOM]:
            m.i[ERROR] = FULL
            return
        m.i[m.i[FRESH_AT] + m.i[FRESH]] = visit
        m.i[FRESH] += 1
    if m.i[node + Q14] == 1:
        last = m.i[m.i[m.i[visit + VCASE] + COWNER] + PLAST]
        if last < NEVER and (last + 1) * DAY > m.i[NOW]:
            push(m, (last + 1) * DAY, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)
    m.i[SERVING] = 1


@njit(nogil=True)
def leave_line(m, visit):  # type: ignore[no-untyped-def]
    """Leave all lines; patience is over."""
    for k in range(m.i[visit + VLINES]):
        link = visit + VISIT_WIDTH + LINK_WIDTH * k
        remove(m, link)
        m.i[m.i[link + KPOOL] + IN_LINE] -= 1
    m.i[m.i[visit + VNODE] + NQUEUEING] -= 1
    m.i[visit + VSTATE] = WAITING
    if m.i[visit + VPATIENCE] != 0:
        m.i[visit + VPATIENCE] = 0
        m.i[STALE] += 1


@njit(nogil=True)
def serve(m):  # type: ignore[no-untyped-def]
    """Phases 2 and 3 of an instant."""
    first = m.i[POOLS_AT]
    while True:
        best, best_pool, best_victim, best_person = NIL, NIL, NIL, NIL
        for pool in range(first, first + POOL_WIDTH * m.i[POOLS], POOL_WIDTH):
            if m.i[pool + IN_LINE] == 0:
                continue
            visit, victim, person = nominee(m, pool)
            if visit == NIL or visit == best:
                # A claim nominated in several lines stands first in the line that its own list names first.
                if visit != NIL and line_rank(m, visit, pool) < line_rank(m, best, best_pool):
                    best_pool, best_victim, best_person = pool, victim, person
                continue
            if best == NIL or queued_before(m, visit, best):
                best, best_pool, best_victim, best_person = visit, pool, victim, person
        if best == NIL:
            break
        start(m, best, best_pool, best_victim, best_person)
        if m.i[ERROR] != 0:
            return
    turn_away(m)
    wake_at_openings(m)


@njit(nogil=True)
def line_rank(m, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of a pool in the claim's own list."""
    for k in range(m.i[visit + VLINES]):
        if m.i[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL] == pool:
            return k
    return NIL


@njit(nogil=True)
def nominee(m, pool):  # type: ignore[no-untyped-def]
    """The line's first claim that can be met now, the work it interrupts and the person it takes (NIL for none)."""
    order = m.i[pool + ORDER]
    free = some_free(m, pool)
    preempts = m.i[pool + PREEMPT] == 1
    best, best_victim, best_person = NIL, NIL, NIL
    if not free and not preempts:
        return best, best_victim, best_person
    first = m.i[pool + BUCKET0]
    for bucket in range(first, first + BUCKET_WIDTH * m.i[pool + NBUCKETS], BUCKET_WIDTH):
        if m.i[bucket + BCOUNT] == 0:
            continue
        visit = m.i[m.i[bucket + BHEAD] + KVISIT]
        if best != NIL and not ordered(m, order, visit, best):
            continue
        if free and can_be_met(m, visit, pool):
            best, best_victim, best_person = visit, NIL, NIL
        elif preempts:
            victim, person = weakest(m, visit)
            if victim != NIL and m.i[person + PPOOL] == pool:
                best, best_victim, best_person = visit, victim, person
    return best, best_victim, best_person


@njit(nogil=True)
def can_be_met(m, visit, pool):  # type: ignore[no-untyped-def]
    """Whether all the people a claim needs are idle and on duty (somebody of ``pool`` is)."""
    node = m.i[visit + VNODE]
    if m.i[node + Q0] != _ALL and m.i[node + Q14] == 0:
        return True
    return gather_crew(m, visit, pool) > 0


@njit(nogil=True)
def gather_crew(m, visit, pool):  # type: ignore[no-untyped-def]
    """The people who can meet the claim now, into ``scratch`` in the order of its list; how many, or 0."""
    node = m.i[visit + VNODE]
    n = node
    if m.i[n + Q0] != _ALL:
        person = the_owner(m, m.i[visit + VCASE]) if m.i[n + Q14] == 1 else first_free(m, pool)
        m.i[m.i[SCRATCH] + 0] = person
        return 0 if person == NIL else 1
    crew = 0
    for owners in range(2):
        for i in range(m.i[n + Q2]):
            need, count = m.i[m.i[n + Q1] + 2 * i], m.i[m.i[n + Q1] + 2 * i + 1]
            if (need == _OWNER) != (owners == 0):
                continue
            if need == _OWNER:
                person = the_owner(m, m.i[visit + VCASE])
                if person == NIL:
                    return 0
                m.i[m.i[SCRATCH] + crew] = person
                crew += 1
            else:
                total = free_besides(m, need, crew, count)
                if total < crew + count:
                    return 0
                crew = total
    sort_crew(m, visit, crew)
    return crew


@njit(nogil=True)
def sort_crew(m, visit, crew):  # type: ignore[no-untyped-def]
    """People in the order of the claim's list of pools, then of the pool's listing."""
    for i in range(1, crew):
        person, j = m.i[m.i[SCRATCH] + i], i - 1
        while j >= 0 and crew_before(m, visit, person, m.i[m.i[SCRATCH] + j]):
            m.i[m.i[SCRATCH] + j + 1] = m.i[m.i[SCRATCH] + j]
            j -= 1
        m.i[m.i[SCRATCH] + j + 1] = person


@njit(nogil=True)
def crew_before(m, visit, a, b):  # type: ignore[no-untyped-def]
    """Whether person ``a`` is named before ``b``. A pool named twice has the rank of its last mention, as in the reference."""
    ra, rb = need_rank(m, visit, m.i[a + PPOOL]), need_rank(m, visit, m.i[b + PPOOL])
    return ra < rb if ra != rb else m.i[a + PNUMBER] < m.i[b + PNUMBER]


@njit(nogil=True)
def need_rank(m, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of the last need of this pool in the task's list."""
    n, rank = m.i[visit + VNODE], NIL
    for i in range(m.i[n + Q2]):
        need = m.i[m.i[n + Q1] + 2 * i]
        if need == _OWNER:
            need = m.i[m.i[m.i[visit + VCASE] + COWNER] + PPOOL]
        if need == pool:
            rank = i
    return rank


@njit(nogil=True)
def the_owner(m, case):  # type: ignore[no-untyped-def]
    """The case's own person if idle and on duty; anybody of the pool once that person's last day is over."""
    person = m.i[case + COWNER]
    if m.i[NOW] // DAY > m.i[person + PLAST]:
        return first_free(m, m.i[person + PPOOL])
    if m.i[person + PBUSY] == NIL and on_duty(m, m.i[person + PGROUP]):
        return person
    return NIL


@njit(nogil=True)
def weakest(m, visit):  # type: ignore[no-untyped-def]
    """The work in hand that a claim interrupts and the person it takes, or NIL."""
    n = m.i[visit + VNODE]
    best, best_person = NIL, NIL
    if m.i[n + Q0] == _ALL or m.i[n + Q14] == 1:
        return best, best_person
    for k in range(m.i[visit + VLINES]):
        if some_free(m, m.i[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL]):
            return best, best_person
    for k in range(m.i[visit + VLINES]):
        pool = m.i[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL]
        if m.i[pool + PREEMPT] == 0:
            continue
        first = m.i[pool + PEOPLE0]
        for person in range(first, first + PERSON_WIDTH * m.i[pool + NPEOPLE], PERSON_WIDTH):
            work = m.i[person + PBUSY]
            if work == NIL or work == best or m.f[m.i[work + VKEYS] + PRIORITY] >= m.f[m.i[visit + VKEYS] + PRIORITY]:
                continue
            if on_duty(m, m.i[person + PGROUP]) and (best == NIL or weaker(m, work, best)):
                best, best_person = work, person
    return best, best_person


@njit(nogil=True)
def weaker(m, a, b):  # type: ignore[no-untyped-def]
    """Whether work ``a`` goes before ``b``: lower priority, then later start, then higher place."""
    if m.f[m.i[a + VKEYS] + PRIORITY] != m.f[m.i[b + VKEYS] + PRIORITY]:
        return m.f[m.i[a + VKEYS] + PRIORITY] < m.f[m.i[b + VKEYS] + PRIORITY]
    if m.i[a + VSPELL] != m.i[b + VSPELL]:
        return m.i[a + VSPELL] > m.i[b + VSPELL]
    ca, cb = m.i[a + VCASE], m.i[b + VCASE]
    if m.i[ca + CPROC] != m.i[cb + CPROC]:
        return m.i[ca + CPROC] > m.i[cb + CPROC]
    if m.i[ca + CNUM] != m.i[cb + CNUM]:
        return m.i[ca + CNUM] > m.i[cb + CNUM]
    pa, pb = m.i[m.i[a + VNODE] + POS], m.i[m.i[b + VNODE] + POS]
    if pa != pb:
        return pa > pb
    return m.i[a + VROUND] > m.i[b + VROUND]


@njit(nogil=True)
def start(m, visit, pool, victim, person):  # type: ignore[no-untyped-def]
    """A claim is met: its crew begins."""
    if victim != NIL:
        interrupt(m, victim)
        m.i[m.i[SCRATCH] + 0] = person
        crew = 1
    else:
        crew = gather_crew(m, visit, pool)
    leave_line(m, visit)
    v, now = visit, m.i[NOW]
    speed = math.inf
    for i in range(crew):
        m.i[visit + m.i[CREW_AT] + i] = m.i[m.i[SCRATCH] + i]
        take(m, m.i[m.i[SCRATCH] + i], visit)
        speed = min(speed, m.f[m.i[m.i[m.i[SCRATCH] + i] + PSPEED]])
    m.i[v + VCREW], m.i[v + VSPELL], m.i[v + VSTATE] = crew, now, WORKING
    if m.i[v + VSTARTED] == UNSET:
        m.i[v + VSTARTED] = now
    name_crew(m, visit)
    m.i[IN_HAND] += 1
    count_in_hand(m, visit, 1)
    ends = work_end(m, visit, now, half_up(m.i[v + VLEFT] / speed))
    m.i[v + VDUE] = due(m, ends, _ENDS, END, visit) if ends < NEVER else 0


@njit(nogil=True)
def name_crew(m, visit):  # type: ignore[no-untyped-def]
    """Pool and person of the row; several people are kept beside, as -2 - (offset)."""
    crew = visit + m.i[CREW_AT]
    if m.i[visit + VCREW] == 1:
        m.i[visit + VPOOLS] = m.i[m.i[m.i[crew] + PPOOL] + PINDEX]
        m.i[visit + VPERSONS] = m.i[m.i[crew] + PNUMBER]
        return
    at = allocate(m, 1 + m.i[visit + VCREW])
    if at == NIL:
        return
    m.i[at] = m.i[visit + VCREW]
    for i in range(m.i[visit + VCREW]):
        m.i[at + 1 + i] = m.i[crew + i]
    m.i[visit + VPOOLS], m.i[visit + VPERSONS] = -2 - at, -2 - at


@njit(nogil=True)
def count_in_hand(m, visit, change):  # type: ignore[no-untyped-def]
    """Each pool of the crew has one row more (or fewer) in hand, whatever number of its people work on it."""
    for i in range(m.i[visit + VCREW]):
        pool, known = m.i[m.i[visit + m.i[CREW_AT] + i] + PPOOL], False
        for j in range(i):
            known = known or m.i[m.i[visit + m.i[CREW_AT] + j] + PPOOL] == pool
        if not known:
            m.i[pool + IN_HAND_ROWS] += change


@njit(nogil=True)
def put_down(m, visit, interrupted):  # type: ignore[no-untyped-def]
    """The crew is idle again; returns the work done in this spell (seconds at speed 1)."""
    v = visit
    spent = work_spent(m, visit, m.i[v + VSPELL], m.i[NOW])
    m.i[v + VWORKED] += spent
    if interrupted or m.i[v + VSPELLS] > 0:
        write_spell(m, visit, m.i[NOW])
    m.i[IN_HAND] -= 1
    count_in_hand(m, visit, -1)
    speed = math.inf
    for i in range(m.i[v + VCREW]):
        speed = min(speed, m.f[m.i[m.i[visit + m.i[CREW_AT] + i] + PSPEED]])
        release(m, m.i[visit + m.i[CREW_AT] + i])
    m.i[v + VCREW] = 0
    m.i[SERVING] = 1
    return half_up(spent * speed)


@njit(nogil=True)
def write_spell(m, visit, until):  # type: ignore[no-untyped-def]
    """A working spell of work that was interrupted."""
    w = allocate(m, SPELL_WIDTH)
    if w == NIL:
        return
    m.i[w + XVISIT], m.i[w + XSTARTED], m.i[w + XENDED] = m.i[visit + VID], m.i[visit + VSPELL], until
    m.i[w + XPERSONS], m.i[w + XNEXT] = m.i[visit + VPERSONS], m.i[SPELL_FIRST]
    m.i[SPELL_FIRST] = w
    m.i[visit + VSPELLS] += 1
    m.i[SPELLS] += 1


@njit(nogil=True)
def interrupt(m, visit):  # type: ignore[no-untyped-def]
    """Work in hand is put down for a claim of higher priority, and queues again unless nobody waits for it."""
    v = visit
    if m.i[v + VDUE] != 0:
        m.i[v + VDUE] = 0
        m.i[STALE] += 1
    m.i[v + VLEFT] = max(0, m.i[v + VLEFT] - put_down(m, visit, True))
    if m.i[v + VDETACHED] == 0 and m.i[v + VFINISHING] == NIL:
        join(m, visit)
        return
    close_visit(m, visit, _WITHDRAWN)
    if m.i[v + VFINISHING] != NIL:
        m.i[m.i[v + VCASE] + CHELD] += 1
        m.i[v + VDUE] = due(m, m.i[NOW], _ENDS, WORK_FINISHED, visit)
    else:
        free_visit(m, visit)


@njit(nogil=True)
def escalate_claim(m, visit, priority):  # type: ignore[no-untyped-def]
    """A queued claim has at least this priority from now on."""
    if m.f[m.i[visit + VKEYS] + PRIORITY] >= priority:
        return
    for k in range(m.i[visit + VLINES]):
        remove(m, visit + VISIT_WIDTH + LINK_WIDTH * k)
    m.f[m.i[visit + VKEYS] + PRIORITY] = priority
    for k in range(m.i[visit + VLINES]):
        insert(m, visit + VISIT_WIDTH + LINK_WIDTH * k)
    m.i[SERVING] = 1


@njit(nogil=True)
def turn_away(m):  # type: ignore[no-untyped-def]
    """Phase 3: who joined at this instant and finds more than ``room`` in the queue leaves, the last to join first."""
    for i in range(m.i[FRESH]):
        node = m.i[m.i[m.i[FRESH_AT] + i] + VNODE]
        while m.i[node + Q11] != NIL and m.i[node + NQUEUEING] > m.i[node + Q11]:
            visit = last_to_join(m, node)
            if visit == NIL:
                break
            leave_line(m, visit)
            close_visit(m, visit, _TURNED_AWAY)
            case = m.i[visit + VCASE]
            m.i[case + CHELD] += 1
            m.i[visit + VNEXT] = m.i[case + CLEAVING]
            m.i[case + CLEAVING] = visit
            m.i[visit + VDUE] = due(m, m.i[NOW], _ENDS, GO_TURNED_AWAY, visit)


@njit(nogil=True)
def last_to_join(m, node):  # type: ignore[no-untyped-def]
    """The claim of a step that joined at this instant with the highest place, or NIL."""
    best = NIL
    for i in range(m.i[FRESH]):
        visit = m.i[m.i[FRESH_AT] + i]
        v = visit
        if m.i[v + VNODE] == node and m.i[v + VSTATE] == QUEUED and m.i[v + VQUEUED] == m.i[NOW] and m.i[v + VSTARTED] == UNSET:
            if best == NIL or queued_before(m, best, visit):
                best = visit
    return best


@njit(nogil=True)
def wake_at_openings(m):  # type: ignore[no-untyped-def]
    """Serve again when somebody who is off duty now comes on duty, for each pool with a queue."""
    first = m.i[POOLS_AT]
    for pool in range(first, first + POOL_WIDTH * m.i[POOLS], POOL_WIDTH):
        if m.i[pool + IN_LINE] > 0:
            opening = next_opening(m, pool, m.i[pool + PREEMPT] == 1)
            if opening < NEVER and m.i[pool + WAKE] != opening:
                m.i[pool + WAKE] = opening
                push(m, opening, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)


# Blocks


@njit(nogil=True)
def contains(m, block, node):  # type: ignore[no-untyped-def]
    """Whether a node's step is nested in the block's."""
    return m.i[block + POS] < m.i[node + POS] <= m.i[block + LAST]


@njit(nogil=True)
def forget_inside(m, case, block):  # type: ignore[no-untyped-def]
    """Forks and limits inside a block are no more."""
    r = m.i[case + CPROC]
    for i in range(m.i[r + RFORK0], m.i[r + RFORK0] + m.i[r + RNFORK]):
        if contains(m, block, m.i[i]):
            m.i[case + fork_of(m, m.i[i]) + FSERIAL] = 0
    for i in range(m.i[r + RLIM0], m.i[r + RLIM0] + m.i[r + RNLIM]):
        if contains(m, block, m.i[i]):
            end_limit(m, case, m.i[i])
    visit = m.i[case + CLEAVING]
    while visit != NIL:
        following = m.i[visit + VNEXT]
        if contains(m, block, m.i[visit + VNODE]):
            m.i[visit + VDUE] = 0
            m.i[STALE] += 1
            stop_leaving(m, visit)
        visit = following


@njit(nogil=True)
def stop_leaving(m, visit):  # type: ignore[no-untyped-def]
    """Who was turned away goes on, or no longer does: the visit is free again."""
    case = m.i[visit + VCASE]
    before, at = NIL, m.i[case + CLEAVING]
    while at != visit:
        before, at = at, m.i[at + VNEXT]
    if before == NIL:
        m.i[case + CLEAVING] = m.i[visit + VNEXT]
    else:
        m.i[before + VNEXT] = m.i[visit + VNEXT]
    m.i[case + CHELD] -= 1
    free_visit(m, visit)


@njit(nogil=True)
def fork_of(m, node):  # type: ignore[no-untyped-def]
    """The column at which a fork's state begins in a case's row."""
    return m.i[FORKS_AT] + FORK_WIDTH * m.i[node + LOCAL]


@njit(nogil=True)
def end_limit(m, case, node):  # type: ignore[no-untyped-def]
    """The case is no longer under this limit."""
    at = deadline_of(m, node)
    stop_timer(m, case, at)
    m.i[case + at + LMODE] = 0


@njit(nogil=True)
def withdraw(m, visit):  # type: ignore[no-untyped-def]
    """What waits or queues ends here."""
    v = visit
    if m.i[v + VDUE] != 0:
        m.i[v + VDUE] = 0
        m.i[STALE] += 1
    if m.i[v + VSTATE] == QUEUED:
        leave_line(m, visit)
    op = m.i[m.i[v + VNODE] + OP]
    if op == _SESSION and m.i[v + VSLOT] != NIL:
        m.i[m.i[m.i[m.i[v + VNODE] + Q0] + HBOOKED] + m.i[v + VSLOT]] -= 1
    if op == _GATHER and m.i[v + VGROUP] != NIL:
        leave_group(m, visit)
    close_visit(m, visit, _WITHDRAWN)
    free_visit(m, visit)


@njit(nogil=True)
def let_go(m, visit):  # type: ignore[no-untyped-def]
    """Work in hand goes on without the case; anything else is withdrawn."""
    if m.i[visit + VSTATE] == WORKING:
        m.i[visit + VDETACHED] = 1
        m.i[visit + VFINISHING] = NIL
    else:
        withdraw(m, visit)


@njit(nogil=True)
def clear(m, case, block):  # type: ignore[no-untyped-def]
    """A fork's join is satisfied: the rest of its block is withdrawn or detached."""
    forget_inside(m, case, block)
    visit = m.i[case + CLIVE]
    while visit != NIL:
        following = m.i[visit + VNEXT]
        if m.i[visit + VDETACHED] == 0 and contains(m, block, m.i[visit + VNODE]):
            let_go(m, visit)
        visit = following


@njit(nogil=True)
def judge(m, case, fork):  # type: ignore[no-untyped-def]
    """Whether the join is satisfied: go on behind, or wait."""
    at = fork_of(m, fork)
    if m.i[case + at + FBEGUN] == 0 or m.i[case + at + FARRIVED] < m.i[fork + Q2]:
        return WAITS
    m.i[case + at + FSERIAL] = 0
    clear(m, case, fork)
    return m.i[fork + NEXT]


@njit(nogil=True)
def next_round(m, case, repeat):  # type: ignore[no-untyped-def]
    """One more round."""
    at = m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[repeat + LOCAL]
    m.i[case + at + UROUNDS] += 1
    m.i[case + at + UENTRY] += 1
    return m.i[repeat + Q0]


@njit(nogil=True)
def after_round(m, case, repeat):  # type: ignore[no-untyped-def]
    """A round ended: with its chance, what lies between and once more; else on."""
    n = repeat
    at = m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[n + LOCAL]
    done = m.i[case + at + UENTRY]
    if done >= m.i[n + Q4]:
        return m.i[n + NEXT]
    share = chance(m, case, m.i[m.i[n + Q2] + min(done, m.i[n + Q3]) - 1], repeat, repeat)
    if luck(m, m.i[n + Q5], m.i[case + CNUM], m.i[case + at + UROUNDS]) < share:
        return m.i[n + Q1]
    return m.i[n + NEXT]


@njit(nogil=True)
def enter_limit(m, case, node, entered, backlog):  # type: ignore[no-untyped-def]
    """The block begins (for a backlog case at its arrival)."""
    n, at = node, deadline_of(m, node)
    m.i[case + at + LMODE] = RUNNING
    m.i[case + at + LGAINED] = 0 if backlog else gained(m, case)
    m.i[case + at + LPENDING] = 0
    m.i[case + at + LEXPIRES] = UNSET
    if m.i[n + Q2] == _CALENDAR_CLOCK:
        m.i[case + at + LEXPIRES] = entered + m.i[n + Q1]
    elif m.i[n + Q2] == _WORKING_CLOCK:
        m.i[case + at + LEXPIRES] = advance(m, m.i[WORKING_CALENDAR], entered, m.i[n + Q1])
    arm(m, case, node)
    return m.i[n + Q0]


@njit(nogil=True)
def expire(m, case, node):  # type: ignore[no-untyped-def]
    """A limit's time is up; returns where the case goes on, or WAITS."""
    at, n, now = deadline_of(m, node), node, m.i[NOW]
    m.i[case + at + LTIMER] = 0
    m.i[case + at + LARMED] = 0
    for i in range(m.i[n + LIMITS], m.i[n + LIMITS] + m.i[n + NLIMITS]):
        if m.i[case + deadline_of(m, m.i[i]) + LACTED] == now:
            m.i[case + at + LMODE] = 0
            return WAITS
    m.i[case + at + LACTED] = now
    if m.i[n + Q3] == _ESCALATE:
        m.i[case + at + LMODE] = ESCALATED
        m.i[case + at + LEXPIRES] = now
        visit = m.i[case + CLIVE]
        while visit != NIL:
            v = visit
            if m.i[v + VDETACHED] == 0 and m.i[v + VSTATE] == QUEUED and contains(m, node, m.i[v + VNODE]):
                escalate_claim(m, visit, m.f[m.i[n + Q5]])
            visit = m.i[v + VNEXT]
        return WAITS
    return stop_block(m, case, node)


@njit(nogil=True)
def stop_block(m, case, node):  # type: ignore[no-untyped-def]
    """The block's waits and claims are withdrawn; its work in hand is finished first."""
    at, pending = deadline_of(m, node), 0
    m.i[case + at + LMODE] = FINISHING
    forget_inside(m, case, node)
    visit = m.i[case + CLIVE]
    while visit != NIL:
        v = visit
        following = m.i[v + VNEXT]
        if m.i[v + VDETACHED] == 0 and contains(m, node, m.i[v + VNODE]):
            if m.i[v + VSTATE] == WORKING:
                m.i[v + VFINISHING] = node
                pending += 1
            else:
                withdraw(m, visit)
        visit = following
    m.i[case + at + LPENDING] = pending
    return carry_out(m, case, node) if pending == 0 else WAITS


@njit(nogil=True)
def carry_out(m, case, node):  # type: ignore[no-untyped-def]
    """Where the case goes on after an expired limit."""
    m.i[case + deadline_of(m, node) + LMODE] = 0
    return m.i[node + NEXT] if m.i[node + Q3] == _DEEM else m.i[node + Q4]


@njit(nogil=True)
def work_finished(m, case, node):  # type: ignore[no-untyped-def]
    """Work that an expired limit waited for has ended; returns where the case goes on, or WAITS."""
    at = deadline_of(m, node)
    if m.i[case + at + LMODE] != FINISHING:
        return WAITS
    m.i[case + at + LPENDING] -= 1
    return carry_out(m, case, node) if m.i[case + at + LPENDING] == 0 else WAITS


@njit(nogil=True)
def finish(m, case, outcome):  # type: ignore[no-untyped-def]
    """The case leaves at this instant; what is in hand goes on without it."""
    m.i[case + CFINISHED] = m.i[NOW]
    m.i[case + COUTCOME] = outcome
    m.i[INSIDE] -= 1
    r = m.i[case + CPROC]
    for i in range(m.i[r + RLIM0], m.i[r + RLIM0] + m.i[r + RNLIM]):
        end_limit(m, case, m.i[i])
    for i in range(m.i[r + RFORK0], m.i[r + RFORK0] + m.i[r + RNFORK]):
        m.i[case + fork_of(m, m.i[i]) + FSERIAL] = 0
    m.i[case + CHELD] += 1
    visit = m.i[case + CLIVE]
    while visit != NIL:
        following = m.i[visit + VNEXT]
        let_go(m, visit)
        visit = following
    if m.i[case + COWNER] != NIL:
        m.i[m.i[case + COWNER] + POWNED] -= 1
    write_case(m, case)
    m.i[case + CHELD] -= 1
    free_case(m, case)


@njit(nogil=True)
def write_case(m, case):  # type: ignore[no-untyped-def]
    """The case's row of the case table, as it stands."""
    at = m.i[DONE_CASES]
    if at >= len(m.done):
        m.i[ERROR] = FULL
        return
    w, r, values = m.done[at], m.i[case + CPROC], m.i[case + CVALUES]
    w[0], w[1], w[2] = m.i[r + RINDEX], m.i[case + CNUM], m.i[case + CARRIVED]
    w[3], w[4], w[5] = m.i[case + CFINISHED], m.i[case + COUTCOME], m.i[case + CMEASURED]
    for k in range(m.i[r + RNMARK]):
        w[DONE_WIDTH + k] = m.i[case + m.i[MARKS_AT] + k]
    for k in range(m.i[r + RNATTR]):
        m.values[at, k] = m.f[values + k]
    m.i[DONE_CASES] += 1


# Court


@njit(nogil=True)
def wait_until(m, visit, ends):  # type: ignore[no-untyped-def]
    """A row without staff that ends at ``ends``: at once, later or never."""
    v = visit
    m.i[v + VSTARTED] = m.i[v + VQUEUED]
    if ends == m.i[NOW]:
        close_visit(m, visit, _DONE)
        following = m.i[m.i[v + VNODE] + NEXT]
        free_visit(m, visit)
        return following
    if ends < NEVER:
        m.i[v + VDUE] = due(m, ends, _ENDS, PASS, visit)
    return WAITS


@njit(nogil=True)
def next_until(m, n):  # type: ignore[no-untyped-def]
    """The instant an `until` waits for."""
    now, calendar, weekday, second = m.i[NOW], m.i[n + Q0], m.i[n + Q1], m.i[n + Q2]
    if weekday == NIL and second == NIL:
        return next_open(m, calendar, now) if calendar != NIL else NEVER
    for day in range(now // DAY, m.i[HORIZON] // DAY + 2):
        if weekday != NIL and (m.i[FIRST_WEEKDAY] + day) % 7 != weekday:
            continue
        if calendar != NIL and not opens_on(m, calendar, day):
            continue
        instant = day * DAY + max(0, second)
        if instant >= now:
            return instant
        if second == NIL:
            return now
    return NEVER


@njit(nogil=True)
def book(m, visit, n):  # type: ignore[no-untyped-def]
    """Book the first free slot from now + notice on; its start, or NEVER."""
    earliest = m.i[NOW]
    if m.i[n + Q1] != NIL:
        draw = m.i[n + Q1]
        earliest = later(m, draw, law(m.i[draw + DFAMILY], m.i[draw + DAT], 0.5, m.f), earliest)
    if earliest >= NEVER:
        return NEVER
    s = m.i[n + Q0]
    first = m.i[s + HSTARTS]
    at = after(m.i, first, first + m.i[s + HN], earliest - 1)
    while at < first + m.i[s + HN]:
        slot = at - first
        if m.i[m.i[s + HBOOKED] + slot] < m.i[s + HSLOTS]:
            m.i[m.i[s + HBOOKED] + slot] += 1
            m.i[visit + VSLOT] = slot
            return m.i[at]
        at += 1
    return NEVER


@njit(nogil=True)
def gather(m, case, node, visit):  # type: ignore[no-untyped-def]
    """Join the open group of this step (and attribute value), or open one."""
    n = node
    m.i[visit + VSTARTED] = m.i[visit + VQUEUED]
    wanted = m.f[m.i[case + CVALUES] + m.i[n + Q3]] if m.i[n + Q3] != NIL else 0.0
    group = m.i[node + NGATHER]
    while group != NIL and m.f[m.i[group + GVALUE]] != wanted:
        group = m.i[group + GNEXT]
    if group == NIL:
        group = open_group(m, node, visit, wanted)
        if group == NIL:
            return WAITS
    w = group
    m.i[visit + VGROUP] = group
    m.i[visit + VMEMBER] = NIL
    if m.i[w + GTAIL] == NIL:
        m.i[w + GHEAD] = visit
    else:
        m.i[m.i[w + GTAIL] + VMEMBER] = visit
    m.i[w + GTAIL] = visit
    m.i[w + GCOUNT] += 1
    if m.i[n + Q0] != NIL and m.i[w + GCOUNT] >= m.i[n + Q0]:
        close_group(m, group)
    return WAITS


@njit(nogil=True)
def open_group(m, node, visit, wanted):  # type: ignore[no-untyped-def]
    """A new group, with its timer if it has one."""
    n = node
    group = m.i[GATHER_FREE]
    if group != NIL:
        m.i[GATHER_FREE] = m.i[group + GNEXT]
    else:
        group, value_at = allocate(m, GATHER_WIDTH), allocate_floats(m, 1)
        if group == NIL or value_at == NIL:
            return NIL
        m.i[group + GVALUE] = value_at
    w = group
    m.i[w + GNODE], m.i[w + GNEXT], m.i[w + GSERIAL], m.i[w + GHEAD], m.i[w + GTAIL], m.i[w + GCOUNT] = node, m.i[node + NGATHER], 0, NIL, NIL, 0
    m.f[m.i[group + GVALUE]] = wanted
    m.i[node + NGATHER] = group
    if m.i[n + Q1] != NIL:
        case = m.i[visit + VCASE]
        amount = drawn(m, m.i[n + Q1], m.i[n + Q2], m.i[case + CNUM], m.i[visit + VROUND])
        ends = later(m, m.i[n + Q1], amount, m.i[NOW])
        if ends < NEVER:
            m.i[w + GSERIAL] = due(m, ends, _TIMERS, GATHERED, visit)
            m.i[m.i[LAST_EVENT] + EAUX] = group
    return group


@njit(nogil=True)
def close_group(m, group):  # type: ignore[no-untyped-def]
    """The group's members go on, each in its canonical place of this instant."""
    w = group
    node = m.i[w + GNODE]
    if m.i[node + NGATHER] == group:
        m.i[node + NGATHER] = m.i[w + GNEXT]
    else:
        other = m.i[node + NGATHER]
        while m.i[other + GNEXT] != group:
            other = m.i[other + GNEXT]
        m.i[other + GNEXT] = m.i[w + GNEXT]
    visit = m.i[w + GHEAD]
    while visit != NIL:
        following = m.i[visit + VMEMBER]
        m.i[visit + VGROUP] = NIL
        m.i[visit + VDUE] = due(m, m.i[NOW], _ENDS, PASS, visit)
        visit = following
    if m.i[w + GSERIAL] != 0:
        m.i[STALE] += 1
    m.i[w + GSERIAL] = 0
    m.i[w + GNEXT] = m.i[GATHER_FREE]
    m.i[GATHER_FREE] = group


@njit(nogil=True)
def leave_group(m, visit):  # type: ignore[no-untyped-def]
    """A withdrawn member leaves its group, whose time runs on."""
    w = m.i[visit + VGROUP]
    before, at = NIL, m.i[w + GHEAD]
    while at != visit:
        before, at = at, m.i[at + VMEMBER]
    behind = m.i[visit + VMEMBER]
    if before == NIL:
        m.i[w + GHEAD] = behind
    else:
        m.i[before + VMEMBER] = behind
    if m.i[w + GTAIL] == visit:
        m.i[w + GTAIL] = before
    m.i[w + GCOUNT] -= 1


@njit(nogil=True)
def assign(m, case, node):  # type: ignore[no-untyped-def]
    """Give the case an owner among the people whose shift covers today."""
    n, today = node, m.i[NOW] // DAY
    first = m.i[m.i[n + Q0] + PEOPLE0]
    last = first + PERSON_WIDTH * m.i[m.i[n + Q0] + NPEOPLE]
    there = 0
    for person in range(first, last, PERSON_WIDTH):
        there += m.i[person + PFIRST] <= today <= m.i[person + PLAST]
    everybody = there == 0
    many = m.i[m.i[n + Q0] + NPEOPLE] if everybody else there
    turn = -1
    if m.i[n + Q1] == 1:
        turn = m.i[node + NTURN] % many
        m.i[node + NTURN] += 1
    elif m.i[n + Q1] == 2:
        turn = int(luck(m, m.i[n + Q2], m.i[case + CNUM], round_of(m, case, m.i[n + REPEAT])) * many)
    chosen, k = NIL, 0
    for person in range(first, last, PERSON_WIDTH):
        if everybody or m.i[person + PFIRST] <= today <= m.i[person + PLAST]:
            if k == turn or (turn == -1 and (chosen == NIL or m.i[person + POWNED] < m.i[chosen + POWNED])):
                chosen = person
            k += 1
    # Reference: the fewest open cases are counted while the case still has its former owner.
    if m.i[case + COWNER] != NIL:
        m.i[m.i[case + COWNER] + POWNED] -= 1
    m.i[case + COWNER] = chosen
    m.i[chosen + POWNED] += 1
    return m.i[n + NEXT]


# Flow


@njit(nogil=True)
def go(m, case, node):  # type: ignore[no-untyped-def]
    """Move the case on from a node through everything that takes no time.

    A fork's branches begin one after the other: a frame (fork, serial, next branch) waits on the stack while a branch is moved.
    """
    frames = m.i[FRAMES]
    while m.i[ERROR] == 0:
        while node != WAITS and m.i[case + CFINISHED] == UNSET:
            node = step(m, case, node)
            if m.i[ERROR] != 0:
                return
        if m.i[FRAMES] == frames:
            return
        frame = m.i[FRAMES_AT] + FRAME_WIDTH * (m.i[FRAMES] - 1)
        fork = m.i[frame + FFORK]
        if m.i[case + CFINISHED] != UNSET or m.i[case + fork_of(m, fork) + FSERIAL] != m.i[frame + FOFSERIAL]:
            m.i[FRAMES] -= 1
            node = WAITS
        elif m.i[frame + FBRANCH] < m.i[fork + Q1]:
            node = m.i[m.i[fork + Q0] + m.i[frame + FBRANCH]]
            m.i[frame + FBRANCH] += 1
        else:
            m.i[case + fork_of(m, fork) + FBEGUN] = 1
            m.i[FRAMES] -= 1
            node = judge(m, case, fork)


@njit(nogil=True)
def step(m, case, node):  # type: ignore[no-untyped-def]
    """One instruction; returns the next node or WAITS."""
    if node == NIL:
        finish(m, case, 0)
        return WAITS
    n = node
    if m.i[n + WHEN] != NIL and value(m, case, m.i[n + WHEN], m.i[n + REPEAT], node) == 0.0:
        return m.i[n + NEXT]
    op = m.i[n + OP]
    if op == _TASK:
        return claim(m, case, node)
    if op == _WAIT:
        visit = open_visit(m, case, node)
        if visit == NIL:
            return WAITS
        amount = drawn(m, m.i[n + Q0], m.i[n + Q1], m.i[case + CNUM], m.i[visit + VROUND])
        return wait_until(m, visit, later(m, m.i[n + Q0], amount, m.i[NOW]))
    if op == _SHARES:
        return by_share(m, case, node, n)
    if op == _WHENS:
        for i in range(m.i[n + Q1]):
            if value(m, case, m.i[m.i[n + Q0] + i], m.i[n + REPEAT], node) != 0.0:
                return m.i[m.i[n + Q2] + i]
        return m.i[n + Q3]
    if op == _MARK:
        m.i[case + m.i[MARKS_AT] + m.i[n + Q0]] = m.i[NOW]
        return m.i[n + NEXT]
    if op == _REPEAT:
        m.i[case + m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[n + LOCAL] + UENTRY] = 0
        return next_round(m, case, node)
    if op == _AGAIN:
        return after_round(m, case, m.i[n + OF])
    if op == _ROUND:
        return next_round(m, case, m.i[n + OF])
    if op == _FORK:
        return begin_fork(m, case, node)
    if op == _JOIN:
        m.i[case + fork_of(m, m.i[n + OF]) + FARRIVED] += 1
        return judge(m, case, m.i[n + OF])
    return rarer_step(m, case, node, n, op)


@njit(nogil=True)
def rarer_step(m, case, node, n, op):  # type: ignore[no-untyped-def]
    """The instructions that are seldom met."""
    if op == _LIMIT:
        return enter_limit(m, case, node, m.i[NOW], False)
    if op == _PASSED:
        end_limit(m, case, m.i[n + OF])
        return m.i[n + NEXT]
    if op == _SET:
        for i in range(m.i[n + Q2]):
            m.f[m.i[case + CVALUES] + m.i[m.i[n + Q0] + i]] = value(m, case, m.i[m.i[n + Q1] + i], m.i[n + REPEAT], node)
        return m.i[n + NEXT]
    if op == _ASSIGN:
        return assign(m, case, node)
    if op == _FINISH:
        finish(m, case, m.i[n + Q0])
        return WAITS
    visit = open_visit(m, case, node)
    if visit == NIL:
        return WAITS
    if op == _UNTIL:
        return wait_until(m, visit, next_until(m, n))
    if op == _SESSION:
        return wait_until(m, visit, book(m, visit, n))
    return gather(m, case, node, visit)


@njit(nogil=True)
def by_share(m, case, node, n):  # type: ignore[no-untyped-def]
    """One uniform against the cumulated shares."""
    u = luck(m, m.i[n + Q4], m.i[case + CNUM], round_of(m, case, m.i[n + REPEAT]))
    total = 0.0
    for i in range(min(m.i[n + Q1], m.i[n + Q3])):
        total += chance(m, case, m.i[m.i[n + Q0] + i], m.i[n + REPEAT], node)
        if u < total:
            return m.i[m.i[n + Q2] + i]
    return m.i[m.i[n + Q2] + m.i[n + Q3] - 1]


@njit(nogil=True)
def begin_fork(m, case, node):  # type: ignore[no-untyped-def]
    """A fork begins: its frame goes on the stack."""
    at = fork_of(m, node)
    if m.i[FRAMES] >= m.i[FRAMES_ROOM]:
        m.i[ERROR] = FULL
        return WAITS
    m.i[SERIAL] += 1
    m.i[case + at + FSERIAL] = m.i[SERIAL]
    m.i[case + at + FARRIVED] = 0
    m.i[case + at + FBEGUN] = 0
    frame = m.i[FRAMES_AT] + FRAME_WIDTH * m.i[FRAMES]
    m.i[frame + FFORK], m.i[frame + FOFSERIAL], m.i[frame + FBRANCH] = node, m.i[SERIAL], 0
    m.i[FRAMES] += 1
    return WAITS


# Arrivals


@njit(nogil=True)
def new_case(m, process, number, arrived, measured, scheduled):  # type: ignore[no-untyped-def]
    """A case with its attributes, as the schedule's row gives them or else drawn; NIL when memory is full."""
    case = m.i[CASE_FREE]
    if case != NIL:
        m.i[CASE_FREE] = m.i[case + CNEXT]
        values = m.i[case + CVALUES]
    else:
        case, values = allocate(m, m.i[CASE_SIZE]), allocate_floats(m, m.i[VALUES])
        if case == NIL or values == NIL:
            return NIL
    for k in range(m.i[CASE_SIZE]):
        m.i[case + k] = 0
    m.i[case + CVALUES] = values
    m.i[case + CPROC], m.i[case + CNUM], m.i[case + CARRIVED], m.i[case + CMEASURED] = process, number, arrived, measured
    m.i[case + CFINISHED], m.i[case + COUTCOME], m.i[case + CSINCE] = UNSET, UNSET, UNSET
    m.i[case + COWNER], m.i[case + CLIVE], m.i[case + CPREV], m.i[case + CLEAVING] = NIL, NIL, NIL, NIL
    first = m.i[CASE_FIRST]
    m.i[case + CNEXT] = first
    if first != NIL:
        m.i[first + CPREV] = case
    m.i[CASE_FIRST] = case
    for k in range(m.i[process + RNMARK]):
        m.i[case + m.i[MARKS_AT] + k] = UNSET
    for k in range(m.i[process + RNLIM]):
        m.i[case + m.i[LIMITS_AT] + LIMIT_WIDTH * k + LACTED] = UNSET
    for k in range(m.i[process + RNATTR]):
        given = NIL if scheduled == NIL else scheduled_value(m, scheduled, k)
        if given == NIL:
            m.f[values + k] = attribute(m, case, m.i[process + RATTR0] + ATTRIBUTE_WIDTH * k, number)
        else:
            m.f[values + k] = m.f[given]
    m.i[INSIDE] += 1
    return case


@njit(nogil=True)
def scheduled_value(m, scheduled, slot):  # type: ignore[no-untyped-def]
    """Where a scheduled arrival's value for an attribute lies among the floats, or NIL."""
    pairs = m.i[scheduled + SVALUES]
    for k in range(m.i[scheduled + SNVALUES]):
        if int(m.f[pairs + 2 * k]) == slot:
            return pairs + 2 * k + 1
    return NIL


@njit(nogil=True)
def attribute(m, case, t, number):  # type: ignore[no-untyped-def]
    """The value of an attribute at arrival."""
    if m.i[t + TKIND] == T_CODE:
        return value(m, case, m.i[t + TREF], NIL, NIL)
    if m.i[t + TKIND] == T_DRAW:
        return drawn(m, m.i[t + TREF], m.i[t + TSTREAM], number, 1)
    u, n = luck(m, m.i[t + TSTREAM], number, 1), m.i[t + TN]
    at = after(m.f, m.i[t + TREF], m.i[t + TREF] + n, u) - m.i[t + TREF]
    return m.f[m.i[t + TREF] + n + min(at, n - 1)]


@njit(nogil=True)
def next_arrival(m, process):  # type: ignore[no-untyped-def]
    """Let the next arrival of a process be due; none is left if its kind has come to its end."""
    r, a = process, process
    if m.i[a + ALEFT] == 0:
        at = next_batch(m, process, r, a)
        if at >= NEVER:
            m.i[TO_COME] -= 1
            return
        m.i[a + AAT] = at
        if m.i[r + RBATCH] == NIL:
            m.i[a + ALEFT] = 1
        else:
            size = half_up(drawn(m, m.i[r + RBATCH], m.i[r + RBATCHSTREAM], m.i[a + ABATCH], 1))
            m.i[a + ALEFT] = max(1, size)
        m.i[a + ABATCH] += 1
        if m.i[a + ABATCH] > MOST:
            fault(m, TOO_MANY, process, NIL)
    m.i[a + ALEFT] -= 1
    push(m, m.i[a + AAT], key_high(_ENDS, m.i[r + RINDEX], m.i[a + ACASE]), 0, ARRIVE, process, 0)


@njit(nogil=True)
def next_batch(m, process, r, a):  # type: ignore[no-untyped-def]
    """The instant of the next batch, or NEVER."""
    kind = m.i[r + RKIND]
    if kind == BY_RATE:
        m.f[m.i[process + RSUM]] -= math.log1p(-luck(m, m.i[r + RARRIVE], m.i[a + ABATCH], 1))
        return instant_of(m, r, a, m.f[m.i[process + RSUM]])
    if kind == BY_SCHEDULE:
        if m.i[a + ACURSOR] >= m.i[r + RNSCHED]:
            return NEVER
        m.i[a + ACURSOR] += 1
        return m.i[m.i[r + RSCHED0] + SCHEDULE_WIDTH * (m.i[a + ACURSOR] - 1) + SAT]
    if kind == BY_NOTHING:
        return NEVER
    following = later(m, m.i[r + RDRAW], drawn(m, m.i[r + RDRAW], m.i[r + RARRIVE], m.i[a + ABATCH], 1), m.i[a + AAT])
    return following if following < m.i[UNTIL_SECOND] else NEVER


@njit(nogil=True)
def instant_of(m, r, a, total):  # type: ignore[no-untyped-def]
    """The second at which the integral of the intensity reaches ``total``, or NEVER; the cursor only moves on."""
    base, integral, n = m.i[r + REDGE0], m.i[r + RINTEGRAL], m.i[r + RNEDGE]
    i = m.i[a + ACURSOR]
    while i < n and m.f[integral + i] < total:
        i += 1
    m.i[a + ACURSOR] = i
    if i >= n:
        return NEVER
    if i == 0:
        return m.i[base]
    left, right = m.f[integral + i - 1], m.f[integral + i]
    start_, end_ = m.i[base + i - 1], m.i[base + i]
    return min(end_ - 1, start_ + int(math.floor((total - left) / (right - left) * (end_ - start_))))


@njit(nogil=True)
def arrive(m, process):  # type: ignore[no-untyped-def]
    """A case arrives."""
    a, r = process, process
    number = m.i[a + ACASE]
    m.i[a + ACASE] += 1
    cursor = m.i[a + ACURSOR] - 1
    next_arrival(m, process)
    scheduled = m.i[r + RSCHED0] + SCHEDULE_WIDTH * cursor if m.i[r + RKIND] == BY_SCHEDULE else NIL
    case = new_case(m, process, number, m.i[NOW], int(m.i[NOW] >= m.i[WARM_UP]), scheduled)
    if case == NIL:
        return
    go(m, case, m.i[r + RENTRY])


@njit(nogil=True)
def enter_backlog(m, entry):  # type: ignore[no-untyped-def]
    """A backlog case enters its step at second 0."""
    process, arrived, node = m.i[entry + EPROC], m.i[entry + EARRIVED], m.i[entry + ENODE]
    m.i[TO_COME] -= 1
    case = new_case(m, process, m.i[entry + ENUM], arrived, m.i[entry + EMEASURED], NIL)
    if case == NIL:
        return
    m.i[case + CGAINED] = open_seconds(m, m.i[WORKING_CALENDAR], arrived, 0)
    for i in range(m.i[process + RREP0], m.i[process + RREP0] + m.i[process + RNREP]):
        if contains(m, m.i[i], node):
            at = m.i[REPEATS_AT] + REPEAT_WIDTH * m.i[m.i[i] + LOCAL]
            m.i[case + at + UROUNDS] = 1
            m.i[case + at + UENTRY] = 1
    for i in range(m.i[node + LIMITS], m.i[node + LIMITS] + m.i[node + NLIMITS]):
        enter_limit(m, case, m.i[i], arrived, True)
    go(m, case, node)


# The loop


@njit(nogil=True, cache=True)
def begin(m):  # type: ignore[no-untyped-def]
    """Let the backlog enter at second 0, and the first arrival of each process be due."""
    first = m.i[BACKLOG_AT]
    for entry in range(first, first + ENTRY_WIDTH * m.i[BACKLOGS], ENTRY_WIDTH):
        m.i[TO_COME] += 1
        push(m, 0, key_high(_ENDS, m.i[m.i[entry + EPROC] + RINDEX], m.i[entry + ENUM]), 0, BACKLOG, entry, 0)
    first = m.i[PROCESSES_AT]
    for process in range(first, first + PROCESS_WIDTH * m.i[PROCESSES], PROCESS_WIDTH):
        m.i[TO_COME] += 1
        next_arrival(m, process)


@njit(nogil=True)
def is_stale(m, event):  # type: ignore[no-untyped-def]
    """Whether an event on the agenda was called off."""
    e = event
    kind, serial = m.i[e + ETYPE], m.i[e + ESERIAL]
    if kind == EXPIRE:
        at = deadline_of(m, m.i[e + EAUX])
        return m.i[m.i[e + EID] + at + LTIMER] != serial or m.i[m.i[e + EID] + at + LARMED] == 0
    if kind == GIVE_UP:
        return m.i[m.i[e + EID] + VPATIENCE] != serial
    if kind == GATHERED:
        return m.i[m.i[e + EAUX] + GSERIAL] != serial
    if END <= kind <= WORK_FINISHED:
        return m.i[m.i[e + EID] + VDUE] != serial
    return False


@njit(nogil=True)
def drop_stale(m):  # type: ignore[no-untyped-def]
    """Take events that were called off out of the agenda, so that it stays as small as what is really due."""
    times, events, n = m.i[HEAP_TIMES], m.i[HEAP_EVENTS], 0
    for k in range(m.i[HEAP]):
        event = m.i[events + k]
        if is_stale(m, event):
            unlink_timer(m, event)
            forget(m, event)
        else:
            m.i[times + n] = m.i[times + k]
            m.i[events + n] = event
            n += 1
    m.i[HEAP] = n
    m.i[STALE] = 0
    rebuild(m)


@njit(nogil=True)
def unlink_timer(m, event):  # type: ignore[no-untyped-def]
    """A stopped timer whose event is gone cannot be set again by that event."""
    e = event
    if m.i[e + ETYPE] == EXPIRE:
        at = deadline_of(m, m.i[e + EAUX])
        if m.i[m.i[e + EID] + at + LTIMER] == m.i[e + ESERIAL]:
            m.i[m.i[e + EID] + at + LTIMER] = 0


@njit(nogil=True)
def happen(m, event):  # type: ignore[no-untyped-def]
    """An event of phase 1 (or the wish to serve) comes to pass."""
    e = event
    kind, id_, aux = m.i[e + ETYPE], m.i[e + EID], m.i[e + EAUX]
    if kind == END:
        end_work(m, id_)
    elif kind == ARRIVE:
        arrive(m, id_)
    elif kind == PASS:
        case, following = m.i[id_ + VCASE], m.i[m.i[id_ + VNODE] + NEXT]
        m.i[id_ + VDUE] = 0
        close_visit(m, id_, _DONE)
        free_visit(m, id_)
        go(m, case, following)
    elif kind == SERVE:
        m.i[SERVING] = 1
    elif kind == EXPIRE:
        following = expire(m, id_, aux)
        go(m, id_, following)
    elif kind == GIVE_UP:
        case, node = m.i[id_ + VCASE], m.i[id_ + VNODE]
        m.i[id_ + VPATIENCE] = 0
        leave_line(m, id_)
        close_visit(m, id_, _GAVE_UP)
        free_visit(m, id_)
        go(m, case, m.i[node + Q10])
    elif kind == GO_TURNED_AWAY or kind == WORK_FINISHED:
        case, node, limit = m.i[id_ + VCASE], m.i[id_ + VNODE], m.i[id_ + VFINISHING]
        m.i[case + CHELD] += 1
        if kind == GO_TURNED_AWAY:
            stop_leaving(m, id_)
            go(m, case, m.i[node + Q12])
        else:
            m.i[case + CHELD] -= 1
            free_visit(m, id_)
            go(m, case, work_finished(m, case, limit))
        m.i[case + CHELD] -= 1
        free_case(m, case)
    elif kind == GATHERED:
        m.i[aux + GSERIAL] = 0
        close_group(m, aux)
    elif kind == BACKLOG:
        enter_backlog(m, id_)


@njit(nogil=True)
def end_work(m, visit):  # type: ignore[no-untyped-def]
    """Work in hand is done."""
    v = visit
    case, limit, detached, following = m.i[v + VCASE], m.i[v + VFINISHING], m.i[v + VDETACHED], m.i[m.i[v + VNODE] + NEXT]
    m.i[v + VDUE] = 0
    put_down(m, visit, False)
    m.i[case + CHELD] += 1
    close_visit(m, visit, _DONE)
    free_visit(m, visit)
    if limit != NIL:
        go(m, case, work_finished(m, case, limit))
    elif detached == 0:
        go(m, case, following)
    m.i[case + CHELD] -= 1
    free_case(m, case)


@njit(nogil=True)
def has_room(m):  # type: ignore[no-untyped-def]
    """Whether the next event finds the margin of free rows everywhere; the heap moves to more room where it can."""
    row = m.i[CASE_SIZE] + m.i[VISIT_SIZE] + EVENT_WIDTH + GATHER_WIDTH + SPELL_WIDTH + 8
    if m.i[HEAP] + MARGIN > m.i[HEAP_ROOM] and not widen(m):
        return False
    return (
        m.i[ARENA] + MARGIN * row <= len(m.i)
        and m.i[FLOATS] + MARGIN * (m.i[VALUES] + KEYS + 1) <= len(m.f)
        and m.i[ROWS] + MARGIN <= len(m.rows)
        and m.i[DONE_CASES] + MARGIN <= len(m.done)
    )


@njit(nogil=True, cache=True)
def run(m):  # type: ignore[no-untyped-def]
    """Let things happen until the run is over, memory has to grow, or something is wrong."""
    while m.i[TO_COME] > 0 or m.i[INSIDE] > 0 or m.i[IN_HAND] > 0:
        if m.i[ERROR] != 0:
            return FAULT
        if not has_room(m):
            return GROW
        if m.i[STALE] > 1024 and 2 * m.i[STALE] > m.i[HEAP]:
            drop_stale(m)
        soon = m.i[HEAP] > 0 and m.i[m.i[HEAP_TIMES]] == m.i[NOW]
        if m.i[SERVING] == 1 and not (soon and m.i[m.i[m.i[HEAP_EVENTS]] + ETYPE] != SERVE):
            m.i[SERVING] = 0
            serve(m)
            continue
        if m.i[HEAP] == 0 or m.i[m.i[HEAP_TIMES]] >= m.i[HORIZON]:
            break
        if m.i[m.i[HEAP_TIMES]] > m.i[NOW]:
            m.i[NOW] = m.i[m.i[HEAP_TIMES]]
            m.i[FRESH] = 0
        event = pop(m)
        if is_stale(m, event):
            m.i[STALE] -= 1
            unlink_timer(m, event)
        else:
            happen(m, event)
        forget(m, event)
    if m.i[ERROR] != 0:
        return FAULT
    over = m.i[TO_COME] == 0 and m.i[INSIDE] == 0 and m.i[IN_HAND] == 0
    m.i[NOW] = m.i[NOW] if over else m.i[HORIZON]
    close_all(m)
    return FAULT if m.i[ERROR] != 0 else FINISHED


@njit(nogil=True)
def close_all(m):  # type: ignore[no-untyped-def]
    """What is still open at the end of the run is unfinished; work in hand counts up to then."""
    case = m.i[CASE_FIRST]
    while case != NIL:
        visit = m.i[case + CLIVE]
        while visit != NIL:
            v = visit
            if m.i[v + VSTATE] == WORKING:
                m.i[v + VWORKED] += work_spent(m, visit, m.i[v + VSPELL], m.i[NOW])
                if m.i[v + VSPELLS] > 0:
                    write_spell(m, visit, m.i[NOW])
            write_row(m, visit, UNSET, _UNFINISHED)
            visit = m.i[v + VNEXT]
        if m.i[case + CFINISHED] == UNSET:
            write_case(m, case)
        case = m.i[case + CNEXT]
