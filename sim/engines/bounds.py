"""What no run may exceed, in any engine: beyond it a scenario is wrong, and a clear error ends the run."""

from __future__ import annotations

MOST_CASES = 20_000_000
"""Arrivals of one process in one replication. More are taken for a mistake."""

MOST_AT_ONCE = 100_000
"""Steps that one case may pass at one instant. More means rounds that take no time and never end."""
