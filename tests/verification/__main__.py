"""`python -m tests.verification`: closed forms, laws, faults and relations; writes docs/verification.md."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """The command; 1 where something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.verification", description=__doc__)
    parser.add_argument("--engine", default="compiled", help="the engine that is held against theory")
    parser.add_argument("--longer", default="4", help="how many times as many replications as in the tests")
    given = parser.parse_args()
    # The runner reads both when it is imported.
    os.environ.update(SHIXIAN_ENGINE=given.engine, SHIXIAN_THEORY=given.longer)
    os.chdir(ROOT)
    from tests.verification.page import FILES, missing, page
    from tests.verification.watching import watch

    found = watch(FILES)
    strange = missing(found)
    (ROOT / "docs" / "verification.md").write_text(page(found, given.engine), encoding="utf-8")
    print(f"verification.md: {len(found.comparisons)} comparisons, {len(found.failed)} tests failed")
    if strange:
        print(f"comparisons without a form: {', '.join(strange)}", file=sys.stderr)
    return 1 if found.code or strange else 0


if __name__ == "__main__":
    sys.exit(main())
