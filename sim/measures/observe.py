"""[EventLog] -> values: one replication observed, and observations of all replications folded into
samples."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import numpy as np

from sim.calendars import DAY
from sim.charts import Tale
from sim.estimate import Kind, Sample, in_order
from sim.eventlog import EventLog
from sim.measures import flows, money, outcomes, pools, times, visits
from sim.measures.columns import Flags, Ints, OpenTime
from sim.measures.glimpses.glimpse import Glimpse, glimpse_of
from sim.measures.glimpses.tale import Choice, Chosen
from sim.measures.part import Part
from sim.measures.registry import Found, Measure
from sim.measures.staff import Staff
from sim.measures.wanted import Wanted
from sim.program import NONE, Program
from sim.units import SECONDS

CASES: dict[str, Measure] = {
    m.name: m for m in (*times.MEASURES, *visits.MEASURES, *money.MEASURES, *outcomes.MEASURES)
}
"""Measures of a case by the part of their name before the dot."""

Scale = tuple[str, str, Kind]
_PLAIN: dict[str, Scale] = {
    "throughput": ("1", "1", "count"),
    "open_cases": ("1", "1", "count"),
    "clearance": ("1", "1", "ratio"),
    "utilisation": ("1", "1", "ratio"),
    "overtime": ("1", "1", "ratio"),
    "queue_length": ("1", "1", "count"),
    "queue_time": ("s", "min", "duration"),
    "cost": ("money", "money", "money"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one replication tells of a measure: sorted values, sorted values so far, finished cases without
    a milestone.

    ``periods`` tell the same of the cases of each period, where the measure asks for periods.
    """

    values: array[float]
    open_values: array[float]
    missing: int = 0
    periods: tuple[Seen, ...] = ()

    def __reduce__(self) -> tuple[type[Seen], tuple[Any, ...]]:
        # Workers send thousands of these: the way of dataclasses with slots takes ten times as long.
        return Seen, (self.values, self.open_values, self.missing, self.periods)


@dataclass(frozen=True, slots=True)
class Observation:
    """One replication observed: what is seen of each wanted measure, in their order."""

    replication: int
    wanted: tuple[Wanted, ...]
    seen: tuple[Seen, ...]


def scale(wanted: Wanted) -> Scale:
    """The base unit, the unit to show, and the kind of a measure (``money`` stands for the scenario's
    currency)."""
    stem = wanted.measure.partition(".")[0]
    if stem in CASES:
        return CASES[stem].unit, CASES[stem].shown, CASES[stem].kind
    return _PLAIN[stem]


def shown(program: Program, wanted: Wanted) -> tuple[str, float]:
    """The unit in which a measure is shown, and how many base units it has: ``d`` and 86400 for elapsed
    time."""
    _, unit, _ = scale(wanted)
    return (program.currency, 1.0) if unit == "money" else (unit, float(SECONDS.get(unit, 1)))


def observe(program: Program, log: EventLog, wanted: Sequence[Wanted], *, seed: int) -> Observation:
    """The wanted measures of one replication. ``seed`` tells who was absent when.

    Raises `KeyError` for a milestone or step that the process does not have, `SimulationError` for a fee
    that is no finite number.
    """
    return Observer(program, log, seed=seed).observation(wanted)


def observe_groups(
    program: Program, log: EventLog, wanted: Sequence[Wanted], group: Sequence[Ints], count: int
) -> list[Observation]:
    """One observation per group of the cases of one history: ``group[p]`` tells the group (from 0) of each
    case of process p. Only measures of cases can be asked of a group.
    """
    observer = Observer(program, log, seed=0)
    each = [observer.see_groups(w, group, count) for w in wanted]
    return [Observation(g, tuple(wanted), tuple(seen[g] for seen in each)) for g in range(count)]


class Observer:
    """One replication's log, read once for all that is asked of it.

    With ``native``, compiled code does what it can; the figures are the same. Not for logs of real offices.
    """

    def __init__(self, program: Program, log: EventLog, *, seed: int, native: bool = False) -> None:
        self.program, self.log, self.seed, self._native = program, log, seed, native
        self.working = OpenTime.of(program.working)
        self._parts: dict[int, Part] = {}

    def observation(self, wanted: Sequence[Wanted]) -> Observation:
        """The wanted measures; raises as `observe` does."""
        return Observation(self.log.replication, tuple(wanted), tuple(self.see(w) for w in wanted))

    def glimpse(self) -> Glimpse:
        """What pictures show of this replication."""
        return glimpse_of(self.staff, self.part)

    def tales(self) -> tuple[Tale, ...]:
        """A late case of every target that has one."""
        found = (self._tale(choice) for choice in choices(self.program))
        return tuple(tale for tale in found if tale is not None)

    def _tale(self, choice: Choice) -> Tale | None:
        self.consider(choice)
        chosen = choice.made()
        return None if chosen is None else self.tale(chosen)

    def consider(self, choice: Choice) -> None:
        """Add what this log tells to the choice of a case."""
        part = self.part(choice.wanted.process)
        choice.add(part, CASES[choice.wanted.measure].rule(part, choice.wanted, ""))

    def tale(self, chosen: Chosen) -> Tale:
        """The tale of a case of this log."""
        return chosen.tale(self.part(chosen.wanted.process))

    def part(self, process: int) -> Part:
        """The log's share of a process."""
        if process not in self._parts:
            self._parts[process] = Part(
                self.program, self.log, process, working=self.working, native=self._native
            )
        return self._parts[process]

    @cached_property
    def staff(self) -> Staff:
        """Who worked when."""
        return Staff(self.program, self.log, seed=self.seed, native=self._native)

    def see_groups(self, wanted: Wanted, group: Sequence[Ints], count: int) -> list[Seen]:
        """One measure of cases by group (see `observe_groups`)."""
        found, chosen = asked(self.part(wanted.process), wanted)
        return [_seen(found, chosen & (group[wanted.process] == g)) for g in range(count)]

    def see(self, wanted: Wanted) -> Seen:
        """One measure."""
        stem = wanted.measure.partition(".")[0]
        if wanted.pool != NONE:
            return Seen(in_order(pools.FIGURES[stem](self.staff, wanted.pool)), array("d"))
        part = self.part(wanted.process)
        if stem in flows.FLOWS:
            return seen_of_flow(self.program, wanted, flows.Counts.of(part, part.holds(wanted.where)))
        found, chosen = asked(part, wanted)
        whole = _seen(found, chosen)
        each = (_seen(found, chosen & within) for within in periods_of(part, wanted))
        return Seen(whole.values, whole.open_values, whole.missing, tuple(each))


