"""Steps without staff (waits, sessions, groups) and owners: the reference's `court`."""

from __future__ import annotations

from sim.engines.compiled.arithmetic import after, law, next_open, opens_on
from sim.engines.compiled.codes import DAY, KIND_ENDS, KIND_TIMERS, OUT_DONE, WAITS
from sim.engines.compiled.columns import (
    CNUM, COWNER, CVALUES, DAT, DFAMILY, EAUX, FIRST_WEEKDAY, GATHERED, GATHER_FREE, GATHER_WIDTH, GCOUNT,
    GHEAD, GNEXT, GNODE, GSERIAL, GTAIL, GVALUE, HBOOKED, HN, HORIZON, HSLOTS, HSTARTS, LAST_EVENT, NEVER,
    NEXT, NGATHER, NIL, NOW, NPEOPLE, NTURN, PASS, PEOPLE0, PERSON_WIDTH, PFIRST, PLAST, POWNED, Q0, Q1, Q2,
    Q3, REPEAT, STALE, VCASE, VDUE, VGROUP, VMEMBER, VNODE, VROUND, VSLOT,
)  # fmt: skip
from sim.engines.compiled.heap import allocate, allocate_floats
from sim.engines.compiled.lines import unlink_sought
from sim.engines.compiled.values import drawn, due, later, luck, round_of
from sim.engines.compiled.visits import close_visit, free_visit
from sim.native.jit import compiled


@compiled
def wait_until(mi, mf, visit, ends):  # type: ignore[no-untyped-def]
    """A row without staff that ends at ``ends``: at once, later or never."""
    v = visit
    if ends == mi[NOW]:
        close_visit(mi, mf, visit, OUT_DONE)
        following = mi[mi[v + VNODE] + NEXT]
        free_visit(mi, mf, visit)
        return following
    if ends < NEVER:
        mi[v + VDUE] = due(mi, mf, ends, KIND_ENDS, PASS, visit)
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
            mi[w + GSERIAL] = due(mi, mf, ends, KIND_TIMERS, GATHERED, visit)
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
        mi[visit + VDUE] = due(mi, mf, mi[NOW], KIND_ENDS, PASS, visit)
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
    before = unlink_sought(mi, w + GHEAD, visit, VMEMBER)
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
