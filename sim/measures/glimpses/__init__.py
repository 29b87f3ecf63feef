"""What pictures need of one replication beside its measures, small enough to be kept for many of them."""

from sim.measures.glimpses.glimpse import Glimpse, glimpse_of
from sim.measures.glimpses.grid import arrival_edges, inside_instants
from sim.measures.glimpses.lines import people_by_hour
from sim.measures.glimpses.tale import Choice

__all__ = ["Choice", "Glimpse", "arrival_edges", "glimpse_of", "inside_instants", "people_by_hour"]
