"""``python -m tests.theory.staffing [--seeds 50]``: is the optimum found every time, and how cheaply?

Prints for each problem the optimum, how often it was found, and the replications beside those of an
enumeration. Ends with 1 where one was missed or took more than a tenth of the enumeration.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.theory.staffing.checks import Trial, trial
from tests.theory.staffing.problems import PROBLEMS


def main() -> int:
    """Run every problem over all seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    seeds = range(1, parser.parse_args().seeds + 1)
    failed = 0
    with TemporaryDirectory() as folder:
        for problem in PROBLEMS:
            trials = [trial(problem, seed, Path(folder)) for seed in seeds]
            failed += told(problem.name, problem.optimum(), problem.enumeration, trials)
    return 1 if failed else 0


def told(name: str, optimum: tuple[int, ...], enumeration: int, trials: list[Trial]) -> int:
    """Print a problem's line; how many of its trials failed."""
    right = sum(t.found == optimum for t in trials)
    most = max(t.replications for t in trials)
    mean = sum(t.replications for t in trials) / len(trials)
    print(
        f"{name:16} optimum {optimum!s:10} found {right}/{len(trials)}  replications {mean:.0f} on average, "
        f"{most} at most; enumeration {enumeration:,} ({most / enumeration:.1%})",
        flush=True,
    )
    for t in trials:
        if t.found != optimum:
            print(f"    seed {t.seed}: {t.found} ({t.why})")
    return sum(t.found != optimum or t.replications > enumeration / 10 for t in trials)


if __name__ == "__main__":
    sys.exit(main())
