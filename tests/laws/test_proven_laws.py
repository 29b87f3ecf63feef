"""What compiled code proves of a log does hold: no broken law is proven, and usual runs are proven whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from numba import njit

from sim.engines import run
from sim.eventlog import MISSING, EventLog, Outcome
from sim.measures.columns import merged
from sim.measures.laws import LAWS, BrokenLawError, Evidence, check_laws
from sim.measures.native_spans import join_sorted, merge_spans, sort_spans
from sim.measures.screen import proven, proven_of_piece
from sim.measures.staff import Staff
from sim.measures.tables import spacious
from sim.program import Program
from sim.reading.planmap import is_map
from sim.study.prepare import prepare
from tests.helpers.five_cases import PROGRAM, log
from tests.parity.generator import generate, program_of
from tests.theory.queues.runner import program_of as one_of

SCENARIOS = sorted(
    f for f in (Path(__file__).parents[2] / "scenarios" / "changchun_2021").glob("*.yaml") if not is_map(f)
)
INTERRUPTED = sorted(Path(__file__).parents[1].glob("stories/*preempt*/scenario.yaml"))
ORDERED = [
    Path(__file__).parents[1] / "stories" / name / "scenario.yaml"
    for name in ("15_priority_order", "76_lifo", "80_ties_of_claims")
]
DETACHED = sorted(Path(__file__).parents[1].glob("stories/*detached*/scenario.yaml"))
FENCE, NONSENSE = 8, 2**61 + 1
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


def swapped(given: EventLog, luck: Random) -> EventLog:
    """The log with the service of two rows of one pool exchanged: whoever came later is met sooner."""
    columns = {name: np.array(c, dtype=np.int64) for name, c in given.rows.items()}
    first = luck.choice(np.flatnonzero(columns["started"] != MISSING).tolist())
    same = np.flatnonzero((columns["pool"] == columns["pool"][first]) & (columns["started"] != MISSING))
    pair = [first, luck.choice(same.tolist())]
    for name in ("started", "ended", "person"):
        columns[name][pair] = columns[name][pair[::-1]]
    return replace(given, rows=columns)


@pytest.mark.parametrize("file", ORDERED, ids=lambda f: f.parent.name)
def test_no_broken_order_is_proven(file: Path) -> None:
    program, luck, told = prepare(file)["today"].program, Random(1), 0
    given = run(program, seed=1, replication=0)
    for _ in range(4 * CHANGES):
        staff = Staff(program, swapped(given, luck), seed=1)
        if any(True for _ in LAWS["order"](Evidence(staff))):
            told += 1
            assert "order" not in proven(staff)
    assert told


@pytest.mark.parametrize("file", DETACHED, ids=lambda f: f.parent.name)
def test_rows_beyond_the_run_are_not_proven(file: Path) -> None:
    """Work that goes on when its case has left is in no other law's way."""
    program = prepare(file)["today"].program
    given = run(program, seed=1, replication=0)
    for row in np.flatnonzero(np.array(given.rows["ended"]) != MISSING).tolist():
        columns = {name: np.array(c, dtype=np.int64) for name, c in given.rows.items()}
        columns["ended"][row] = given.end + 1
        assert "instants_in_order" not in proven(Staff(program, replace(given, rows=columns), seed=1)), row


def test_an_unfinished_case_that_is_at_no_step_is_not_proven() -> None:
    given = log()
    for case in np.flatnonzero(given.cases["finished"] != MISSING).tolist():
        rows = {name: np.array(c, dtype=np.int64) for name, c in given.rows.items()}
        cases = {name: np.array(c, dtype=np.int64) for name, c in given.cases.items()}
        last = (rows["case"] == cases["case"][case]) & (rows["ended"] == cases["finished"][case])
        rows["ended"][last] = given.end
        cases["finished"][case] = cases["outcome"][case] = MISSING
        staff = Staff(PROGRAM, replace(given, rows=rows, cases=cases), seed=1)
        assert any(True for _ in LAWS["conservation"](Evidence(staff)))
        assert "conservation" not in proven(staff), case


def test_a_piece_of_a_healthy_run_is_proven_as_the_whole_is() -> None:
    """The hand-made log numbers its cases from -1 on, and is told whole as one piece here."""
    whole = Staff(PROGRAM, log(), seed=1)
    assert proven_of_piece(whole, whole, -1) == proven(whole)


QUEUE = """
format: 1
title: One clerk
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 10 d, drain: 10 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["08:30-12:00", "13:00-16:30"]}}
pools: {clerk: {staff: 1, calendar: office, at_close: pause}}
processes:
  permit: {arrive: {rate: 14 per d}, steps: [{task: check, by: clerk, takes: exponential(mean=30 min)}]}
"""


