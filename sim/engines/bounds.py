"""What no run may exceed, in any engine: beyond it a scenario is wrong, and a clear error ends the run."""

from __future__ import annotations

MOST_AT_ONCE = 100_000
"""Steps that one case may pass at one instant. More means rounds that take no time and never end."""
