"""Worst pairs: two figures at their bad ends together, where neither alone flips the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sim.experiments.tipping.asking import Inquest
from sim.experiments.tipping.bisecting import Tip
from sim.experiments.tipping.screening import Swing

AMONG = 5
"""The pairs are made of this many figures: those of the greatest harm that do not flip it alone."""

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two figures at these values, the target's estimate then, and whether its verdict is another."""

    names: tuple[str, str]
    values: tuple[float, float]
    estimate: float | None
    margin: float
    flips: bool


def pairs(
    inquest: Inquest, swings: Mapping[int, Sequence[Swing]], tips: Mapping[int, Sequence[Tip]]
) -> dict[int, list[Pair]]:
    """For each target that is kept the pairs that do it most harm, the worst first.

    A target that is missed has none: there the question is what would keep it, which `tips` answer.
    """
    inquest.about("pairs")
    count = inquest.screening
    base = inquest.margins({}, count)
    made: dict[int, list[tuple[Swing, Swing]]] = {}
    for target, listed in swings.items():
        alone = {t.figure.name for t in tips[target]}
        harmful = [s for s in listed if s.figure.name not in alone and s.bad.gain < 0]
        harmful = sorted(harmful, key=lambda s: s.bad.gain)[:AMONG]
        made[target] = list(combinations(harmful, 2)) if base[target] >= 0 else []
    everything = [_values(p) for listed in made.values() for p in listed]
    inquest.worlds.run((inquest.shifts.world(v)[0] for v in everything), count)
    return {target: _worst(inquest, target, listed) for target, listed in made.items()}


def _values(pair: tuple[Swing, Swing]) -> dict[str, float]:
    return {s.figure.name: s.bad.value for s in pair}


def _worst(inquest: Inquest, target: int, listed: Sequence[tuple[Swing, Swing]]) -> list[Pair]:
    found = [_pair(inquest, target, p) for p in listed]
    return sorted(found, key=lambda p: p.margin)[:SHOWN]


def _pair(inquest: Inquest, target: int, pair: tuple[Swing, Swing]) -> Pair:
    values = _values(pair)
    verdict = inquest.verdicts(values, inquest.screening)[target]
    margin = inquest.margins(values, inquest.screening)[target]
    first, second = pair
    return Pair(
        names=(first.figure.name, second.figure.name),
        values=(first.bad.value, second.bad.value),
        estimate=verdict.estimate,
        margin=margin,
        flips=margin < 0,
    )
