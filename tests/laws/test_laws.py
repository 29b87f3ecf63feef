"""A good log obeys every law, and each law catches, by its name, a log that was broken by hand."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest

from sim.errors import LawError
from sim.eventlog import MISSING, EventLog, Outcome
from sim.expressions import Code, Op
from sim.measures.laws import LAWS, BrokenLawError, Evidence, check_laws
from sim.measures.staff import Staff
from sim.program import By, Need, Order, Program, Task
from tests.helpers import five_cases as five
from tests.helpers.five_cases import PROGRAM, at, log, with_cells

# Rows of the log, in its order.
BACKLOG_REVIEW, APPLY_0, REVIEW_0, APPLY_1, REVIEW_1, PLAN_B, ROADS_B, PLAN_0 = range(8)
REVIEW_2 = 10


def broken_by(law: str, given: EventLog, program: Program = PROGRAM) -> BrokenLawError:
    found = list(LAWS[law](Evidence(Staff(program, given, seed=1))))
    assert found, f"{law} saw nothing"
    assert found[0].law == law
    return found[0]


def test_a_good_log_obeys_every_law() -> None:
    check_laws(PROGRAM, log(), seed=1)


def test_an_empty_log_obeys_every_law() -> None:
    nothing = {name: array("q") for name in log().rows}
    nobody = {name: array("q") for name in log().cases}
    check_laws(PROGRAM, replace(log(), rows=nothing, cases=nobody, lines=(), persons=()), seed=1)


def test_a_row_that_starts_before_it_queued_is_caught() -> None:
    found = broken_by("instants_in_order", with_cells(log(), "rows", REVIEW_2, started=at(1, 9.5)))
    assert (found.case, found.instant) == ("permit/2 in review", at(1, 10))


def test_a_row_that_ends_before_it_started_is_caught() -> None:
    broken_by("instants_in_order", with_cells(log(), "rows", REVIEW_2, ended=at(1, 10) - 1))


def test_an_unfinished_row_with_an_end_is_caught() -> None:
    broken_by("instants_in_order", with_cells(log(), "rows", REVIEW_2, outcome=Outcome.UNFINISHED))


def test_a_case_that_leaves_before_it_came_is_caught() -> None:
    broken_by("instants_in_order", with_cells(log(), "cases", 3, arrived=at(2, 10)))


def test_a_case_that_neither_left_nor_is_anywhere_is_caught() -> None:
    found = broken_by("conservation", with_cells(log(), "cases", 3, finished=MISSING, outcome=MISSING))
    assert found.case == "permit/2"


def test_a_row_of_nobody_is_caught() -> None:
    broken_by("conservation", with_cells(log(), "rows", REVIEW_2, case=7))


def test_a_case_that_stands_twice_in_the_table_is_caught() -> None:
    broken_by("conservation", with_cells(log(), "cases", 3, case=1))


def test_a_gap_in_the_life_of_a_case_is_caught() -> None:
    found = broken_by(
        "tiling", with_cells(log(), "rows", REVIEW_0, queued=at(0, 10) + 1, started=at(0, 10) + 1)
    )
    assert found.case == "permit/0"


def test_a_row_that_begins_out_of_nowhere_is_caught() -> None:
    found = broken_by("tiling", with_cells(log(), "rows", PLAN_0, queued=at(0, 14) + 60))
    assert (found.case, found.instant) == ("permit/0 in plan", at(0, 14) + 60)


def test_a_case_that_leaves_in_the_middle_of_a_row_is_caught() -> None:
    broken_by("tiling", with_cells(log(), "cases", 0, finished=at(2, 14) - 1))


def test_littles_identity_catches_a_single_second() -> None:
    found = broken_by("little", with_cells(log(), "cases", 0, finished=at(2, 14) + 1))
    assert "integral" in str(found)


def test_a_person_who_does_two_things_at_once_is_caught() -> None:
    found = broken_by("capacity", with_cells(log(), "rows", REVIEW_0, person=0))
    assert "two things" in str(found)


def test_work_that_starts_at_lunch_is_caught() -> None:
    found = broken_by("capacity", with_cells(log(), "rows", REVIEW_1, started=at(0, 12.5)))
    assert "two things" in str(found) or "off duty" in str(found)
    alone = with_cells(log(), "rows", PLAN_0, started=at(0, 17))
    assert "off duty" in str(broken_by("capacity", alone))


def test_a_person_beyond_the_pool_is_caught() -> None:
    beyond = replace(with_cells(log(), "rows", REVIEW_0, person=2), persons=("0", "1", "2"))
    assert "person 2 does not exist" in str(broken_by("capacity", beyond))


def test_an_idle_person_beside_a_waiting_claim_is_caught() -> None:
    found = broken_by("no_idling", with_cells(log(), "rows", REVIEW_2, started=at(1, 10) + 60))
    assert (found.case, found.instant) == ("reviewer person 0", at(1, 10))


def test_nobody_idles_where_a_claim_waits_outside_the_hours() -> None:
    assert not list(LAWS["no_idling"](Evidence(Staff(PROGRAM, log(), seed=1))))


def test_overtaking_in_a_fifo_line_is_caught() -> None:
    swapped = with_cells(log(), "rows", PLAN_0, started=at(0, 14), ended=at(0, 15))
    swapped = with_cells(swapped, "rows", REVIEW_1, started=at(0, 15), ended=at(0, 16))
    found = broken_by("order", swapped)
    assert (found.case, found.instant) == ("permit/-1 in plan", at(0, 14))


def test_overtaking_among_claims_of_one_second_is_caught_by_case_number() -> None:
    found = broken_by("order", with_cells(log(), "rows", PLAN_B, started=at(0, 16)))
    assert (found.case, found.instant) == ("permit/0 in plan", at(0, 15))


def test_the_older_claim_that_starts_first_in_a_lifo_line_is_caught() -> None:
    # Case 1 of 12:15 is taken at 14:30, when case 0 of 14:00 still waits.
    lifo = (PROGRAM.pools[0], replace(PROGRAM.pools[1], order=Order.LIFO))
    given = with_cells(log(), "rows", REVIEW_1, started=at(0, 14.5))
    assert broken_by("order", given, replace(PROGRAM, pools=lifo)).case == "permit/1 in review"
    assert not list(LAWS["order"](Evidence(Staff(replace(PROGRAM, pools=lifo), log(), seed=1))))


def with_priority(program: Program, position: int, priority: float) -> Program:
    code, node = len(program.codes), program.nodes[position]
    assert isinstance(node.detail, Task)
    nodes = list(program.nodes)
    nodes[position] = replace(node, detail=replace(node.detail, priority=code))
    pools = (program.pools[0], replace(program.pools[1], order=Order.PRIORITY))
    codes = (*program.codes, Code((Op.CONST,), (priority,)))
    return replace(program, nodes=tuple(nodes), pools=pools, codes=codes)


def test_the_lower_priority_that_starts_first_is_caught() -> None:
    # Planning should have come first at 14:00, when case 1's review of 12:15 was taken.
    program = with_priority(PROGRAM, five.PLAN, 5.0)
    found = broken_by("order", with_cells(log(), "rows", REVIEW_1, started=at(0, 14.5)), program)
    assert found.case == "permit/1 in review"


def test_who_waits_for_one_of_two_pools_is_not_left_waiting_beside_an_idle_one() -> None:
    either = Task(by=By.ANY, needs=(Need(0), Need(1)), takes=0, takes_stream=1)
    nodes = list(PROGRAM.nodes)
    nodes[five.PLAN] = replace(nodes[five.PLAN], detail=either)
    found = broken_by("no_idling", log(), replace(PROGRAM, nodes=tuple(nodes)))
    assert found.case == "window person 0"


def test_a_broken_law_is_an_error_that_tells_law_case_and_instant() -> None:
    with pytest.raises(LawError, match=r"law tiling is broken by permit/0 in plan at second 50460"):
        check_laws(PROGRAM, with_cells(log(), "rows", PLAN_0, queued=at(0, 14) + 60), seed=1)
