"""Which parts are mutated, how many of their random faults are tried, and which tests must notice."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.named import named
from tests.mutation.sites import ROOT, Mutant, sites

SEED = 1


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the program. ``tests`` run in this order up to the first failure."""

    name: str
    files: tuple[str, ...]
    sample: int
    tests: tuple[str, ...]
    only: str = ""
    """A `-k` expression."""
    environment: tuple[tuple[str, str], ...] = ()


STORIES = "tests/stories/test_stories.py"
ON_REFERENCE = "(simpy or not test_stories)"
CALENDARS = (
    "tests/laws/test_calendars_walker.py",
    "tests/laws/test_calendars_spec.py",
    "tests/laws/test_calendars_china.py",
    "tests/theory/test_legal_day_counting.py",
)
MEASURES = (
    "tests/units/test_measures_by_hand.py",
    "tests/units/test_measures.py",
    "tests/units/test_measures_tables.py",
    "tests/units/test_measures_absence.py",
    "tests/units/test_measures_codes.py",
    "tests/laws/test_laws.py",
    "tests/laws/test_laws_of_measures.py",
    "tests/laws/test_faults.py",
)
PARITY = (("PARITY_N", "30"), ("PARITY_PATIENCE", "0"))
"""Random scenarios for each mutant; what fails need not be made small."""
COMPILED = "sim/engines/compiled/[!_]*.py"
ENGINE = (
    STORIES,
    "tests/errors/test_too_many_arrivals.py",
    "tests/parity/test_parity.py",
    "tests/laws/test_metamorphic.py",
)

ROOMS: tuple[Room, ...] = (
    Room("reference engine", ("sim/engines/reference/*.py",), 16,
         ENGINE,
         f"{ON_REFERENCE} and not generator and not made_small", PARITY),
    Room("calendars", ("sim/calendars/*.py",), 10, (*CALENDARS, STORIES), ON_REFERENCE),
    Room("compiled measures", ("sim/measures/native_*.py", "sim/measures/screen.py"), 12,
         ("tests/laws/test_counting.py", "tests/laws/test_proven_laws.py", *MEASURES,
          "tests/laws/test_pieces.py"),
         f"{ON_REFERENCE} and not of_the_plan and not of_every_scenario and not in_pieces_and_whole"
         " and not lost_or_told_twice", (("NUMBA_DISABLE_JIT", "1"),)),
    Room("measures and laws", ("sim/measures/[!ns]*.py", "sim/measures/sta*.py"), 12,
         (*MEASURES, "tests/laws/test_counting.py", STORIES),
         f"{ON_REFERENCE} and not of_the_plan and not of_every_scenario"),
    Room("statistics", ("sim/statistics/*.py",), 12,
         ("tests/theory/test_intervals.py", "tests/theory/test_looks.py", "tests/theory/test_mser.py",
          "tests/theory/test_certified.py", "tests/theory/test_selection.py", "tests/units/test_judging.py")),
    Room("judging", ("sim/judging/*.py",), 5,
         ("tests/units/test_judging.py", "tests/theory/test_certified.py", "tests/theory/test_looks.py",
          "tests/theory/test_intervals.py")),
    Room("luck and draws", ("sim/luck.py", "sim/absence.py", "sim/backlog.py"), 4,
         ("tests/theory/test_luck.py", STORIES, "tests/units/test_measures_absence.py"), ON_REFERENCE),
    Room("compiled engine", (COMPILED,), 30,
         (STORIES, "tests/parity/test_parity.py", "tests/units/test_compiled_memory.py",
          "tests/laws/test_pieces.py"),
         "(test_stories and compiled) or (test_parity and same_rows)"
         " or reads_only or memory_grows or called_off or case_table_grow or pieces_add_up or open_in_it",
         (*PARITY, ("NUMBA_DISABLE_JIT", "1"))),
)  # fmt: skip
"""Compiled code runs as plain Python here, which it is: nothing is compiled for a mutant, and the machine
code that a user's cache holds of the healthy program is not taken in its place.
"""


def room_of(mutant: Mutant) -> Room:
    """The part a mutant belongs to."""
    for room in ROOMS:
        if any(Path(mutant.file).match(pattern) for pattern in room.files):
            return room
    raise LookupError(mutant.file)


def mutants() -> list[tuple[Room, Mutant]]:
    """All faults: those with a name, then a random sample of each part, always the same."""
    found = [(room_of(m), m) for m in named()]
    taken = {(m.file, m.start, m.after) for _, m in found}
    for room in ROOMS:
        places = [m for file in _files(room.files) for m in sites(file)]
        luck = random.Random(f"{SEED} {room.name}")
        fresh = [m for m in places if (m.file, m.start, m.after) not in taken]
        found += [(room, m) for m in luck.sample(fresh, min(room.sample, len(fresh)))]
    return found


def _files(patterns: Iterable[str]) -> list[str]:
    return sorted(str(p.relative_to(ROOT)) for pattern in patterns for p in ROOT.glob(pattern))
