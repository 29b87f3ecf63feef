"""The rules of the language, compiled. The meaning is the reference engine's; this file says the same in flat
arrays.

This file is long because Numba compiles one call graph: the parts correspond one to one to the reference's
files `flow`, `desk`, `preemption`, `blocks`, `clock`, `court` and `arrivals`, in this order from the end, and
each function names nothing the reference does not. Objects are row numbers, fields are the columns of
`columns`, and what could recurse (the branches of a fork) is kept on a small stack of frames.
"""

from __future__ import annotations

import math

from sim.engines.bounds import MOST_AT_ONCE, MOST_CASES
from sim.engines.compiled.arithmetic import (
    advance, after, expression, half_up, law, next_open, open_seconds, opens_on, uniform, uniform_here,
)  # fmt: skip
from sim.engines.compiled.columns import (
    AAT, ABATCH, ACASE, ACURSOR, AGENCY, ALEFT, ALWAYS, ARENA, ARENA_FULL, ARRIVE, ATTRIBUTE_WIDTH, BACKLOG,
    BACKLOGS, BACKLOG_AT, BEGUN, BFIRST, BHEAD, BNEXT, BUCKET0, BUCKET_OF, BUCKET_WIDTH, BY_NOTHING, BY_RATE,
    BY_SCHEDULE, CARE, CARRIVED, CASES, CASES_AT, CASES_FULL, CASES_ROOM, CASE_FIRST, CASE_FREE, CASE_SIZE,
    CFINISHED, CFREE, CGAINED, CHELD, CHOLDING, CKEY, CLEAVING, CLIVE, CMOVED, CMOVES, CNEXT, CNUM, COWNER,
    CPLACE, CPREV, CPROC, CREWS, CREWS_AT, CREW_AT, CREW_LAST, CREW_SLOTS, CREW_WIDTH, CSINCE, CVALUES, DAT,
    DEADLINE, DFAMILY, DRAW, DUNIT, EARRIVED, EAUX, EID, EMEASURED, END, ENODE, ENTRY_WIDTH, ENUM, EPROC,
    ERROR, ERROR_CASE, ERROR_NODE, ESCALATED, ESERIAL, ETYPE, EVENT_WIDTH, EXPIRE, FARRIVED, FAULT, FBEGUN,
    FBRANCH, FFORK, FINISHED, FINISHING, FIRST_WEEKDAY, FLOATS, FLOATS_FULL, FLOATS_ROOM, FOFSERIAL,
    FORKS_AT, FORK_WIDTH, FRAMES, FRAMES_AT, FRAMES_ROOM, FRAME_WIDTH, FRESH, FRESH_AT, FRESH_ROOM, FSERIAL,
    GAPS, GATHERED, GATHER_FREE, GATHER_WIDTH, GCOUNT, GHEAD, GIVE_UP, GNEXT, GNODE, GO_TURNED_AWAY, GROW,
    GSERIAL, GTAIL, GVALUE, HBOOKED, HEAP, HEAP_EVENTS, HEAP_FULL, HEAP_ROOM, HEAP_TIMES, HN, HOLDER,
    HORIZON, HSLOTS, HSTARTS, IDLE, INSIDE, INTS_ROOM, IN_HAND, IN_HAND_ROWS, IN_LINE, JARRIVED, JCASE,
    JFINISHED, JMARKS, JMEASURED, JOUTCOME, JPROC, KB, KBUCKET, KEYED, KEYS, KPOOL, KVISIT, LACTED, LARMED,
    LAST, LAST_EVENT, LEXPIRES, LGAINED, LIMITS, LIMITS_AT, LIMIT_WIDTH, LINES, LINK_WIDTH, LMODE, LOCAL,
    LOOK, LOOK_NEXT, LPENDING, LTIME, LTIMER, MARGIN, NAHEAD, NBLOCK, NBUCKET, NEGATIVE_WORK, NEVER, NEXT,
    NGATHER, NIL, NKEY, NLIMITS, NOT_A_CHANCE, NOT_FINITE, NOW, NO_OWNER, NPEOPLE, NPOOL, NQUEUEING, NTRAITS,
    NTURN, OF, ONE_LINE, OP, ORDER, PASS, PAUSE, PAUSED, PAUSE_AT, PBUSY, PEOPLE0, PERSON_WIDTH, PFIRST,
    PGROUP, PINDEX, PLAIN, PLAST, PNUMBER, POOLS, POOLS_AT, POOL_WIDTH, POS, POWNED, PPOOL, PREEMPT,
    PREEMPTS, PRIORITY, PROC, PROCESSES, PROCESSES_AT, PROCESS_WIDTH, PSERIAL, PSPEED, Q0, Q1, Q10, Q11, Q12,
    Q13, Q14, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, QUEUED, RARRIVE, RATTR0, RBATCH, RBATCHSTREAM, RDRAW, REDGE0,
    RENTRY, REPEAT, REPEATS_AT, REPEAT_WIDTH, REPLICATION, RFORK0, RINDEX, RINTEGRAL, RKIND, RLIM0, RNATTR,
    RNEDGE, RNFORK, RNLIM, RNMARK, RNREP, RNSCHED, ROWS, ROWS_AT, ROWS_FULL, ROWS_ROOM, RREP0, RSCHED0, RSUM,
    RUNNING, SAT, SCHEDULE_WIDTH, SCRATCH, SEED_HIGH, SEED_LOW, SERIAL, SERVE, SNVALUES, SPELLS, SPELL_FIRST,
    SPELL_WIDTH, STACK, STALE, SVALUES, TKIND, TN, TOO_MANY, TOO_MANY_STEPS, TO_COME, TREF, TSTREAM, T_CODE,
    T_DRAW, UENTRY, UNSET, UNSETTLED, UNTIL_SECOND, UROUNDS, VALUES, VALUES_AT, VCASE, VCREW, VDETACHED,
    VDUE, VFINISHING, VGROUP, VISIT_FREE, VISIT_SIZE, VISIT_WIDTH, VKEYS, VLEFT, VLINES, VMEMBER, VNEXT,
    VNODE, VOWNER, VPATIENCE, VPREV, VQUEUED, VROUND, VROW, VSLOT, VSPELL, VSPELLS, VSTATE, WAITING, WAKE,
    WARM_UP, WCASE, WD, WENDED, WHEN, WHOLDER, WITH_TERMS, WORKING, WORKING_CALENDAR, WORK_FINISHED,
    WOUTCOME, WPERSON, WPOOL, WPOS, WPROC, WQUEUED, WROUND, WSTARTED, WWORKED, XENDED, XNEXT, XPERSONS,
    XPOOLS, XROW, XSTARTED, YBEFORE, YN, YNEXT, YNUMBER,
)  # fmt: skip
from sim.native.jit import cached, compiled, inlined, pointer, prefetch
from sim.engines.compiled.heap import (
    allocate,
    allocate_floats,
    first_time,
    forget,
    is_full,
    key_high,
    key_low,
    pop,
    push,
    push_apart,
    rebuild,
    widen,
)
from sim.engines.compiled.lines import insert, ordered, queued_before, remove
from sim.engines.compiled.staffing import (
    first_free, free_besides, look_at, next_opening, on_duty, release, some_free, take, work_end, work_spent,
)  # fmt: skip
from sim.eventlog import Outcome
from sim.program import By, Clock, Op, Order, Then

WAITS = -3
LONG = 1000
"""Claims in a line behind which those who come now stand so long that the processor forgets them."""
DAY = 86_400
_ENDS, _TIMERS, _LIMITS_KIND, _SERVING_KIND = 0, 1, 2, 3
_DONE, _GAVE_UP, _TURNED_AWAY, _WITHDRAWN, _UNFINISHED = (int(o) for o in Outcome)
_ANY, _ALL, _SHORTEST_LINE = int(By.ANY), int(By.ALL), int(By.SHORTEST)
_ORDER_DUE, _ORDER_RANDOM = int(Order.DUE), int(Order.RANDOM)
_LEGAL, _WORKING_CLOCK, _CALENDAR_CLOCK = int(Clock.LEGAL), int(Clock.WORKING), int(Clock.CALENDAR)
_DEEM, _ESCALATE = int(Then.DEEM), int(Then.ESCALATE)
_OWNER = -2
(
    _TASK, _WAIT, _UNTIL, _SESSION, _GATHER, _ASSIGN, _SHARES, _WHENS, _FORK, _JOIN, _REPEAT, _AGAIN, _ROUND,
    _LIMIT, _PASSED, _SET, _MARK,
    _FINISH,
) = (int(o) for o in Op)  # fmt: skip


# Values


@compiled
def fault(mi, mf, what, case, node):  # type: ignore[no-untyped-def]
    """The run cannot go on; the first fault is told."""
    if mi[ERROR] == 0:
        mi[CARE] = 1
        mi[ERROR] = what
        mi[ERROR_CASE] = case
        mi[ERROR_NODE] = node


@compiled
def value(mi, mf, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """An expression for a case; ``round`` in it counts within the present entry of ``repeat``."""
    if mi[code] == 1 and mi[code + 2] == 0:
        found = mf[mi[code + 1]]
    else:
        n = mi[mi[case + CPROC] + RNATTR]
        entry = 1
        if repeat != NIL:
            entry = mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UENTRY]
        mf[mi[case + CVALUES] + n] = float(entry)
        mf[mi[case + CVALUES] + n + 1] = float(mi[NOW] - mi[case + CARRIVED])
        mf[mi[case + CVALUES] + n + 2] = float(mi[NOW])
        found = expression(mi, mf, code, mi[case + CVALUES], mi[STACK])
    if not math.isfinite(found):
        fault(mi, mf, NOT_FINITE, case, node)
        return 0.0
    return found


