"""The compiled engine's memory: nothing is read that was not written; no run leaves a trace in the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.engines.compiled import memory, run
from sim.eventlog import EventLog
from sim.study.prepare import prepare
from tests.parity.generator import generate, program_of
from tests.parity.rows import first_difference

SEEDS = range(900, 930)
REGISTRATION = Path(__file__).parents[2] / "scenarios/changchun_2021/business_registration.yaml"
JUNK = -0x5A5A5A5A5A5A5A5B


def logs() -> Iterator[EventLog]:
    """A run of each of some random scenarios."""
    for seed in SEEDS:
        yield run.run_replication(program_of(generate(seed)), seed=seed, replication=1)


def test_the_kernel_reads_only_what_it_has_written(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = list(logs())

    def full_of_junk(ints: int, floats: int) -> memory.Memory:
        return memory.Memory(np.full(ints, JUNK), np.full(floats, np.nan))

    monkeypatch.setattr(memory, "_arenas", full_of_junk)
    for seed, here, there in zip(SEEDS, usual, logs(), strict=True):
        found = first_difference(here, there)
        assert found is None, f"scenario {seed}: {found}"


def test_a_run_whose_memory_grows_is_the_same_as_one_with_room_from_the_start() -> None:
    program = prepare(REGISTRATION)["today"].program
    growing, roomy = (run.run_replication(program, seed=1, replication=0) for _ in range(2))
    # The first run begins with room for 4,096 rows, the second with what the first has learnt.
    assert len(growing) > 3 * 4096
    assert first_difference(growing, roomy) is None
