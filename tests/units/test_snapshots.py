"""Snapshots of a queue: people waiting and windows open at moments, the lesser kind of log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.importing.snapshots import snapshots_of


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    lines = ["time,waiting,windows"]
    for day in range(1, 26):
        lines += [
            f"2021-03-{day:02} {hour:02}:00,{hour - 8 + day % 3},{2 + hour % 2}" for hour in range(9, 13)
        ]
    file = tmp_path / "hall.csv"
    file.write_text("\n".join([*lines, "2021-03-26 09:00,many,2", "soon,3,2"]) + "\n", encoding="utf-8")
    return file


def test_the_queue_s_length_is_judged_by_days_and_told_by_the_hour(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["audit", str(hall), "--target", "queue_length <= 5", "--target", "queue_length <= 3 share 0.5"]
    assert outcome([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["snapshots"], found["days"], found["left_out"]) == (100, 25, 2)
    # Hours bring 1 to 4, days 0 to 2: a mean of 2.5 + 1 (25 days: 8 of 0, 9 of 1, 8 of 2).
    assert found["queue_length"]["mean"] == pytest.approx(3.5)
    assert [h["waiting"] for h in found["by_hour"]] == pytest.approx([2, 3, 4, 5])
    assert [h["windows"] for h in found["by_hour"]] == [3, 2, 3, 2]
    assert [v["verdict"] for v in found["verdicts"]] == ["met", "undecided"]
    assert found["verdicts"][1]["estimate"] == pytest.approx((3 * 8 + 2 * 9 + 1 * 8) / 100)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_told_in_words_and_what_cannot_be_asked_is_refused(
    hall: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert outcome(["audit", str(hall), "--lang", lang]) == 0
    assert ("people waiting" if lang == "en" else "等候人数") in capsys.readouterr().out
    assert outcome(["audit", str(hall), "--target", "elapsed <= 3 d", "--lang", lang]) == 2


def test_a_log_of_events_is_no_snapshot(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("case,activity,time,queue\na,x,2021-01-04,b\n", encoding="utf-8")
    assert snapshots_of(file) is None
    assert snapshots_of(tmp_path / "missing.csv") is None