def test_somebody_who_goes_home_for_good_while_claims_wait_idles() -> None:
    program, never = one_of(QUEUE), np.int64(MISSING)
    given = run(program, seed=1, replication=0)
    rows = {name: np.array(c, dtype=np.int64) for name, c in given.rows.items()}
    cases = {name: np.array(c, dtype=np.int64) for name, c in given.cases.items()}
    gone = rows["started"] >= np.sort(rows["started"])[len(given) // 2]
    for name in ("started", "ended", "pool", "person"):
        rows[name][gone] = never
    rows["outcome"][gone], rows["worked"][gone] = Outcome.UNFINISHED, 0
    for name in ("finished", "outcome"):
        cases[name][np.isin(cases["case"], rows["case"][gone])] = never
    staff = Staff(program, replace(given, rows=rows, cases=cases), seed=1)
    assert any(True for _ in LAWS["no_idling"](Evidence(staff)))
    assert proven(staff) == set(LAWS) - {"no_idling"}


@njit
def tidied(spans: Any, middle: int, spare: Any) -> int:  # pragma: no cover
    """Sort both parts of some intervals, join them and merge them; how many there are."""
    start, stop = spans
    sort_spans(start, stop, 0, middle)
    sort_spans(start, stop, middle, len(start))
    join_sorted(start, stop, 0, middle, len(start), (spare[0], spare[1]))
    return merge_spans(start, stop, 0, len(start))  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", range(20))
def test_intervals_in_any_order_are_merged_as_whole_columns_are(seed: int) -> None:
    luck = Random(seed)
    n, reach = luck.randrange(60), luck.choice((5, 50, 5000))
    start = np.array([luck.randrange(reach) for _ in range(n)], dtype=np.int64)
    stop = start + np.array([luck.choice((0, 1, 3, 200)) for _ in range(n)], dtype=np.int64)
    expected = merged(start, stop)
    spans = start.copy(), stop.copy()
    count = tidied(spans, luck.randrange(n + 1), (np.zeros_like(start), np.zeros_like(start)))
    assert [s[:count].tolist() for s in spans] == [s.tolist() for s in expected], f"seed {seed}"


def test_all_laws_are_proven_of_the_hand_made_log() -> None:
    assert proven(Staff(PROGRAM, log(), seed=1)) == set(LAWS)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_all_laws_are_proven_of_a_run_of_every_scenario(file: Path) -> None:
    program = prepare(file)["today"].program
    given = run(program, seed=1, replication=0)
    assert proven(Staff(program, given, seed=1)) == set(LAWS)


@pytest.mark.parametrize("first", range(0, 40, 20))
def test_a_proof_reads_and_writes_only_what_is_its_own(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scratch columns are full of nonsense before, and what lies between them is as it was afterwards."""
    fences: list[Any] = []

    def fenced(lengths: Sequence[int], kinds: Sequence[int]) -> list[Any]:
        sizes = [lengths[kind] for kind in kinds]
        words = np.full(sum(sizes) + FENCE * (len(sizes) + 1), NONSENSE, dtype=np.int64)
        words[::2] *= -1
        columns, at = [], 0
        for size in sizes:
            fences.append((words[at : at + FENCE], words[at : at + FENCE].copy()))
            columns.append(words[at + FENCE : at + FENCE + size])
            at += FENCE + size
        fences.append((words[at:], words[at:].copy()))
        return columns

    monkeypatch.setattr("sim.measures.screen.spacious", fenced)
    programs = [program_of(generate(seed)) for seed in range(first, first + 20)]
    for program in (*programs, *(prepare(file)["today"].program for file in INTERRUPTED)):
        given = run(program, seed=1, replication=0)
        held = proven(Staff(program, given, seed=1))
        with monkeypatch.context() as plain:
            plain.setattr("sim.measures.screen.spacious", spacious)
            assert proven(Staff(program, given, seed=1)) == held, program.processes[0].name
        assert all(np.array_equal(now, before) for now, before in fences), program.processes[0].name


@pytest.mark.parametrize("file", INTERRUPTED, ids=lambda f: f.parent.name)
def test_a_spell_that_ends_before_it_begins_proves_nothing_of_people(file: Path) -> None:
    program = prepare(file)["today"].program
    given = run(program, seed=1, replication=0)
    for spell in range(len(given.spells["row"])):
        spells = {name: np.array(c, dtype=np.int64) for name, c in given.spells.items()}
        spells["ended"][spell] = spells["started"][spell] - 1
        held = proven(Staff(program, replace(given, spells=spells), seed=1))
        assert not held & {"capacity", "no_idling"}, spell


@pytest.mark.parametrize("file", INTERRUPTED, ids=lambda f: f.parent.name)
def test_all_laws_are_proven_where_work_is_interrupted(file: Path) -> None:
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
