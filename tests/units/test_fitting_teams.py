"""Who serves which kind of case, what is done after a case, and whether people follow cases: found in a log
that has them, and not in one that has none.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli.main import outcome
from sim.engines import run
from sim.eventlog import EventLog
from sim.fitting.afterwork import waiting_spans
from sim.fitting.knowledge import Known
from sim.fitting.learning import learn
from sim.fitting.rosters import roster_of
from sim.fitting.skills import Skills, skills_of
from sim.fitting.traces import Traces, traces_of
from sim.fitting.writing import Writer, rosters_told
from sim.history import History
from sim.importing import read_history
from sim.reporting import tables
from sim.study.auditing import prepared_tree
from sim.study.calibrating import calibrated, staffed_for
from sim.study.prepare import prepare
from sim.study.simulating import program_of, simulated
from sim.study.standing import Given

HEAD = """
format: 1
title: calls
period: {start: 2021-03-01, arrivals: 14 d, drain: 1 d}
working_day: office
calendars:
  office: {days: every_day, hours: ["08:00-20:00"]}
"""
TALK = "takes: exponential(mean=4 min), gives_up: {after: exponential(mean=6 min)}"
TOGETHER = (
    HEAD
    + f"""
pools:
  desk: {{staff: 5, calendar: office}}
processes:
  call:
    arrive: {{rate: 780 per d, during: office}}
    attributes: {{kind: {{a: 0.6, b: 0.3, c: 0.1}}}}
    steps:
      - {{task: talk, by: desk, {TALK}}}
"""
)
APART = (
    HEAD
    + f"""
pools:
  few: {{staff: 1, calendar: office}}
  many: {{staff: 4, calendar: office}}
processes:
  call:
    arrive: {{rate: 700 per d, during: office}}
    attributes: {{kind: {{a: 0.6, b: 0.2, c: 0.2}}}}
    steps:
      - choose: which
        branches:
          c: {{when: kind == "c", steps: [{{task: talk_c, by: few, {TALK}}}]}}
          others: {{else: true, steps: [{{task: talk, by: [many, few], {TALK}}}]}}
"""
)
AFTER = (
    HEAD
    + f"""
pools:
  desk: {{staff: 5, calendar: office, order: priority}}
processes:
  call:
    arrive: {{rate: 600 per d, during: office}}
    attributes: {{kind: {{a: 0.6, b: 0.4}}}}
    steps:
      - {{task: talk, by: desk, {TALK}}}
      - parallel: over
        join: any
        branches:
          case: [{{wait: leaves, holder: applicant, takes: 1 s}}]
          person: [{{task: notes, by: desk, takes: exponential(mean=1 min), priority: 9}}]
