"""A history told piece by piece is the whole history, and what it is reduced to is the same to the byte."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from math import fsum
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engines.compiled import run
from sim.estimate import Sample, in_order
from sim.eventlog import CASE_COLUMNS, ROW_COLUMNS, EventLog, Piece
from sim.measures import Observer
from sim.measures.laws import broken_laws
from sim.measures.reducing import Reduction, UnprovenError
from sim.measures.tally import Tally
from sim.program import Program
from sim.statistics.means import totals_of
from sim.study.asking import wanted_of
from sim.study.prepare import prepare
from sim.study.replication import Job, replicate
from tests.parity.generator import generate, program_of

MANY = 1_100_000
SEEDS = range(40)
SMALL = 20
"""Rows and cases of a piece: a random scenario has some hundreds."""
PLAN = Path(__file__).parents[2] / "scenarios" / "changchun_2021"
LATE = PLAN / "business_registration.yaml"


def pieces(program: Program, size: int = SMALL) -> list[Piece]:
    return list(run.in_pieces(program, seed=3, replication=1, size=size))


def told(log: EventLog) -> tuple[list[Any], list[Any], list[Any]]:
    """Rows, cases with all that is known of them, and spells with their row, in words."""
    rows = {name: np.asarray(column).tolist() for name, column in log.rows.items()}
    for name, texts in (("pool", log.lines), ("person", log.persons)):
        rows[name] = [texts[k] if k >= 0 else "" for k in rows[name]]
    each = list(zip(*(rows[name] for name in ROW_COLUMNS), strict=True))
    spells = {name: np.asarray(column).tolist() for name, column in log.spells.items()}
    return (
        each,
        list(_cases(log)),
        [(each[row], *rest) for row, *rest in zip(
            spells["row"], spells["started"], spells["ended"],
            [log.lines[k] for k in spells["pool"]], [log.persons[k] for k in spells["person"]], strict=True,
        )],
    )  # fmt: skip


def _cases(log: EventLog) -> Iterator[tuple[Any, ...]]:
    seen = [0] * len(log.attributes)
    for case in zip(*(np.asarray(log.cases[name]).tolist() for name in CASE_COLUMNS), strict=True):
        process, at = case[0], seen[case[0]]
        seen[process] += 1
        values = [float(column[at]) for column in log.attributes[process]]
        yield (*case, *values, *(int(column[at]) for column in log.milestones[process]))


def same(here: Any, there: Any) -> bool:
    """Whether two results are the same to the byte."""
    if is_dataclass(here):
        return all(same(getattr(here, f.name), getattr(there, f.name)) for f in fields(here))
    if isinstance(here, tuple | list):
        return len(here) == len(there) and all(map(same, here, there))
    if isinstance(here, np.ndarray | array):
        return bool(here.tobytes() == there.tobytes())
    return bool(here == there)


def reduced(program: Program, found: list[Piece]) -> tuple[Any, ...]:
    reduction = Reduction(program, wanted_of(program), seed=3, glimpsed=True, told=True)
    for piece in found:
        reduction.add(piece)
    return reduction.observation(), reduction.glimpse(), reduction.tales(found)


def test_pieces_add_up_to_the_whole_history() -> None:
    several = 0
    for seed in SEEDS:
        program = program_of(generate(seed))
        whole = told(run.run_replication(program, seed=3, replication=1))
        parts = [told(piece.left) for piece in pieces(program)]
        several += len(parts) > 1
        for here, *there in zip(whole, *parts, strict=True):
            assert sorted(here) == sorted(x for part in there for x in part), f"scenario {seed}"
    assert several > len(SEEDS) / 3


def test_a_piece_has_every_row_that_was_open_in_it() -> None:
    for seed in SEEDS:
        program = program_of(generate(seed))
        rows, _, _ = told(run.run_replication(program, seed=3, replication=1))
        queued, ended = ROW_COLUMNS.index("queued"), ROW_COLUMNS.index("ended")
        for piece in pieces(program):
            here = {row[: queued + 1] for row in told(piece.log)[0]}
            for row in rows:
                over = row[ended] if row[ended] >= 0 else piece.log.end + 1
                if row[queued] <= piece.log.end and over > piece.begin:
                    assert (*row[: queued + 1],) in here, f"scenario {seed}, piece behind {piece.begin}"


@pytest.mark.parametrize("size", [SMALL, 150])
def test_what_pieces_are_reduced_to_is_what_the_whole_log_tells(size: int) -> None:
    for seed in SEEDS:
        program = program_of(generate(seed))
        observer = Observer(program, run.run_replication(program, seed=3, replication=1), seed=3)
        expected = observer.observation(wanted_of(program)), observer.glimpse(), observer.tales()
        assert same(expected, reduced(program, pieces(program, size))), f"scenario {seed}"


def test_a_replication_is_the_same_in_pieces_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (LATE, PLAN / "commercial_litigation.yaml"):
        program = prepare(file)["plan_2021"].program
        job = Job(program=program, wanted=wanted_of(program), seed=5, engine="compiled", glimpses=2)
        whole = [replicate(job, k) for k in range(3)]
        assert whole[0].tales and whole[0].glimpse and not whole[2].glimpse
        with monkeypatch.context() as patch:
            patch.setattr(run, "PIECE", 3000)
            assert len(list(run.in_pieces(program, seed=5, replication=0))) > 2
            assert same(whole, [replicate(job, k) for k in range(3)])


def broken(program: Program, found: list[Piece]) -> bool:
    try:
        reduced(program, found)
    except UnprovenError:
        return True
    return False


def test_a_law_broken_within_a_piece_is_not_overlooked() -> None:
    """One cell of a row that lies in one piece alone is changed, there and in the whole log."""
    luck, tried, wrong = Random(7), 0, 0
    for seed in SEEDS:
        program = program_of(generate(seed))
        whole, found = run.run_replication(program, seed=3, replication=1), pieces(program)
        for _ in range(4):
            at, column = luck.randrange(len(found)), luck.choice(("started", "ended", "person", "queued"))
            piece = found[at]
            mine = np.flatnonzero(np.asarray(piece.left.rows["queued"]) > piece.begin)
            if not len(mine) or not len(whole):
                continue
            row = int(luck.choice(mine.tolist()))
            key = {name: int(piece.left.rows[name][row]) for name in ROW_COLUMNS}
            if key[column] < 0:
                continue
            value = key[column] + luck.choice((-3600, -60, -1, 1, 60, 3600))
            if column == "person":
                value = luck.randrange(len(whole.persons))
            left = _changed(piece.left, key, column, value)
            log = left if piece.is_last else _changed(piece.log, key, column, value)
            tried += 1
            if next(broken_laws(program, _changed(whole, key, column, value), 3), None) is not None:
                wrong += 1
                there = [*found[:at], replace(piece, left=left, log=log), *found[at + 1 :]]
                assert broken(program, there), f"scenario {seed}: {column} of {key} made {value}"
    assert tried > wrong > tried / 4


def _changed(log: EventLog, key: dict[str, int], column: str, value: int) -> EventLog:
    rows = {name: np.array(c) for name, c in log.rows.items()}
    told_by = ("process", "case", "position", "round", "queued")
    (at,) = np.flatnonzero(np.logical_and.reduce([rows[name] == key[name] for name in told_by]))
    rows[column][at] = value
    return replace(log, rows=rows)


@pytest.mark.parametrize("twice", [False, True])
def test_a_case_that_is_lost_or_told_twice_between_pieces_is_missed(twice: bool) -> None:
    program = prepare(LATE)["today"].program
    found = pieces(program, 3000)
    assert len(found) > 3 and not broken(program, found)
    if twice:
        assert broken(program, [*found[:2], replace(found[1], begin=found[1].log.end), *found[2:]])
        return
    left = found[1].left
    cases = {name: np.asarray(c)[1:] for name, c in left.cases.items()}
    stays = np.asarray(left.rows["case"]) != int(left.cases["case"][0])
    rows = {name: np.asarray(c)[stays] for name, c in left.rows.items()}
    lost = replace(
        left,
        cases=cases,
        rows=rows,
        attributes=tuple(tuple(v[1:] for v in of) for of in left.attributes),
        milestones=tuple(tuple(v[1:] for v in of) for of in left.milestones),
    )
    assert broken(program, [found[0], replace(found[1], left=lost), *found[2:]])


@given(st.lists(st.lists(st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6)), max_size=30)))
def test_a_tally_keeps_all_values_in_order(heaps: list[list[float]]) -> None:
    tally = Tally()
    for heap in heaps:
        tally.add(np.array(heap))
    assert tally.in_order({}) == in_order([x for heap in heaps for x in heap])


@pytest.mark.parametrize("largest", [1, 2**20, 2**33, 2**50, 0.7])
def test_the_sum_of_many_values_is_exact(largest: float) -> None:
    luck = np.random.default_rng(1)
    values = np.sort(np.rint(luck.random(MANY) * largest) if largest >= 1 else luck.random(MANY))
    sample = Sample.of("x", [values], open_values=[values[:7]])
    assert totals_of(sample) == [fsum([*values.tolist(), *values[:7].tolist()])]
