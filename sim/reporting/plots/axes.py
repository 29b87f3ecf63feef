"""Axes in two languages: dates, units and numbers as a person writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter

from sim.charts import Band, Figures
from sim.labels import Language
from sim.reporting.console import measure_name
from sim.reporting.figures import short
from sim.reporting.words import say
from sim.units import SECONDS, unit_label

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def unit_name(unit: str, lang: Language) -> str:
    """A unit as an axis bears it: ``working days``, ``days``; empty for plain numbers."""
    if unit in ("1", ""):
        return ""
    return unit_label(unit, lang) if unit in (*SECONDS, "wd") else unit


WORDS = {
    "elapsed": "time from beginning to end",
    "working_days": "working days taken",
    "legal_days": "legal days taken",
    "open_time": "office hours taken",
    "queueing": "time in queues",
    "work": "time of work",
    "waiting": "waiting time",
    "trips": "visits in person",
    "documents": "documents",
    "fee": "fees",
    "cost_share": "cost as a share of the claim",
}
"""Measures as an axis names them."""


def measure_words(measure: str, lang: Language) -> str:
    """A measure in words."""
    return say(lang, WORDS[measure]) if measure in WORDS else measure_name(measure, lang)


def measure_axis(measure: str, unit: str, lang: Language) -> str:
    """A measure with its unit, which is not said twice."""
    counted = measure in ("working_days", "legal_days") and unit == "wd"
    return measure_words(measure, lang) if counted else with_unit(measure_words(measure, lang), unit, lang)


def with_unit(words: str, unit: str, lang: Language) -> str:
    """An axis label: what it shows, and its unit."""
    name = unit_name(unit, lang)
    if not name:
        return words
    return f"{words}（{name}）" if lang == "zh" else f"{words}, {name}"


def day_numbers(origin: date, instants: Sequence[int]) -> list[float]:
    """Instants as Matplotlib's day numbers."""
    start = float(date2num(origin))  # type: ignore[no-untyped-call]
    return [start + t / SECONDS["d"] for t in instants]


def date_axis(axes: Axes, lang: Language) -> None:
    """Dates along x: months with the year where it changes, days on short spans."""
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    seen = {"year": 0}

    def shown(x: float, place: int | None) -> str:
        day = num2date(x)  # type: ignore[no-untyped-call]
        fresh = place == 0 or day.year != seen["year"]
        seen["year"] = day.year
        return _date(day.date(), lang, year=fresh, days=high - low < 100)

    axes.xaxis.set_major_formatter(FuncFormatter(shown))


def _date(day: date, lang: Language, *, year: bool, days: bool) -> str:
    if lang == "zh":
        text = f"{day.month}月{day.day}日" if days else f"{day.month}月"
        return f"{text}\n{day.year}年" if year else text
    text = f"{day.day} {MONTHS[day.month - 1]}" if days else MONTHS[day.month - 1]
    return f"{text}\n{day.year}" if year else text


def percent_axis(axes: Axes, which: str = "x") -> None:
    """Shares as percentages."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}%"))


def number_axis(axes: Axes, which: str = "y") -> None:
    """Numbers with groups of thousands, and never an offset or a power."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))


def known(values: Figures) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Figures as an array, NaN where they are unknown."""
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def draw_band(axes: Axes, x: Sequence[float], band: Band, lang: Language, *, colour: str) -> None:
    """The middle 80% of runs, the interval of the mean, and the mean."""
    single = say(lang, "8 of 10 single runs")
    interval = say(lang, "95% interval of the mean")
    if any(v is not None for v in band.p10):
        axes.fill_between(x, known(band.p10), known(band.p90), color=colour, alpha=0.18, lw=0, label=single)
    if any(v is not None for v in band.low):
        axes.fill_between(
            x, known(band.low), known(band.high), color=colour, alpha=0.42, lw=0, label=interval
        )
    axes.plot(x, known(band.mean), color=colour, label=say(lang, "mean"))


def figure_with_unit(value: float | None, unit: str, lang: Language) -> str:
    """A figure with its unit in words: ``3.2 days``."""
    name = unit_name(unit, lang)
    space = "" if lang == "zh" or not name else " "
    return f"{short(value)}{space}{name}"
