"""The corridor of one run: from a file to programs, replications, looks and verdicts."""

from __future__ import annotations

from sim.study.prepare import Prepared, complaints_of, examine, prepare

__all__ = ["Prepared", "complaints_of", "examine", "prepare"]
