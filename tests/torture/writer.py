"""A process that only writes rows into a store, to be killed: `python -m tests.torture.writer FILE N`.

It prints a line for each row that is on the disk, so that whoever kills it knows what must not be lost.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from sim.experiments import store as stores
from sim.experiments.store import Store


def row(number: int) -> tuple[bytes, bytes]:
    """Key and value of a row; every tenth value spans several pages."""
    key = hashlib.sha256(b"%d" % number).digest()
    return key, key * (1 if number % 10 else 600)


def write(path: Path, rows: int, *, tell: bool = False) -> None:
    """Put the rows that are not there yet, telling each."""
    stores.RESEAL = 16  # many checkpoints, to be killed in one
    with Store(path) as store:
        for number in range(rows):
            key, value = row(number)
            if key not in store:
                store.put(key, value)
                if tell:
                    print(number, flush=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), tell=True)
