"""Kill the writer of a store at random moments; flip random bits of its file."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

from sim.experiments.store import Damaged, Store
from tests.helpers import desk
from tests.torture.writer import row


def killed_writers(folder: Path, *, kills: int, rows: int, seed: int) -> str:
    """Let writers be killed until so many were, then look whether every row told is there; returns a report.

    Raises `AssertionError` with the seed where something was lost, doubled or damaged.
    """
    dice, told, done = random.Random(seed), set[int](), 0
    path = folder / "store.sqlite"
    while done < kills:
        if path.exists() and len(told) >= rows:
            shutil.rmtree(folder)
            folder.mkdir()
            told.clear()
        found, killed = _killed(path, rows, dice.uniform(0.0, 0.12))
        told |= found
        done += killed
        with Store(path) as store:
            lost = [n for n in told if store.get(row(n)[0]) != row(n)[1]]
            assert not lost, f"seed {seed}, after {done} kills: rows {lost} are lost"
            assert len(store) <= len(told) + 1, f"seed {seed}: {len(store)} rows, {len(told)} were told"
            told |= {n for n in range(rows) if row(n)[0] in store}
    return f"{done} writers killed, nothing lost"


def _killed(path: Path, rows: int, after: float) -> tuple[set[int], bool]:
    """The rows that a writer told of before it was killed, so many seconds after its first one."""
    command = [sys.executable, "-m", "tests.torture.writer", str(path), str(rows)]
    with subprocess.Popen(
        command, cwd=desk.ROOT, env=desk.environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = {int(line) for line in [process.stdout.readline()] if line}
        timer = threading.Timer(after, process.kill)
        timer.start()
        told |= {int(line) for line in process.stdout if line.endswith("\n")}
        timer.cancel()
    return told, process.returncode == -signal.SIGKILL


def flipped_bits(path: Path, *, flips: int, seed: int) -> list[int]:
    """Flip so many random bits of a store's file, one at a time; the places that were not noticed."""
    dice, unnoticed = random.Random(seed), []
    data = path.read_bytes()
    for _ in range(flips):
        bit = dice.randrange(8 * len(data))
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            Store(path).close()
            unnoticed.append(bit)
        except Damaged:
            pass
    path.write_bytes(data)
    os.sync()
    return unnoticed
