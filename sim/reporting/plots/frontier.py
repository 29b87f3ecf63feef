"""One number of heads for several services: each split that no other beats, and what each service gets."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts import Frontier, Split
from sim.labels import Language
from sim.reporting.plots.axes import known, percent_axis
from sim.reporting.plots.frame import (
    BLUE,
    BOLD,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    PAPER,
    PURPLE,
    RED,
    SKY,
    SOFT,
    Picture,
    folded,
    legend_below,
    sheet,
    style,
)
from sim.reporting.words import say

LOOKS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "D"), (PURPLE, "^"), (SKY, "v"), (GREY, "P"))
"""Colour and marker of each service in turn."""

MOST = 24
"""So many splits are drawn; of more, some in between are left out."""


def frontier(chart: Frontier, lang: Language) -> Picture:
    """A row for each split, ordered by the heads of the first service; a marker for each service: filled
    where all its targets are kept, hollow where one is missed."""
    rows = _few(sorted(chart.splits, key=lambda s: s.heads))
    title = say(lang, "What {n} heads can do for {k} services", n=chart.budget, k=len(chart.services))
    about = say(
        lang,
        "Each row is a split (heads in the order of the services below) that no other beats in every "
        "service. To the right of the line all targets of a service that heads decide are kept, to the left "
        "one is missed; estimates of 40 replications.",
    )
    made = sheet(title, about, height=0.95 + 0.18 * len(chart.services) + 0.3 * max(len(rows), 1))
    with style():
        axes = made.add_subplot()
        for k in range(len(chart.services)):
            _service(axes, rows, k)
        _labels(axes, chart, rows, lang)
        axes.axvline(0, color=INK, linewidth=0.9)
        axes.grid(axis="x", color=PALE, linewidth=0.6)
        percent_axis(axes)
        axes.set_xlabel(say(lang, "room at the worst target (share of cases, or of the limit)"))
        axes.margins(x=0.08)
        legend_below(axes, handles=_handles(chart, lang), columns=1)
    return made


def _few(rows: list[Split]) -> list[Split]:
    """At most `MOST` of them, evenly, with the first and the last."""
    if len(rows) <= MOST:
        return rows
    return [rows[round(i * (len(rows) - 1) / (MOST - 1))] for i in range(MOST)]


def _service(axes: Axes, rows: list[Split], k: int) -> None:
    colour, marker = LOOKS[k % len(LOOKS)]
    places = list(range(len(rows)))
    margins = tuple(row.margins[k] for row in rows)
    axes.plot(known(margins), places, color=colour, linewidth=1.0, alpha=0.6)
    for y, margin in zip(places, margins, strict=True):
        if margin is not None:
            filling = colour if margin >= 0 else "white"
            axes.plot(margin, y, color=colour, marker=marker, markerfacecolor=filling, markersize=7, ls="")
            axes.annotate(
                str(rows[y].heads[k]),
                (margin, y),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                size=8,
                color=INK,
                bbox=PAPER,
            )


def _labels(axes: Axes, chart: Frontier, rows: list[Split], lang: Language) -> None:
    """The heads of each service (in the order of the legend) at the left, the targets met at the right."""
    chosen = None if chart.chosen is None else chart.splits[chart.chosen]
    axes.set_yticks(range(len(rows)), [" + ".join(map(str, row.heads)) for row in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        if row is chosen:
            label.set_path_effects(list(BOLD))
    for y, row in enumerate(rows):
        told = say(lang, "{n} of {all} met", n=row.met, all=chart.targets)
        colour = SOFT if row.met == chart.targets else RED
        place = axes.get_yaxis_transform()
        axes.text(1.01, y, told, transform=place, va="center", size=8, color=colour)


def _handles(chart: Frontier, lang: Language) -> list[Line2D]:
    made = [
        Line2D([], [], color=c, marker=m, ls="", markersize=7, label=folded(service(lang), 90))
        for (c, m), service in zip(LOOKS * len(chart.services), chart.services, strict=False)
    ]
    hollow = say(lang, "hollow: a target of it is missed")
    return [*made, Line2D([], [], color=GREY, marker="o", markerfacecolor="white", ls="", label=hollow)]
