"""What if: one scenario with cards switched and values moved, answered while somebody looks.

A `Question` is what stands on the page; `controls_of` says what may be moved on it; a `Desk` keeps what is
known of each question, so that more replications narrow the interval and none is run twice. Where
replications run is the caller's business: `glances` is the work of one worker.
"""

from __future__ import annotations

from sim.experiments.whatif.controls import controls_of, picture_of, remarks_of, title_of
from sim.experiments.whatif.desk import Desk
from sim.experiments.whatif.film import film
from sim.experiments.whatif.glances import Glance, Task, glances, packed, warmed
from sim.experiments.whatif.question import NAME, Question, prepared

__all__ = [
    "NAME",
    "Desk",
    "Glance",
    "Question",
    "Task",
    "controls_of",
    "film",
    "glances",
    "packed",
    "picture_of",
    "prepared",
    "remarks_of",
    "title_of",
    "warmed",
]
