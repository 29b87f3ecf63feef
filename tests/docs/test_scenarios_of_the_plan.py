"""Every scenario of the plan is fit to be judged by: clean, sourced, bilingual, with the plan's variant."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.reading.planmap import is_map
from sim.study.checking import ledger_of
from sim.study.prepare import Prepared, prepare

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "changchun_2021"
FILES = sorted(f for f in FOLDER.glob("*.yaml") if not is_map(f))
FACT = re.compile(r"\b([A-Z]{3,8}-\d{3}[a-z]?)\b")
each = pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)


@cache
def ready(file: Path) -> dict[str, Prepared]:
    return prepare(file)


@cache
def tree(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping below a value of a file."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mappings(inner)


@each
def test_no_figure_is_unsourced_and_every_assumption_has_a_range(file: Path) -> None:
    for name, prepared in ready(file).items():
        ledger = ledger_of(prepared)
        assert not ledger["unsourced"], (name, ledger["unsourced"])
    for name, number in tree(file).get("numbers", {}).items():
        assert number["source"].strip(), name
        assert number["kind"] != "assumption" or len(number["range"]) == 2, name


@each
def test_what_is_asked_of_the_plan_is_there(file: Path) -> None:
    whole = ready(file)["today"].scenario.document
    assert "plan_2021" in whole.variants
    assert whole.targets and all(target.plan for target in whole.targets)
    assert all(card.plan for card in whole.reforms.values())
    used = {card for variant in whole.variants.values() for card in variant}
    assert used == set(whole.reforms), "a card that no variant applies"


@each
def test_everything_a_person_reads_is_in_both_languages(file: Path) -> None:
    for at in mappings(tree(file)):
        for key in ("label", "name"):
            if isinstance(at.get(key), dict):
                assert set(at[key]) == {"en", "zh"} and all(at[key].values()), at[key]
    for text in ("title", "question", "about"):
        assert set(tree(file)[text]) == {"en", "zh"}


@each
def test_every_fact_that_a_source_names_is_in_the_register(file: Path, shared: Callable[[str], Path]) -> None:
    with shared("facts/facts.csv").open(encoding="utf-8", newline="") as lines:
        known = {row["id"] for row in csv.DictReader(lines)}
    known |= {fact.rstrip("abcdefghij") for fact in known}  # EXEC-006 means all of EXEC-006a, EXEC-006b ...
    named = {
        fact for number in tree(file).get("numbers", {}).values() for fact in FACT.findall(number["source"])
    }
    assert named, "a scenario that rests on no fact"
    assert named - known == set()
