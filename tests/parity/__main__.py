"""`make parity N=10000`: random scenarios through every engine; `--seed 123` replays one."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from sim.engines import ENGINES
from tests.parity.checks import ALONE, Check, Failure, agrees, examine
from tests.parity.coverage import features
from tests.parity.generator import generate
from tests.parity.rows import REFERENCE
from tests.parity.shrink import shrink, story

CHUNK = 25
MOST_TOLD = 3


def checks_for(seed: int) -> tuple[Check, ...]:
    """The laws for each scenario, the slower questions for every fifth, and every other engine for each."""
    return (*(ALONE if seed % 5 == 0 else ALONE[:1]), *(agrees(e) for e in ENGINES if e != REFERENCE))


def failures(seeds: range) -> list[tuple[int, Failure]]:
    """What fails among some scenarios."""
    found = [(seed, examine(generate(seed), seed, checks_for(seed))) for seed in seeds]
    return [(seed, failure) for seed, failure in found if failure is not None]


def _chunks(start: int, count: int) -> Iterator[range]:
    for at in range(start, start + count, CHUNK):
        yield range(at, min(at + CHUNK, start + count))


def search(start: int, count: int, jobs: int) -> list[tuple[int, Failure]]:
    """Every failure among ``count`` scenarios."""
    found: list[tuple[int, Failure]] = []
    with ProcessPoolExecutor(jobs) as pool:
        for done, part in enumerate(pool.map(failures, _chunks(start, count)), start=1):
            found += part
            if done * CHUNK % 1000 == 0:
                print(f"{done * CHUNK} of {count} scenarios, {len(found)} failures", file=sys.stderr)
    return found


def tell(seed: int, patience: float) -> bool:
    """Replay a scenario; if it fails, print its smallest form found and the first difference."""
    wild, checks = generate(seed), checks_for(seed)
    failure = examine(wild, seed, checks)
    if failure is None:
        print(f"scenario {seed}: nothing wrong ({', '.join(ENGINES)})")
        return True
    small, told = shrink(wild, seed, failure, checks, patience) if patience else (wild, failure)
    print(story(small, seed, told))
    return False


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many scenarios")
    parser.add_argument("--start", type=int, default=0, help="the first scenario's number")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    parser.add_argument("--seed", type=int, help="replay this scenario")
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds to make a failure smaller (0: as it is)"
    )
    parser.add_argument("--coverage", action="store_true", help="how often the generator writes each field")
    given = parser.parse_args()
    if given.coverage:
        print(
            "\n".join(
                f"{n:7} {feature}"
                for feature, n in sorted(features(range(given.start, given.start + given.count)).items())
            )
        )
        return 0
    if given.seed is not None:
        return 0 if tell(given.seed, given.patience) else 1
    return _report(given.start, given.count, given.jobs, given.patience)


def _report(start: int, count: int, jobs: int, patience: float) -> int:
    began = time.monotonic()
    found = search(start, count, jobs)
    took = f"{time.monotonic() - began:.0f} s"
    print(f"{count} scenarios from {start} on, {' and '.join(ENGINES)}: {len(found)} failures in {took}")
    for seed, failure in found:
        print(f"  {seed}: {failure.kind}")
    for seed, _ in found[:MOST_TOLD]:
        tell(seed, patience)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
