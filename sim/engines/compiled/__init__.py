"""The compiled engine: the reference engine's rules in Numba, row by row the same log."""

from __future__ import annotations

from sim.engines.compiled_cache import prepare_cache

prepare_cache()

from sim.engines.compiled.run import run_replication  # noqa: E402  (the cache's place must be known before Numba is imported)

__all__ = ["run_replication"]
