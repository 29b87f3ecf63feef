"""Which measure of what: the key under which observations of all replications meet.

Values are observed in base units: seconds (``s``), working days (``wd``), plain numbers (``1``) and money
(the currency). They are shown in the unit that suits the measure; a target's limit may be in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.program import NONE, Program, Target
from sim.units import SECONDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A measure of the cases of a process, of a process, or of a pool (indices of the program; NONE: not of
    one).

    ``start`` and ``end`` are milestones; ``of``, ``expr`` and ``where`` are codes of the program. ``per``
    asks for the cases of each month or year as well.
    """

    measure: str
    process: int = NONE
    pool: int = NONE
    start: str = "arrived"
    end: str = "finished"
    of: int = NONE
    expr: int = NONE
    where: int = NONE
    per: Literal["month", "year"] | None = None

    @property
    def key(self) -> str:
        """The flat key of a table or of JSON: the measure, with its milestones where they are not the
        usual."""
        usual = (self.start, self.end) == ("arrived", "finished")
        return self.measure if usual else f"{self.measure}[{self.start}..{self.end}]"


def for_target(program: Program, target: Target) -> Wanted:
    """What a target asks to be observed."""
    between = target.measure in ("elapsed", "working_days", "legal_days", "open_time")
    return Wanted(
        measure=target.measure,
        process=NONE if target.pool != NONE else target.process,
        pool=target.pool,
        start=target.start if between else "arrived",
        end=target.end if between else "finished",
        of=target.of,
        expr=target.expr,
        where=target.where,
        per=target.per,
    )


ALWAYS = (
    "elapsed", "working_days", "legal_days", "open_time", "queueing", "work", "waiting",
    "trips", "documents", "fee",
)  # fmt: skip
"""The measures that every process is shown with."""

OF_POOLS = ("utilisation", "queue_time", "queue_length", "overtime", "cost")


def standard(program: Program) -> tuple[Wanted, ...]:
    """All that a run is shown with: for each process its measures, holders, outcomes and tasks; for each
    pool its figures."""
    cases = [Wanted(name, process=i) for i in range(len(program.processes)) for name in _names(program, i)]
    pools = [Wanted(name, pool=i) for i in range(len(program.pools)) for name in OF_POOLS]
    return (*cases, *pools)


def _names(program: Program, index: int) -> list[str]:
    process = program.processes[index]
    tasks = [s.name for s in process.steps if s.staffed]
    return [
        *ALWAYS,
        *(f"held_by.{h}" for h in program.holders),
        *(f"outcome.{program.outcomes[o]}" for o in process.outcomes),
        *(f"queue_at.{t}" for t in tasks),
        *(f"rounds.{t}" for t in tasks),
    ]


def in_base(program: Program, limit: float, unit: str) -> float:
    """A target's limit in the base unit of its measure: seconds for every duration.

    ``wd`` stays a number of days (use `in_seconds` where the measure is open time); rates become numbers
    per year.
    """
    if unit.startswith("per "):
        return limit * SECONDS["y"] / SECONDS[unit[4:]]
    return limit * SECONDS.get(unit, 1)


def in_seconds(program: Program, days: float) -> float:
    """Working days as open seconds: at the mean length of a working day."""
    return days * program.wd_seconds
