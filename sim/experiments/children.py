"""Worker processes: they leave interruptions to their parent, and do not outlive it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Literal, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Children(ProcessPoolExecutor):
    """``count`` processes, each of which runs ``first`` before its first task.

    Ctrl-C on a terminal reaches every process of a command. These never see it, not even while they start:
    whoever started them says what was interrupted, and ends them with `kill`.
    """

    def __init__(
        self,
        count: int,
        method: Literal["fork", "spawn"],
        first: Callable[..., None] | None = None,
        given: tuple[object, ...] = (),
    ) -> None:
        if method == "spawn" and sys.platform != "win32":
            # Otherwise it starts beside the first child, and lets interruptions through again as it does.
            resource_tracker.ensure_running()
        super().__init__(
            count, multiprocessing.get_context(method), initializer=_begin, initargs=(first, given)
        )

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """As every executor's; here is where the processes are started."""
        with _uninterrupted():
            return super().submit(function, *args, **kwargs)

    def kill(self) -> None:
        """End the processes at once; they hold nothing that would not be lost anyway.

        One that was sending its result leaves half of it in the pipe, and the pool's thread would wait for
        the rest for ever as long as this process holds the pipe's other end. (For a task half sent to it the
        pool does the same itself, see CPython's issue 94777.)
        """
        workers = list((self._processes or {}).values())
        for process in workers:
            process.kill()
        for process in workers:
            process.join()
        pipe = getattr(getattr(self, "_result_queue", None), "_writer", None)
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Interruptions wait until the end of the block, and for ever in a process that is started in it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(first: Callable[..., None] | None, given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if first is not None:
        first(*given)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for its next task for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
