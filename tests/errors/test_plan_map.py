"""A map of a plan: what it names exists, every measure is answered, and a complaint says where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.errors import Complaint
from sim.experiments.planmap import checked_map, maps_in, plan_csv, with_verdicts
from sim.form import in_chinese

SCENARIO = """\
format: 1
title: {en: A desk, zh: 窗口}
plan: [5]
period: {start: 2021-01-04, arrivals: 5 d, drain: 5 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["09:00-17:00"]}}
numbers:
  served_in: {value: 10 min, kind: assumption, range: [5 min, 20 min], source: none}
pools: {clerk: {staff: 1, calendar: office}}
processes:
  visit:
    arrive: {rate: 2 per h, during: office}
    steps: [{task: serve, by: clerk, takes: served_in}]
targets:
  - name: {en: served within the hour, zh: 一小时内办结}
    plan: 5
    measure: elapsed
    at_most: 1 h
    share: 0.5
  - {name: no visits, plan: 9, measure: trips, at_most: 0, share: 0.5}
reforms:
  faster: {label: {en: Faster, zh: 提速}, plan: 5, change: [{set: {numbers.served_in: 8 min}}]}
variants: {plan_2021: [faster]}
"""
MEASURES = """\
no,zh,en,family,metric,target
5,办电,Power,F03,days,20 d
9,零跑动,No visits,F05,visits,0
S1,领导,Leadership,,,
"""
GOOD = """\
plan_map: 1
title: {en: A plan, zh: 方案}
measures: measures.csv
answers:
  5: {targets: [desk], parameters: {desk: [served_in, faster]}}
  9: {targets: {desk: [no visits]}}
  S1: {no_process: {en: leadership, zh: 组织领导}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a scenario, a table of measures and a map that fits them."""
    (tmp_path / "desk.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "measures.csv").write_text(MEASURES, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def complaints(folder: Path, text: str) -> list[Complaint]:
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return checked_map(file)[1]


def test_a_map_gives_a_row_for_every_measure_in_the_order_of_the_table(folder: Path) -> None:
    rows, wrong = checked_map(folder / "plan.yaml")
    assert not wrong
    assert [r["no"] for r in rows] == ["5", "9", "S1"]
    assert [(a["kind"], a["name"]["zh"]) for a in rows[0]["answers"]] == [
        ("target", "一小时内办结"),
        ("number", "served_in"),
        ("card", "提速"),
    ]
    assert rows[2]["no_process"] == {"en": "leadership", "zh": "组织领导"}


def test_verdicts_of_the_board_come_to_their_targets(folder: Path) -> None:
    rows, _ = checked_map(folder / "plan.yaml")
    board = [{"scenario": "desk", "verdict": "met"}, {"scenario": "desk", "verdict": "missed"}]
    first, second, _ = with_verdicts(rows, board)
    assert [a.get("verdict") for a in first["answers"]] == ["met", None, None]
    assert [a["verdict"] for a in second["answers"]] == ["missed"]
    table = plan_csv([first, second]).splitlines()
    assert len(table) == 1 + 3 + 1
    assert "missed" in table[4]


WRONG = [
    (5, "{targets: [desk]", "{targets: [dsk]", "a scenario beside the map", "desk"),
    (6, "[no visits]", "[no visit]", "the name of a target of desk", "no visits"),
    (5, "[served_in, faster]", "[served_on]", "a number of the ledger or a card of desk", "served_in"),
    (6, "9: {targets: {desk: [no visits]}}", "9: {parameters: [desk]}",
     "names of its ledger or its cards", ""),
    (7, "S1: {no_process", "S1: {targets: [desk], no_process",
     "either targets or parameters, or no_process alone", ""),
    (7, "S1: {no_process: {en: leadership, zh: 组织领导}}", "S1: {targets: [desk]}",
     "a scenario with a target of measure S1", ""),
    (4, "  S1: {no_process: {en: leadership, zh: 组织领导}}\n", "",
     "an answer for every measure of the table", ""),
    (7, "  S1:", "  S11:", "the number of a measure", "S1"),
    (6, "{targets: {desk", "{target: {desk", "one of targets, parameters, no_process, why", "targets"),
    (3, "measures.csv", "../../../measures.csv",
     "a file in this folder, below it or beside it, and no link out of it", ""),
    (3, "measures.csv", "measure.csv", "a file that can be read (no such file)", ""),
    (3, "measures: measures.csv", "measures: [1]", "the name of a CSV file, for example measures.csv", ""),
    (6, "[no visits]", "[[1]]", "a list of names", ""),
    (5, "targets: [desk]", "targets: 7", "names of scenarios, or a mapping from scenarios to names", ""),
    (6, "9: {targets: {desk: [no visits]}}", "9: 7", "one of targets, parameters and no_process", ""),
    (1, "plan_map: 1", "plan_map: 2", "1", ""),
    (2, "title: {en: A plan, zh: 方案}", "title: 7", "a text, or {en: ..., zh: ...}", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "old", "new", "expected", "nearest"), WRONG, ids=[w[2][:24] for w in WRONG])
def test_what_is_wrong_is_told_with_its_line_in_both_languages(
    line: int, old: str, new: str, expected: str, nearest: str, folder: Path
) -> None:
    assert old in GOOD
    (told,) = [c for c in complaints(folder, GOOD.replace(old, new)) if c.expected == expected]
    assert told.nearest == nearest
    assert told.place is not None
    assert (Path(told.place.file).name, told.place.line) == ("plan.yaml", line)
    assert expected == "1" or in_chinese(expected) != expected


Capture = pytest.CaptureFixture[str]


def test_all_complaints_come_at_once_and_nothing_is_run(folder: Path, capsys: Capture) -> None:
    text = GOOD.replace("[no visits]", "[no visit]").replace("served_in, faster", "nothing")
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    assert outcome(["score", str(folder), "--quiet"]) == 2
    said = capsys.readouterr()
    assert "2 problems." in said.err
    assert said.out == ""


def test_the_map_alone_is_printed_in_both_languages_and_as_json(folder: Path, capsys: Capture) -> None:
    assert outcome(["score", str(folder), "--map"]) == 0
    english = capsys.readouterr().out
    assert "desk: 1 target" in english
    assert "no process: leadership" in english
    assert outcome(["score", str(folder), "--map", "--lang", "zh"]) == 0
    assert "不是流程：组织领导" in capsys.readouterr().out
    assert outcome(["score", str(folder), "--map", "--markdown"]) == 0
    assert "| 9 | No visits | desk: 1 target |" in capsys.readouterr().out
    assert outcome(["score", str(folder), "--map", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["no"] for r in rows] == ["5", "9", "S1"]
    assert rows[1]["answers"][0]["name"] == "no visits"


def test_the_scoreboard_ends_with_the_map_and_saves_it(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    args = ["score", str(folder), "--replications", "2", "--engine", "simpy", "--workers", "1"]
    assert outcome([*args, "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert re.search(r"desk: 1 target \(1 (met|missed|undecided)\)", capsys.readouterr().out)
    (saved,) = (tmp_path / "out").glob("*/*/plan.json")
    assert [r["no"] for r in json.loads(saved.read_text(encoding="utf-8"))] == ["5", "9", "S1"]
    assert (saved.parent / "plan.csv").is_file()


def test_a_map_is_not_taken_for_a_scenario_and_a_folder_without_one_says_so(
    folder: Path, capsys: Capture
) -> None:
    assert maps_in(folder) == [folder / "plan.yaml"]
    (folder / "plan.yaml").unlink()
    assert outcome(["score", str(folder), "--map"]) == 2
    assert "plan_map: 1" in capsys.readouterr().err
