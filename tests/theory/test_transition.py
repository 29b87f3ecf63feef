"""`sim transition` where every month is known by hand, and on a backlog that a second clerk works off."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import sim
from sim.cli.main import outcome
from sim.reporting.layout import columns_of
from sim.reporting.transition import spark, thinned

SCENARIO = """
format: 1
title: {en: Transition, zh: 过渡}
working_day: always
period: {start: 2021-01-01, warm_up: 0 d, arrivals: 181 d, drain: 60 d}
calendars: {always: always}
pools: {clerk: {label: {en: clerks, zh: 窗口}, staff: 1, calendar: always}}
processes:
  waits:
    label: {en: Permit, zh: 许可}
    arrive: {every: 12 h}
    steps: [{wait: permit, holder: agency, takes: 10 d}]
  served:
    label: {en: Claims, zh: 申领}
    arrive: {every: 1 d}
    backlog: [{count: 30, at: serve, age: 1 d}]
    steps: [{task: serve, by: clerk, takes: 24 h}]
targets:
  - {name: {en: within 5 days, zh: 五天内}, process: waits, measure: elapsed, at_most: 5 d, share: 0.9}
  - {name: mean of claims, process: served, measure: elapsed, at_most: 3 d}
  - {name: busy, pool: clerk, measure: utilisation, at_most: 100%}
reforms:
  faster:
    label: {en: Notice, zh: 告知承诺}
    from: 2021-04-01
    change: [{set: {processes.waits.steps.permit.takes: 2 d}}]
  second: {from: 2021-03-01, change: [{set: {pools.clerk.staff: 2}}]}
variants: {plan: [faster, second]}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SIM_LANG", raising=False)
    path = tmp_path / "moving.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_each_month_is_what_can_be_worked_out_by_hand(file: Path) -> None:
    found = sim.transition(file, replications=3)
    waits, served = found["targets"]
    # Whoever comes from 1 April on waits 2 days, and two come a day.
    assert [(m["month"], m["cases"], m["estimate"]) for m in waits["months"]] == [
        ("2021-01", 61.0, 0.0),  # one more at the end of 31 January, midnight of 1 February being February's
        ("2021-02", 56.0, 0.0),
        ("2021-03", 62.0, 0.0),
        ("2021-04", 60.0, 1.0),
        ("2021-05", 62.0, 1.0),
        ("2021-06", 60.0, 1.0),
    ]
    assert (waits["stays"], waits["surely"], waits["worst"]) == ("2021-04", "2021-04", "2021-01")

    # 30 wait at first; one comes a day (case k on day k) and one is done, so that each waits its 30 days. On
    # day 59, 1 March, the second clerk comes: two are done a day, until nobody queues after day 88.
    def days(case: int) -> int:
        return 30 if case <= 30 else max(30 - (case - 30) // 2 - (case % 2), 1)

    months = {m["month"]: m["estimate"] for m in served["months"]}
    assert months["2021-01"] == pytest.approx(sum(map(days, range(1, 31))) / 30)
    assert months["2021-02"] == pytest.approx(sum(map(days, range(31, 59))) / 28)
    assert months["2021-03"] == pytest.approx(sum(map(days, range(59, 90))) / 31)
    assert months["2021-06"] == pytest.approx(1.0)
    assert served["stays"] == "2021-04"
    curve = {row["day"]: row["mean"] for row in found["backlog"]["served"]["curve"]}
    assert curve["2021-01-01"] == 30.0
    assert min(list(curve.values())[:-1]) == 1.0
    assert found["left_out"] == ["busy"]
    assert [(c["card"], c["from"]) for c in found["cards"]] == [
        ("second", "2021-03-01"),
        ("faster", "2021-04-01"),
    ]
    assert [(p["staff"], p["from"], p["until"]) for p in found["people"]] == [(1, "2021-03-01", None)]


def test_without_the_reform_no_month_is_kept(file: Path) -> None:
    found = sim.transition(file, "today", replications=3)
    assert [(t["stays"], t["surely"]) for t in found["targets"]] == [(None, None), (None, None)]
    assert all(m["histories"] == 0.0 for t in found["targets"] for m in t["months"])


def test_the_command_prints_and_saves_it_in_both_languages(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("transition", "moving.yaml", "--replications", "3", "--workers", "1")
    assert outcome([*asked]) == 0
    english = capsys.readouterr().out
    assert "Kept from 2021-04 on." in english
    assert "Worst month: 2021-01, 0.0" in english
    assert "Notice from 2021-04-01" in english
    assert "clerks +1 from 2021-03-01" in english
    assert outcome([*asked, "--lang", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert "自 2021-04 起一直达到。" in chinese
    assert max(columns_of(line) for line in [*english.splitlines(), *chinese.splitlines()]) <= 80
    (folder,) = (file.parent / "results" / "moving").iterdir()
    rows = list(csv.DictReader((folder / "months.csv").open(encoding="utf-8")))
    assert len(rows) == 12
    assert {r["process"] for r in csv.DictReader((folder / "backlog.csv").open(encoding="utf-8"))} == {
        "waits",
        "served",
    }
    assert outcome([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema_version"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--variant", "pan"), 'no such variant: "pan"; nearest: plan'),
        (("--replications", "1"), '"1" is not a whole number from 2'),
    ],
)
def test_a_wrong_question_is_told(
    file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert outcome(["transition", "moving.yaml", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_scenario_whose_targets_have_no_month_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, _, tail = SCENARIO.partition("targets:")
    only = "targets:\n  - {name: busy, pool: clerk, measure: utilisation, at_most: 100%}\n"
    (file.parent / "pool.yaml").write_text(head + only + tail[tail.index("reforms:") :], encoding="utf-8")
    assert outcome(["transition", "pool.yaml"]) == 2
    assert "nothing to follow by month" in capsys.readouterr().err
    assert outcome(["transition", "pool.yaml", "--lang", "zh"]) == 2
    assert "没有可按月说明的目标" in capsys.readouterr().err


def test_a_curve_in_bars_and_a_long_table() -> None:
    assert spark([0, 1, 2, 4]) == "▁▃▅█"
    assert spark([0.0, 0.0]) == "▁▁"
    rows = [{"n": i} for i in range(60)]
    assert [r["n"] for r in thinned(rows)][-1] == 59
    assert len(thinned(rows)) <= 24
