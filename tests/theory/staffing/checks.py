"""One problem solved with one seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sim
from tests.theory.staffing.problems import Point, Problem


@dataclass(frozen=True, slots=True)
class Trial:
    """What a seed found, after how many replications in all (guesses included)."""

    seed: int
    found: Point | None
    replications: int
    why: str


def trial(problem: Problem, seed: int, folder: Path) -> Trial:
    """The staffing that is found with this seed."""
    file = folder / f"{problem.name.replace(' ', '_')}.yaml"
    file.write_text(problem.text, encoding="utf-8")
    answer = sim.staff(file, problem.pools, most=problem.most, seed=seed)
    found = None if not answer["found"] else tuple(answer["staffing"][n] for n in problem.pools)
    return Trial(seed, found, answer["replications"] + answer["guesses"], answer["why"])
