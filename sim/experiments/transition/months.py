"""A target month by month: its figure, in how many histories it is kept, and from when on it stays kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from sim.calendars import DAY
from sim.estimate import Sample
from sim.measures import Observation, Wanted, period_samples
from sim.measures.observe import period_starts
from sim.program import Program, Target
from sim.statistics.answers import statistic
from sim.statistics.means import means_of
from sim.statistics.shares import counts_within, share
from sim.study.asking import base_units, question_in_base
from sim.verdict import READ_AS_CERTAIN

LEVEL = 0.95
"""Of each month's interval by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The cases that arrived in a month (the first and the last of the period may be cut).

    ``estimate`` is the share within the limit, or the figure in the target's unit; ``kept`` whether it keeps
    the target, ``surely`` whether its whole interval does; ``histories`` is the share of replications in
    which this month's own figure does.
    """

    first: date
    cases: float
    estimate: float | None
    low: float | None
    high: float | None
    kept: bool | None
    surely: bool
    margin: float | None
    histories: float | None


def months_of(program: Program, seen: Sequence[Observation], number: int, wanted: Wanted) -> list[Month]:
    """Every month of a target, in order."""
    target = program.targets[number]
    starts = period_starts(program, "month")
    samples = period_samples(program, seen, wanted) if seen else ()
    return [_month(program, target, s, at) for s, at in zip(samples, starts, strict=False)]


def _month(program: Program, target: Target, sample: Sample, start: int) -> Month:
    question = question_in_base(program, target)
    first = program.origin + timedelta(days=start // DAY)
    cases = sum(sample.cases) / max(sample.replications, 1)
    if target.share is not None:
        found = share(sample, question.limit, side=target.direction, level=LEVEL)
        needed, one, more = min(target.share, READ_AS_CERTAIN), 1.0, True
    else:
        found = statistic(sample, target.statistic, level=LEVEL)
        needed, one, more = question.limit, base_units(program, target), target.direction == "at_least"
    value = found.estimate
    if value is None:
        return _empty(first)
    slack = value - needed if more else needed - value
    edge = found.low >= needed if more else found.high <= needed
    kept = _histories(sample, target, question.limit)
    return Month(
        first=first,
        cases=cases,
        estimate=_scaled(value, one),
        low=_scaled(found.low, one),
        high=_scaled(found.high, one),
        kept=slack >= 0,
        surely=bool(edge and isfinite(value) and not (found.lower_bound and not more)),
        margin=_scaled(slack, 1.0 if target.share is not None else abs(needed) or 1.0),
        histories=kept,
    )


def _empty(first: date) -> Month:
    return Month(
        first=first,
        cases=0.0,
        estimate=None,
        low=None,
        high=None,
        kept=None,
        surely=False,
        margin=None,
        histories=None,
    )


def _scaled(value: float, one: float) -> float | None:
    return value / one if isfinite(value) else None


def _histories(sample: Sample, target: Target, limit: float) -> float | None:
    """In what share of the replications with a case the month's own figure keeps the target."""
    if target.share is not None:
        within = counts_within(sample, limit, target.direction)
        kept = [w / n >= target.share for w, n in zip(within, sample.cases, strict=True) if n]
    elif target.statistic == "mean":
        sign = 1 if target.direction == "at_least" else -1
        kept = [sign * m >= sign * limit for m in means_of(sample) if m is not None]
    else:
        return None
    return sum(kept) / len(kept) if kept else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """From which month on a target stays kept (None: it never does), by its estimates and surely; and its
    worst month. Months without a case say nothing.
    """

    stays: date | None
    surely: date | None
    worst: date | None


def turn_of(months: Sequence[Month]) -> Turn:
    """When a target turns."""
    told = [m for m in months if m.kept is not None]
    worst = min(told, key=lambda m: m.margin if m.margin is not None else -1e300, default=None)
    return Turn(
        stays=_from([(m.first, bool(m.kept)) for m in told]),
        surely=_from([(m.first, m.surely) for m in told]),
        worst=None if worst is None else worst.first,
    )


def _from(flags: Sequence[tuple[date, bool]]) -> date | None:
    """The first of the unbroken run of true that reaches the end."""
    found = None
    for first, flag in reversed(flags):
        if not flag:
            break
        found = first
    return found
