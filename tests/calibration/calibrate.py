"""How often the verdicts are wrong, and how often the intervals hold the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from sim.estimate import Estimate
from sim.judging.judge import judge
from sim.statistics.certified import bets
from sim.statistics.looks import LOOKS, looks_for, next_look
from sim.statistics.shares import Share, clopper_pearson, share_interval
from sim.verdict import ALPHA, Answer, Question, Verdict
from tests.calibration.systems import Counts, System

DISTANCES = (-0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05)
"""How far the required share lies above the true one: beyond 0 the target is truly missed."""

HIGHEST = 0.995
"""Required shares above it are left out: they are questions about rare events of their own."""

Experiment = tuple[list[int], list[int]]
"""Cases within the limit and all cases of the replications of one run, as long as the last look asks."""


@dataclass(slots=True)
class Tally:
    """What became of the verdicts at one distance."""

    verdicts: int = 0
    wrong: int = 0
    undecided: int = 0
    replications: int = 0

    def add(self, answer: Answer, truth: Answer, replications: int) -> None:
        self.verdicts += 1
        self.wrong += answer not in (truth, "undecided")
        self.undecided += answer == "undecided"
        self.replications += replications

    @property
    def bound(self) -> float:
        """The most wrong verdicts that chance allows for: 5% and three standard errors."""
        return ALPHA + 3 * sqrt(ALPHA * (1 - ALPHA) / max(self.verdicts, 1))


@dataclass(slots=True)
class Coverage:
    """How many intervals held the true share."""

    intervals: int = 0
    held: int = 0
    pooled: int = 0
    """Of the intervals that take all cases for independent."""

    @property
    def share(self) -> float:
        return self.held / self.intervals


@dataclass(frozen=True, slots=True)
class Result:
    """One system: verdicts by distance (by looks, and by betting), coverage by replications."""

    system: System
    by_looks: dict[float, Tally]
    by_bets: dict[float, Tally]
    coverage: dict[int, Coverage]


def experiments(counts: Counts) -> Iterator[Experiment]:
    """The replications of one sample cut into runs of the longest length."""
    within, cases = (c.reshape(-1, LOOKS[-1]).tolist() for c in counts)
    return zip(within, cases, strict=True)


def calibrate(system: System, runs: int, seed: int = 1) -> Result:
    """Verdicts and intervals of so many independent runs of a system."""
    distances = [d for d in DISTANCES if system.share + d <= HIGHEST]
    result = Result(
        system,
        {d: Tally() for d in distances},
        {d: Tally() for d in distances},
        {n: Coverage() for n in LOOKS},
    )
    for start in range(0, runs, 500):
        part = min(500, runs - start)
        for one in experiments(system.sample(seed * 1_000_003 + start, part * LOOKS[-1])):
            _add(result, one)
    return result


def _add(result: Result, one: Experiment) -> None:
    level = looks_for(targets=1).level
    seen = {n: share_interval(one[0][:n], one[1][:n], level) for n in LOOKS}
    for distance, tally in result.by_looks.items():
        required = result.system.share + distance
        answer, replications = by_looks(seen, required)
        tally.add(answer, truth(distance), replications)
    shares = [w / n for w, n in zip(*one, strict=True) if n]
    for distance, tally in result.by_bets.items():
        answer, replications = by_bets(shares, result.system.share + distance)
        tally.add(answer, truth(distance), replications)
    for n, coverage in result.coverage.items():
        _cover(coverage, one[0][:n], one[1][:n], result.system.share)


def truth(distance: float) -> Answer:
    """A target is a closed half-line: exactly the required share has met it."""
    return "met" if distance <= 0 else "missed"


def by_looks(seen: dict[int, Share], required: float) -> tuple[Answer, int]:
    """The verdict of an automatic run and how many replications it took, with the project's own judge."""
    looks, verdicts, done = looks_for(targets=1), list[Verdict](), 0
    while (look := next_look(looks, done, verdicts)) is not None:
        done, verdicts = look, [judge(_question(required), _estimate(seen[look], look, looks.level))]
    return verdicts[0].verdict, done


def by_bets(shares: Sequence[float], required: float) -> tuple[Answer, int]:
    """The certified verdict of an automatic run, and at which look it was there."""
    sure = bets(shares, required, alpha=ALPHA)
    answer: Answer = "met" if sure.met >= sure.bar else "missed" if sure.missed >= sure.bar else "undecided"
    if answer == "undecided":
        return answer, LOOKS[-1]
    for look in LOOKS:
        early = bets(shares[:look], required, alpha=ALPHA)
        if max(early.met, early.missed) >= early.bar:
            return answer, look
    return answer, LOOKS[-1]


def _question(required: float) -> Question:
    return Question(measure="elapsed", limit=1.0, statistic="share", required=required)


def _estimate(found: Share, replications: int, level: float) -> Estimate:
    return Estimate(
        statistic="share",
        estimate=found.share,
        low=found.low,
        high=found.high,
        level=level,
        replications=replications,
    )


def _cover(coverage: Coverage, within: Sequence[int], cases: Sequence[int], share: float) -> None:
    found = share_interval(within, cases, 0.95)
    low, high = clopper_pearson(sum(within), sum(cases), 0.95)
    coverage.intervals += 1
    coverage.held += found.low <= share <= found.high
    coverage.pooled += low <= share <= high
