"""Wrong usage ends with exit code 2 and a sentence that helps, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import outcome
from tests.helpers import desk


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small scenario, made the current one."""
    desk.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIM_LANG", raising=False)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and what stood on stderr."""
    code = outcome(list(arguments))
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("rum", "desk.yaml"), "run"),
        (("run", "desk.yaml", "--replication", "3"), "--replications"),
        (("run", "desk.yaml", "--replications", "0"), "whole number"),
        (("run", "desk.yaml", "--replications", "many"), "auto"),
        (("run", "desk.yaml", "--seed", "-1"), "--seed"),
        (("run", "desk.yaml", "--workers", "0"), "--workers"),
        (("run", "desk.yaml", "--export", "xls"), "csv"),
        (("run", "desk.yaml", "--lang", "fr"), "zh"),
        (("run", "desk.yaml", "--engine", "simpi"), "simpy"),
        (("run", "desk.yaml", "--variant", "plan_quik"), "plan_quick"),
        (("run",), "FILE"),
        (("check",), "FILE"),
        (("describe", "desk.yaml", "--variant", "tomorow"), "plan_quick"),
        (("new", "desk"), "exists already"),
        (("score", "nowhere"), "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_usage_ends_with_2_and_a_hint(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], hint: str
) -> None:
    code, told = said(capsys, *arguments)
    assert code == 2, told
    assert hint in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("pools.clark.staff=3", "clerk"),
        ("pools.clerk.staff=many", "many"),
        ("pools.clerk.staff", "PATH=VALUE"),
        ("processes.permit.steps.revue.takes=5 min", "review"),
        ("processes.permit.steps.review.takes=5", "5"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_path(
    here: Path, capsys: pytest.CaptureFixture[str], setting: str, hint: str
) -> None:
    code, told = said(capsys, "run", "desk.yaml", "--set", setting)
    assert code == 2, told
    assert hint in told
    assert "Traceback" not in told


def test_a_missing_file_is_told_by_its_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "check", "hall.yaml")
    assert (code, "hall.yaml" in told) == (2, True)


def test_a_folder_instead_of_a_file_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "run", ".")
    assert code == 2
    assert "Traceback" not in told


def test_check_complains_about_every_file_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(here, desk.SCENARIO.replace("by: clerk", "by: clark"), "a.yaml")
    desk.write(here, desk.SCENARIO.replace("share: 0.5", "share: 1.5"), "b.yaml")
    code, told = said(capsys, "check", "a.yaml", "desk.yaml", "b.yaml", "--no-pilot")
    assert code == 2
    assert "nearest: clerk" in told
    assert "a.yaml:" in told and "b.yaml:" in told and "Nothing was run." in told


def test_a_bad_scenario_in_a_folder_stops_the_score_before_anything_runs(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(here, desk.SCENARIO.replace("by: clerk", "by: clark"), "worse.yaml")
    code, told = said(capsys, "score", ".")
    assert (code, "worse.yaml:" in told) == (2, True)
    assert not (here / "results").exists()


def test_help_is_there_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = said(capsys, "--help")
    assert code == 0
    assert outcome(["run", "--help", "--lang", "en"]) == 0
    assert "verdict on every target" in capsys.readouterr().out
