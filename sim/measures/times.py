"""Times between two milestones: `elapsed`, `working_days`, `legal_days`, `open_time`.

A case that lacks a milestone has no value: if it has finished it is counted as missing, if not it has not
met the target yet, and its value so far runs to the end of the run. Sources: sections 3, 6 and 12
(Milestones, Measures) of the language.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Floats, Ints
from sim.measures.part import Part, instant
from sim.measures.registry import Found, Measure
from sim.measures.wanted import Wanted

Span = Callable[[Part, Ints, Ints], Ints]


def elapsed(part: Part, start: Ints, end: Ints) -> Ints:
    """Seconds from start to end, nights and all."""
    return np.asarray(end - start)


def open_time(part: Part, start: Ints, end: Ints) -> Ints:
    """Seconds in which the working-day calendar was open."""
    return part.working.before(end) - part.working.before(start)


def working_days(part: Part, start: Ints, end: Ints) -> Ints:
    """The number of working days d with date(start) < d <= date(end)."""
    found: Ints = np.maximum(0, part.working.days_until(end) - part.working.days_until(start))
    return found


def legal_days(part: Part, start: Ints, end: Ints) -> Ints:
    """Of those days, the ones of which a row with an agency-side holder covers an open second.

    A row counts up to the case's end, detached work included; before second 0 a case of the backlog is with
    the agency.
    """
    first, last = part.working.days_until(start), part.working.days_until(end) - 1
    if part.native:
        from sim.measures.counting import days_with_agency

        if (found := days_with_agency(part, first, last)) is not None:
            return found
    of, lo, hi = _ranges_of_days(part)
    lo, hi = np.maximum(lo, first[of]), np.minimum(hi, last[of])
    return np.bincount(of, weights=np.maximum(0, hi - lo + 1), minlength=part.size).astype(np.int64)


def _ranges_of_days(part: Part) -> tuple[Ints, Ints, Ints]:
    """Per case disjoint ranges of open dates (places, both included) touched by the agency side: (case,
    first, last)."""
    of, start, end = part.held_by_agency
    lo, hi = part.working.days_touched(start, end)
    touched = lo <= hi
    of, lo, hi = of[touched], lo[touched], hi[touched]
    # Two intervals of a case may touch the same day, the end of one range and the beginning of the next.
    again = np.concatenate(([False], (of[1:] == of[:-1]) & (lo[1:] == hi[:-1])))
    return of, lo + again, hi


def _between(span: Span) -> Callable[[Part, Wanted, str], Found]:
    def rule(part: Part, wanted: Wanted, _: str) -> Found:
        start, end = instant(part, wanted.start), instant(part, wanted.end)
        begun, known = start != MISSING, (start != MISSING) & (end != MISSING)
        # Who lacks a milestone gets a harmless span that nobody reads, or the time up to the end of the run.
        a = np.where(begun, start, part.log.end)
        b = np.where(known, end, part.log.end)
        values: Floats = np.where(begun, span(part, a, b), 0).astype(np.float64)
        return Found(values, known, ~known & ~part.left)

    return rule


MEASURES = (
    Measure("elapsed", "s", "d", "duration", _between(elapsed)),
    Measure("open_time", "s", "h", "duration", _between(open_time)),
    Measure("working_days", "wd", "wd", "duration", _between(working_days)),
    Measure("legal_days", "wd", "wd", "duration", _between(legal_days)),
)
