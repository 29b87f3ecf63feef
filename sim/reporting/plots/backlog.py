"""The backlog over months: how many cases are inside."""

from __future__ import annotations

from sim.charts import Backlog
from sim.labels import Language
from sim.reporting.figures import plain
from sim.reporting.plots.axes import date_axis, day_numbers, draw_band, number_axis
from sim.reporting.plots.frame import (
    BLUE,
    PALE,
    PAPER,
    SOFT,
    Picture,
    clean,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.words import say


def backlog(chart: Backlog, lang: Language) -> Picture:
    """Cases inside at each instant, the warm-up marked."""
    title = say(lang, "{process}: cases in progress", process=clean(chart.process(lang)))
    made = sheet(title, _about(chart, lang), height=2.7)
    axes = plain_axes(made)
    with style():
        x = day_numbers(chart.origin, chart.instants)
        draw_band(axes, x, chart.band, lang, colour=BLUE)
        axes.set_xlim(x[0], x[-1])
        axes.set_ylim(bottom=0)
        if chart.warm_up > 0:
            end = day_numbers(chart.origin, (chart.warm_up,))[0]
            axes.axvspan(x[0], end, facecolor="none", edgecolor=PALE, hatch="///", lw=0, zorder=0)
            axes.text(
                x[0],
                1.0,
                " " + say(lang, "warm-up, not measured"),
                transform=axes.get_xaxis_transform(),
                va="top",
                color=SOFT,
                size=8,
                bbox=PAPER,
            )
        axes.set_ylabel(say(lang, "cases"))
        date_axis(axes, lang)
        number_axis(axes)
        legend_below(axes)
    return made


def _about(chart: Backlog, lang: Language) -> str:
    measured = [
        v
        for t, v in zip(chart.instants, chart.band.mean, strict=True)
        if t >= chart.warm_up and v is not None
    ]
    if not measured:
        return ""
    first, last = plain(measured[0], 0), plain(measured[-1], 0)
    return say(
        lang,
        "{first} cases on average when the measured time begins, {last} when it ends, at most {most}.",
        first=first,
        last=last,
        most=plain(max(measured), 0),
    )
