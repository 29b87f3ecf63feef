"""Waiting over time: what a case arriving then waits in queues (or takes in all), with a band."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sim.charts import OverTime
from sim.labels import Language
from sim.reporting.plots.axes import date_axis, day_numbers, draw_band, known, number_axis
from sim.reporting.plots.frame import BLUE, Picture, clean, legend_below, plain_axes, sheet, style
from sim.reporting.spelling import figure_with_unit, measure_words, with_unit
from sim.reporting.words import say


def waiting(chart: OverTime, lang: Language) -> Picture:
    """A measure by the date of arrival."""
    what = say(
        lang,
        "{process}: {measure} by date of arrival",
        process=clean(chart.process(lang)),
        measure=measure_words(chart.measure, lang),
    )
    made = sheet(what, _about(chart, lang), height=2.7)
    axes = plain_axes(made)
    with style():
        edges = day_numbers(chart.origin, chart.edges)
        middles = [(a + b) / 2 for a, b in pairwise(edges)]
        draw_band(axes, middles, chart.band, lang, colour=BLUE)
        axes.set_xlim(edges[0], edges[-1])
        axes.set_ylim(bottom=0)
        axes.set_ylabel(with_unit(say(lang, "mean per case"), chart.unit, lang))
        date_axis(axes, lang)
        number_axis(axes)
        legend_below(axes)
    return made


def _about(chart: OverTime, lang: Language) -> str:
    mean = known(chart.band.mean)
    worst = max((v for v in chart.band.mean if v is not None), default=None)
    if worst is None:
        return say(lang, "No case was measured.")
    place = next(i for i, v in enumerate(mean) if v == worst)
    when = day_of(chart, place, lang)
    figure = figure_with_unit(worst, chart.unit, lang)
    return say(
        lang,
        "Longest for cases that arrive in the days from {date}: {figure} on average.",
        date=when,
        figure=figure,
    )


def day_of(chart: OverTime, place: int, lang: Language) -> str:
    """The date on which an interval of arrivals begins."""
    day = chart.origin + timedelta(seconds=chart.edges[place])
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.isoformat()}"
