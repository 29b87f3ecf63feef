"""The cheapest staffing that meets every target, with why one fewer does not (`sim staff`)."""

from __future__ import annotations

from sim.experiments.staffing.answering import staffed
from sim.experiments.staffing.asking import Order

__all__ = ["Order", "staffed"]
