"""A real log is judged by the same measures and targets as a run, with what one history can tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.cli.main import outcome
from sim.engines import run
from sim.errors import InputError, UsageError
from sim.estimate import Sample
from sim.experiments.auditing import AuditOrder, audited
from sim.fitting.asked import target_of
from sim.importing import LogOptions, read_history
from sim.reporting import tables
from sim.statistics.clusters import block_days, likeness, pooled_mean, widened
from sim.study.auditing import Questions
from sim.study.document import Document
from sim.study.prepare import prepare

Shared = Callable[[str], Path]


def asked(path: Path, **questions: object) -> Document:
    return audited(AuditOrder(path=str(path), questions=Questions(**questions))).document  # type: ignore[arg-type]


def test_of_1329_closed_permits_377_ended_after_their_own_deadline(shared: Shared) -> None:
    found = asked(
        shared("data/receipt.csv"), deadlines=("case:deadline share 0.9",), calendar="days: netherlands"
    )
    (overrun,) = found["audit"]["deadlines"]
    assert (overrun["closed"], overrun["late"]) == (1329, 377)
    (verdict,) = found["verdicts"]
    assert verdict["estimate"] == pytest.approx(1 - 377 / 1329)
    assert verdict["in_log"] == {"cases": 1329, "unfinished": 0, "met": False}
    assert verdict["verdict"] == "missed"
    assert verdict["low"] < 1 - 377 / 1329 < verdict["high"] < 0.9


SCENARIO = """
format: 1
title: hall
period: {start: 2021-03-01, arrivals: 60 d, drain: 60 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["09:00-17:00"]}}
pools: {desk: {staff: 2, calendar: office}}
processes:
  permit:
    arrive: {rate: 20 per d, during: office}
    steps:
      - {task: apply, label: Apply at the desk, by: desk, takes: exponential(mean=20 min)}
      - {wait: reply, holder: applicant, takes: exponential(mean=1 d)}
      - {task: sign, by: desk, takes: exponential(mean=10 min)}
targets:
  - {name: quick, measure: elapsed, at_most: 2 d, share: 0.8}
  - {name: mean wait, measure: queueing, at_most: 2 h}
  - {name: in law, measure: legal_days, at_most: 2 wd, share: 0.9, to: sign.ended}
