"""What compiled code counts of a run is what whole columns tell of it, figure by figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engines import run
from sim.eventlog import EventLog
from sim.measures import Observer, Wanted, for_target, standard
from sim.measures.counting import united
from sim.measures.part import Part
from sim.program import Program
from sim.reading.planmap import is_map
from sim.study.prepare import prepare
from tests.parity.generator import generate, program_of

SCENARIOS = sorted(
    f for f in (Path(__file__).parents[2] / "scenarios" / "changchun_2021").glob("*.yaml") if not is_map(f)
)


def everything(program: Program) -> tuple[Wanted, ...]:
    return tuple(dict.fromkeys((*standard(program), *(for_target(program, t) for t in program.targets))))


def differing(program: Program, given: EventLog, seed: int) -> list[str]:
    plain = Observer(program, given, seed=seed)
    swift = Observer(program, given, seed=seed, native=True)
    return [
        f"{wanted.key} of process {wanted.process}, pool {wanted.pool}"
        for wanted in everything(program)
        if plain.see(wanted) != swift.see(wanted)
    ]


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_figures_of_any_scenario_are_those_of_whole_columns(first: int) -> None:
    counted = 0
    for seed in range(first, first + 20):
        program = program_of(generate(seed))
        given = run(program, seed=seed, replication=1)
        assert not differing(program, given, seed), f"scenario {seed}"
        counted += Observer(program, given, seed=seed, native=True).staff.counted is not None
    assert counted == 20


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_figures_of_the_plan_are_those_of_whole_columns(file: Path) -> None:
    for variant, ready in prepare(file).items():
        given = run(ready.program, seed=1, replication=0)
        assert not differing(ready.program, given, 1), variant


def test_rows_in_no_order_are_left_to_whole_columns() -> None:
    program = program_of(generate(3))
    given = run(program, seed=1, replication=0)
    turned = {name: np.array(column, dtype=np.int64)[::-1] for name, column in given.rows.items()}
    wrong = replace(given, rows=turned)
    assert not [d for d in differing(program, wrong, 1) if not d.startswith("queue_at")]
    part = Part(program, wrong, 0, working=Observer(program, wrong, seed=1).working, native=True)
    assert len(set(part.rows["queued"].tolist())) > 1
    assert sorted(part.seconds_held.ravel()) == sorted(
        Part(program, given, 0, working=part.working).seconds_held.ravel()
    )


def test_a_pool_that_the_program_does_not_have_is_left_to_whole_columns() -> None:
    program = program_of(generate(3))
    given = run(program, seed=1, replication=0)
    strange = replace(given, lines=tuple(f"{name}_of_old" for name in given.lines))
    observer = Observer(program, strange, seed=1, native=True)
    assert observer.staff.counted is None
    assert not differing(program, strange, 1)


def test_intervals_that_touch_or_overlap_are_one() -> None:
    group, start, end = (np.array(c) for c in ([1, 0, 1, 1, 0], [0, 5, 2, 9, 8], [2, 7, 4, 9, 10]))
    found = united(group, start, end, 2)
    assert found is not None
    assert [c.tolist() for c in found] == [[0, 0, 1], [5, 8, 0], [7, 10, 4]]
    assert united(group[::-1].copy(), start[::-1].copy(), end[::-1].copy(), 2) is None


def test_no_intervals_are_united_to_none() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = united(nothing, nothing, nothing, 0)
    assert found is not None and [len(column) for column in found] == [0, 0, 0]
