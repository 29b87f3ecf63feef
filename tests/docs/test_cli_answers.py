"""What stands beside the figures: the question asked, overloaded pools, and no English in a Chinese page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.reporting.layout import columns_of
from sim.reporting.scoreboard import _named
from tests.helpers import desk

FEW = ("--replications", "20", "--workers", "1")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small scenario, made the current one."""
    (tmp_path / "plan").mkdir()
    desk.write(tmp_path / "plan")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that can run prints, its lines joined."""
    assert outcome(list(arguments)) == 0
    return " ".join(capsys.readouterr().out.split())


def test_run_and_score_print_the_question_that_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "run", "plan/desk.yaml", *FEW)
    assert "asked of within a day: share of all cases within the limit" in shown
    assert "asked of within a minute on average: mean over replications" in shown
    assert "asked of within a day: share of all cases" in said(capsys, "score", "plan", *FEW)


def test_the_scoreboard_tells_of_an_overloaded_pool_by_scenario_and_variant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = said(capsys, "score", "plan", *FEW, "--set", "numbers.arrivals.value=20000 per y")
    assert "desk, today: clerk: overloaded, work of" in shown
    assert re.search(r"its queue grows by [\d,]+ hours of work a month", shown)


def test_a_run_tells_of_a_pool_without_anybody_by_its_label(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = desk.SCENARIO.replace("clerk: {staff", "clerk: {label: {en: The clerks, zh: 窗口人员}, staff")
    desk.write(here, named, "named.yaml")
    few = ("--replications", "2", "--workers", "1", "--quiet", "--set", "pools.clerk.staff=0")
    shown = said(capsys, "run", "named.yaml", *few)
    assert re.search(r"The clerks: nobody is on duty, but [\d,]+ hours of work a month arrive", shown)
    assert "窗口人员：无人在岗" in said(capsys, "run", "named.yaml", *few, "--lang", "zh").replace(" ", "")


def test_family_holds_also_for_the_expected_number_of_wrong_verdicts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def expected(*options: str) -> float:
        board = json.loads(said(capsys, "run", "plan/desk.yaml", "--json", *FEW, *options))["board"]
        return float(board["expected_wrong"])

    assert expected() == pytest.approx(0.15)
    assert expected("--family") == pytest.approx(0.05)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--help"),
        ("score", "--help"),
        ("rum", "desk.yaml"),
        ("run",),
        ("run", "plan/desk.yaml", "--replication", "3"),
        ("run", "plan/desk.yaml", "--replications", "many"),
        ("run", "plan/desk.yaml", "--export", "xes"),
        ("run", "plan/desk.yaml", "--seed", "-1"),
        ("run", "plan/desk.yaml", "--engine", "simpi"),
        ("run", "plan/desk.yaml", "--variant", "plan_quik"),
        ("run", "plan/desk.yaml", "--variant", "zzz"),
        ("score", "nowhere"),
    ],
    ids=" ".join,
)
def test_help_and_wrong_usage_in_chinese_hold_no_english_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SIM_LANG", "zh")
    outcome(list(arguments))
    told = "".join(capsys.readouterr())
    assert re.search("[\u4e00-\u9fff]", told)
    assert (
        re.findall(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", told.replace("sim run", "").replace("FILE", "")) == []
    )
    assert not re.search("Usage|Error|Options|Show|default|such|Invalid", told)


def test_the_ledger_and_the_variants_are_named_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "check", "plan/desk.yaml", "--no-pilot", "--lang", "zh")
    assert "台账中有 3 个参数：假设 2，专家 1" in shown
    assert "现状" in shown and "today" not in shown
    assert "一个窗口 · 现状 · " in said(capsys, "run", "plan/desk.yaml", *FEW, "--lang", "zh")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--version").startswith("sim ")


def test_unfinished_cases_behind_a_share_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    options = (*FEW, "--set", "numbers.arrivals.value=20000 per y", "--set", "period.drain=0 d")
    shown = said(capsys, "run", "plan/desk.yaml", *options)
    assert re.search(r"\d+ cases were unfinished at the end of all runs together", shown)


def test_a_target_of_several_measures_stands_apart_from_their_numbers() -> None:
    for number in ("5", "S2", "22, 23", "21, 22, 23"):
        lines = _named(number, "liquidation: acceptance to closing within 601 days on average", 50)
        assert lines[0].startswith(f"  {number}  ") and "liquidation" in lines[0]
        assert all(columns_of(line) <= 50 for line in lines)