"""


def test_a_log_of_our_own_run_has_the_very_measures_of_that_run(tmp_path: Path) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    program = prepare(file)["today"].program
    log = run(program, seed=3, replication=0, engine="simpy")
    tables.write_events([log], tmp_path / "events.csv")
    found = asked(tmp_path / "events.csv", against=str(file))
    cases = {k: np.asarray(v) for k, v in log.cases.items()}
    elapsed = (cases["finished"] - cases["arrived"]) / 86400
    quick, wait, law = found["verdicts"]
    assert quick["estimate"] == pytest.approx((elapsed <= 2).mean())
    rows = {k: np.asarray(v) for k, v in log.rows.items()}
    tasks = rows["pool"] >= 0
    assert wait["estimate"] * 3600 == pytest.approx(
        (rows["started"] - rows["queued"])[tasks].sum() / len(elapsed)
    )
    assert law["in_log"]["cases"] == len(elapsed)
    measures = found["measures"]["permit"]
    assert measures["elapsed"]["mean"] == pytest.approx(elapsed.mean())
    assert measures["held_by.applicant"]["mean"] > 0.5
    assert found["audit"]["unknown"] == [] == found["audit"]["absent"]


def test_a_stranger_s_activities_are_told_and_steps_are_found_by_their_label(tmp_path: Path) -> None:
    file, log = tmp_path / "hall.yaml", tmp_path / "log.csv"
    file.write_text(SCENARIO, encoding="utf-8")
    lines = ["case,activity,start,end"]
    lines += [
        f"{i},{a},2021-03-{i + 1:02}T09:00,2021-03-{i + 1:02}T10:00"
        for i in range(25)
        for a in ("apply at the desk", "stamp")
    ]
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = asked(log, against=str(file))
    assert found["audit"]["matched"] == ["apply at the desk"]
    assert found["audit"]["unknown"] == ["stamp"]
    assert found["audit"]["absent"] == ["reply", "sign"]
    assert found["verdicts"][2]["missing"] == 25


def test_targets_are_read_as_they_are_typed() -> None:
    assert target_of("working_days <= 40 share 0.9") == {
        "name": "working_days <= 40 share 0.9",
        "measure": "working_days",
        "at_most": "40 wd",
        "share": "0.9",
    }
    found = target_of('elapsed at_least 3 h p90 from apply.ended to finished where channel == "post"')
    found.pop("name")
    assert found == {
        "measure": "elapsed",
        "at_least": "3 h",
        "statistic": "p90",
        "from": "apply.ended",
        "to": "finished",
        "where": 'channel == "post"',
    }


@pytest.mark.parametrize(
    ("questions", "given"),
    [
        ({"targets": ("soon",)}, "soon"),
        ({"targets": ("elapsed <= 3 d always",)}, "always"),
        ({"targets": ("elapsd <= 3 d",)}, "elapsd"),
        ({"targets": ("elapsed <= 3",)}, "3"),
        ({"targets": ("utilisation <= 0.8",)}, "utilisation"),
        ({"deadlines": ("dedline",)}, "dedline"),
        ({"calendar": "days: nederlands"}, "nederlands"),
    ],
)
def test_what_cannot_be_asked_is_told(tmp_path: Path, questions: dict[str, object], given: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "case,activity,time,deadline\na,x,2021-01-04,2021-02-01\na,y,2021-01-05,2021-02-01\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        asked(log, **questions)
    assert given in str(raised.value)


def test_a_process_that_the_scenario_does_not_have_is_told(tmp_path: Path) -> None:
    file, log = tmp_path / "two.yaml", tmp_path / "log.csv"
    second = (
        SCENARIO.replace("targets:", "  water:\n    steps: [{mark: open}]\ntargets:")
        .replace("name: quick,", "name: quick, process: permit,")
        .replace("name: mean wait,", "name: w, process: permit,")
        .replace("name: in law,", "name: l, process: permit,")
    )
    file.write_text(second, encoding="utf-8")
    log.write_text("case,activity,time\na,apply,2021-03-04\na,sign,2021-03-05\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--process"):
        asked(log, against=str(file))
    assert asked(log, against=str(file), process="permit")["audit"]["matched"] == ["apply", "sign"]


def test_working_days_are_those_of_the_calendar_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    # 2 April 2021 was Good Friday, 5 April Easter Monday, and neither is a holiday in China, where 5 April is
    # Tomb-Sweeping Day's substitute.
    log.write_text("case,activity,time\na,x,2021-04-01 09:00\na,y,2021-04-06 09:00\n", encoding="utf-8")

    def days(calendar: str) -> float:
        return float(asked(log, calendar=calendar)["measures"]["log"]["working_days"]["mean"])

    assert [days(c) for c in ("weekdays", "days: germany", "days: china", "DE")] == [3, 1, 2, 1]


def test_the_mean_over_blocks_is_that_of_all_cases_and_likeness_widens_it() -> None:
    sample = Sample.of("elapsed", [[1, 1, 1, 1], [9], [], [2, 4]])
    found = pooled_mean(sample)
    assert found.estimate == pytest.approx(19 / 7)
    assert found.low < 19 / 7 < found.high
    wider = widened(found, 0.5)
    assert wider.high - 19 / 7 == pytest.approx(3**0.5 * (found.high - 19 / 7))
    assert widened(found, -0.3) == found
    rising = Sample.of("elapsed", [[float(i)] for i in range(30)])
    assert likeness(rising) > 0.8
    assert [block_days(n) for n in (560, 559, 140, 139, 20, 5)] == [28, 14, 7, 1, 1, 1]


def test_the_command_tells_saves_and_answers_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,time\na,x,2021-04-01\na,y,2021-04-06\nb,,2021-04-06\n", encoding="utf-8")
    words = ["audit", str(log), "--target", "elapsed <= 3 d share 0.5", "--out", str(tmp_path / "results")]
    assert outcome(words) == 0
    first = capsys.readouterr()
    assert "1 of 3 rows were left out: no activity is named (1)" in first.out
    assert "0 of 1: not kept" in first.out
    assert outcome([*words, "--json"]) == 0
    second = capsys.readouterr()
    assert "Answered from" in second.err
    assert json.loads(second.out)["audit"]["left_out"]["rows"] == 1
    (folder,) = (tmp_path / "results" / "audit_log").iterdir()
    assert (folder / "left_out.csv").read_text(encoding="utf-8").splitlines()[1] == "4,no activity is named,"
    assert outcome([*words, "--strict"]) == 5
    assert outcome([*words, "--column", "activity"]) == 2
    assert "ROLE=NAME" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_log_ends_the_command_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    log = tmp_path / "log.xes"
    log.write_bytes(b"<!DOCTYPE log [<!ENTITY a 'b'>]><log/>")
    assert outcome(["audit", str(log), "--lang", lang]) == 2
    told = capsys.readouterr().err
    assert "DOCTYPE" in told
    assert "Traceback" not in told


def test_reading_options_reach_the_reader(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,time\na,x,2021-04-01\na,y,2021-04-06\n", encoding="utf-8")
    assert read_history(log, LogOptions(ends=("x",))).log.cases["finished"][0] < 0
    assert outcome(["audit", str(log), "--end", "z", "--out", str(tmp_path / "r")]) == 2
