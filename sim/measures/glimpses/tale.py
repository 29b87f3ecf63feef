"""[glimpses] One late case in full: its visits, and how each of its days counts.

The case told is the one in the middle of the late ones, neither the mildest nor the worst; where none is
late, the slowest.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from sim.calendars import DAY
from sim.charts import Day, DayKind, Tale, Visit
from sim.eventlog import MISSING, Outcome, moment
from sim.measures.columns import Flags
from sim.measures.part import Part, instant
from sim.measures.registry import Found
from sim.measures.wanted import Wanted
from sim.program import NONE, Program, Target
from sim.units import SECONDS

SPANS = ("elapsed", "working_days", "legal_days", "open_time")
"""Measures that count time between two milestones: only a target on one of these has late cases."""


def tale_of(part: Part, index: int, wanted: Wanted, found: Found) -> Tale | None:
    """The tale of a target by index, from what its measure found in replication 0; None where there is none.

    Raises nothing: a target that is not on a span of time, or without any finished case, has no tale.
    """
    target = part.program.targets[index]
    if target.measure not in SPANS or target.process == NONE or target.change is not None:
        return None
    asked = (part.cases["measured"] != 0) & part.holds(wanted.where) & found.known
    if not asked.any():
        return None
    one = _one(part.program, target)
    late = asked & (found.values > target.limit * one)
    at = _middle(found, late) if late.any() else _slowest(found, asked)
    return _told(part, index, wanted, (at, found.values[at] / one, late, asked))


def _one(program: Program, target: Target) -> float:
    """How many base units of the measure one unit of the target has."""
    if target.measure in ("working_days", "legal_days"):
        return 1.0
    return program.wd_seconds if target.unit == "wd" else float(SECONDS[target.unit])


def _middle(found: Found, late: Flags) -> int:
    places = np.flatnonzero(late)
    ordered = places[np.argsort(found.values[places], kind="stable")]
    return int(ordered[len(ordered) // 2])


def _slowest(found: Found, asked: Flags) -> int:
    places = np.flatnonzero(asked)
    return int(places[np.argmax(found.values[places])])


def _told(part: Part, index: int, wanted: Wanted, chosen: tuple[int, float, Flags, Flags]) -> Tale:
    at, value, late, asked = chosen
    target, origin = part.program.targets[index], part.program.origin
    start, end = (int(instant(part, name)[at]) for name in (wanted.start, wanted.end))
    outcome = int(part.cases["outcome"][at])
    return Tale(
        target=index,
        title=target.name,
        process=part.process.name,
        measure=target.measure,
        unit=target.unit,
        case=int(part.cases["case"][at]),
        value=value,
        limit=target.limit,
        is_late=bool(late[at]),
        late=int(np.count_nonzero(late)),
        asked=int(np.count_nonzero(asked)),
        start=moment(origin, start),
        end=moment(origin, end),
        start_name=wanted.start,
        end_name=wanted.end,
        outcome=part.log.catalog.outcomes[outcome] if outcome >= 0 else "",
        attributes=_attributes(part, at),
        visits=_visits(part, at),
        days=_days(part, at, target.measure, (start, end)),
    )


def _attributes(part: Part, at: int) -> tuple[tuple[str, str], ...]:
    catalog, found = part.log.catalog, []
    for k, name in enumerate(catalog.attributes[part.index]):
        value = float(part.log.attributes[part.index][k][at])
        text = catalog.text_attributes[part.index][k]
        found.append((name, catalog.texts[int(value)] if text else f"{value:.6g}"))
    return tuple(found)


def _visits(part: Part, at: int) -> tuple[Visit, ...]:
    return tuple(_visit(part, int(row)) for row in np.flatnonzero(part.of == at))


def _visit(part: Part, row: int) -> Visit:
    get = {name: int(column[row]) for name, column in part.rows.items()}
    catalog, step = part.log.catalog, part.process.steps[get["position"]]
    queued, started, ended = (moment(catalog.origin, get[name]) for name in ("queued", "started", "ended"))
    return Visit(
        step=step.name,
        label=step.label,
        holder=catalog.holders[get["holder"]] if get["holder"] >= 0 else "",
        branch=step.branch,
        round=get["round"],
        queued=queued,
        started=started,
        ended=ended,
        pool=part.log.lines[get["pool"]] if get["pool"] >= 0 else "",
        outcome=Outcome(get["outcome"]).name.lower(),
        worked=None if get["worked"] == MISSING else get["worked"] / SECONDS["h"],
    )


# Days


def _days(part: Part, at: int, measure: str, span: tuple[int, int]) -> tuple[Day, ...]:
    """Every date of the span; as many are ``counted`` as `working_days` or `legal_days` finds."""
    start, end = span
    first, last = start // DAY, end // DAY
    open_days = set(part.working.days.tolist())
    agency = _agency_days(part, at) if measure == "legal_days" else None
    kinds = (_kind(d, first, measure, (open_days, agency)) for d in range(first, last + 1))
    origin = part.program.origin
    return tuple(
        Day(date=f"{origin + timedelta(days=d)}", kind=kind)
        for d, kind in zip(range(first, last + 1), kinds, strict=True)
    )


def _kind(day: int, first: int, measure: str, known: tuple[set[int], set[int] | None]) -> DayKind:
    open_days, agency = known
    if measure in ("elapsed", "open_time"):
        return "plain" if day in open_days else "closed"
    if day == first:
        return "first"
    if day not in open_days:
        return "closed"
    return "counted" if agency is None or day in agency else "stopped"


def _agency_days(part: Part, at: int) -> set[int]:
    """Dates of which the agency side held the case during an open second."""
    of, start, end = part.held_by_agency
    mine = of == at
    lo, hi = part.working.days_touched(start[mine], end[mine])
    return {int(part.working.days[i]) for a, b in zip(lo, hi, strict=True) for i in range(int(a), int(b) + 1)}
