"""Why a mutant survives: by its key, in words that a reader can check."""

from __future__ import annotations

EXPLAINED: dict[str, str] = {}
