"""The list of mutants is one that can be run: not the run itself, which is `make mutation`."""

from __future__ import annotations

import ast

from tests.mutation.named import faults, stale
from tests.mutation.rooms import mutants


def test_nine_in_ten_faults_with_a_name_still_fit_the_program() -> None:
    assert len(stale()) <= len(faults()) / 10, f"write anew: {stale()}"


def test_there_are_mutants_enough_and_each_is_a_program() -> None:
    found = mutants()
    assert len(found) >= 150
    for _, mutant in found:
        assert mutant.before != mutant.after
        ast.parse(mutant.source())


def test_the_sample_is_always_the_same() -> None:
    assert mutants() == mutants()
