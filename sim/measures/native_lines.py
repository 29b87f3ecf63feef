"""The lines of pools in one walk over a log in its order, compiled: whose turn it was, and when claims
waited.

Claims come in the order in which they queued, so a line first come, first served needs to remember no more
than the latest instant at which one was met; the time in which somebody waits is merged as it comes.
"""

from __future__ import annotations

from sim.eventlog import MISSING
from sim.measures.native_columns import BY_RANK, FIFO, NAMED, NOT_A_TASK, TOLD, UNJUDGED
from sim.measures.native_spans import join_sorted, merge_spans, place_spans, sort_spans
from sim.native.jit import compiled, inlined

_NONE, _MISSING = -1, MISSING
_EARLY = -(2**62)


@compiled
def know_interrupted(rows, spells, room, sizes):  # type: ignore[no-untyped-def]
    """Mark the rows whose work was interrupted, of which ``spells`` tell; False if one names what is not
    there. ``sizes`` are the numbers of pools, lines and texts of persons.
    """
    pools, lines, persons = sizes
    for p in range(pools):
        room.pool_told[p] = 0
    if spells.size == 0:
        return True
    for k in range(rows.size):
        room.interrupted[k] = 0
    for k in range(spells.size):
        row = spells.row[k]
        if row < 0 or row >= rows.size or spells.pool[k] >= lines or spells.person[k] >= persons:
            return False
        room.interrupted[row] = 1
    return True


@inlined
def stands_behind(rows, k):  # type: ignore[no-untyped-def]
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


@inlined
def _left(rows, k, end):  # type: ignore[no-untyped-def]
    """When a row's claim was met or given up, or the end."""
    if rows.started[k] != _MISSING:
        return rows.started[k]
    return end if rows.ended[k] == _MISSING else rows.ended[k]


@inlined
def lines_of(row, step, rows, tables):  # type: ignore[no-untyped-def]
    """Where the pools of a simple claim's lines lie, from..to in ``tables.pools``; nothing for other rows."""
    how = tables.how[step]
    if how == TOLD and rows.pool[row] >= 0:
        return tables.line_at[rows.pool[row]], tables.line_at[rows.pool[row] + 1]
    if how == NAMED or how == TOLD:
        return tables.named_at[step], tables.named_at[step + 1]
    return 0, 0


@inlined
def _met_by(row, rows, tables):  # type: ignore[no-untyped-def]
    """The pool that met a claim of one person; -1 for none."""
    line = rows.pool[row]
    return _NONE if line < 0 or rows.started[row] == _MISSING else tables.single[line]


@inlined
def _overtaken(at, claim, room):  # type: ignore[no-untyped-def]
    """Whether a claim (from, to, whether it was met) was met before one that stood before it in the same line
    (`lines._out_of_line`); ``at`` is the place of the line and its level.
    """
    start, stop, met = claim
    so_far = room.so_far[at]
    earlier = room.earlier[at] if start == room.second[at] else so_far
    room.earlier[at], room.second[at], room.so_far[at] = earlier, start, max(so_far, stop)
    return met and stop < (earlier if stop == start else so_far)


@inlined
def _add_stay(pool, start, stop, stays, room):  # type: ignore[no-untyped-def]
    """Add the time in which a claim waits; how many stretches are listed now."""
    to = room.open_to[pool]
    if start <= to:
        room.open_to[pool] = max(to, stop)
        return stays
    if stop <= start:
        return stays
    stays = _close(pool, stays, room)
    room.open_from[pool], room.open_to[pool] = start, stop
    return stays


@inlined
def _close(pool, stays, room):  # type: ignore[no-untyped-def]
    """List the stretch that has grown so far, if there is one."""
    if room.open_to[pool] > room.open_from[pool]:
        room.stay_of[stays] = pool
        room.stay_from[stays], room.stay_to[stays] = room.open_from[pool], room.open_to[pool]
        return stays + 1
    return stays


@compiled
def begin_lines(tables, room):  # type: ignore[no-untyped-def]
    """Nobody has joined a line yet."""
    levels = max(1, tables.levels[0])
    for p in range(tables.size):
        room.open_from[p] = room.open_to[p] = _EARLY
        room.head[p] = room.tail[p] = _NONE
    for p in range(tables.size * levels):
        room.so_far[p] = room.earlier[p] = room.second[p] = _EARLY


@inlined
def add_claim(k, step, rows, tables, room, limits, counted):  # type: ignore[no-untyped-def]
    """Add the claim of a row, if it is for one person whom anybody of a pool can meet.

    ``limits`` are from when on claims wait, until when, and whether interrupted rows are marked.
    ``counted`` are how many stretches of waiting and how many claims of lines by rank are listed, and
    whether no claim was overtaken by one of its own level in a line whose order is judged; the same is
    returned.
    """
    begin, end, told = limits
    if tables.how[step] == NOT_A_TASK:
        return counted
    claim = rows.queued[k], _left(rows, k, end), tables.level[step], _met_by(k, rows, tables)
    first, pool = not told or room.interrupted[k] == 0, tables.only[step]
    if first and pool != _NONE:
        return _stand(pool, claim, begin, tables, room, counted)
    lo, hi = lines_of(k, step, rows, tables)
    for j in range(lo, hi):
        if first:
            counted = _stand(tables.pools[j], claim, begin, tables, room, counted)
        else:
            room.pool_told[tables.pools[j]] = 1
    return counted


