"""What compiled code proves of a log does hold: no broken law is proven, and usual runs are proven whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from sim.engines import run
from sim.eventlog import MISSING, EventLog
from sim.measures.laws import LAWS, BrokenLawError, Evidence, check_laws
from sim.measures.screen import proven
from sim.measures.staff import Staff
from sim.program import Program
from sim.reading.planmap import is_map
from sim.study.prepare import prepare
from tests.helpers.five_cases import PROGRAM, log
from tests.parity.generator import generate, program_of

SCENARIOS = sorted(
    f for f in (Path(__file__).parents[2] / "scenarios" / "changchun_2021").glob("*.yaml") if not is_map(f)
)
CHANGES = 15
"""Logs made wrong of each scenario."""
NAMES = ("process", "position")
"""Columns without which a complaint could not name what it is about."""
MOST: dict[str, Callable[[EventLog], int]] = {
    "pool": lambda given: len(given.lines) - 1,
    "person": lambda given: len(given.persons) - 1,
    "row": lambda given: len(given) - 1,
}


def broken_and_proven(program: Program, given: EventLog) -> tuple[set[str], frozenset[str]]:
    known = Evidence(Staff(program, given, seed=1))
    held = proven(Staff(program, given, seed=1))
    broken = set()
    for name, law in LAWS.items():
        try:
            if any(True for _ in law(known)):
                broken.add(name)
        except (IndexError, ValueError):  # so wrong that the law itself stumbles
            broken.add(name)
        if broken:
            break
    return broken, held


def damaged(given: EventLog, luck: Random) -> tuple[str, EventLog]:
    """The log with one cell of its rows, spells or cases changed, and what was changed."""
    tables = {"rows": given.rows, "cases": given.cases, "spells": given.spells}
    table = luck.choice(
        [t for t in ("rows", "rows", "rows", *tables) if len(next(iter(tables[t].values()), ()))]
    )
    columns = {name: np.array(c, dtype=np.int64) for name, c in tables[table].items()}
    times = [c for c in ("queued", "started", "ended", "arrived", "finished") if c in columns]
    others = [c for c in columns if c not in times and c not in NAMES]
    name = luck.choice([*times, *times, *others])
    at = luck.randrange(len(columns[name]))
    before = int(columns[name][at])
    steps = (1, 60, 3600, 86_400) if name in times else (1,)
    after = before + luck.choice(steps) * luck.choice((-1, 1))
    if before == MISSING:
        after = given.end - 1 if name in times else MISSING
    elif name in MOST:
        after = max(0, min(after, MOST[name](given)))
    columns[name][at] = after
    kept: dict[str, Any] = {table: columns}
    return f"{table}.{name}[{at}]: {before} -> {columns[name][at]}", replace(given, **kept)


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_no_broken_law_is_proven(first: int) -> None:
    for seed in range(first, first + 10):
        program, luck = program_of(generate(seed)), Random(seed)
        given = run(program, seed=1, replication=0)
        if not len(given):
            continue
        for _ in range(CHANGES):
            what, wrong = damaged(given, luck)
            broken, held = broken_and_proven(program, wrong)
            assert not broken & held, f"scenario {seed}, {what}: {broken & held} proven"


def test_all_laws_are_proven_of_the_hand_made_log() -> None:
    assert proven(Staff(PROGRAM, log(), seed=1)) == set(LAWS)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_all_laws_are_proven_of_a_run_of_every_scenario(file: Path) -> None:
    program = prepare(file)["today"].program
    given = run(program, seed=1, replication=0)
    assert proven(Staff(program, given, seed=1)) == set(LAWS)


def test_a_broken_law_is_told_the_same_with_and_without_proofs() -> None:
    program, luck, told = program_of(generate(3)), Random(3), 0
    given = run(program, seed=1, replication=0)
    for _ in range(30):
        what, wrong = damaged(given, luck)
        found = []
        for native in (False, True):
            try:
                check_laws(program, wrong, seed=1, native=native)
                found.append("")
            except BrokenLawError as error:
                found.append(str(error))
        assert found[0] == found[1], what
        told += bool(found[0])
    assert told
