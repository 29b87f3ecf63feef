"""Two clerks' lines and what a case is asked at its end, on a day worked out by hand."""

from __future__ import annotations

import pytest

from sim.engines import run
from sim.measures import Wanted, for_target, observe
from sim.program import NONE
from tests.theory.queues.runner import program_of

DAY = """
format: 1
title: A day at two desks
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 1 d, drain: 1 d}
calendars: {always: always}
pools: {a: {staff: 1, calendar: always}, b: {staff: 1, calendar: always}}
processes:
  p:
    arrive: {schedule: ["2021-01-04T09:00:00", "2021-01-04T09:00:00"]}
    steps:
      - {task: first, by: a, takes: 1 h, fee: elapsed / 3600}
      - {task: second, by: b, takes: 3 h}
targets:
  - {name: within five hours, process: p, measure: share.elapsed < 18000, at_least: 0.5}
"""
# Case 0: a 9-10, b 10-13. Case 1: a from 10 (waits 1 h) to 11, b from 13 (waits 2 h) to 16.

PROGRAM = program_of(DAY)


def seen(*wanted: Wanted) -> list[list[float]]:
    log = run(PROGRAM, seed=1, replication=0, engine="simpy")
    return [list(s.values) for s in observe(PROGRAM, log, wanted, seed=1).seen]


def test_each_line_is_made_of_the_claims_of_its_own_tasks() -> None:
    length, time = seen(Wanted("queue_length", pool=0), Wanted("queue_time", pool=0))
    assert length == [pytest.approx(1 / 24)]
    assert time == [0.0, 3600.0]
    length, time = seen(Wanted("queue_length", pool=1), Wanted("queue_time", pool=1))
    assert length == [pytest.approx(2 / 24)]
    assert time == [0.0, 7200.0]


def test_elapsed_at_the_end_is_the_time_since_arrival() -> None:
    # Four hours and seven: one of two stays below five.
    (target,) = PROGRAM.targets
    assert target.process != NONE
    assert seen(for_target(PROGRAM, target)) == [[0.0, 1.0]]  # in the order of their size


def test_a_fee_may_depend_on_the_time_so_far() -> None:
    # It is paid when the first task ends, at ten and at eleven.
    assert seen(Wanted("fee", process=0)) == [[1.0, 2.0]]
