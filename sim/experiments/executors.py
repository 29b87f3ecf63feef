"""Where work runs: in this process, in several, in threads, or on a cluster, behind one
`concurrent.futures.Executor`.

Every result is a function of its task alone (program, seed, replication), so that neither the number of
workers, their kind nor who is first can change a digit.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from sim.errors import SimulationError
from sim.experiments.children import Children
from sim.experiments.parcels import Parcel
from sim.study.replication import Failure, Job, Replication, replicate
from sim.study.runs import Task

if TYPE_CHECKING:
    from sim.experiments.cluster import Cluster

T = TypeVar("T")
R = TypeVar("R")

Kind = Literal["processes", "threads"]

AHEAD = 3
"""Tasks handed out per worker: enough that none is idle, few enough that finished results do not pile up."""

LIVES = 3
"""A task that was under way at so many deaths of a worker, the last time alone, is given up."""


class WorkerDied(SimulationError):  # noqa: N818 (what happened)
    """A task whose worker died each time it was tried: out of memory, most likely."""


class Inline(Executor):
    """Runs each task at once, in this thread, when it is submitted."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """The finished future."""
        done: Future[R] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class _Run(Generic[T, R]):
    """A task under way: where, and how many workers died with it."""

    __slots__ = ("deaths", "function", "future", "item", "pool")

    def __init__(self, function: Callable[[T], R], item: T) -> None:
        self.function, self.item, self.deaths = function, item, 0
        self.future: Future[R]
        self.pool: Executor


class Workers:
    """So many workers that start when there is something to do, and are gone when the block is left.

    ``count`` None means all cores; 1 works in this process. ``kind`` is how the others work: processes, since
    measuring a log holds Python's lock, or threads. `map` and `completed` are what experiments use;
    `executor` is the plain `concurrent.futures.Executor` for whatever else (no retrying there). ``cluster``
    is the address of a Dask scheduler whose workers do it all instead (see `cluster.connected` for what is
    raised).

    >>> with Workers(1) as workers:
    ...     list(workers.map(abs, [-3, 2]))
    [3, 2]
    """

    def __init__(self, count: int | None = None, *, kind: Kind = "processes", cluster: str = "") -> None:
        self.count = count or cores()
        self.kind: Kind = kind
        self.address = cluster
        self._cluster: Cluster | None = None
        self._executor: Executor | None = None
        self._worked = False
        if cluster:
            from sim.experiments.cluster import connected

            self._cluster = connected(cluster)
            self.count, self._worked = self._cluster.count, True

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close() if kind is None else self.abandon()

    @property
    def executor(self) -> Executor:
        """The executor, started if it is not."""
        if self._executor is None:
            self._executor = self._started()
        return self._executor

    def map(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        lost: Callable[[T, WorkerDied], R] | None = None,
    ) -> Iterator[R]:
        """The result of each item in the order of the items, a few of them always under way.

        If a worker dies, what was under way is tried again, and at last one by one; what kills its worker
        every time is answered by ``lost``, or raised as `WorkerDied`.
        """
        waiting: deque[_Run[T, R]] = deque()
        coming = iter(items)
        try:
            while True:
                while len(waiting) < self._ahead and (run := self._next(function, coming)) is not None:
                    waiting.append(run)
                if not waiting:
                    return
                yield self._result(waiting.popleft(), lost)
        except BaseException:
            self.abandon()
            raise

    def completed(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        lost: Callable[[T, WorkerDied], R] | None = None,
    ) -> Iterator[tuple[T, R]]:
        """Each item with its result, in the order in which they are finished; else like `map`."""
        waiting: list[_Run[T, R]] = []
        coming = iter(items)
        try:
            while True:
                while len(waiting) < self._ahead and (run := self._next(function, coming)) is not None:
                    waiting.append(run)
                if not waiting:
                    return
                wait([run.future for run in waiting], return_when=FIRST_COMPLETED)
                run = next(run for run in waiting if run.future.done())
                waiting.remove(run)
                yield run.item, self._result(run, lost)
        except BaseException:
            self.abandon()
            raise

    def close(self) -> None:
        """Let the workers go."""
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
        self._leave()

    def abandon(self) -> None:
        """Let the workers go at once: whoever interrupts waits for no task."""
        pool, self._executor = self._executor, None
        if isinstance(pool, Children):
            pool.kill()
        if pool is not None and not self.address:
            pool.shutdown(wait=False, cancel_futures=True)
        self._leave()

    def _leave(self) -> None:
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()

    @property
    def _ahead(self) -> int:
        # The first task of all runs here: forked workers inherit what was imported and compiled for it.
        return 1 if self._here else AHEAD * self.count

    @property
    def _here(self) -> bool:
        """Whether the next task is done in this process."""
        return not self.address and (self.count == 1 or not self._worked)

    def _next(self, function: Callable[[T], R], coming: Iterator[T]) -> _Run[T, R] | None:
        for item in coming:
            run = _Run(function, item)
            self._submit(run)
            return run
        return None

    def _submit(self, run: _Run[T, R]) -> None:
        here, self._worked = self._here, True
        run.pool = Inline() if here else self.executor
        try:
            run.future = run.pool.submit(run.function, run.item)
        except BrokenExecutor as error:
            run.future = Future()
            run.future.set_exception(error)

    def _result(self, run: _Run[T, R], lost: Callable[[T, WorkerDied], R] | None) -> R:
        while True:
            try:
                return self._outcome(run.future)
            except BrokenExecutor as error:
                told = WorkerDied(f"its worker died ({error})")
            run.deaths += 1
            if run.pool is self._executor and not self.address:
                self.abandon()
            if run.deaths >= LIVES:
                if lost is None:
                    raise told
                return lost(run.item, told)
            # Nothing else is handed out while this one is tried again, so the next death is its own.
            self._submit(run)

    def _outcome(self, future: Future[R]) -> R:
        """A future's result; what goes wrong on a cluster is told as it would be of workers here."""
        try:
            return future.result()
        except (Exception, CancelledError) as error:
            if not self.address:
                raise
            from sim.experiments.cluster import told

            raise told(error, self.address) from None

    def _started(self) -> Executor:
        if self.address:
            if self._cluster is None:
                from sim.experiments.cluster import connected

                self._cluster = connected(self.address)
            return self._cluster.executor
        if self.count == 1:
            return Inline()
        if self.kind == "threads":
            return ThreadPoolExecutor(self.count)
        # A forked worker has every module already.
        return Children(self.count, "fork" if sys.platform == "linux" else "spawn")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pooled:
    """The replications of some jobs, worked out by workers: what `sim.study.runs` calls an executor."""

    def __init__(self, jobs: Mapping[str, Job], workers: Workers) -> None:
        self._jobs = {name: Parcel(job) for name, job in jobs.items()}
        self._workers = workers

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The result of each task, in order."""
        items = ((self._jobs[name], number) for name, number in tasks)
        return self._workers.map(replicated, items, lost=unreplicated)


Item = tuple[Parcel[Job], int]


def replicated(item: Item) -> Replication:
    """One replication of a job."""
    job, number = item
    return replicate(job.value, number)


def unreplicated(item: Item, error: WorkerDied) -> Replication:
    """What stands for a replication whose workers died: a failure, and not the scenario's."""
    job, number = item
    return Replication(number, failure=Failure(job.value.program.variant, number, str(error), ours=True))
