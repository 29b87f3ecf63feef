"""Engines: a program, a seed and a replication in, an event log out; the only place where time passes and
luck is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sim.errors import SimulationError, UsageError, nearest_name
from sim.eventlog import EventLog, Piece
from sim.program import Program

__all__ = ["AUTO", "ENGINES", "in_pieces", "is_cold", "run"]


class Engine(Protocol):
    """What an engine is."""

    def __call__(self, program: Program, *, seed: int, replication: int) -> EventLog:
        """The history of one replication."""


def _reference() -> Engine:
    from sim.engines.reference import run_replication

    return run_replication


def _compiled() -> Engine:
    from sim.engines.compiled import run_replication

    return run_replication


ENGINES: dict[str, Callable[[], Engine]] = {"simpy": _reference, "compiled": _compiled}
"""Engines by the name a user gives; each is imported only when it runs."""


def is_cold(engine: str = "auto") -> bool:
    """Whether this engine must first compile itself, which takes a minute or two, once."""
    if (AUTO if engine == "auto" else engine) != "compiled":
        return False
    from sim.native.cache import is_cold as cold

    return cold()


def in_pieces(program: Program, *, seed: int, replication: int, engine: str = "auto") -> Iterator[Piece]:
    """The same history piece by piece, so that its memory does not grow with the number of cases; the
    reference engine gives it in one. Raises as `run`, on the way.
    """
    if (AUTO if engine == "auto" else engine) != "compiled":
        log = run(program, seed=seed, replication=replication, engine=engine)
        yield Piece(begin=-1, log=log, left=log)
        return
    from sim.engines.compiled.run import in_pieces as pieces

    with enough_memory():
        yield from pieces(program, seed=seed, replication=replication)


AUTO = "compiled"
"""What ``auto`` means: the same answer as the reference engine, sooner."""


def run(program: Program, *, seed: int, replication: int, engine: str = "auto") -> EventLog:
    """The history of one replication on the named engine (``auto``: the best there is).

    Raises `UsageError` for an unknown engine and `SimulationError` where the run cannot go on.
    """
    name = AUTO if engine == "auto" else engine
    if name not in ENGINES:
        near = nearest_name(name, ENGINES)
        raise UsageError(
            f"no engine {name!r}; expected one of auto, {', '.join(ENGINES)}"
            + (f"; nearest: {near}" if near else "")
        )
    with enough_memory():
        return ENGINES[name]()(program, seed=seed, replication=replication)


@contextmanager
def enough_memory() -> Iterator[None]:
    """Turns a want of memory into what a user can mend."""
    try:
        yield
    except MemoryError:
        raise SimulationError(
            "the run needs more memory than there is; expected fewer arrivals or a shorter period"
        ) from None
