"""What a change of a scenario must not change: relations between two runs with the same luck."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import run
from sim.eventlog import MISSING, EventLog, moment
from sim.measures.laws import check_laws
from tests.theory.queues.runner import ENGINE, program_of

OFFICE = """
format: 1
title: An office with everything in it
period: {start: 2021-01-04, warm_up: 3 d, arrivals: 20 d, drain: 200 d}
working_day: office
calendars:
  office: {days: china, hours: ["08:30-12:00", "13:00-16:30"]}
  crew: {days: [mon, tue, wed, thu, fri, sat], hours: ["08:00-17:00"]}
pools:
  clerk: {staff: 2, calendar: office, at_close: pause}
  boss: {staff: 1, calendar: office, at_close: finish, order: priority, preempt: true}
  crew: {staff: 1, calendar: crew, at_close: finish, absent: 0.1}
processes:
  permit:
    arrive: {rate: 9 per d, during: office}
    attributes: {urgent: {"yes": 0.2, "no": 0.8}, size: "lognormal(mean=1, cv=0.5)"}
    backlog: [{count: 4, at: check, age: "uniform(0 d, 9 d)"}]
    steps:
      - repeat: round
        again: 0.25
        steps: [{task: check, by: clerk, takes: exponential(mean=45 min), scale: size}]
        between: [{wait: correct, holder: applicant, takes: "lognormal(mean=2 d, cv=1)"}]
      - choose: way
        branches:
          short: {share: 0.7, steps: [{task: stamp, by: [crew, clerk], takes: 5 min}]}
          long: {else: true, steps: [{wait: road, holder: other_agency, takes: "uniform(1 wd, 3 wd)"}]}
      - parallel: both
        branches:
          plan: [{task: plan, by: clerk, takes: exponential(mean=20 min), gives_up: {after: 3 d, then: []}}]
          build: [{task: build, by: crew, takes: exponential(mean=1 h)}]
      - {task: sign, by: boss, takes: 10 min, priority: 5 if urgent == "yes" else 0}
  appeal:
    arrive: {rate: 3 per d}
    steps:
      - limit: in_time
        within: 3 wd
        then: {finish: deemed}
        steps: [{task: read, by: clerk, takes: exponential(mean=1 h)}, {task: rule, by: boss, takes: 30 min}]
