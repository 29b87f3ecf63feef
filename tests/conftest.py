"""What every kind of test may use: the root, the material beside the repository, and Hypothesis' manners."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# A background job begins with interruptions ignored; the commands that tests start must not inherit that.
with contextlib.suppress(ValueError):  # only a main thread may say so
    signal.signal(signal.SIGINT, signal.default_int_handler)

# SHIXIAN_EXAMPLES=20000 makes a thorough search; print_blob tells how to replay a failure.
settings.register_profile(
    "shixian", max_examples=int(os.environ.get("SHIXIAN_EXAMPLES", "50")), deadline=None, print_blob=True
)
settings.load_profile("shixian")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A function from a path in ``../shared`` to the file there, read in place; skips where it is missing."""

    def find(path: str) -> Path:
        found = SHARED / path
        if not found.exists():
            pytest.skip(f"../shared/{path} is not beside this repository")
        return found

    return find
