"""Figures of single replications as a band: mean, 95% interval of the mean, the middle 80%."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.charts import Band, Figure
from sim.estimate import finite
from sim.measures.columns import Floats
from sim.statistics.looks import DISPLAY_LEVEL
from sim.statistics.means import t_interval

ENOUGH = 5
"""From so many replications on, their middle 80% is told."""


def band(rows: Sequence[Floats]) -> Band:
    """A band from one row of figures per replication; NaN where a replication has none at a place."""
    places = [_place([float(x) for x in column if not np.isnan(x)]) for column in np.array(rows).T]
    mean, low, high, p10, p90 = zip(*places, strict=True) if places else ((), (), (), (), ())
    return Band(mean=mean, low=low, high=high, p10=p10, p90=p90)


def _place(values: Sequence[float]) -> tuple[Figure, Figure, Figure, Figure, Figure]:
    if not values:
        return None, None, None, None, None
    mean, low, high = t_interval(values, DISPLAY_LEVEL)
    if len(values) < ENOUGH:
        return mean, finite(low), finite(high), None, None
    p10, p90 = np.quantile(values, (0.1, 0.9))
    return mean, finite(low), finite(high), float(p10), float(p90)
