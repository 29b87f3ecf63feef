"""The laws of runs as one pass over a log, compiled: what is proven here need not be looked at again.

A proof may fail though a law holds (a very long chain of rows, an order that is not judged here); then
`sim.measures.laws` decides. It never succeeds where a law is broken. The rows must stand in the log's order.

Claims, spells and intervals lie in columns of scratch arrays (`sim.measures.screen.Room`). This file is long
because the laws of pools are one call graph over the same columns.
"""

from __future__ import annotations

from sim.eventlog import MISSING, Outcome
from sim.measures.native_columns import room_at, rows_at, spells_at, tables_at
from sim.measures.native_spans import (
    busy_within,
    common_spans,
    doubled,
    last_before,
    merge_spans,
    off_duty,
    sort_spans,
)  # fmt: skip
from sim.native.jit import cached, compiled, pointer

CAPACITY, IDLING, ORDER = 1, 2, 4
"""What can be proven of pools, law by law."""

NOT_A_TASK, NAMED, TOLD, CREW = range(4)
"""How the lines of a step's claims are known: none, those it names, the one that the row tells; or they are
not for one person whom anybody of the pool can meet.
"""
FIFO, BY_RANK, FREE, UNJUDGED = range(4)
"""How the order of a pool's line is judged; any order is right in a FREE one."""

_NONE, _MISSING, _UNFINISHED = -1, MISSING, int(Outcome.UNFINISHED)
_FAR = 48
"""Rows of a case that are searched for the one after which another begins."""


@compiled
def _stop(ended, k, end):  # type: ignore[no-untyped-def]
    return end if ended[k] == _MISSING else ended[k]


# Cases


@compiled
def case_by_case(rows, cases, sizes, scratch, end):  # type: ignore[no-untyped-def]
    """Instants in order, conservation and tiling; Little's identity follows, since both of its sides are sums
    over cases of lengths that tiling makes equal.
    """
    process, case, queued, started, ended, outcome = rows
    case_process, case_number, arrived, finished, case_outcome = cases
    n, m, processes = sizes
    first, last, reach, inside, before = scratch
    for p in range(2 * processes):
        first[p] = 0
    for k in range(m):
        p = case_process[k]
        if k > 0 and not (
            p > case_process[k - 1] or (p == case_process[k - 1] and case_number[k] == case_number[k - 1] + 1)
        ):
            return False
        until = end if finished[k] == _MISSING else finished[k]
        if arrived[k] > until or until > end or (finished[k] != _MISSING) != (case_outcome[k] != _MISSING):
            return False
        if first[2 * p + 1] == 0:
            first[2 * p] = k
        first[2 * p + 1] += 1
        last[k], reach[k], inside[k] = _NONE, max(0, arrived[k]), 0
    for k in range(n):
        p = process[k]
        if first[2 * p + 1] == 0:
            return False
        at = first[2 * p] + case[k] - case_number[first[2 * p]]
        if at < first[2 * p] or at >= first[2 * p] + first[2 * p + 1]:
            return False
        stop, began = _stop(ended, k, end), started[k]
        if began == _MISSING:
            began = queued[k]
        if queued[k] > began or began > stop or stop > end:
            return False
        if (ended[k] == _MISSING) != (outcome[k] == _UNFINISHED) or queued[k] > reach[at]:
            return False
        if queued[k] != max(0, arrived[at]) and not _ends_at(ended, before, last[at], queued[k], end):
            return False
        if ended[k] == _MISSING:
            inside[at] = 1
        reach[at] = max(reach[at], stop)
        before[k], last[at] = last[at], k
    for k in range(m):
        until = end if finished[k] == _MISSING else finished[k]
        if reach[k] < until or (finished[k] == _MISSING and inside[k] == 0):
            return False
        left = finished[k] != _MISSING and until != max(0, arrived[k])
        if left and not _ends_at(ended, before, last[k], until, end):
            return False
    return True


@compiled
def _ends_at(ended, before, row, instant, end):  # type: ignore[no-untyped-def]
    """Whether one of the last rows of a case ends at an instant."""
    for _ in range(_FAR):
        if row == _NONE:
            return False
        if _stop(ended, row, end) == instant:
            return True
        row = before[row]
    return False


