"""[whatif] A question, and the programs that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.compiling import compile_program
from sim.reading import read
from sim.reforming import apply, changed, with_cards
from sim.scenario import Scenario
from sim.study.prepare import TODAY, Prepared, bases_of

NAME = "what_if"
"""The variant that stands on the page."""


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario file with these cards applied and then these values put at their paths.

    What is put at a path stands whatever the cards say, since it is what somebody sees and moves.
    """

    file: str
    cards: tuple[str, ...] = ()
    settings: tuple[tuple[str, str | float], ...] = ()
    seed: int = 1


def prepared(question: Question) -> Mapping[str, Prepared]:
    """The page's variant under `NAME`, and those that its targets compare it against, as in the file.

    Raises `InputError` with every complaint, about the file, a card or a setting.
    """
    return _prepared(question, _age(question.file))


@lru_cache(maxsize=24)
def _prepared(question: Question, age: int) -> Mapping[str, Prepared]:
    moved = changed(_reformed(question.file, age, question.cards), dict(question.settings), source="--set")
    ready = {NAME: Prepared(moved, compile_program(moved))}
    for base in bases_of(ready[NAME].program):
        ready[base] = _base(question.file, age, base)
    return ready


@lru_cache(maxsize=24)
def _base(file: str, age: int, variant: str) -> Prepared:
    """A variant as the file has it, which no setting moves."""
    written = scenario_of(file, age)
    scenario = written if variant == TODAY else apply(written, variant)
    return Prepared(scenario, compile_program(scenario))


@lru_cache(maxsize=24)
def _reformed(file: str, age: int, cards: tuple[str, ...]) -> Scenario:
    """The scenario with cards applied: most questions only move a value of it."""
    return with_cards(scenario_of(file, age), cards, name=NAME)


@lru_cache(maxsize=24)
def scenario_of(file: str, age: int) -> Scenario:
    """The scenario in a file of this age; read again when the file was written anew."""
    return read(file)


def written(file: str) -> Scenario:
    """The scenario as the file has it now."""
    return scenario_of(file, _age(file))


def _age(file: str) -> int:
    path = Path(file)
    return path.stat().st_mtime_ns if path.exists() else 0
