"""A target's estimate along something that is varied: where it begins to be met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts import SweepCurve, SweepPoint
from sim.labels import Language
from sim.reporting.figures import short
from sim.reporting.plots.axes import known, number_axis, percent_axis
from sim.reporting.plots.frame import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PAPER,
    RED,
    Picture,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.spelling import with_unit
from sim.reporting.words import say

MARKS: dict[str | None, tuple[str, str, Any]] = {
    "met": (GREEN, "o", "full"),
    "missed": (RED, "X", "full"),
    "undecided": (GREY, "s", "none"),
    None: (BLUE, ".", "full"),
}
"""Colour, marker and filling by verdict."""


def sweep(chart: SweepCurve, lang: Language) -> Picture:
    """Estimates with intervals, the target as a line, the smallest value that meets it marked."""
    made = sheet(chart.title(lang), _about(chart, lang), height=3.0)
    axes = plain_axes(made)
    with style():
        x = [p.x for p in chart.points]
        low, high = known(tuple(p.low for p in chart.points)), known(tuple(p.high for p in chart.points))
        axes.fill_between(x, low, high, color=BLUE, alpha=0.2, lw=0)
        axes.plot(x, known(tuple(p.estimate for p in chart.points)), color=BLUE, linewidth=1.4)
        for point in chart.points:
            _mark(axes, point)
        _lines(axes, chart, lang)
        if all(float(v).is_integer() for v in x) and len(x) <= 25:
            axes.set_xticks(x)
        axes.set_xlabel(with_unit(chart.vary, chart.x_unit, lang))
        axes.set_ylabel(
            say(lang, "share of cases")
            if chart.unit == "%"
            else with_unit(say(lang, "estimate"), chart.unit, lang)
        )
        number_axis(axes, "x")
        percent_axis(axes, "y") if chart.unit == "%" else number_axis(axes)
        legend_below(axes, columns=4, handles=_handles(chart.points, lang))
    return made


def _mark(axes: Axes, point: SweepPoint) -> None:
    colour, marker, filling = MARKS[point.verdict]
    if point.estimate is not None:
        axes.plot(
            point.x, point.estimate, color=colour, marker=marker, fillstyle=filling, markersize=8, ls=""
        )


def _lines(axes: Axes, chart: SweepCurve, lang: Language) -> None:
    if chart.target is not None:
        axes.axhline(chart.target, color=INK, linewidth=1.1, linestyle=(0, (5, 3)))
        words = say(
            lang,
            "target {figure}",
            figure=f"{100 * chart.target:.4g}%" if chart.unit == "%" else short(chart.target),
        )
        axes.text(
            0.005, chart.target, words, transform=axes.get_yaxis_transform(), va="bottom", bbox=PAPER, size=8
        )
    if chart.smallest is not None:
        axes.axvline(chart.smallest, color=GREEN, linewidth=1.4)
        words = say(lang, "smallest: {x}", x=short(chart.smallest))
        axes.annotate(
            words,
            (chart.smallest, 0.03),
            xycoords=("data", "axes fraction"),
            xytext=(4, 0),
            textcoords="offset points",
            size=8,
            bbox=PAPER,
        )


def _handles(points: Sequence[SweepPoint], lang: Language) -> list[Line2D]:
    used = dict.fromkeys(p.verdict for p in points if p.verdict is not None)
    return [
        Line2D(
            [], [], color=MARKS[v][0], marker=MARKS[v][1], fillstyle=MARKS[v][2], ls="", label=say(lang, v)
        )
        for v in used
    ]


def _about(chart: SweepCurve, lang: Language) -> str:
    if chart.smallest is not None:
        return say(lang, "Met from {vary} = {x} on.", vary=chart.vary, x=short(chart.smallest))
    return say(lang, "Not met at any value tried.") if chart.target is not None and chart.points else ""
