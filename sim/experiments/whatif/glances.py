"""[whatif] What a worker does: some replications, each observed as far as a page shows it.

A page shows its verdicts first and its pictures a moment later. So a first glance observes what the targets
ask and nothing else; a whole one observes the same replication again, with all that is drawn.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sim.experiments.whatif.question import NAME, Question, prepared
from sim.measures import Wanted, for_target
from sim.measures.stations import Stations, stations
from sim.program import Program
from sim.study.replication import Job, Replication, replicate

Task = tuple[str, int]
"""A variant and the number of a replication."""

OF_POOLS = ("utilisation", "overtime", "queue_time", "queue_length")


@dataclass(frozen=True, slots=True)
class Glance:
    """One replication as a page needs it: what was observed, and what happened at each step.

    ``whole``: everything that the page shows was looked at, and not only what its targets ask.
    """

    result: Replication
    stations: tuple[Stations, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The programs of a question by variant, and how they are run."""

    programs: Mapping[str, Program]
    seed: int
    engine: str


def packed(question: Question, engine: str) -> bytes:
    """The question's order as a worker takes it: compiled here once, and not once in every worker.

    Raises `InputError` with every complaint.
    """
    programs = {name: ready.program for name, ready in prepared(question).items()}
    return pickle.dumps(Order(programs, question.seed, engine), pickle.HIGHEST_PROTOCOL)


def glances(order: bytes, tasks: Sequence[Task], *, whole: bool) -> list[Glance]:
    """The replications of these tasks, in their order."""
    given = _unpacked(order)
    jobs = {name: _job(given, name, whole=whole) for name, _ in tasks}
    return [_glance(jobs[name], number, whole=whole) for name, number in tasks]


def warmed(question: Question, engine: str) -> None:
    """Do everything once, so that nobody waits for it later."""
    glances(packed(question, engine), [(NAME, 0)], whole=True)


@lru_cache(maxsize=4)
def _unpacked(order: bytes) -> Order:
    """Kept, since the engine prepares each program once."""
    found = pickle.loads(order)
    if not isinstance(found, Order):
        raise TypeError("an order is what `packed` makes")
    return found


def _glance(job: Job, number: int, *, whole: bool) -> Glance:
    found = replicate(job, number)
    if found.log is None:
        return Glance(found, whole=whole)
    return Glance(replace(found, log=None), stations(job.program, found.log), whole=whole)


def _job(order: Order, name: str, *, whole: bool) -> Job:
    program = order.programs[name]
    asked = wanted(program) if whole else of_targets(program)
    return Job(program=program, wanted=asked, seed=order.seed, engine=order.engine, keeps_log=whole)


def of_targets(program: Program) -> tuple[Wanted, ...]:
    """What the targets ask."""
    return tuple(dict.fromkeys(for_target(program, t) for t in program.targets))


def wanted(program: Program) -> tuple[Wanted, ...]:
    """What the page shows of every process and pool, and what the targets ask."""
    names = ("elapsed", *(f"held_by.{h}" for h in program.holders))
    cases = [Wanted(name, process=i) for i in range(len(program.processes)) for name in names]
    pools = [Wanted(name, pool=i) for i in range(len(program.pools)) for name in OF_POOLS]
    return tuple(dict.fromkeys((*cases, *pools, *of_targets(program))))
