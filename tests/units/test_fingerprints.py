"""The fingerprint of a log: the same for every engine and any order of runs, another for any other log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.fingerprints import fingerprint
from sim.engines import ENGINES, run
from sim.study.prepare import prepare
from tests.parity.generator import generate, program_of


def test_engines_leave_the_same_fingerprint() -> None:
    for seed in (2, 5, 11):
        program = program_of(generate(seed))
        assert len({fingerprint(run(program, seed=1, replication=1, engine=e)) for e in ENGINES}) == 1, seed


def test_the_order_of_replications_leaves_no_trace() -> None:
    file = Path(__file__).parents[2] / "scenarios/changchun_2021/tax.yaml"
    program = prepare(file)["today"].program
    there = [fingerprint(run(program, seed=1, replication=k)) for k in (0, 1, 2)]
    back = [fingerprint(run(program, seed=1, replication=k)) for k in (2, 1, 0)]
    assert there == back[::-1]
    assert len(set(there)) == 3


def test_one_second_more_is_another_fingerprint() -> None:
    log = run(program_of(generate(5)), seed=1, replication=1)
    ended = np.array(log.rows["ended"])
    ended[len(ended) // 2] += 1
    assert fingerprint(replace(log, rows={**log.rows, "ended": ended})) != fingerprint(log)
