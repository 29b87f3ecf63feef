"""Finished replications of a run that is not finished: kept beside the results, so that the same command goes
on where it was interrupted.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from sim.experiments.locking import Busy
from sim.experiments.packing import packed, unpacked
from sim.experiments.saving import GENERATOR
from sim.experiments.store import Damaged, Store, Unwritable, remove
from sim.results import digest_of
from sim.study.prepare import Prepared
from sim.study.replication import Job, Replication
from sim.study.runs import Executor, Task
from sim.tree import plain

FOLDER = ".unfinished"
"""Below the folder of results."""

SHORT_RUN = 2.0
"""Seconds: a run that is over sooner writes nothing, unless it is interrupted."""

EVERY = 1.0
"""Seconds between two writings."""


class Resuming:
    """An executor that takes from the last time what is there, and keeps what is new.

    ``keys`` are the hashes of each job's question (resolved scenario and luck). What cannot be kept (no room,
    another process on the same question) is not kept; the run goes on without.
    """

    def __init__(self, inner: Executor, jobs: Mapping[str, Job], keys: Mapping[str, str], out: Path) -> None:
        self._inner, self._jobs = inner, dict(jobs)
        self._paths = {name: out / FOLDER / f"{key[:32]}.sqlite" for name, key in keys.items()}
        self._stores: dict[str, Store] = {}
        self._fresh: list[tuple[str, Replication]] = []
        self._began = self._written = time.monotonic()
        for name, path in self._paths.items():
            if path.exists():
                self._open(name)

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The result of each task, in order."""
        listed = list(tasks)
        kept = {(name, number) for name, number in listed if _key(number) in self._stores.get(name, ())}
        coming = self._inner.results([task for task in listed if task not in kept])
        for task in listed:
            if task in kept:
                yield self._kept(task)
                continue
            result = next(coming)
            self._fresh.append((task[0], result))
            yield result
            now = time.monotonic()
            if now - self._began > SHORT_RUN and now - self._written > EVERY:
                self.write()

    def write(self) -> None:
        """Put what is new on the disk."""
        fresh, self._fresh = self._fresh, []
        for name in dict.fromkeys(n for n, _ in fresh):
            if name not in self._stores:
                self._open(name)
            store = self._stores.get(name)
            if store is not None:
                with suppress(Unwritable):
                    store.put_all(
                        (_key(r.number), packed(r)) for n, r in fresh if n == name and r.failure is None
                    )
        self._written = time.monotonic()

    def close(self, *, finished: bool) -> None:
        """Keep what is new, or forget it all where the run is ``finished``."""
        if not finished:
            self.write()
        for name, store in self._stores.items():
            store.close()
            if finished:
                with suppress(Busy, OSError):
                    remove(self._paths[name])
        self._stores.clear()
        with suppress(OSError):
            for path in self._paths.values():
                path.parent.rmdir()  # where nothing else is unfinished

    def _open(self, name: str) -> None:
        path = self._paths[name]
        with suppress(Busy, Unwritable):
            try:
                self._stores[name] = Store(path, durable=False)
            except Damaged:
                remove(path)
                self._stores[name] = Store(path, durable=False)

    def _kept(self, task: Task) -> Replication:
        name, number = task
        data = self._stores[name].get(_key(number))
        assert data is not None
        return unpacked(data, self._jobs[name])


def key_of(prepared: Prepared, job: Job, *, outputs: str = "observation-1") -> str:
    """The hash of what decides a job's replications; ``outputs`` names what is observed of each."""
    scenario = prepared.scenario
    question = {"scenario": plain(scenario.tree), "tables": scenario.tables, "variant": prepared.variant}
    return digest_of({**question, "luck": (GENERATOR, job.seed), "outputs": f"{outputs}-{job.glimpses}"})


def _key(number: int) -> bytes:
    return hashlib.sha256(b"replication %d" % number).digest()
