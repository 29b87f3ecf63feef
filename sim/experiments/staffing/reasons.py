"""Why no staffing can do it: what remains of each missed target's time when nobody waits for these people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim import engines
from sim.errors import InputError, SimulationError
from sim.experiments.staffing.asking import Found, unlimited
from sim.experiments.worlds import margin
from sim.measures import CASES, for_target
from sim.measures.breakdown import Breakdown, StepTime, beyond
from sim.program import NONE, Program, Task
from sim.study.asking import question_in_base
from sim.study.document import both, row_of
from sim.study.prepare import Prepared
from sim.units import SECONDS

HISTORIES = 4
"""Replications that are taken apart."""

SHOWN = 5
"""Steps that are told of each target."""

REPLICATIONS = 20


def reasons(found: Found) -> list[dict[str, Any]]:
    """One entry per target that is missed without any limit on these people; empty where all are met."""
    world = unlimited(found)
    try:
        verdicts = found.oracle.worlds.verdicts(world, REPLICATIONS, 1 - found.oracle.alpha)
    except InputError:
        return []
    prepared = found.oracle.worlds.known(world).prepared
    missed = [i for i, v in enumerate(verdicts) if margin(v) < 0]
    return [
        {
            **row_of(verdicts[i], prepared, i),
            **_remaining(prepared, i, (found.order.seed, found.order.engine)),
        }
        for i in missed
    ]


def _remaining(prepared: Prepared, index: int, luck: tuple[int, str]) -> dict[str, Any]:
    program = prepared.program
    target = program.targets[index]
    wanted = for_target(program, target)
    if wanted.process == NONE or wanted.measure.partition(".")[0] not in CASES:
        return {"late": None, "steps": []}
    seed, engine = luck
    limit = question_in_base(program, target).limit if target.against is None else float("inf")
    try:
        logs = [engines.run(program, seed=seed, replication=r, engine=engine) for r in range(HISTORIES)]
    except SimulationError:
        return {"late": None, "steps": []}
    apart = beyond(program, logs, wanted, limit, target.direction)
    return {"late": _late(apart), "steps": list(_steps(program, wanted.process, apart))}


def _late(apart: Breakdown) -> float | None:
    return apart.late / apart.cases if apart.cases else None


def _steps(program: Program, process: int, apart: Breakdown) -> Iterator[dict[str, Any]]:
    labels = {s.name: s.label for s in program.processes[process].steps}
    for step in apart.steps[:SHOWN]:
        yield {
            "step": step.step,
            "label": both(labels[step.step]),
            "holder": step.holder,
            "pools": _pools(program, process, step),
            "share": step.share,
            "late_share": step.late_share,
            "queueing_days": step.queueing / SECONDS["d"],
            "days": (step.queueing + step.passing) / SECONDS["d"],
        }


def _pools(program: Program, process: int, step: StepTime) -> list[dict[str, str]]:
    names = {s.name: s.node for s in program.processes[process].steps}
    detail = program.nodes[names[step.step]].detail
    needs = detail.needs if isinstance(detail, Task) else ()
    pools = [program.pools[n.pool] for n in needs if n.pool >= 0]
    return [both(p.label) if p.label("en") else {"en": p.name, "zh": p.name} for p in pools]
