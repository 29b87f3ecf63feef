"""The clock-change identity: where all keep the same hours, the process in open time never closes.

Arrivals come in the calendar's open time, work pauses at its closing, and waits count its working days: so
nothing happens while it is closed, and every case is that of the process that runs day and night.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.calendars import Calendar
from sim.eventlog import MISSING, EventLog
from sim.program import Program
from tests.theory.queues.runner import Ints, histories

STEPS = {
    "one queue": "[{task: serve, by: clerk, takes: exponential(mean=50 min)}]",
    "rework": """
      - repeat: round
        again: 0.3
        steps: [{task: check, by: clerk, takes: lognormal(mean=40 min, cv=1)}]
        between: [{wait: rest, holder: agency, takes: exponential(mean=DAY)}]
      - {task: sign, by: boss, takes: uniform(5 min, 30 min)}""",
    "fork and patience": """
      - parallel: both
        branches:
          one: [{task: read, by: clerk, takes: exponential(mean=30 min)}]
          two: [{task: weigh, by: boss, takes: exponential(mean=35 min), gives_up: {after: DAY, then: []}}]
      - {wait: rest, holder: agency, takes: uniform(DAY, DAY2)}""",
    "limit": """
      - limit: in_time
        within: DAY
        then: {finish: late}
        steps:
          - {task: check, by: clerk, takes: exponential(mean=45 min)}
          - {task: sign, by: boss, takes: exponential(mean=45 min), priority: urgent}""",
}
CALENDARS = {
    "half the day": ("{days: every_day, hours: ['08:00-20:00']}", 12),
    "an office with a lunch break": ("{days: china, hours: ['08:30-12:00', '13:00-16:30']}", 7),
}
BOSS = "order: priority, preempt: true"


def text(*, steps: str, calendar: str, day: tuple[str, str], rate: float, hours: float) -> str:
    """A scenario in which everything keeps one calendar."""
    steps = steps.replace("DAY2", day[1]).replace("DAY", day[0])
    return f"""
format: 1
title: Everything keeps the same hours
working_day: hours
period: {{start: 2021-01-04, warm_up: 0 d, arrivals: {hours} h, drain: 200 d}}
calendars: {{hours: {calendar}}}
pools:
  clerk: {{staff: 2, calendar: hours, at_close: pause}}
  boss: {{staff: 1, calendar: hours, at_close: pause, {BOSS}}}
processes:
  p:
    arrive: {{rate: {rate!r} per h, during: hours}}
    attributes: {{urgent: uniform(0, 3)}}
    steps: {steps}
"""


def open_share(program: Program) -> float:
    """The share of the year of 2021 in which the calendar is open."""
    working = program.working
    return working.open_seconds(-3 * 86_400, 362 * 86_400) / (365 * 86_400)


def instants(log: EventLog) -> dict[str, Ints]:
    """Rows by case, step and round: their instants, and how they ended."""
    rows = {name: np.asarray(column, dtype=np.int64) for name, column in log.rows.items()}
    order = np.lexsort((rows["round"], rows["position"], rows["case"]))
    return {n: rows[n][order] for n in ("case", "position", "round", "outcome", "queued", "started", "ended")}


def in_open_time(calendar: Calendar, seconds: Ints) -> Ints:
    """Instants as the open seconds before them."""
    return np.array(
        [s if s == MISSING else calendar.open_seconds(0, int(s)) for s in seconds], dtype=np.int64
    )


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_process_with_one_calendar_is_the_one_that_never_closes_in_open_time(
    steps: str, calendar: str
) -> None:
    spec, hours = CALENDARS[calendar]
    closing = text(steps=STEPS[steps], calendar=spec, day=("1 wd", "2 wd"), rate=0.4, hours=60 * 24)
    closed, *_ = histories(closing, 2)
    length = closed.program.working.open_seconds(0, 60 * 86_400) / 3600
    day = f"{hours} h", f"{2 * hours} h"
    rate = 0.4 / open_share(closed.program)
    never = text(steps=STEPS[steps], calendar="always", day=day, rate=rate, hours=length)
    for one, other in zip(histories(closing, 2), histories(never, 2), strict=True):
        found, expected = instants(one.log), instants(other.log)
        assert len(expected["case"]) > 300
        for name in ("case", "position", "round", "outcome"):
            assert (found[name] == expected[name]).all(), name
        for name in ("queued", "started", "ended"):
            apart = in_open_time(one.program.working, found[name]) - expected[name]
            assert np.abs(apart).max() <= 1, (name, np.flatnonzero(np.abs(apart) > 1)[:5])
