"""What a run observes for its targets, and how a verdict comes back in the unit of its target."""

from __future__ import annotations

from dataclasses import replace

from sim.judging.asking import question_of
from sim.measures import Wanted, for_target, in_base, in_seconds, scale, standard
from sim.program import Program, Target
from sim.verdict import Question, Verdict


def wanted_of(program: Program) -> tuple[Wanted, ...]:
    """All that is observed in each replication: what a run is shown with, and what its targets ask."""
    return tuple(dict.fromkeys((*standard(program), *(for_target(program, t) for t in program.targets))))


def base_units(program: Program, target: Target) -> float:
    """How many base units of the measure (seconds, working days, numbers) one unit of the target has."""
    base, _, _ = scale(for_target(program, target))
    if target.unit == "wd" and base == "s":
        return in_seconds(program, 1.0)
    return in_base(program, 1.0, target.unit)


def question_in_base(program: Program, target: Target) -> Question:
    """The target's question with its limit in base units, as samples are."""
    question = question_of(target, program)
    if question.against is not None:
        return question
    return replace(question, limit=question.limit * base_units(program, target))


def in_own_unit(verdict: Verdict, program: Program, target: Target) -> Verdict:
    """The verdict with the limit as it was written, and with figures in its unit unless they are shares."""
    found = replace(verdict, limit=target.limit if target.change is None else target.change)
    if verdict.estimand in "ABE":
        return found
    one = base_units(program, target)
    value = None if verdict.estimate is None else verdict.estimate / one
    return replace(found, estimate=value, low=verdict.low / one, high=verdict.high / one)