# Lines


@compiled
def overtaken(start, stop, met, level, lo, hi, levels, scratch):  # type: ignore[no-untyped-def]
    """Whether a claim that was met was behind another of its level in the line (`lines._out_of_line`), or a
    better one had waited since an earlier second (`lines._before_the_better`).
    """
    reach, joined = scratch
    for which in range(levels):
        so_far, earlier, second, n = -(2**62), -(2**62), -(2**62), 0
        for k in range(lo, hi):
            if level[k] == which:
                if start[k] != second:
                    earlier, second = so_far, start[k]
                if met[k] == 1 and stop[k] < (earlier if stop[k] == start[k] else so_far):
                    return True
                so_far = max(so_far, stop[k])
            elif level[k] > which:
                joined[n] = start[k]
                reach[n] = max(stop[k], reach[n - 1]) if n > 0 else stop[k]
                n += 1
        if n > 0:
            for k in range(lo, hi):
                if level[k] == which and met[k] == 1:
                    found = last_before(joined, 0, n, stop[k] - 1)
                    if found >= 0 and reach[found] > stop[k]:
                        return True
    return False


@compiled
def lines_of(row, rows, tables):  # type: ignore[no-untyped-def]
    """Where the pools of a simple claim's lines lie, from..to in ``tables.pools``; nothing for other rows."""
    step = tables.steps[rows.process[row]] + rows.position[row]
    how = tables.how[step]
    if how == TOLD and rows.pool[row] >= 0:
        return tables.line_at[rows.pool[row]], tables.line_at[rows.pool[row] + 1]
    if how in (NAMED, TOLD):
        return tables.named_at[step], tables.named_at[step + 1]
    return 0, 0


@compiled
def met_by(row, rows, tables):  # type: ignore[no-untyped-def]
    """The pool that met a claim of one person; -1 for none."""
    line = rows.pool[row]
    if rows.started[row] == _MISSING or line < 0:
        return _NONE
    at = tables.line_at[line]
    return tables.pools[at] if tables.line_at[line + 1] == at + 1 else _NONE


@compiled
def count_claims(rows, spells, tables, room):  # type: ignore[no-untyped-def]
    """Where the claims of each pool lie: the first stays in its line, those of rows whose work was
    interrupted behind the others, then the stays after spells of such work.
    """
    pools, n = tables.size, rows.size
    at, late = room.claim_at, room.claim_late
    for p in range(pools + 1):
        at[p] = late[p] = 0
    for k in range(n + spells.size):
        row = k if k < n else spells.row[k - n]
        lo, hi = lines_of(row, rows, tables)
        for j in range(lo, hi):
            at[tables.pools[j] + 1] += 1
            late[tables.pools[j]] += 1 - room.interrupted[row]
    for p in range(pools):
        at[p + 1] += at[p]
    for p in range(pools):
        room.next_early[p], room.next_late[p] = at[p], at[p] + late[p]
        late[p] += at[p]


@compiled
def fill_claims(rows, spells, tables, room, end):  # type: ignore[no-untyped-def]
    """The simple claims of each pool's line, pool by pool in the order of the log."""
    count_claims(rows, spells, tables, room)
    for k in range(rows.size):
        lo, hi = lines_of(k, rows, tables)
        if lo == hi:
            continue
        step = tables.steps[rows.process[k]] + rows.position[k]
        left, pool_met = rows.started[k], met_by(k, rows, tables)
        if left == _MISSING:
            left = _stop(rows.ended, k, end)
        for j in range(lo, hi):
            p = tables.pools[j]
            if room.interrupted[k] == 1:
                c = room.next_late[p]
                room.next_late[p] += 1
            else:
                c = room.next_early[p]
                room.next_early[p] += 1
            room.start[c], room.stop[c] = rows.queued[k], left
            room.met[c], room.level[c] = int(pool_met == p), tables.level[step]
    for k in range(spells.size):
        row = spells.row[k]
        over = _stop(spells.ended, k, end)
        again = k + 1 < spells.size and spells.row[k + 1] == row
        until = spells.started[k + 1] if again else _stop(rows.ended, row, end)
        lo, hi = lines_of(row, rows, tables)
        for j in range(lo, hi):
            c = room.next_late[tables.pools[j]]
            room.next_late[tables.pools[j]] += 1
            room.start[c], room.stop[c] = over, until


