"""The cheapest staffing where order says nothing: more people may harm a target.

Then every cheaper staffing must miss by itself. The staffings are verified in order of cost; of those of one
cost that all meet, Kim and Nelson's procedure selects the best under common luck. Feasibility first, then the
objective, is the order of S. Andradóttir and S.-H. Kim, "Fully sequential procedures for comparing
constrained systems via simulation", Naval Research Logistics 57 (2010) 403-421; here the cost is known, so
that only the feasibility is estimated.
"""

from __future__ import annotations

from itertools import groupby

from sim.errors import UsageError
from sim.experiments.staffing.box import Box, Facts, Point
from sim.experiments.staffing.oracle import Oracle
from sim.experiments.staffing.search import Outcome

MOST = 400
"""Verifying more staffings one by one is refused."""


def exhaustive(box: Box, oracle: Oracle) -> Outcome:
    """The cheapest staffing that meets every target, each cheaper one verified by itself.

    Raises `UsageError` where there are too many staffings for that.
    """
    if box.size > MOST:
        raise UsageError(
            f"more people may harm a target here, so that each of {box.size:,} staffings has to be verified; "
            f"name fewer pools or give a smaller --max (at most {MOST} staffings)"
        )
    oracle.expected = 2 * box.size
    facts = Facts(monotone=False)
    undecided: list[Point] = []
    ordered = sorted(box.everything(), key=lambda x: (round(box.cost(x), 9), x))
    for _, group in groupby(ordered, key=lambda x: round(box.cost(x), 9)):
        level = list(group)
        answers = {x: facts.verify(x, oracle.verify) for x in level}
        met = [x for x in level if answers[x] == "met"]
        if met:
            return Outcome(met[0], facts, undecided, met[1:])
        undecided += [x for x in level if answers[x] == "undecided"]
    return Outcome(None, facts, undecided)
