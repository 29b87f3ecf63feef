"""The law of an instant, on a SimPy environment.

SimPy pops events in the order (time, priority, insertion). Here the priority *is* the canonical order of the
language: a tuple ``(kind, process, case, position, round)`` with kind 0 for arrivals and the ends of work,
waits and sessions, 1 for patience and gather timers, 2 for limits, and 3 for serving the queues. So what is
due at one second is taken in that order, what becomes newly due at this second joins the same order, and
serving comes when nothing more ends. Insertion order never decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import simpy
from simpy.events import Event

Key = tuple[int, ...]

ENDS, TIMERS, LIMITS, SERVING = 0, 1, 2, 3


class Due(Event):
    """Something that happens at one instant, in its canonical place, unless it is called off."""

    def __init__(self, env: simpy.Environment, at: int, key: Key, action: Callable[[], None]) -> None:
        self.env = env
        self.callbacks = [lambda _: action()]
        self._ok = True
        self._value = None
        env.schedule(self, priority=cast(Any, key), delay=at - env.now)

    def call_off(self) -> None:
        """It will not happen."""
        if self.callbacks is not None:
            self.callbacks.clear()


class Instants:
    """The simulated time of one run: whole seconds, and what is due."""

    def __init__(self) -> None:
        self._env = simpy.Environment(initial_time=0)
        self._serving_at: set[int] = set()

    @property
    def now(self) -> int:
        """The present instant."""
        return int(self._env.now)

    def at(self, time: int, key: Key, action: Callable[[], None]) -> Due:
        """Let ``action`` happen at ``time`` (now or later) in the place that ``key`` gives it."""
        return Due(self._env, time, key, action)

    def serve_at(self, time: int, serve: Callable[[], None]) -> None:
        """Let the queues be served at ``time``, once, when nothing more ends there."""
        if time in self._serving_at:
            return
        self._serving_at.add(time)

        def phase() -> None:
            self._serving_at.discard(time)
            serve()

        Due(self._env, time, (SERVING,), phase)

    def step_before(self, horizon: int) -> bool:
        """Let the next thing happen; False if nothing is due before ``horizon``."""
        if self._env.peek() >= horizon:
            return False
        self._env.step()
        return True
