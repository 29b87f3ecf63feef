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
_SOURCES = {
    "engines": (
        "native/*.py", "engines/bounds.py", "engines/compiled/*.py", "distributions/*.py", "expressions/*.py",
        "program/*.py", "eventlog.py",
    ),
    "measures": ("native/*.py", "measures/native_*.py", "eventlog.py"),
}  # fmt: skip
"""All that ends up in the machine code of a package: functions and constants."""


def cache_folder(part: str = "engines") -> Path:
    """The folder of a package's sources and versions, below ``NUMBA_CACHE_DIR`` where the user has set it."""
    import platformdirs

    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("shixian")
    return Path(base) / f"{part}-{fingerprint(part)}"


@cache
def fingerprint(part: str) -> str:
    """A hash of the sources that end up in a package's machine code, and of Numba's and NumPy's versions."""
    digest = hashlib.sha256(f"{version('numba')} {version('llvmlite')} {version('numpy')}".encode())
    for pattern in _SOURCES[part]:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_LAST = {"engines": "kernel.run-*.nbi", "measures": "native_laws.proven_laws-*.nbi"}


def is_cold(*parts: str) -> bool:
    """Whether these packages (or any) must be compiled first: their machine code is not in the cache."""
    return not all(any(cache_folder(part).glob(_LAST[part])) for part in parts or _LAST)