@compiled
def lines_are_in_order(tables, room):  # type: ignore[no-untyped-def]
    """Whether no claim was overtaken in a line whose order is judged here."""
    for p in range(tables.size):
        lo, hi, how = room.claim_at[p], room.claim_late[p], tables.judged[p]
        if how == FREE or lo == hi:
            continue
        if how == UNJUDGED:
            return False
        if how == FIFO:
            for k in range(lo, hi):
                room.level[k] = 0
        levels = 1 if how == FIFO else tables.levels[0]
        if overtaken(room.start, room.stop, room.met, room.level, lo, hi, levels, (room.reach, room.joined)):
            return False
    return True


@compiled
def fill_spells(rows, spells, tables, room, end):  # type: ignore[no-untyped-def]
    """The working spells of each person, person by person; False if there is no such person."""
    people, n, told = tables.person_at[tables.size], rows.size, spells.size
    at = room.spell_at
    for p in range(people + 1):
        at[p] = 0
    for turn in range(2):
        for k in range(n + told):
            if k < n:
                if room.interrupted[k] == 1 or rows.started[k] == _MISSING:
                    continue
                line, who, began, ended = rows.pool[k], rows.person[k], rows.started[k], rows.ended[k]
                if who < 0:
                    continue
            else:
                line, who = spells.pool[k - n], spells.person[k - n]
                began, ended = spells.started[k - n], spells.ended[k - n]
                if who < 0:
                    return False
            if line < 0:
                return False
            if ended == _MISSING:
                ended = end
            alone = tables.line_at[line + 1] - tables.line_at[line] == 1
            crew = tables.who_at[who + 1] - tables.who_at[who]
            if not alone and tables.line_at[line + 1] - tables.line_at[line] != crew:
                return False
            for j in range(tables.who_at[who], tables.who_at[who + 1]):
                member = tables.line_at[line] + (0 if alone else j - tables.who_at[who])
                pool, number = tables.pools[member], tables.numbers[j]
                if number >= tables.person_at[pool + 1] - tables.person_at[pool]:
                    return False
                person = tables.person_at[pool] + number
                if turn == 0:
                    at[person + 1] += 1
                else:
                    c = room.next_spell[person]
                    room.next_spell[person] += 1
                    room.began[c], room.ended[c] = began, ended
        if turn == 0:
            for p in range(people):
                at[p + 1] += at[p]
                room.next_spell[p] = at[p]
    return True


@compiled
def people_are_free(tables, room):  # type: ignore[no-untyped-def]
    """Whether nobody does two things at once or starts while off duty."""
    for person in range(tables.person_at[tables.size]):
        lo, hi = room.spell_at[person], room.spell_at[person + 1]
        sort_spans(room.began, room.ended, lo, hi)
        group = tables.group_of[person]
        first, behind = tables.duty_at[group], tables.duty_at[group + 1]
        duty = (tables.opens, tables.closes, first, behind)
        if doubled(room.began, room.ended, lo, hi) or off_duty(room.began, lo, hi, duty):
            return False
    return True


