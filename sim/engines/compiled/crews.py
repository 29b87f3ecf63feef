"""Who works: the people that can meet a claim, whom it interrupts, and how a crew is named."""

from __future__ import annotations

from sim.engines.compiled.codes import BY_ALL, DAY, THE_OWNER
from sim.engines.compiled.columns import (
    CNUM, CPROC, CREWS, CREWS_AT, CREW_AT, CREW_LAST, CREW_SLOTS, CREW_WIDTH, IN_HAND_ROWS, KPOOL,
    LINK_WIDTH, NIL, NOW, NPEOPLE, PBUSY, PEOPLE0, PERSON_WIDTH, PGROUP, PINDEX, PLAST, PNUMBER, POS, PPOOL,
    PREEMPT, PRIORITY, Q0, Q1, Q14, Q2, SCRATCH, VCASE, VCREW, VISIT_WIDTH, VKEYS, VLINES, VNODE, VOWNER,
    VROUND, VSPELL, WPERSON, WPOOL, YBEFORE, YN, YNEXT, YNUMBER,
)  # fmt: skip
from sim.engines.compiled.heap import allocate
from sim.engines.compiled.staffing import first_free, free_besides, on_duty, some_free
from sim.engines.compiled.visits import field
from sim.native.jit import compiled


@compiled
def gather_crew(mi, mf, visit, pool):  # type: ignore[no-untyped-def]
    """The people who can meet the claim now, into ``scratch`` in the order of its list; how many, or 0."""
    n = mi[visit + VNODE]
    if mi[n + Q0] != BY_ALL:
        person = the_owner(mi, mf, visit) if mi[n + Q14] == 1 else first_free(mi, mf, pool)
        mi[mi[SCRATCH] + 0] = person
        return 0 if person == NIL else 1
    crew = 0
    for owners in range(2):
        for i in range(mi[n + Q2]):
            need, count = mi[mi[n + Q1] + 2 * i], mi[mi[n + Q1] + 2 * i + 1]
            if (need == THE_OWNER) != (owners == 0):
                continue
            if need == THE_OWNER:
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
        if need == THE_OWNER:
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
    if mi[n + Q0] == BY_ALL or mi[n + Q14] == 1:
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
