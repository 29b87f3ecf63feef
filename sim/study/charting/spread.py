"""The distribution of a target's measure over all cases, held against its limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

import numpy as np

from sim.charts import CaseTimes, Figure
from sim.estimate import Sample, finite
from sim.labels import Label
from sim.measures import CASES, Wanted, for_target, shown
from sim.measures.columns import Floats
from sim.program import NONE
from sim.statistics.means import mean
from sim.statistics.shares import share
from sim.study.asking import base_units
from sim.study.charting.naming import Names, named
from sim.study.decide import Study
from sim.verdict import Verdict

BINS = 45
REACH = 0.98
"""The bins reach to this quantile (and beyond the limit); what lies further is told as a figure."""

UNCERTAIN: tuple[Figure, Figure, Figure] = (None, None, None)


def case_times(study: Study, names: Names) -> tuple[CaseTimes, ...]:
    """A distribution per target on a value that cases have, and of `elapsed` for processes without one."""
    return (*_of_targets(study), *_of_processes(study, names))


def _of_targets(study: Study) -> Iterator[CaseTimes]:
    program = study.prepared.program
    for target, verdict in zip(program.targets, study.verdicts, strict=True):
        wanted = for_target(program, target)
        sample = study.samples.get(wanted)
        if sample is None or wanted.process == NONE or not _is_spread(wanted) or verdict.against is not None:
            continue
        title = named(target.name, target.measure)
        one = base_units(program, target)
        found = _spread(sample, one, (title, verdict.measure, target.unit), verdict)
        if found is not None:
            yield found


def _of_processes(study: Study, names: Names) -> Iterator[CaseTimes]:
    program = study.prepared.program
    told = {t.process for t in program.targets}
    for index in range(len(program.processes)):
        wanted = Wanted("elapsed", process=index)
        if index in told or wanted not in study.samples:
            continue
        unit, one = shown(program, wanted)
        found = _spread(study.samples[wanted], one, (names.process(index), "elapsed", unit), None)
        if found is not None:
            yield found


def _is_spread(wanted: Wanted) -> bool:
    stem = wanted.measure.partition(".")[0]
    return stem in CASES and CASES[stem].kind != "flag"


def _spread(
    sample: Sample, one: float, what: tuple[Label, str, str], verdict: Verdict | None
) -> CaseTimes | None:
    values = np.concatenate([np.asarray(v) for v in sample.values] or [np.empty(0)]) / one
    still = sum(sample.unfinished)
    if not len(values):
        return None
    title, measure, unit = what
    limit = None if verdict is None else verdict.limit
    whole = bool((values == np.floor(values)).all())
    side = "at_most" if verdict is None else verdict.side
    edges = _edges(values, limit, side, whole=whole)
    counts = _counts(values, edges, side)
    total = len(values) + still
    average = finite(mean(sample).estimate)
    beyond, low, high = _beyond(sample, one, verdict)
    return CaseTimes(
        title=title,
        measure=measure,
        unit=unit,
        edges=tuple(float(e) for e in edges),
        shares=tuple(float(c) / total for c in counts),
        over=(len(values) - float(counts.sum())) / total,
        open=still / total,
        whole=whole,
        mean=None if average is None else average / one,
        side="at_most" if verdict is None else verdict.side,
        statistic="" if verdict is None else verdict.statistic,
        limit=limit,
        required=None if verdict is None else verdict.required,
        beyond=beyond,
        beyond_low=low,
        beyond_high=high,
        verdict=None if verdict is None else verdict.verdict,
    )


def _beyond(sample: Sample, one: float, verdict: Verdict | None) -> tuple[Figure, Figure, Figure]:
    """The share of cases that do not keep the limit, as the verdict has it where it is on that share."""
    if verdict is None:
        return UNCERTAIN
    if verdict.estimand == "A":
        kept: tuple[Figure, Figure, Figure] = (verdict.estimate, verdict.low, verdict.high)
    else:
        found = share(sample, verdict.limit * one, side=verdict.side)
        kept = (found.estimate, found.low, found.high)
    estimate, low, high = (None if x is None else finite(1 - x) for x in kept)
    return estimate, high, low


def _edges(values: Floats, limit: float | None, side: str, *, whole: bool) -> Floats:
    low = min(0.0, float(values.min()))
    top = max(float(np.quantile(values, REACH)), 1.2 * limit if limit is not None else 0.0, low + 1e-9)
    wide = float(max(1, ceil((top - low) / BINS))) if whole else _nice((top - low) / BINS)
    # The limit is an edge, so that every bar lies wholly on one side of it; a whole number that is the limit
    # itself keeps it, on whichever side that is.
    fixed = 0.0 if limit is None else limit
    if whole:
        fixed = floor(fixed) + 0.5 if side == "at_most" else ceil(fixed) - 0.5
    before, behind = ceil((fixed - low) / wide), ceil((top - fixed) / wide)
    return np.array([fixed + wide * i for i in range(-before, max(behind, 1) + 1)])


def _counts(values: Floats, edges: Floats, side: str) -> Floats:
    """How many values lie in each bin; a value on an edge is on the side that keeps the limit there."""
    at = np.searchsorted(edges, values, side="left" if side == "at_most" else "right") - 1
    at = np.where(values == edges[0], 0, at)
    inside = (at >= 0) & (at < len(edges) - 1)
    return np.bincount(at[inside], minlength=len(edges) - 1).astype(np.float64)


def _nice(width: float) -> float:
    """The width rounded up to 1, 2 or 5 times a power of ten, so that edges are readable."""
    power = 10.0 ** floor(log10(width))
    steps: Sequence[float] = (1, 2, 5, 10)
    return next(power * s for s in steps if power * s >= width * (1 - 1e-9))
