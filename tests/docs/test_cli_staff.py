"""`sim staff`: what it answers, how it is asked, and what it says to a wrong question."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import sim
from sim.cli.main import outcome
from sim.reporting.layout import columns_of

QUEUE = """
format: 1
title: {en: A counter, zh: 窗口}
working_day: always
period: {start: 2021-01-04, warm_up: 1 d, arrivals: 6 d, drain: 60 d}
calendars: {always: always}
pools:
  clerk: {label: {en: clerks, zh: 窗口人员}, staff: 2, calendar: always, cost: 50 per h}
  guard: {staff: 1, calendar: always}
  desk: {shifts: [{staff: 1, calendar: always}, {staff: 1, calendar: always}]}
processes:
  p:
    arrive: {rate: 12 per h}
    steps:
      - {task: serve, by: clerk, takes: exponential(mean=10 min)}
      - choose: which
        branches:
          notice: {share: 0.2, steps: [{wait: notice, holder: court, takes: 20 d}]}
          none: {else: true, steps: []}
targets:
  - name: {en: waits under 5 min, zh: 等候不超过5分钟}
    process: p
    measure: queueing
    at_most: 5 min
    share: 0.85
"""
SLOW = "  - {name: {en: in a week, zh: 一周内}, process: p, measure: elapsed, at_most: 7 d, share: 0.95}\n"
BUSY = "  - {name: busy, pool: clerk, measure: utilisation, at_least: 60%}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three scenarios, made the current one."""
    for name, more in (("queue", ""), ("slow", SLOW), ("busy", BUSY)):
        (tmp_path / f"{name}.yaml").write_text(QUEUE + more, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SIM_LANG", raising=False)
    return tmp_path


def ask(*words: str) -> int:
    """Run `sim staff` alone in this process."""
    return outcome(["staff", *words, "--workers", "1"])


def test_the_answer_names_staffing_cost_target_and_what_one_fewer_does(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("queue.yaml", "--pools", "clerk", "--max", "12", "--json") == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert answer["schema_version"] == 1
    assert (answer["staffing"], answer["by_cost"]) == ({"clerk": 4}, True)
    assert answer["cost"] == pytest.approx(4 * 50 * 365 * 24)
    assert [v["verdict"] for v in answer["verdicts"]] == ["met"]
    (fewer,) = answer["fewer"]
    assert (fewer["staffing"], fewer["answer"], fewer["verdict"]["target"]) == (
        {"clerk": 3},
        "missed",
        "waits under 5 min",
    )
    (folder,) = (here / "results" / "queue").iterdir()
    assert str(folder.relative_to(here)) in err
    rows = list(csv.DictReader((folder / "staffings.csv").open(encoding="utf-8")))
    assert {(r["clerk"], r["answer"]) for r in rows} == {("4", "met"), ("3", "missed")}
    assert sim.read(folder / "scenario.yaml").document.pools["clerk"].staff.value == 4  # type: ignore[union-attr]

    assert ask("queue.yaml", "--pools", "clerk", "--max", "12", "--lang", "zh") == 0
    out, err = capsys.readouterr()
    assert "最省的配置：窗口人员 4" in out
    assert "取自已保存的结果" in err
    assert max(map(columns_of, out.splitlines())) <= 80


def test_a_time_that_no_staff_can_shorten_is_told_with_its_step(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("slow.yaml", "--pools", "clerk") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "No staffing of these people can do it" in out
    assert "notice alone takes 20.0 d in" in out


def test_bounds_that_are_too_narrow_are_told_from_what_would_do(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("queue.yaml", "--pools", "clerk", "--max", "3") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "No staffing within the bounds meets every target. It seems that clerks 7 would do." in out


def test_where_more_people_harm_every_cheaper_staffing_is_verified(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 12 an hour of 10 min are 2 people's work: 4 clerks are busy 50% and fail the one target, 3 the other.
    assert ask("busy.yaml", "--pools", "clerk", "--max", "6", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["found"], answer["monotone"]) == (False, False)
    assert {r["staffing"]["clerk"]: r["answer"] for r in answer["checked"]} == dict.fromkeys(
        range(1, 7), "missed"
    )


def test_heads_are_counted_where_a_cost_is_missing(here: Path) -> None:
    answer = sim.staff("queue.yaml", ["clerk", "guard"], most=6)
    assert (answer["by_cost"], answer["staffing"]) == (False, {"clerk": 4, "guard": 1})
    assert [f["answer"] for f in answer["fewer"]] == ["missed", "nobody"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--pools", "clrk"), 'no such pool: "clrk"; nearest: clerk (there are clerk, guard, desk)'),
        (("--pools", "desk"), "desk has several shifts: name desk.0 or desk.1"),
        (("--pools", "desk.2"), 'no such shift: "desk.2"; nearest: desk.1 (there are desk.0, desk.1)'),
        (("--pools", "clerk,clerk.0"), "named twice: clerk.0"),
        (("--pools", ","), "no pool was named (there are clerk, guard, desk)"),
        (("--pools", "clerk", "--variant", "plan"), 'no such variant: "plan" (there are today)'),
        (("--pools", "clerk", "--confidence", "2"), '"2" is not a confidence from 0.5 to 0.9999'),
        (("--pools", "clerk", "--max", "0"), '"0" is not a whole number from 1 to 10,000'),
        (("--pools", "clerk,guard,desk.0,desk.1", "--max", "99"), "are too many to choose from"),
        ((), "Missing option '--pools'"),
    ],
)
def test_a_wrong_question_is_told_in_both_languages(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert ask("queue.yaml", *words) == 2
    assert said in capsys.readouterr().err
    assert ask("queue.yaml", *words, "--lang", "zh") == 2
    chinese = capsys.readouterr().err
    assert said not in chinese
    assert any("一" <= c <= "鿿" for c in chinese)


def test_a_scenario_without_targets_cannot_be_staffed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "none.yaml").write_text(QUEUE.partition("targets:")[0], encoding="utf-8")
    assert ask("none.yaml", "--pools", "clerk") == 2
    assert "none.yaml has no targets: nothing says what staffing is enough" in capsys.readouterr().err


FAILING = """
format: 1
title: Fails
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 2 d, drain: 2 d}
calendars: {always: always}
numbers: {often: {value: 2, kind: assumption, range: [1, 3]}}
pools: {clerk: {staff: 1, calendar: always}}
processes:
  p:
    arrive: {every: 1 h}
    attributes: {x: often}
    steps: [{repeat: again, again: x, steps: [{task: serve, by: clerk, takes: 1 min}]}]
targets: [{name: t, process: p, measure: elapsed, at_most: 1 d}]
"""


@pytest.mark.parametrize("words", [("staff", "fails.yaml", "--pools", "clerk"), ("tipping", "fails.yaml")])
def test_a_replication_that_breaks_off_is_told_and_nothing_concluded(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    (here / "fails.yaml").write_text(FAILING, encoding="utf-8")
    assert outcome([*words, "--workers", "1"]) == 2
    told = capsys.readouterr()
    assert "of today failed: p.again, case 0" in told.err
    assert told.out == ""