"""

Row = tuple[Any, ...]


def rows(log: EventLog, *, without: str = "", renamed: Mapping[str, str] | None = None) -> list[Row]:
    """The rows with names instead of numbers, in the order of the log."""
    names = {s: (renamed or {}).get(s, s) for steps in log.catalog.steps for s in (x.name for x in steps)}
    found = []
    for p, case, at, *rest in zip(*log.rows.values(), strict=True):
        step = log.catalog.steps[p][at]
        round_, holder, queued, started, ended, worked, pool, person, outcome = rest
        where = (log.lines[pool] if pool != MISSING else "", log.persons[person] if person != MISSING else "")
        if step.name != without:
            instants = (queued, started, ended, worked)
            found.append((p, case, names[step.name], step.branch, round_, holder, *instants, *where, outcome))
    return found


def cases(log: EventLog) -> tuple[Any, ...]:
    """The case table with attributes and milestones."""
    table = list(zip(*log.cases.values(), strict=True))
    texts = [[list(column) for column in columns] for columns in log.attributes]
    marks = [[list(column) for column in columns] for columns in log.milestones]
    outcomes = [log.catalog.outcomes[row[4]] if row[4] != MISSING else "" for row in table]
    return table, texts, marks, outcomes


def logs(text: str, replications: int = 2) -> list[EventLog]:
    program = program_of(text)
    return [run(program, seed=1, replication=r, engine=ENGINE) for r in range(replications)]


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the scenario"
    return text.replace(old, new)


def test_a_renamed_step_with_the_same_luck_changes_its_name_only() -> None:
    other = changed(
        changed(OFFICE, "{task: check,", "{task: review, same_luck_as: check,"), "at: check", "at: review"
    )
    for before, after in zip(logs(OFFICE), logs(other), strict=True):
        assert rows(before, renamed={"check": "review"}) == rows(after)
        assert cases(before) == cases(after)


def test_a_renamed_step_without_it_has_luck_of_its_own() -> None:
    other = changed(changed(OFFICE, "{task: check,", "{task: review,"), "at: check", "at: review")
    assert rows(logs(OFFICE, 1)[0], renamed={"check": "review"}) != rows(logs(other, 1)[0])


ORDERED = ("pools", "processes", "attributes", "branches", "urgent", "calendars")
"""Mappings whose order says something: listing order of pools, processes, branches."""


def shuffled(value: Any, luck: random.Random, name: str = "") -> Any:
    """The same YAML with its keys in another order, wherever their order says nothing."""
    if isinstance(value, list):
        return [shuffled(v, luck) for v in value]
    if not isinstance(value, dict):
        return value
    items = [(k, shuffled(v, luck, k)) for k, v in value.items()]
    if name not in ORDERED:
        luck.shuffle(items)
    return dict(items)


def test_the_order_of_yaml_keys_changes_nothing() -> None:
    tree = yaml.safe_load(OFFICE.replace("2021-01-04", "'2021-01-04'"))
    for luck in range(5):
        other = yaml.safe_dump(shuffled(tree, random.Random(luck)), sort_keys=False)
        for before, after in zip(logs(OFFICE, 1), logs(other, 1), strict=True):
            assert rows(before) == rows(after), f"random.Random({luck})"
            assert cases(before) == cases(after), f"random.Random({luck})"


def test_a_branch_that_nobody_takes_changes_nothing() -> None:
    never = "never: {share: 0, steps: [{task: nothing, by: boss, takes: 1 h}, {finish: lost}]}"
    other = changed(OFFICE, "          long: {else", f"          {never}\n          long: {{else")
    for before, after in zip(logs(OFFICE), logs(other), strict=True):
        assert rows(before) == rows(after)


def test_a_step_of_no_length_changes_nobodys_times() -> None:
    wait = "      - {wait: nothing, holder: agency, takes: 0 s}\n"
    for place in ("      - choose: way\n", "      - {task: sign,", "      - limit: in_time\n"):
        other = changed(OFFICE, place, wait + place)
        for before, after in zip(logs(OFFICE), logs(other), strict=True):
            assert rows(before) == rows(after, without="nothing")
            assert list(before.cases["finished"]) == list(after.cases["finished"])


def test_marks_change_nobodys_times() -> None:
    other = changed(OFFICE, "      - {task: sign,", "      - {mark: ready}\n      - {task: sign,")
    for before, after in zip(logs(OFFICE), logs(other), strict=True):
        assert rows(before) == rows(after)


def known_before(log: EventLog, end: int) -> list[Row]:
    """What had happened before an instant: rows begun, with the instants that had come."""
    found = []
    for row in rows(log):
        *who, queued, started, ended, _worked, pool, person, outcome = row
        started, ended = (MISSING if t >= end else t for t in (started, ended))
        if queued < end:
            people = (pool, person) if started != MISSING else ()
            found.append((*who, queued, started, ended, *people, outcome if ended != MISSING else None))
    return found


def test_a_longer_drain_keeps_what_happened_before() -> None:
    short = changed(OFFICE, "drain: 200 d", "drain: 1 d")
    for before, after in zip(logs(short), logs(OFFICE), strict=True):
        assert len(before) < len(after)
        assert known_before(before, before.end) == known_before(after, before.end)


def test_later_arrivals_change_nothing_before_they_come() -> None:
    longer = changed(OFFICE, "arrivals: 20 d", "arrivals: 40 d")
    for before, after in zip(logs(OFFICE), logs(longer), strict=True):
        assert known_before(before, 23 * 86_400) == known_before(after, 23 * 86_400)


def test_a_replication_alone_is_the_one_of_any_batch() -> None:
    batch, program = logs(OFFICE, 4), program_of(OFFICE)
    for r in (3, 1):
        alone = run(program, seed=1, replication=r, engine=ENGINE)
        assert rows(alone) == rows(batch[r])
        assert cases(alone) == cases(batch[r])


def test_a_pool_that_nobody_uses_changes_nothing() -> None:
    other = changed(OFFICE, "pools:\n", "pools:\n  spare: {staff: 3, calendar: crew, absent: 0.5}\n")
    for before, after in zip(logs(OFFICE), logs(other), strict=True):
        assert rows(before) == rows(after)


def test_a_process_that_shares_nobody_changes_nothing() -> None:
    extra = "  zebra:\n    arrive: {rate: 20 per d}\n    steps: [{wait: graze, holder: court, takes: 2 d}]\n"
    for before, after in zip(logs(OFFICE), logs(OFFICE + extra), strict=True):
        holders = [(row[0], row[1], row[2], row[4], *row[6:]) for row in rows(after) if row[0] < 2]
        assert [(row[0], row[1], row[2], row[4], *row[6:]) for row in rows(before)] == holders


REPLAYED = """
format: 1
title: An office replayed
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 20 d, drain: 200 d}
working_day: office
calendars: {office: {days: china, hours: ["09:00-17:00"]}}
pools: {clerk: {staff: 2, calendar: office, at_close: pause}}
processes:
  p:
    arrive: ARRIVE
    attributes:
      size: "lognormal(mean=1, cv=0.5)"
      channel: {online: 0.7, counter: 0.3}
      double: size * 2 if channel == "online" else size
    steps: [{task: serve, by: clerk, takes: exponential(mean=1 h), scale: double}]
