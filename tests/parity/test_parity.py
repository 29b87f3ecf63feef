"""Random scenarios over the whole language: every engine tells the same, and the reference keeps the laws.

`PARITY_N=10000` makes a thorough search of the suite, `make parity N=10000` is one without a test runner. A
failure is made small and printed with the command that replays it.
"""

from __future__ import annotations

import os

import pytest

from sim.engines import ENGINES
from tests.parity.checks import Check, agrees, examine, keeps_the_laws
from tests.parity.checks import has_a_past_that_stays as past_stays
from tests.parity.checks import stores_events_in_any_order as any_order
from tests.parity.checks import tells_the_same_twice as same_twice
from tests.parity.coverage import features, required
from tests.parity.generator import Wild, generate, program_of
from tests.parity.rows import REFERENCE, compare
from tests.parity.shrink import shrink, story

COUNT = int(os.environ.get("PARITY_N", "300"))
CHUNK = 15
PATIENCE = float(os.environ.get("PARITY_PATIENCE", "20"))
"""Seconds for making a failure small, well within a test's time."""

CHUNKS = [
    pytest.param(range(at, min(at + CHUNK, COUNT)), id=f"seeds-from-{at}") for at in range(0, COUNT, CHUNK)
]
SOME = CHUNKS[::5]
"""For the questions that need several runs of each scenario."""
ONLY_ONE = pytest.mark.skip(reason="the reference is the only engine there is: nothing to compare it with")
OTHERS: list[object] = [e for e in ENGINES if e != REFERENCE] or [pytest.param("compiled", marks=ONLY_ONE)]


def explained(seeds: range, checks: tuple[Check, ...]) -> str:
    """The first failure among some scenarios, made small; empty where nothing fails."""
    for seed in seeds:
        wild = generate(seed)
        failure = examine(wild, seed, checks)
        if failure is not None:
            small, told = shrink(wild, seed, failure, checks, PATIENCE)
            return f"scenario {seed}: {told.kind}\n{story(small, seed, told)}"
    return ""


@pytest.mark.parametrize("seeds", CHUNKS)
def test_a_random_scenario_keeps_the_laws(seeds: range) -> None:
    failure = explained(seeds, (keeps_the_laws,))
    assert not failure, failure


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("seeds", CHUNKS)
def test_every_engine_tells_the_same_rows(seeds: range, engine: str) -> None:
    failure = explained(seeds, (agrees(engine),))
    assert not failure, failure


@pytest.mark.parametrize("seeds", SOME)
def test_a_run_is_the_same_twice_and_in_any_order_of_storing_events(seeds: range) -> None:
    failure = explained(seeds, (same_twice, any_order))
    assert not failure, failure


@pytest.mark.parametrize("seeds", SOME)
def test_a_longer_drain_leaves_the_past_as_it_is(seeds: range) -> None:
    failure = explained(seeds, (past_stays,))
    assert not failure, failure


def test_the_generator_writes_every_field_of_the_language() -> None:
    missing = required() - set(features(range(300)))
    assert not missing, f"never written: {', '.join(sorted(missing))}"


def test_a_scenario_of_a_number_is_always_the_same() -> None:
    assert [generate(seed) for seed in range(20)] == [generate(seed) for seed in range(20)]


def test_a_run_compared_with_itself_shows_no_difference() -> None:
    assert all(compare(program_of(generate(seed)), seed, 0, REFERENCE) is None for seed in range(5))


def test_a_failure_is_made_small() -> None:
    def has_a_gather(_: object, wild: Wild, __: int) -> object:
        raise ZeroDivisionError if "gather" in str(wild.document["processes"]) else LookupError

    seed = next(s for s in range(100) if "gather" in str(generate(s).document["processes"]))
    checks: tuple[Check, ...] = (has_a_gather,)  # type: ignore[assignment]
    failure = examine(generate(seed), seed, checks)
    assert failure is not None
    small, _ = shrink(generate(seed), seed, failure, checks, 10.0)
    assert len(str(small.document["processes"])) < 250


def test_a_failure_with_a_schedule_from_a_file_is_made_small_with_its_table() -> None:
    def has_a_table(_: object, wild: Wild, __: int) -> object:
        raise ZeroDivisionError if any(wild.tables.values()) else LookupError

    seed = next(s for s in range(100) if any(len(t) > 5 for t in generate(s).tables.values()))
    checks: tuple[Check, ...] = (has_a_table,)  # type: ignore[assignment]
    failure = examine(generate(seed), seed, checks)
    assert failure is not None
    small, _ = shrink(generate(seed), seed, failure, checks, 10.0)
    (lines,) = (table for table in small.tables.values() if table)
    assert [list(line) for line in lines] == [["arrived"]]
