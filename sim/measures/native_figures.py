"""What pools were busy with and who stood in their lines, and unions of intervals, in one pass over a log,
compiled.

The same figures as `sim.measures.staff` and `sim.measures.pools` find with whole columns; all of them are
sums of whole seconds, so the order of adding does not matter.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.calendars import DAY
from sim.eventlog import MISSING
from sim.measures.native_columns import NAMED, NOT_A_TASK, rows_at, spells_at
from sim.measures.native_spans import place
from sim.native.jit import cached, compiled, pointer

_MISSING = MISSING


@compiled
def _clipped(t, window):  # type: ignore[no-untyped-def]
    return min(max(t, window[0]), window[1])


@compiled
def _on_duty(began, ended, group, near, duties):  # type: ignore[no-untyped-def]
    """Seconds of a group's duty within a spell; ``near`` tells for each group where the last one began."""
    duty_at, opens, closes, before = duties
    lo, hi = duty_at[group], duty_at[group + 1]
    i = place(opens, lo, hi, near[group], began)
    j = i if i >= lo and ended <= closes[i] else place(opens, lo, hi, i, ended)
    near[group] = i
    found = 0
    if j >= lo:
        found += before[j] + min(ended, closes[j]) - opens[j]
    if i >= lo:
        found -= before[i] + min(began, closes[i]) - opens[i]
    return found


@compiled
def _past(began, ended, group, start, duties):  # type: ignore[no-untyped-def]
    """Seconds of a spell behind the last closing of a duty; one without any closed at the window's start."""
    duty_at, _, closes, _ = duties
    hi = duty_at[group + 1]
    closing = closes[hi - 1] if hi > duty_at[group] else start
    return max(0, ended - max(began, closing))


@cached
def busy_of(rows, spells, tables, interrupted, window, figures):  # type: ignore[no-untyped-def]
    """Add up the busy seconds of each pool's people on duty and off duty (``figures``, with a place for each
    group of people). False if somebody worked whom the program does not have. ``window`` is from, to and the
    end of the run; ``interrupted`` marks the rows that ``spells`` tell of.
    """
    on, off, near = figures
    line_at, who_at, person_at = pointer(tables.line_at), pointer(tables.who_at), pointer(tables.person_at)
    pools, numbers, group_of = pointer(tables.pools), pointer(tables.numbers), pointer(tables.group_of)
    duties = (
        pointer(tables.duty_at), pointer(tables.opens), pointer(tables.closes), pointer(tables.before),
    )  # fmt: skip
    places = pointer(near)
    n = len(rows.queued)
    for k in range(n + len(spells.row)):
        if k < n:
            if interrupted[k] or rows.started[k] == _MISSING or rows.person[k] < 0:
                continue
            line, who, began, ended = rows.pool[k], rows.person[k], rows.started[k], rows.ended[k]
        else:
            line, who = spells.pool[k - n], spells.person[k - n]
            began, ended = spells.started[k - n], spells.ended[k - n]
        if line < 0 or who < 0:
            return False
        if ended == _MISSING:
            ended = window[2]
        began, ended = _clipped(began, window), _clipped(ended, window)
        names, crew = line_at[line + 1] - line_at[line], who_at[who + 1] - who_at[who]
        if names != 1 and names != crew:
            return False
        for j in range(crew):
            pool = pools[line_at[line] + (0 if names == 1 else j)]
            number = numbers[who_at[who] + j]
            if number >= person_at[pool + 1] - person_at[pool]:
                return False
            if ended <= began:
                continue
            group = group_of[person_at[pool] + number]
            present = _on_duty(began, ended, group, places, duties)
            on[pool] += present
            if tables.pauses[pool] == 0:
                off[pool] += ended - began - present
            elif tables.leaves[group] == 1:
                off[pool] += _past(began, ended, group, window[0], duties)
    return True


