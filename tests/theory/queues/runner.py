"""Scenarios of queueing theory: written as text, run, and compared with closed forms.

One replication is one independent history; a statistic is one number per history, and an estimate is their
mean with Student's t. Where the means of what was drawn are known (arrivals, work and its square) they serve
as control variates: a history is corrected by how lucky it was, which narrows the interval and moves no
expectation (Lavenberg and Welch, Management Science 27 (1981) 322-335).
"""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.compiling import compile_program
from sim.engines import run
from sim.eventlog import MISSING, EventLog, Outcome
from sim.measures.laws import check_laws
from sim.program import Program
from sim.reading import read

SEED = 1
HOUR = 3600.0
ENGINE = os.environ.get("SHIXIAN_ENGINE", "simpy")
"""Which engine to hold against theory."""
LONGER = float(os.environ.get("SHIXIAN_THEORY", "1"))
"""How many times as many replications to run: SHIXIAN_THEORY=25 narrows every interval to a fifth."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def scenario(*, pools: str, processes: str, warm_up: float, hours: float, extra: str = "") -> str:
    """A scenario that never closes; times in hours. ``pools`` and ``processes`` are YAML in flow style."""
    return (
        "format: 1\ntitle: A queue with a closed form\nworking_day: always\n"
        f"period: {{start: 2021-01-04, warm_up: {warm_up} h, arrivals: {hours} h, drain: 1 y}}\n"
        f"calendars: {{always: always}}\n{extra}pools: {pools}\nprocesses: {processes}\n"
    )


def pool(staff: int = 1, more: str = "") -> str:
    """A pool that is always on duty."""
    return f"{{staff: {staff}, calendar: always{', ' + more if more else ''}}}"


def station(
    rate: float, takes: str, *, servers: int = 1, more: str = "", pool_more: str = ""
) -> dict[str, str]:
    """Pools and processes of a single queue: process ``p`` with the one task ``serve``."""
    return {
        "pools": f"{{clerk: {pool(servers, pool_more)}}}",
        "processes": f"{{p: {{arrive: {{rate: {rate} per h}}, steps: [{task('serve', takes, more=more)}]}}}}",
    }


def task(name: str, takes: str, *, by: str = "clerk", more: str = "") -> str:
    """A task step."""
    return f"{{task: {name}, by: {by}, takes: {takes}{', ' + more if more else ''}}}"


def program_of(text: str, files: Mapping[str, str] | None = None) -> Program:
    """The program of a scenario's text; ``files`` are texts of tables beside it, by name."""
    with TemporaryDirectory() as folder:
        for name, table in (files or {}).items():
            Path(folder, name).write_text(table, encoding="utf-8")
        path = Path(folder, "scenario.yaml")
        path.write_text(text, encoding="utf-8")
        return compile_program(read(path))


@dataclass(frozen=True, slots=True)
class Rows:
    """Visits of measured cases to one step. Instants in seconds; MISSING where there is none."""

    queued: Ints
    started: Ints
    ended: Ints
    worked: Ints
    outcome: Ints

    @property
    def waits(self) -> Floats:
        """Hours in the queue, until the start or else until the case left the queue."""
        until = np.where(self.started != MISSING, self.started, self.ended)
        return np.asarray((until - self.queued) / HOUR, dtype=np.float64)

    @property
    def work(self) -> Floats:
        """Hours of work of who started."""
        return np.asarray(self.worked[self.started != MISSING] / HOUR, dtype=np.float64)

    def share(self, outcome: Outcome) -> float:
        """Of all visits, the share that ended so."""
        return float((self.outcome == outcome).mean())


