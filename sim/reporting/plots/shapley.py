"""What each reform card contributes: its Shapley value, from today's figure to the reformed one."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import Attribution, CardEffect
from sim.labels import Language
from sim.reporting.figures import percent, plain, short
from sim.reporting.plots.axes import number_axis, percent_axis
from sim.reporting.plots.frame import (
    GREEN,
    GREY,
    INK,
    PAPER,
    RED,
    Picture,
    folded,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.spelling import unit_name, with_unit
from sim.reporting.words import say


def shapley(chart: Attribution, lang: Language) -> Picture:
    """A waterfall: each card's share of the change, largest first, with its interval where there is one."""
    effects = sorted(chart.effects, key=lambda e: -abs(e.effect))
    made = sheet(chart.title(lang), _about(chart, lang), height=1.1 + 0.32 * len(effects))
    axes = plain_axes(made, grid="x")
    with style():
        _whole(axes, 0, (chart.base, _figure(chart, chart.base)))
        at = chart.base
        for y, effect in enumerate(effects, 1):
            _step(axes, y, (at, effect), chart)
            at += effect.effect
        _whole(axes, len(effects) + 1, (chart.reformed, _figure(chart, chart.reformed)))
        if chart.target is not None:
            look: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": (0, (5, 3))}
            axes.axvline(chart.target, label=say(lang, "target"), zorder=0, **look)
        names = [say(lang, "today"), *(folded(e.label(lang), 40) for e in effects), say(lang, "reformed")]
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.margins(x=0.12)
        axes.set_xlabel(
            say(lang, "share of cases")
            if chart.unit == "%"
            else with_unit(say(lang, "estimate"), chart.unit, lang)
        )
        percent_axis(axes) if chart.unit == "%" else number_axis(axes, "x")
        handles = [
            Patch(facecolor=GREEN, label=say(lang, "better")),
            Patch(facecolor="white", edgecolor=RED, hatch="////", label=say(lang, "worse")),
        ]
        legend_below(axes, handles=[*handles, *axes.get_legend_handles_labels()[0]])
    return made


def _whole(axes: Axes, y: int, figure: tuple[float, str]) -> None:
    """A whole figure is a point, not a bar: the axis need not begin at zero."""
    value, text = figure
    axes.plot(value, y, color=INK, marker="D", markersize=7, ls="", clip_on=False)
    axes.annotate(text, (value, y), xytext=(8, 0), textcoords="offset points", va="center", bbox=PAPER)


def _step(axes: Axes, y: int, span: tuple[float, CardEffect], chart: Attribution) -> None:
    start, effect = span
    better = None if chart.less_is_better is None else (effect.effect < 0) == chart.less_is_better
    worse = {"color": "white", "edgecolor": RED, "hatch": "////", "linewidth": 0.8}
    look: dict[str, Any] = worse if better is False else {"color": GREEN if better else GREY}
    axes.barh(y, effect.effect, 0.6, left=start, **look)
    axes.plot((start, start), (y - 1, y), color=GREY, linewidth=0.7, zorder=0)
    ends = [0.0, effect.effect]
    if effect.low is not None and effect.high is not None:
        axes.plot((start + effect.low, start + effect.high), (y, y), color=INK, linewidth=1.2)
        ends.append(effect.high)
    text, place = _change(chart, effect.effect), (start + max(ends), y)
    axes.annotate(text, place, xytext=(4, 0), textcoords="offset points", va="center", size=8, bbox=PAPER)


def _figure(chart: Attribution, value: float) -> str:
    return percent(value) if chart.unit == "%" else short(value)


def _change(chart: Attribution, value: float) -> str:
    text = (
        plain(100 * value, 1)
        if chart.unit == "%"
        else short(abs(value))
        if value >= 0
        else f"-{short(abs(value))}"
    )
    return text if text.startswith("-") else f"+{text}"


def _about(chart: Attribution, lang: Language) -> str:
    unit = "" if chart.unit == "%" else unit_name(chart.unit, lang)
    return say(
        lang,
        "From {base} to {reformed}: what each card contributes, averaged over all orders of the cards.",
        base=_figure(chart, chart.base),
        reformed=f"{_figure(chart, chart.reformed)} {unit}".strip(),
    )
