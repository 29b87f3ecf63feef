"""The measures of random cases against the plainest reading of the language: a walk by quarters of hours."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import lru_cache

from hypothesis import given
from hypothesis import strategies as st

from sim.eventlog import MISSING, ROW_COLUMNS, EventLog, Outcome
from sim.measures import Wanted, observe
from tests.helpers import five_cases as five
from tests.helpers.five_cases import PROGRAM

QUARTER = 900
Rows = list[tuple[int, int, int]]
"""Step, start and end in quarters of an hour."""

STEPS = st.sampled_from([five.REVIEW, five.CORRECTS, five.ROADS])
INSTANTS = st.integers(-3 * 96, 10 * 96)
ROWS = st.lists(
    st.tuples(STEPS, INSTANTS, INSTANTS).map(lambda r: (r[0], *sorted(r[1:]))), min_size=1, max_size=6
)


@lru_cache(maxsize=4096)
def is_open(quarter: int) -> bool:
    return five.OFFICE.is_open(quarter * QUARTER)


def a_log(rows: Rows, arrived: int, finished: int) -> EventLog:
    """One case with these rows and nothing else."""
    listed = sorted(rows, key=lambda r: r[1])
    table = [
        {
            "process": 0,
            "case": 0,
            "position": step,
            "round": 1,
            "holder": five.HOLDER[step],
            "queued": a * QUARTER,
            "started": a * QUARTER,
            "ended": b * QUARTER,
            "worked": MISSING,
            "pool": MISSING,
            "person": MISSING,
            "outcome": Outcome.DONE,
        }
        for step, a, b in listed
    ]
    case = {"process": 0, "case": 0, "arrived": arrived * QUARTER, "finished": finished * QUARTER}
    case |= {"outcome": 0, "measured": 1}
    return replace(
        five.log(),
        rows={name: array("q", [r[name] for r in table]) for name in ROW_COLUMNS},
        cases={name: array("q", [value]) for name, value in case.items()},
        attributes=((array("d", [0.0]), array("d", [0.0])),),
        milestones=((array("q", [MISSING]), array("q", [MISSING])),),
    )


def value(log: EventLog, measure: str) -> float:
    (seen,) = observe(PROGRAM, log, [Wanted(measure, process=0)], seed=1).seen
    return float(seen.values[0])


def days(arrived: int, finished: int) -> list[int]:
    """The working days d with date(arrived) < d <= date(finished), as day numbers."""
    return [
        d
        for d in range(arrived // 96 + 1, finished // 96 + 1)
        if any(map(is_open, range(d * 96, d * 96 + 96)))
    ]


@given(INSTANTS, INSTANTS)
def test_working_days_and_open_time_are_what_a_walk_counts(a: int, b: int) -> None:
    a, b = sorted((a, b))
    log = a_log([(five.ROADS, a, b)], a, b)
    assert value(log, "working_days") == len(days(a, b))
    assert value(log, "open_time") == QUARTER * sum(map(is_open, range(a, b)))
    assert value(log, "elapsed") == QUARTER * (b - a)


@given(ROWS, INSTANTS, INSTANTS)
def test_legal_days_are_the_days_with_an_open_second_on_the_agency_side(rows: Rows, a: int, b: int) -> None:
    a, b = sorted((a, b))
    held = {q for step, s, e in rows if five.HOLDER[step] != five.APPLICANT for q in range(s, min(e, b))}
    held |= set(range(a, min(0, b)))  # a case of the backlog is with the agency before second 0
    counted = [d for d in days(a, b) if any(is_open(q) and q in held for q in range(d * 96, d * 96 + 96))]
    assert value(a_log(rows, a, b), "legal_days") == len(counted)


@given(ROWS)
def test_held_by_is_the_time_in_which_any_row_of_the_holder_is_open(rows: Rows) -> None:
    first, last = min(a for _, a, _ in rows), max(b for _, _, b in rows)
    for holder, name in enumerate(PROGRAM.holders):
        quarters = {q for step, a, b in rows if five.HOLDER[step] == holder for q in range(a, b)}
        assert value(a_log(rows, first, last), f"held_by.{name}") == QUARTER * len(quarters)
