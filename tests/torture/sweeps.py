"""Kill sweeps at random moments, parents and workers, and run them again until they are through."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers import desk

TABLES = ("sweep.csv", "sweep.parquet", "answer.json")
SMALL = desk.SCENARIO.replace("arrivals: 10 d", "arrivals: 4 d")


@dataclass(slots=True)
class Report:
    """What was done to a sweep, and how long it took to go on after a kill (seconds to the first new row)."""

    parents: int = 0
    workers: int = 0
    resumed: list[float] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """Processes killed."""
        return self.parents + self.workers


def arguments(points: int) -> list[str]:
    """A sweep of so many points of the small desk."""
    values = f"processes.permit.steps.review.takes=10 min..{9 + points // 2} min..1 min"
    return [
        "sweep",
        "desk.yaml",
        "--vary",
        "pools.clerk.staff=1,2",
        "--vary",
        values,
        "--workers",
        "2",
        "--quiet",
    ]


def undisturbed(folder: Path, points: int) -> dict[str, bytes]:
    """The files of a sweep that nobody disturbs."""
    folder.mkdir()
    desk.write(folder, SMALL)
    done = desk.sim(folder, *arguments(points))
    assert done.returncode == 0, done.stderr
    return files(folder)


def files(folder: Path) -> dict[str, bytes]:
    """The tables of the only sweep below a folder."""
    (store,) = folder.rglob("sweep.sqlite")
    return {name: (store.parent / name).read_bytes() for name in TABLES}


def tortured(folder: Path, points: int, *, kills: int, seed: int) -> Report:
    """Sweep after sweep, killed until so many processes were; each ends as an undisturbed one, to the byte.

    Raises `AssertionError` with the seed where it does not.
    """
    folder.mkdir(exist_ok=True)
    expected = undisturbed(folder / "undisturbed", points)
    dice, report, round_ = random.Random(seed), Report(), 0
    while report.kills < kills:
        round_ += 1
        place = folder / f"round{round_}"
        place.mkdir()
        desk.write(place, SMALL)
        while _through(place, points, dice, report, most=kills) is False:
            pass
        assert files(place) == expected, f"seed {seed}, round {round_}: the tables differ"
        shutil.rmtree(place)
    return report


def _through(place: Path, points: int, dice: random.Random, report: Report, *, most: int) -> bool:
    """Start the sweep and kill something at a random moment; whether it came to its end."""
    command = [sys.executable, "-m", "sim", *arguments(points)]
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=place,
        env=desk.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        if report.kills < most:
            _strike(process, place, dice, report, began)
        told = process.stderr.read()
        process.wait(100)
    if process.returncode == -signal.SIGKILL:
        return False
    assert process.returncode == 0, told
    return True


def _strike(
    process: subprocess.Popen[str], place: Path, dice: random.Random, report: Report, began: float
) -> None:
    """Kill the parent or one of its workers, before its first row or up to a second after it."""
    before = _mark(place)
    moment = dice.uniform(0.0, 1.0)
    if dice.random() < 0.2:
        _until(process, lambda: time.monotonic() - began > moment)
    else:
        _until(process, lambda: _mark(place) != before)
        if before and process.poll() is None:
            report.resumed.append(time.monotonic() - began)
        came = time.monotonic()
        _until(process, lambda: time.monotonic() - came > moment)
    workers = children(process.pid)
    victims = workers if workers and dice.random() < 0.4 else []
    victim = dice.choice(victims) if victims else process.pid
    if process.poll() is None and _killed(victim):
        report.workers += victim != process.pid
        report.parents += victim == process.pid


def _until(process: subprocess.Popen[str], holds: Callable[[], bool]) -> None:
    """Wait until something holds or the process has ended."""
    while process.poll() is None and not holds():
        select_nothing(0.002)


def select_nothing(seconds: float) -> None:
    """Give the processor away for a moment."""
    import select

    select.select([], [], [], seconds)


def _mark(place: Path) -> bytes:
    """What is surely in the store; empty without one."""
    found = list(place.rglob("sweep.sqlite-mark"))
    return found[0].read_bytes() if found else b""


def _killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]
