"""Work begins, ends and is interrupted: the reference's `desk` and `preemption`."""

from __future__ import annotations

import math

from sim.engines.compiled.arithmetic import half_up
from sim.engines.compiled.claims import join, leave_line
from sim.engines.compiled.codes import KIND_ENDS, OUT_WITHDRAWN
from sim.engines.compiled.columns import (
    CHELD, CREW_AT, IN_HAND, IN_HAND_ROWS, NEVER, NIL, NOW, PAUSE, PINDEX, PNUMBER, PPOOL, PSPEED, SCRATCH,
    SPELLS, SPELL_FIRST, SPELL_WIDTH, STALE, UNSET, VCASE, VCREW, VDETACHED, VDUE, VFINISHING, VLEFT, VROW,
    VSPELL, VSPELLS, VSTATE, WORKING, WORK_FINISHED, WPERSON, WPOOL, WSTARTED, WWORKED, XENDED, XNEXT,
    XPERSONS, XPOOLS, XROW, XSTARTED,
)  # fmt: skip
from sim.engines.compiled.crews import count_in_hand, gather_crew, name_crew
from sim.engines.compiled.heap import allocate
from sim.engines.compiled.staffing import release, take, work_end, work_spent
from sim.engines.compiled.values import due, end_due
from sim.engines.compiled.visits import close_visit, field, free_visit
from sim.native.jit import compiled, inlined


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
    close_visit(mi, mf, visit, OUT_WITHDRAWN)
    if mi[v + VFINISHING] != NIL:
        mi[mi[v + VCASE] + CHELD] += 1
        mi[v + VDUE] = due(mi, mf, mi[NOW], KIND_ENDS, WORK_FINISHED, visit)
    else:
        free_visit(mi, mf, visit)
