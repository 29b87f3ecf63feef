"""A saved run holds the tables that its scenario reads, so that the saved scenario runs by itself."""

from __future__ import annotations

import json
from pathlib import Path

from sim.cli.main import outcome
from sim.experiments.enclosing import enclosed
from sim.experiments.reports import find, paper_in
from tests.helpers import desk

SCENARIO = desk.SCENARIO.replace(
    "arrive: {rate: arrivals, during: office}", "arrive: {schedule: data/came.csv}"
).replace("exponential(mean=slow)", 'empirical(file="data/took.csv", column="took", unit="min")')
CAME = "arrived\n" + "".join(
    f"2021-03-{day:02d}T09:{m:02d}:00\n" for day in range(3, 13) for m in (0, 20, 40)
)
TOOK = "took\n5\n10\n45\n"


def test_the_saved_scenario_gives_the_same_answer_and_can_be_reported_on(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "came.csv").write_text(CAME, encoding="utf-8")
    (tmp_path / "data" / "took.csv").write_text(TOOK, encoding="utf-8")
    path = desk.write(tmp_path, SCENARIO)
    words = ["--replications", "2", "--workers", "1", "--quiet"]
    assert outcome(["run", str(path), *words, "--out", str(tmp_path / "one")]) == 0
    first = find("latest", tmp_path / "one")
    assert (first / "took.csv").read_text(encoding="utf-8") == TOOK
    assert outcome(["run", str(first / "scenario.yaml"), *words, "--out", str(tmp_path / "two")]) == 0
    second = find("latest", tmp_path / "two")
    one, two = (json.loads((f / "answer.json").read_text(encoding="utf-8")) for f in (first, second))
    assert one["verdicts"] == two["verdicts"] and one["measures"] == two["measures"]
    assert paper_in(first).maps.keys() == {"en", "zh"}


def test_two_tables_of_one_name_stay_two() -> None:
    table = {"x": ("1", "a,b")}
    tree, files = enclosed(
        {"a": 'empirical(file="p/t.csv")', "schedule": "q/t.csv"}, {"p/t.csv": table, "q/t.csv": table}
    )
    assert tree == {"a": 'empirical(file="t.csv")', "schedule": "t_2.csv"}
    assert files == {"t.csv": 'x\n1\n"a,b"\n', "t_2.csv": 'x\n1\n"a,b"\n'}
