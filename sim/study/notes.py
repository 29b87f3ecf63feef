"""What a reader must know beside the figures: overloaded pools, guessed days."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from sim.compiling import loads
from sim.labels import Label
from sim.program import Pool, Program
from sim.study.prepare import Prepared
from sim.units import SECONDS

Note = dict[str, str]

MONTHS = 12


def notes_of(prepared: Prepared) -> list[Note]:
    """The remarks on a scenario as it was run, in both languages."""
    return [*_overloaded(prepared.program), *_guessed(prepared.program)]


OVERLOADED = Label(
    en="{pool}: overloaded, work of {share:.0%} of its open time arrives, so that its queue grows by "
    "{excess:,.0f} hours of work a month, and a time depends on when one looks",
    zh="{pool}：超负荷，到达的工作量为其开放时间的 {share:.0%}，队列每月增加约 {excess:,.0f} 小时的工作，"
    "时限结果因考察时点而异",
)
NOBODY = Label(
    en="{pool}: nobody is on duty, but {hours:,.0f} hours of work a month arrive, which are never done",
    zh="{pool}：无人在岗，而每月有约 {hours:,.0f} 小时的工作到达，始终无人办理",
)
GUESSED = Label(
    en="{days} days are guessed: the holiday data does not cover them",
    zh="有 {days} 天缺少节假日数据，按推测处理",
)


def _note(label: Label, pool: Label = Label(), **values: object) -> Note:  # noqa: B008 (a label is frozen)
    return {
        "en": label.en.format(pool=pool("en"), **values),
        "zh": label.zh.format(pool=pool("zh"), **values),
    }


def _named(pool: Pool) -> Label:
    """The pool as a person calls it; its name where it has no label."""
    return Label(pool.label("en") or pool.name, pool.label("zh") or pool.name)


def _overloaded(program: Program) -> Iterator[Note]:
    for load, pool in zip(loads(program), program.pools, strict=True):
        excess = (load.offered - load.open_seconds) / SECONDS["h"] / MONTHS
        if load.ratio is not None and 1 < load.ratio < inf:
            yield _note(OVERLOADED, _named(pool), share=load.ratio, excess=excess)
        elif load.open_seconds == 0 and 0 < load.offered < inf:
            yield _note(NOBODY, _named(pool), hours=excess)


def _guessed(program: Program) -> Iterator[Note]:
    if program.guessed_days:
        yield _note(GUESSED, days=program.guessed_days)
