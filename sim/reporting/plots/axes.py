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
from sim.reporting.spelling import MONTHS
from sim.reporting.words import say
from sim.units import SECONDS


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
