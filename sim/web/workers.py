"""[web] Where the page's work is done: in worker processes with bounded memory and time.

Whatever a scenario or a setting makes a worker do, the server stays: a worker that takes too long is ended
with the others, and new ones take their place.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from sim.experiments.children import Children

MEMORY = 6 * 1024**3
"""Bytes of address space of one worker; compiled code alone takes more than one of the six."""
PATIENCE = 60.0
"""Seconds that one piece of work may take."""

R = TypeVar("R")


class TooLong(Exception):  # noqa: N818
    """The work took longer than anybody would wait, or more memory than a worker may have."""


class Workers:
    """Some worker processes; ``count`` of them, each with its memory bounded."""

    def __init__(self, count: int, *, memory: int = MEMORY, patience: float = PATIENCE) -> None:
        self.count, self._memory, self._patience = count, memory, patience
        self._pool = self._new()

    async def do(self, work: Callable[..., R], *given: Any) -> R:
        """The result of ``work(*given)`` in a worker; raises `TooLong`, or what the work raises.

        A worker may be ended by somebody else, or with another's work: the work is then begun once more.
        """
        try:
            return await self._once(work, *given)
        except BrokenProcessPool:
            pass
        try:
            return await self._once(work, *given)
        except BrokenProcessPool:
            raise TooLong from None

    async def _once(self, work: Callable[..., R], *given: Any) -> R:
        pool = self._pool
        try:
            future = asyncio.wrap_future(pool.submit(work, *given))
            return await asyncio.wait_for(future, self._patience)
        except BrokenProcessPool:
            self._replace(pool)
            raise
        except TimeoutError:
            self._replace(pool)
            raise TooLong from None
        except MemoryError:
            raise TooLong from None

    def warm(self, work: Callable[..., Any], *given: Any) -> None:
        """Have every worker do something once, so that nobody waits for it later."""
        for _ in range(self.count):
            self._pool.submit(_settled, work, given)

    def close(self) -> None:
        """End the workers at once."""
        _end(self._pool)

    def _replace(self, pool: Children) -> None:
        if pool is self._pool:
            self._pool = self._new()
        _end(pool)

    def _new(self) -> Children:
        # Spawned, not forked: the server runs threads.
        return Children(self.count, "spawn", begin, (self._memory,))


def begin(memory: int) -> None:
    """What a worker does first: bound its memory."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _settled(work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    """Do something for the first time, and settle down after it."""
    try:
        work(*given)
    finally:
        settle()


def settle() -> None:
    """Leave all that is there by now to no search for garbage, and search less often: whoever waits for an
    answer would wait a tenth of a second for a search through every module and scenario.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _end(pool: Children) -> None:
    pool.kill()
    pool.shutdown(wait=False, cancel_futures=True)
