"""The working spells of people in one walk over a log in its order, compiled: nobody works twice at once,
starts while off duty, or idles while a claim waits.

A person is idle between two spells; where the second begins as the first ends there is nothing to look up,
and the other gaps are kept until it is known when claims waited. In most pools the spells of a person come
in order, since claims are met in the order in which they queued; those of the other pools are sorted first.
"""

from __future__ import annotations

from sim.eventlog import MISSING
from sim.measures.native_columns import FIFO
from sim.measures.native_spans import join_sorted, last_before, place, place_spans, sort_spans
from sim.native.jit import compiled, inlined

_MISSING = MISSING
_EARLY, _LATE = -(2**62), 2**62
_IN_ORDER, _LISTED, _LATER = range(3)
"""How the spells of a pool are walked over: as they come; listed and put in order; so, as it turned out."""


@inlined
def _crew_of(line, who, tables):  # type: ignore[no-untyped-def]
    """How many people worked, and whether the line names a pool for each (0) or one for all (1); none where
    the names do not fit.
    """
    if line < 0 or who < 0:
        return 0, 0
    names = tables.line_at[line + 1] - tables.line_at[line]
    crew = tables.who_at[who + 1] - tables.who_at[who]
    if names != 1 and names != crew:
        return 0, 0
    return crew, int(names == 1)


@inlined
def _member(line, who, j, alone, tables):  # type: ignore[no-untyped-def]
    """The pool and the person of a member of a crew; the person is -1 if there is no such one."""
    pool = tables.pools[tables.line_at[line] + (0 if alone else j)]
    person = tables.person_at[pool] + tables.numbers[tables.who_at[who] + j]
    return pool, person if person < tables.person_at[pool + 1] else -1


@inlined
def _starts_off_duty(began, group, tables, room):  # type: ignore[no-untyped-def]
    """Whether a group is off duty, looking first at the stretch of duty in which it was found last."""
    if room.duty_from[group] <= began and began < room.duty_to[group]:
        return False
    return _is_off(began, group, tables, room)


@compiled
def _is_off(began, group, tables, room):  # type: ignore[no-untyped-def]
    lo = tables.duty_at[group]
    near = place(tables.opens, lo, tables.duty_at[group + 1], room.duty_near[group], began)
    if near < lo:
        return True
    room.duty_near[group] = near
    room.duty_from[group], room.duty_to[group] = tables.opens[near], tables.closes[near]
    return began >= tables.closes[near]


@compiled
def _is_on_duty(start, stop, group, tables, room):  # type: ignore[no-untyped-def]
    """Whether a group is on duty at some second of an interval."""
    lo, hi = tables.duty_at[group], tables.duty_at[group + 1]
    at = place(tables.opens, lo, hi, room.duty_near[group], start)
    if at >= lo and tables.closes[at] > start:
        return True
    return at + 1 < hi and tables.opens[at + 1] < stop


@compiled
def _waited_meanwhile(start, stop, of, tables, room):  # type: ignore[no-untyped-def]
    """Whether a claim waited while a person was idle from start to stop and on duty; ``of`` are the pool, the
    person and the group.
    """
    pool, person, group = of
    at, hi = room.wait_near[person], room.wait_end[pool]
    if at < hi and room.wait_to[at] <= start:
        at = last_before(room.wait_to, at, hi, start) + 1
        room.wait_near[person] = at
    while at < hi and room.wait_from[at] < stop:
        low, high = max(start, room.wait_from[at]), min(stop, room.wait_to[at])
        if _is_on_duty(low, high, group, tables, room):
            return True
        at += 1
    return False


@compiled
def begin_people(tables, room, persons):  # type: ignore[no-untyped-def]
    """Nobody has done anything yet; the spells of pools whose order is not by arrival are listed first.
    ``persons`` is the number of texts.
    """
    for group in range(tables.groups[tables.size]):
        room.duty_near[group] = tables.duty_at[group]
        room.duty_from[group] = room.duty_to[group] = _EARLY
    for who in range(persons):
        alone = tables.who_at[who + 1] == tables.who_at[who] + 1
        room.alone[who] = tables.numbers[tables.who_at[who]] if alone else -1
    for pool in range(tables.size):
        room.idles[pool] = 0
        in_order = tables.judged[pool] == FIFO and tables.loose[pool] == 0
        room.apart[pool] = _IN_ORDER if in_order else _LISTED
        for person in range(tables.person_at[pool], tables.person_at[pool + 1]):
            room.free_from[person], room.pool_of[person], room.spell_at[person] = _EARLY, pool, 0
    room.spell_at[tables.person_at[tables.size]] = 0


