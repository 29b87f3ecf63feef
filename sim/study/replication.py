"""One replication: run the engine, check the laws, observe what was asked for. This is what a worker does."""

from __future__ import annotations

from dataclasses import dataclass

from sim.charts import Tale
from sim.engines import run
from sim.errors import LawError, SimulationError
from sim.eventlog import EventLog
from sim.measures import Glimpse, Observation, Observer, Wanted
from sim.measures.laws import check_laws_of
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
    """Run replication ``number`` of a job; a run that breaks off is a result too."""
    try:
        log = run(job.program, seed=job.seed, replication=number, engine=job.engine)
        native = job.engine != "simpy"
        observer = Observer(job.program, log, seed=job.seed, native=native)
        check_laws_of(observer.staff, native=native)
        seen = observer.observation(job.wanted)
    except LawError as error:
        return Replication(number, failure=Failure(job.program.variant, number, str(error), ours=True))
    except SimulationError as error:
        return Replication(number, failure=Failure(job.program.variant, number, str(error)))
    return Replication(
        number,
        seen,
        log if job.keeps_log else None,
        glimpse=observer.glimpse() if number < job.glimpses else None,
        tales=observer.tales() if job.glimpses and number == 0 else (),
    )
