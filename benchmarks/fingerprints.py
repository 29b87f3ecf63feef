"""A 128-bit hash of the event log of every shipped scenario, and whether it is the same under every setting.

usage: python -m benchmarks.fingerprints            one line per scenario and variant
       python -m benchmarks.fingerprints --compare  the same under other CPU features, in other orders, by two workers
       python -m benchmarks.fingerprints --engine simpy FILE ...
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from sim.engines import run
from sim.eventlog import MISSING, Column, EventLog
from sim.experiments.score import scenarios_in
from sim.study.prepare import prepare

ROOT = Path(__file__).resolve().parent.parent
REPLICATION = 3


def fingerprint(log: EventLog) -> str:
    """The hash of all that a log tells, instants and texts, whatever numbers an engine gives to texts."""
    digest = hashlib.blake2b(digest_size=16)
    for part in _parts(log):
        digest.update(part)
    return digest.hexdigest()


def _parts(log: EventLog) -> Iterator[bytes]:
    yield f"{log.replication} {log.end}".encode()
    for table in (log.rows, log.cases, log.spells):
        for name, column in table.items():
            texts = {"pool": log.lines, "person": log.persons}.get(name)
            yield name.encode()
            yield _bytes(column) if texts is None else _texts(column, texts)
    for columns in log.attributes:
        for values in columns:
            yield np.ascontiguousarray(values, dtype=np.float64).tobytes()
    for marks in log.milestones:
        for instants in marks:
            yield _bytes(instants)


def _bytes(column: Column) -> bytes:
    return np.ascontiguousarray(column, dtype=np.int64).tobytes()


def _texts(column: Column, texts: tuple[str, ...]) -> bytes:
    return "\n".join("" if k == MISSING else texts[k] for k in np.asarray(column).tolist()).encode()


def of_scenario(file: str, engine: str = "auto", number: int = REPLICATION) -> list[str]:
    """A line for each variant of a scenario file."""
    ready = prepare(file)
    logs = ((v, run(p.program, seed=1, replication=number, engine=engine)) for v, p in ready.items())
    return [f"{fingerprint(log)}  {Path(file).stem} {variant}" for variant, log in logs]


def of_all(files: Iterable[str], engine: str, workers: int) -> list[str]:
    """The lines of all files, in their order."""
    if workers == 1:
        return [line for file in files for line in of_scenario(file, engine)]
    with ProcessPoolExecutor(workers) as pool:
        return [line for lines in pool.map(of_scenario, files, [engine] * len(list(files))) for line in lines]


SETTINGS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "as it is": ({}, ()),
    "two workers": ({}, ("--workers", "2")),
    "backwards": ({}, ("--backwards",)),
    "NumPy without AVX-512": ({"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX"}, ()),
    "Numba for any x86-64": ({"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, ()),
}
"""Under what the same fingerprints are expected: settings of the environment and arguments."""


def compared(files: list[str]) -> bool:
    """Run this file under every setting and tell which differ from the first."""
    first: set[str] = set()
    same = True
    for name, (environment, arguments) in SETTINGS.items():
        command = [sys.executable, "-m", "benchmarks.fingerprints", *arguments, *files]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, cwd=ROOT)
        found = set(done.stdout.splitlines())
        first = first or found
        same = same and found == first and bool(found)
        told = "the same" if found == first else f"{len(found ^ first)} lines differ"
        print(
            f"{name}: {len(found)} fingerprints, {told}{done.stderr[-300:] if done.returncode else ''}",
            flush=True,
        )
    return same


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fingerprints", description=__doc__)
    parser.add_argument("files", nargs="*", default=[])
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--backwards", action="store_true")
    parser.add_argument("--compare", action="store_true")
    given = parser.parse_args()
    files = given.files or [str(f) for f in scenarios_in(ROOT / "scenarios")]
    if given.compare:
        return 0 if compared(files) else 1
    lines = of_all(files[::-1] if given.backwards else files, given.engine, given.workers)
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