@compiled
def nobody_idles(tables, room, begin):  # type: ignore[no-untyped-def]
    """Whether, from ``begin`` on, all on duty are busy whenever a simple claim waits in the pool's line."""
    for p in range(tables.size):
        lo = room.claim_at[p]
        for k in range(lo, room.claim_at[p + 1]):
            room.start[k], room.stop[k] = max(room.start[k], begin), max(room.stop[k], begin)
        sort_spans(room.start, room.stop, lo, room.claim_at[p + 1])
        hi = merge_spans(room.start, room.stop, lo, room.claim_at[p + 1])
        if lo == hi:
            continue
        for group in range(tables.groups[p], tables.groups[p + 1]):
            waiting = (room.start, room.stop, lo, hi)
            duty = (tables.opens, tables.closes, tables.duty_at[group], tables.duty_at[group + 1])
            n = common_spans(duty, waiting, (room.open, room.close, room.total))
            wanted, found = 0, 0
            for person in range(tables.person_at[p], tables.person_at[p + 1]):
                if tables.group_of[person] == group:
                    wanted += room.total[n]
                    found += busy_within(
                        room.began, room.ended, room.spell_at[person], room.spell_at[person + 1],
                        (room.open, room.close, room.total, n),
                    )  # fmt: skip
            if found != wanted:
                return False
    return True


@cached
def cases_are_proven(rows, cases, sizes, scratch, end):  # type: ignore[no-untyped-def]
    """Whether the laws of each case alone are proven. ``rows`` are process, case, queued, started, ended and
    outcome, ``cases`` process, number, arrived, finished and outcome, ``sizes`` rows, cases and processes.
    """
    for k in range(sizes[0]):
        if rows[0][k] < 0 or rows[0][k] >= sizes[2]:
            return False
    for k in range(sizes[1]):
        if cases[0][k] < 0 or cases[0][k] >= sizes[2]:
            return False
    return case_by_case(
        (
            pointer(rows[0]), pointer(rows[1]), pointer(rows[2]), pointer(rows[3]), pointer(rows[4]),
            pointer(rows[5]),
        ),
        (pointer(cases[0]), pointer(cases[1]), pointer(cases[2]), pointer(cases[3]), pointer(cases[4])),
        sizes,
        (
            pointer(scratch[0]), pointer(scratch[1]), pointer(scratch[2]), pointer(scratch[3]),
            pointer(scratch[4]),
        ),
        end,
    )  # fmt: skip


@compiled
def _in_order(rows, k):  # type: ignore[no-untyped-def]
    """Whether row ``k`` comes behind the one before it in the order of the log."""
    if rows.queued[k] != rows.queued[k - 1]:
        return rows.queued[k] > rows.queued[k - 1]
    if rows.process[k] != rows.process[k - 1]:
        return rows.process[k] > rows.process[k - 1]
    if rows.case[k] != rows.case[k - 1]:
        return rows.case[k] > rows.case[k - 1]
    if rows.position[k] != rows.position[k - 1]:
        return rows.position[k] > rows.position[k - 1]
    return rows.round[k] > rows.round[k - 1]


@compiled
def _proven_of_pools(rows, spells, tables, room, limits):  # type: ignore[no-untyped-def]
    (lines, persons, processes, begin, end), n = limits, rows.size
    for k in range(n):
        room.interrupted[k] = 0
        process = rows.process[k]
        if process < 0 or process >= processes or rows.position[k] < 0:
            return 0
        if tables.steps[process] + rows.position[k] >= tables.steps[process + 1]:
            return 0
        if rows.pool[k] >= lines or rows.person[k] >= persons or (k > 0 and not _in_order(rows, k)):
            return 0
    for k in range(spells.size):
        row = spells.row[k]
        if row < 0 or row >= n or spells.pool[k] >= lines or spells.person[k] >= persons:
            return 0
        room.interrupted[row] = 1
    found = 0
    fill_claims(rows, spells, tables, room, end)
    if lines_are_in_order(tables, room):
        found |= ORDER
    if not fill_spells(rows, spells, tables, room, end) or not people_are_free(tables, room):
        return found
    found |= CAPACITY
    if nobody_idles(tables, room, begin):
        found |= IDLING
    return found


@cached
def proven_of_pools(rows, spells, tables, room, span):  # type: ignore[no-untyped-def]
    """Which laws of pools are proven within a span of time (from, to) of which all rows are there; none where
    a row names what is not there or stands out of order.
    """
    limits = len(tables.line_at) - 1, len(tables.who_at) - 1, len(tables.steps) - 1, span[0], span[1]
    return _proven_of_pools(rows_at(rows), spells_at(spells), tables_at(tables), room_at(room), limits)
