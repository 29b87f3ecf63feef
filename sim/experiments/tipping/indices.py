"""First and total Sobol indices of the figures that matter most to the targets.

Source: A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics
Communications 181 (2010) 259-270, with Jansen's estimator of the total index, as SciPy's `sobol_indices` has
it; intervals by its bootstrap. The luck is common to all worlds, so that the variance is that of the figures.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.compiling import Ranged
from sim.experiments.tipping.asking import Inquest
from sim.experiments.tipping.plausible import REPLICATIONS
from sim.experiments.tipping.screening import Swing
from sim.experiments.worlds import World, margin

AMONG = 8
"""At most so many figures; those that no target minds are held at the ledger's values."""

EACH = 4
"""So many of each target's figures are asked for before the whole is cut to `AMONG`."""

BOOTSTRAP = 200

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A figure's part in the variance of a target's margin: alone, and with all its interactions."""

    name: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def chosen(swings: Mapping[int, Sequence[Swing]]) -> list[Ranged]:
    """The figures of the greatest effect: each target's first before any target's second."""
    ranks = [
        s[rank].figure for rank in range(EACH) for s in swings.values() if rank < len(s) and s[rank].size > 0
    ]
    return list({f.name: f for f in ranks}.values())[:AMONG]


def indices(inquest: Inquest, swings: Mapping[int, Sequence[Swing]]) -> dict[int, list[Index]]:
    """For each target the indices of the chosen figures, the largest total first; none if none is asked."""
    figures, count = chosen(swings), inquest.order.indices
    if not figures or count < 2:
        return {target: [] for target in swings}
    inquest.about("Sobol indices")
    from scipy.stats import sobol_indices, uniform

    def outcome(points: Floats) -> Floats:
        return _outcomes(inquest, figures, points)

    found = sobol_indices(
        func=outcome,
        n=1 << max(count - 1, 1).bit_length(),
        dists=[cast(Any, uniform())] * len(figures),
        rng=np.random.default_rng(inquest.order.seed),
    )
    with warnings.catch_warnings():
        # A target that no figure moves has no interval; it is shown without.
        warnings.simplefilter("ignore")
        spread = found.bootstrap(confidence_level=0.95, n_resamples=BOOTSTRAP)
    return {target: _of_target(figures, found, spread, target) for target in swings}


def _outcomes(inquest: Inquest, figures: Sequence[Ranged], points: Floats) -> Floats:
    """The margins of all targets (rows) in the worlds of these points (columns)."""
    drawn = [{f.name: f.at(float(u)) for f, u in zip(figures, column, strict=True)} for column in points.T]
    worlds: list[World] = [inquest.shifts.world(v)[0] for v in drawn]
    inquest.worlds.run(worlds, REPLICATIONS)
    rows = [[margin(v) for v in inquest.worlds.verdicts(w, REPLICATIONS)] for w in worlds]
    for world in worlds:
        inquest.worlds.forget(world)
    found = np.array(rows, dtype=np.float64).T
    worst = np.where(np.isfinite(found), found, np.inf).min(axis=1, keepdims=True)
    return np.where(np.isfinite(found), found, np.where(np.isfinite(worst), worst, -1.0))


def _of_target(figures: Sequence[Ranged], found: Any, spread: Any, target: int) -> list[Index]:
    def at(values: Any, i: int) -> float:
        x = float(np.atleast_2d(values)[target, i])
        return x if np.isfinite(x) else 0.0

    first, total = spread.first_order.confidence_interval, spread.total_order.confidence_interval
    made = [
        Index(
            name=figure.name,
            first=at(found.first_order, i),
            first_low=at(first.low, i),
            first_high=at(first.high, i),
            total=at(found.total_order, i),
            total_low=at(total.low, i),
            total_high=at(total.high, i),
        )
        for i, figure in enumerate(figures)
    ]
    return sorted(made, key=lambda x: -x.total)