@compiled
def _lines(row, rows, tables):  # type: ignore[no-untyped-def]
    """Where the pools lie in whose lines a row's claim stands, from..to in ``tables.pools``."""
    step = tables.steps[rows.process[row]] + rows.position[row]
    how, line = tables.stands[step], rows.pool[row]
    if how == NOT_A_TASK:
        return 0, 0
    if how == NAMED or line < 0:
        return tables.named_at[step], tables.named_at[step + 1]
    return tables.line_at[line], tables.line_at[line + 1]


@compiled
def _again(pools, lo, at):  # type: ignore[no-untyped-def]
    """Whether a pool stands among those before it: several of its people stand in one line once."""
    for j in range(lo, at):
        if pools[j] == pools[at]:
            return True
    return False


@compiled
def _within(start, end, window):  # type: ignore[no-untyped-def]
    return max(0, min(end, window[1]) - max(start, window[0]))


class StandsAt(NamedTuple):
    """Where the tables begin that tell in which lines a claim stands."""

    steps: Any
    stands: Any
    named_at: Any
    line_at: Any
    pools: Any


@cached
def lines_of_pools(rows, spells, tables, window, figures):  # type: ignore[no-untyped-def]
    """Add up the seconds that claims stood in each pool's line, and list how long those stood that joined it
    in the window and were met: pool by pool in the order of the log, ``at[p]..at[p + 1]`` of ``waits``.
    """
    length, at, waits = figures
    known = StandsAt(
        pointer(tables.steps), pointer(tables.stands), pointer(tables.named_at), pointer(tables.line_at),
        pointer(tables.pools),
    )  # fmt: skip
    columns = pointer(length), pointer(at), pointer(waits)
    _stand(rows_at(rows), spells_at(spells), known, (window, len(length)), columns)


@compiled
def _stand(rows, spells, tables, limits, figures):  # type: ignore[no-untyped-def]
    window, pools = limits
    length, at, waits = figures
    n = rows.size
    for k in range(n):
        lo, hi = _lines(k, rows, tables)
        if lo == hi:
            continue
        joined, begun = rows.queued[k], rows.started[k]
        left = begun
        if left == _MISSING:
            left = window[2] if rows.ended[k] == _MISSING else rows.ended[k]
        seconds = _within(joined, left, window)
        met = begun != _MISSING and joined >= window[0] and joined < window[1]
        for j in range(lo, hi):
            if hi - lo > 1 and _again(tables.pools, lo, j):
                continue
            length[tables.pools[j]] += seconds
            at[tables.pools[j] + 1] += met
    for k in range(spells.size):
        row = spells.row[k]
        over = window[2] if spells.ended[k] == _MISSING else spells.ended[k]
        if k + 1 < spells.size and spells.row[k + 1] == row:
            until = spells.started[k + 1]
        else:
            until = window[2] if rows.ended[row] == _MISSING else rows.ended[row]
        lo, hi = _lines(row, rows, tables)
        for j in range(lo, hi):
            if not _again(tables.pools, lo, j):
                length[tables.pools[j]] += _within(over, until, window)
    for p in range(pools):
        at[p + 1] += at[p]
    for k in range(n):
        if rows.started[k] == _MISSING or rows.queued[k] < window[0] or rows.queued[k] >= window[1]:
            continue
        lo, hi = _lines(k, rows, tables)
        for j in range(lo, hi):
            if hi - lo > 1 and _again(tables.pools, lo, j):
                continue
            waits[at[tables.pools[j]]] = rows.started[k] - rows.queued[k]
            at[tables.pools[j]] += 1
    for p in range(pools, 0, -1):
        at[p] = at[p - 1]
    at[0] = 0


