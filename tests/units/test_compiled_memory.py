"""The compiled engine's memory: nothing is read that was not written; no run leaves a trace in the next."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sim.engines.compiled import memory, run, shelf
from sim.engines.compiled.image import Floats, Ints
from sim.eventlog import EventLog
from sim.study.prepare import prepare
from tests.parity.generator import generate, program_of
from tests.parity.rows import compare, first_difference
from tests.theory.queues.runner import program_of as program_of_text

SEEDS = range(900, 930)
REGISTRATION = Path(__file__).parents[2] / "scenarios/changchun_2021/business_registration.yaml"
JUNK = -0x5A5A5A5A5A5A5A5B


def logs() -> Iterator[EventLog]:
    """A run of each of some random scenarios."""
    for seed in SEEDS:
        yield run.run_replication(program_of(generate(seed)), seed=seed, replication=1)


def test_the_kernel_reads_only_what_it_has_written(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = list(logs())

    def full_of_junk(ints: int, floats: int) -> tuple[Ints, Floats]:
        return np.full(ints, JUNK), np.full(floats, np.nan)

    def columns_of_junk(width: int, room: int) -> Ints:
        return np.full((width, room), JUNK)

    monkeypatch.setattr(memory, "_arenas", full_of_junk)
    monkeypatch.setattr(memory, "_columns", columns_of_junk)
    for seed, here, there in zip(SEEDS, usual, logs(), strict=True):
        found = first_difference(here, there)
        assert found is None, f"scenario {seed}: {found}"


def test_a_run_whose_memory_grows_is_the_same_as_one_with_room_from_the_start() -> None:
    program = prepare(REGISTRATION)["today"].program
    growing, roomy = (run.run_replication(program, seed=1, replication=0) for _ in range(2))
    # The first run begins with room for 4,096 rows, the second with what the first has learnt.
    assert len(growing) > 3 * 4096
    assert first_difference(growing, roomy) is None


WAITING = """
format: 1
title: Much that is due at once
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 60 h, drain: 60 d}
calendars: {always: always}
pools: {desk: {staff: 2, calendar: always}}
processes:
"""
PATIENT = """
  p:
    arrive: {every: 2 min}
    steps:
      - {task: ask, by: desk, takes: exponential(mean=1 min), gives_up: {after: 20 d}}
      - {wait: reply, holder: applicant, takes: exponential(mean=1 d)}
"""
CROWD = """
  p:
    arrive: {every: 1 d, batch: 2300}
    attributes: {size: "uniform(0, 1)"}
    steps: [{wait: reply, holder: applicant, takes: exponential(mean=10 d)}]
"""


def test_what_was_called_off_is_cleared_away_and_the_rest_comes_in_time() -> None:
    """1,799 claims are met, and as many ends of patience called off, while hundreds of replies are due."""
    found = compare(program_of_text(WAITING + PATIENT), 1, 0)
    assert found is None, str(found)


def test_a_crowd_whose_agenda_log_and_case_table_grow_loses_nobody() -> None:
    """4,600 cases wait at once, more than there is room for from the start."""
    found = compare(program_of_text(WAITING + CROWD), 1, 0)
    assert found is None, str(found)


def test_a_lent_array_comes_back_when_its_last_view_is_gone_and_not_before() -> None:
    kept = shelf.Shelf()
    whole = kept.lend(60)
    columns = dict(zip("abc", whole.reshape(3, 20), strict=True))
    part = columns["b"].view(np.float64)[5:]
    part[:] = 1.5
    del whole, columns
    assert not np.shares_memory(part, kept.take(60)), "somebody still reads it"
    address = part.ctypes.data - 25 * 8
    del part
    assert kept.take(50).ctypes.data == address


def test_the_shelf_gives_the_smallest_piece_that_is_long_enough_and_keeps_no_more_than_it_should() -> None:
    kept = shelf.Shelf()
    for words in (100, 30, 60):
        kept.put(np.empty(words, dtype=np.int64))
    assert [len(kept.take(n)) for n in (40, 40, 40, 40)] == [60, 100, 40, 40]
    for _ in range(2 * shelf.MOST_PIECES):
        kept.put(np.empty(10, dtype=np.int64))
    kept.put(np.empty(shelf.MOST_WORDS + 1, dtype=np.int64))
    found = [len(kept.take(1)) for _ in range(shelf.MOST_PIECES + 1)]
    assert found == [10] * shelf.MOST_PIECES + [1]


def test_threads_that_run_at_once_share_no_memory() -> None:
    program = prepare(REGISTRATION)["today"].program
    alone = [run.run_replication(program, seed=1, replication=k) for k in range(6)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda k: run.run_replication(program, seed=1, replication=k), range(6)))
    for here, there in zip(alone, together, strict=True):
        assert first_difference(here, there) is None
