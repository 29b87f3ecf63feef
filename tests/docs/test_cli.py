"""What the commands print, save and return, on a scenario that runs in a blink."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli.main import outcome
from sim.reporting.layout import columns_of
from tests.helpers import desk

KEYS = {
    "target", "plan", "process", "measure", "statistic", "limit", "required", "estimate", "low", "high",
    "verdict", "replications", "unfinished", "rests_on",
}  # fmt: skip
"""Keys that every verdict of a JSON document has."""


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all tests of this file: an answer is worked out once and then taken from there."""
    folder = tmp_path_factory.mktemp("desk")
    desk.write(folder)
    (folder / "plan").mkdir()
    desk.write(folder / "plan")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("SIM_LANG", raising=False)
        patch.setenv("COLUMNS", "80")
        yield folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    code = outcome(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def answer(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    code, out, _ = said(capsys, "run", "desk.yaml", "--json", "--workers", "1", *options)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_json_is_one_document_with_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys)
    assert {"schema_version", "scenario", "variant", "seed", "engine", "replications"} <= found.keys()
    assert (found["scenario"], found["variant"], found["seed"]) == ("desk", "today", 1)
    assert all(v.keys() >= KEYS for v in found["verdicts"])
    first = found["verdicts"][0]
    assert (first["target"], first["plan"], first["limit"], first["required"]) == (
        "within a day",
        [5],
        1.0,
        0.5,
    )


def test_measures_and_pools_are_flat_and_in_the_units_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys)
    permit = found["measures"]["permit"]
    assert permit["elapsed"].keys() >= {"unit", "mean", "low", "high", "p50", "p90", "p95"}
    assert (permit["elapsed"]["unit"], permit["work"]["unit"], permit["queue_at.review"]["unit"]) == (
        "d",
        "h",
        "min",
    )
    assert permit["held_by.court"]["mean"] == 0
    assert permit["outcome.done"]["mean"] == 1
    assert permit["rounds.review"]["mean"] == 1
    assert 0 < found["pools"]["clerk"]["utilisation"] < 1
    assert found["pools"]["clerk"]["queue_time"]["unit"] == "min"


def test_the_verdict_tells_how_many_of_its_numbers_are_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    today, reformed = answer(capsys), answer(capsys, "--variant", "plan_quick")
    rests = today["verdicts"][0]["rests_on"]
    assert rests["by_kind"]["assumption"] == rests["assumed"] == 2
    assert reformed["verdicts"][0]["rests_on"]["by_kind"] | {"unsourced": 0} == {
        "assumption": 1,
        "expert": 1,
        "unsourced": 0,
    }


def test_a_change_is_judged_against_today_under_the_same_luck(capsys: pytest.CaptureFixture[str]) -> None:
    today, reformed = answer(capsys), answer(capsys, "--variant", "plan_quick")
    same, less = today["verdicts"][2], reformed["verdicts"][2]
    assert (same["estimate"], same["low"], same["high"]) == (0.0, 0.0, 0.0)
    assert less["estimate"] < -0.2
    assert (same["verdict"], less["verdict"]) == ("missed", "met")


def test_a_limit_in_minutes_is_shown_in_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys)
    minute = found["verdicts"][1]
    assert (minute["limit"], minute["unit"], minute["verdict"]) == (1.0, "min", "missed")
    assert minute["estimate"] == pytest.approx(
        found["measures"]["permit"]["elapsed"]["mean"] * 1440, rel=0.05
    )


def test_several_variants_are_several_runs_and_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "run", "desk.yaml", "--variant", "today", "--variant", "plan_quick", "--json")
    assert code == 0
    assert [d["variant"] for d in json.loads(out)] == ["today", "plan_quick"]


def test_strict_returns_1_when_a_target_is_missed_and_5_when_one_is_undecided(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(capsys, "run", "desk.yaml", "--workers", "1")[0] == 0
    assert said(capsys, "run", "desk.yaml", "--workers", "1", "--strict")[0] == 1
    assert said(capsys, "run", "desk.yaml", "--replications", "3", "--strict")[0] == 5


def test_one_replication_decides_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "run", "desk.yaml", "--replications", "1")
    assert code == 0
    assert "0 met, 0 missed, 3 undecided" in out
    assert "fewer than 20 replications give no verdict" in out


def test_a_failed_replication_decides_nothing_and_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = desk.SCENARIO.replace(
        "exponential(mean=slow)}", "exponential(mean=slow), scale: 1 / (round - 1)}"
    )
    file = str(desk.write(tmp_path, wrong))
    code, out, err = said(capsys, "run", file, "--replications", "20", "--workers", "2", "--strict")
    assert code == 2
    assert "permit.review, case 0" in err
    assert "a replication failed, so nothing is decided" in out
    assert "expected a finite number" in " ".join(out.split())
    assert "and 18 more replications failed" in out


