"""[whatif] What a worker does: some replications, each observed as far as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.experiments.whatif.question import Question, prepared
from sim.measures import Wanted, for_target
from sim.measures.stations import Stations, stations
from sim.program import Program
from sim.study.replication import Job, Replication, replicate

Task = tuple[str, int]
"""A variant and the number of a replication."""

OF_POOLS = ("utilisation", "overtime", "queue_time", "queue_length")


@dataclass(frozen=True, slots=True)
class Glance:
    """One replication as a page needs it: what was observed, and what happened at each step."""

    result: Replication
    stations: tuple[Stations, ...] = ()


def glances(question: Question, tasks: Sequence[Task], engine: str) -> list[Glance]:
    """The replications of these tasks, in their order."""
    ready = prepared(question)
    jobs = {name: _job(ready[name].program, question.seed, engine) for name, _ in tasks}
    return [_glance(jobs[name], number) for name, number in tasks]


def _glance(job: Job, number: int) -> Glance:
    found = replicate(job, number)
    if found.log is None:
        return Glance(found)
    return Glance(replace(found, log=None), stations(job.program, found.log))


def _job(program: Program, seed: int, engine: str) -> Job:
    return Job(program=program, wanted=wanted(program), seed=seed, engine=engine, keeps_log=True)


def wanted(program: Program) -> tuple[Wanted, ...]:
    """What the page shows of every process and pool, and what the targets ask."""
    names = ("elapsed", *(f"held_by.{h}" for h in program.holders))
    cases = [Wanted(name, process=i) for i in range(len(program.processes)) for name in names]
    pools = [Wanted(name, pool=i) for i in range(len(program.pools)) for name in OF_POOLS]
    return tuple(dict.fromkeys((*cases, *pools, *(for_target(program, t) for t in program.targets))))
