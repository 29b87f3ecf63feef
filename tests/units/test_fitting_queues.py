"""Queues where people give up: patience behind waits, people by the hour, and a call centre's last days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.engines import run
from sim.fitting.learning import learn
from sim.fitting.queues import patience_of
from sim.fitting.rosters import Roster, roster_of
from sim.fitting.traces import Traces, traces_of
from sim.fitting.writing import Writer
from sim.importing import read_history
from sim.reporting import tables
from sim.study.auditing import prepared_tree
from sim.study.prepare import prepare
from sim.study.validating import held_out, validated

Shared = Callable[[str], Path]

DESK = """
format: 1
title: calls
period: {start: 2021-03-01, arrivals: 28 d, drain: 1 d}
working_day: office
calendars:
  office: {days: every_day, hours: ["08:00-20:00"]}
  noon: {days: every_day, hours: ["11:00-15:00"]}
pools:
  desk: {shifts: [{staff: 3, calendar: office}, {staff: 2, calendar: noon}]}
processes:
  call:
    arrive: {rate: 620 per d, during: office}
    steps:
      - task: talk
        by: desk
        takes: exponential(mean=4 min)
        gives_up: {after: exponential(mean=6 min)}
"""


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    (folder / "calls.yaml").write_text(DESK, encoding="utf-8")
    log = run(prepare(folder / "calls.yaml")["today"].program, seed=2, replication=0, engine="simpy")
    tables.write_events([log], folder / "events.csv")
    return folder / "events.csv"


def test_patience_is_found_behind_the_waits_that_were_cut_short() -> None:
    rng = np.random.default_rng(4)
    patience, offered = rng.exponential(300, 6000), rng.exponential(200, 6000)
    served = offered <= patience
    law = patience_of(np.round(offered[served]).astype(np.int64), np.ceil(patience[~served]).astype(np.int64))
    assert law is not None
    assert np.mean(law.values) == pytest.approx(300, rel=0.1)  # few are left at the longest waits
    assert np.median(law.values) == pytest.approx(300 * np.log(2), rel=0.1)
    assert patience_of(np.array([1, 2]), np.array([3])) is None


def test_people_are_counted_by_the_hour(calls: Path) -> None:
    history = read_history(calls)
    roster = roster_of(traces_of(history, 0), (0,), date(2021, 3, 1).weekday())
    assert roster is not None
    assert roster.people == 5
    assert roster.hours[0, 9] == pytest.approx(3, abs=0.35)
    assert roster.hours[2, 13] == pytest.approx(5, abs=0.5)
    assert roster.hours[4, 6] == 0


def test_a_fraction_of_a_person_is_there_for_that_part_of_the_hour() -> None:
    hours = np.zeros((7, 24))
    hours[:, 9], hours[:, 10] = 1.5, 1.0
    (one, first), (_, second) = Roster(hours, 2, 10).shifts()
    assert one == 1
    assert isinstance(first, dict) and isinstance(second, dict)
    assert (first["hours"]["mon"], second["hours"]["mon"]) == (["09:00-11:00"], ["09:00-09:30"])


def test_a_queue_that_is_left_is_learnt_with_its_patience_and_its_people(calls: Path) -> None:
    history = read_history(calls)
    learnt = learn(history)
    assert not learnt.waits
    assert np.mean(learnt.patience[0].values) == pytest.approx(360, rel=0.25)
    tree = Writer(learnt).tree()
    prepared_tree(tree, "calls")
    (task,) = next(iter(tree["processes"].values()))["steps"]
    assert "after" in task["gives_up"]
    assert len(next(iter(tree["pools"].values()))["shifts"]) >= 5


def presence(there: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Traces:
    """Who is there on which day (days x people) as visits: ten minutes of each twenty from 9 to 17."""
    day, person = np.nonzero(there)
    clock = np.arange(9 * 3600, 17 * 3600, 1200)
    start = np.sort((day[:, None] * 86_400 + clock).ravel())
    order = np.argsort((day[:, None] * 86_400 + clock).ravel(), kind="stable")
    count = len(start)
    return Traces(
        names=("talk",), steps=("talk",), variants={("talk",): count}, rows=(np.arange(count)[:, None],),
        cases=(np.arange(count),), case=np.arange(count), activity=np.zeros(count, dtype=np.int64),
        queued=start, start=start, end=start + 600, person=np.repeat(person, len(clock))[order],
        pool=np.zeros(count, dtype=np.int64), outcome=np.zeros(count, dtype=np.int64), arrived=start,
        has_starts=True,
    )  # fmt: skip


@pytest.mark.parametrize("absent", [0.0, 0.1, 0.25])
def test_absence_is_told_by_the_hours_of_whole_days(absent: float) -> None:
    rng = np.random.default_rng(6)
    roster = roster_of(presence(rng.random((140, 8)) >= absent), (0,), 0)
    assert roster is not None
    assert roster.absent == pytest.approx(absent, abs=0.06)
    assert roster.hours[0, 12] == pytest.approx(8, rel=0.08)


def test_a_roster_is_that_of_the_last_week_where_people_have_gone_steadily() -> None:
    """Seven, six, then five people: five are there now; and as many as ever where they only vary."""
    fewer = np.arange(9)[None, :] < np.repeat([7, 6, 5], 7)[:, None]
    roster = roster_of(presence(fewer), (0,), 0)
    assert roster is not None
    assert roster.since == 14
    assert roster.hours[0, 12] == pytest.approx(5, abs=0.1)
    now_and_then = np.arange(9)[None, :] < np.tile([6, 5, 7], 7)[:, None]
    roster = roster_of(presence(now_and_then), (0,), 0)
    assert roster is not None
    assert roster.since is None


@pytest.mark.slow
def test_a_call_centre_s_last_ten_days_are_predicted_from_its_first_three_weeks(shared: Shared) -> None:
    """The share who give up and the mean wait lie between those of the log's weeks; more people follow more
    cases, most serve only some kinds of calls, and take half a minute from one to the next.
    """
    history = read_history(shared("data/anonymous_bank_january.txt"))
    learnt, seen, unseen, still = held_out(history, 0, date(1999, 1, 22))
    roster, teams = learnt.rosters[0], learnt.teams[0].skills
    assert roster.follows == pytest.approx(0.5, abs=0.2)
    assert learnt.afterwork[0].overall == pytest.approx(32, abs=6)
    assert len(teams.teams) > 3
    found = validated(learnt, (seen, unseen, still), replications=8)
    for figure in found.queues:
        assert figure.within
        assert figure.least_week <= figure.predicted <= figure.most_week, figure
