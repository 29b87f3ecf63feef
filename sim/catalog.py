"""The name tables of a program's logs, the same whichever engine writes them."""

from __future__ import annotations

from sim.eventlog import Catalog, StepName
from sim.program import Program


def catalog_of(program: Program) -> Catalog:
    """The catalog that every log of this program carries."""
    return Catalog(
        origin=program.origin,
        processes=tuple(p.name for p in program.processes),
        steps=tuple(
            tuple(StepName(name=s.name, branch=s.branch, staffed=s.staffed) for s in p.steps)
            for p in program.processes
        ),
        holders=program.holders,
        agency_side=program.agency_side,
        outcomes=program.outcomes,
        attributes=tuple(tuple(a.name for a in p.attributes) for p in program.processes),
        text_attributes=tuple(tuple(a.text for a in p.attributes) for p in program.processes),
        milestones=tuple(p.milestones for p in program.processes),
        texts=program.texts,
    )
