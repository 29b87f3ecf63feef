"""Where compiled code is kept: in the user's cache folder, a folder for each state of the kernel's source and
of Numba.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path


def prepare_cache() -> Path | None:
    """Point Numba's cache to this version's folder, unless the user has pointed it elsewhere.

    Numba looks only at the file of the outermost function to see whether its cached code is stale; the name
    of the folder tells the rest.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return None
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("shixian")) / f"kernel-{fingerprint()}"
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        # Somebody imported Numba before us; it has read its settings already.
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def fingerprint() -> str:
    """A hash of the sources that end up in the kernel and of the versions of Numba and NumPy."""
    package, digest = Path(__file__).resolve().parents[1], hashlib.sha256()
    for name in ("engines", "engines/compiled", "distributions", "expressions", "program"):
        for path in sorted((package / name).glob("*.py")):
            digest.update(path.read_bytes())
    for path in (package / "program.py", package / "eventlog.py"):
        digest.update(path.read_bytes() if path.exists() else b"")
    # Numba files machine code by the path of its source, so two checkouts share nothing.
    digest.update(f"{package} {version('numba')} {version('numpy')}".encode())
    return digest.hexdigest()[:16]


def is_cold() -> bool:
    """Whether the kernel has to be compiled before it runs: no machine code of it lies in the cache."""
    folder = prepare_cache() or Path(os.environ["NUMBA_CACHE_DIR"])
    return not any(folder.glob("**/kernel.run-*.nbi"))
