"""A rate that nobody can mean is an error of the run, and not an endless one."""

from __future__ import annotations

import pytest

from sim.engines import run
from sim.engines.reference import arrivals
from sim.errors import SimulationError
from tests.theory.queues.runner import program_of

MANY = """
format: 1
title: Too many
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 1 d, drain: 1 d}
calendars: {always: always}
pools: {}
processes: {p: {arrive: {every: 1 h, batch: 3}, steps: [{wait: w, holder: court, takes: 1 h}]}}
"""


@pytest.mark.parametrize(("most", "fails"), [(68, True), (69, False)])
def test_more_arrivals_than_can_be_meant_end_the_run(
    most: int, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twenty-three batches of three come at one, two, ... twenty-three o'clock.
    monkeypatch.setattr(arrivals, "MOST_CASES", most)
    program = program_of(MANY)
    if fails:
        with pytest.raises(SimulationError, match="more than 68 arrivals"):
            run(program, seed=1, replication=0, engine="simpy")
    else:
        assert len(run(program, seed=1, replication=0, engine="simpy").cases["case"]) == 69
