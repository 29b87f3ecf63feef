"""What a verdict hangs on: break-even, plausible worlds, indices, the reform's cards (`sim tipping`)."""

from __future__ import annotations

from sim.experiments.tipping.answering import tipped
from sim.experiments.tipping.asking import Order

__all__ = ["Order", "tipped"]