@inlined
def _list(person, spell, listed, room):  # type: ignore[no-untyped-def]
    """List a spell that is put in order later; how many there are now."""
    room.listed_of[listed], room.listed_from[listed], room.listed_to[listed] = person, spell[0], spell[1]
    room.spell_at[person + 1] += 1
    return listed + 1


@compiled
def list_told(spells, tables, room, end):  # type: ignore[no-untyped-def]
    """List the spells of interrupted work; how many, or -1 if somebody worked whom there is not, or if one
    ends before it begins (those of other work are judged with their rows).
    """
    listed = 0
    for k in range(spells.size):
        line, who = spells.pool[k], spells.person[k]
        crew, alone = _crew_of(line, who, tables)
        if crew == 0:
            return -1
        ended = end if spells.ended[k] == _MISSING else spells.ended[k]
        if ended < spells.started[k]:
            return -1
        for j in range(crew):
            pool, person = _member(line, who, j, alone, tables)
            if person < 0:
                return -1
            room.apart[pool] = _LISTED
            listed = _list(person, (spells.started[k], ended), listed, room)
    return listed


@inlined
def _add_spell(person, spell, gaps, tables, room):  # type: ignore[no-untyped-def]
    """Add a person's next spell: how many gaps are kept now, or -1 if it starts while off duty."""
    began, ended = spell
    free = room.free_from[person]
    if _starts_off_duty(began, tables.group_of[person], tables, room):
        return -1
    room.gap_of[gaps], room.gap_from[gaps], room.gap_to[gaps] = person, free, began
    room.free_from[person] = max(free, ended)
    return gaps + int(began > free)


@inlined
def _add_member(pool, person, spell, tables, room, counted):  # type: ignore[no-untyped-def]
    """Add the next spell of a person in the order of the log; see `add_work`."""
    listed, gaps, disorder = counted
    apart = room.apart[pool]
    if apart == _LISTED:
        listed = _list(person, spell, listed, room)
    elif apart == _IN_ORDER:
        if spell[0] < room.free_from[person]:
            room.apart[pool], disorder = _LATER, True
            tables.loose[pool] = 1
        else:
            gaps = _add_spell(person, spell, gaps, tables, room)
    return listed, gaps, disorder


@inlined
def add_work(k, rows, tables, room, end, counted):  # type: ignore[no-untyped-def]
    """Add the work of a row that was started and not interrupted. ``counted`` are how many spells are
    listed, how many gaps are kept (-1: a law is broken), and whether some pool turned out to be in no
    order; the same is returned.
    """
    line, who = rows.pool[k], rows.person[k]
    spell = rows.started[k], end if rows.ended[k] == _MISSING else rows.ended[k]
    if line >= 0 and room.alone[who] >= 0:
        pool = tables.single[line]
        if pool >= 0:
            person = tables.person_at[pool] + room.alone[who]
            if person < tables.person_at[pool + 1]:
                return _add_member(pool, person, spell, tables, room, counted)
    return _add_crew(line, who, spell, tables, room, counted)


@compiled
def _add_crew(line, who, spell, tables, room, counted):  # type: ignore[no-untyped-def]
    """Add the work of several people."""
    crew, alone = _crew_of(line, who, tables)
    if crew == 0:
        return counted[0], -1, False
    for j in range(crew):
        pool, person = _member(line, who, j, alone, tables)
        if person < 0:
            return counted[0], -1, False
        counted = _add_member(pool, person, spell, tables, room, counted)
        if counted[1] < 0:
            break
    return counted


