"""EventLog -> Sample: what happened in a replication, measure by measure, and whether it obeyed the laws.

`observe` sees one replication (small and picklable), `samples` folds the observations of all replications
in order. All values are in base units (seconds, working days, plain numbers, money); `shown` and `in_base`
convert.
"""

from sim.measures.glimpses import Glimpse, arrival_edges, inside_instants, people_by_hour
from sim.measures.observe import (
    CASES,
    Observation,
    Observer,
    Seen,
    observe,
    observe_groups,
    period_samples,
    samples,
    scale,
    shown,
)
from sim.measures.wanted import Wanted, for_target, in_base, in_seconds, standard

__all__ = [
    "CASES",
    "Glimpse",
    "Observation",
    "Observer",
    "Seen",
    "Wanted",
    "arrival_edges",
    "for_target",
    "in_base",
    "in_seconds",
    "inside_instants",
    "observe",
    "observe_groups",
    "people_by_hour",
    "period_samples",
    "samples",
    "scale",
    "shown",
    "standard",
]
