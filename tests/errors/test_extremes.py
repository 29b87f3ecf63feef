"""Extreme scenarios: what makes no sense is refused, what does runs at once, what never ends breaks off."""

# ruff: noqa: E501, UP031 (tables)

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.engines import run
from sim.engines.bounds import MOST_AT_ONCE
from sim.errors import SimulationError
from sim.program import Program
from sim.study.prepare import TODAY, complaints_of, examine

TASK = "{task: review, by: clerk, takes: 1 h}"
BASE = f"""\
format: 1
title: One desk
period: {{start: 2021-03-01, warm_up: 0 d, arrivals: 10 d, drain: 30 d}}
working_day: office
calendars:
  office: {{days: weekdays, hours: ["09:00-12:00", "13:00-17:00"]}}
  never: {{days: weekdays, closed: ["2021-01-01..2022-12-31"]}}
pools: {{clerk: {{staff: 2, calendar: office}}}}
processes:
  permit:
    arrive: {{every: 1 d}}
    attributes: {{x: 0 * 1, y: uniform(0, 2)}}
    steps:
      - {TASK}
targets:
  - {{name: a day, process: permit, measure: elapsed, at_most: 1 d}}
"""

REFUSED = [
    ("staff: 2", "staff: 1000000", "between 0 and 100000"),
    ("staff: 2", "staff: 2, speed: 1e300", "a finite number up to 1e15"),
    ("every: 1 d", "rate: 1e12 per s", "at most 10,000,000 arrivals"),
    ("every: 1 d", "every: 0 s", "at least 1 s on average"),
    ("every: 1 d", "every: 0.1 s", "at least 1 s on average"),
    ("every: 1 d", "every: exponential(mean=1e-9 s)", "at least 1 s on average"),
    ("every: 1 d", 'every: "empirical([(0 s, 1), (10 d, 1e-12)])"', "at least 1 s on average"),
    ("every: 1 d", "every: 1 d, batch: 1000000000", "at most 10,000,000 cases in a batch"),
    ("every: 1 d", "every: 1 d, batch: 10000000", "at most 10,000,000 arrivals"),
    ("every: 1 d", "rate: 1e9 per d, batch: 1e6", "at most 10,000,000 arrivals"),
    ("every: 1 d", "every: 1 d, batch: 'lognormal(p50=1, p99=1e12)'", "cases in a batch"),
    ("every: 1 d", "rate: 10 per d, yearly_growth: 10000", "a growth per year"),
    ("warm_up: 0 d", "warm_up: 100 y", "at most 100 y in all"),
    ("drain: 30 d", "drain: 1000 y", "a time between 0 and 100 y"),
    ("takes: 1 h", "takes: 1e300 y", "a finite number up to 1e15"),
    ("takes: 1 h", "takes: 1 h, fee: 1e300", "a finite number up to 1e15"),
    ("by: clerk", "by: {all: [{pool: clerk, n: 10000000}]}", "between 1 and 1000"),
    ("    steps:", "    backlog: [{count: 100000000, at: review, age: 1 d}]\n    steps:", "a whole number"),
    ("start: 2021-03-01", "start: 0001-01-01", "a date between"),
    ("start: 2021-03-01", "start: 9999-12-31", "a date between"),
    ("x: 0 * 1", f"x: {'1 + ' * 150}1", "at most 100 operations"),
    ("title: One desk", f"title: {'x' * 100_000}", "at most 20000"),
    (TASK, "{parallel: p, branches: {%s}}" % ", ".join(f"b{i}: []" for i in range(30_000)), "smaller"),
]  # fmt: skip

FAST = [
    ("staff: 2", "staff: 0"),
    ("staff: 2", "staff: 50000"),
    ("staff: 2", "staff: 2, absent: 1"),
    ("staff: 2", "staff: 2, speed: 1e-9"),
    ("calendar: office}}", "calendar: never}}"),
    ("arrivals: 10 d, drain: 30 d", "arrivals: 0 d, drain: 0 d"),
    ("drain: 30 d", "drain: 40 y"),
    ("every: 1 d", "every: 1 d, batch: 0"),
    ("every: 1 d", "every: 1 d, batch: -3"),
    ("every: 1 d", "rate: 1e-320 per y"),
    ("takes: 1 h", "takes: 1 h, gives_up: {after: 0 s}"),
    ("takes: 1 h", "takes: 1 h, turned_away: {room: 0}"),
    ("takes: 1 h", "takes: 1e9 y"),
    (TASK, "{wait: w, holder: agency, takes: 1e12 y}"),
    (TASK, '{wait: w, holder: agency, takes: "lognormal(p50=1 s, p99=1e9 y)"}'),
    (TASK, "{wait: w, holder: agency, until: {calendar: never}}"),
    (TASK, f"{{limit: l, within: 0 d, clock: calendar, then: deem, steps: [{TASK}]}}"),
    (TASK, "{gather: g, count: 10000000, holder: agency}"),
    (TASK, "{parallel: p, branches: {%s}}" % ", ".join(f"b{i}: []" for i in range(2000))),
    ("    steps:", "    backlog: [{count: 3, at: review, age: 1e6 y}]\n    steps:"),
]  # fmt: skip

