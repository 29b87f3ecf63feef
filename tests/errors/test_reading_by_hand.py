"""Hand-written wrong scenarios: each is answered with one message, at its line, that says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import Complaint
from sim.study.prepare import complaints_of
from tests.errors.hand.table import ROWS

BASE = Path(__file__).with_name("hand") / "base.yaml"
TEXT = BASE.read_text(encoding="utf-8")


def line_of(old: str, new: str, anchor: str) -> int:
    """The line of the changed text at which the complaint should stand."""
    if anchor:
        return TEXT[: TEXT.index(anchor)].count("\n") + 1
    differs = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    mark = new.index("§") if "§" in new else differs
    return TEXT[: TEXT.index(old)].count("\n") + new[:mark].count("\n") + 1


def told(complaint: Complaint) -> str:
    return f"{complaint.path} | {complaint.given} | {complaint.expected} | nearest {complaint.nearest}"


def test_the_base_of_the_table_is_a_sound_scenario() -> None:
    assert complaints_of(BASE) == ()


def test_there_are_at_least_two_hundred_rows_that_differ() -> None:
    assert len({(old, new) for old, new, *_ in ROWS}) == len(ROWS) >= 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: repr(row[1])[:50])
def test_a_wrong_scenario_is_told_once_at_its_line(row: tuple[str, ...], tmp_path: Path) -> None:
    old, new, part, anchor = (*row, "")[:4]
    assert old in TEXT
    file = tmp_path / "city" / "offices" / "wrong.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(TEXT.replace(old, new.replace("§", ""), 1), encoding="utf-8")
    complaints = complaints_of(file)
    line = line_of(old, new, anchor)
    here = [told(c) for c in complaints if c.place is not None and c.place.line == line]
    assert any(part.rstrip("+") in text for text in here), [(str(c.place), told(c)) for c in complaints]
    assert all(c.place is not None and c.place.file == str(file) for c in complaints)
    assert len(complaints) == 1 or part.endswith("+"), [(str(c.place), told(c)) for c in complaints]
