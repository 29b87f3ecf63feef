"""The question `sim transition` asks, and its replications."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import UsageError
from sim.experiments.executors import Pooled, Workers
from sim.experiments.resuming import Resuming, key_of
from sim.experiments.running import engine_of
from sim.experiments.score import reform_of
from sim.measures import CASES, Wanted, for_target
from sim.program import NONE, Program, Target
from sim.study.prepare import TODAY, Prepared, prepare
from sim.study.replication import Job, Replication
from sim.study.runs import Executor

Progress = Callable[[str, int, int], None]

REPLICATIONS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Whose transition somebody wants to see; ``variant`` None is that of the plan, or today."""

    path: str
    variant: str | None = None
    settings: tuple[str, ...] = ()
    replications: int = REPLICATIONS
    seed: int = 1
    engine: str = "auto"
    workers: int | None = None
    cluster: str = ""
    out: Path | None = None
    fresh: bool = False
    command: tuple[str, ...] = ()


def ready_for(order: Order) -> Prepared:
    """The variant to follow. `InputError` with every complaint, `UsageError` for unknown names and where no
    target can be told by month.
    """
    wanted = None if order.variant is None else (order.variant,)
    ready = prepare(order.path, settings=order.settings, variants=wanted)
    prepared = ready[order.variant or reform_of(ready) or TODAY]
    if not monthly(prepared.program):
        raise UsageError(f"{order.path} has no target on its cases: there is nothing to follow by month")
    return prepared


def monthly(program: Program) -> list[tuple[int, Wanted]]:
    """The targets that the cases arriving in a month answer, by number, and what is observed for each.

    Measures of pools and flows are of the whole period; a change against another variant has no month.
    """
    return [
        (i, replace(for_target(program, t), per="month"))
        for i, t in enumerate(program.targets)
        if by_cases(t)
    ]


def by_cases(target: Target) -> bool:
    """Whether a target is asked of cases, by themselves."""
    stem = target.measure.partition(".")[0]
    return target.pool == NONE and target.against is None and stem in CASES and target.statistic != "total"


def replications(order: Order, prepared: Prepared, progress: Progress | None = None) -> Sequence[Replication]:
    """The histories: what each month's targets ask, and how many cases were inside when."""
    program = prepared.program
    wanted = tuple(w for _, w in monthly(program))
    job = Job(
        program=program,
        wanted=wanted,
        seed=order.seed,
        engine=engine_of(order.engine),
        glimpses=order.replications,
    )
    found: list[Replication] = []
    tasks = [(program.variant, r) for r in range(order.replications)]
    with (
        Workers(order.workers, cluster=order.cluster) as workers,
        _executor(order, prepared, job, workers) as executor,
    ):
        for result in executor.results(tasks):
            found.append(result)
            if progress is not None:
                progress(program.variant, len(found), order.replications)
    return found


@contextmanager
def _executor(order: Order, prepared: Prepared, job: Job, workers: Workers) -> Iterator[Executor]:
    """Who runs the histories; an interruption keeps what is finished for the next time."""
    pooled = Pooled({prepared.variant: job}, workers)
    if order.out is None:
        yield pooled
        return
    keys = {prepared.variant: key_of(prepared, job, outputs="months-1")}
    memory = Resuming(pooled, {prepared.variant: job}, keys, order.out)
    finished = False
    try:
        yield memory
        finished = True
    finally:
        memory.close(finished=finished)
