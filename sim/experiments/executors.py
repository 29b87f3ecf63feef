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
from typing import Self

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Processes:
    """Several worker processes, each given the programs once, when it starts."""

    def __init__(self, jobs: Mapping[str, Job], workers: int) -> None:
        self._ahead = AHEAD * workers
        self._pool = ProcessPoolExecutor(
            workers, _start_method(), initializer=_begin, initargs=(pickle.dumps(dict(jobs)),)
        )

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The results in order; a few tasks are always under way."""
        waiting: deque[Future[Replication]] = deque()
        for task in tasks:
            waiting.append(self._pool.submit(_work, task))
            if len(waiting) >= self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            # Whoever interrupts waits for no replication: the workers hold nothing that is not lost anyway.
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
        self._pool.shutdown(wait=kind is None, cancel_futures=True)


def executor_for(jobs: Mapping[str, Job], workers: int) -> Executor:
    """The executor for so many workers; it is a context manager."""
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
