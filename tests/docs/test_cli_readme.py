"""The README's scoreboard is what the command prints, in the shape in which it prints it now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sim.reporting.scoreboard import columns_for
from tests.errors.page_attacks import ATTACKS

BOARD = "sim score --markdown"


@pytest.fixture(scope="module")
def updater(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_page", root / "docs" / "update_page.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_what_stands_between_the_markers_is_replaced(updater: ModuleType) -> None:
    first, last = updater.markers(BOARD)
    page = f"a\n{first}\nold\n{last}\nb\n"
    once = updater.updated(page, "| new |\n", BOARD)
    assert once == f"a\n{first}\n\n| new |\n\n{last}\nb\n"
    assert updater.updated(once, "| new |\n", BOARD) == once


def test_a_page_without_markers_is_refused(updater: ModuleType) -> None:
    with pytest.raises(ValueError, match="needs a line"):
        updater.updated("nothing", "| new |", BOARD)


def test_the_scoreboard_of_the_readme_has_todays_columns(root: Path, updater: ModuleType) -> None:
    readme = root / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    first, last = updater.markers(BOARD)
    section = readme.read_text(encoding="utf-8").partition(first)[2].partition(last)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"run `make score` with --markdown between {first} and {last}"
    reform = lines[0].split("|")[5].strip()
    row = {"variant": reform, "reformed": {}}
    headings = [c.heading for c in columns_for([row], "en", roomy=True)]
    assert lines[0] == f"| {' | '.join(headings)} |"
    assert all(line.count("|") >= len(headings) + 1 for line in lines)


def test_the_page_of_the_what_if_page_tells_of_every_attack(root: Path, updater: ModuleType) -> None:
    first, last = updater.markers("page attacks")
    page = (root / "docs" / "page.md").read_text(encoding="utf-8").partition(first)[2].partition(last)[0]
    told = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("|")][2:]
    assert [(a.strip(), int(s.split()[0])) for a, s in told] == [(a.name, a.status) for a in ATTACKS]
