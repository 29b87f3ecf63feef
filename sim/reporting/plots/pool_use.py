"""How busy the pools are, and how much of their work falls into overtime."""

from __future__ import annotations

from collections.abc import Sequence

from sim.charts import PoolUse
from sim.labels import Language
from sim.reporting.figures import half_width, percent
from sim.reporting.plots.axes import percent_axis
from sim.reporting.plots.frame import (
    BLUE,
    INK,
    ORANGE,
    PAPER,
    SOFT,
    Picture,
    clean,
    folded,
    legend_below,
    plain_axes,
    sheet,
    style,
)
from sim.reporting.words import say

HIGH = 0.85
"""From about this load on a queue grows quickly: with n people waiting rises as 1 / (1 - load) (M/M/n)."""


def pool_use(pools: Sequence[PoolUse], lang: Language) -> Picture:
    """Utilisation with its interval, overtime behind it."""
    made = sheet(say(lang, "How busy each pool is"), _about(pools, lang), height=0.8 + 0.32 * len(pools))
    axes = plain_axes(made, grid="x")
    with style():
        places = list(range(len(pools)))
        use, extra = [p.utilisation or 0.0 for p in pools], [p.overtime or 0.0 for p in pools]
        axes.barh(places, use, 0.62, color=BLUE, label=say(lang, "busy while on duty"))
        if any(extra):
            axes.barh(
                places,
                extra,
                0.62,
                left=use,
                color="white",
                edgecolor=ORANGE,
                hatch="xxx",
                linewidth=0.6,
                label=say(lang, "overtime"),
            )
        arms = [half_width(u, p.low, p.high) or 0.0 for u, p in zip(use, pools, strict=True)]
        axes.errorbar(
            use,
            places,
            xerr=arms,
            fmt="none",
            ecolor=INK,
            elinewidth=1.1,
            capsize=2.5,
            label=say(lang, "95% interval"),
        )
        for y, (pool, arm) in enumerate(zip(pools, arms, strict=True)):
            edge = max((pool.utilisation or 0) + (pool.overtime or 0), (pool.utilisation or 0) + arm)
            axes.text(edge + 0.012, y, _figures(pool, lang), va="center", size=8, color=SOFT, bbox=PAPER)
        axes.set_yticks(places, [_name(p, lang) for p in pools])
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.set_ylim(len(pools) - 0.4, -0.6)
        axes.set_xlim(0, max(1.0, *(u + e for u, e in zip(use, extra, strict=True))) * 1.16 if pools else 1)
        axes.axvline(1, color=INK, linewidth=0.9, zorder=0)
        axes.axvline(HIGH, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        percent_axis(axes)
        legend_below(axes)
    return made


def _name(pool: PoolUse, lang: Language) -> str:
    people = say(lang, "{pool} ({n})", pool=clean(pool.label(lang)), n=pool.staff)
    return folded(people, 34)


def _figures(pool: PoolUse, lang: Language) -> str:
    told = percent(pool.utilisation, 0)
    return (
        told + say(lang, " + {share} overtime", share=percent(pool.overtime, 1))
        if pool.overtime and pool.overtime >= 0.001
        else told
    )


def _about(pools: Sequence[PoolUse], lang: Language) -> str:
    known = [p for p in pools if p.utilisation is not None]
    if not known:
        return ""
    top = max(known, key=lambda p: p.utilisation or 0)
    text = say(
        lang, "Busiest: {pool}, {share}.", pool=clean(top.label(lang)), share=percent(top.utilisation, 0)
    )
    return (
        text
        + say(lang, " ")
        + say(
            lang,
            "Beyond the dashed line ({share}) queues grow quickly; in brackets the number of people.",
            share=percent(HIGH, 0),
        )
    )
