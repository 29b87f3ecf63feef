"""Break-even: how far a figure may move before the verdict flips, by bisection on common luck.

The margin of a target is a function of the figure alone once the luck is fixed, so that its root is found by
bracketing: the secant's point where that lies well inside the bracket, else the middle (the Illinois method,
M. Dowell and P. Jarratt, BIT 11 (1971) 168-174). Whole figures are bisected to neighbouring values.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite

from sim.compiling import Ranged
from sim.experiments.tipping.asking import Inquest
from sim.experiments.tipping.screening import Swing
from sim.experiments.worlds import margin

CLOSE = 0.01
"""A bracket of this part of the range is narrow enough."""

STEPS = 7
MOST = 8
"""So many figures are bisected for each target, those of the greatest effect first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """Where a verdict flips: at ``at``, between the ledger's value and the end ``towards``.

    ``low`` and ``high`` bound it by the margin's own 95% interval there, over the slope (infinite where it
    has none); ``sure`` is false where only the screening says that it flips and nobody has bisected.
    """

    figure: Ranged
    target: int
    at: float
    towards: float
    low: float
    high: float
    sure: bool = True

    @property
    def distance(self) -> float:
        """How far from the ledger's value, as a part of the range."""
        return abs(self.at - self.figure.value) / (self.figure.high - self.figure.low)


def tips(inquest: Inquest, swings: dict[int, list[Swing]]) -> dict[int, list[Tip]]:
    """For each target the figures that flip its verdict inside their range, the nearest first."""
    inquest.about("break-even")
    count = inquest.order.replications
    base = inquest.margins({}, count)
    found: dict[int, list[Tip]] = {}
    for target, listed in swings.items():
        hopeful = [s for s in listed if any(e.may_flip(base[target]) for e in (s.low, s.high))]
        made = [t for s in hopeful[:MOST] for t in _of_swing(inquest, s, base[target])]
        made += [t for s in hopeful[MOST:] for t in _unsure(s, base[target])]
        found[target] = sorted(made, key=lambda t: t.distance)
    return found


def _of_swing(inquest: Inquest, swing: Swing, base: float) -> list[Tip]:
    found = []
    for end in (swing.low, swing.high):
        if end.may_flip(base) and end.value != swing.figure.value:
            tip = break_even(inquest, swing, end.value, base)
            found += [tip] if tip is not None else []
    return found


def _unsure(swing: Swing, base: float) -> list[Tip]:
    """Interpolated between the ledger's value and the end, from the screening alone."""
    found = []
    for end in (swing.low, swing.high):
        if end.may_flip(base) and isfinite(end.gain) and end.gain and end.value != swing.figure.value:
            part = min(abs(base / end.gain), 1.0)
            at = swing.figure.value + part * (end.value - swing.figure.value)
            found.append(
                Tip(
                    figure=swing.figure,
                    target=swing.target,
                    at=at,
                    towards=end.value,
                    low=-inf,
                    high=inf,
                    sure=False,
                )
            )
    return found


def break_even(inquest: Inquest, swing: Swing, end: float, base: float) -> Tip | None:
    """The figure's value at which the margin changes its sign on the way to ``end``; None if it does not."""
    figure, count = swing.figure, inquest.order.replications
    seen: dict[float, float] = {figure.value: base}

    def at(x: float) -> float:
        if x not in seen:
            seen[x] = inquest.margins({figure.name: x}, count)[swing.target]
        return seen[x]

    if (at(end) >= 0) == (base >= 0):
        return None
    left, right = _bracketed(figure, (figure.value, end), at)
    crossing = _crossing(figure, (left, right), at)
    return _tip(inquest, swing, end, (crossing, left, right), at(left) - at(right))


def _bracketed(figure: Ranged, ends: tuple[float, float], at: object) -> tuple[float, float]:
    """A narrow bracket: the margin has the ledger's sign at its first end, and the other at its second."""
    assert callable(at)
    left, right = ends
    sign = at(left) >= 0
    narrow = 1.0 if figure.whole else CLOSE * (figure.high - figure.low)
    for _ in range(STEPS if not figure.whole else 64):
        if abs(right - left) <= narrow:
            break
        middle = _between(figure, left, right, (at(left), at(right)))
        if (at(middle) >= 0) == sign:
            left = middle
        else:
            right = middle
    return left, right


def _between(figure: Ranged, left: float, right: float, margins: tuple[float, float]) -> float:
    """The secant's point, kept off the ends so that both of them move; the middle where it is unknown."""
    if figure.whole:
        return float(int((left + right) / 2)) if abs(right - left) > 1 else right
    a, b = margins
    part = a / (a - b) if isfinite(a) and isfinite(b) and a != b else 0.5
    off = 0.04
    part = min(max(part + (off if part < 0.5 else -off), 0.1), 0.9)
    return left + part * (right - left)


def _crossing(figure: Ranged, ends: tuple[float, float], at: object) -> float:
    assert callable(at)
    left, right = ends
    if figure.whole:
        return right  # the first whole value at which the verdict is another
    a, b = at(left), at(right)
    part = a / (a - b) if isfinite(a) and isfinite(b) and a != b else 0.5
    return left + part * (right - left)


def _tip(inquest: Inquest, swing: Swing, end: float, found: tuple[float, float, float], fall: float) -> Tip:
    crossing, left, right = found
    verdict = inquest.verdicts({swing.figure.name: right}, inquest.order.replications)[swing.target]
    base = margin(inquest.verdicts({}, inquest.order.replications)[swing.target])
    there = margin(inquest.verdicts({swing.figure.name: end}, inquest.order.replications)[swing.target])
    span = abs(end - swing.figure.value)
    slope = abs(fall) / abs(right - left) if right != left and isfinite(fall) and fall else 0.0
    # The secant over the whole way is steadier than that of a narrow bracket.
    wide = abs(base - there) / span if span and isfinite(there) else slope
    points = verdict.required is not None or verdict.against is not None
    one = 1.0 if points else max(abs(verdict.limit), 1e-12)
    half = (verdict.high - verdict.low) / 2 / one
    arm = half / max(slope, wide) if max(slope, wide) > 0 and isfinite(half) else inf
    return Tip(
        figure=swing.figure,
        target=swing.target,
        at=crossing,
        towards=end,
        low=crossing - arm,
        high=crossing + arm,
    )
