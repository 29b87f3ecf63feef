"""How long single cases take, against the limit: the share beyond it shaded and written."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.charts import CaseTimes
from sim.labels import Language
from sim.reporting.figures import percent, plain, required
from sim.reporting.plots.axes import number_axis, percent_axis
from sim.reporting.plots.frame import (
    BLUE,
    INK,
    PAPER,
    RED,
    SOFT,
    Picture,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.spelling import figure_with_unit, measure_axis
from sim.reporting.words import say

FURTHEST = 0.76
"""How far right the limit may stand, as a part of the width: right of it the share beyond is written."""


def case_times(chart: CaseTimes, lang: Language) -> Picture:
    """The distribution over all cases of all replications."""
    made = sheet(chart.title(lang), _about(chart, lang), height=2.7)
    axes = plain_axes(made)
    with style():
        _bars(axes, chart)
        _span(axes, chart)
        axes.set_ylim(0, max(chart.shares, default=0) * 1.18 or 1)
        if chart.limit is not None:
            _limit(axes, chart, lang)
        if chart.over:
            told = say(lang, "{share} further right", share=percent(chart.over)) + " →"
            axes.text(
                0.995,
                0.04 if chart.limit is None else 0.3,
                told,
                transform=axes.transAxes,
                ha="right",
                size=8,
                color=SOFT,
            )
        axes.set_xlabel(measure_axis(chart.measure, chart.unit, lang))
        axes.set_ylabel(say(lang, "share of cases"))
        percent_axis(axes, "y")
        number_axis(axes, "x")
        legend_below(axes, handles=_handles(chart, lang))
    return made


def _span(axes: Axes, chart: CaseTimes) -> None:
    """From the first edge to the last, and an empty margin where what is written would lie on the limit."""
    left, right = chart.edges[0], chart.edges[-1]
    axes.set_xlim(left, right)
    if chart.whole:  # Nobody takes half a working day.
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if chart.limit is None or chart.side == "at_least" or not left < chart.limit <= right:
        return
    needed = left + (chart.limit - left) / FURTHEST
    if needed > right:
        axes.set_xticks([tick for tick in axes.get_xticks() if left <= tick <= right])
        axes.set_xlim(left, needed)
        axes.spines["bottom"].set_bounds(left, right)


def _is_beyond(chart: CaseTimes, low: float, high: float) -> bool:
    if chart.limit is None:
        return False
    middle = (low + high) / 2
    return middle > chart.limit if chart.side == "at_most" else middle < chart.limit


def _bars(axes: Axes, chart: CaseTimes) -> None:
    for low, high, share in zip(chart.edges[:-1], chart.edges[1:], chart.shares, strict=True):
        beyond = _is_beyond(chart, low, high)
        look: dict[str, Any] = (
            {"color": "white", "edgecolor": RED, "hatch": "////"}
            if beyond
            else {"color": BLUE, "edgecolor": "white"}
        )
        axes.bar(low, share, high - low, align="edge", linewidth=0.5, **look)


def _limit(axes: Axes, chart: CaseTimes, lang: Language) -> None:
    limit = chart.limit or 0.0
    # Whole numbers stand in the middle of their bars, and the limit itself is still kept.
    at = limit
    if chart.whole:
        at = floor(limit) + 0.5 if chart.side == "at_most" else ceil(limit) - 0.5
    axes.axvline(at, color=INK, linewidth=1.4)
    words = say(lang, "limit {limit}", limit=figure_with_unit(limit, chart.unit, lang))
    axes.annotate(
        words,
        (at, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4, -2),
        textcoords="offset points",
        ha="right",
        va="top",
        rotation=90,
        size=8,
        bbox=PAPER,
    )
    if chart.mean is not None and chart.statistic == "mean":
        axes.axvline(chart.mean, color=INK, linewidth=1.2, linestyle=(0, (2, 2)))
        words = say(lang, "mean {figure}", figure=figure_with_unit(chart.mean, chart.unit, lang))
        axes.annotate(
            words,
            (chart.mean, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, 6),
            textcoords="offset points",
            size=8,
        )
    if chart.beyond is not None:
        axes.text(
            0.995,
            0.86,
            percent(chart.beyond),
            transform=axes.transAxes,
            ha="right",
            va="top",
            size=15,
            color=RED,
        )
        axes.text(
            0.995,
            0.66,
            say(lang, "do not keep the limit"),
            transform=axes.transAxes,
            ha="right",
            va="top",
            size=8,
            color=SOFT,
        )


def _handles(chart: CaseTimes, lang: Language) -> list[Patch]:
    if chart.limit is None:
        return [Patch(facecolor=BLUE, label=say(lang, "cases"))]
    return [
        Patch(facecolor=BLUE, label=say(lang, "keep the limit")),
        Patch(facecolor="white", edgecolor=RED, hatch="////", label=say(lang, "do not keep the limit")),
    ]


def _about(chart: CaseTimes, lang: Language) -> str:
    parts = []
    if chart.required is not None and chart.beyond is not None:
        parts.append(
            say(
                lang,
                "{kept} keep the limit, {asked} are asked for.",
                kept=percent(1 - chart.beyond),
                asked=required(chart.required),
            )
        )
    elif chart.mean is not None and chart.statistic == "mean" and chart.limit is not None:
        asked = say(
            lang,
            "at most {limit}" if chart.side == "at_most" else "at least {limit}",
            limit=figure_with_unit(chart.limit, chart.unit, lang),
        )
        parts.append(
            say(
                lang,
                "{figure} on average, {asked} is asked for; single cases need not keep it.",
                figure=figure_with_unit(chart.mean, chart.unit, lang),
                asked=asked,
            )
        )
    elif chart.mean is not None:
        parts.append(say(lang, "{figure} on average.", figure=figure_with_unit(chart.mean, chart.unit, lang)))
    if chart.open:
        parts.append(
            say(
                lang,
                "{share} were not finished when the run ended; they count as not kept.",
                share=plain(100 * chart.open, 1) + "%",
            )
        )
    return say(lang, " ").join(parts)
