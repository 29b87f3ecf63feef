"""The map of Changchun's plan of 2021: nothing of the plan is missing, and nothing that it names."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.experiments.planmap import checked_map
from sim.reading.planmap import is_map

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios" / "changchun_2021"
NUMBERS = [*(str(n) for n in range(1, 81)), *(f"S{n}" for n in range(1, 7))]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    """The rows of the map by number; every scenario, target, number and card that it names exists."""
    found, complaints = checked_map(FOLDER / "plan.yaml")
    assert not complaints, [c.sentence() for c in complaints]
    return {row["no"]: row for row in found}


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_measure_and_safeguard_has_a_row(rows: dict[str, dict[str, Any]]) -> None:
    assert list(rows) == NUMBERS
    assert [m["no"] for m in table(FOLDER / "measures.csv")] == NUMBERS


def test_whatever_is_no_process_says_why_in_both_languages(rows: dict[str, dict[str, Any]]) -> None:
    for row in rows.values():
        assert bool(row["answers"]) != bool(row["no_process"]), row["no"]
        for told in (row["no_process"], row["why"], row["measure"]):
            assert told is None or all(told[lang] for lang in ("en", "zh")), row["no"]


def test_no_target_of_a_scenario_is_left_out(rows: dict[str, dict[str, Any]]) -> None:
    for file in sorted(FOLDER.glob("*.yaml")):
        if is_map(file):
            continue
        tree = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        for target in tree.get("targets", []):
            plan = target.get("plan", [])
            for number in plan if isinstance(plan, list) else [plan]:
                mapped = [a["name"]["en"] for a in rows[number]["answers"] if a["scenario"] == file.stem]
                assert target["name"]["en"] in mapped, (file.name, number)


def test_our_table_is_that_of_the_register(
    rows: dict[str, dict[str, Any]], shared: Callable[[str], Path]
) -> None:
    register = table(shared("facts/measures.csv"))
    ours = table(FOLDER / "measures.csv")
    assert [(m["no"], m["measure"]) for m in register] == [(m["no"], m["zh"]) for m in ours]
    for measure in register:
        if measure["simulable"] == "Y":
            kinds = {a["kind"] for a in rows[measure["no"]]["answers"]}
            assert "target" in kinds, f"measure {measure['no']} has a service process and no target"
