"""`sim staff` finds optima known from Erlang and Jackson; `make verify-staff` asks all seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theory.staffing.checks import trial
from tests.theory.staffing.problems import PROBLEMS, Problem

FEW = [PROBLEMS[2], PROBLEMS[6]]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_every_problem_has_one_optimum_with_a_true_gap(problem: Problem) -> None:
    best = problem.optimum()
    for i in range(len(best)):
        fewer = (*best[:i], best[i] - 1, *best[i + 1 :])
        assert not problem.keeps(fewer)


@pytest.mark.parametrize("problem", FEW, ids=lambda p: p.name)
def test_the_optimum_is_found_in_a_tenth_of_the_replications_of_an_enumeration(
    problem: Problem, tmp_path: Path
) -> None:
    # Seed 1; the command below repeats it for 50 seeds and all problems.
    found = trial(problem, 1, tmp_path)
    assert found.found == problem.optimum()
    assert found.replications <= problem.enumeration / 10
