"""The README's scoreboard is what the command prints, in the shape in which it prints it now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sim.reporting.scoreboard import columns_for


@pytest.fixture(scope="module")
def updater(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_readme", root / "docs" / "update_readme.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_what_stands_between_the_markers_is_replaced(updater: ModuleType) -> None:
    page = f"a\n{updater.BEGIN}\nold\n{updater.END}\nb\n"
    once = updater.updated(page, "| new |\n")
    assert once == f"a\n{updater.BEGIN}\n\n| new |\n\n{updater.END}\nb\n"
    assert updater.updated(once, "| new |\n") == once


def test_a_page_without_markers_is_refused(updater: ModuleType) -> None:
    with pytest.raises(ValueError, match="needs a line"):
        updater.updated("nothing", "| new |")


def test_the_scoreboard_of_the_readme_has_todays_columns(root: Path, updater: ModuleType) -> None:
    readme = root / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    section = readme.read_text(encoding="utf-8").partition(updater.BEGIN)[2].partition(updater.END)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"run `make score` with --markdown between {updater.BEGIN} and {updater.END}"
    reform = lines[0].split("|")[5].strip()
    row = {"variant": reform, "reformed": {}}
    headings = [c.heading for c in columns_for([row], "en", roomy=True)]
    assert lines[0] == f"| {' | '.join(headings)} |"
    assert all(line.count("|") >= len(headings) + 1 for line in lines)
