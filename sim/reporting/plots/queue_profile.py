"""The queue of a pool by hour and weekday, the hours with people on duty framed."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import QueueProfile
from sim.labels import Language
from sim.reporting.figures import short
from sim.reporting.plots.frame import INK, Picture, clean, sheet, style
from sim.reporting.spelling import WEEKDAYS
from sim.reporting.words import say


def queue_profile(chart: QueueProfile, lang: Language) -> Picture:
    """Mean number waiting in each hour of the week; darker is more."""
    title = say(lang, "{pool}: how many wait, by hour and weekday", pool=clean(chart.label(lang)))
    made = sheet(title, _about(chart, lang), height=2.35)
    with style():
        axes = made.add_subplot()
        cells = np.array(chart.length)
        low, high = _scale(cells)
        image = axes.imshow(
            cells,
            cmap="Blues",
            aspect="auto",
            vmin=low,
            vmax=high,
            extent=(0, 24, 6.5, -0.5),
            interpolation="nearest",
        )
        _frames(axes, np.array(chart.on_duty))
        axes.set_yticks(range(7), WEEKDAYS[lang])
        axes.set_xticks(range(0, 25, 3), [f"{h}:00" for h in range(0, 25, 3)])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        bar = made.colorbar(image, ax=axes, pad=0.01, aspect=14)
        bar.outline.set_visible(False)
        bar.set_label(say(lang, "mean number waiting"))
        made.legend(
            handles=[Patch(facecolor="none", edgecolor=INK, label=say(lang, "people on duty"))],
            loc="outside lower left",
        )
    return made


RARE = 0.2
"""Hours with less than this part of the most people on duty are not framed."""


def _frames(axes: Axes, duty: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    """Lines between hours with and without people."""
    # A make-up working day puts a few people on duty on a Sunday: what is rare is not framed.
    on = np.pad(duty > RARE * duty.max(), 1)
    for d in range(8):
        for h in range(25):
            if h < 24 and on[d, h + 1] != on[d + 1, h + 1]:
                axes.plot((h, h + 1), (d - 0.5, d - 0.5), color=INK, linewidth=1.1, clip_on=False)
            if d < 7 and on[d + 1, h] != on[d + 1, h + 1]:
                axes.plot((h, h), (d - 0.5, d + 0.5), color=INK, linewidth=1.1, clip_on=False)


def _scale(cells: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[float, float]:
    """From 0, unless all hours are so alike that nothing could be seen then."""
    low, high = float(cells.min()), float(cells.max())
    return (low if low > high / 2 else 0.0), (high or 1.0)


def _about(chart: QueueProfile, lang: Language) -> str:
    cells = np.array(chart.length)
    duty = np.array(chart.on_duty)
    open_cells = np.where(duty > RARE * duty.max(), cells, -1.0)
    most = open_cells if (open_cells >= 0).any() else cells
    if not cells.any():
        return say(lang, "Nobody ever waits.")
    day, hour = (int(i) for i in np.unravel_index(int(most.argmax()), most.shape))
    when = say(lang, "{day} {hour}:00", day=WEEKDAYS[lang][day], hour=hour)
    return say(
        lang,
        "Longest while people are on duty: {when}, {n} on average; {mean} over the whole week.",
        when=when,
        n=short(float(most.max())),
        mean=short(float(cells.mean())),
    )
