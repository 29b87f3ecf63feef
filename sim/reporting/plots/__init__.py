"""Plots as `Picture`s (Matplotlib figures) from charts: they draw, and compute nothing."""

from sim.reporting.plots.backlog import backlog
from sim.reporting.plots.board import board
from sim.reporting.plots.case_times import case_times
from sim.reporting.plots.frame import Picture
from sim.reporting.plots.frontier import frontier
from sim.reporting.plots.paired import paired
from sim.reporting.plots.pool_use import pool_use
from sim.reporting.plots.queue_profile import queue_profile
from sim.reporting.plots.shapley import shapley
from sim.reporting.plots.sweep import sweep
from sim.reporting.plots.time_spent import time_by_holder, time_by_step
from sim.reporting.plots.tornado import tornado
from sim.reporting.plots.waiting import waiting

__all__ = [
    "Picture", "backlog", "board", "case_times", "frontier", "paired", "pool_use", "queue_profile", "shapley",
    "sweep", "time_by_holder", "time_by_step", "tornado", "waiting",
]  # fmt: skip
