"""Where the time goes: by step, and by who holds the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.charts import HolderTime, StepTime, TimeSpent
from sim.labels import Language
from sim.reporting.figures import percent, short
from sim.reporting.plots.axes import number_axis
from sim.reporting.plots.frame import (
    BLUE,
    GREY,
    ORANGE,
    RED,
    SKY,
    SOFT,
    Picture,
    clean,
    folded,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.spelling import figure_with_unit, with_unit
from sim.reporting.words import say

MOST, QUEUES = 28, 8
"""So many steps are shown one by one, the longest and among them those with the longest queues; the others
are told together. By length alone the queues, often short beside notices and terms, would all be in the last
bar.
"""

QUEUE: dict[str, Any] = {"color": "white", "edgecolor": RED, "hatch": "////"}


def time_by_step(chart: TimeSpent, lang: Language) -> Picture:
    """Days per case in the queue of each step and in the step itself, in the order of the process."""
    shown, others = _longest(chart.steps)
    title = say(lang, "{process}: where the time goes", process=clean(chart.label(lang)))
    made = sheet(title, _about_steps(chart, lang), height=0.85 + 0.27 * (len(shown) + bool(others)))
    axes = plain_axes(made, grid="x")
    with style():
        names = [folded(s.label(lang), 34) for s in shown]
        rows = [(s.queueing, s.inside if s.staffed else 0.0, 0.0 if s.staffed else s.inside) for s in shown]
        if others:
            names.append(say(lang, "{n} other steps", n=len(others)))
            rows.append(
                (
                    sum(s.queueing for s in others),
                    sum(s.inside for s in others if s.staffed),
                    sum(s.inside for s in others if not s.staffed),
                )
            )
        kinds = (
            (say(lang, "in the queue"), QUEUE),
            (say(lang, "with the staff, closing hours included"), {"color": BLUE, "edgecolor": "white"}),
            (say(lang, "passing without staff"), {"color": SKY, "edgecolor": "white", "hatch": ".."}),
        )
        _stacked(axes, names, rows, kinds)
        axes.set_xlabel(with_unit(say(lang, "per case"), "d", lang))
        legend_below(axes)
    return made


def time_by_holder(chart: TimeSpent, lang: Language) -> Picture:
    """Who owns the delay: days per case with each holder, the time in queues apart."""
    holders = sorted(chart.holders, key=lambda h: -h.held)
    title = say(lang, "{process}: who holds the case", process=clean(chart.label(lang)))
    made = sheet(title, _about_holders(chart, holders, lang), height=0.75 + 0.3 * len(holders))
    axes = plain_axes(made, grid="x")
    with style():
        names = [_holder(h, lang) for h in holders]
        rows = [_split(h) for h in holders]
        kinds = (
            (say(lang, "in the queue"), QUEUE),
            (say(lang, "at work or under way"), {"color": BLUE, "edgecolor": "white"}),
            (
                say(lang, "the legal clock stands still"),
                {"color": ORANGE, "edgecolor": "white", "hatch": ".."},
            ),
        )
        _stacked(axes, names, rows, kinds)
        axes.set_xlabel(with_unit(say(lang, "per case"), "d", lang))
        legend_below(axes)
    return made


def _split(holder: HolderTime) -> tuple[float, float, float]:
    """In the queue, else, or (who stops the clock) all in one; queues of parallel branches may overlap."""
    queue = min(holder.queueing, holder.held)
    rest = holder.held - queue
    return (queue, 0.0, rest) if holder.stops_clock else (queue, rest, 0.0)


def _holder(holder: HolderTime, lang: Language) -> str:
    name = holder.label(lang)
    return folded(name[:1].upper() + name[1:], 30)


def _longest(steps: Sequence[StepTime]) -> tuple[list[StepTime], list[StepTime]]:
    """The longest steps and queues in the order of the process, and the others that take any time."""
    some = [s for s in steps if s.queueing + s.inside > 0]
    queued = [s for s in sorted(some, key=lambda s: -s.queueing)[:QUEUES] if s.queueing > 0]
    longest = sorted((s for s in some if s not in queued), key=lambda s: -(s.queueing + s.inside))
    kept = [*queued, *longest][:MOST]
    return [s for s in some if s in kept], [s for s in some if s not in kept]


def _stacked(
    axes: Axes,
    names: Sequence[str],
    rows: Sequence[Sequence[float]],
    kinds: Sequence[tuple[str, dict[str, Any]]],
) -> None:
    places = range(len(names))
    left = [0.0] * len(names)
    for k, (label, look) in enumerate(kinds):
        widths = [row[k] for row in rows]
        if any(widths):
            axes.barh(places, widths, 0.66, left=left, linewidth=0.6, label=label, **look)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    most = max(left, default=1.0) or 1.0
    for y, total in zip(places, left, strict=True):
        axes.text(total + most * 0.01, y, short(total), va="center", size=8, color=SOFT)
    axes.set_yticks(list(places), list(names))
    axes.tick_params(axis="y", length=0, labelcolor="#1a1a1a")
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.1)
    axes.spines["left"].set_color(GREY)
    number_axis(axes, "x")


def _about_steps(chart: TimeSpent, lang: Language) -> str:
    queue = sum(s.queueing for s in chart.steps)
    total = queue + sum(s.inside for s in chart.steps)
    text = say(lang, "A case takes {figure} on average.", figure=figure_with_unit(chart.elapsed, "d", lang))
    if total and any(s.queueing for s in chart.steps):
        worst = max(chart.steps, key=lambda s: s.queueing)
        told = say(
            lang,
            "{share} of the time of all steps is queueing, most of it for: {step}.",
            share=percent(queue / total, 0),
            step=clean(worst.label(lang)),
        )
        text += say(lang, " ") + told
    return text


def _about_holders(chart: TimeSpent, holders: Sequence[HolderTime], lang: Language) -> str:
    if not holders:
        return ""
    first = holders[0]
    share = percent(first.held / chart.elapsed, 0) if chart.elapsed else "–"
    text = say(
        lang,
        "{holder}: {figure} of {all} per case ({share}).",
        holder=clean(first.label(lang)),
        figure=short(first.held),
        all=figure_with_unit(chart.elapsed, "d", lang),
        share=share,
    )
    if sum(h.held for h in holders) > chart.elapsed * 1.02:
        text += say(lang, " ") + say(
            lang, "Branches run side by side, so the parts add up to more than the whole."
        )
    return text
