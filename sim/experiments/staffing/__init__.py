"""The cheapest staffing that meets every target, with why one fewer does not (`sim staff`)."""

from __future__ import annotations

from sim.experiments.staffing.answering import staffed
from sim.experiments.staffing.asking import Order
from sim.experiments.staffing.portfolio import shared

__all__ = ["Order", "shared", "staffed"]
