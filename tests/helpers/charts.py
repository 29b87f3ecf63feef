"""Charts of every kind: those of a small run, and made-up results of searches."""

# ruff: noqa: E501 (a made-up result stands in one line)

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.charts import (
    Attribution,
    CardEffect,
    Charts,
    Comparison,
    Difference,
    Frontier,
    Lever,
    Split,
    SweepCurve,
    SweepPoint,
    Tornado,
)
from sim.experiments.running import Order, answers
from sim.labels import Label
from sim.study.charting import charts_of
from tests.helpers import desk

NAME = Label("power within 20 days $5 & <b>", "20日内接电 $5 & <b>")

FRONTIER = Frontier(
    budget=6,
    services=(NAME, Label("permits", "许可")),
    targets=3,
    splits=(
        Split(heads=(4, 2), margins=(0.03, -0.11), met=2),
        Split(heads=(3, 3), margins=(-0.2, 0.04), met=2),
        Split(heads=(5, 1), margins=(0.08, None), met=1),
    ),
    chosen=0,
)

COMPARISON = Comparison(
    base="today",
    variant="plan_2021",
    replications=40,
    differences=(
        Difference(label=NAME, unit="%", estimate=0.1, low=0.08, high=0.12, base=0.8, variant=0.9, less_is_better=False),
        Difference(label=NAME, unit="d", estimate=-6, low=-7, high=-5, base=26, variant=20, less_is_better=True),
        Difference(label=NAME, unit="d", estimate=0.4, low=-0.7, high=1.5, base=10, variant=10.4, less_is_better=True),
        Difference(label=NAME, unit="CNY", estimate=30, low=20, high=40, base=400, variant=430),
        Difference(label=NAME, unit="d", estimate=None, low=None, high=None),
    ),
)  # fmt: skip

SWEEP = SweepCurve(
    title=NAME,
    vary="pools.window.staff",
    x_unit="1",
    unit="%",
    target=0.95,
    smallest=6,
    points=(
        SweepPoint(x=4, estimate=0.74, low=0.72, high=0.76, verdict="missed"),
        SweepPoint(x=5, estimate=0.945, low=0.93, high=0.96, verdict="undecided"),
        SweepPoint(x=6, estimate=0.98, low=0.97, high=0.99, verdict="met"),
        SweepPoint(x=7, estimate=None, low=None, high=None),
    ),
)

TORNADO = Tornado(
    title=NAME,
    unit="%",
    estimate=0.93,
    target=0.95,
    wants_more=True,
    levers=(
        Lever(name="share", low_text="0.3", high_text="0.8", value_text="0.5", at_low=0.97, at_high=0.9, break_even="0.4"),
        Lever(name="survey", low_text="1 h", high_text="4 h", value_text="2 h", at_low=0.94, at_high=None),
    ),
)  # fmt: skip

SHAPLEY = Attribution(
    title=NAME,
    unit="d",
    base=30,
    reformed=22,
    target=20,
    less_is_better=True,
    effects=(CardEffect(card="a", label=NAME, effect=-9, low=-10, high=-8), CardEffect(card="b", label=NAME, effect=1)),
)  # fmt: skip


@cache
def of_a_desk(text: str = desk.SCENARIO) -> Charts:
    """The charts of six replications of a small scenario."""
    with TemporaryDirectory() as folder:
        path = desk.write(Path(folder), text)
        (answer,) = answers(Order(path=str(path), replications=6, workers=1))
    assert answer.study is not None
    return charts_of(answer.study, answer.document["pool_figures"])