@compiled
def chance(mi, mf, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """A chance for a case, checked to lie in [0, 1]."""
    found = value(mi, mf, case, code, repeat, node)
    if not -1e-9 <= found <= 1 + 1e-9:
        fault(mi, mf, NOT_A_CHANCE, case, node)
    return found


@compiled
def luck(mi, mf, stream, case, round_):  # type: ignore[no-untyped-def]
    """The uniform of a stream."""
    return uniform(mi[SEED_LOW], mi[SEED_HIGH], mi[REPLICATION], stream, case, round_)


@compiled
def drawn(mi, mf, draw, stream, case, round_):  # type: ignore[no-untyped-def]
    """A draw by inversion, in its own unit."""
    return law(mi[draw + DFAMILY], mi[draw + DAT], luck(mi, mf, stream, case, round_), mf)


@compiled
def later(mi, mf, draw, amount, start):  # type: ignore[no-untyped-def]
    """The instant at which a drawn duration has passed, or NEVER."""
    if mi[draw + DUNIT] == 1:
        return advance(mi, mf, mi[WORKING_CALENDAR], start, half_up(amount * mf[mi[WD]]))
    return start + half_up(amount)


@compiled
def round_of(mi, mf, case, repeat):  # type: ignore[no-untyped-def]
    """The round of log and luck."""
    if repeat == NIL:
        return 1
    return mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UROUNDS]


@inlined
def end_due(mi, mf, time, visit):  # type: ignore[no-untyped-def]
    """Let the end of a visit's work be due."""
    high, low = mi[mi[visit + VCASE] + CKEY], mi[mi[visit + VNODE] + NKEY] + mi[visit + VROUND]
    mi[visit + VDUE] = push(mi, mf, time, high, low, END, visit, 0)


@compiled
def due(mi, mf, time, kind, type_, visit):  # type: ignore[no-untyped-def]
    """Let an event of a visit be due, in the visit's canonical place."""
    high = key_high(kind, 0, 0) - key_high(0, 0, 0) + mi[mi[visit + VCASE] + CKEY]
    return push(mi, mf, time, high, mi[mi[visit + VNODE] + NKEY] + mi[visit + VROUND], type_, visit, 0)


# The legal clock


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
        if mi[case + at + LMODE] == RUNNING and mi[node + Q2] == _LEGAL:
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
    if mi[node + Q2] == _LEGAL:
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
    high = key_high(_LIMITS_KIND, mi[mi[case + CPROC] + RINDEX], mi[case + CNUM])
    mi[case + at + LTIMER] = push(mi, mf, expiry, high, key_low(mi[node + POS], 0), EXPIRE, case, node)
    mi[case + at + LTIME] = expiry
    mi[case + at + LARMED] = 1


@compiled
def supposed_expiry(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """When the limit expires if the clock runs from now on."""
    at = deadline_of(mi, mf, node)
    if mi[node + Q2] == _LEGAL and mi[case + at + LEXPIRES] == UNSET:
        rest = max(0, mi[node + Q1] - (gained(mi, mf, case) - mi[case + at + LGAINED]))
        return advance(mi, mf, mi[WORKING_CALENDAR], mi[NOW], rest)
    return mi[case + at + LEXPIRES]


# Rows


@compiled
def new_visit(mi, mf):  # type: ignore[no-untyped-def]
    """A new row for visits, with its places in lines; NIL when memory is full."""
    visit = allocate(mi, mf, mi[VISIT_SIZE])
    keys = allocate_floats(mi, mf, KEYS)
    if visit == NIL or keys == NIL:
        return NIL
    mi[visit + VKEYS] = keys
    for k in range(mi[LINES]):
        mi[visit + VISIT_WIDTH + LINK_WIDTH * k + KVISIT] = visit
    return visit


@compiled
def field(mi, visit, column):  # type: ignore[no-untyped-def]
    """Where a field of a visit's row lies."""
    return mi[ROWS_AT] + mi[ROWS_ROOM] * column + mi[visit + VROW]


@inlined
def begin_visit(mi, mf, case, node, started, worked, pool):  # type: ignore[no-untyped-def]
    """A row begins, of which is known when it started, the work done and its pool, or UNSET; returns the
    visit, or NIL when memory is full.
    """
    number = mi[ROWS]
    if number >= mi[ROWS_FULL] and is_full(mi, number + 1, mi[ROWS_ROOM]):
        return NIL
    v = mi[VISIT_FREE]
    if v != NIL:
        mi[VISIT_FREE] = mi[v + VNEXT]
    else:
        v = new_visit(mi, mf)
        if v == NIL:
            return NIL
    now, repeat, round_ = mi[NOW], mi[node + REPEAT], 1
    if repeat != NIL:
        round_ = mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UROUNDS]
    # The row takes its place in the log as it opens, so that rows stand in order of their queue instants;
    # what comes of it is written there when it is known.
    w, room = mi[ROWS_AT] + number, mi[ROWS_ROOM]
    mi[ROWS] = number + 1
    mi[w + WPROC * room], mi[w + WCASE * room] = mi[node + PROC], mi[case + CNUM]
    mi[w + WPOS * room], mi[w + WROUND * room] = mi[node + POS], round_
    mi[w + WHOLDER * room], mi[w + WQUEUED * room] = mi[node + HOLDER], now
    mi[w + WSTARTED * room], mi[w + WENDED * room] = started, UNSET
    mi[w + WWORKED * room], mi[w + WPOOL * room] = worked, pool
    mi[w + WPERSON * room], mi[w + WOUTCOME * room] = UNSET, _DONE
    mi[v + VCASE], mi[v + VNODE], mi[v + VQUEUED], mi[v + VROUND] = case, node, now, round_
    mi[v + VROW] = number
    mi[v + VDUE], mi[v + VPATIENCE], mi[v + VSTATE], mi[v + VDETACHED] = 0, 0, WAITING, 0
    mi[v + VLINES], mi[v + VCREW], mi[v + VSPELLS] = 0, 0, 0
    mi[v + VFINISHING], mi[v + VSLOT], mi[v + VGROUP], mi[v + VMEMBER] = NIL, NIL, NIL, NIL
    head = mi[case + CLIVE]
    mi[v + VNEXT], mi[v + VPREV] = head, NIL
    if head != NIL:
        mi[head + VPREV] = v
    mi[case + CLIVE] = v
    if mi[node + AGENCY] == 1:
        clock_opened(mi, mf, case)
    return v


