"""Plausible worlds: a scrambled Sobol sample over all ranges, and the share in which each target holds.

Source: A. B. Owen, "Scrambling Sobol' and Niederreiter-Xing points", Journal of Complexity 14 (1998) 466-489;
points from SciPy's `qmc.Sobol`. Each range is taken as uniform and apart from the others: a range says what
is plausible, not what is likely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments.tipping.asking import Inquest
from sim.experiments.worlds import margin
from sim.statistics.shares import clopper_pearson

REPLICATIONS = 2
"""Replications of each world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """The worlds that were looked at: values by name, and each target's estimate and margin in each.

    ``mended`` is in how many of them a combination that cannot exist was drawn towards the ledger's values.
    """

    values: tuple[dict[str, float], ...]
    estimates: tuple[tuple[float | None, ...], ...]
    margins: tuple[tuple[float, ...], ...]
    mended: int

    def share(self, target: int) -> tuple[float, float, float] | None:
        """The share of worlds in which a target holds, with its exact 95% interval (for independent worlds,
        which Sobol points improve upon).
        """
        if not self.margins:
            return None
        held = sum(m[target] >= 0 for m in self.margins)
        low, high = clopper_pearson(held, len(self.margins), 0.95)
        return held / len(self.margins), low, high


def points(dimensions: int, count: int, seed: int) -> NDArray[np.float64]:
    """The first ``count`` scrambled Sobol points of so many dimensions."""
    from scipy.stats import qmc

    sampler = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    power = max(count - 1, 0).bit_length()
    found: NDArray[np.float64] = sampler.random_base2(power)[:count]
    return found


def plausible(inquest: Inquest) -> Plausible:
    """Every target in each of the worlds."""
    inquest.about("plausible worlds")
    figures, count = inquest.figures, inquest.order.worlds
    if not figures or not count:
        return Plausible(values=(), estimates=(), margins=(), mended=0)
    before = inquest.shifts.mended
    drawn = [
        {f.name: f.at(float(u)) for f, u in zip(figures, point, strict=True)}
        for point in points(len(figures), count, inquest.order.seed)
    ]
    inquest.worlds.run((inquest.shifts.world(v)[0] for v in drawn), REPLICATIONS)
    made = [inquest.shifts.world(v) for v in drawn]
    verdicts = [inquest.worlds.verdicts(world, REPLICATIONS) for world, _ in made]
    for world, _ in made:
        inquest.worlds.forget(world)
    return Plausible(
        values=tuple(values for _, values in made),
        estimates=tuple(tuple(v.estimate for v in vs) for vs in verdicts),
        margins=tuple(tuple(map(margin, vs)) for vs in verdicts),
        mended=inquest.shifts.mended - before,
    )
