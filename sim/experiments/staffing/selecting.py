"""The best of several staffings of one cost: Kim and Nelson's procedure on the binding target."""

from __future__ import annotations

from collections.abc import Sequence

from sim.estimate import Sample
from sim.experiments.staffing.box import Point
from sim.experiments.staffing.oracle import Oracle
from sim.experiments.worlds import World, Worlds, margin
from sim.measures import for_target
from sim.program import Program, Target
from sim.statistics.changes import per_replication
from sim.statistics.selection import Selected, kn
from sim.statistics.shares import counts_within
from sim.study.asking import question_in_base

ZONE = 0.005
"""The indifference zone: half a point of a share, half a per cent of another limit."""

MOST = 320


def best_of(points: Sequence[Point], oracle: Oracle, alpha: float = 0.05) -> tuple[Selected, int]:
    """Which of the staffings keeps its binding target best, and the number of that target."""
    worlds = [oracle.world(x) for x in points]
    target = _binding(oracle.worlds, worlds[0])
    seen: dict[tuple[int, int], list[float]] = {}

    def observe(system: int, replication: int) -> float:
        count = max(20, 1 << replication.bit_length())
        key = (system, count)
        if key not in seen:
            seen[key] = kept_by(oracle.worlds, worlds[system], target, count)
        kept = seen[key]
        return kept[replication] if replication < len(kept) else -1.0  # one that failed keeps nothing

    return kn(len(points), observe, delta=ZONE, alpha=alpha, limits=(20, MOST)), target


def _binding(worlds: Worlds, world: World) -> int:
    verdicts = worlds.verdicts(world, 20)
    return min(range(len(verdicts)), key=lambda i: margin(verdicts[i]))


def kept_by(worlds: Worlds, world: World, target: int, count: int) -> list[float]:
    """How well each replication keeps a target, larger being better: the share within its limit, or its
    figure relative to the limit. A replication without a case stands at the target itself.
    """
    worlds.verdicts(world, count)
    known = worlds.known(world)
    program = known.prepared.program
    asked = program.targets[target]
    sample = worlds.inquiry(world).samples(world.variant, count)[for_target(program, asked)]
    return _shares(sample, program, asked) if asked.share is not None else _figures(sample, program, asked)


def _shares(sample: Sample, program: Program, target: Target) -> list[float]:
    limit = question_in_base(program, target).limit
    within = counts_within(sample, limit, target.direction)
    return [w / n if n else float(target.share or 0) for w, n in zip(within, sample.cases, strict=True)]


def _figures(sample: Sample, program: Program, target: Target) -> list[float]:
    limit = abs(question_in_base(program, target).limit) or 1.0
    sign = -1.0 if target.direction == "at_most" else 1.0
    return [sign * (x / limit if x is not None else 1.0) for x in per_replication(sample, target.statistic)]
