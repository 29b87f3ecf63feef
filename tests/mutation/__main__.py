"""`make mutation`: small faults put into the program, one at a time, and whether the tests notice.

Writes docs/mutation.md. What is found is kept in build/mutation.jsonl; ``--resume`` goes on from there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.mutation.named import stale
from tests.mutation.rooms import ROOMS, Room, mutants
from tests.mutation.running import Verdict, judge
from tests.mutation.sites import ROOT, Mutant
from tests.mutation.table import Result, page, real

KEPT = ROOT / "build" / "mutation.jsonl"
PAGE = ROOT / "docs" / "mutation.md"
REQUIRED = 0.95

LOADED = ("numpy", "scipy.stats", "scipy.special", "pydantic", "yaml", "hypothesis", "simpy", "holidays")
"""Loaded once, before the children are forked; nothing of the project itself is."""


def main() -> int:
    """The command; 1 where fewer than 95% of those that differ from the program are killed, 2 where a fault
    with a name no longer fits the program.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--resume", action="store_true", help="keep what build/mutation.jsonl knows already")
    parser.add_argument("--room", help="only the mutants of this part, without writing the page")
    parser.add_argument("--again", action="store_true", help="with --resume: try the survivors again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many mutants at once")
    parser.add_argument("--commit", default="", help="what the page says was mutated (default: HEAD)")
    given = parser.parse_args()
    for name in LOADED:
        importlib.import_module(name)
    os.chdir(ROOT)
    if texts := stale():
        print("tests/mutation/faults.yaml: faults that no longer fit, write them anew:", file=sys.stderr)
        print("\n".join(texts), file=sys.stderr)
        return 2
    known = _known(again=given.again) if given.resume else {}
    results = _run(known, given.room, given.jobs)
    killed = sum(r.verdict.killed for r in results)
    print(f"{killed} of {len(results)} mutants killed ({killed / len(results):.1%})")
    if given.room is None:
        PAGE.write_text(page(results, given.commit or _commit()), encoding="utf-8")
    return 0 if killed >= REQUIRED * real(results) else 1


def _run(known: dict[str, Verdict], only: str | None, jobs: int) -> list[Result]:
    chosen = _told((room, mutant) for room, mutant in mutants() if only in (None, room.name))
    fresh = {told: each for told, each in chosen.items() if told not in known}
    KEPT.parent.mkdir(exist_ok=True)
    # Workers are forked before there is any pipe, and each mutant is forked by its worker.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("fork"))
    with pool, KEPT.open("a" if known else "w", encoding="utf-8") as kept:
        rooms = list(dict.fromkeys(room for room, _ in fresh.values()))
        for room, sound in zip(rooms, pool.map(judge, rooms, [None] * len(rooms)), strict=True):
            if sound.killed:
                pool.shutdown(cancel_futures=True)
                sys.exit(f"{room.name}: the tests fail without any mutant ({sound.by})")
        verdicts = pool.map(judge, [room for room, _ in fresh.values()], [m for _, m in fresh.values()])
        for told, verdict in zip(fresh, verdicts, strict=True):
            known[told] = verdict
            kept.write(json.dumps([told, verdict.killed, verdict.by]) + "\n")
            kept.flush()
            print(f"{'killed  ' if verdict.killed else 'SURVIVED'} {told}", flush=True)
    return [Result(room.name, mutant, known[told]) for told, (room, mutant) in chosen.items()]


def _told(chosen: Iterable[tuple[Room, Mutant]]) -> dict[str, tuple[Room, Mutant]]:
    """The mutants by what is told of each; of several that look alike the later ones are numbered."""
    found: dict[str, tuple[Room, Mutant]] = {}
    alike = Counter[str]()
    for room, mutant in chosen:
        told = f"{mutant.what}: {mutant.key}"
        alike[told] += 1
        found[told if alike[told] == 1 else f"{told} (number {alike[told]})"] = room, mutant
    return found


def _commit() -> str:
    git = ["git", "rev-parse", "--short", "HEAD"]
    found = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def _known(*, again: bool) -> dict[str, Verdict]:
    if not KEPT.exists():
        return {}
    lines = [json.loads(line) for line in Path(KEPT).read_text(encoding="utf-8").splitlines()]
    return {told: Verdict(killed, by) for told, killed, by in lines if killed or not again}


if __name__ == "__main__":
    assert ROOMS
    sys.exit(main())
