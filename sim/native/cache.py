"""Where machine code is kept: in the user's cache, a folder for each state of the sources and of Numba.

The folder is named by what the sources say and not by where they lie, so checkouts with the same sources
share their machine code, and no checkout ever takes that of other sources for its own.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_SOURCES = (
    "native/*.py", "engines/bounds.py", "engines/compiled/*.py", "measures/native*.py", "distributions/*.py",
    "expressions/*.py", "program/*.py", "eventlog.py",
)  # fmt: skip
"""All that ends up in machine code, functions and constants."""


@cache
def cache_folder() -> Path:
    """The folder of these sources and versions, below ``NUMBA_CACHE_DIR`` where the user has set it."""
    import platformdirs

    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("shixian")
    return Path(base) / f"kernel-{fingerprint()}"


def fingerprint() -> str:
    """A hash of the sources that end up in machine code and of the versions of Numba and NumPy."""
    digest = hashlib.sha256(f"{version('numba')} {version('llvmlite')} {version('numpy')}".encode())
    for pattern in _SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_cold() -> bool:
    """Whether the kernel has to be compiled before it runs: no machine code of it lies in the cache."""
    return not any(cache_folder().glob("kernel.run-*.nbi"))
