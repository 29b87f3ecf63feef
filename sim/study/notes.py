"""What a reader must know beside the figures: overloaded pools, guessed days."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from sim.compiling import loads
from sim.labels import Label
from sim.program import Program
from sim.study.prepare import Prepared
from sim.units import SECONDS

Note = dict[str, str]

MONTHS = 12


def notes_of(prepared: Prepared) -> list[Note]:
    """The remarks on a scenario as it was run, in both languages."""
    return [*_overloaded(prepared.program), *_guessed(prepared.program)]


OVERLOADED = Label(
    en="{pool} is overloaded: work of {share:.0%} of its open time arrives, so that its queue grows by "
    "{excess:,.0f} hours of work a month, and a time depends on when one looks",
    zh="{pool} 超负荷：到达的工作量为其开放时间的 {share:.0%}，队列每月增加约 {excess:,.0f} 小时的工作，"
    "时限结果因考察时点而异",
)
GUESSED = Label(
    en="{days} days are guessed: the holiday data does not cover them",
    zh="有 {days} 天缺少节假日数据，按推测处理",
)


def _note(label: Label, **values: object) -> Note:
    return {"en": label.en.format(**values), "zh": label.zh.format(**values)}


def _overloaded(program: Program) -> Iterator[Note]:
    for load in loads(program):
        if load.ratio is not None and 1 < load.ratio < inf:
            excess = (load.offered - load.open_seconds) / SECONDS["h"] / MONTHS
            yield _note(OVERLOADED, pool=load.pool, share=load.ratio, excess=excess)


def _guessed(program: Program) -> Iterator[Note]:
    if program.guessed_days:
        yield _note(GUESSED, days=program.guessed_days)
