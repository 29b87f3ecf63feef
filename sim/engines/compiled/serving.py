"""Phases 2 and 3 of an instant: lines are served, and who finds no room is turned away."""

from __future__ import annotations

from sim.engines.compiled.claims import leave_line
from sim.engines.compiled.codes import BY_ALL, KIND_ENDS, KIND_SERVING, OUT_TURNED_AWAY
from sim.engines.compiled.columns import (
    BFIRST, BHEAD, BNEXT, BUCKET0, CHELD, CKEY, CLEAVING, ERROR, FRESH, FRESH_AT, GO_TURNED_AWAY, IDLE,
    IN_LINE, KB, KPOOL, KVISIT, LINK_WIDTH, LOOK, LOOK_NEXT, NEVER, NIL, NOW, NQUEUEING, NTRAITS, ONE_LINE,
    ORDER, PLAIN, POOLS, POOLS_AT, POOL_WIDTH, PPOOL, PREEMPT, PREEMPTS, Q0, Q11, Q14, QUEUED, SERVE, UNSET,
    UNSETTLED, VCASE, VDUE, VISIT_WIDTH, VLINES, VNEXT, VNODE, VQUEUED, VSTATE, WAKE, WSTARTED,
)  # fmt: skip
from sim.engines.compiled.crews import gather_crew, weakest
from sim.engines.compiled.heap import key_high, push
from sim.engines.compiled.lines import ordered, queued_before
from sim.engines.compiled.staffing import first_free, look_at, next_opening
from sim.engines.compiled.values import due
from sim.engines.compiled.visits import close_visit, field
from sim.engines.compiled.working import start, start_work
from sim.native.jit import compiled, inlined, prefetch

LONG = 1000
"""Claims in a line behind which those who come now stand so long that the processor forgets them."""


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
    return mi[node + Q0] != BY_ALL and mi[node + Q14] == 0


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
            close_visit(mi, mf, visit, OUT_TURNED_AWAY)
            case = mi[visit + VCASE]
            mi[case + CHELD] += 1
            mi[visit + VNEXT] = mi[case + CLEAVING]
            mi[case + CLEAVING] = visit
            mi[visit + VDUE] = due(mi, mf, mi[NOW], KIND_ENDS, GO_TURNED_AWAY, visit)


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
        push(mi, mf, opening, key_high(KIND_SERVING, 0, 0), 0, SERVE, 0, 0)