@cached
def united(group, start, end, scratch, found):  # type: ignore[no-untyped-def]
    """The union of intervals within each group, as `sim.measures.columns.union`; how many that are, or -1
    where those of a group do not come in order of their starts.

    ``scratch`` has three columns, as long as there are groups and one more; ``found`` are the three columns
    filled, as long as there are intervals.
    """
    at, place, reach = scratch
    groups = len(at) - 1
    for g in range(groups + 1):
        at[g] = 0
        reach[g] = -(2**62)
    last = place  # first the last start of each group, to see their order
    for g in range(groups):
        last[g] = -(2**62)
    for k in range(len(group)):
        g = group[k]
        if end[k] <= start[k]:
            continue
        if start[k] < last[g]:
            return -1
        last[g] = start[k]
        if start[k] > reach[g]:
            at[g + 1] += 1
        reach[g] = max(reach[g], end[k])
    for g in range(groups):
        at[g + 1] += at[g]
        place[g] = at[g] - 1
        reach[g] = -(2**62)
    of, starts, ends = found
    for k in range(len(group)):
        g = group[k]
        if end[k] <= start[k]:
            continue
        if start[k] > reach[g]:
            place[g] += 1
            of[place[g]], starts[place[g]] = g, start[k]
        reach[g] = max(reach[g], end[k])
        ends[place[g]] = reach[g]
    return at[groups]


@cached
def seconds_held(rows, until, end, holders, found):  # type: ignore[no-untyped-def]
    """Add up the seconds during which at least one row of a holder was open, cut at the case's end ``until``:
    ``found`` has a place for each case and holder, and as many for scratch. ``rows`` are the place of the
    case, holder, queued and ended. False where the rows do not stand in the order in which they queued.
    """
    of, holder, queued, ended = pointer(rows[0]), pointer(rows[1]), pointer(rows[2]), pointer(rows[3])
    last, seconds, reach = pointer(until), pointer(found[0]), pointer(found[1])
    for g in range(len(found[0])):
        seconds[g], reach[g] = 0.0, -(2**62)
    for k in range(len(rows[0])):
        if k > 0 and queued[k] < queued[k - 1]:
            return False
        if holder[k] < 0:
            continue
        stop = min(end if ended[k] == _MISSING else ended[k], last[of[k]])
        g = of[k] * holders + holder[k]
        start = max(queued[k], reach[g])
        if stop > start:
            seconds[g] += stop - start
            reach[g] = stop
    return True


@compiled
def _add_days(case, span, calendar, near, counted):  # type: ignore[no-untyped-def]
    """Count the open dates of which a span covers a second, within the case's limits, unless the case has
    counted them before.
    """
    start, stop = span
    opens, closes, days, n, m = calendar
    first, last, found = counted
    if stop <= start:
        return
    i = near[0] = place(opens, 0, n, near[0], start)
    j = place(opens, 0, n, i, stop - 1)
    if i < 0 or closes[i] <= start:
        i += 1
    if i >= n or j < 0:
        return
    low, high = max(start, opens[i]), min(stop, closes[j]) - 1
    if low > high:
        return
    near[1] = place(days, 0, m, near[1], low // DAY)
    lo, hi = max(near[1], first[case]), min(place(days, 0, m, near[1], high // DAY), last[case])
    if lo <= hi:
        found[case] += hi - lo + 1
        first[case] = hi + 1


@cached
def days_with_agency(rows, before, calendar, limits, found):  # type: ignore[no-untyped-def]
    """For each case the open dates (places ``limits[0]..limits[1]`` of ``calendar``, which are used up) of
    which a row with an agency-side holder covers a second. ``rows`` are the place of the case, whether its
    holder is of the agency, queued and when it ended or its case did; ``before`` are case, start and end of
    what was with the agency before any row. False where the rows do not stand in the order in which they
    queued.
    """
    opens, closes, days = pointer(calendar[0]), pointer(calendar[1]), pointer(calendar[2])
    known = (opens, closes, days, len(calendar[0]), len(calendar[2]))
    counted = (pointer(limits[0]), pointer(limits[1]), pointer(found))
    places = pointer(limits[2])
    for k in range(len(before[0])):
        _add_days(before[0][k], (before[1][k], before[2][k]), known, places, counted)
    of, ours, queued, cut = rows
    for k in range(len(of)):
        if k > 0 and queued[k] < queued[k - 1]:
            return False
        if ours[k]:
            _add_days(of[k], (queued[k], cut[k]), known, places, counted)
    return True