def choices(program: Program) -> list[Choice]:
    """One for each target that has a tale."""
    each = (Choice(program, index) for index in range(len(program.targets)))
    return [choice for choice in each if choice.is_told]


def asked(part: Part, wanted: Wanted) -> tuple[Found, Flags]:
    """What a measure of cases finds, and of which cases it asks."""
    stem, _, argument = wanted.measure.partition(".")
    found = CASES[stem].rule(part, wanted, argument)
    chosen = part.chosen(wanted.where)
    return found, chosen if found.absent is None else chosen & ~found.absent


def periods_of(part: Part, wanted: Wanted) -> Iterator[Flags]:
    """The cases of each period, where a measure asks for periods."""
    if wanted.per is not None:
        of = period_of(part.program, part.cases["arrived"], wanted.per)
        for k in range(len(period_starts(part.program, wanted.per)) - 1):
            yield of == k


def seen_of_flow(program: Program, wanted: Wanted, counts: flows.Counts) -> Seen:
    """The figure of a process from the counts of its cases."""
    value = flows.FLOWS[wanted.measure](program, counts)
    return Seen(array("d", [] if value is None else [value]), array("d"))


def _seen(found: Found, chosen: Flags) -> Seen:
    known, still = chosen & found.known, chosen & found.open
    lost = int(np.count_nonzero(chosen & ~found.known & ~found.open))
    return Seen(in_order(found.values[known]), in_order(found.values[still]), lost)


# Periods


def period_starts(program: Program, per: Literal["month", "year"]) -> list[int]:
    """The boundaries of the whole periods within [warm_up, until), as instants.

    A month is a calendar month; a year is 365 days counted from the warm-up's end, so that a year of
    arrivals is one. Where no whole period fits, all arrivals together are the one period.
    """
    lo, hi = program.warm_up, program.until
    edges = _months(program.origin, lo, hi) if per == "month" else list(range(lo, hi + 1, SECONDS["y"]))
    return edges if len(edges) > 1 else [lo, hi]


def _months(origin: date, lo: int, hi: int) -> list[int]:
    day = origin + timedelta(days=-(-lo // DAY))
    day = day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    edges = []
    while (at := (day - origin).days * DAY) <= hi:
        edges.append(at)
        day = (day + timedelta(days=32)).replace(day=1)
    return edges


def period_of(program: Program, arrived: Ints, per: Literal["month", "year"]) -> Ints:
    """The period in which each case arrived, from 0; -1 outside all of them."""
    edges = np.array(period_starts(program, per), dtype=np.int64)
    at = np.searchsorted(edges, arrived, side="right") - 1
    return np.where(at < len(edges) - 1, at, -1)


# Samples


def samples(
    program: Program, observations: Iterable[Observation], *, failed: int = 0
) -> dict[Wanted, Sample]:
    """The observations of all replications, in their order, as one sample per measure, in base units."""
    listed = list(observations)
    wanted = listed[0].wanted if listed else ()
    return {w: _sample(program, w, [o.seen[i] for o in listed], failed) for i, w in enumerate(wanted)}


def period_samples(
    program: Program, observations: Iterable[Observation], wanted: Wanted
) -> tuple[Sample, ...]:
    """One sample per period of a measure that asks for periods."""
    rows = [o.seen[o.wanted.index(wanted)].periods for o in observations]
    return tuple(_sample(program, wanted, list(each), 0) for each in zip(*rows, strict=True))


def _sample(program: Program, wanted: Wanted, seen: Sequence[Seen], failed: int) -> Sample:
    unit, _, kind = scale(wanted)
    return Sample(
        name=wanted.key,
        unit=program.currency if unit == "money" else unit,
        kind=kind,
        values=tuple(s.values for s in seen),
        open_values=tuple(s.open_values for s in seen),
        missing=tuple(s.missing for s in seen),
        failed=failed,
    )