"""


def test_a_replay_of_who_came_is_the_run_they_came_in() -> None:
    (before,) = logs(REPLAYED.replace("ARRIVE", "{rate: 10 per d}"), 1)
    names, (size, channel, _) = before.catalog.texts, before.attributes[0]
    came = zip(before.cases["arrived"], size, channel, strict=True)
    lines = [f"{moment(before.catalog.origin, int(at))},{float(s)!r},{names[int(c)]}" for at, s, c in came]
    table = "\n".join(["arrived,size,channel", *lines])
    program = program_of(REPLAYED.replace("ARRIVE", "{schedule: came.csv}"), {"came.csv": table})
    after = run(program, seed=1, replication=0, engine=ENGINE)
    assert rows(before) == rows(after)
    assert [list(c) for c in before.attributes[0]] == [list(c) for c in after.attributes[0]]


def test_the_laws_hold_where_everything_meets() -> None:
    program = program_of(OFFICE)
    for r in range(5):
        check_laws(program, run(program, seed=1, replication=r, engine=ENGINE), seed=1)


# A single first-come first-served station


def station(
    staff: int, *, calendar: str, close: str, speed: float = 1.0, only: float = 1.0, rate: int = 40
) -> str:
    return f"""
format: 1
title: A station
period: {{start: 2021-01-04, warm_up: 0 d, arrivals: 6 d, drain: 1 y}}
working_day: hours
calendars: {{hours: {calendar}}}
pools: {{clerk: {{at_close: {close}, shifts: [{{staff: {staff}, calendar: hours, speed: {speed}}}]}}}}
processes:
  p:
    arrive: {{rate: {rate} per d}}
    attributes: {{chosen: uniform(0, 1)}}
    steps: [{{task: serve, by: clerk, takes: exponential(mean=50 min), when: chosen < {only}}}]
"""


def starts(text: str) -> dict[int, int]:
    """When each case's work starts."""
    (log,) = logs(text, 1)
    return dict(zip(log.rows["case"], log.rows["started"], strict=True))


