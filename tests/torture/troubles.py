"""What else befalls a sweep: a full disk, a read-only folder, workers that die, a second process.

Each must end with its documented exit code and a sentence, keep every row, and go on to the undisturbed
tables once the trouble is over.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers import desk
from tests.torture.life import PATIENCE, Life
from tests.torture.sweeps import SMALL, Undisturbed, arguments, files, rows_of, store_in

ROOM = "32m"
SIZES = (0.2, 3, 10, 18, 22, 24.5)
"""Of the small disk, in kB a point: no room to begin, for some rows, for the checkpoint at the end. A sweep
takes 26 kB a point at its most.
"""


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[None]:
    """A disk of this size (a tmpfs), for the superuser only. Raises `OSError` where it cannot be mounted."""
    at.mkdir()
    _told_system("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at))
    try:
        yield
    finally:
        _told_system("umount", str(at))


def _again(at: Path, how: str) -> None:
    """Mount it anew, with more room or to be read only."""
    _told_system("mount", "-o", f"remount,{how}", str(at))


def _told_system(*command: str) -> None:
    """Run a system command; while workers of a killed parent still end, the disk is busy."""
    end = time.monotonic() + 20
    while (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
        if "busy" not in done.stderr or time.monotonic() > end:
            raise OSError(done.stderr.strip())


def can_mount(folder: Path) -> bool:
    """Whether this process may mount a disk."""
    try:
        with small_disk(folder / "disk", "64k"):
            return True
    except OSError:
        return False


def disk_full(folder: Path, expected: Undisturbed) -> str:
    """Sweeps onto disks that are too small; each goes on when there is room."""
    kept = []
    for size in (f"{max(40, round(kilobytes * expected.points))}k" for kilobytes in SIZES):
        place = _place(folder / f"full{size}")
        with small_disk(place / "results", size):
            done = desk.sim(place, *arguments(expected.points), patience=PATIENCE)
            _told(done, 2, "No space left on device", "database or disk is full")
            _again(place / "results", f"size={ROOM}")
            kept.append(_kept(place, expected))
            _goes_on(place, expected)
    rows = ", ".join(map(str, kept))
    return f"disk full at {len(SIZES)} sizes: exit code 2, rows kept: {rows}; all went on to the same tables"


def read_only(folder: Path, expected: Undisturbed) -> str:
    """A folder that becomes read-only between two runs."""
    place = _place(folder / "readonly")
    with small_disk(place / "results", ROOM):
        begun = _begun(place, expected)
        _again(place / "results", "ro")
        _told(desk.sim(place, *arguments(expected.points), patience=PATIENCE), 2, "Read-only file system")
        _again(place / "results", "rw")
        assert _kept(place, expected) >= begun
        _goes_on(place, expected)
    return "read-only folder: exit code 2, nothing lost, went on to the same tables"


def second_process(folder: Path, expected: Undisturbed) -> str:
    """Two processes on the same sweep: the second refuses, the first notices nothing."""
    place = _place(folder / "second")
    with Life(place, arguments(expected.points)) as life:
        life.until(lambda: life.rows > 0, most=PATIENCE)
        with life.halted():
            _told(desk.sim(place, *arguments(expected.points), patience=PATIENCE), 2, "another process")
        code, said = life.ended()
    assert code == 0, said
    assert files(place) == dict(expected.files), "the first process's tables differ"
    return "a second process on the same sweep: exit code 2; the first one's tables as undisturbed"


def dying_workers(folder: Path, expected: Undisturbed) -> str:
    """Workers that are killed as soon as they appear, until points are given up."""
    place, killed = _place(folder / "dying"), 0
    with Life(place, arguments(expected.points)) as life:
        life.until(lambda: bool(life.workers()), most=PATIENCE)
        while life.runs and killed < 12:
            killed += sum(life.kill(pid) for pid in life.workers())
            life.wait(0.02)
        code, said = life.ended()
    assert code == 3, f"exit code {code} after {killed} deaths: {said}"
    assert b"its worker died" in files(place)["sweep.csv"]
    kept = _kept(place, expected)
    _goes_on(place, expected)
    lost = expected.points - kept
    return f"{killed} workers killed as they came: exit code 3, {lost} points failed; went on to the same"


def _place(folder: Path) -> Path:
    folder.mkdir(parents=True)
    desk.write(folder, SMALL)
    return folder


def _begun(place: Path, expected: Undisturbed) -> int:
    """Rows of a sweep that was killed on its way."""
    with Life(place, arguments(expected.points)) as life:
        life.until(lambda: life.rows >= expected.points // 4, most=PATIENCE)
        rows = life.rows
        life.kill()
    return rows


def _told(done: subprocess.CompletedProcess[str], code: int, *sentences: str) -> None:
    """The command ended with this code and one of these sentences."""
    assert done.returncode == code, f"exit code {done.returncode}, {code} was expected: {done.stderr}"
    assert any(s in done.stderr for s in sentences) and "Traceback" not in done.stderr, done.stderr


def _kept(place: Path, expected: Undisturbed) -> int:
    """How many rows are there, none of them wrong."""
    if not list(place.rglob("sweep.sqlite")):
        return 0
    rows = rows_of(store_in(place))
    assert all(expected.rows.get(key) == value for key, value in rows.items()), "a row differs"
    return len(rows)


def _goes_on(place: Path, expected: Undisturbed) -> None:
    done = desk.sim(place, *arguments(expected.points), patience=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert files(place) == dict(expected.files), "the tables differ"


def all_of(folder: Path, expected: Undisturbed) -> Iterator[str]:
    """A line for each kind."""
    yield second_process(folder, expected)
    yield dying_workers(folder, expected)
    if os.name != "posix" or not can_mount(folder):
        yield "disk full, read-only folder: not tried, as no small disk can be mounted here (superuser only)"
        return
    yield disk_full(folder, expected)
    yield read_only(folder, expected)
