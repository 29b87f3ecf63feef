"""Finished replications of a search that is not finished (staffing, break-even): kept beside the results, so
that the same command goes on where it was interrupted. What a run keeps is in `resuming`.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from sim.experiments.locking import Busy
from sim.experiments.packing import packed, unpacked
from sim.experiments.resuming import EVERY, FOLDER, SHORT_RUN
from sim.experiments.store import Damaged, Store, Unwritable, remove
from sim.study.replication import Job, Replication


class Memory:
    """Replications by their question, in one store for the whole search; ``path`` None keeps nothing.

    Where the block is left without an error the answer is there, and all is forgotten; else what was finished
    is kept. What cannot be kept (no room, another process on the same question) is not kept, and the search
    goes on without.
    """

    def __init__(self, path: Path | None = None, *, anew: bool = False) -> None:
        """``anew`` forgets what is there."""
        self._path = path
        self._store: Store | None = None
        self._fresh: dict[bytes, Replication] = {}
        self._began = self._written = time.monotonic()
        if path is not None and path.exists():
            if anew:
                self._forget()
            else:
                self._open()

    @classmethod
    def of(cls, out: Path | None, digest: str, *, anew: bool = False) -> Memory:
        """That of a question, below the folder of results; ``out`` None keeps nothing."""
        return cls(None if out is None else out / FOLDER / f"{digest[:32]}.sqlite", anew=anew)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._write()
        if self._store is not None:
            self._store.close()
            self._store = None
        if kind is None:
            self._forget()

    def get(self, question: object, job: Job) -> Replication | None:
        """What was finished of a question (whose `repr` tells all that decides it), or None."""
        data = None if self._store is None else self._store.get(_key(question))
        return None if data is None else unpacked(data, job)

    def put(self, question: object, result: Replication) -> None:
        """Keep a replication, on the disk within about a second; a failed one is run again next time."""
        if self._path is None or result.failure is not None:
            return
        self._fresh[_key(question)] = result
        now = time.monotonic()
        if now - self._began > SHORT_RUN and now - self._written > EVERY:
            self._write()

    def _write(self) -> None:
        fresh, self._fresh = self._fresh, {}
        if fresh and self._store is None:
            self._open()
        if fresh and self._store is not None:
            with suppress(Unwritable):
                self._store.put_all((key, packed(result)) for key, result in fresh.items())
        self._written = time.monotonic()

    def _open(self) -> None:
        assert self._path is not None
        with suppress(Busy, Unwritable):
            try:
                self._store = Store(self._path, durable=False)
            except Damaged:
                remove(self._path)
                self._store = Store(self._path, durable=False)

    def _forget(self) -> None:
        if self._path is not None and self._path.exists():
            with suppress(Busy, OSError):
                remove(self._path)
        if self._path is not None:
            with suppress(OSError):
                self._path.parent.rmdir()  # where nothing else is unfinished


def _key(question: object) -> bytes:
    return hashlib.sha256(repr(question).encode()).digest()
