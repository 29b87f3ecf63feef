"""In which order a pool begins what waits: first come first served, the last first, the least work first, or
by a priority that something known of the claim explains.

A rule is found on one half of the decisions (parts of time by turns) and tested on the other: where it
differs from first come, first served, how many claims that stood first in line were passed as it says, and
how many that it puts first had to wait? Each claim counts once, however long it waited. The chance of so many
under an even toss is the exact sign test of Q. McNemar, "Note on the sampling error of the difference between
correlated proportions or percentages", Psychometrika 12 (1947) 153-157.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.fitting.lines import Claims, Decisions, decisions_of
from sim.fitting.traces import Floats, Ints

FEW = 20
"""With fewer claims that speak for or against a rule nothing can be told."""

FOLLOWED = 0.75
"""A rule that is followed less often is none."""

CHANCE = 0.001
OFTEN = 0.1
"""If more of those first in line are passed, a reader is told."""

MOST_LEVELS = 20
PAIRS = 5

Bools = NDArray[np.bool_]
Rule = Literal["fifo", "lifo", "shortest", "priority"]
State = Literal["told", "unexplained", "own_lines", "few"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something known of each claim when it joins: a step's or attribute's number (``names`` says what each
    number means), or a figure.
    """

    name: str
    values: Floats
    names: tuple[str, ...] = ()
    kind: Literal["step", "attribute", "age"] = "attribute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The order of a pool: ``lines`` claims stood first in line while others waited, ``passed`` of them were
    passed. ``tested`` claims speak for or against the rule, ``followed`` of them for it; ``chance`` is the
    probability of so many by an even toss.

    A priority is by ``factor``: ``levels`` by its numbers, or ``above`` and ``sign``: greater (sign 1) or
    smaller (-1) figures first, where ``above`` is given only on which side of it a figure lies.
    """

    state: State
    rule: Rule = "fifo"
    lines: int = 0
    passed: int = 0
    tested: int = 0
    followed: int = 0
    chance: float = 1.0
    factor: Factor | None = None
    levels: Mapping[int, int] = field(default_factory=dict)
    above: float | None = None
    sign: int = 0

    @property
    def share(self) -> float:
        """The share of those first in line who were passed."""
        return self.passed / self.lines if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class _Tried:
    key: Floats
    rule: Rule
    factor: Factor | None = None
    levels: Mapping[int, int] = field(default_factory=dict)
    above: float | None = None
    sign: int = 0


def order_of(claims: Claims, work: Floats, factors: tuple[Factor, ...], person: Ints) -> Served:
    """The order in which a pool began its claims; ``person`` is who took each (own lines show there)."""
    found = decisions_of(claims)
    lines, passed = found.passed()
    if lines < FEW:
        return Served(state="few", lines=lines, passed=passed)
    for_finding, for_test = found.halves()
    plain = -claims.joined.astype(np.float64)
    fifo, _ = found.judged(plain)
    best: tuple[int, _Tried] | None = None
    for tried in _candidates(found, claims, work, factors, for_finding):
        won, lost = _votes(found, tried.key, fifo, for_finding)
        if best is None or won - lost > best[0]:
            best = (won - lost, tried)
    if best is not None and best[0] > 0:
        tried = best[1]
        won, lost = _votes(found, tried.key, fifo, for_test)
        chance = float(stats.binomtest(won, won + lost, alternative="greater").pvalue) if won + lost else 1.0
        if won + lost >= FEW and won >= FOLLOWED * (won + lost) and chance < CHANCE:
            return Served(
                state="told", rule=tried.rule, lines=lines, passed=passed, tested=won + lost, followed=won,
                chance=chance, factor=tried.factor, levels=tried.levels, above=tried.above, sign=tried.sign,
            )  # fmt: skip
    if passed <= OFTEN * lines:
        return Served(state="told", lines=lines, passed=passed)
    own_lines, own_passed = decisions_of(claims, person).passed()
    apart = own_lines >= FEW and own_passed <= OFTEN / 2 * own_lines
    return Served(state="own_lines" if apart else "unexplained", lines=lines, passed=passed)


def _votes(found: Decisions, key: Floats, fifo: Ints, half: Bools) -> tuple[int, int]:
    """Where a rule differs from first come, first served: how many that stood first in line were passed as it
    says, and how many that it puts first were left waiting.
    """
    right, first = found.judged(key)
    return (
        len(np.unique(found.head[half & (right > fifo)])),
        len(np.unique(first[half & (right < fifo)])),
    )


def _candidates(
    found: Decisions, claims: Claims, work: Floats, factors: tuple[Factor, ...], half: Bools
) -> Iterator[_Tried]:
    """The rules worth trying, the simplest first."""
    for factor in factors:
        if factor.names:
            levels = _levels(found, factor, half)
            if len(set(levels.values())) > 1:
                table = np.array([levels.get(v, 0) for v in range(len(factor.names))], dtype=np.float64)
                yield _Tried(table[factor.values.astype(np.int64)], "priority", factor, levels)
        else:
            yield from _figures(factor)
    yield _Tried(-work, "shortest")
    yield _Tried(claims.joined.astype(np.float64), "lifo")


def _figures(factor: Factor) -> Iterator[_Tried]:
    known = factor.values[np.isfinite(factor.values)]
    if len(known) < FEW or known.min() == known.max():
        return
    cuts = () if factor.kind == "age" else np.unique(np.quantile(known, np.arange(1, 10) / 10)).tolist()
    for sign in (1, -1):
        for above in cuts:
            if above < known.max():
                side = factor.values > above if sign > 0 else factor.values <= above
                yield _Tried(side.astype(np.float64), "priority", factor, {}, float(above), sign)
        figures = np.where(np.isfinite(factor.values), sign * factor.values, -np.inf)
        yield _Tried(figures, "priority", factor, {}, None, sign)


def _levels(found: Decisions, factor: Factor, half: Bools) -> dict[int, int]:
    """Ranks of a factor's values: one stands above another if a claim of the one that joined later is mostly
    begun before a waiting claim of the other; its level counts how many it stands above, less those above it.
    """
    size = len(factor.names)
    if size > MOST_LEVELS:
        return {}
    passing, passes = _pairs(found, factor.values.astype(np.int64), half, size)
    known = passes + passing >= PAIRS
    above = known & (passing > 0.5 * (passing + passes))
    score = above.sum(axis=1) - above.sum(axis=0)
    ranks = {int(s): at for at, s in enumerate(np.unique(score))}
    return {v: ranks[int(score[v])] for v in range(size)}


def _pairs(found: Decisions, value: Ints, half: Bools, size: int) -> tuple[Ints, Ints]:
    """How often a claim of value x that joined later was begun before a waiting one of value y, and how often
    it waited while that one was begun.
    """
    passing, waited = np.zeros((size, size), dtype=np.int64), np.zeros((size, size), dtype=np.int64)
    begins = np.searchsorted(found.of, np.arange(len(found) + 1))
    for d in np.flatnonzero(half).tolist():
        rows = slice(begins[d], begins[d + 1])
        v, joined, begun = value[found.claim[rows]], found.joined[rows], found.begun[rows]
        first, rest = np.flatnonzero(begun), np.flatnonzero(~begun)
        later = joined[first][:, None] > joined[rest][None, :]
        x, y = np.broadcast_arrays(v[first][:, None], v[rest][None, :])
        np.add.at(passing, (x[later], y[later]), 1)
        np.add.at(waited, (y[~later], x[~later]), 1)
    return passing, waited
