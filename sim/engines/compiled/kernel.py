"""The rules of the language, compiled: the events of the agenda, and the loop that lets them happen.

The meaning is the reference engine's; this says the same in flat arrays. The rules lie in files named as
those of the reference (`flow`, `blocks`, `clock`, `court`, `arrivals`; for its `desk` and `preemption` there
are `claims`, `crews`, `working` and `serving`), on top of `visits`, `values`, `lines`, `staffing` and `heap`;
`run` links them all into one piece of machine code. Objects are row numbers, fields are the columns of
`columns`, words of the program are the numbers of `codes`.
"""

from __future__ import annotations

from sim.engines.compiled.arithmetic import open_seconds
from sim.engines.compiled.arrivals import let_arrive, new_case, next_arrival
from sim.engines.compiled.blocks import (
    contains, enter_limit, expire, stop_leaving, work_finished, write_values,
)  # fmt: skip
from sim.engines.compiled.claims import leave_line
from sim.engines.compiled.clock import deadline_of
from sim.engines.compiled.codes import KIND_ENDS, OUT_DONE, OUT_GAVE_UP, OUT_UNFINISHED, WAITS
from sim.engines.compiled.columns import (
    ACASE, ACURSOR, ARENA, ARENA_FULL, ARRIVE, BACKLOG, BACKLOGS, BACKLOG_AT, BEGUN, BY_SCHEDULE, CARE,
    CASES, CASES_FULL, CASES_ROOM, CASE_FIRST, CASE_SIZE, CFINISHED, CGAINED, CHELD, CLIVE, CNEXT,
    CREW_WIDTH, EARRIVED, EAUX, EID, EMEASURED, END, ENODE, ENTRY_WIDTH, ENUM, EPROC, ERROR, ESERIAL, ETYPE,
    EVENT_WIDTH, EXPIRE, FAULT, FINISHED, FLOATS, FLOATS_FULL, FLOATS_ROOM, FRESH, GATHERED, GATHER_WIDTH,
    GIVE_UP, GO_TURNED_AWAY, GROW, GSERIAL, HEAP, HEAP_EVENTS, HEAP_FULL, HEAP_ROOM, HEAP_TIMES, HORIZON,
    INSIDE, INTS_ROOM, IN_HAND, KEYS, LARMED, LIMITS, LOCAL, LTIMER, MARGIN, NEXT, NIL, NLIMITS, NOW, PASS,
    PAUSED, PAUSE_AT, PROCESSES, PROCESSES_AT, PROCESS_WIDTH, Q10, Q12, RENTRY, REPEATS_AT, REPEAT_WIDTH,
    RINDEX, RKIND, RNREP, ROWS, ROWS_FULL, ROWS_ROOM, RREP0, RSCHED0, SCHEDULE_WIDTH, SERVE, SPELL_WIDTH,
    STALE, TO_COME, UENTRY, UNSET, UNSETTLED, UROUNDS, VALUES, VCASE, VDETACHED, VDUE, VFINISHING,
    VISIT_SIZE, VNEXT, VNODE, VPATIENCE, VSPELL, VSPELLS, VSTATE, WARM_UP, WORKING, WORKING_CALENDAR,
    WORK_FINISHED, WOUTCOME, WWORKED,
)  # fmt: skip
from sim.engines.compiled.court import close_group
from sim.engines.compiled.flow import go, go_on
from sim.engines.compiled.heap import first_time, forget, key_high, pop, push, rebuild, widen
from sim.engines.compiled.serving import look_everywhere, serve
from sim.engines.compiled.staffing import work_spent
from sim.engines.compiled.visits import close_visit, end_visit, field, free_case, free_visit
from sim.engines.compiled.working import stop_work, write_spell
from sim.native.jit import cached, compiled, inlined, pointer


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


@compiled
def begin(mi, mf):  # type: ignore[no-untyped-def]
    """Let the backlog enter at second 0, and the first arrival of each process be due."""
    first = mi[BACKLOG_AT]
    for entry in range(first, first + ENTRY_WIDTH * mi[BACKLOGS], ENTRY_WIDTH):
        mi[TO_COME] += 1
        push(
            mi,
            mf,
            0,
            key_high(KIND_ENDS, mi[mi[entry + EPROC] + RINDEX], mi[entry + ENUM]),
            0,
            BACKLOG,
            entry,
            0,
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
        close_visit(mi, mf, id_, OUT_DONE)
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
        close_visit(mi, mf, id_, OUT_GAVE_UP)
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
    end_visit(mi, mf, visit, OUT_DONE)
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
            mi[field(mi, visit, WOUTCOME)] = OUT_UNFINISHED
            visit = mi[v + VNEXT]
        if mi[case + CFINISHED] == UNSET:
            write_values(mi, mf, case)
        case = mi[case + CNEXT]
