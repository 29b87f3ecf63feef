"""How cases end: `outcome.<name>` and `share.<expression>`, flags whose mean is a share."""

from __future__ import annotations

import numpy as np

from sim.measures.codes import evaluate
from sim.measures.part import Part
from sim.measures.registry import Found, Measure, of_all
from sim.measures.wanted import Wanted


def outcome(part: Part, _: Wanted, name: str) -> Found:
    """Whether the case ended so, among all measured cases: an unfinished one has not (yet)."""
    outcomes = part.log.catalog.outcomes
    index = outcomes.index(name) if name in outcomes else len(outcomes)
    return of_all(part, part.cases["outcome"] == index)


def share(part: Part, wanted: Wanted, _: str) -> Found:
    """Whether the expression holds, among the measured cases that have finished."""
    holds = evaluate(part.program.codes[wanted.expr], part.slots_at_end, part.size) != 0.0
    nobody = np.zeros(part.size, dtype=np.bool_)
    return Found(holds.astype(np.float64), part.left, nobody, ~part.left)


MEASURES = (
    Measure("outcome", "1", "1", "flag", outcome, takes="outcome"),
    Measure("share", "1", "1", "flag", share, takes="expression"),
)