@compiled
def _list_later(rows, tables, room, limits):  # type: ignore[no-untyped-def]
    """List the spells of pools that turned out to be in no order; ``limits`` are the end, whether interrupted
    rows are marked, and how many spells are listed. Everybody is known to be there.
    """
    end, told, listed = limits
    for k in range(rows.size):
        line, who = rows.pool[k], rows.person[k]
        if rows.started[k] == _MISSING or who < 0 or (told and room.interrupted[k] == 1):
            continue
        ended = end if rows.ended[k] == _MISSING else rows.ended[k]
        crew, alone = _crew_of(line, who, tables)
        for j in range(crew):
            pool, person = _member(line, who, j, alone, tables)
            if room.apart[pool] == _LATER:
                listed = _list(person, (rows.started[k], ended), listed, room)
    return listed


@compiled
def _walk_listed(listed, gaps, tables, room, told):  # type: ignore[no-untyped-def]
    """Put the listed spells in order, person by person, and walk over them: how many gaps are kept, or -1 if
    a law is broken. The first ``told`` are those of interrupted work: an order of their own.
    """
    at, middle, people = room.spell_at, room.wait_near, tables.person_at[tables.size]
    for person in range(people):
        at[person + 1] += at[person]
        room.next_spell[person] = at[person]
    spells, columns = (room.listed_of, room.listed_from, room.listed_to), (room.began, room.ended)
    place_spans(spells, 0, told, room.next_spell, columns)
    for person in range(people):
        middle[person] = room.next_spell[person]
    place_spans(spells, told, listed, room.next_spell, columns)
    for person in range(people):
        if room.apart[room.pool_of[person]] == _IN_ORDER:
            continue
        room.free_from[person] = _EARLY
        lo, hi = at[person], at[person + 1]
        sort_spans(room.began, room.ended, lo, middle[person])
        sort_spans(room.began, room.ended, middle[person], hi)
        join_sorted(room.began, room.ended, lo, middle[person], hi, (room.listed_from, room.listed_to))
        for k in range(lo, hi):
            if room.began[k] < room.free_from[person]:
                return -1
            gaps = _add_spell(person, (room.began[k], room.ended[k]), gaps, tables, room)
            if gaps < 0:
                return -1
    return gaps


@compiled
def people_are_free(rows, tables, room, limits, counted):  # type: ignore[no-untyped-def]
    """How many gaps there are between spells, once those in no order are put in order; -1 if somebody does
    two things at once or starts while off duty. ``limits`` are the end, whether interrupted rows are marked,
    and how many listed spells are those of interrupted work.
    """
    end, told, first = limits
    listed, gaps, disorder = counted
    if disorder:
        gaps = _without_later(gaps, room)
        listed = _list_later(rows, tables, room, (end, told, listed))
    return _walk_listed(listed, gaps, tables, room, first)


@compiled
def _without_later(gaps, room):  # type: ignore[no-untyped-def]
    """Forget the gaps of pools that turned out to be in no order."""
    kept = 0
    for k in range(gaps):
        if room.apart[room.pool_of[room.gap_of[k]]] != _LATER:
            room.gap_of[kept] = room.gap_of[k]
            room.gap_from[kept], room.gap_to[kept] = room.gap_from[k], room.gap_to[k]
            kept += 1
    return kept


@compiled
def nobody_idles(gaps, tables, room):  # type: ignore[no-untyped-def]
    """Whether nobody idled in a gap, or behind their last spell, while on duty and a claim waited."""
    for group in range(tables.groups[tables.size]):
        room.duty_near[group] = tables.duty_at[group]
    for person in range(tables.person_at[tables.size]):
        room.wait_near[person] = room.wait_at[room.pool_of[person]]
    for k in range(gaps):
        person = room.gap_of[k]
        pool = room.pool_of[person]
        if room.wait_near[person] < room.wait_end[pool]:
            of = pool, person, tables.group_of[person]
            if _waited_meanwhile(room.gap_from[k], room.gap_to[k], of, tables, room):
                return False
    for person in range(tables.person_at[tables.size]):
        of = room.pool_of[person], person, tables.group_of[person]
        if _waited_meanwhile(room.free_from[person], _LATE, of, tables, room):
            return False
    return True
