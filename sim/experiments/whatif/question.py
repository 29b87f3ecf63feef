"""[whatif] A question, and the programs that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.compiling import compile_program
from sim.expressions import Name
from sim.reading import read
from sim.reforming import apply, changed, with_cards
from sim.scenario import Document, Scenario
from sim.study.prepare import TODAY, Prepared, bases_of

NAME = "what_if"
"""The variant that stands on the page."""


Settings = tuple[tuple[str, str | float], ...]
"""Values by their paths."""


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario file with these cards applied and then these values put at their paths.

    What is put at a path stands whatever the cards say, since it is what somebody sees and moves.
    """

    file: str
    cards: tuple[str, ...] = ()
    settings: Settings = ()
    seed: int = 1


def prepared(question: Question) -> Mapping[str, Prepared]:
    """The page's variant under `NAME`, and those that its targets compare it against, as in the file but for
    figures of the `world`.

    Raises `InputError` with every complaint, about the file, a card or a setting.
    """
    return _prepared(question, age(question.file))


@lru_cache(maxsize=24)
def _prepared(question: Question, when: int) -> Mapping[str, Prepared]:
    moved = changed(_reformed(question.file, when, question.cards), dict(question.settings), source="--set")
    ready = {NAME: Prepared(moved, compile_program(moved))}
    for base in bases_of(ready[NAME].program):
        ready[base] = _base(question.file, when, base, world(question, base))
    return ready


@lru_cache(maxsize=24)
def _base(file: str, when: int, variant: str, moved: Settings) -> Prepared:
    """A variant of the file in the world of the question."""
    scenario = changed(_of_file(file, when, variant), dict(moved), source="--set")
    return Prepared(scenario, compile_program(scenario))


def _of_file(file: str, when: int, variant: str) -> Scenario:
    written = scenario_of(file, when)
    return written if variant == TODAY else apply(written, variant)


def world(question: Question, variant: str) -> Settings:
    """The settings that hold in a variant of the file too, because they are none of the page's reform.

    Somebody who moves how long a step takes, or how many cases come, means the world in which the reform is
    compared. People are what is proposed, and so is a figure that the cards on the page have changed.
    """
    when = age(question.file)
    ours = _reformed(question.file, when, question.cards).document
    theirs, staff = _of_file(question.file, when, variant).document.numbers, staffing(ours)

    def shared(path: str) -> bool:
        kind, _, name = path.partition(".")
        if kind != "numbers" or name in staff or name not in ours.numbers or name not in theirs:
            return False
        return ours.numbers[name].value == theirs[name].value

    return tuple((path, value) for path, value in question.settings if shared(path))


def staffing(model: Document) -> frozenset[str]:
    """The figures of the ledger that are a number of people."""
    given = [
        value
        for pool in model.pools.values()
        for value in (pool.staff, *(s.staff for s in pool.shifts or ()))
    ]
    return frozenset(value.id for value in given if isinstance(value, Name))


@lru_cache(maxsize=24)
def _reformed(file: str, when: int, cards: tuple[str, ...]) -> Scenario:
    """The scenario with cards applied: most questions only move a value of it."""
    return with_cards(scenario_of(file, when), cards, name=NAME)


@lru_cache(maxsize=24)
def scenario_of(file: str, when: int) -> Scenario:
    """The scenario in a file of this age; read again when the file was written anew."""
    return read(file)


def written(file: str) -> Scenario:
    """The scenario as the file has it now."""
    return scenario_of(file, age(file))


def age(file: str) -> int:
    """When the file was last written, in ns; 0 where it is gone."""
    path = Path(file)
    return path.stat().st_mtime_ns if path.exists() else 0
