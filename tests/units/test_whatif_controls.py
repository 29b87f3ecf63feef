"""What the page calls groups of people and variants."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiments.whatif import controls_of
from sim.experiments.whatif.controls import title_of
from sim.labels import variant_label
from tests.helpers import desk

SHIFTS = """  clerk:
    shifts:
      - {staff: 2, calendar: office}
      - {staff: 1, calendar: office, from: 2021-03-02, until: 2021-03-05}
      - {staff: 3, calendar: office, from: 2021-03-03}
      - {staff: 4, calendar: office, grade: trainee}
"""


def test_groups_of_a_pool_are_told_apart_by_grade_or_days(tmp_path: Path) -> None:
    file = desk.write(
        tmp_path, desk.SCENARIO.replace("  clerk: {staff: 2, calendar: office}\n", SHIFTS), "groups.yaml"
    )
    rows = controls_of(str(file))["staff"]
    assert [(r["value"], r["shift"]) for r in rows] == [
        (2, ""),
        (1, "2021-03-02 – 2021-03-05"),
        (3, "2021-03-03 – …"),
        (4, "trainee"),
    ]


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("today", "today", "现状"),
        ("plan_2021", "plan 2021", "2021年方案"),
        ("what_if", "what if", "假设方案"),
        ("two_more_windows", "two more windows", "two more windows"),
    ],
)
def test_a_variant_is_called_in_words(name: str, english: str, chinese: str) -> None:
    assert (variant_label(name)("en"), variant_label(name)("zh")) == (english, chinese)


def test_a_scenario_that_cannot_be_read_has_no_title(tmp_path: Path) -> None:
    assert title_of(str(desk.write(tmp_path))) == {"en": "One desk", "zh": "一个窗口"}
    assert title_of(str(desk.write(tmp_path, "format: 1\nx: [", "bad.yaml"))) == {"en": "", "zh": ""}
