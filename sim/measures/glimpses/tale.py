"""[glimpses] One late case in full: its visits, and how each of its days counts.

The case told is the one in the middle of the late ones, neither the mildest nor the worst; where none is
late, the slowest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sim.calendars import DAY
from sim.charts import Day, DayKind, Tale, Visit
from sim.eventlog import MISSING, EventLog, Outcome, moment
from sim.measures.columns import Floats, Ints
from sim.measures.part import Part, instant
from sim.measures.registry import Found
from sim.measures.wanted import Wanted, for_target
from sim.program import NONE, Program, Target
from sim.units import SECONDS

SPANS = ("elapsed", "working_days", "legal_days", "open_time")
"""Measures that count time between two milestones: only a target on one of these has late cases."""


class Choice:
    """Which case a target's tale is about, found out part by part of a history."""

    def __init__(self, program: Program, index: int) -> None:
        self.program, self.index = program, index
        self.wanted = for_target(program, program.targets[index])
        self._asked, self._late = 0, list[tuple[Floats, Ints]]()
        self._slowest: tuple[float, int] | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is a tale at all: only of a target on a span of time."""
        target = self.program.targets[self.index]
        return target.measure in SPANS and target.process != NONE and target.change is None

    def add(self, part: Part, found: Found) -> None:
        """What the target's measure finds in a part of the history."""
        asked = (part.cases["measured"] != 0) & part.holds(self.wanted.where) & found.known
        if not asked.any():
            return
        limit = self.program.targets[self.index].limit * _one(self.program, self.program.targets[self.index])
        late = np.flatnonzero(asked & (found.values > limit))
        self._asked += int(np.count_nonzero(asked))
        self._late.append((found.values[late], part.cases["case"][late]))
        places = np.flatnonzero(asked)
        at = places[np.argmax(found.values[places])]
        value, case = float(found.values[at]), int(part.cases["case"][at])
        if self._slowest is None or (value, -case) > (self._slowest[0], -self._slowest[1]):
            self._slowest = value, case

    def made(self) -> Chosen | None:
        """The case to tell of; None where nobody was asked."""
        if self._slowest is None:
            return None
        values, cases = (np.concatenate(columns) for columns in zip(*self._late, strict=True))
        value, case = self._slowest
        if len(values):
            at = np.lexsort((cases, values))[len(values) // 2]
            value, case = float(values[at]), int(cases[at])
        return Chosen(self.index, self.wanted, case, value, len(values), self._asked)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case by its number, with its value in base units and how many are late of those asked."""

    target: int
    wanted: Wanted
    case: int
    value: float
    late: int
    asked: int

    def is_in(self, log: EventLog) -> bool:
        """Whether the case stands in a log's case table."""
        process, case = (np.asarray(log.cases[name]) for name in ("process", "case"))
        return bool(((case == self.case) & (process == self.wanted.process)).any())

    def tale(self, part: Part) -> Tale:
        """The tale, out of the part of a history that has the case."""
        at = int(np.flatnonzero(part.cases["case"] == self.case)[0])
        return _told(part, self, at)


def _one(program: Program, target: Target) -> float:
    """How many base units of the measure one unit of the target has."""
    if target.measure in ("working_days", "legal_days"):
        return 1.0
    return program.wd_seconds if target.unit == "wd" else float(SECONDS[target.unit])


def _told(part: Part, chosen: Chosen, at: int) -> Tale:
    index, wanted = chosen.target, chosen.wanted
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
        value=chosen.value / _one(part.program, target),
        limit=target.limit,
        is_late=chosen.late > 0,
        late=chosen.late,
        asked=chosen.asked,
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
