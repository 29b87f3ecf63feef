"""Every row and field of the language has a story, and a new one has none until somebody writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel

from sim.steps import STEP_TYPES
from tests.stories import coverage

HERE = Path(__file__).resolve().parent

RULES = {
    "section 8 (1) what ends now ends first": ("82_release_before_seize", "52_in_time_in_the_last_second"),
    "section 8 (1) a case moves on until it waits": ("57_nothing_takes_no_time", "58_chain_in_one_instant"),
    "section 8 (2) queues in canonical order": ("80_ties_of_claims", "81_shared_pool_by_queue_instant"),
    "section 8 (3) the last to join is turned away": ("83_newcomer_leaves_even_when_first",),
    "section 8 (4) no duration ends at the same instant": ("34_fork_of_zero_length",),
    "section 6 the clock stops while every live branch does": ("42_legal_clock_in_a_fork",),
    "section 6 queueing counts to the task's holder": ("43_legal_clock_in_the_queue",),
    "section 7 pools are shared by all processes": ("81_shared_pool_by_queue_instant",),
    "section 4 the k-th arrival is the same case in every variant": ("201_set_values",),
}
"""Rules that are sentences and no fields."""


@pytest.fixture(scope="module")
def told() -> dict[str, set[str]]:
    """What each story tells."""
    return {p.parent.name: coverage.told(p.parent) for p in sorted(HERE.glob("*/scenario.yaml"))}


def test_every_row_and_field_of_the_language_has_a_story(told: dict[str, set[str]]) -> None:
    missing = coverage.demanded() - set().union(*told.values())
    assert not missing, f"write a story for: {', '.join(sorted(missing))}"


def test_every_step_type_is_demanded() -> None:
    demanded = coverage.demanded()
    for kind, cls in STEP_TYPES.items():
        assert f"{cls.__name__}.{kind}" in demanded


def test_a_new_field_or_word_is_demanded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Novelty(BaseModel):
        colour: Literal["red", "blue"] = "red"
        size: int = 0

    monkeypatch.setattr(coverage, "PARTS", (*coverage.PARTS, Novelty))
    fresh = {"Novelty.colour", "Novelty.colour=red", "Novelty.colour=blue", "Novelty.size"}
    assert fresh <= coverage.demanded()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_in_words_has_its_story(rule: str, told: dict[str, set[str]]) -> None:
    assert set(RULES[rule]) <= told.keys()


def test_every_story_is_named_in_the_list_of_stories() -> None:
    listed = (HERE / "README.md").read_text(encoding="utf-8")
    numbers = {p.parent.name.split("_")[0] for p in HERE.glob("*/scenario.yaml")}
    words = set(re.findall(r"\b\d+\b", listed)) | {
        f"{n:02d}" for a, b in re.findall(r"\b(\d+)-(\d+)\b", listed) for n in range(int(a), int(b) + 1)
    }
    assert not numbers - words, f"not in tests/stories/README.md: {sorted(numbers - words)}"
