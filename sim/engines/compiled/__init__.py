"""The compiled engine: the reference engine's rules in Numba, row by row the same log."""

from __future__ import annotations

from sim.engines.compiled.run import run_replication

__all__ = ["run_replication"]
