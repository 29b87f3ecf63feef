"""A target's figure in each replication of a world: what paired differences are taken of."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, nan, sqrt

from sim.estimate import Sample
from sim.experiments.worlds import World, Worlds
from sim.measures import for_target
from sim.program import Program, Target
from sim.statistics.changes import per_replication
from sim.statistics.means import average, variance
from sim.statistics.shares import counts_within, t_quantile
from sim.study.asking import base_units, question_in_base


def by_replication(worlds: Worlds, world: World, target: int, count: int) -> list[float]:
    """The share within the limit, or the figure in the target's unit, of each replication.

    A change is that of the replication's own pair; where a replication has no case or figure it is NaN.
    """
    worlds.run([world], count)
    known = worlds.known(world)
    program = known.prepared.program
    asked = program.targets[target]
    samples = worlds.inquiry(world).samples(world.variant, count)
    sample = samples[for_target(program, asked)]
    if asked.share is not None:
        return _shares(sample, program, asked)
    figures = [nan if x is None else x for x in per_replication(sample, asked.statistic)]
    if asked.against is None:
        one = base_units(program, asked)
        return [x / one for x in figures]
    other = known.ready[asked.against].program
    base = worlds.inquiry(world).samples(asked.against, count)[for_target(other, other.targets[target])]
    bases = per_replication(base, asked.statistic)
    return [x / b - 1 if b else nan for x, b in zip(figures, bases, strict=False)]


def _shares(sample: Sample, program: Program, target: Target) -> list[float]:
    limit = question_in_base(program, target).limit
    within = counts_within(sample, limit, target.direction)
    return [w / n if n else nan for w, n in zip(within, sample.cases, strict=True)]


def difference(ours: Sequence[float], theirs: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """The mean paired difference and the half-width of its interval, where both have a figure."""
    pairs = [a - b for a, b in zip(ours, theirs, strict=False) if a == a and b == b]
    if not pairs:
        return nan, nan
    if len(pairs) < 2:
        return pairs[0], nan
    half = t_quantile(level, len(pairs) - 1) * sqrt(variance(pairs) / len(pairs))
    return average(pairs), half


def mean_of(values: Sequence[float]) -> float:
    """The mean of the figures there are."""
    known = [x for x in values if x == x]
    return fsum(known) / len(known) if known else nan
