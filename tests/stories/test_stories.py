"""Every story, ours and the shared ones, through every engine: the rows that were worked out by hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.compiling import compile_program
from sim.engines import ENGINES, run
from sim.eventlog import EventLog, Outcome, moment
from sim.measures.laws import check_laws
from sim.program import Program
from sim.reading import read
from sim.reforming import apply
from tests.parity.rows import REFERENCE, first_difference
from tests.stories.coverage import variants_told

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "acceptance" / "stories"
SEED = 1
TODAY = "today"

Row = tuple[str, ...]
COLUMNS = ("process", "case", "step", "round", "queued", "started", "ended", "outcome")


Story = tuple[Path, str]
"""A folder and a variant: `expected.csv` is what today gives, `expected.<variant>.csv` what another does."""


def stories() -> list[object]:
    """Every told log; one place holder that is skipped where the shared ones are missing."""
    found: list[object] = [pytest.param(s, id=_name(s)) for s in _told(HERE)]
    found += [pytest.param(s, id=f"shared/{_name(s)}") for s in _told(SHARED)]
    if not SHARED.is_dir():
        reason = "../shared/acceptance/stories is not beside this repository"
        found.append(pytest.param((SHARED, TODAY), id="shared", marks=pytest.mark.skip(reason)))
    return found


def _told(where: Path) -> list[Story]:
    folders = sorted(p.parent for p in where.glob("*/scenario.yaml"))
    return [(folder, variant) for folder in folders for variant in (TODAY, *variants_told(folder))]


def _name(story: Story) -> str:
    folder, variant = story
    return folder.name if variant == TODAY else f"{folder.name}-{variant}"


@pytest.fixture(scope="module")
def compiled() -> Callable[[Story], Program]:
    """A story's program, compiled once for all engines."""
    known: dict[Story, Program] = {}

    def program(story: Story) -> Program:
        if story not in known:
            folder, variant = story
            known[story] = compile_program(apply(read(folder / "scenario.yaml"), variant))
        return known[story]

    return program


def expected_rows(story: Story) -> list[Row]:
    folder, variant = story
    name = "expected.csv" if variant == TODAY else f"expected.{variant}.csv"
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return [tuple(line[c] or "" for c in COLUMNS) for line in csv.DictReader(file)]


def rows_of(log: EventLog) -> list[Row]:
    """The columns that a story tells."""
    return [_row(log, at) for at in range(len(log))]


def _row(log: EventLog, at: int) -> Row:
    c, names = {k: int(v[at]) for k, v in log.rows.items()}, log.catalog
    instants = (moment(names.origin, c[k]) for k in ("queued", "started", "ended"))
    step = names.steps[c["process"]][c["position"]].name
    outcome = Outcome(c["outcome"]).name.lower()
    return (names.processes[c["process"]], str(c["case"]), step, str(c["round"]), *instants, outcome)


@pytest.mark.parametrize("engine", list(ENGINES))
@pytest.mark.parametrize("story", stories())
def test_a_story_goes_as_worked_out_by_hand(
    story: Story, engine: str, compiled: Callable[[Story], Program]
) -> None:
    expected = expected_rows(story)
    told = {row[2] for row in expected}
    found = rows_of(run(compiled(story), seed=SEED, replication=0, engine=engine))
    found = [row for row in found if row[2] in told]
    assert sorted((Counter(found) - Counter(expected)).elements()) == [], "rows that the story does not tell"
    assert sorted((Counter(expected) - Counter(found)).elements()) == [], "rows that the run does not give"


@pytest.mark.parametrize("engine", list(ENGINES))
@pytest.mark.parametrize("story", stories())
def test_a_story_keeps_the_laws_and_every_engine_tells_all_of_it_alike(
    story: Story, engine: str, compiled: Callable[[Story], Program]
) -> None:
    program = compiled(story)
    log = run(program, seed=SEED, replication=0, engine=engine)
    check_laws(program, log, seed=SEED)
    if engine != REFERENCE:
        difference = first_difference(run(program, seed=SEED, replication=0, engine=REFERENCE), log)
        assert difference is None, str(difference)
