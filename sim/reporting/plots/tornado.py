"""Which number matters: the estimate at both ends of each number's range, and where the verdict flips."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import Lever, Tornado
from sim.labels import Language
from sim.reporting.figures import percent, short
from sim.reporting.plots.axes import number_axis, percent_axis
from sim.reporting.plots.frame import (
    BLUE,
    INK,
    ORANGE,
    RED,
    Picture,
    clean,
    folded,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.spelling import with_unit
from sim.reporting.words import say

MOST = 18
"""So many numbers are shown, those that move the estimate most."""


def tornado(chart: Tornado, lang: Language) -> Picture:
    """A bar per number from its low to its high end; break-evens are written at the right."""
    levers = chart.levers[:MOST]
    made = sheet(chart.title(lang), _about(chart, lang), height=0.9 + 0.37 * len(levers))
    axes = plain_axes(made, grid="x")
    with style():
        for y, lever in enumerate(levers):
            _bars(axes, y, lever, chart.estimate)
            told = say(lang, "flips at {value}", value=clean(lever.break_even)) if lever.break_even else ""
            axes.text(1.01, y, told, transform=axes.get_yaxis_transform(), va="center", size=8, color=RED)
        axes.axvline(chart.estimate, color=INK, linewidth=0.9)
        if chart.target is not None:
            axes.axvline(chart.target, color=RED, linewidth=1.3, linestyle=(0, (5, 3)))
            axes.annotate(
                say(lang, "target"),
                (chart.target, 1),
                xycoords=("data", "axes fraction"),
                xytext=(3, 1),
                textcoords="offset points",
                size=8,
                color=RED,
            )
        axes.set_yticks(range(len(levers)), [_name(lever) for lever in levers])
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.set_ylim(len(levers) - 0.4, -0.6)
        axes.margins(x=0.06)
        axes.set_xlabel(
            say(lang, "share of cases")
            if chart.unit == "%"
            else with_unit(say(lang, "estimate"), chart.unit, lang)
        )
        percent_axis(axes) if chart.unit == "%" else number_axis(axes, "x")
        handles = [
            Patch(
                facecolor="white",
                edgecolor=ORANGE,
                hatch="////",
                label=say(lang, "at the low end of its range"),
            ),
            Patch(facecolor=BLUE, label=say(lang, "at the high end")),
        ]
        legend_below(axes, handles=handles)
    return made


def _bars(axes: Axes, y: int, lever: Lever, middle: float) -> None:
    low = lever.at_low if lever.at_low is not None else middle
    high = lever.at_high if lever.at_high is not None else middle
    # Both ends may lie on the same side: the shorter bar is drawn upon the longer.
    order = 3 if abs(low - middle) < abs(high - middle) else 1
    axes.barh(
        y,
        low - middle,
        0.62,
        left=middle,
        color="white",
        edgecolor=ORANGE,
        hatch="////",
        linewidth=0.8,
        zorder=order,
    )
    axes.barh(y, high - middle, 0.62, left=middle, color=BLUE, linewidth=0, zorder=2)


def _name(lever: Lever) -> str:
    ends = f"{lever.low_text} – {lever.high_text}"
    return f"{folded(lever.name.replace('_', ' '), 34)}\n{clean(ends)}"


def _about(chart: Tornado, lang: Language) -> str:
    flips = [lever for lever in chart.levers if lever.break_even]
    now = percent(chart.estimate) if chart.unit == "%" else short(chart.estimate)
    text = say(lang, "Now {figure}; each number moved alone to both ends of its range.", figure=now)
    told = say(lang, "{n} of {all} flip the verdict within their range.", n=len(flips), all=len(chart.levers))
    return text + say(lang, " ") + told
