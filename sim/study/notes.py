"""What a reader must know beside the figures: overloaded pools, guessed days."""

from __future__ import annotations

from sim.compiling import loads
from sim.program import Program
from sim.study.prepare import Prepared

Note = dict[str, str]

MONTHS = 12


def notes_of(prepared: Prepared) -> list[Note]:
    """The remarks on a scenario as it was run, in both languages."""
    return [*_overloaded(prepared.program), *_guessed(prepared.program)]


def _overloaded(program: Program) -> list[Note]:
    found = []
    for load in loads(program):
        if load.ratio is not None and load.ratio > 1:
            name = program.pools[load.pool].name
            excess = (load.offered - load.open) / 3600 / MONTHS
            share = f"{100 * load.ratio:.0f}%"
            found.append(
                {
                    "en": f"{name} is overloaded: work of {share} of its open time arrives, so that its queue grows "
                    f"by {excess:,.0f} hours of work a month, and a time depends on when one looks",
                    "zh": f"{name} 超负荷：到达的工作量为其开放时间的 {share}，队列每月增加约 {excess:,.0f} 小时的工作，"
                    "时限结果因考察时点而异",
                }
            )
    return found


def _guessed(program: Program) -> list[Note]:
    n = program.guessed_days
    return [{"en": f"{n} days are guessed: the holiday data does not cover them", "zh": f"有 {n} 天的节假日数据缺失，按推测处理"}] if n else []  # fmt: skip
