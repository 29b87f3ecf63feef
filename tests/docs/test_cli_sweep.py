"""What `sim sweep` prints, writes and returns; what a person sees who stops it, breaks it or mistypes it."""

from __future__ import annotations

import csv
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import outcome
from sim.experiments.store import Store
from sim.reporting.layout import columns_of
from tests.docs.test_cli_manners import interrupt
from tests.helpers import desk
from tests.torture.sweeps import SMALL, tortured

STAFF = ("sweep", "desk.yaml", "--vary", "pools.clerk.staff=1,2", "--replications", "3", "--workers", "1")
UNIFORM = desk.SCENARIO.replace("exponential(mean=slow)", "uniform(quick, slow)")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    desk.write(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = outcome(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def table(folder: Path) -> list[dict[str, str]]:
    (file,) = folder.rglob("sweep.csv")
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_table_has_a_row_per_point_and_measure_and_says_what_a_run_says(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, *STAFF, "--variant", "plan_quick")[0] == 0
    rows = table(here)
    assert {(r["point"], r["pools.clerk.staff"]) for r in rows} == {("1", "1"), ("2", "2")}
    keys = [(r["point"], r["kind"], r["name"], r["measure"], r["statistic"]) for r in rows]
    assert len(set(keys)) == len(keys)
    assert {r["kind"] for r in rows} == {"process", "pool", "target"}
    same = ("run", "desk.yaml", "--variant", "plan_quick", "--set", "pools.clerk.staff=1")
    answer = json.loads(said(capsys, *same, "--replications", "3", "--workers", "1", "--json")[1])
    (row,) = (r for r in rows if r["point"] == "1" and r["measure"] == "elapsed" and r["kind"] == "process")
    figures = answer["measures"]["permit"]["elapsed"]
    assert [float(row[k]) for k in ("value", "low", "high", "p90")] == [
        figures[k] for k in ("mean", "low", "high", "p90")
    ]
    targets = [r for r in rows if r["point"] == "1" and r["kind"] == "target"]
    assert [r["verdict"] for r in targets] == [v["verdict"] for v in answer["verdicts"]]


def test_parquet_holds_the_same_table_with_types(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra [analysis] is not installed")
    said(capsys, *STAFF)
    (file,) = here.rglob("sweep.parquet")
    found = parquet.read_table(file).to_pylist()
    assert [r["point"] for r in found] == [int(r["point"]) for r in table(here)]
    assert {r["pools.clerk.staff"] for r in found} == {1, 2}
    assert [r["value"] for r in found] == [float(r["value"]) if r["value"] else None for r in table(here)]


def test_running_it_again_runs_nothing_again_and_changes_no_byte(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, *STAFF)
    (file,) = here.rglob("sweep.csv")
    before = file.read_bytes()
    code, _, told = said(capsys, *STAFF)
    assert (code, file.read_bytes()) == (0, before)
    assert "2 points were there already" in told
    assert "were there already" not in said(capsys, *STAFF, "--fresh")[2]
    assert file.read_bytes() == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_fits_80_columns(here: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    more = ("--vary", "slow", "--vary", "processes.permit.arrive.rate=3000 per y, 4000 per y")
    code, out, _ = said(capsys, *STAFF, *more, "--lang", lang)
    assert code == 0
    assert max(map(columns_of, out.splitlines())) <= 80


def test_json_is_one_document(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Any] = json.loads(said(capsys, *STAFF, "--json")[1])
    assert found["schema_version"] == 1
    assert [p["settings"] for p in found["points"]] == [
        {"pools.clerk.staff": "1"},
        {"pools.clerk.staff": "2"},
    ]
    assert [len(p["verdicts"]) for p in found["points"]] == [3, 3]
    assert (Path(found["folder"]) / found["files"][0]).is_file()


def test_values_that_do_not_go_together_fail_their_points_only(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(here, UNIFORM)
    values = ("--vary", "quick=10 min,25 min", "--vary", "slow=20 min,30 min")
    code, out, _ = said(capsys, "sweep", "desk.yaml", *values, "--replications", "2", "--workers", "1")
    assert code == 3
    assert "point 3 failed: " in out and "uniform" in out
    failed = [r for r in table(here) if r["kind"] == "failed"]
    assert [(r["point"], r["quick"], r["slow"]) for r in failed] == [("3", "25 min", "20 min")]
    assert {r["point"] for r in table(here)} == {"1", "2", "3", "4"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--vary", "pools.clark.staff=1..2"), "--vary pools.clark.staff"),
        (("--vary", "pools.clerk.staff=1..2", "--vary", "slow=3 parsec"), "slow"),
        (("--vary", "pools.clerk.staff=-1..2"), "pools.clerk.staff"),
        (("--vary", "slo"), "nearest: slow"),
        (("--vary", "slow", "--sample", "sobol"), "how many points"),
        (("--vary", "slow", "--variant", "quick"), "nearest: plan_quick"),
        ((), "Missing option '--vary'"),
    ],
)
def test_what_is_mistyped_is_told_before_anything_runs(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    code, _, err = said(capsys, "sweep", "desk.yaml", *arguments)
    assert code == 2 and told in err
    assert not (here / "results").exists()


def test_a_second_process_on_the_same_sweep_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, *STAFF)
    (store,) = here.rglob("sweep.sqlite")
    with Store(store):
        done = desk.sim(here, *STAFF)
    assert done.returncode == 2
    assert "another process" in done.stderr and f"({os.getpid()})" in done.stderr
    assert said(capsys, *STAFF)[0] == 0


def test_a_damaged_store_is_not_used(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, *STAFF)
    (store,) = here.rglob("sweep.sqlite")
    data = bytearray(store.read_bytes())
    data[len(data) // 3] ^= 16
    store.write_bytes(data)
    code, _, told = said(capsys, *STAFF)
    assert code == 2 and "is damaged (page" in told
    assert said(capsys, *STAFF, "--fresh")[0] == 0


def obeys_permissions() -> None:
    """In a child before it runs: the superuser too may write only where the folder says so."""
    drop_from_bounding_set, dac_override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override)


def hindered(by: Callable[[], None], folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of ours in a child that has been hindered before it runs."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env=desk.environment(),
        preexec_fn=by,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="permissions of the superuser are dropped as Linux does")
def test_a_read_only_folder_is_told_in_a_sentence(here: Path) -> None:
    (here / "out").mkdir(mode=0o555)
    done = hindered(obeys_permissions, here, *STAFF, "--out", "out")
    assert done.returncode == 2, done.stdout
    assert "cannot be written (Permission denied)" in done.stderr and "Traceback" not in done.stderr


def has_little_room() -> None:
    """In a child before it runs: no file of it may be larger than 100 kB."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


@pytest.mark.skipif(sys.platform != "linux", reason="the size of files is limited as Linux does")
def test_a_file_that_may_not_grow_ends_the_sweep_and_loses_nothing(here: Path) -> None:
    many = ("sweep", "desk.yaml", "--vary", "pools.clerk.staff=1..9", "--replications", "2", "--workers", "1")
    done = hindered(has_little_room, here, *many)
    assert done.returncode == 2, done.stdout
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr
    (store,) = here.rglob("sweep.sqlite")
    with Store(store) as kept:
        known = len(kept)
    assert 0 < known < 9
    again = desk.sim(here, *many)
    assert again.returncode == 0
    assert f"Going on: {known} of 9 points are there" in again.stderr


def test_an_interrupted_sweep_keeps_its_points_and_says_how_to_go_on(here: Path) -> None:
    many = ("--vary", "pools.clerk.staff=1..400", "--replications", "5", "--workers", "2")
    seconds, told, code = interrupt(here, "sweep", "desk.yaml", *many, until="of 400 points, about")
    assert code == 130, told
    assert seconds < 2
    assert "sim sweep desk.yaml --vary pools.clerk.staff=1..400" in told and "Traceback" not in told
    (store,) = here.rglob("sweep.sqlite")
    with Store(store) as kept:
        assert 0 < len(kept) < 400


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_lose_nothing_and_change_no_byte(tmp_path: Path) -> None:
    """`make torture` does this two hundred times, with two hundred points."""
    report = tortured(tmp_path, 30, kills=6, seed=11)
    assert report.kills == 6


def test_the_small_desk_is_smaller_than_the_desk() -> None:
    assert SMALL != desk.SCENARIO
