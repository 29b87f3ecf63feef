"""`python -m tests.torture --kills 200`: kill writers and sweeps, flip bits, and tell what was seen."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.torture import troubles
from tests.torture.stores import flipped_bits, killed_writers
from tests.torture.sweeps import Undisturbed, tortured
from tests.torture.writer import write


def main() -> None:
    """All kinds; an `AssertionError` tells the seed by which to play it again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(killed_writers(folder / "writers", kills=given.kills, rows=600, seed=given.seed), flush=True)
        write(folder / "flips.sqlite", 200)
        unnoticed = flipped_bits(folder / "flips.sqlite", flips=given.kills, seed=given.seed)
        assert not unnoticed, f"seed {given.seed}: flipped bits {unnoticed} were not noticed"
        print(f"{given.kills} bits flipped, all noticed", flush=True)
        (folder / "troubles").mkdir()
        expected = Undisturbed.of(folder / "undisturbed", given.points)
        for line in troubles.all_of(folder / "troubles", expected):
            print(line, flush=True)

        def tell(line: str) -> None:
            print(f"  {line}", file=sys.stderr, flush=True)

        report = tortured(folder / "sweeps", given.points, kills=given.kills, seed=given.seed, tell=tell)
        print("\n".join(report.lines()))


if __name__ == "__main__":
    main()
