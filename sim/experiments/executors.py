"""Where replications run: in this process, or in several. The results are the same, in the same order.

Every result is a function of (program, seed, replication) alone and is handed back in the order of the tasks,
so that neither the number of workers nor who is first can change a digit.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor

from sim.study.replication import Job, Replication, replicate
from sim.study.runs import Executor, Task

AHEAD = 3
"""Tasks handed out per worker: enough that none is idle, few enough that finished logs do not pile up."""


class Serial:
    """One task after the other, in this process."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The results in order."""
        return (replicate(self._jobs[name], number) for name, number in tasks)


class Processes:
    """Several worker processes, each given the programs once, when it starts."""

    def __init__(self, jobs: Mapping[str, Job], workers: int) -> None:
        self._jobs, self._workers = dict(jobs), workers
        self._pool: ProcessPoolExecutor | None = None

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The results in order; a few tasks are always under way."""
        waiting: deque[Future[Replication]] = deque()
        try:
            for name, number in tasks:
                if self._pool is None:
                    yield from self._first(name, number)
                    continue
                waiting.append(self._pool.submit(_work, (name, number)))
                if len(waiting) >= AHEAD * self._workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            self._abandon()
            raise

    def _first(self, name: str, number: int) -> Iterator[Replication]:
        """The first task is done here: forked workers inherit what is imported and compiled for it."""
        yield replicate(self._jobs[name], number)
        told = (pickle.dumps(self._jobs),)
        self._pool = ProcessPoolExecutor(self._workers, _start_method(), initializer=_begin, initargs=told)

    def _abandon(self) -> None:
        # Whoever interrupts waits for no replication: a worker holds nothing that would not be lost anyway.
        if self._pool is None:
            return
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)


def executor_for(jobs: Mapping[str, Job], workers: int) -> Executor:
    """The executor for so many workers; it frees its workers when it is dropped."""
    return Serial(jobs) if workers == 1 else Processes(jobs, workers)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_jobs: dict[str, Job] = {}


def _begin(jobs: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _jobs.update(pickle.loads(jobs))


def _work(task: Task) -> Replication:
    name, number = task
    return replicate(_jobs[name], number)


def _start_method() -> multiprocessing.context.BaseContext:
    # A forked worker has every module already; it is safe here because no thread of ours runs yet.
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
