"""Where the time of late cases goes, worked out by hand on a scenario without luck."""

from __future__ import annotations

import pytest

from sim.compiling import compile_program
from sim.engines import run
from sim.measures import for_target
from sim.measures.breakdown import Breakdown, beyond
from sim.reading import read

SCENARIO = """
format: 1
title: Breakdown
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 1 d, drain: 30 d}
calendars: {always: always}
pools: {clerk: {staff: 1, calendar: always}}
processes:
  p:
    arrive: {schedule: ["2021-01-04T00:00:00", "2021-01-04T00:00:00"]}
    steps:
      - {task: check, by: clerk, takes: 6 h}
      - mark: checked
      - {wait: corrects, holder: applicant, takes: 1 d}
      - {wait: notice, holder: court, takes: 2 d}
targets:
  - {name: all, process: p, measure: elapsed, at_most: 78 h}
  - {name: after, process: p, measure: elapsed, from: checked, at_most: 1 h}
  - {name: court, process: p, measure: held_by.court, at_most: 1 h}
  - {name: legal, process: p, measure: legal_days, at_most: 0 wd}
  - {name: queue, process: p, measure: queueing, at_most: 1 h}
  - {name: kept, process: p, measure: elapsed, at_most: 9 d}
"""
HOUR = 3600.0
Told = dict[str, tuple[float, float, float]]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> list[Breakdown]:
    """The breakdown of each target, in its order; the limits are in base units."""
    file = tmp_path_factory.mktemp("breakdown") / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    program = compile_program(read(file))
    log = run(program, seed=1, replication=0, engine="simpy")
    limits = (78 * HOUR, HOUR, HOUR, 0.0, HOUR, 9 * 24 * HOUR)
    wanted = [for_target(program, t) for t in program.targets]
    return [beyond(program, [log], w, limit) for w, limit in zip(wanted, limits, strict=True)]


def told(found: Breakdown) -> Told:
    """Of each step: the share of late cases, hours in the queue, and hours after it."""
    return {s.step: (s.late_share, s.queueing / HOUR, s.passing / HOUR) for s in found.steps}


def test_the_late_case_queued_and_the_longest_step_comes_first(apart: list[Breakdown]) -> None:
    # Case 0 takes 6 + 24 + 48 = 78 h and keeps the limit; case 1 waits 6 h for the clerk and does not.
    assert (apart[0].cases, apart[0].late) == (2, 1)
    expected = {"notice": (1.0, 0.0, 48.0), "corrects": (1.0, 0.0, 24.0), "check": (1.0, 6.0, 6.0)}
    assert told(apart[0]) == expected
    assert [s.step for s in apart[0].steps] == list(expected)


def test_only_what_the_measure_counts_is_told(apart: list[Breakdown]) -> None:
    assert told(apart[1]) == {"notice": (1.0, 0.0, 48.0), "corrects": (1.0, 0.0, 24.0)}
    assert told(apart[2]) == {"notice": (1.0, 0.0, 48.0)}
    assert set(told(apart[3])) == {"check", "notice"}
    assert told(apart[4]) == {"check": (1.0, 6.0, 0.0)}


def test_where_every_case_keeps_the_limit_all_of_them_are_told(apart: list[Breakdown]) -> None:
    assert (apart[5].cases, apart[5].late) == (2, 2)
    assert told(apart[5])["check"] == (1.0, 3.0, 6.0)
