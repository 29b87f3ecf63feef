"""`sim staff` over several services: what all need together, and what a smaller budget can buy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.cli.main import outcome
from sim.errors import UsageError
from sim.reporting.layout import columns_of

QUEUE = """
format: 1
title: {{en: {name}, zh: {chinese}}}
working_day: always
period: {{start: 2021-01-04, warm_up: 1 d, arrivals: 6 d, drain: 60 d}}
calendars: {{always: always}}
pools: {{clerk: {{staff: 3, calendar: always}}}}
processes:
  p:
    arrive: {{rate: {rate} per h}}
    steps: [{{task: serve, by: clerk, takes: exponential(mean=10 min)}}]
targets:
  - name: {{en: {name} in 5 min, zh: {chinese}5分钟内}}
    process: p
    measure: queueing
    at_most: 5 min
    share: 0.85
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two services, made the current one: by Erlang's formula they need 4 and 3 clerks."""
    for name, chinese, rate in (("taxes", "税务", 12), ("permits", "许可", 6)):
        text = QUEUE.format(name=name, chinese=chinese, rate=rate)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SIM_LANG", raising=False)
    return tmp_path


def ask(*words: str) -> int:
    return outcome(["staff", "taxes.yaml", "permits.yaml", *words, "--workers", "1"])


def test_both_services_need_seven_heads_and_six_can_meet_either(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("--pools", "clerk", "--max", "9", "--budget", "6", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["need"], answer["targets"]) == (7, 2)
    assert [s["staffing"] for s in answer["services"]] == [{"clerk": 4}, {"clerk": 3}]
    best = [s for s in answer["splits"] if s["met"] == 1]
    found = {(s["heads"]["taxes"], s["heads"]["permits"]): s["missed"][0]["scenario"] for s in best}
    assert found[4, 2] == "permits"
    assert found[3, 3] == "taxes"
    assert all(s["used"] <= 6 for s in answer["splits"])

    assert ask("--pools", "clerk", "--max", "9", "--budget", "6", "--lang", "zh") == 0
    told = capsys.readouterr()
    assert "现有 6 人，还缺 1 人。" in told.out
    assert "取自已保存的结果" in told.err
    assert max(columns_of(line) for line in told.out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--pools", "taxes:clerk"), "no pool of permits was named (write permits:pool)"),
        (
            ("--pools", "taxs:clerk,clerk"),
            'no such scenario: "taxs"; nearest: taxes (there are taxes, permits)',
        ),
        (("--pools", "taxes:clrk,permits:clerk"), 'no such pool: "clrk"; nearest: clerk (there are clerk)'),
        (("--pools", "clerk", "--budget", "0"), '"0" is not a whole number from 1'),
    ],
)
def test_a_wrong_question_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert ask(*words) == 2
    assert said in capsys.readouterr().err


def test_a_file_named_twice_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["staff", "taxes.yaml", "taxes.yaml", "--pools", "clerk"]) == 2
    assert "named twice: taxes" in capsys.readouterr().err


SCORE = ("score", "taxes.yaml", "permits.yaml", "--pools", "clerk", "--max", "9", "--workers", "1")


def test_a_scoreboard_with_six_heads_gives_taxes_four_and_says_what_that_costs_permits(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By Erlang's formula 4 and 3 clerks are needed: with 6, one of the two targets is missed."""
    assert outcome([*SCORE, "--budget", "6"]) == 0
    told = capsys.readouterr().out
    assert "6 heads are shared: taxes clerk 4 (before: 3); permits clerk 2 (before: 3)." in told
    assert "All 2 targets together need 7 heads. The budget of 6 is short by 1." in told
    (folder,) = (here / "results" / "taxes+permits").iterdir()
    board = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert [(r["today"]["verdict"], r["verdict"]) for r in board["rows"]] == [
        ("missed", "met"),
        ("met", "missed"),
    ]
    for lang in ("en", "zh"):
        assert (folder / f"frontier.{lang}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_target_that_no_split_keeps_decides_nothing_between_splits(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is served within no time, so this target tells nothing about where heads should be."""
    never = "\n  - {name: at once, process: p, measure: elapsed, at_most: 1 s, share: 0.9}\n"
    file = here / "taxes.yaml"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + never, encoding="utf-8")
    assert ask("--pools", "clerk", "--max", "6", "--budget", "6", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["need"], answer["hopeless"]) == (None, [{"scenario": "taxes", "target": "at once"}])
    found = {tuple(s["heads"].values()): [m["target"] for m in s["missed"]] for s in answer["splits"]}
    assert found[4, 2] == ["permits in 5 min"] and found[3, 3] == ["taxes in 5 min"]
    assert ask("--pools", "clerk", "--max", "6", "--budget", "6") == 0
    assert "Missed however the heads are split: at once." in capsys.readouterr().out


def test_the_page_of_that_board_says_who_has_how_many(here: Path) -> None:
    assert outcome([*SCORE, "--budget", "6", "--quiet"]) == 0
    (page,) = (here / "results" / "taxes+permits").rglob("report.html")
    text = page.read_text(encoding="utf-8")
    assert "6 heads are shared: taxes clerk 4" in text and "共用 6 人：税务 clerk 4" in text


def test_a_portfolio_from_python_is_what_the_command_prints_and_draws_itself(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("--pools", "clerk", "--max", "9", "--budget", "6", "--json") == 0
    found = sim.portfolio(["taxes.yaml", "permits.yaml"], "clerk", 6, most=9)
    assert dict(found) == json.loads(capsys.readouterr().out)
    assert found.plot(lang="zh").png().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="without a budget"):
        sim.portfolio(["taxes.yaml", "permits.yaml"], "clerk", most=9).plot()


def test_a_scoreboard_with_nine_heads_meets_both_with_seven(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome([*SCORE, "--budget", "9", "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "现有 9 人够用。" in told and "其余 2 人不会使更多目标达到。" in told and "达到 2 项" in told
    assert max(columns_of(line) for line in told.splitlines()) <= 80


def test_a_board_under_a_budget_holds_the_same_verdicts_as_the_scenario_with_those_people(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome([*SCORE, "--budget", "6", "--json", "--out", "a"]) == 0
    rows = json.loads(capsys.readouterr().out)
    run = ("run", "taxes.yaml", "--set", "pools.clerk.staff=4", "--json", "--workers", "1", "--out", "b")
    assert outcome([*run]) == 0
    verdict = json.loads(capsys.readouterr().out)["verdicts"][0]
    assert {k: rows[0][k] for k in ("estimate", "low", "high")} == {
        k: verdict[k] for k in ("estimate", "low", "high")
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--budget", "6"), "--pools and --budget go together"),
        (("--pools", "clerk"), "--pools and --budget go together"),
        (("--pools", "clerk", "--budget", "1"), "a budget of 1 is too small for 2 services"),
        (("--pools", "taxes:clerk", "--budget", "6"), "the heads are shared by taxes alone"),
        (("--pools", "clrk", "--budget", "6"), 'no such pool: "clrk"; nearest: clerk'),
        (("--pools", "tax:clerk", "--budget", "6"), 'no such scenario: "tax"; nearest: taxes'),
        (("none.yaml",), "no such file"),
        (("taxes.yaml",), "named twice: taxes"),
    ],
)
def test_a_wrong_budget_of_a_board_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert outcome(["score", "taxes.yaml", "permits.yaml", *words]) == 2
    assert said in capsys.readouterr().err
