"""When a reform takes hold: its targets month by month, and how the backlog melts (`sim transition`)."""

from __future__ import annotations

from sim.experiments.transition.answering import followed
from sim.experiments.transition.asking import Order

__all__ = ["Order", "followed"]
