"""One figure at a time at the ends of its range: which figures matter, and which may flip a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.compiling import Ranged
from sim.experiments.performances import difference
from sim.experiments.tipping.asking import Inquest
from sim.experiments.worlds import margin
from sim.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A target with one figure at an end of its range, from a few replications under common luck.

    ``value`` is where the figure stands after all (an impossible world is drawn back). ``gain`` is what the
    margin gains on the ledger's values, and ``half`` the half-width of its paired 95% interval.
    """

    value: float
    estimate: float | None
    gain: float
    half: float

    def may_flip(self, base: float) -> bool:
        """Whether the verdict may be another here, if ``base`` is the margin at the ledger's values."""
        if not isfinite(self.gain):
            return base >= 0
        half = self.half if isfinite(self.half) else 0.0
        return base + self.gain - half < 0 if base >= 0 else base + self.gain + half >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What a figure does to a target between the ends of its range."""

    figure: Ranged
    target: int
    low: End
    high: End

    @property
    def size(self) -> float:
        """The widest difference of the margin between the ends and the ledger's value."""
        gains = [e.gain if isfinite(e.gain) else -1e9 for e in (self.low, self.high)]
        return max([0.0, *gains]) - min([0.0, *gains])

    @property
    def bad(self) -> End:
        """The end at which the target is kept worst."""
        return min((self.low, self.high), key=lambda e: e.gain if isfinite(e.gain) else -1e9)


def screen(inquest: Inquest) -> dict[int, list[Swing]]:
    """For each target the swing of every figure it rests on, the largest first."""
    inquest.about("ends of ranges")
    count = inquest.screening
    ends = [{f.name: x} for f in inquest.figures for x in (f.low, f.high)]
    inquest.worlds.run((inquest.shifts.world(v)[0] for v in ({}, *ends)), count)
    base = inquest.verdicts({}, count)
    found: dict[int, list[Swing]] = {}
    for target in range(len(inquest.targets)):
        swings = [_swing(inquest, f, target, base[target]) for f in inquest.relevant(target)]
        found[target] = sorted(swings, key=lambda s: -s.size)
    return found


def _swing(inquest: Inquest, figure: Ranged, target: int, base: Verdict) -> Swing:
    low, high = (_end(inquest, figure, x, target, base) for x in (figure.low, figure.high))
    return Swing(figure=figure, target=target, low=low, high=high)


def _end(inquest: Inquest, figure: Ranged, x: float, target: int, base: Verdict) -> End:
    count = inquest.screening
    world, values = inquest.shifts.world({figure.name: x})
    verdict = inquest.worlds.verdicts(world, count)[target]
    here, there = inquest.series({figure.name: x}, target, count), inquest.series({}, target, count)
    change, half = difference(here, there)
    points = verdict.required is not None or verdict.against is not None
    one = 1.0 if points else max(abs(verdict.limit), 1e-12)
    better = 1.0 if verdict.required is not None or verdict.side == "at_least" else -1.0
    # A figure that the target itself is made of moves the limit, and no case.
    asks_otherwise = (verdict.required, verdict.limit) != (base.required, base.limit)
    whole = margin(verdict) - margin(base)
    return End(
        value=values[figure.name],
        estimate=verdict.estimate if verdict.estimate is not None and isfinite(verdict.estimate) else None,
        gain=whole if asks_otherwise or change != change else better * change / one,
        half=half / one,
    )
