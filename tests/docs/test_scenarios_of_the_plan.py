"""Every scenario of the plan is fit to be judged by: clean, sourced, bilingual, with the plan's variant."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.reading.planmap import is_map
from sim.scenario import NumberModel
from sim.study.checking import ledger_of
from sim.study.prepare import Prepared, complaints_of, prepare

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
def test_every_figure_has_a_name_of_its_own_in_both_languages(file: Path) -> None:
    labels = {n: (m.label("en"), m.label("zh")) for n, m in own_figures(file).items()}
    assert [n for n, both in labels.items() if not all(both)] == []
    for told in zip(*labels.values(), strict=True):
        assert [text for text, n in Counter(told).items() if n > 1] == []
    assert [n for n, (en, zh) in labels.items() if en.isascii() and zh.isascii()] == []


@each
def test_the_ends_of_ranges_can_be_simulated(file: Path) -> None:
    """Sliders and `sim tipping` go there. Some, others each time; the message says how to see it again."""
    ranged = [n for n, m in own_figures(file).items() if m.range is not None]
    for name in random.SystemRandom().sample(ranged, min(3, len(ranged))):
        for end in tree(file)["numbers"][name]["range"]:
            setting = f"numbers.{name}.value={end}"
            assert complaints_of(file, [setting]) == (), f"sim check {file.name} --set '{setting}'"


def own_figures(file: Path) -> dict[str, NumberModel]:
    """The figures that stand in the file itself, not in one that it extends."""
    known = ready(file)["today"].scenario.document.numbers
    return {name: known[name] for name in tree(file).get("numbers", {})}


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