BROKEN_OFF = [
    (TASK, "{task: review, by: clerk, takes: 1 h, priority: 1 / x}", "permit.review, case 0", "finite"),
    (TASK, "{task: review, by: clerk, takes: 1 h, scale: 0 - y}", "permit.review, case 0", "0 or more"),
    (TASK, f"{{repeat: again, again: 1 + y, steps: [{TASK}]}}", "permit.again, case 0", "in [0, 1]"),
    (TASK, "{choose: way, branches: {a: {share: 1 + y, steps: []}, b: {share: 0, steps: []}}}", "permit.way, case 0", "in [0, 1]"),
]  # fmt: skip

ENDLESS = [
    "[{set: s, to: {x: x + 1}}]",
    "[{wait: w, holder: agency, takes: 0 s}]",
    "[{task: t, by: clerk, takes: 0 s}]",
    "[{parallel: p, join: any, branches: {a: [{wait: w, holder: agency, takes: 3 d}], b: []}}]",
    "[{repeat: inner, again: 1, most: 10000000, steps: [{mark: m}]}]",
]


def program_of(folder: Path, old: str, new: str) -> Program:
    ready, complaints = examine(written(folder, old, new))
    assert complaints == ()
    return ready[TODAY].program


def written(folder: Path, old: str, new: str) -> Path:
    assert old in BASE
    file = folder / "extreme.yaml"
    file.write_text(BASE.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(("old", "new", "hint"), REFUSED, ids=lambda text: text[:50])
def test_what_makes_no_sense_is_refused_at_once(tmp_path: Path, old: str, new: str, hint: str) -> None:
    file = written(tmp_path, old, new)
    began = time.process_time()
    complaints = complaints_of(file)
    assert time.process_time() - began < 2
    assert any(hint in c.expected for c in complaints), complaints
    assert all(c.place is not None for c in complaints)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize(("old", "new"), FAST, ids=lambda text: text[:50])
def test_an_extreme_that_makes_sense_runs_at_once(tmp_path: Path, engine: str, old: str, new: str) -> None:
    program = program_of(tmp_path, old, new)
    run(program, seed=1, replication=0, engine=engine)  # the first run may compile the engine
    began = time.process_time()
    run(program, seed=1, replication=1, engine=engine)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize(("old", "new", "where", "hint"), BROKEN_OFF, ids=lambda text: text[:50])
def test_an_expression_that_cannot_be_is_told_with_its_step_and_case(
    tmp_path: Path, engine: str, old: str, new: str, where: str, hint: str
) -> None:
    program = program_of(tmp_path, old, new.replace("1 + y", "2 + y"))
    with pytest.raises(SimulationError) as told:
        run(program, seed=1, replication=0, engine=engine)
    assert where in str(told.value) and hint in str(told.value)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("steps", ENDLESS)
def test_rounds_that_take_no_time_and_never_end_are_broken_off(
    tmp_path: Path, engine: str, steps: str
) -> None:
    endless = f"{{repeat: round_again, again: 1, most: 10000000, steps: {steps}}}"
    program = program_of(tmp_path, TASK, endless)
    with pytest.raises(
        SimulationError, match=f"permit.*, case 0: more than {MOST_AT_ONCE:,} steps at one instant"
    ):
        run(program, seed=1, replication=0, engine=engine)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_many_rounds_that_take_no_time_are_allowed_up_to_the_bound(tmp_path: Path, engine: str) -> None:
    # Each round passes two nodes: the step and the decision about one more.
    steps = "{repeat: many, again: 1, most: 30000, steps: [{mark: m}]}"
    log = run(program_of(tmp_path, TASK, steps), seed=1, replication=0, engine=engine)
    assert len(log.cases["case"]) > 0 and all(f >= 0 for f in log.cases["finished"])


def test_a_run_that_breaks_off_ends_with_2_and_names_the_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, *BROKEN_OFF[0][:2])
    monkeypatch.chdir(tmp_path)
    code = outcome(["run", "extreme.yaml", "--replications", "1", "--engine", "simpy", "--out", "results"])
    assert code == 2
    assert "permit.review, case 0" in capsys.readouterr().err


def test_a_schedule_of_a_hundred_thousand_rows_is_read_in_seconds(tmp_path: Path) -> None:
    rows = (f"2021-03-{1 + n % 9:02d}T{n % 24:02d}:{n // 24 % 60:02d}:{n % 60:02d}" for n in range(100_000))
    (tmp_path / "rows.csv").write_text("\n".join(["arrived", *rows]), encoding="utf-8")
    began = time.process_time()
    program = program_of(tmp_path, "{every: 1 d}", "{schedule: rows.csv}")
    assert time.process_time() - began < 5
    assert len(program.processes[0].arrivals.schedule) == 100_000
