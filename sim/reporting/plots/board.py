"""The scoreboard as one page: every target with today and the reform, and its verdict by shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes

from sim.labels import Language
from sim.reporting.console import estimate_of, plan, required_of, rests_on
from sim.reporting.plots.frame import BOLD, GREEN, GREY, INK, PALE, RED, SOFT, Picture, folded, sheet, style
from sim.reporting.scoreboard import closing, heading, outcome_of, reform_name
from sim.reporting.words import say

Row = dict[str, Any]
MARKS = {"met": (GREEN, "o"), "missed": (RED, "X"), "undecided": (GREY, "s")}
LINE = 0.155
"""Inches per line of text."""
COLUMNS = (0.0, 0.05, 0.43, 0.565, 0.7, 0.835)
"""Where plan, target, required, today, reform and verdict begin, as parts of the width."""


def board(document: Row, lang: Language) -> Picture:
    """A page from a localised scoreboard document (see `sim.experiments.score.score`)."""
    rows: Sequence[Row] = document["rows"]
    blocks = [(row, _cells(row, lang)) for row in rows]
    groups = [
        (name, list(group))
        for name, group in groupby(blocks, key=lambda pair: pair[0]["title"] or pair[0]["scenario"])
    ]
    height = 0.35 + sum(0.34 + sum(_height(cells) for _, cells in group) for _, group in groups)
    made = sheet(
        say(lang, "Scoreboard of the plan"),
        f"{heading(document, lang)} · {closing(document, lang)}",
        height=height,
        width=8.0,
    )
    with style():
        axes = made.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(height, 0)
        _headings(axes, rows, lang)
        y = 0.3
        for name, group in groups:
            axes.text(0, y + 0.1, folded(name, 100), size=9.5, va="top", path_effects=BOLD)
            y += 0.34
            for row, cells in group:
                _row(axes, y, row, cells)
                y += _height(cells)
    return made


def _headings(axes: Axes, rows: Sequence[Row], lang: Language) -> None:
    words = (
        say(lang, "plan"),
        say(lang, "target"),
        say(lang, "required"),
        say(lang, "today"),
        folded(reform_name(rows, lang), 14),
        say(lang, "verdict"),
    )
    for x, text in zip(COLUMNS, words, strict=True):
        axes.text(x, 0.02, text, size=8, color=SOFT, va="top")
    axes.plot((0, 1), (0.24, 0.24), color=INK, linewidth=0.9, clip_on=False)


def _cells(row: Row, lang: Language) -> tuple[str, ...]:
    reformed = estimate_of(row["reformed"], lang) if row["reformed"] is not None else "–"
    verdict = f"{outcome_of(row, lang)}\n{rests_on(row['rests_on'], lang, brief=True)}"
    folds = (
        (plan(row), 6),
        (row["target"], 44),
        (required_of(row, lang), 15),
        (estimate_of(row["today"], lang), 15),
        (reformed, 15),
    )
    lines = "\n".join(folded(part, 19) for part in verdict.split("\n"))
    return (*(folded(text, columns) for text, columns in folds), lines)


def _height(cells: Sequence[str]) -> float:
    return LINE * max(text.count("\n") + 1 for text in cells) + 0.09


def _row(axes: Axes, y: float, row: Row, cells: Sequence[str]) -> None:
    for x, text in zip(COLUMNS, cells, strict=True):
        shift = 0.022 if x == COLUMNS[-1] else 0.0
        axes.text(x + shift, y, text, size=8, va="top", linespacing=1.2)
    colour, marker = MARKS[row["verdict"]]
    hollow = "none" if row["verdict"] == "undecided" else colour
    axes.plot(
        COLUMNS[-1] + 0.006,
        y + 0.06,
        marker=marker,
        color=colour,
        markerfacecolor=hollow,
        markersize=7,
        clip_on=False,
    )
    bottom = y + _height(cells) - 0.05
    axes.plot((0, 1), (bottom, bottom), color=PALE, linewidth=0.6, clip_on=False)
