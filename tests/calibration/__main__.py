"""`python -m tests.calibration`: how often the verdicts are wrong; writes docs/calibration.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.calibration.calibrate import calibrate
from tests.calibration.on_the_engine import compare
from tests.calibration.systems import SYSTEMS
from tests.calibration.table import holds, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"


def main() -> int:
    """The command; 1 where a figure lies outside its bounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.calibration", description=__doc__)
    parser.add_argument("--runs", type=int, default=1500, help="independent runs of each system")
    parser.add_argument("--replications", type=int, default=4000, help="replications on the engine itself")
    given = parser.parse_args()
    results = []
    for system in SYSTEMS:
        print(system.name, file=sys.stderr, flush=True)
        results.append(calibrate(system, given.runs))
    PAGE.write_text(page(results, compare(given.replications), given.runs), encoding="utf-8")
    print(f"{PAGE.name}: {'all of it holds' if holds(results) else 'some figures lie outside their bounds'}")
    return 0 if holds(results) else 1


if __name__ == "__main__":
    sys.exit(main())
