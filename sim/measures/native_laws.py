"""The laws of runs as one pass over a log, compiled: what is proven here need not be looked at again.

A proof may fail though a law holds (a very long chain of rows, an order that is not judged here); then
`sim.measures.laws` decides. It never succeeds where a law is broken. The rows must stand in the log's order.

Each row is added to its case (`sim.measures.native_cases`), its claim to the lines that it stands in
(`sim.measures.native_lines`) and its work to the people who did it (`sim.measures.native_people`).
"""

from __future__ import annotations

from sim.eventlog import MISSING
from sim.measures.native_cases import add_row, begin_cases, end_cases
from sim.measures.native_columns import (
    case_room_at,
    cases_at,
    room_at,
    rows_at,
    spells_at,
    tables_at,
)
from sim.measures.native_lines import (
    add_claim,
    begin_lines,
    better_are_first,
    end_lines,
    know_interrupted,
    list_waits,
    stands_behind,
)
from sim.measures.native_people import (
    add_work,
    begin_people,
    list_told,
    nobody_idles,
    people_are_free,
)
from sim.native.jit import cached, compiled

CASES, CAPACITY, IDLING, ORDER = 1, 2, 4, 8
"""What can be proven: of each case alone (four laws), then law by law."""
POOLS = CAPACITY | IDLING | ORDER

_MISSING = MISSING


@cached
def proven_laws(log, program, rooms, span, asked):  # type: ignore[no-untyped-def]
    """Which of the laws asked for are proven; none where a row names what is not there or stands out of
    order.

    ``log`` are rows, cases and spells; ``program`` are the tables; ``rooms`` the scratch columns of cases
    and of pools. ``span`` is from when and until when the rows are all there.
    """
    rows, cases, spells = log
    limits = len(program.line_at) - 1, len(program.who_at) - 1, len(program.steps) - 1, span[0], span[1]
    return _proven(
        (rows_at(rows), cases_at(cases), spells_at(spells)),
        tables_at(program),
        (case_room_at(rooms[0]), room_at(rooms[1])),
        limits,
        asked,
    )


@compiled
def _proven(log, tables, rooms, limits, asked):  # type: ignore[no-untyped-def]
    (rows, cases, spells), (case_room, room) = log, rooms
    lines, persons, processes, begin, end = limits
    of_pools, told = asked & POOLS > 0, spells.size > 0
    if of_pools and not know_interrupted(rows, spells, room, (tables.size, lines, persons)):
        return 0
    begin_lines(tables, room)
    begin_people(tables, room, persons)
    alone = asked & CASES > 0 and begin_cases(cases, case_room, (processes, end))
    first = list_told(spells, tables, room, end)
    claims, work = (0, 0, True), (first, 0 if first >= 0 else -1, False)
    for k in range(rows.size):
        process, position = rows.process[k], rows.position[k]
        if process < 0 or process >= processes:
            return 0
        if alone:
            alone = add_row(k, rows, cases, case_room, end)
        if not of_pools:
            continue
        step = tables.steps[process] + position
        if position < 0 or step >= tables.steps[process + 1]:
            return 0
        if rows.pool[k] >= lines or rows.person[k] >= persons or (k > 0 and not stands_behind(rows, k)):
            return 0
        claims = add_claim(k, step, rows, tables, room, (begin, end, told), claims)
        if rows.started[k] == _MISSING or rows.person[k] < 0 or (told and room.interrupted[k] == 1):
            continue
        if work[1] >= 0:
            work = add_work(k, rows, tables, room, end, work)
    found = CASES if alone and end_cases(rows, cases, case_room, end) else 0
    if not of_pools:
        return found
    stays = end_lines(claims[0], tables, room)
    if claims[2] and better_are_first(tables, room):
        found |= ORDER
    gaps = people_are_free(rows, tables, room, (end, told, first), work) if work[1] >= 0 else -1
    if gaps < 0:
        return found
    list_waits(rows, spells, tables, room, (stays, begin, end))
    return found | CAPACITY | (IDLING if nobody_idles(gaps, tables, room) else 0)
