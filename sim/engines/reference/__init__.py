"""The reference engine: the meaning of the language, written to be read, on `simpy.Environment`."""

from __future__ import annotations

from sim.engines.reference.run import run_replication

__all__ = ["run_replication"]