@inlined
def _stand(pool, claim, begin, tables, room, counted):  # type: ignore[no-untyped-def]
    """Add the first stay of a claim (from, to, level, the pool that met it) to the line of a pool."""
    stays, ranked, ordered = counted
    queued, left, level, met_by = claim
    judged = tables.judged[pool]
    if judged == FIFO or (judged == BY_RANK and level >= 0):
        at = pool * max(1, tables.levels[0]) + (0 if judged == FIFO else level)
        if _overtaken(at, (queued, left, met_by == pool), room):
            ordered = False
        if judged == BY_RANK:
            ranked = _list_rank(pool, (queued, left, level, met_by == pool), ranked, room)
    elif judged == UNJUDGED:
        ordered = False
    return _add_stay(pool, max(queued, begin), max(left, begin), stays, room), ranked, ordered


@compiled
def end_lines(stays, tables, room):  # type: ignore[no-untyped-def]
    """List what still waits; how many stretches that are."""
    for p in range(tables.size):
        stays = _close(p, stays, room)
    return stays


@inlined
def _list_rank(pool, claim, listed, room):  # type: ignore[no-untyped-def]
    """Keep a claim of a line by rank, if it waited long enough for a worse one to be met meanwhile, or was
    met: twice its level, and one more if so. How many are kept now.
    """
    start, stop, level, met = claim
    if not met and stop <= start + 1:
        return listed
    if room.tail[pool] == _NONE:
        room.head[pool] = listed
    else:
        room.behind[room.tail[pool]] = listed
    room.tail[pool], room.behind[listed] = listed, _NONE
    room.joined[listed], room.left[listed], room.level[listed] = start, stop, 2 * level + met
    return listed + 1


@compiled
def better_are_first(tables, room):  # type: ignore[no-untyped-def]
    """Whether no claim was met while a better one had waited since an earlier second
    (`lines._before_the_better`); those of one level are known to be met one after the other.
    """
    for p in range(tables.size):
        for level in range(tables.levels[0] - 1 if room.head[p] != _NONE else 0):
            n, k = 0, room.head[p]
            while k != _NONE:
                if room.level[k] >= 2 * level + 2 and room.left[k] > room.joined[k] + 1:
                    room.better[n] = room.joined[k]
                    room.reach[n] = max(room.left[k], room.reach[n - 1]) if n > 0 else room.left[k]
                    n += 1
                k = room.behind[k]
            at, k = 0, room.head[p] if n > 0 else _NONE
            while k != _NONE:
                if room.level[k] == 2 * level + 1:
                    while at < n and room.better[at] < room.left[k]:
                        at += 1
                    while at > 0 and room.better[at - 1] >= room.left[k]:  # met at once, before its equals
                        at -= 1
                    if at > 0 and room.reach[at - 1] > room.left[k]:
                        return False
                k = room.behind[k]
    return True


@compiled
def list_waits(rows, spells, tables, room, limits):  # type: ignore[no-untyped-def]
    """The stretches in which somebody waits, pool by pool: ``wait_at[p]..wait_at[p + 1]`` of ``wait_from``
    and ``wait_to``, in order. ``limits`` are how many are listed, from when on claims wait, and until when.
    """
    stays = limits[0]
    at = room.wait_at
    for p in range(tables.size + 1):
        at[p] = 0
    behind = _list_told(rows, spells, tables, room, limits) if spells.size > 0 else stays
    for k in range(behind):
        at[room.stay_of[k] + 1] += 1
    for p in range(tables.size):
        at[p + 1] += at[p]
        room.wait_end[p] = at[p]
    listed, columns = (room.stay_of, room.stay_from, room.stay_to), (room.wait_from, room.wait_to)
    place_spans(listed, 0, stays, room.wait_end, columns)
    for p in range(tables.size):
        room.head[p] = room.wait_end[p]
    place_spans(listed, stays, behind, room.wait_end, columns)
    for p in range(tables.size):
        if room.pool_told[p]:
            middle, end = room.head[p], room.wait_end[p]
            sort_spans(room.wait_from, room.wait_to, middle, end)
            join_sorted(room.wait_from, room.wait_to, at[p], middle, end, (room.joined, room.left))
            room.wait_end[p] = merge_spans(room.wait_from, room.wait_to, at[p], end)


@compiled
def _list_told(rows, spells, tables, room, limits):  # type: ignore[no-untyped-def]
    """Add the stays of claims whose work was interrupted: the first one, and one behind each spell."""
    stays, begin, end = limits
    for k in range(spells.size):
        row = spells.row[k]
        ended = end if rows.ended[row] == _MISSING else rows.ended[row]
        over = end if spells.ended[k] == _MISSING else spells.ended[k]
        again = k + 1 < spells.size and spells.row[k + 1] == row
        if k == 0 or spells.row[k - 1] != row:
            span = rows.queued[row], _left(rows, row, end)
            stays = _list_stay(row, span, stays, rows, tables, room, begin)
        span = over, spells.started[k + 1] if again else ended
        stays = _list_stay(row, span, stays, rows, tables, room, begin)
    return stays


@compiled
def _list_stay(row, span, stays, rows, tables, room, begin):  # type: ignore[no-untyped-def]
    """List a stay of a row's claim in each of its lines, as far as it is behind ``begin``."""
    start, stop = max(span[0], begin), max(span[1], begin)
    if stop <= start:
        return stays
    lo, hi = lines_of(row, tables.steps[rows.process[row]] + rows.position[row], rows, tables)
    for j in range(lo, hi):
        room.stay_of[stays], room.stay_from[stays], room.stay_to[stays] = tables.pools[j], start, stop
        stays += 1
    return stays
