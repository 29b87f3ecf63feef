"""What `sim compare` prints, writes and returns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import outcome
from sim.reporting.layout import columns_of
from tests.docs.test_cli_manners import interrupt
from tests.helpers import desk

COMPARE = ("compare", "desk.yaml", "--replications", "20", "--workers", "1")


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("desk")
    desk.write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("SIM_LANG", raising=False)
        patch.setenv("COLUMNS", "80")
        yield folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = outcome(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, _ = said(capsys, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_difference_is_that_of_two_runs_and_its_interval_is_narrower(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answer(capsys, *COMPARE, "today", "plan_quick")
    row = found["comparisons"][0]["measures"]["permit"]["elapsed"]
    same = ("--replications", "20", "--workers", "1")
    runs = [answer(capsys, "run", "desk.yaml", "--variant", v, *same) for v in ("today", "plan_quick")]
    today, quick = (r["measures"]["permit"]["elapsed"] for r in runs)
    assert (row["base"], row["value"]) == (pytest.approx(today["mean"]), pytest.approx(quick["mean"]))
    assert row["difference"] == pytest.approx(quick["mean"] - today["mean"])
    verdicts = [(t["base_verdict"], t["verdict"]) for t in found["comparisons"][0]["targets"]]
    assert verdicts == [
        (a["verdict"], b["verdict"]) for a, b in zip(runs[0]["verdicts"], runs[1]["verdicts"], strict=True)
    ]
    assert found["common_luck"]["variance_ratio"] > 1


def test_one_variant_is_compared_with_today_and_none_means_all(capsys: pytest.CaptureFixture[str]) -> None:
    whole = answer(capsys, *COMPARE, "today", "plan_quick")
    assert answer(capsys, *COMPARE, "plan_quick") == answer(capsys, *COMPARE) == whole
    turned = answer(capsys, *COMPARE, "plan_quick", "today")
    assert (turned["base"], turned["comparisons"][0]["variant"]) == ("plan_quick", "today")
    rows = [d["comparisons"][0]["measures"]["permit"]["elapsed"] for d in (whole, turned)]
    assert rows[0]["difference"] == -rows[1]["difference"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_fits_80_columns_and_tells_the_worth_of_common_luck_once(
    capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    code, out, _ = said(capsys, *COMPARE, "--lang", lang)
    assert code == 0
    assert max(map(columns_of, out.splitlines())) <= 80
    assert out.count("independent luck" if lang == "en" else "相互独立") == 1


def test_csv_and_the_saved_table_are_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, told = said(capsys, *COMPARE, "plan_quick", "--csv")
    folder = here / told.split("from ")[-1].split(" (")[0] if "from " in told else None
    found = [f for f in here.rglob("differences.csv") if f.read_text(encoding="utf-8") == out]
    assert found and (folder is None or folder / "differences.csv" in found)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {r["kind"] for r in rows} == {"target", "process", "pool"}
    assert all(float(r["low"]) <= float(r["difference"]) <= float(r["high"]) for r in rows if r["difference"])


@pytest.mark.parametrize(("name", "begins"), [("d.svg", b"<?xml"), ("d.png", b"\x89PNG")])
def test_the_picture_is_drawn(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, begins: bytes
) -> None:
    assert said(capsys, *COMPARE, "--picture", name)[0] == 0
    assert (here / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("today",), "nothing to compare with today"),
        (("plan_quck",), "nearest: plan_quick"),
        (("--picture", "d.gif"), "ends in .svg or .png"),
    ],
)
def test_what_is_mistyped_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    file = "alone.yaml" if "nothing" in told else "desk.yaml"
    desk.write(Path(), desk.SCENARIO.replace("variants:\n  plan_quick: [quick_review]\n", ""), "alone.yaml")
    code, _, err = said(capsys, "compare", file, *arguments)
    assert code == 2 and told in err


def test_an_interrupted_comparison_says_how_to_go_on(tmp_path: Path) -> None:
    desk.write(tmp_path)
    arguments = ("compare", "desk.yaml", "--replications", "100000", "--workers", "2")
    seconds, told, code = interrupt(tmp_path, *arguments)
    assert code == 130, told
    assert seconds < 3 and "sim compare desk.yaml" in told and "Traceback" not in told
