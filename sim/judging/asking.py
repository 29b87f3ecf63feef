"""From a program's target to the question that the statistics answer."""

from __future__ import annotations

from sim.program import NONE, Program, Target
from sim.verdict import Question


def question_of(target: Target, program: Program) -> Question:
    """The question a target asks, with names for the program's indices; the limit stays in its unit."""
    return Question(
        measure=target.measure,
        limit=target.limit if target.change is None else target.change,
        side=target.direction,
        statistic=target.statistic if target.share is None else "share",
        required=target.share,
        per=target.per,
        against=target.against,
        process="" if target.process == NONE else program.processes[target.process].name,
        pool="" if target.pool == NONE else program.pools[target.pool].name,
        unit=target.unit,
        label=target.name,
        plan=tuple(int(p) if p.isdigit() else p for p in target.plan),
    )
