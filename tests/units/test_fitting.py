"""A scenario is learnt from a log: order, work, waits, people, arrivals; and it says how well it predicts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from log_distance_measures import (  # type: ignore[import-untyped, unused-ignore]
    absolute_event_distribution,
    circadian_event_distribution,
    cycle_time_distribution,
    n_gram_distribution,
    relative_event_distribution,
)
from log_distance_measures.config import EventLogIDs  # type: ignore[import-untyped, unused-ignore]

from sim.cli.main import outcome
from sim.engines import run
from sim.fitting.blocks import Block
from sim.fitting.discovery import Miner, best
from sim.fitting.distances import DISTANCES, Events, cycle_time, n_gram
from sim.fitting.families import fitted
from sim.fitting.habits import habit_of, rounds_of
from sim.fitting.learning import learn
from sim.fitting.offdays import offdays_of
from sim.fitting.traces import traces_of
from sim.fitting.weeks import OpenSeconds, week_of, written
from sim.fitting.writing import Writer
from sim.importing import read_history
from sim.reporting import tables
from sim.study.auditing import prepared_tree
from sim.study.prepare import prepare
from sim.study.validating import held_out, moved, validated

Shared = Callable[[str], Path]


def drawn(block: Block) -> str:
    """A block as one line of algebra."""
    if block.kind == "leaf":
        return block.activity
    if block.kind == "nothing":
        return "-"
    sign = {"sequence": " > ", "choice": " | ", "parallel": " & ", "loop": " * "}[block.kind]
    return f"({sign.join(drawn(c) for c in block.children)})"


@pytest.mark.parametrize(
    ("traces", "order"),
    [
        ({"abc": 3}, "(a > b > c)"),
        ({"ab": 3, "ac": 2}, "(a > (b | c))"),
        ({"abcd": 3, "acbd": 2}, "(a > (b & c) > d)"),
        ({"ab": 5, "a": 2}, "(a > (b | -))"),
        ({"abab": 1, "ab": 3, "ababab": 1}, "((a > b) * -)"),
        ({"aba": 2, "a": 3}, "(a * b)"),
        ({"aaa": 1, "a": 2}, "(a * -)"),
        ({"abcd": 4, "ad": 6}, "(a > ((b > c) | -) > d)"),
        ({"abc": 100, "acb": 1}, "(a > b > c)"),
    ],
)
def test_the_order_of_small_logs_is_found(traces: dict[str, int], order: str) -> None:
    block, _, _ = best({tuple(t): n for t, n in traces.items()})
    assert drawn(block) == order


def test_a_case_may_go_on_differently_for_what_it_went_through(tmp_path: Path) -> None:
    variants = {tuple("axbz"): 45, tuple("az"): 40, tuple("axz"): 5, tuple("abz"): 5}
    block = Miner(variants, 0.0).mine()
    weights = list(variants.values())
    x, b = (c for c in block.children if c.kind == "choice")
    took = frozenset(v for (v, _), (t, _) in zip(x.seen, x.taken, strict=True) if t == 0)
    habit = habit_of(b, weights, {"did_x": took})
    assert habit.on == "did_x"
    assert habit.yes is not None and habit.no is not None
    assert (habit.yes.shares[0].value, habit.no.shares[0].value) == (45 / 50, 5 / 45)
    assert habit.yes.shares[0].low < 0.9 < habit.yes.shares[0].high


def test_rounds_have_their_own_chances() -> None:
    variants = {("a",): 50, ("a", "a"): 40, ("a", "a", "a"): 10}
    shares, most = rounds_of(Miner(variants, 0.0).mine(), list(variants.values()))
    assert most == 3
    assert [s.value for s in shares] == [0.5, pytest.approx(10 / 60)]


@pytest.mark.parametrize(
    ("family", "draw"),
    [
        ("exponential", lambda g: g.exponential(600, 800)),
        ("lognormal", lambda g: g.lognormal(6, 1.2, 800)),
        ("gamma", lambda g: g.gamma(4, 300, 800)),
        ("constant", lambda g: np.full(50, 300.0)),
        ("uniform", lambda g: g.uniform(1000, 1500, 800)),
        ("empirical", lambda g: g.choice([60.0, 3600.0], 200)),
    ],
)
def test_the_family_behind_a_sample_is_found_with_an_interval_around_its_mean(
    family: str, draw: Callable[[np.random.Generator], np.ndarray[tuple[int], np.dtype[np.float64]]]
) -> None:
    sample = draw(np.random.default_rng(3))
    law = fitted(sample)
    assert law is not None
    assert law.family == family
    assert law.n == len(sample)
    assert law.overall == pytest.approx(sample.mean(), rel=0.03)
    assert law.mean_low <= law.mean <= law.mean_high
    if family == "empirical":
        assert np.mean(law.values) == pytest.approx(sample.mean())


def test_times_of_nothing_are_kept_apart() -> None:
    law = fitted(np.concatenate((np.zeros(60), np.random.default_rng(1).exponential(500, 140))))
    assert law is not None
    assert law.zeros == pytest.approx(0.3)
    assert law.zeros_low < 0.3 < law.zeros_high


def test_working_hours_are_found_and_stray_stamps_left_out() -> None:
    rng = np.random.default_rng(2)
    days = np.repeat(np.arange(100), 40)
    stamps = days * 86400 + rng.integers(9 * 3600, 17 * 3600, len(days))
    weekday = (days + date(2021, 3, 1).weekday()) % 7
    stamps = np.append(stamps[weekday < 5], [86400 * 5 + 40000, 86400 * 1 + 3600])
    week = week_of(stamps, stamps[:0], date(2021, 3, 1))
    found = written(week)
    assert found == {"days": ["mon", "tue", "wed", "thu", "fri"], "hours": ["09:00-17:00"]}
    open_time = OpenSeconds(week, date(2021, 3, 1), (0, 100 * 86400))
    a = np.array([16 * 3600, 17 * 3600])  # Monday at 16:00 and at closing
    assert open_time.between(a, a + 86400).tolist() == [8 * 3600, 8 * 3600]
    assert open_time.next_open(a).tolist() == [16 * 3600, 86400 + 9 * 3600]
    assert open_time.after(a, np.array([7200, 3600])).tolist() == [86400 + 10 * 3600, 86400 + 10 * 3600]


def test_a_log_of_a_single_day_says_nothing_against_the_other_weekdays() -> None:
    starts = np.random.default_rng(3).integers(9 * 3600, 12 * 3600, 300)
    week = week_of(starts, starts[:0], date(2021, 3, 1))
    assert [bool(day) for day in week] == [True] * 5 + [False] * 2
    assert week[0] == week[4] == ((9 * 3600, 12 * 3600),)


# Distances

IDS = EventLogIDs(case="case", activity="activity", start_time="start", end_time="end", resource="who")


def random_events(rng: np.random.Generator, cases: int) -> Events:
    lengths = rng.integers(1, 7, cases)
    case = np.repeat(np.arange(cases), lengths)
    start = np.repeat(rng.integers(0, 30 * 86400, cases), lengths) + rng.integers(0, 4 * 86400, len(case))
    return Events(
        case=case,
        activity=np.array(list("abcd"))[rng.integers(0, 4, len(case))],
        start=start,
        end=start + rng.integers(0, 6 * 3600, len(case)),
        weekday=0,
    )


def frame(events: Events) -> pd.DataFrame:
    zero = pd.Timestamp("2021-03-01", tz="UTC")  # a Monday
    return pd.DataFrame(
        {
            "case": events.case,
            "activity": events.activity,
            "start": zero + pd.to_timedelta(events.start, unit="s"),
            "end": zero + pd.to_timedelta(events.end, unit="s"),
            "who": "x",
        }
    )


@pytest.mark.parametrize("seed", range(4))
def test_distances_are_those_of_the_published_package(seed: int) -> None:
    rng = np.random.default_rng(seed)
    real, made = random_events(rng, 30), random_events(rng, 40 if seed % 2 else 30)
    a, b = frame(real), frame(made)
    oracle = {
        "n_gram": n_gram_distribution.n_gram_distribution_distance(a, IDS, b, IDS, n=3),
        "absolute": absolute_event_distribution.absolute_event_distribution_distance(a, IDS, b, IDS),
        "relative": relative_event_distribution.relative_event_distribution_distance(a, IDS, b, IDS),
        "circadian": circadian_event_distribution.circadian_event_distribution_distance(a, IDS, b, IDS),
        "cycle_time": cycle_time_distribution.cycle_time_distribution_distance(
            a, IDS, b, IDS, bin_size=pd.Timedelta(hours=1)
        ),
    }
    assert {k: f(real, made) for k, f in DISTANCES.items()} == pytest.approx(oracle)


def test_a_log_is_no_distance_from_itself() -> None:
    events = random_events(np.random.default_rng(5), 25)
    assert [f(events, events) for f in DISTANCES.values()] == [0.0] * 5
    assert (
        n_gram(
            events,
            Events(
                case=events.case, activity=np.full(len(events.case), "z"), start=events.start, end=events.end
            ),
        )
        == 1.0
    )


# Whole fits

HALL = """
format: 1
title: hall
period: {start: 2021-03-01, arrivals: 250 d, drain: 60 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["09:00-12:00", "13:00-17:00"]}}
pools:
  desk: {staff: 3, calendar: office}
  expert: {staff: 2, calendar: office}
