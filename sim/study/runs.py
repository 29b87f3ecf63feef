"""Replications of several variants under common luck, made as far as somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from sim.charts import Tale
from sim.measures import Glimpse, Observation
from sim.study.replication import Failure, Replication

Task = tuple[str, int]
"""A variant and the number of a replication."""

Watch = Callable[[str, Replication], None]
"""Told of every replication, variant by variant in their order."""


class Executor(Protocol):
    """Runs tasks and yields their results in the order of the tasks."""

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The result of each task, in order, each as soon as it and all before it are there."""
        ...


class Runs:
    """The finished replications of each variant, from 0 on without a gap."""

    def __init__(
        self,
        executor: Executor,
        variants: Iterable[str],
        watch: Watch | None = None,
        *,
        done: Mapping[str, list[Replication]] | None = None,
    ) -> None:
        """``done`` are lists of replications to begin with; they are extended in place."""
        self._executor = executor
        self._watch = watch
        self._done = {name: [] if done is None else done[name] for name in variants}

    def extend(self, variants: Sequence[str], count: int) -> None:
        """Run these variants up to ``count`` replications each; what is there already is not run again."""
        first = min(self.count(v) for v in variants)
        tasks = [(v, r) for r in range(first, count) for v in variants if r >= self.count(v)]
        for (variant, _), result in zip(tasks, self._executor.results(tasks), strict=True):
            self._done[variant].append(replace(result, log=None))
            if self._watch is not None:
                self._watch(variant, result)

    def count(self, variant: str) -> int:
        """How many replications of a variant have ended, failed ones included."""
        return len(self._done[variant])

    def observations(self, variant: str, count: int) -> list[Observation]:
        """The observations of the first ``count`` replications that did not fail, in order."""
        return [r.observation for r in self._done[variant][:count] if r.observation is not None]

    def glimpses(self, variant: str, count: int) -> tuple[tuple[Glimpse, ...], tuple[Tale, ...]]:
        """What pictures show of the first ``count`` replications, as far as it was kept."""
        done = self._done[variant][:count]
        return tuple(r.glimpse for r in done if r.glimpse is not None), tuple(
            t for r in done for t in r.tales
        )

    def failures(self, variant: str, count: int) -> tuple[Failure, ...]:
        """Why the others of the first ``count`` failed."""
        return tuple(r.failure for r in self._done[variant][:count] if r.failure is not None)
