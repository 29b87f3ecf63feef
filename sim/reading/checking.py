"""[reading] Checking a tree's form is `sim.form`'s work."""

from __future__ import annotations

from sim.form import Checked, check

__all__ = ["Checked", "check"]
