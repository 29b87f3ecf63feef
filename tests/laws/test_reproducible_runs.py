"""The same question gets the same answer, byte for byte, whoever works it out and however many they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.helpers import desk

TABLES = (
    "answer.json", "cases.csv", "charts.json", "estimates.csv", "events.csv", "report.html",
    "scenario.yaml", "verdicts.csv",
)  # fmt: skip


def run_once(folder: Path, *options: str) -> tuple[str, dict[str, str], Path]:
    """Standard output, the hash of each file of the saved run, and its folder."""
    desk.write(folder)
    done = desk.sim(folder, "run", "desk.yaml", "--json", "--export", "csv", "--replications", "6", *options)
    assert done.returncode == 0, done.stderr
    (saved,) = (folder / "results" / "desk").iterdir()
    files = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(saved.iterdir())}
    return done.stdout, files, saved


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str], Path]:
    return run_once(tmp_path_factory.mktemp("first"), "--variant", "plan_quick", "--workers", "1")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_second_run_with_one_or_two_workers_is_byte_identical(
    first: tuple[str, dict[str, str], Path], workers: str, tmp_path: Path
) -> None:
    output, files, _ = run_once(tmp_path, "--variant", "plan_quick", "--workers", workers)
    assert output == first[0]
    assert {n: files[n] for n in TABLES} == {n: first[1][n] for n in TABLES}


def test_only_the_manifest_tells_when_a_run_was_made(first: tuple[str, dict[str, str], Path]) -> None:
    assert sorted(first[1]) == sorted((*TABLES, "run.json"))
    run = json.loads((first[2] / "run.json").read_text(encoding="utf-8"))
    assert run["began"].endswith("Z") and run["seconds"] > 0
    year = run["began"][:4]
    assert year not in (first[2] / "answer.json").read_text(encoding="utf-8").replace("2021", "")


def test_the_resolved_scenario_of_a_saved_run_gives_the_same_log(
    first: tuple[str, dict[str, str], Path], tmp_path: Path
) -> None:
    again = tmp_path / "desk.yaml"
    again.write_bytes((first[2] / "scenario.yaml").read_bytes())
    done = desk.sim(tmp_path, "run", "desk.yaml", "--export", "csv", "--replications", "6", "--workers", "1")
    assert done.returncode == 0, done.stderr
    (events,) = (tmp_path / "results").rglob("events.csv")
    assert events.read_bytes() == (first[2] / "events.csv").read_bytes()


def test_another_seed_gives_another_log(first: tuple[str, dict[str, str], Path], tmp_path: Path) -> None:
    _, files, _ = run_once(tmp_path, "--variant", "plan_quick", "--workers", "1", "--seed", "2")
    assert files["events.csv"] != first[1]["events.csv"]