def test_the_same_question_is_answered_from_its_folder_unless_fresh(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    first = said(capsys, "run", "desk.yaml", "--replications", "2", "--out", "own")
    second = said(capsys, "run", "desk.yaml", "--replications", "2", "--out", "own")
    assert first[1] == second[1]
    assert "Saved:" in first[2] and "Answered from" in second[2]
    assert len(list((here / "own" / "desk").iterdir())) == 1
    said(capsys, "run", "desk.yaml", "--replications", "2", "--out", "own", "--fresh")
    assert len(list((here / "own" / "desk").iterdir())) == 2


def test_an_export_that_the_folder_lacks_is_made(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    for form in ("csv", "parquet"):
        command = ("run", "desk.yaml", "--replications", "2", "--out", "tables", "--export", form)
        assert said(capsys, *command)[0] == 0
    names = {f.name for f in (here / "tables").rglob("*") if f.is_file()}
    assert names >= {"events.csv", "cases.csv", "events.parquet", "cases.parquet"}
    assert not [n for n in names if "part" in n and "parquet" not in n]


def test_quiet_says_nothing_on_stderr_and_json_nothing_else_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, err = said(capsys, "run", "desk.yaml", "--replications", "2", "--quiet", "--json")
    assert err == ""
    assert json.loads(out)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["run", "check", "score"])
def test_no_line_is_broader_than_the_terminal(
    capsys: pytest.CaptureFixture[str], command: str, lang: str
) -> None:
    target = "plan" if command == "score" else "desk.yaml"
    code, out, _ = said(capsys, command, target, "--lang", lang)
    assert code == 0
    assert out
    assert [line for line in out.splitlines() if columns_of(line) > 80] == []


def test_chinese_output_names_targets_and_verdicts_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "run", "desk.yaml", "--lang", "zh", "--workers", "1")
    assert "一日内" in out and "达到" in out
    assert "met" not in out
    assert answer(capsys, "--lang", "zh")["verdicts"][0]["target"] == "一日内"


def test_check_tells_ledger_loads_and_warm_up(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "check", "desk.yaml")
    assert (code, err) == (0, "")
    assert "3 numbers in the ledger: 2 assumption, 1 expert" in out
    assert "clerk" in out and "%" in out
    assert "Warm-up: 2 d." in out


def test_score_shows_today_and_the_plan_with_the_verdict_of_the_plan(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = said(capsys, "score", "plan", "--workers", "1")
    assert code == 0
    assert "plan_quick" in out and "today" in out
    assert "2 met, 1 missed, 0 undecided" in out
    assert "By chance about 0.15 of 3 verdicts may be wrong (5% each)." in " ".join(out.split())


def test_score_as_json_is_a_list_of_verdicts_with_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "score", "plan", "--json")
    assert code == 0
    rows = json.loads(out)
    assert [r["scenario"] for r in rows] == ["desk"] * 3
    assert all(r["reformed"]["verdict"] == r["verdict"] for r in rows)
    assert [r["today"]["verdict"] for r in rows] == ["met", "missed", "missed"]


def test_score_in_markdown_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "score", "plan", "--markdown")
    assert code == 0
    lines = [line for line in out.splitlines() if line.startswith("|")]
    assert lines[0] == "| plan | target | required | today | plan_quick | verdict | rests on |"
    assert len(lines) == 5


def test_score_saves_its_board(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    assert said(capsys, "score", "plan", "--out", "boards")[0] == 0
    (board,) = (here / "boards" / "plan").iterdir()
    assert {f.name for f in board.iterdir()} >= {"scoreboard.txt", "verdicts.csv", "run.json", "report.html"}


def test_new_writes_a_scenario_that_checks_without_a_remark(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "hall"
    assert said(capsys, "new", str(target))[0] == 0
    code, out, _ = said(capsys, "check", f"{target}.yaml", "--no-pilot")
    assert code == 0
    assert "unsourced" not in out and "warning" not in out and "without a range" not in out


def test_describe_speaks_and_draws(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    code, out, _ = said(capsys, "describe", "desk.yaml", "--variant", "plan_quick", "--svg", "desk.svg")
    assert code == 0
    assert "clerk" in out
    assert (here / "desk.svg").read_text(encoding="utf-8").lstrip().startswith(("<?xml", "<svg"))


def test_the_package_answers_like_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    found = sim.run("desk.yaml", "plan_quick", settings={"pools.clerk.staff": 3}, replications=2)
    same = answer(capsys, "--variant", "plan_quick", "--set", "pools.clerk.staff=3", "--replications", "2")
    assert found == same
    assert sim.read("desk.yaml").name == "desk"
    assert sim.__version__


@pytest.mark.parametrize(
    "arguments",
    [
        ("tipping", "desk.yaml", "--worlds", "0", "--indices", "0", "--replications", "4"),
        ("transition", "desk.yaml", "--variant", "plan_quick", "--replications", "4"),
        ("staff", "desk.yaml", "--pools", "clerk"),
    ],
    ids=lambda given: given[0],
)
def test_a_search_prints_a_report_or_one_json_document(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, report, told = said(capsys, *arguments, "--workers", "1")
    assert code == 0 and report.startswith("One desk") and "Saved: " in told
    code, text, told = said(capsys, *arguments, "--workers", "1", "--json")
    assert code == 0 and json.loads(text)["scenario"] == "desk" and "Answered from " in told
