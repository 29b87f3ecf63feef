"""A study's charts: glimpses and samples of all replications folded into what pictures show."""

from sim.study.charting.charts import charts_of
from sim.study.charting.plainly import charts_from, plainly

__all__ = ["charts_from", "charts_of", "plainly"]