CALENDAR = st.sampled_from(
    [
        "always",
        "{days: every_day, hours: ['08:00-12:00', '13:00-20:00']}",
        "{days: weekdays, hours: ['09:00-21:00']}",
    ]
)
CLOSE = st.sampled_from(["pause", "finish"])


@settings(max_examples=12)
@given(staff=st.integers(1, 4), rate=st.integers(15, 60), calendar=CALENDAR, close=CLOSE)
def test_one_more_server_lengthens_nobodys_wait(staff: int, rate: int, calendar: str, close: str) -> None:
    before = starts(station(staff, rate=rate, calendar=calendar, close=close))
    after = starts(station(staff + 1, rate=rate, calendar=calendar, close=close))
    assert before.keys() == after.keys()
    assert not [c for c in before if after[c] > before[c]]


@settings(max_examples=12)
@given(staff=st.integers(1, 4), speed=st.floats(1.01, 3), calendar=CALENDAR, close=CLOSE)
def test_a_faster_server_lengthens_nobodys_wait(staff: int, speed: float, calendar: str, close: str) -> None:
    before = starts(station(staff, calendar=calendar, close=close))
    after = starts(station(staff, speed=round(speed, 3), calendar=calendar, close=close))
    assert not [c for c in before if after[c] > before[c]]


@settings(max_examples=12)
@given(staff=st.integers(1, 4), only=st.floats(0.5, 0.999), calendar=CALENDAR, close=CLOSE)
def test_fewer_arrivals_lengthen_nobodys_wait(staff: int, only: float, calendar: str, close: str) -> None:
    before = starts(station(staff, calendar=calendar, close=close))
    after = starts(station(staff, only=round(only, 4), calendar=calendar, close=close))
    assert after.keys() <= before.keys()
    assert not [c for c in after if after[c] > before[c]]


def test_one_arrival_fewer_lengthens_nobodys_wait() -> None:
    text = station(2, calendar="always", close="pause")
    (log,) = logs(text, 1)
    last, second = np.sort(np.asarray(log.attributes[0][0]))[[-1, -2]]
    before, after = (
        starts(text),
        starts(station(2, only=float(last + second) / 2, calendar="always", close="pause")),
    )
    assert len(after) == len(before) - 1
    assert not [c for c in after if after[c] > before[c]]


def mean_time(text: str) -> float:
    """The mean time inside over four replications, in seconds."""
    spans = [
        f - a
        for log in logs(text, 4)
        for f, a in zip(log.cases["finished"], log.cases["arrived"], strict=True)
        if f != MISSING
    ]
    return float(np.mean(spans))


def test_in_a_network_one_more_server_and_a_faster_one_shorten_the_mean() -> None:
    before = mean_time(OFFICE)
    more = changed(OFFICE, "clerk: {staff: 2,", "clerk: {staff: 3,")
    faster = changed(OFFICE, "clerk: {staff: 2,", "clerk: {staff: 2, speed: 1.25,")
    assert mean_time(more) < before
    assert mean_time(faster) < before


NETWORK = """
format: 1
title: Who is helped first may stand in another's way
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 1 d, drain: 10 d}
working_day: always
calendars: {always: always}
pools: {a: {staff: STAFF, calendar: always}, b: {staff: 1, calendar: always}}
processes:
  both:
    arrive: {schedule: ["2021-01-04T00:00:00", "2021-01-04T00:00:00"]}
    steps: [{task: first, by: a, takes: 2 h}, {task: second, by: b, takes: 3 h}]
  one:
    arrive: {schedule: ["2021-01-04T03:00:00"]}
    steps: [{task: only, by: b, takes: 1 h}]
"""


def test_in_a_network_one_more_server_may_make_somebody_finish_later() -> None:
    few, many = ([h // 3600 for h in logs(NETWORK.replace("STAFF", n), 1)[0].cases["finished"]] for n in "12")
    # With one server the second case reaches b behind the one that comes at three; with two, before it.
    assert few == [5, 9, 6]
    assert many == [5, 8, 9]
