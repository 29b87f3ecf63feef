"""One start of a command, watched closely: what it says, what it writes, whom it has started."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from tests.helpers import desk

GOING_ON = "Going on:"
PATIENCE = 900.0
"""Seconds within which a sweep must end, on a machine that has other things to do."""


class Life:
    """A sweep that runs in a folder, from its start to its end; to be killed meanwhile.

    ``told`` and ``row_after`` hold the seconds from its start to its word that it goes on, and to its first
    new row, once they were seen.
    """

    def __init__(self, place: Path, arguments: list[str], *, out: Path | None = None) -> None:
        self._out = out or place / "results"
        self.told: list[float] = []
        self.row_after: list[float] = []
        self._said = place / "stderr.txt"
        self._mark = self._read("mark")
        self._watched, self._rows_to_come = self._sizes(), 0
        self._began = time.monotonic()
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sim", *arguments],
                cwd=place,
                env=desk.environment(),
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    def __enter__(self) -> Life:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()
        self._process.wait(100)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def writes(self) -> bool:
        """Whether the store's log or seal has changed since the last look (and enough rows have come)."""
        before, self._watched = self._watched, self._sizes()
        return self._rows_to_come <= 0 and before != self._watched

    def forget_writing(self, *, after: int) -> None:
        """Look for writing only when so many rows more have come."""
        self._rows_to_come = after

    @property
    def rows(self) -> int:
        """How many rows the store surely has."""
        return int(self._read("mark")[:20] or b"0")

    def wait(self, seconds: float) -> None:
        """Let it run for so long, or to its end."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, most=seconds + 1)

    def until(self, holds: Callable[[], bool], *, most: float) -> None:
        """Let it run until something holds, it ends, or so many seconds have passed."""
        end = time.monotonic() + most
        while self.runs and not holds() and time.monotonic() < end:
            self._look()
            select.select([], [], [], 0.001)

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it said, when it has come to its end."""
        self.until(lambda: False, most=PATIENCE)
        assert not self.runs, "it does not end"
        return self._process.wait(100), self.said()

    def said(self) -> str:
        """What it has said so far."""
        return self._said.read_text(encoding="utf-8")

    def workers(self) -> list[int]:
        """The processes that it has started and that still run."""
        return children(self._process.pid)

    def kill(self, pid: int = 0) -> bool:
        """Kill it (or one of its workers), if it still runs."""
        if not self.runs:
            return False
        try:
            os.kill(pid or self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        if not pid:
            self._process.wait(100)
        return True

    @contextmanager
    def halted(self) -> Iterator[None]:
        """It does nothing meanwhile, and goes on afterwards."""
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)

    def _look(self) -> None:
        now = time.monotonic() - self._began
        if not self.told and GOING_ON in self.said():
            self.told.append(now)
        mark = self._read("mark")
        if mark != self._mark:
            self._mark = mark
            self._rows_to_come -= 1
            if not self.row_after:
                self.row_after.append(now)

    def _read(self, part: str) -> bytes:
        file = self._file(part)
        try:
            return b"" if file is None else file.read_bytes()
        except OSError:
            return b""

    def _file(self, part: str) -> Path | None:
        found = list(self._out.glob(f"*/sweep-*/sweep.sqlite-{part}"))
        return found[0] if found else None

    def _sizes(self) -> tuple[int, int]:
        log, seal = self._file("wal"), self._file("seal")
        try:
            return (
                0 if log is None else log.stat().st_size,
                0 if seal is None else seal.stat().st_mtime_ns,
            )
        except OSError:
            return 0, 0


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]
