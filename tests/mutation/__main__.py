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
from pathlib import Path

from tests.mutation.named import stale
from tests.mutation.rooms import ROOMS, mutants
from tests.mutation.running import Verdict, judge
from tests.mutation.sites import ROOT
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
    results = _run(known, given.room)
    killed = sum(r.verdict.killed for r in results)
    print(f"{killed} of {len(results)} mutants killed ({killed / len(results):.1%})")
    if given.room is None:
        PAGE.write_text(page(results, given.commit or _commit()), encoding="utf-8")
    return 0 if killed >= REQUIRED * real(results) else 1


def _run(known: dict[str, Verdict], only: str | None) -> list[Result]:
    results, healthy = [], set[str]()
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a" if known else "w", encoding="utf-8") as kept:
        for room, mutant in mutants():
            if only is not None and room.name != only:
                continue
            told = f"{mutant.what}: {mutant.key}"
            if told not in known:
                if room.name not in healthy:
                    sound = judge(room, None)
                    if sound.killed:
                        sys.exit(f"{room.name}: the tests fail without any mutant ({sound.by})")
                    healthy.add(room.name)
                known[told] = judge(room, mutant)
                kept.write(json.dumps([told, known[told].killed, known[told].by]) + "\n")
                kept.flush()
                print(f"{'killed  ' if known[told].killed else 'SURVIVED'} {told}", flush=True)
            results.append(Result(room.name, mutant, known[told]))
    return results


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
