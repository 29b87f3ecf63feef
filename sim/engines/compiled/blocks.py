"""Forks, repeats and limits, and a case's end: the reference's `blocks`."""

from __future__ import annotations

from sim.engines.compiled.arithmetic import advance
from sim.engines.compiled.claims import escalate_claim, leave_line
from sim.engines.compiled.clock import arm, deadline_of, gained, stop_timer
from sim.engines.compiled.codes import (
    CLOCK_CALENDAR, CLOCK_WORKING, OP_GATHER, OP_SESSION, OUT_WITHDRAWN, THEN_DEEM, THEN_ESCALATE, WAITS,
)  # fmt: skip
from sim.engines.compiled.columns import (
    CASES_AT, CASES_ROOM, CFINISHED, CHELD, CLEAVING, CLIVE, CNUM, COWNER, CPLACE, CPROC, CVALUES, ESCALATED,
    FARRIVED, FBEGUN, FINISHING, FORKS_AT, FORK_WIDTH, FSERIAL, HBOOKED, INSIDE, JFINISHED, JOUTCOME, LACTED,
    LARMED, LAST, LEXPIRES, LGAINED, LIMITS, LMODE, LOCAL, LPENDING, LTIMER, NEXT, NIL, NLIMITS, NOW, OP,
    POS, POWNED, Q0, Q1, Q2, Q3, Q4, Q5, QUEUED, REPEATS_AT, REPEAT_WIDTH, RFORK0, RLIM0, RNATTR, RNFORK,
    RNLIM, RUNNING, STALE, UENTRY, UNSET, UROUNDS, VALUES_AT, VCASE, VDETACHED, VDUE, VFINISHING, VGROUP,
    VNEXT, VNODE, VSLOT, VSTATE, WORKING, WORKING_CALENDAR,
)  # fmt: skip
from sim.engines.compiled.court import leave_group
from sim.engines.compiled.lines import unlink_sought
from sim.engines.compiled.values import chance, luck
from sim.engines.compiled.visits import close_visit, free_case, free_visit
from sim.native.jit import compiled, inlined


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
    unlink_sought(mi, case + CLEAVING, visit, VNEXT)
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
    if op == OP_SESSION and mi[v + VSLOT] != NIL:
        mi[mi[mi[mi[v + VNODE] + Q0] + HBOOKED] + mi[v + VSLOT]] -= 1
    if op == OP_GATHER and mi[v + VGROUP] != NIL:
        leave_group(mi, mf, visit)
    close_visit(mi, mf, visit, OUT_WITHDRAWN)
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
    if mi[n + Q2] == CLOCK_CALENDAR:
        mi[case + at + LEXPIRES] = entered + mi[n + Q1]
    elif mi[n + Q2] == CLOCK_WORKING:
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
    if mi[n + Q3] == THEN_ESCALATE:
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
    return mi[node + NEXT] if mi[node + Q3] == THEN_DEEM else mi[node + Q4]


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