processes:
  permit:
    arrive: {rate: 15 per d, during: office}
    steps:
      - {task: apply, by: desk, takes: gamma(mean=20 min, cv=0.5)}
      - choose: kind
        branches:
          deep: {share: 0.3, steps: [{task: study, by: expert, takes: lognormal(mean=90 min, cv=1)}]}
          light: {else: true, steps: [{task: glance, by: expert, takes: exponential(mean=15 min)}]}
      - {wait: rest, holder: third_party, takes: exponential(mean=1 d)}
      - {task: sign, by: desk, takes: 10 min}
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hall")
    (folder / "hall.yaml").write_text(HALL, encoding="utf-8")
    log = run(prepare(folder / "hall.yaml")["today"].program, seed=1, replication=0, engine="simpy")
    tables.write_events([log], folder / "events.csv")
    kept = [
        line
        for line in (folder / "events.csv").read_text(encoding="utf-8").splitlines()
        if ",rest," not in line
    ]
    (folder / "log.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder / "log.csv"


def test_a_known_process_is_learnt_back(hall: Path) -> None:
    """The wait between glance and sign is not in the log: it must be found as one that nothing explains."""
    learnt = learn(read_history(hall))
    assert drawn(learnt.block) in ("(apply > (glance | study) > sign)", "(apply > (study | glance) > sign)")
    work = {learnt.names[a]: law for a, law in learnt.work.items()}
    assert work["apply"].overall == pytest.approx(1200, rel=0.05)
    assert work["study"].overall == pytest.approx(5400, rel=0.12)
    assert work["sign"].family == "constant"
    waits = {learnt.names[a]: w for a, w in learnt.waits.items()}
    assert waits["sign"].law.overall == pytest.approx(86400, rel=0.2)
    assert sum(w.law.overall for n, w in waits.items() if n != "sign") < 3600
    assert sorted((p.staff, len(p.activities)) for p in learnt.people.pools) == [(2, 2), (3, 2)]
    assert learnt.people.week[0][0][0] == 9 * 3600
    assert (
        learnt.arrivals.low < 15 * 5 / 7 < learnt.arrivals.high
        or learnt.arrivals.low < 15 < learnt.arrivals.high
    )


def test_what_is_learnt_is_an_ordinary_scenario_all_of_whose_figures_come_from_the_log(hall: Path) -> None:
    tree = Writer(learn(read_history(hall))).tree()
    prepared = prepared_tree(tree, "hall")
    assert not [u for u in prepared.program.uses if u.literal]
    assert {n["kind"] for n in tree["numbers"].values()} == {"log"}
    assert all(
        "n = " in n["source"] or "people seen" in n["source"] or "arrivals" in n["source"]
        for n in tree["numbers"].values()
    )
    without = [name for name, n in tree["numbers"].items() if "range" not in n]
    assert all(name.endswith(("_times", "_hourly", "_weekday", "_monthly", "_together")) for name in without)
    log = run(prepared.program, seed=1, replication=0, engine="simpy")
    assert len(log.cases["case"]) > 1000


def test_the_command_writes_a_scenario_that_checks_and_tells_how_well_it_predicts(
    hall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fitted.yaml"
    words = ["fit", str(hall), "--out", str(target), "--replications", "3"]
    assert outcome([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["validation"]["grade"] == "good"
    assert found["validation"]["predicted"]["mean"] == pytest.approx(
        found["validation"]["observed"]["mean"], rel=0.15
    )
    assert outcome(["check", str(target), "--no-pilot"]) == 0
    assert "no problems" in capsys.readouterr().out
    assert outcome(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert outcome(["fit", str(hall), "--out", str(tmp_path / "b.yaml"), "--holdout", "2"]) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_log_too_small_is_learnt_but_not_validated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,time\na,x,2021-04-01\na,y,2021-04-06\nb,x,2021-04-06\n", encoding="utf-8")
    assert outcome(["fit", str(log), "--out", str(tmp_path / "x.yaml"), "--lang", lang]) == 0
    assert ("Not validated" if lang == "en" else "未作检验") in capsys.readouterr().out
    assert outcome(["check", str(tmp_path / "x.yaml")]) == 0


def test_loan_applications_are_predicted_as_closely_as_the_best_published(shared: Shared) -> None:
    history = read_history(shared("data/agentsim_loan/train_preprocessed.csv"))
    other = read_history(shared("data/agentsim_loan/test_preprocessed.csv"))
    found = validated(learn(history), (traces_of(history, 0), moved(history, other, 0), 0), replications=5)
    distances = {d.name: d.value for d in found.distances}
    assert distances["n_gram"] <= 0.15
    assert distances["cycle_time"] <= 3
    assert distances["relative"] <= 3
    assert found.grade == "good"


def test_the_unseen_part_of_academic_credentials_is_predicted_within_30_percent(shared: Shared) -> None:
    history = read_history(shared("data/AcademicCredentials_train.csv.gz"))
    learnt, seen, unseen, still = held_out(history, 0, 0.3)
    found = validated(learnt, (seen, unseen, still), replications=8)
    assert found.predicted.mean == pytest.approx(found.observed.mean, rel=0.3)
    assert not learnt.gathered and {s.rule for s in learnt.orders.values()} <= {"fifo"}
    assert {d.name: d.value for d in found.distances}["cycle_time"] <= 60


def test_our_distances_score_another_tool_s_logs_as_published(shared: Shared) -> None:
    """The ten logs that AgentSimulator made for the same test set: NGD .080, REDD 1.38, CTDD 1.60 h."""
    real = read_history(shared("data/agentsim_loan/test_preprocessed.csv"))
    from sim.study.simulating import events_of_log

    events = events_of_log(traces_of(real, 0), real.log.catalog.origin)
    scores = []
    for i in range(10):
        made = read_history(shared(f"data/agentsim_loan/simulated_log_{i}.csv"))
        other = events_of_log(moved(real, made, 0), real.log.catalog.origin)
        scores.append(
            (n_gram(events, other), cycle_time(events, other), DISTANCES["relative"](events, other))
        )
    assert np.mean(scores, axis=0) == pytest.approx((0.080, 1.60, 1.38), abs=0.02)


def test_discovery_loses_no_visit_of_the_permit_log_unseen(shared: Shared) -> None:
    learnt = learn(read_history(shared("data/receipt.csv")))
    assert learnt.quality.misplaced < 0.05
    assert (learnt.gathered, learnt.orders) == ({}, {})  # it tells no starts, and nothing ends in groups
    assert Counter(leaf.activity for leaf in learnt.block.leaves()).most_common(1)[0][1] == 1
    prepared_tree(Writer(learnt).tree(), "receipt")


# Public holidays


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of an office that keeps China's holidays and works on its make-up weekends."""
    folder = tmp_path_factory.mktemp("chinese")
    text = HALL.replace("days: weekdays", "days: china").replace("250 d", "300 d")
    (folder / "hall.yaml").write_text(text, encoding="utf-8")
    log = run(prepare(folder / "hall.yaml")["today"].program, seed=1, replication=0, engine="simpy")
    tables.write_events([log], folder / "log.csv")
    return folder / "log.csv"


def test_holidays_that_are_kept_are_days_off_of_the_scenario(chinese: Path) -> None:
    learnt = learn(read_history(chinese), country="china")
    assert learnt.people.kept is not None
    assert learnt.people.kept.begun == 0
    assert learnt.people.kept.usual > 100
    hours = ["09:00-12:00", "13:00-17:00"]
    tree = Writer(learnt).tree()
    assert tree["calendars"]["office"] == {"days": "china", "hours": hours}
    assert tree["calendars"]["arrival_days"] == {"days": "china"}
    (process,) = tree["processes"].values()
    assert process["arrive"]["during"] == "arrival_days"
    prepared_tree(tree, "hall")
    origin = learnt.origin
    # Qingming of 2021 is a Monday off, the Sunday of 25 April a working day.
    noon = [((date(2021, 4, d) - origin).days * 86400 + 12 * 3600 - 1) for d in (5, 24, 25)]
    opens = [learnt.people.open.next_open(np.array([t]))[0] == t for t in noon]
    assert opens == [False, False, True]


def test_without_a_country_silent_days_are_told_and_with_a_wrong_one_nothing_is_taken(chinese: Path) -> None:
    history = read_history(chinese)
    bare = learn(history)
    assert bare.people.kept is not None
    assert date(2021, 10, 4) in bare.people.kept.silent
    assert '--calendar "days: netherlands"' in Writer(bare).tree()["about"]["en"]
    wrong = learn(history, country="netherlands")
    assert wrong.people.off is None
    assert wrong.people.kept is not None and not wrong.people.kept.kept
    tree = Writer(wrong).tree()
    assert tree["calendars"]["office"]["days"] != "netherlands"
    assert "people work on them" in tree["about"]["en"]
    assert "during" not in next(iter(tree["processes"].values()))["arrive"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_country_is_named_on_the_command_line(
    chinese: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    words = ["fit", str(chinese), "--holdout", "0", "--lang", lang, "--out"]
    assert outcome([*words, str(tmp_path / "x.yaml"), "--calendar", "days: china"]) == 0
    said = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert ("daysoffinthescenario" if lang == "en" else "情景中按休息日处理") in said
    assert outcome(["check", str(tmp_path / "x.yaml"), "--no-pilot"]) == 0
    capsys.readouterr()
    for given in ("days: chine", "weekdays", "{days: china, hours: [09:00-17:00]}"):
        assert outcome([*words, str(tmp_path / "y.yaml"), "--calendar", given]) == 2
        assert "--calendar" in capsys.readouterr().err
    assert not (tmp_path / "y.yaml").exists()


def test_an_office_open_on_saturdays_lists_its_holidays_by_date() -> None:
    off = offdays_of("netherlands", date(2021, 3, 1), 300)
    week = ((), *(((9 * 3600, 17 * 3600),) for _ in range(5)), ())
    found = written((*week[1:6], week[1], ()), off)
    assert isinstance(found, dict)
    assert found["days"] == ["mon", "tue", "wed", "thu", "fri", "sat"]
    assert "2021-04-05" in found["closed"]  # Easter Monday
    assert "2021-12-25" not in found["closed"]  # a Saturday, on which the country never works
    assert written((*week[1:6], (), ()), off) == {"days": "netherlands", "hours": ["09:00-17:00"]}


def test_cases_of_a_dozen_years_can_be_predicted(tmp_path: Path) -> None:
    """What is predicted stays within the hundred years that a scenario may cover."""
    rows = ["case,activity,start,end,resource"]
    for k in range(120):
        year, month = 1991 + k // 12, k % 12 + 1
        rows.append(f"{k},a,{year}-{month:02}-05 09:00:00,{year}-{month:02}-05 10:00:00,x")
        rows.append(f"{k},b,{year + 12}-{month:02}-05 09:00:00,{year + 20}-{month:02}-05 10:00:00,x")
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = ["fit", str(tmp_path / "log.csv"), "--out", str(tmp_path / "x.yaml"), "--replications", "2"]
    assert outcome(words) == 0