"""
)


def logged(text: str, folder: Path, seed: int) -> History:
    """The log of an office as a call centre keeps it: a row per call, with its kind and who took it."""
    (folder / "office.yaml").write_text(text, encoding="utf-8")
    log = run(prepare(folder / "office.yaml")["today"].program, seed=seed, replication=0, engine="simpy")
    tables.write_events([log], folder / "events.csv")
    kinds = [str(log.catalog.texts[int(v)]) for v in log.attributes[0][0]]
    kind = dict(zip([int(c) for c in log.cases["case"]], kinds, strict=True))
    header = ("case", "activity", "queued", "start", "end", "resource", "outcome", "kind")
    with (
        (folder / "events.csv").open(encoding="utf-8") as events,
        (folder / "log.csv").open("w", encoding="utf-8", newline="") as file,
    ):
        rows = csv.writer(file)
        rows.writerow(header)
        for r in csv.DictReader(events):
            who = f"{r['pool']}-{r['person']}" if r["person"] else ""
            times = (r["queued"], r["started"], r["ended"])
            if r["step"].startswith("talk"):
                rows.writerow((r["case"], "talk", *times, who, r["outcome"], kind[int(r["case"])]))
    return read_history(folder / "log.csv")


def waits(log: EventLog, steps: tuple[str, ...]) -> dict[str, float]:
    """The mean wait of those who were served, by kind."""
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    at = [k for k, s in enumerate(log.catalog.steps[0]) if s.name in steps]
    mine = np.isin(rows["position"], at) & (rows["started"] >= 0)
    wait = (rows["started"] - rows["queued"])[mine]
    kind = np.asarray(log.attributes[0][0])[rows["case"][mine]]
    return {str(log.catalog.texts[int(v)]): float(wait[kind == v].mean()) for v in np.unique(kind)}


@pytest.mark.parametrize("seed", [1, 2])
def test_who_serves_which_kind_is_found_and_explains_who_waits(tmp_path: Path, seed: int) -> None:
    """Kind c is served by one of five, who helps the others: c waits longer, in the log and as learnt."""
    history = logged(APART, tmp_path, seed)
    learnt = learn(history)
    skills = learnt.teams[0].skills
    names = skills.attribute.names
    told = [(len(t.persons), {names[k] for k in t.serves}) for t in skills.teams]
    assert told == [(4, {"a", "b"}), (1, {"a", "b", "c"})]
    assert not learnt.afterwork
    tree = Writer(learnt).tree()
    assert not [u for u in prepared_tree(tree, "calls").program.uses if u.literal]
    ((choice,), pools) = (next(iter(tree["processes"].values()))["steps"], tree["pools"])
    served = {branch["steps"][0]["task"]: branch["steps"][0]["by"] for branch in choice["branches"].values()}
    assert sorted(map(str, served.values())) == sorted([str(list(pools)), list(pools)[1]])
    seen = waits(history.log, ("talk",))
    assert seen["c"] > 1.5 * seen["a"]
    traces = traces_of(history, 0)
    learnt = calibrated(learnt, traces)
    assert learnt.scales[0] == pytest.approx(1, abs=0.05)
    program, _ = program_of(learnt, Given.of(np.sort(traces.arrived)), 0)
    made = [waits(log, learnt.steps_of(0)) for log in simulated(program, 3, seed=seed)]
    for kind in ("a", "c"):
        assert np.mean([m[kind] for m in made]) == pytest.approx(seen[kind], rel=0.2)


def test_a_scenario_with_teams_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    logged(APART, tmp_path, 1)
    target = str(tmp_path / "learnt.yaml")
    assert outcome(["fit", str(tmp_path / "log.csv"), "--out", target, "--holdout", "0"]) == 0
    assert outcome(["check", target]) == 0


def test_nothing_is_invented_where_everybody_serves_everything_at_once(tmp_path: Path) -> None:
    learnt = learn(logged(TOGETHER, tmp_path, 1))
    assert not learnt.teams
    assert not learnt.afterwork
    assert learnt.rosters[0].follows < 0.2


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_done_after_a_case_is_found_and_written_as_work(tmp_path: Path, seed: int) -> None:
    """A minute on average, with as many people as there are; the step stays as long as it was."""
    history = logged(AFTER, tmp_path, seed)
    learnt = learn(history)
    assert learnt.afterwork[0].overall == pytest.approx(60, rel=0.1)
    assert "接下一件" in rosters_told(learnt)[-1].zh
    traces = traces_of(history, 0)
    learnt = calibrated(learnt, traces)
    assert learnt.scales[0] == pytest.approx(1, abs=0.05)
    program, _ = program_of(learnt, Given.of(np.sort(traces.arrived)), 0)
    (log,) = simulated(program, 1, seed=seed)
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    at = {s.name: k for k, s in enumerate(log.catalog.steps[0])}
    talked = (rows["position"] == at["talk"]) & (rows["outcome"] == 0)
    noted = (rows["position"] == at["after_talk"]) & (rows["started"] >= 0)
    # Only at closing is it left undone.
    assert noted.sum() >= 0.98 * talked.sum()
    assert (rows["started"] == rows["queued"])[noted].all()


def test_the_stretches_in_which_somebody_waits() -> None:
    joined, taken = np.array([10, 12, 30, 40, 50]), np.array([20, 15, 30, 60, 55])
    begin, over = waiting_spans(joined, taken)
    assert (begin.tolist(), over.tolist()) == ([10, 40], [20, 60])
    assert not len(waiting_spans(np.array([5]), np.array([5]))[0])


def dealt(rng: np.random.Generator, lacks: dict[int, set[int]], *, count: int = 4000) -> Skills | None:
    """Visits dealt out among ten people, who are there in two shifts with mixes of their own; ``lacks`` says
    which kinds a person does not serve.
    """
    late = (np.arange(count) // 400) % 2
    kind = np.where(rng.random(count) < np.where(late, 0.1, 0.5), 1, np.where(rng.random(count) < 0.2, 2, 0))
    person = np.empty(count, dtype=np.int64)
    for k in range(count):
        able = [p for p in range(10) if p % 2 == late[k] and int(kind[k]) not in lacks.get(p, set())]
        person[k] = rng.choice(able)
    known = Known(name="kind", values=kind.astype(np.float64), names=("x", "y", "z"))
    figure = Known(name="amount", values=rng.random(count))
    return skills_of(person, np.arange(count), np.arange(count), (figure, known))


def test_people_of_two_shifts_with_mixes_of_their_own_serve_everything() -> None:
    """Who is there when hardly any y come has served hardly any; that is no lack of skill."""
    found = [seed for seed in range(20) if dealt(np.random.default_rng(seed), {}) is not None]
    assert not found, f"seeds {found}"


def test_who_does_not_serve_a_kind_is_told_person_by_person() -> None:
    for seed in range(5):
        skills = dealt(np.random.default_rng(seed), {0: {1}, 1: {1}, 2: {2}, 4: {2}})
        assert skills is not None
        told = {t.persons: set(t.serves) for t in skills.teams}
        assert told == {(0, 1): {0, 2}, (2, 4): {0, 1}, (3, 5, 6, 7, 8, 9): {0, 1, 2}}, f"seed {seed}"
        assert skills.found == 4
        assert skills.kinds(2) == ("every kind", "各类")
        assert [len(teams) for _, teams in skills.lines()] == [3, 2, 2]


def office(rng: np.random.Generator, follows: float, **changes: Any) -> tuple[Traces, np.ndarray[Any, Any]]:
    """Forty days of visits, with as many people as the cases of the day ask for, or ten."""
    load = np.exp(rng.normal(0, 0.2, 40))
    people = np.maximum(np.round(10 * load**follows + rng.normal(0, 0.5, 40)), 1).astype(int)
    cases = rng.poisson(480 * load)
    start = np.concatenate(
        [d * 86_400 + np.sort(rng.integers(9 * 3600, 17 * 3600, n)) for d, n in enumerate(cases)]
    )
    person = np.concatenate([np.arange(n) % p for n, p in zip(cases.tolist(), people.tolist(), strict=True)])
    count = len(start)
    traces = Traces(
        names=("talk",), steps=("talk",), variants={("talk",): count}, rows=(np.arange(count)[:, None],),
        cases=(np.arange(count),), case=np.arange(count), activity=np.zeros(count, dtype=np.int64),
        queued=start, start=start, end=start + 300, person=person, pool=np.zeros(count, dtype=np.int64),
        outcome=np.zeros(count, dtype=np.int64), arrived=start, has_starts=True, has_queues=True,
    )  # fmt: skip
    return replace(traces, **changes), cases


def test_people_who_follow_cases_are_told_from_people_who_do_not() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        roster = roster_of(office(rng, 0.6)[0], (0,), 0)
        assert roster is not None
        assert roster.follows == pytest.approx(0.6, abs=0.15), f"seed {seed}"
    steady = [roster_of(office(np.random.default_rng(seed), 0.0)[0], (0,), 0) for seed in range(20)]
    # Some are taken for following by chance, but by so little that it is not told.
    assert sum(r is not None and r.follows > 0 for r in steady) <= 1


def test_whether_people_follow_cases_is_not_told_by_a_log_that_does_not_tell_when_they_came() -> None:
    traces, _ = office(np.random.default_rng(1), 0.6, has_queues=False)
    roster = roster_of(traces, (0,), 0)
    assert roster is not None
    assert roster.follows == 0


def test_a_week_with_more_cases_has_as_many_people_as_it_asks_for(tmp_path: Path) -> None:
    learnt = learn(logged(AFTER, tmp_path, 1))
    roster = replace(learnt.rosters[0], follows=0.5, load=(100.0,) * 7)
    learnt = replace(learnt, rosters={0: roster})
    four = np.repeat(np.arange(4) * 86_400, 144)
    assert roster.factor_for(four, 0) == pytest.approx(1.2)
    assert roster.factor_for(four[:0], 0) == 1.0
    more = staffed_for(learnt, four).rosters[0].hours
    assert more == pytest.approx(1.2 * roster.hours)