@dataclass(frozen=True, slots=True)
class History:
    """One replication."""

    program: Program
    log: EventLog

    def rows(self, step: str = "serve", process: str = "p") -> Rows:
        """Visits of the measured cases of a process to a step, in the order of the log."""
        index = self.log.catalog.processes.index(process)
        names = [s.name for s in self.log.catalog.steps[index]]
        at = (self._row("process") == index) & (self._row("position") == names.index(step))
        at &= self._measured()
        return Rows(*(self._row(name)[at] for name in ("queued", "started", "ended", "worked", "outcome")))

    def times(self, process: str = "p") -> Floats:
        """Hours inside of the measured cases that finished."""
        cases = {k: np.asarray(v) for k, v in self.log.cases.items()}
        at = (cases["process"] == self.log.catalog.processes.index(process)) & (cases["measured"] == 1)
        at &= cases["finished"] != MISSING
        return np.asarray((cases["finished"][at] - cases["arrived"][at]) / HOUR, dtype=np.float64)

    def arrivals(self, process: str = "p") -> int:
        """The number of measured cases."""
        return len(self.arrived(process))

    def arrived(self, process: str = "p") -> Ints:
        """The arrival instants of the measured cases."""
        cases = {k: np.asarray(v) for k, v in self.log.cases.items()}
        at = (cases["process"] == self.log.catalog.processes.index(process)) & (cases["measured"] == 1)
        return np.asarray(cases["arrived"][at], dtype=np.int64)

    def mean_number(self, process: str = "p", step: str | None = None, *, working: bool = False) -> float:
        """The mean number of cases that queue for a step at a moment of the measured time.

        With ``working``: that are served there; without a step: that are inside.
        """
        begin, end = self._spans(process, step, working)
        lo, hi = self.program.warm_up, self.program.until
        inside = np.clip(np.minimum(end, hi) - np.maximum(begin, lo), 0, None)
        return float(inside.sum() / (hi - lo))

    def number_at(self, instants: Ints, process: str = "p") -> Ints:
        """The number of cases inside at each instant."""
        begin, end = (np.sort(x) for x in self._spans(process, None, working=False))
        came, left = (np.searchsorted(x, instants, side="right") for x in (begin, end))
        return np.asarray(came - left, dtype=np.int64)

    def _spans(self, process: str, step: str | None, working: bool) -> tuple[Ints, Ints]:
        index = self.log.catalog.processes.index(process)
        if step is None:
            cases = {k: np.asarray(v) for k, v in self.log.cases.items()}
            at = cases["process"] == index
            finished = cases["finished"][at]
            begun = np.asarray(cases["arrived"][at], dtype=np.int64)
            return begun, np.where(finished == MISSING, self.log.end, finished)
        names = [s.name for s in self.log.catalog.steps[index]]
        at = (self._row("process") == index) & (self._row("position") == names.index(step))
        queued, started, ended = (self._row(n)[at] for n in ("queued", "started", "ended"))
        ended = np.where(ended == MISSING, self.log.end, ended)
        began = np.where(started == MISSING, ended, started)
        return (began, ended) if working else (queued, began)

    def _row(self, name: str) -> Ints:
        return np.asarray(self.log.rows[name], dtype=np.int64)

    def _measured(self) -> NDArray[np.bool_]:
        """Whether each row's case is measured."""
        cases = {k: np.asarray(v) for k, v in self.log.cases.items()}
        found = np.zeros(len(self._row("case")), dtype=np.bool_)
        for index in range(len(self.log.catalog.processes)):
            known = np.sort(cases["case"][(cases["process"] == index) & (cases["measured"] == 1)])
            mine = self._row("process") == index
            found[mine] = np.isin(self._row("case")[mine], known)
        return found


@lru_cache(maxsize=8)
def histories(text: str, replications: int) -> tuple[History, ...]:
    """So many independent histories of a scenario; the first is also held against the laws of every run."""
    program = program_of(text)
    count = max(2, round(replications * LONGER))
    logs = [_undisturbed(program, r) for r in range(count)]
    check_laws(program, logs[0], seed=SEED)
    return tuple(History(program, log) for log in logs)


def _undisturbed(program: Program, replication: int) -> EventLog:
    """One replication with the garbage collector at rest, which takes a third off the time."""
    gc.disable()
    try:
        return run(program, seed=SEED, replication=replication, engine=ENGINE)
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and the half-width of its 95% interval."""

    mean: float
    half_width: float


def estimate(values: Sequence[float], *controls: Sequence[float]) -> Estimate:
    """The mean of replication values with Student's t, corrected by controls of expectation 0."""
    y = np.array(values, dtype=np.float64)
    x = np.column_stack([np.ones(len(y)), *(np.array(c, dtype=np.float64) for c in controls)])
    found, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ found
    freedom = len(y) - x.shape[1]
    variance = float(rest @ rest) / freedom * float(np.linalg.inv(x.T @ x)[0, 0])
    return Estimate(float(found[0]), float(stats.t.ppf(0.975, freedom)) * math.sqrt(variance))


def luck_of_arrivals(runs: Sequence[History], rate: float, process: str = "p") -> list[float]:
    """Per history: by what share more cases came than expected; ``rate`` per hour."""
    return [h.arrivals(process) / (rate * (h.program.until - h.program.warm_up) / HOUR) - 1 for h in runs]


def luck_of_work(
    runs: Sequence[History], mean: float, *, power: int = 1, step: str = "serve", process: str = "p"
) -> list[float]:
    """Per history: by what share the mean work (or its power) exceeds its expectation ``mean``, in hours."""
    return [float((h.rows(step, process).work ** power).mean() / mean - 1) for h in runs]


def means(runs: Sequence[History], value: Callable[[History], Floats]) -> list[float]:
    """Per history: the mean of some values."""
    return [float(value(h).mean()) for h in runs]


LEDGER: list[tuple[str, float, Estimate]] = []
"""Every comparison of this session: name, closed form, estimate."""


def agrees(name: str, expected: float, found: Estimate) -> None:
    """The estimate is precise, and within 1% or three half-widths of the closed form."""
    LEDGER.append((name, expected, found))
    said = f"{name}: expected {expected:.6g}, found {found.mean:.6g} +- {found.half_width:.3g} (seed {SEED})"
    assert found.half_width < 0.10 * abs(expected), f"{said}: the run was too short to tell"
    assert abs(found.mean - expected) <= max(0.01 * abs(expected), 3 * found.half_width), said