@compiled
def open_visit(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """A row without staff begins."""
    return begin_visit(mi, mf, case, node, mi[NOW], UNSET, UNSET)


@inlined
def end_visit(mi, mf, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends."""
    case = mi[visit + VCASE]
    mi[field(mi, visit, WENDED)] = mi[NOW]
    if outcome != _DONE:
        mi[field(mi, visit, WOUTCOME)] = outcome
    before, behind = mi[visit + VPREV], mi[visit + VNEXT]
    if before == NIL:
        mi[case + CLIVE] = behind
    else:
        mi[before + VNEXT] = behind
    if behind != NIL:
        mi[behind + VPREV] = before
    mi[visit + VDUE] = 0
    if mi[mi[visit + VNODE] + AGENCY] == 1:
        clock_closed(mi, mf, case)


@compiled
def close_visit(mi, mf, visit, outcome):  # type: ignore[no-untyped-def]
    """A row ends otherwise than by its work."""
    end_visit(mi, mf, visit, outcome)


@inlined
def free_visit(mi, mf, visit):  # type: ignore[no-untyped-def]
    """The visit's row may be used again, and its case's if that has left with nothing open."""
    case = mi[visit + VCASE]
    mi[visit + VDUE] = 0
    mi[visit + VPATIENCE] = 0
    mi[visit + VNEXT] = mi[VISIT_FREE]
    mi[VISIT_FREE] = visit
    free_case(mi, mf, case)


@inlined
def free_case(mi, mf, case):  # type: ignore[no-untyped-def]
    """The case's row may be used again if it has left and nothing of it is open."""
    if mi[case + CFINISHED] != UNSET:
        free_if_left(mi, mf, case)


@compiled
def free_if_left(mi, mf, case):  # type: ignore[no-untyped-def]
    """The row of a case that has left may be used again if nothing of it is open."""
    if mi[case + CLIVE] == NIL and mi[case + CHELD] == 0 and mi[case + CFREE] == 0:
        before, behind = mi[case + CPREV], mi[case + CNEXT]
        if before == NIL:
            mi[CASE_FIRST] = behind
        else:
            mi[before + CNEXT] = behind
        if behind != NIL:
            mi[behind + CPREV] = before
        mi[case + CFREE] = 1
        mi[case + CNEXT] = mi[CASE_FREE]
        mi[CASE_FREE] = case


# Desk


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
        mi[visit + VPATIENCE] = due(mi, mf, ends, _TIMERS, GIVE_UP, visit)


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
        if pool == _OWNER:
            pool = mi[owner + PPOOL]
        known = False
        for k in range(lines):
            known = known or mi[base + LINK_WIDTH * k + KPOOL] == pool
        if not known:
            mi[base + LINK_WIDTH * lines + KPOOL] = pool
            lines += 1
    if mi[node + Q0] == _SHORTEST_LINE:
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
        by_due = by_due or order == _ORDER_DUE
        by_lot = by_lot or order == _ORDER_RANDOM
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
            push(mi, mf, (last + 1) * DAY, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)


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
def look_everywhere(mi, mf):  # type: ignore[no-untyped-def]
    """Every line must be looked at."""
    first = mi[POOLS_AT]
    for pool in range(first, first + POOL_WIDTH * mi[POOLS], POOL_WIDTH):
        if mi[pool + IN_LINE] > 0:
            look_at(mi, mf, pool)


@inlined
def serve(mi, mf):  # type: ignore[no-untyped-def]
    """Phases 2 and 3 of an instant.

    Only the lines are looked at that somebody joined, or of whose pool (or of a pool that works together with
    it) somebody has become idle or comes on duty: in all others nobody could be served before, and still
    cannot. Lines whose claims ask for one person of this pool and nothing else are served each by itself:
    what happens there changes nothing elsewhere.
    """
    pool, rest = mi[UNSETTLED], NIL
    while pool != NIL:
        following = mi[pool + LOOK_NEXT]
        if mi[pool + PLAIN] == 1:
            mi[pool + LOOK] = 0
            serve_line(mi, mf, pool)
        else:
            mi[pool + LOOK_NEXT] = rest
            rest = pool
        pool = following
    mi[UNSETTLED] = rest
    if rest != NIL:
        serve_together(mi, mf)
    if mi[FRESH] > 0 and mi[ERROR] == 0:
        turn_away(mi, mf)


@compiled
def foresee(mi, link):  # type: ignore[no-untyped-def]
    """The claim with this link comes next, and came long ago: fetch its case, and the claim behind it."""
    prefetch(mi, mi[mi[link + KVISIT] + VCASE])
    prefetch(mi, mi[mi[link + KVISIT] + VCASE] + CKEY)
    visit = mi[link + KB] - VISIT_WIDTH
    for k in range(0, VISIT_WIDTH + LINK_WIDTH, 8):
        prefetch(mi, visit + k)


@inlined
def serve_line(mi, mf, pool):  # type: ignore[no-untyped-def]
    """Serve a plain pool's line from its head on as long as somebody is idle and on duty."""
    while mi[pool + IN_LINE] > 0 and mi[pool + IDLE] > 0:
        person = first_free(mi, mf, pool)
        if person == NIL:
            wake_at_opening(mi, mf, pool)
            break
        link = mi[mi[pool + BUCKET0] + BHEAD]
        if mi[pool + IN_LINE] > LONG:
            foresee(mi, mi[link + KB])
        start_work(mi, mf, mi[link + KVISIT], pool, person)


@compiled
def serve_together(mi, mf):  # type: ignore[no-untyped-def]
    """Serve lines whose claims may stand in several or need several people, in order of their claims.

    Where work can be interrupted a start changes whom a claim interrupts: all lines are looked at again.
    """
    while True:
        if mi[PREEMPTS] == 1:
            look_everywhere(mi, mf)
        best, best_pool, best_victim, best_person = NIL, NIL, NIL, NIL
        before, pool = NIL, mi[UNSETTLED]
        while pool != NIL:
            following = mi[pool + LOOK_NEXT]
            visit, victim, person = nominee(mi, mf, pool)
            if visit == NIL:
                mi[pool + LOOK] = 0
                if before == NIL:
                    mi[UNSETTLED] = following
                else:
                    mi[before + LOOK_NEXT] = following
                if mi[pool + IN_LINE] > 0 and (mi[pool + IDLE] > 0 or mi[pool + PREEMPT] == 1):
                    wake_at_opening(mi, mf, pool)
            else:
                before = pool
                if visit == best:
                    # A claim nominated in several lines stands first in the line that its own list names
                    # first.
                    if line_rank(mi, mf, visit, pool) < line_rank(mi, mf, best, best_pool):
                        best_pool, best_victim, best_person = pool, victim, person
                elif best == NIL or queued_before(mi, mf, visit, best):
                    best, best_pool, best_victim, best_person = visit, pool, victim, person
            pool = following
        if best == NIL:
            break
        start(mi, mf, best, best_pool, best_victim, best_person)
        if mi[ERROR] != 0:
            break


@compiled
def line_rank(mi, mf, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of a pool in the claim's own list."""
    for k in range(mi[visit + VLINES]):
        if mi[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL] == pool:
            return k
    return NIL


@inlined
def nominee(mi, mf, pool):  # type: ignore[no-untyped-def]
    """The line's first claim that can be met now, the work it interrupts and the person it takes (NIL for
    none, or for a crew that is still to be gathered).
    """
    best, best_victim, best_person = NIL, NIL, NIL
    preempts = mi[pool + PREEMPT] == 1
    bucket, person = mi[pool + BFIRST], NIL
    if bucket != NIL and mi[pool + IDLE] > 0:
        person = first_free(mi, mf, pool)
    if person != NIL or preempts:
        while bucket != NIL:
            visit = mi[mi[bucket + BHEAD] + KVISIT]
            if best == NIL or ordered(mi, mf, mi[pool + ORDER], visit, best):
                node = mi[visit + VNODE]
                if person != NIL and (mi[node + NTRAITS] & ONE_LINE or anybody(mi, mf, node)):
                    best, best_victim, best_person = visit, NIL, person
                elif person != NIL and gather_crew(mi, mf, visit, pool) > 0:
                    best, best_victim, best_person = visit, NIL, NIL
                elif preempts:
                    victim, other = weakest(mi, mf, visit)
                    if victim != NIL and mi[other + PPOOL] == pool:
                        best, best_victim, best_person = visit, victim, other
            bucket = mi[bucket + BNEXT]
    return best, best_victim, best_person


@inlined
def anybody(mi, mf, node):  # type: ignore[no-untyped-def]
    """Whether any person of a line's pool can meet a claim of the step alone."""
    return mi[node + Q0] != _ALL and mi[node + Q14] == 0


@compiled
def gather_crew(mi, mf, visit, pool):  # type: ignore[no-untyped-def]
    """The people who can meet the claim now, into ``scratch`` in the order of its list; how many, or 0."""
    n = mi[visit + VNODE]
    if mi[n + Q0] != _ALL:
        person = the_owner(mi, mf, visit) if mi[n + Q14] == 1 else first_free(mi, mf, pool)
        mi[mi[SCRATCH] + 0] = person
        return 0 if person == NIL else 1
    crew = 0
    for owners in range(2):
        for i in range(mi[n + Q2]):
            need, count = mi[mi[n + Q1] + 2 * i], mi[mi[n + Q1] + 2 * i + 1]
            if (need == _OWNER) != (owners == 0):
                continue
            if need == _OWNER:
                person = the_owner(mi, mf, visit)
                if person == NIL:
                    return 0
                mi[mi[SCRATCH] + crew] = person
                crew += 1
            else:
                total = free_besides(mi, mf, need, crew, count)
                if total < crew + count:
                    return 0
                crew = total
    sort_crew(mi, mf, visit, crew)
    return crew


@compiled
def sort_crew(mi, mf, visit, crew):  # type: ignore[no-untyped-def]
    """People in the order of the claim's list of pools, then of the pool's listing."""
    for i in range(1, crew):
        person, j = mi[mi[SCRATCH] + i], i - 1
        while j >= 0 and crew_before(mi, mf, visit, person, mi[mi[SCRATCH] + j]):
            mi[mi[SCRATCH] + j + 1] = mi[mi[SCRATCH] + j]
            j -= 1
        mi[mi[SCRATCH] + j + 1] = person


@compiled
def crew_before(mi, mf, visit, a, b):  # type: ignore[no-untyped-def]
    """Whether person ``a`` is named before ``b``. A pool named twice has the rank of its last mention, as in
    the reference.
    """
    ra, rb = need_rank(mi, mf, visit, mi[a + PPOOL]), need_rank(mi, mf, visit, mi[b + PPOOL])
    return ra < rb if ra != rb else mi[a + PNUMBER] < mi[b + PNUMBER]


@compiled
def need_rank(mi, mf, visit, pool):  # type: ignore[no-untyped-def]
    """The rank of the last need of this pool in the task's list."""
    n, rank = mi[visit + VNODE], NIL
    for i in range(mi[n + Q2]):
        need = mi[mi[n + Q1] + 2 * i]
        if need == _OWNER:
            need = mi[mi[visit + VOWNER] + PPOOL]
        if need == pool:
            rank = i
    return rank


@compiled
def the_owner(mi, mf, visit):  # type: ignore[no-untyped-def]
    """The case's own person if idle and on duty; anybody of the pool once that person's last day is over."""
    person = mi[visit + VOWNER]
    if mi[NOW] // DAY > mi[person + PLAST]:
        return first_free(mi, mf, mi[person + PPOOL])
    if mi[person + PBUSY] == NIL and on_duty(mi, mf, mi[person + PGROUP]):
        return person
    return NIL


@compiled
def weakest(mi, mf, visit):  # type: ignore[no-untyped-def]
    """The work in hand that a claim interrupts and the person it takes, or NIL."""
    n = mi[visit + VNODE]
    best, best_person = NIL, NIL
    if mi[n + Q0] == _ALL or mi[n + Q14] == 1:
        return best, best_person
    for k in range(mi[visit + VLINES]):
        if some_free(mi, mf, mi[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL]):
            return best, best_person
    for k in range(mi[visit + VLINES]):
        pool = mi[visit + VISIT_WIDTH + LINK_WIDTH * k + KPOOL]
        if mi[pool + PREEMPT] == 0:
            continue
        first = mi[pool + PEOPLE0]
        for person in range(first, first + PERSON_WIDTH * mi[pool + NPEOPLE], PERSON_WIDTH):
            work = mi[person + PBUSY]
            if work == NIL or mf[mi[work + VKEYS] + PRIORITY] >= mf[mi[visit + VKEYS] + PRIORITY]:
                continue
            if on_duty(mi, mf, mi[person + PGROUP]) and (best == NIL or weaker(mi, mf, work, best)):
                best, best_person = work, person
    return best, best_person


@compiled
def weaker(mi, mf, a, b):  # type: ignore[no-untyped-def]
    """Whether work ``a`` goes before ``b``: lower priority, then later start, then higher place."""
    if mf[mi[a + VKEYS] + PRIORITY] != mf[mi[b + VKEYS] + PRIORITY]:
        return mf[mi[a + VKEYS] + PRIORITY] < mf[mi[b + VKEYS] + PRIORITY]
    if mi[a + VSPELL] != mi[b + VSPELL]:
        return mi[a + VSPELL] > mi[b + VSPELL]
    ca, cb = mi[a + VCASE], mi[b + VCASE]
    if mi[ca + CPROC] != mi[cb + CPROC]:
        return mi[ca + CPROC] > mi[cb + CPROC]
    if mi[ca + CNUM] != mi[cb + CNUM]:
        return mi[ca + CNUM] > mi[cb + CNUM]
    pa, pb = mi[mi[a + VNODE] + POS], mi[mi[b + VNODE] + POS]
    if pa != pb:
        return pa > pb
    return mi[a + VROUND] > mi[b + VROUND]


@compiled
def start(mi, mf, visit, pool, victim, person):  # type: ignore[no-untyped-def]
    """A claim is met, maybe by interrupting other work."""
    if victim != NIL:
        interrupt(mi, mf, victim)
    start_work(mi, mf, visit, pool, person)


@inlined
def start_work(mi, mf, visit, pool, person):  # type: ignore[no-untyped-def]
    """A claim's crew begins: this person, or (NIL) those who can meet it."""
    if person != NIL:
        speed = start_alone(mi, mf, visit, person)
    else:
        speed = start_together(mi, mf, visit, gather_crew(mi, mf, visit, pool))
    leave_line(mi, mf, visit)
    v, now, seconds = visit, mi[NOW], mi[visit + VLEFT]
    if speed != 1.0:
        seconds = half_up(seconds / speed)
    mi[v + VSPELL], mi[v + VSTATE] = now, WORKING
    started = field(mi, visit, WSTARTED)
    if mi[started] == UNSET:
        mi[started] = now
    mi[IN_HAND] += 1
    if person != NIL and mi[mi[person + PPOOL] + PAUSE] == 0:
        ends = now + seconds
    else:
        ends = work_end(mi, mf, visit, now, seconds)
    if ends < NEVER:
        end_due(mi, mf, ends, visit)


@inlined
def start_alone(mi, mf, visit, person):  # type: ignore[no-untyped-def]
    """One person begins; returns the speed."""
    pool = mi[person + PPOOL]
    take(mi, mf, person, visit)
    mi[visit + mi[CREW_AT]] = person
    mi[visit + VCREW] = 1
    mi[field(mi, visit, WPOOL)], mi[field(mi, visit, WPERSON)] = mi[pool + PINDEX], mi[person + PNUMBER]
    mi[pool + IN_HAND_ROWS] += 1
    return mf[mi[person + PSPEED]]


@compiled
def start_together(mi, mf, visit, crew):  # type: ignore[no-untyped-def]
    """The people in ``scratch`` begin; returns the speed of the slowest."""
    speed = math.inf
    for i in range(crew):
        person = mi[mi[SCRATCH] + i]
        mi[visit + mi[CREW_AT] + i] = person
        take(mi, mf, person, visit)
        speed = min(speed, mf[mi[person + PSPEED]])
    mi[visit + VCREW] = crew
    name_crew(mi, mf, visit)
    count_in_hand(mi, mf, visit, 1)
    return speed


@compiled
def name_crew(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Pool and person of the row; several people are kept beside, as -2 - (their number)."""
    crew = visit + mi[CREW_AT]
    if mi[visit + VCREW] == 1:
        mi[field(mi, visit, WPOOL)] = mi[mi[mi[crew] + PPOOL] + PINDEX]
        mi[field(mi, visit, WPERSON)] = mi[mi[crew] + PNUMBER]
        return
    at = known_crew(mi, mf, crew, mi[visit + VCREW])
    if at != NIL:
        mi[field(mi, visit, WPOOL)] = -2 - mi[at + YNUMBER]
        mi[field(mi, visit, WPERSON)] = -2 - mi[at + YNUMBER]


@compiled
def known_crew(mi, mf, crew, n):  # type: ignore[no-untyped-def]
    """The record of people who work together; a new one if they never did. NIL when memory is full."""
    mixed = n
    for i in range(n):
        mixed = 31 * mixed + mi[crew + i]
    slot = mi[CREWS_AT] + mixed % CREW_SLOTS
    at = mi[slot]
    while at != NIL:
        same = mi[at + YN] == n
        for i in range(n):
            same = same and mi[at + CREW_WIDTH + i] == mi[crew + i]
        if same:
            return at
        at = mi[at + YNEXT]
    at = allocate(mi, mf, CREW_WIDTH + n)
    if at == NIL:
        return NIL
    mi[at + YNEXT], mi[at + YBEFORE], mi[at + YNUMBER], mi[at + YN] = mi[slot], mi[CREW_LAST], mi[CREWS], n
    for i in range(n):
        mi[at + CREW_WIDTH + i] = mi[crew + i]
    mi[slot], mi[CREW_LAST] = at, at
    mi[CREWS] += 1
    return at


@compiled
def count_in_hand(mi, mf, visit, change):  # type: ignore[no-untyped-def]
    """Each pool of the crew has one row more (or fewer) in hand, whatever number of its people work on it."""
    for i in range(mi[visit + VCREW]):
        pool, known = mi[mi[visit + mi[CREW_AT] + i] + PPOOL], False
        for j in range(i):
            known = known or mi[mi[visit + mi[CREW_AT] + j] + PPOOL] == pool
        if not known:
            mi[pool + IN_HAND_ROWS] += change


@inlined
def stop_work(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Work in hand has ended: its crew is idle again."""
    person = mi[visit + mi[CREW_AT]]
    pool = mi[person + PPOOL]
    if mi[visit + VCREW] == 1 and mi[pool + PAUSE] == 0 and mi[visit + VSPELLS] == 0:
        mi[field(mi, visit, WWORKED)] += mi[NOW] - mi[visit + VSPELL]
        mi[visit + VCREW] = 0
        mi[IN_HAND] -= 1
        mi[pool + IN_HAND_ROWS] -= 1
        release(mi, mf, person)
    else:
        put_down(mi, mf, visit, False)


@compiled
def put_down(mi, mf, visit, interrupted):  # type: ignore[no-untyped-def]
    """The crew is idle again; returns the work done in this spell (seconds at speed 1)."""
    v = visit
    spent = work_spent(mi, mf, visit, mi[v + VSPELL], mi[NOW])
    mi[field(mi, visit, WWORKED)] += spent
    if interrupted or mi[v + VSPELLS] > 0:
        write_spell(mi, mf, visit, mi[NOW])
    mi[IN_HAND] -= 1
    count_in_hand(mi, mf, visit, -1)
    speed = math.inf
    for i in range(mi[v + VCREW]):
        speed = min(speed, mf[mi[mi[visit + mi[CREW_AT] + i] + PSPEED]])
        release(mi, mf, mi[visit + mi[CREW_AT] + i])
    mi[v + VCREW] = 0
    return half_up(spent * speed)


@compiled
def write_spell(mi, mf, visit, until):  # type: ignore[no-untyped-def]
    """A working spell of work that was interrupted."""
    w = allocate(mi, mf, SPELL_WIDTH)
    if w == NIL:
        return
    mi[w + XROW], mi[w + XSTARTED], mi[w + XENDED] = mi[visit + VROW], mi[visit + VSPELL], until
    mi[w + XPOOLS], mi[w + XPERSONS] = mi[field(mi, visit, WPOOL)], mi[field(mi, visit, WPERSON)]
    mi[w + XNEXT] = mi[SPELL_FIRST]
    mi[SPELL_FIRST] = w
    mi[visit + VSPELLS] += 1
    mi[SPELLS] += 1


@compiled
def interrupt(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Work in hand is put down for a claim of higher priority, and queues again unless nobody waits for
    it.
    """
    v = visit
    if mi[v + VDUE] != 0:
        mi[v + VDUE] = 0
        mi[STALE] += 1
    mi[v + VLEFT] = max(0, mi[v + VLEFT] - put_down(mi, mf, visit, True))
    if mi[v + VDETACHED] == 0 and mi[v + VFINISHING] == NIL:
        join(mi, mf, visit)
        return
    close_visit(mi, mf, visit, _WITHDRAWN)
    if mi[v + VFINISHING] != NIL:
        mi[mi[v + VCASE] + CHELD] += 1
        mi[v + VDUE] = due(mi, mf, mi[NOW], _ENDS, WORK_FINISHED, visit)
    else:
        free_visit(mi, mf, visit)


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


@compiled
def turn_away(mi, mf):  # type: ignore[no-untyped-def]
    """Phase 3: who joined at this instant and finds more than ``room`` in the queue leaves, the last to join
    first.
    """
    for i in range(mi[FRESH]):
        node = mi[mi[mi[FRESH_AT] + i] + VNODE]
        while mi[node + Q11] != NIL and mi[node + NQUEUEING] > mi[node + Q11]:
            visit = last_to_join(mi, mf, node)
            if visit == NIL:
                break
            leave_line(mi, mf, visit)
            close_visit(mi, mf, visit, _TURNED_AWAY)
            case = mi[visit + VCASE]
            mi[case + CHELD] += 1
            mi[visit + VNEXT] = mi[case + CLEAVING]
            mi[case + CLEAVING] = visit
            mi[visit + VDUE] = due(mi, mf, mi[NOW], _ENDS, GO_TURNED_AWAY, visit)


@compiled
def last_to_join(mi, mf, node):  # type: ignore[no-untyped-def]
    """The claim of a step that joined at this instant with the highest place, or NIL."""
    best = NIL
    for i in range(mi[FRESH]):
        visit = mi[mi[FRESH_AT] + i]
        v = visit
        if (
            mi[v + VNODE] == node
            and mi[v + VSTATE] == QUEUED
            and mi[v + VQUEUED] == mi[NOW]
            and mi[field(mi, visit, WSTARTED)] == UNSET
        ):
            if best == NIL or queued_before(mi, mf, best, visit):
                best = visit
    return best


@compiled
def wake_at_opening(mi, mf, pool):  # type: ignore[no-untyped-def]
    """Serve again when somebody of a pool with a queue who is off duty now comes on duty."""
    opening = next_opening(mi, mf, pool, mi[pool + PREEMPT] == 1)
    if opening < NEVER and mi[pool + WAKE] != opening:
        mi[pool + WAKE] = opening
        push(mi, mf, opening, key_high(_SERVING_KIND, 0, 0), 0, SERVE, 0, 0)


# Blocks


@compiled
def contains(mi, mf, block, node):  # type: ignore[no-untyped-def]
    """Whether a node's step is nested in the block's."""
    return mi[block + POS] < mi[node + POS] <= mi[block + LAST]


@compiled
def forget_inside(mi, mf, case, block):  # type: ignore[no-untyped-def]
    """Forks and limits inside a block are no more."""
    r = mi[case + CPROC]
    for i in range(mi[r + RFORK0], mi[r + RFORK0] + mi[r + RNFORK]):
        if contains(mi, mf, block, mi[i]):
            mi[case + fork_of(mi, mf, mi[i]) + FSERIAL] = 0
    for i in range(mi[r + RLIM0], mi[r + RLIM0] + mi[r + RNLIM]):
        if contains(mi, mf, block, mi[i]):
            end_limit(mi, mf, case, mi[i])
    visit = mi[case + CLEAVING]
    while visit != NIL:
        following = mi[visit + VNEXT]
        if contains(mi, mf, block, mi[visit + VNODE]):
            mi[visit + VDUE] = 0
            mi[STALE] += 1
            stop_leaving(mi, mf, visit)
        visit = following


@compiled
def stop_leaving(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Who was turned away goes on, or no longer does: the visit is free again."""
    case = mi[visit + VCASE]
    before, at = NIL, mi[case + CLEAVING]
    while at != visit:
        before, at = at, mi[at + VNEXT]
    if before == NIL:
        mi[case + CLEAVING] = mi[visit + VNEXT]
    else:
        mi[before + VNEXT] = mi[visit + VNEXT]
    mi[case + CHELD] -= 1
    free_visit(mi, mf, visit)


@compiled
def fork_of(mi, mf, node):  # type: ignore[no-untyped-def]
    """The column at which a fork's state begins in a case's row."""
    return mi[FORKS_AT] + FORK_WIDTH * mi[node + LOCAL]


@compiled
def end_limit(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """The case is no longer under this limit."""
    at = deadline_of(mi, mf, node)
    stop_timer(mi, mf, case, at)
    mi[case + at + LMODE] = 0


@compiled
def withdraw(mi, mf, visit):  # type: ignore[no-untyped-def]
    """What waits or queues ends here."""
    v = visit
    if mi[v + VDUE] != 0:
        mi[v + VDUE] = 0
        mi[STALE] += 1
    if mi[v + VSTATE] == QUEUED:
        leave_line(mi, mf, visit)
    op = mi[mi[v + VNODE] + OP]
    if op == _SESSION and mi[v + VSLOT] != NIL:
        mi[mi[mi[mi[v + VNODE] + Q0] + HBOOKED] + mi[v + VSLOT]] -= 1
    if op == _GATHER and mi[v + VGROUP] != NIL:
        leave_group(mi, mf, visit)
    close_visit(mi, mf, visit, _WITHDRAWN)
    free_visit(mi, mf, visit)


@compiled
def let_go(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Work in hand goes on without the case; anything else is withdrawn."""
    if mi[visit + VSTATE] == WORKING:
        mi[visit + VDETACHED] = 1
        mi[visit + VFINISHING] = NIL
    else:
        withdraw(mi, mf, visit)


@compiled
def clear(mi, mf, case, block):  # type: ignore[no-untyped-def]
    """A fork's join is satisfied: the rest of its block is withdrawn or detached."""
    forget_inside(mi, mf, case, block)
    visit = mi[case + CLIVE]
    while visit != NIL:
        following = mi[visit + VNEXT]
        if mi[visit + VDETACHED] == 0 and contains(mi, mf, block, mi[visit + VNODE]):
            let_go(mi, mf, visit)
        visit = following


@compiled
def judge(mi, mf, case, fork):  # type: ignore[no-untyped-def]
    """Whether the join is satisfied: go on behind, or wait."""
    at = fork_of(mi, mf, fork)
    if mi[case + at + FBEGUN] == 0 or mi[case + at + FARRIVED] < mi[fork + Q2]:
        return WAITS
    mi[case + at + FSERIAL] = 0
    clear(mi, mf, case, fork)
    return mi[fork + NEXT]


@compiled
def next_round(mi, mf, case, repeat):  # type: ignore[no-untyped-def]
    """One more round."""
    at = mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL]
    mi[case + at + UROUNDS] += 1
    mi[case + at + UENTRY] += 1
    return mi[repeat + Q0]


@compiled
def after_round(mi, mf, case, repeat):  # type: ignore[no-untyped-def]
    """A round ended: with its chance, what lies between and once more; else on."""
    n = repeat
    at = mi[REPEATS_AT] + REPEAT_WIDTH * mi[n + LOCAL]
    done = mi[case + at + UENTRY]
    if done >= mi[n + Q4]:
        return mi[n + NEXT]
    share = chance(mi, mf, case, mi[mi[n + Q2] + min(done, mi[n + Q3]) - 1], repeat, repeat)
    if luck(mi, mf, mi[n + Q5], mi[case + CNUM], mi[case + at + UROUNDS]) < share:
        return mi[n + Q1]
    return mi[n + NEXT]


@compiled
def enter_limit(mi, mf, case, node, entered, backlog):  # type: ignore[no-untyped-def]
    """The block begins (for a backlog case at its arrival)."""
    n, at = node, deadline_of(mi, mf, node)
    mi[case + at + LMODE] = RUNNING
    mi[case + at + LGAINED] = 0 if backlog else gained(mi, mf, case)
    mi[case + at + LPENDING] = 0
    mi[case + at + LEXPIRES] = UNSET
    if mi[n + Q2] == _CALENDAR_CLOCK:
        mi[case + at + LEXPIRES] = entered + mi[n + Q1]
    elif mi[n + Q2] == _WORKING_CLOCK:
        mi[case + at + LEXPIRES] = advance(mi, mf, mi[WORKING_CALENDAR], entered, mi[n + Q1])
    arm(mi, mf, case, node)
    return mi[n + Q0]


@compiled
def expire(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """A limit's time is up; returns where the case goes on, or WAITS."""
    at, n, now = deadline_of(mi, mf, node), node, mi[NOW]
    mi[case + at + LTIMER] = 0
    mi[case + at + LARMED] = 0
    for i in range(mi[n + LIMITS], mi[n + LIMITS] + mi[n + NLIMITS]):
        if mi[case + deadline_of(mi, mf, mi[i]) + LACTED] == now:
            mi[case + at + LMODE] = 0
            return WAITS
    mi[case + at + LACTED] = now
    if mi[n + Q3] == _ESCALATE:
        mi[case + at + LMODE] = ESCALATED
        mi[case + at + LEXPIRES] = now
        visit = mi[case + CLIVE]
        while visit != NIL:
            v = visit
            if mi[v + VDETACHED] == 0 and mi[v + VSTATE] == QUEUED and contains(mi, mf, node, mi[v + VNODE]):
                escalate_claim(mi, mf, visit, mf[mi[n + Q5]])
            visit = mi[v + VNEXT]
        return WAITS
    return stop_block(mi, mf, case, node)


@compiled
def stop_block(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """The block's waits and claims are withdrawn; its work in hand is finished first."""
    at, pending = deadline_of(mi, mf, node), 0
    mi[case + at + LMODE] = FINISHING
    forget_inside(mi, mf, case, node)
    visit = mi[case + CLIVE]
    while visit != NIL:
        v = visit
        following = mi[v + VNEXT]
        if mi[v + VDETACHED] == 0 and contains(mi, mf, node, mi[v + VNODE]):
            if mi[v + VSTATE] == WORKING:
                mi[v + VFINISHING] = node
                pending += 1
            else:
                withdraw(mi, mf, visit)
        visit = following
    mi[case + at + LPENDING] = pending
    return carry_out(mi, mf, case, node) if pending == 0 else WAITS


@compiled
def carry_out(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Where the case goes on after an expired limit."""
    mi[case + deadline_of(mi, mf, node) + LMODE] = 0
    return mi[node + NEXT] if mi[node + Q3] == _DEEM else mi[node + Q4]


@compiled
def work_finished(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Work that an expired limit waited for has ended; returns where the case goes on, or WAITS."""
    at = deadline_of(mi, mf, node)
    if mi[case + at + LMODE] != FINISHING:
        return WAITS
    mi[case + at + LPENDING] -= 1
    return carry_out(mi, mf, case, node) if mi[case + at + LPENDING] == 0 else WAITS


@compiled
def finish(mi, mf, case, outcome):  # type: ignore[no-untyped-def]
    """The case leaves at this instant; what is in hand goes on without it."""
    mi[case + CFINISHED] = mi[NOW]
    mi[INSIDE] -= 1
    r = mi[case + CPROC]
    for i in range(mi[r + RLIM0], mi[r + RLIM0] + mi[r + RNLIM]):
        end_limit(mi, mf, case, mi[i])
    for i in range(mi[r + RFORK0], mi[r + RFORK0] + mi[r + RNFORK]):
        mi[case + fork_of(mi, mf, mi[i]) + FSERIAL] = 0
    mi[case + CHELD] += 1
    visit = mi[case + CLIVE]
    while visit != NIL:
        following = mi[visit + VNEXT]
        let_go(mi, mf, visit)
        visit = following
    if mi[case + COWNER] != NIL:
        mi[mi[case + COWNER] + POWNED] -= 1
    at, room = mi[CASES_AT] + mi[case + CPLACE], mi[CASES_ROOM]
    mi[at + JFINISHED * room], mi[at + JOUTCOME * room] = mi[NOW], outcome
    write_values(mi, mf, case)
    mi[case + CHELD] -= 1
    free_case(mi, mf, case)


@inlined
def write_values(mi, mf, case):  # type: ignore[no-untyped-def]
    """The case's attributes as they are now, into the log."""
    values, at, room = mi[case + CVALUES], mi[VALUES_AT] + mi[case + CPLACE], mi[CASES_ROOM]
    for k in range(mi[mi[case + CPROC] + RNATTR]):
        mf[at + room * k] = mf[values + k]


# Court


@compiled
def wait_until(mi, mf, visit, ends):  # type: ignore[no-untyped-def]
    """A row without staff that ends at ``ends``: at once, later or never."""
    v = visit
    if ends == mi[NOW]:
        close_visit(mi, mf, visit, _DONE)
        following = mi[mi[v + VNODE] + NEXT]
        free_visit(mi, mf, visit)
        return following
    if ends < NEVER:
        mi[v + VDUE] = due(mi, mf, ends, _ENDS, PASS, visit)
    return WAITS


@compiled
def next_until(mi, mf, n):  # type: ignore[no-untyped-def]
    """The instant an `until` waits for."""
    now, calendar, weekday, second = mi[NOW], mi[n + Q0], mi[n + Q1], mi[n + Q2]
    if weekday == NIL and second == NIL:
        return next_open(mi, mf, calendar, now) if calendar != NIL else NEVER
    for day in range(now // DAY, mi[HORIZON] // DAY + 2):
        if weekday != NIL and (mi[FIRST_WEEKDAY] + day) % 7 != weekday:
            continue
        if calendar != NIL and not opens_on(mi, mf, calendar, day):
            continue
        instant = day * DAY + max(0, second)
        if instant >= now:
            return instant
        if second == NIL:
            return now
    return NEVER


@compiled
def book(mi, mf, visit, n):  # type: ignore[no-untyped-def]
    """Book the first free slot from now + notice on; its start, or NEVER."""
    earliest = mi[NOW]
    if mi[n + Q1] != NIL:
        draw = mi[n + Q1]
        earliest = later(mi, mf, draw, law(mi[draw + DFAMILY], mi[draw + DAT], 0.5, mf), earliest)
    if earliest >= NEVER:
        return NEVER
    s = mi[n + Q0]
    first = mi[s + HSTARTS]
    at = after(mi, first, first + mi[s + HN], earliest - 1)
    while at < first + mi[s + HN]:
        slot = at - first
        if mi[mi[s + HBOOKED] + slot] < mi[s + HSLOTS]:
            mi[mi[s + HBOOKED] + slot] += 1
            mi[visit + VSLOT] = slot
            return mi[at]
        at += 1
    return NEVER


@compiled
def gather(mi, mf, case, node, visit):  # type: ignore[no-untyped-def]
    """Join the open group of this step (and attribute value), or open one."""
    n = node
    wanted = mf[mi[case + CVALUES] + mi[n + Q3]] if mi[n + Q3] != NIL else 0.0
    group = mi[node + NGATHER]
    while group != NIL and mf[mi[group + GVALUE]] != wanted:
        group = mi[group + GNEXT]
    if group == NIL:
        group = open_group(mi, mf, node, visit, wanted)
        if group == NIL:
            return WAITS
    w = group
    mi[visit + VGROUP] = group
    mi[visit + VMEMBER] = NIL
    if mi[w + GTAIL] == NIL:
        mi[w + GHEAD] = visit
    else:
        mi[mi[w + GTAIL] + VMEMBER] = visit
    mi[w + GTAIL] = visit
    mi[w + GCOUNT] += 1
    if mi[n + Q0] != NIL and mi[w + GCOUNT] >= mi[n + Q0]:
        close_group(mi, mf, group)
    return WAITS


@compiled
def open_group(mi, mf, node, visit, wanted):  # type: ignore[no-untyped-def]
    """A new group, with its timer if it has one."""
    n = node
    group = mi[GATHER_FREE]
    if group != NIL:
        mi[GATHER_FREE] = mi[group + GNEXT]
    else:
        group, value_at = allocate(mi, mf, GATHER_WIDTH), allocate_floats(mi, mf, 1)
        if group == NIL or value_at == NIL:
            return NIL
        mi[group + GVALUE] = value_at
    w = group
    mi[w + GNODE], mi[w + GNEXT], mi[w + GSERIAL], mi[w + GHEAD], mi[w + GTAIL], mi[w + GCOUNT] = (
        node,
        mi[node + NGATHER],
        0,
        NIL,
        NIL,
        0,
    )
    mf[mi[group + GVALUE]] = wanted
    mi[node + NGATHER] = group
    if mi[n + Q1] != NIL:
        case = mi[visit + VCASE]
        amount = drawn(mi, mf, mi[n + Q1], mi[n + Q2], mi[case + CNUM], mi[visit + VROUND])
        ends = later(mi, mf, mi[n + Q1], amount, mi[NOW])
        if ends < NEVER:
            mi[w + GSERIAL] = due(mi, mf, ends, _TIMERS, GATHERED, visit)
            mi[mi[LAST_EVENT] + EAUX] = group
    return group


@compiled
def close_group(mi, mf, group):  # type: ignore[no-untyped-def]
    """The group's members go on, each in its canonical place of this instant."""
    w = group
    node = mi[w + GNODE]
    if mi[node + NGATHER] == group:
        mi[node + NGATHER] = mi[w + GNEXT]
    else:
        other = mi[node + NGATHER]
        while mi[other + GNEXT] != group:
            other = mi[other + GNEXT]
        mi[other + GNEXT] = mi[w + GNEXT]
    visit = mi[w + GHEAD]
    while visit != NIL:
        following = mi[visit + VMEMBER]
        mi[visit + VGROUP] = NIL
        mi[visit + VDUE] = due(mi, mf, mi[NOW], _ENDS, PASS, visit)
        visit = following
    if mi[w + GSERIAL] != 0:
        mi[STALE] += 1
    mi[w + GSERIAL] = 0
    mi[w + GNEXT] = mi[GATHER_FREE]
    mi[GATHER_FREE] = group


@compiled
def leave_group(mi, mf, visit):  # type: ignore[no-untyped-def]
    """A withdrawn member leaves its group, whose time runs on."""
    w = mi[visit + VGROUP]
    before, at = NIL, mi[w + GHEAD]
    while at != visit:
        before, at = at, mi[at + VMEMBER]
    behind = mi[visit + VMEMBER]
    if before == NIL:
        mi[w + GHEAD] = behind
    else:
        mi[before + VMEMBER] = behind
    if mi[w + GTAIL] == visit:
        mi[w + GTAIL] = before
    mi[w + GCOUNT] -= 1


@compiled
def assign(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Give the case an owner among the people whose shift covers today."""
    n, today = node, mi[NOW] // DAY
    first = mi[mi[n + Q0] + PEOPLE0]
    last = first + PERSON_WIDTH * mi[mi[n + Q0] + NPEOPLE]
    there = 0
    for person in range(first, last, PERSON_WIDTH):
        there += mi[person + PFIRST] <= today <= mi[person + PLAST]
    everybody = there == 0
    many = mi[mi[n + Q0] + NPEOPLE] if everybody else there
    turn = -1
    if mi[n + Q1] == 1:
        turn = mi[node + NTURN] % many
        mi[node + NTURN] += 1
    elif mi[n + Q1] == 2:
        turn = int(luck(mi, mf, mi[n + Q2], mi[case + CNUM], round_of(mi, mf, case, mi[n + REPEAT])) * many)
    chosen, k = NIL, 0
    for person in range(first, last, PERSON_WIDTH):
        if everybody or mi[person + PFIRST] <= today <= mi[person + PLAST]:
            if k == turn or (turn == -1 and (chosen == NIL or mi[person + POWNED] < mi[chosen + POWNED])):
                chosen = person
            k += 1
    # Reference: the fewest open cases are counted while the case still has its former owner.
    if mi[case + COWNER] != NIL:
        mi[mi[case + COWNER] + POWNED] -= 1
    mi[case + COWNER] = chosen
    mi[chosen + POWNED] += 1
    return mi[n + NEXT]


# Flow


@inlined
def go(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Move the case on from a node: mostly to a task or to the end, and no further."""
    if node >= 0 and mi[node + NTRAITS] & ALWAYS and mi[case + CFINISHED] == UNSET:
        count_step(mi, mf, case, node)
        claim(mi, mf, case, node)
    elif node == NIL and mi[case + CFINISHED] == UNSET:
        finish(mi, mf, case, 0)
    else:
        go_on(mi, mf, case, node)


@compiled
def go_on(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Move the case on from a node through everything that takes no time.

    A fork's branches begin one after the other: a frame (fork, serial, next branch) waits on the stack while
    a branch is moved.
    """
    frames = mi[FRAMES]
    while mi[ERROR] == 0:
        while node != WAITS and mi[case + CFINISHED] == UNSET:
            node = step(mi, mf, case, node)
            if mi[ERROR] != 0:
                return
        if mi[FRAMES] == frames:
            return
        frame = mi[FRAMES_AT] + FRAME_WIDTH * (mi[FRAMES] - 1)
        fork = mi[frame + FFORK]
        if (
            mi[case + CFINISHED] != UNSET
            or mi[case + fork_of(mi, mf, fork) + FSERIAL] != mi[frame + FOFSERIAL]
        ):
            mi[FRAMES] -= 1
            node = WAITS
        elif mi[frame + FBRANCH] < mi[fork + Q1]:
            node = mi[mi[fork + Q0] + mi[frame + FBRANCH]]
            mi[frame + FBRANCH] += 1
        else:
            mi[case + fork_of(mi, mf, fork) + FBEGUN] = 1
            mi[FRAMES] -= 1
            node = judge(mi, mf, case, fork)


@inlined
def count_step(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """Rounds that take no time would never end."""
    now, moves = mi[NOW], 1
    if mi[case + CMOVED] == now:
        moves = mi[case + CMOVES] + 1
    mi[case + CMOVES] = moves
    mi[case + CMOVED] = now
    if moves > MOST_AT_ONCE:
        fault(mi, mf, TOO_MANY_STEPS, case, node)


@inlined
def step(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """One instruction; returns the next node or WAITS."""
    if node == NIL:
        finish(mi, mf, case, 0)
        return WAITS
    count_step(mi, mf, case, node)
    n, op = node, mi[node + OP]
    if mi[n + WHEN] != NIL and value(mi, mf, case, mi[n + WHEN], mi[n + REPEAT], node) == 0.0:
        following = mi[n + NEXT]
    elif op == _TASK:
        claim(mi, mf, case, node)
        following = WAITS
    else:
        following = other_step(mi, mf, case, node, op)
    return following


@compiled
def other_step(mi, mf, case, node, op):  # type: ignore[no-untyped-def]
    """An instruction that is not a task."""
    n = node
    if op == _WAIT:
        visit = open_visit(mi, mf, case, node)
        if visit == NIL:
            return WAITS
        amount = drawn(mi, mf, mi[n + Q0], mi[n + Q1], mi[case + CNUM], mi[visit + VROUND])
        return wait_until(mi, mf, visit, later(mi, mf, mi[n + Q0], amount, mi[NOW]))
    if op == _SHARES:
        return by_share(mi, mf, case, node, n)
    if op == _WHENS:
        for i in range(mi[n + Q1]):
            if value(mi, mf, case, mi[mi[n + Q0] + i], mi[n + REPEAT], node) != 0.0:
                return mi[mi[n + Q2] + i]
        return mi[n + Q3]
    if op == _MARK:
        mi[mi[CASES_AT] + mi[CASES_ROOM] * (JMARKS + mi[n + Q0]) + mi[case + CPLACE]] = mi[NOW]
        return mi[n + NEXT]
    if op == _REPEAT:
        mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[n + LOCAL] + UENTRY] = 0
        return next_round(mi, mf, case, node)
    if op == _AGAIN:
        return after_round(mi, mf, case, mi[n + OF])
    if op == _ROUND:
        return next_round(mi, mf, case, mi[n + OF])
    if op == _FORK:
        return begin_fork(mi, mf, case, node)
    if op == _JOIN:
        mi[case + fork_of(mi, mf, mi[n + OF]) + FARRIVED] += 1
        return judge(mi, mf, case, mi[n + OF])
    return rarer_step(mi, mf, case, node, n, op)


@compiled
def rarer_step(mi, mf, case, node, n, op):  # type: ignore[no-untyped-def]
    """The instructions that are seldom met."""
    if op == _LIMIT:
        return enter_limit(mi, mf, case, node, mi[NOW], False)
    if op == _PASSED:
        end_limit(mi, mf, case, mi[n + OF])
        return mi[n + NEXT]
    if op == _SET:
        for i in range(mi[n + Q2]):
            mf[mi[case + CVALUES] + mi[mi[n + Q0] + i]] = value(
                mi, mf, case, mi[mi[n + Q1] + i], mi[n + REPEAT], node
            )
        return mi[n + NEXT]
    if op == _ASSIGN:
        return assign(mi, mf, case, node)
    if op == _FINISH:
        finish(mi, mf, case, mi[n + Q0])
        return WAITS
    visit = open_visit(mi, mf, case, node)
    if visit == NIL:
        return WAITS
    if op == _UNTIL:
        return wait_until(mi, mf, visit, next_until(mi, mf, n))
    if op == _SESSION:
        return wait_until(mi, mf, visit, book(mi, mf, visit, n))
    return gather(mi, mf, case, node, visit)


@compiled
def by_share(mi, mf, case, node, n):  # type: ignore[no-untyped-def]
    """One uniform against the cumulated shares."""
    u = luck(mi, mf, mi[n + Q4], mi[case + CNUM], round_of(mi, mf, case, mi[n + REPEAT]))
    total = 0.0
    for i in range(min(mi[n + Q1], mi[n + Q3])):
        total += chance(mi, mf, case, mi[mi[n + Q0] + i], mi[n + REPEAT], node)
        if u < total:
            return mi[mi[n + Q2] + i]
    return mi[mi[n + Q2] + mi[n + Q3] - 1]


@compiled
def begin_fork(mi, mf, case, node):  # type: ignore[no-untyped-def]
    """A fork begins: its frame goes on the stack."""
    at = fork_of(mi, mf, node)
    if mi[FRAMES] >= mi[FRAMES_ROOM] and is_full(mi, mi[FRAMES] + 1, mi[FRAMES_ROOM]):
        return WAITS
    mi[SERIAL] += 1
    mi[case + at + FSERIAL] = mi[SERIAL]
    mi[case + at + FARRIVED] = 0
    mi[case + at + FBEGUN] = 0
    frame = mi[FRAMES_AT] + FRAME_WIDTH * mi[FRAMES]
    mi[frame + FFORK], mi[frame + FOFSERIAL], mi[frame + FBRANCH] = node, mi[SERIAL], 0
    mi[FRAMES] += 1
    return WAITS


# Arrivals


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
    push_apart(mi, mf, mi[a + AAT], key_high(_ENDS, mi[r + RINDEX], mi[a + ACASE]), 0, ARRIVE, process, 0)


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


@inlined
def arrive(mi, mf, process):  # type: ignore[no-untyped-def]
    """A case arrives."""
    a, r = process, process
    number = mi[a + ACASE]
    mi[a + ACASE] = number + 1
    cursor = mi[a + ACURSOR] - 1
    let_arrive(mi, mf, process)
    scheduled = mi[r + RSCHED0] + SCHEDULE_WIDTH * cursor if mi[r + RKIND] == BY_SCHEDULE else NIL
    case = new_case(mi, mf, process, number, mi[NOW], int(mi[NOW] >= mi[WARM_UP]), scheduled)
    if case != NIL:
        go(mi, mf, case, mi[r + RENTRY])


@compiled
def enter_backlog(mi, mf, entry):  # type: ignore[no-untyped-def]
    """A backlog case enters its step at second 0."""
    process, arrived, node = mi[entry + EPROC], mi[entry + EARRIVED], mi[entry + ENODE]
    mi[TO_COME] -= 1
    case = new_case(mi, mf, process, mi[entry + ENUM], arrived, mi[entry + EMEASURED], NIL)
    if case == NIL:
        return
    mi[case + CGAINED] = open_seconds(mi, mf, mi[WORKING_CALENDAR], arrived, 0)
    for i in range(mi[process + RREP0], mi[process + RREP0] + mi[process + RNREP]):
        if contains(mi, mf, mi[i], node):
            at = mi[REPEATS_AT] + REPEAT_WIDTH * mi[mi[i] + LOCAL]
            mi[case + at + UROUNDS] = 1
            mi[case + at + UENTRY] = 1
    for i in range(mi[node + LIMITS], mi[node + LIMITS] + mi[node + NLIMITS]):
        enter_limit(mi, mf, case, mi[i], arrived, True)
    go_on(mi, mf, case, node)


# The loop


@compiled
def begin(mi, mf):  # type: ignore[no-untyped-def]
    """Let the backlog enter at second 0, and the first arrival of each process be due."""
    first = mi[BACKLOG_AT]
    for entry in range(first, first + ENTRY_WIDTH * mi[BACKLOGS], ENTRY_WIDTH):
        mi[TO_COME] += 1
        push(
            mi, mf, 0, key_high(_ENDS, mi[mi[entry + EPROC] + RINDEX], mi[entry + ENUM]), 0, BACKLOG, entry, 0
        )
    first = mi[PROCESSES_AT]
    for process in range(first, first + PROCESS_WIDTH * mi[PROCESSES], PROCESS_WIDTH):
        mi[TO_COME] += 1
        next_arrival(mi, mf, process)


@compiled
def is_stale(mi, mf, event):  # type: ignore[no-untyped-def]
    """Whether an event on the agenda was called off."""
    e = event
    kind, serial = mi[e + ETYPE], mi[e + ESERIAL]
    if kind == EXPIRE:
        at = deadline_of(mi, mf, mi[e + EAUX])
        return mi[mi[e + EID] + at + LTIMER] != serial or mi[mi[e + EID] + at + LARMED] == 0
    if kind == GIVE_UP:
        return mi[mi[e + EID] + VPATIENCE] != serial
    if kind == GATHERED:
        return mi[mi[e + EAUX] + GSERIAL] != serial
    if END <= kind <= WORK_FINISHED:
        return mi[mi[e + EID] + VDUE] != serial
    return False


@inlined
def come_to_pass(mi, mf, event):  # type: ignore[no-untyped-def]
    """What was first on the agenda happens, unless it was called off."""
    kind, id_ = mi[event + ETYPE], mi[event + EID]
    if kind == END and mi[id_ + VDUE] == mi[event + ESERIAL]:
        end_work(mi, mf, id_)
    elif kind == ARRIVE:
        arrive(mi, mf, id_)
    elif is_stale(mi, mf, event):
        mi[STALE] -= 1
        unlink_timer(mi, mf, event)
    else:
        happen(mi, mf, event)


@compiled
def drop_stale(mi, mf):  # type: ignore[no-untyped-def]
    """Take events that were called off out of the agenda, so that it stays as small as what is really due."""
    times, events, n = mi[HEAP_TIMES], mi[HEAP_EVENTS], 0
    for k in range(mi[HEAP]):
        event = mi[events + k]
        if is_stale(mi, mf, event):
            unlink_timer(mi, mf, event)
            forget(mi, mf, event)
        else:
            mi[times + n] = mi[times + k]
            mi[events + n] = event
            n += 1
    mi[HEAP] = n
    mi[STALE] = 0
    rebuild(mi, mf)


@compiled
def unlink_timer(mi, mf, event):  # type: ignore[no-untyped-def]
    """A stopped timer whose event is gone cannot be set again by that event."""
    e = event
    if mi[e + ETYPE] == EXPIRE:
        at = deadline_of(mi, mf, mi[e + EAUX])
        if mi[mi[e + EID] + at + LTIMER] == mi[e + ESERIAL]:
            mi[mi[e + EID] + at + LTIMER] = 0


@compiled
def happen(mi, mf, event):  # type: ignore[no-untyped-def]
    """An event other than an arrival or the end of work comes to pass."""
    e = event
    kind, id_, aux = mi[e + ETYPE], mi[e + EID], mi[e + EAUX]
    if kind == PASS:
        case, following = mi[id_ + VCASE], mi[mi[id_ + VNODE] + NEXT]
        mi[id_ + VDUE] = 0
        close_visit(mi, mf, id_, _DONE)
        free_visit(mi, mf, id_)
        go_on(mi, mf, case, following)
    elif kind == SERVE:
        look_everywhere(mi, mf)
    elif kind == EXPIRE:
        following = expire(mi, mf, id_, aux)
        go_on(mi, mf, id_, following)
    elif kind == GIVE_UP:
        case, node = mi[id_ + VCASE], mi[id_ + VNODE]
        mi[id_ + VPATIENCE] = 0
        leave_line(mi, mf, id_)
        close_visit(mi, mf, id_, _GAVE_UP)
        free_visit(mi, mf, id_)
        go_on(mi, mf, case, mi[node + Q10])
    elif kind == GO_TURNED_AWAY or kind == WORK_FINISHED:
        case, node, limit = mi[id_ + VCASE], mi[id_ + VNODE], mi[id_ + VFINISHING]
        mi[case + CHELD] += 1
        if kind == GO_TURNED_AWAY:
            stop_leaving(mi, mf, id_)
            go_on(mi, mf, case, mi[node + Q12])
        else:
            mi[case + CHELD] -= 1
            free_visit(mi, mf, id_)
            go_on(mi, mf, case, work_finished(mi, mf, case, limit))
        mi[case + CHELD] -= 1
        free_case(mi, mf, case)
    elif kind == GATHERED:
        mi[aux + GSERIAL] = 0
        close_group(mi, mf, aux)
    elif kind == BACKLOG:
        enter_backlog(mi, mf, id_)


@inlined
def end_work(mi, mf, visit):  # type: ignore[no-untyped-def]
    """Work in hand is done."""
    v = visit
    case, limit, following = mi[v + VCASE], mi[v + VFINISHING], mi[mi[v + VNODE] + NEXT]
    if mi[v + VDETACHED] != 0:
        following = WAITS
    mi[v + VDUE] = 0
    stop_work(mi, mf, visit)
    mi[case + CHELD] += 1
    end_visit(mi, mf, visit, _DONE)
    free_visit(mi, mf, visit)
    if limit != NIL:
        following = work_finished(mi, mf, case, limit)
    go(mi, mf, case, following)
    mi[case + CHELD] -= 1
    free_case(mi, mf, case)


@inlined
def has_room(mi, mf):  # type: ignore[no-untyped-def]
    """Whether the next event finds the margin of free rows everywhere."""
    return (
        mi[HEAP] <= mi[HEAP_FULL]
        and mi[ROWS] <= mi[ROWS_FULL]
        and mi[CASES] <= mi[CASES_FULL]
        and mi[ARENA] <= mi[ARENA_FULL]
        and mi[FLOATS] <= mi[FLOATS_FULL]
    )


@compiled
def know_rooms(mi, mf):  # type: ignore[no-untyped-def]
    """How much may be used before the margin of free rows is touched."""
    row = mi[CASE_SIZE] + mi[VISIT_SIZE] + EVENT_WIDTH + GATHER_WIDTH + SPELL_WIDTH + CREW_WIDTH + 8
    mi[HEAP_FULL], mi[ROWS_FULL] = mi[HEAP_ROOM] - MARGIN, mi[ROWS_ROOM] - MARGIN
    mi[CASES_FULL] = mi[CASES_ROOM] - MARGIN
    mi[ARENA_FULL] = mi[INTS_ROOM] - MARGIN * row
    mi[FLOATS_FULL] = mi[FLOATS_ROOM] - MARGIN * (mi[VALUES] + KEYS + 1)


@compiled
def make_room(mi, mf):  # type: ignore[no-untyped-def]
    """Move the tables that have grown to more room where they can; whether there is room now."""
    if mi[HEAP] > mi[HEAP_FULL] and not widen(mi, mf):
        return False
    know_rooms(mi, mf)
    return has_room(mi, mf)


@cached
def run(ints, floats):  # type: ignore[no-untyped-def]
    """Let things happen until the run is over, memory has to grow, something is wrong, or (between two
    instants) rows and cases are as many as the run shall pause at.
    """
    mi, mf = pointer(ints), pointer(floats)
    know_rooms(mi, mf)
    mi[CARE] = 1
    if mi[BEGUN] == 0:
        mi[BEGUN] = 1
        begin(mi, mf)
    while (mi[TO_COME] | mi[INSIDE] | mi[IN_HAND]) > 0:
        if mi[CARE] != 0:
            if mi[ERROR] != 0:
                return FAULT
            if not has_room(mi, mf) and not make_room(mi, mf):
                return GROW
            mi[CARE] = 0
        if mi[STALE] > 1024 and 2 * mi[STALE] > mi[HEAP]:
            drop_stale(mi, mf)
        time, now = first_time(mi), mi[NOW]
        # Whoever comes on duty at this instant is there too before anybody is served.
        if mi[UNSETTLED] != NIL and time != now:
            serve(mi, mf)
            time = first_time(mi)
        if time >= mi[HORIZON]:
            break
        if time > now:
            if mi[ROWS] + mi[CASES] - mi[INSIDE] >= mi[PAUSE_AT]:
                return PAUSED
            mi[NOW] = time
            mi[FRESH] = 0
        event = pop(mi, mf)
        come_to_pass(mi, mf, event)
        forget(mi, mf, event)
    if mi[ERROR] != 0:
        return FAULT
    over = mi[TO_COME] == 0 and mi[INSIDE] == 0 and mi[IN_HAND] == 0
    mi[NOW] = mi[NOW] if over else mi[HORIZON]
    close_all(mi, mf)
    return FAULT if mi[ERROR] != 0 else FINISHED


@compiled
def close_all(mi, mf):  # type: ignore[no-untyped-def]
    """What is still open at the end of the run is unfinished; work in hand counts up to then."""
    case = mi[CASE_FIRST]
    while case != NIL:
        visit = mi[case + CLIVE]
        while visit != NIL:
            v = visit
            if mi[v + VSTATE] == WORKING:
                mi[field(mi, visit, WWORKED)] += work_spent(mi, mf, visit, mi[v + VSPELL], mi[NOW])
                if mi[v + VSPELLS] > 0:
                    write_spell(mi, mf, visit, mi[NOW])
            mi[field(mi, visit, WOUTCOME)] = _UNFINISHED
            visit = mi[v + VNEXT]
        if mi[case + CFINISHED] == UNSET:
            write_values(mi, mf, case)
        case = mi[case + CNEXT]
