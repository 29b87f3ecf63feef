"""A case moves from step to step: the reference's `flow`.

What could recurse, the branches of a fork, is kept on a small stack of frames.
"""

from __future__ import annotations

from sim.engines.bounds import MOST_AT_ONCE
from sim.engines.compiled.blocks import (
    after_round, end_limit, enter_limit, finish, fork_of, judge, next_round,
)  # fmt: skip
from sim.engines.compiled.claims import claim
from sim.engines.compiled.codes import (
    OP_AGAIN, OP_ASSIGN, OP_FINISH, OP_FORK, OP_JOIN, OP_LIMIT, OP_MARK, OP_PASSED, OP_REPEAT, OP_ROUND,
    OP_SESSION, OP_SET, OP_SHARES, OP_TASK, OP_UNTIL, OP_WAIT, OP_WHENS, WAITS,
)  # fmt: skip
from sim.engines.compiled.columns import (
    ALWAYS, CASES_AT, CASES_ROOM, CFINISHED, CMOVED, CMOVES, CNUM, CPLACE, CVALUES, ERROR, FARRIVED, FBEGUN,
    FBRANCH, FFORK, FOFSERIAL, FRAMES, FRAMES_AT, FRAMES_ROOM, FRAME_WIDTH, FSERIAL, JMARKS, LOCAL, NEXT,
    NIL, NOW, NTRAITS, OF, OP, Q0, Q1, Q2, Q3, Q4, REPEAT, REPEATS_AT, REPEAT_WIDTH, SERIAL, TOO_MANY_STEPS,
    UENTRY, UNSET, VROUND, WHEN,
)  # fmt: skip
from sim.engines.compiled.court import assign, book, gather, next_until, wait_until
from sim.engines.compiled.heap import is_full
from sim.engines.compiled.values import chance, drawn, fault, later, luck, round_of, value
from sim.engines.compiled.visits import open_visit
from sim.native.jit import compiled, inlined


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
    elif op == OP_TASK:
        claim(mi, mf, case, node)
        following = WAITS
    else:
        following = other_step(mi, mf, case, node, op)
    return following


@compiled
def other_step(mi, mf, case, node, op):  # type: ignore[no-untyped-def]
    """An instruction that is not a task."""
    n = node
    if op == OP_WAIT:
        visit = open_visit(mi, mf, case, node)
        if visit == NIL:
            return WAITS
        amount = drawn(mi, mf, mi[n + Q0], mi[n + Q1], mi[case + CNUM], mi[visit + VROUND])
        return wait_until(mi, mf, visit, later(mi, mf, mi[n + Q0], amount, mi[NOW]))
    if op == OP_SHARES:
        return by_share(mi, mf, case, node, n)
    if op == OP_WHENS:
        for i in range(mi[n + Q1]):
            if value(mi, mf, case, mi[mi[n + Q0] + i], mi[n + REPEAT], node) != 0.0:
                return mi[mi[n + Q2] + i]
        return mi[n + Q3]
    if op == OP_MARK:
        mi[mi[CASES_AT] + mi[CASES_ROOM] * (JMARKS + mi[n + Q0]) + mi[case + CPLACE]] = mi[NOW]
        return mi[n + NEXT]
    if op == OP_REPEAT:
        mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[n + LOCAL] + UENTRY] = 0
        return next_round(mi, mf, case, node)
    if op == OP_AGAIN:
        return after_round(mi, mf, case, mi[n + OF])
    if op == OP_ROUND:
        return next_round(mi, mf, case, mi[n + OF])
    if op == OP_FORK:
        return begin_fork(mi, mf, case, node)
    if op == OP_JOIN:
        mi[case + fork_of(mi, mf, mi[n + OF]) + FARRIVED] += 1
        return judge(mi, mf, case, mi[n + OF])
    return rarer_step(mi, mf, case, node, n, op)


@compiled
def rarer_step(mi, mf, case, node, n, op):  # type: ignore[no-untyped-def]
    """The instructions that are seldom met."""
    if op == OP_LIMIT:
        return enter_limit(mi, mf, case, node, mi[NOW], False)
    if op == OP_PASSED:
        end_limit(mi, mf, case, mi[n + OF])
        return mi[n + NEXT]
    if op == OP_SET:
        for i in range(mi[n + Q2]):
            mf[mi[case + CVALUES] + mi[mi[n + Q0] + i]] = value(
                mi, mf, case, mi[mi[n + Q1] + i], mi[n + REPEAT], node
            )
        return mi[n + NEXT]
    if op == OP_ASSIGN:
        return assign(mi, mf, case, node)
    if op == OP_FINISH:
        finish(mi, mf, case, mi[n + Q0])
        return WAITS
    visit = open_visit(mi, mf, case, node)
    if visit == NIL:
        return WAITS
    if op == OP_UNTIL:
        return wait_until(mi, mf, visit, next_until(mi, mf, n))
    if op == OP_SESSION:
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
