"""Two variants under common luck: the paired differences, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts import Comparison, Difference
from sim.labels import Language
from sim.reporting.figures import plain, short
from sim.reporting.plots.frame import (
    GREEN,
    GREY,
    INK,
    RED,
    SOFT,
    Picture,
    folded,
    legend_below,
    sheet,
    style,
)
from sim.reporting.spelling import figure_with_unit
from sim.reporting.words import say

Look = tuple[str, str, str]
BETTER: Look = (GREEN, "o", "better")
WORSE: Look = (RED, "X", "worse")
OPEN: Look = (GREY, "s", "no clear difference")
NEITHER: Look = (INK, "D", "different")


def paired(chart: Comparison, lang: Language) -> Picture:
    """Shares in points, all else as a change in per cent of the base; absolute figures at the right."""
    points = [d for d in chart.differences if d.unit == "%" and d.estimate is not None]
    changes = [d for d in chart.differences if d.unit != "%" and d.estimate is not None and d.base]
    title = say(
        lang, "{variant} against {base}", variant=name(chart.variant, lang), base=name(chart.base, lang)
    )
    about = say(
        lang,
        "Paired differences under the same luck, {n} replications; the lines are 95% intervals.",
        n=chart.replications,
    )
    panels = [
        (p, words) for p, words in ((points, "percentage points"), (changes, "change in % of the base")) if p
    ]
    made = sheet(title, about, height=0.5 + sum(0.62 + 0.3 * len(p) for p, _ in panels))
    with style():
        if not panels:
            return made
        grid = made.subplots(len(panels), 1, squeeze=False, height_ratios=[len(p) + 1.6 for p, _ in panels])
        for axes, (rows, words) in zip(grid[:, 0], panels, strict=True):
            _panel(axes, rows, words, lang)
        used = {look(d) for d in (*points, *changes)}
        handles = [
            Line2D([], [], color=c, marker=m, ls="", label=say(lang, words))
            for c, m, words in (BETTER, WORSE, NEITHER, OPEN)
            if (c, m, words) in used
        ]
        legend_below(grid[0, 0], handles=handles, columns=4)
    return made


def name(variant: str, lang: Language) -> str:
    """A variant as a person reads it."""
    return say(lang, "today") if variant == "today" else variant.replace("_", " ")


def look(difference: Difference) -> Look:
    """Colour, marker and word of a difference: which way it goes, if it is clear at all."""
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return OPEN
    if difference.less_is_better is None:
        return NEITHER
    return BETTER if (difference.high < 0) == difference.less_is_better else WORSE


def _panel(axes: Axes, rows: Sequence[Difference], words: str, lang: Language) -> None:
    places = list(range(len(rows)))
    for y, row in zip(places, rows, strict=True):
        x, low, high = (_scaled(row, v) for v in (row.estimate, row.low, row.high))
        colour, marker, _ = look(row)
        if not isnan(low) and not isnan(high):
            axes.plot((low, high), (y, y), color=colour, linewidth=2)
        axes.plot(x, y, color=colour, marker=marker, markersize=7, ls="", clip_on=False)
        axes.text(
            1.01,
            y,
            _figures(row, lang),
            transform=axes.get_yaxis_transform(),
            va="center",
            size=8,
            color=SOFT,
        )
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.grid(axis="x", color="#D9D9D9", linewidth=0.6)
    axes.set_yticks(places, [folded(r.label(lang), 40) for r in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(say(lang, words))
    axes.margins(x=0.08)


def _scaled(row: Difference, value: float | None) -> float:
    if value is None:
        return nan
    return 100 * value if row.unit == "%" else 100 * value / abs(row.base or 1.0)


def _figures(row: Difference, lang: Language) -> str:
    if row.base is None or row.variant is None:
        return ""
    if row.unit == "%":
        return f"{plain(100 * row.base, 1)} → {plain(100 * row.variant, 1)}%"
    return f"{short(row.base)} → {figure_with_unit(row.variant, row.unit, lang)}"
