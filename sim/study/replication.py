"""One replication: run the engine, check the laws, observe what was asked for. This is what a worker does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from sim.charts import Tale
from sim.engines import in_pieces, run
from sim.errors import LawError, SimulationError
from sim.eventlog import EventLog, Piece
from sim.measures import Glimpse, Observation, Observer, Wanted
from sim.measures.laws import check_laws_of
from sim.measures.reducing import Reduction, UnprovenError
from sim.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A program with what is wanted of each of its replications; ``keeps_log`` returns the event log too.

    The first ``glimpses`` replications tell what pictures show as well.
    """

    program: Program
    wanted: tuple[Wanted, ...]
    seed: int
    engine: str
    keeps_log: bool = False
    glimpses: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a replication came to no end; ``ours``: the fault is the project's own, not the scenario's."""

    variant: str
    replication: int
    message: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Replication:
    """What one replication gave: an observation, or a failure; the log and the rest only where they
    were to be kept (``tales`` of replication 0 alone)."""

    number: int
    observation: Observation | None = None
    log: EventLog | None = None
    failure: Failure | None = None
    glimpse: Glimpse | None = None
    tales: tuple[Tale, ...] = ()


def replicate(job: Job, number: int) -> Replication:
    """Run replication ``number`` of a job; a run that breaks off is a result too.

    A long history whose log is not kept is reduced piece by piece as it is produced.
    """
    try:
        pieces = _pieces(job, number)
        first = next(pieces)
        if first.is_whole:
            return _observed(job, number, first.log)
        with suppress(UnprovenError, SimulationError):
            return _reduced(job, number, chain((first,), pieces))
        # What breaks off is told as the whole history tells it.
        log = run(job.program, seed=job.seed, replication=number, engine=job.engine)
        return _observed(job, number, log)
    except LawError as error:
        return Replication(number, failure=Failure(job.program.variant, number, str(error), ours=True))
    except SimulationError as error:
        return Replication(number, failure=Failure(job.program.variant, number, str(error)))


def _observed(job: Job, number: int, log: EventLog) -> Replication:
    native = job.engine != "simpy"
    observer = Observer(job.program, log, seed=job.seed, native=native)
    check_laws_of(observer.staff, native=native)
    return Replication(
        number,
        observer.observation(job.wanted),
        log if job.keeps_log else None,
        glimpse=observer.glimpse() if number < job.glimpses else None,
        tales=observer.tales() if job.glimpses and number == 0 else (),
    )


def _reduced(job: Job, number: int, pieces: Iterable[Piece]) -> Replication:
    glimpsed, told = number < job.glimpses, bool(job.glimpses) and number == 0
    found = Reduction(job.program, job.wanted, seed=job.seed, glimpsed=glimpsed, told=told)
    for piece in pieces:
        found.add(piece)
    seen = found.observation()
    return Replication(number, seen, glimpse=found.glimpse(), tales=found.tales(_pieces(job, number)))


def _pieces(job: Job, number: int) -> Iterator[Piece]:
    if job.keeps_log:
        log = run(job.program, seed=job.seed, replication=number, engine=job.engine)
        yield Piece(begin=-1, log=log, left=log)
    else:
        yield from in_pieces(job.program, seed=job.seed, replication=number, engine=job.engine)
