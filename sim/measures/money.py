"""What a case costs its applicant: `fee`, `documents`, `cost_share`.

Codes are evaluated on the case's attributes at its end and the row's round, for each row that ended `done`.
"""

from __future__ import annotations

from operator import attrgetter

import numpy as np

from sim.errors import SimulationError
from sim.eventlog import Outcome
from sim.measures.codes import evaluate
from sim.measures.columns import Floats, sums
from sim.measures.part import Part
from sim.measures.registry import Found, Measure, of_all
from sim.measures.wanted import Wanted
from sim.program import NONE, Task


def paid(part: Part, field: str) -> Floats:
    """The sum of a task's ``fee`` or ``documents`` over each case's done rows; `SimulationError` if it is
    not finite."""
    if field not in part.kept:
        part.kept[field] = _paid(part, field)
    return part.kept[field]


def _paid(part: Part, field: str) -> Floats:
    total, code_of = np.zeros(part.size), attrgetter(field)
    for position, step in enumerate(part.process.steps):
        detail = part.program.nodes[step.node].detail if step.node != NONE else None
        code = code_of(detail) if isinstance(detail, Task) else NONE
        if code != NONE:
            total += _at(part, position, code)
    if not np.isfinite(total).all():
        case = part.cases["case"][int(np.flatnonzero(~np.isfinite(total))[0])]
        raise SimulationError(f"{part.process.name}: {field} of case {case} is no finite number")
    return total


def _at(part: Part, position: int, code: int) -> Floats:
    rows = part.rows_at(position)
    rows = rows[part.rows["outcome"][rows] == Outcome.DONE]
    made = part.program.codes[code]
    return sums(part.of[rows], evaluate(made, part.row_slots(rows), len(rows)), part.size)


def fee(part: Part, _: Wanted, __: str) -> Found:
    """Money paid by the applicant."""
    return of_all(part, paid(part, "fee"))


def documents(part: Part, _: Wanted, __: str) -> Found:
    """Documents that the applicant hands in."""
    return of_all(part, paid(part, "documents"))


def cost_share(part: Part, wanted: Wanted, _: str) -> Found:
    """The fee as a share of ``of``; a case of which that is 0 has none, and is counted as missing."""
    of = evaluate(part.program.codes[wanted.of], part.slots_at_end, part.size)
    known = (of != 0.0) & np.isfinite(of)
    share = paid(part, "fee") / np.where(known, of, 1.0)
    return Found(share, part.left & known, ~part.left)


MEASURES = (
    Measure("fee", "money", "money", "money", fee),
    Measure("documents", "1", "1", "count", documents),
    Measure("cost_share", "1", "1", "ratio", cost_share),
)
