"""The command `sim`: it reads what was typed, calls the corridor, prints, ends with the right code."""

from __future__ import annotations

from sim.cli.main import main

__all__ = ["main"]
