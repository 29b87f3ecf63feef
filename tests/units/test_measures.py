"""Every measure on the five-case log, worked out by hand; an untested measure fails."""

from __future__ import annotations

import pickle
from array import array
from dataclasses import replace

import numpy as np
import pytest

from sim.estimate import Sample
from sim.expressions import Code, Op
from sim.labels import Label
from sim.measures import (
    CASES,
    Seen,
    Wanted,
    for_target,
    in_base,
    in_seconds,
    observe,
    period_samples,
    samples,
    scale,
    shown,
    standard,
)
from sim.measures.columns import OpenTime
from sim.measures.flows import FLOWS
from sim.measures.part import Part, _places
from sim.measures.pools import FIGURES
from sim.program import NONE, Program, Target
from tests.helpers import five_cases as five
from tests.helpers.five_cases import DAY, HOUR, PROGRAM, at

H = float(HOUR)
D = float(DAY)

# Finished cases -1, 0, 1, 2, then the value so far of case 3.
BY_CASE: dict[str, tuple[list[float], list[float]]] = {
    "elapsed": ([5 * D + 4 * H, 28.5 * H, 4 * D + 4.25 * H, 0.5 * H], [6 * D + 7.5 * H]),
    "working_days": ([3, 1, 4, 0], [5]),
    "legal_days": ([3, 1, 3, 0], [4]),
    "open_time": ([24 * H, 10.5 * H, 31.25 * H, 0.5 * H], [28.5 * H]),
    "queueing": ([9 * H, 1 * H, 1.75 * H, 0], [15.75 * H]),
    "work": ([9 * H, 5.5 * H, 3.5 * H, 0.5 * H], [28.75 * H]),
    "waiting": ([9 * H + 48 * H, 25 * H, 1.75 * H + 96 * H, 0], [15.75 * H]),
    "held_by.agency": ([35 * H, 7.5 * H, 3.25 * H + 2 * H, 0.5 * H], [6 * D + 7.5 * H]),
    "held_by.applicant": ([0, 0, 48 * H, 0], [0]),
    "held_by.other_agency": ([48 * H, 24 * H, 48 * H, 0], [0]),
    "trips": ([0, 1, 1, 0], [1]),
    "documents": ([0, 3, 3, 0], [3]),
    "fee": ([5, 10 + 5, 20 + 5 + 10, 5], [40]),
    "cost_share": ([5 / 50, 15 / 100, 35 / 200, 5 / 300], [40 / 400]),
    "rounds.review": ([1, 1, 2, 1], [1]),
    "rounds.apply": ([0, 1, 1, 0], [1]),
    "rounds.plan": ([1, 1, 1, 0], [0]),
    "rounds.check": ([1, 1, 2, 1], [1]),
    "queue_at.apply": ([0, 0], [0]),
    "queue_at.review": ([9 * H, 0, 1.75 * H, 0], [15.75 * H]),
    "queue_at.plan": ([0, 1 * H, 0], [0]),
    "outcome.done": ([1, 1, 1, 0], [0]),
    "outcome.rejected": ([0, 0, 0, 1], [0]),
    "share.is_online": ([1, 0, 0, 1], []),
}
INSIDE = 62 + 28.5 + 100.25 + 0.5 + 79.5
OF_PROCESS = {"throughput": 4 * 365 / 7, "open_cases": INSIDE / 168, "clearance": 4 / 4}
QUEUES = [0, 0, 0, 0, 0, 1 * H, 1.75 * H, 9 * H, 15.75 * H]
OF_POOL: dict[str, tuple[list[float], list[float]]] = {
    "utilisation": ([1.25 / 35], [24.5 / 70]),
    "overtime": ([0.5 / 35], [0]),
    "queue_length": ([0], [27.5 / 168]),
    "queue_time": ([0, 0, 0], QUEUES),
    "cost": ([35 * 36], [70 * 72]),
}


def seen(wanted: Wanted, program: Program = PROGRAM) -> Seen:
    (found,) = observe(program, five.log(), [wanted], seed=1).seen
    return found


def case_measure(name: str, where: int = NONE) -> Wanted:
    return Wanted(name, process=0, of=five.AMOUNT, expr=five.IS_ONLINE, where=where)


@pytest.mark.parametrize("name", BY_CASE)
def test_a_measure_of_cases_has_the_value_worked_out_by_hand(name: str) -> None:
    values, open_values = BY_CASE[name]
    found = seen(case_measure(name))
    assert list(found.values) == pytest.approx(sorted(values), rel=1e-15)
    assert list(found.open_values) == pytest.approx(open_values, rel=1e-15)
    assert found.missing == 0


@pytest.mark.parametrize("name", OF_PROCESS)
def test_a_figure_of_a_process_has_the_value_worked_out_by_hand(name: str) -> None:
    assert list(seen(Wanted(name, process=0)).values) == pytest.approx([OF_PROCESS[name]], rel=1e-15)


@pytest.mark.parametrize("name", ["throughput", "open_cases"])
def test_a_window_without_length_has_no_figure_per_time(name: str) -> None:
    empty = replace(PROGRAM, until=PROGRAM.warm_up)
    assert list(seen(Wanted(name, process=0), empty).values) == []


@pytest.mark.parametrize("name", OF_POOL)
def test_a_figure_of_a_pool_has_the_value_worked_out_by_hand(name: str) -> None:
    for pool, values in enumerate(OF_POOL[name]):
        assert list(seen(Wanted(name, pool=pool)).values) == pytest.approx(values, rel=1e-12)


def test_no_measure_lacks_a_value_worked_out_by_hand() -> None:
    assert {name.partition(".")[0] for name in BY_CASE} == set(CASES)
    assert set(OF_PROCESS) == set(FLOWS)
    assert set(OF_POOL) == set(FIGURES)


def test_the_standard_measures_are_those_that_every_run_shows() -> None:
    keys = [w.key for w in standard(PROGRAM) if w.process == 0]
    always = ["elapsed", "working_days", "legal_days", "open_time", "queueing", "work", "waiting"]
    always += ["trips", "documents", "fee"]
    assert set(keys) == {
        *always,
        *(f"held_by.{h}" for h in ("agency", "applicant", "other_agency")),
        *("outcome.done", "outcome.rejected"),
        *(f"{m}.{t}" for m in ("queue_at", "rounds") for t in ("apply", "review", "plan")),
    }
    assert len(keys) == len(set(keys))
    assert {w.key for w in standard(PROGRAM) if w.pool == 1} == set(FIGURES)


# Milestones


def test_who_finished_without_a_milestone_is_missing_and_who_is_inside_has_not_met() -> None:
    found = seen(Wanted("elapsed", process=0, start="accepted"))
    assert list(found.values) == [24 * H, 48 * H, 48 * H]
    assert (list(found.open_values), found.missing) == ([0], 1)


def test_an_unfinished_case_that_lacks_to_runs_on_to_the_end() -> None:
    found = seen(Wanted("elapsed", process=0, start="review.queued", end="connected"))
    assert list(found.open_values) == [five.END - at(3, 17.25)]


def test_an_unfinished_case_with_both_milestones_has_its_value() -> None:
    found = seen(Wanted("elapsed", process=0, start="apply.queued", end="apply.ended"))
    assert list(found.values) == [0.5 * H, 0.5 * H, 0.75 * H]
    assert found.missing == 2


def test_queued_is_of_the_first_visit_and_ended_of_the_last() -> None:
    found = seen(Wanted("elapsed", process=0, start="review.queued", end="review.ended"))
    assert list(found.values) == [0.5 * H, 4 * H, 14 * H, 2 * D + 3.75 * H]
    started = seen(Wanted("elapsed", process=0, start="review.started", end="review.ended"))
    assert list(started.values) == [0.5 * H, 4 * H, 5 * H, 2 * D + 2 * H]


def test_an_unknown_milestone_is_an_error() -> None:
    with pytest.raises(KeyError):
        seen(Wanted("elapsed", process=0, start="nowhere"))


# Who counts


def test_where_chooses_cases() -> None:
    assert list(seen(case_measure("trips", where=five.IS_ONLINE)).values) == [0, 0]


def test_an_unfinished_case_stays_in_a_sample_of_those_who_end_done() -> None:
    found = seen(case_measure("trips", where=five.IS_DONE))
    assert (list(found.values), list(found.open_values)) == ([0, 1, 1], [1])


@pytest.mark.parametrize(
    ("test", "open_values"),
    [
        (Code((Op.LOAD, Op.CONST, Op.EQ), (4, 3.0, 0), stack=2), []),  # outcome == "rejected"
        (Code((Op.LOAD, Op.CONST, Op.NE), (4, 2.0, 0), stack=2), []),  # outcome != "done"
        (Code((Op.LOAD, Op.CONST, Op.NE), (4, 3.0, 0), stack=2), [1]),  # outcome != "rejected"
    ],
)
def test_an_unfinished_case_counts_only_where_an_outcome_it_may_come_to_does(
    test: Code, open_values: list[int]
) -> None:
    """Of a process that ends ``done`` only, whoever is inside can neither be rejected nor not be done."""
    only_done = replace(PROGRAM.processes[0], outcomes=(0,))
    program = replace(PROGRAM, processes=(only_done,), codes=(*PROGRAM.codes, test))
    found = seen(case_measure("trips", where=len(PROGRAM.codes)), program)
    assert list(found.open_values) == open_values


def test_an_unfinished_case_has_no_outcome_yet() -> None:
    part = Part(PROGRAM, five.log(), 0, working=OpenTime(PROGRAM.working))
    done, rejected = (float(five.TEXTS.index(name)) for name in ("done", "rejected"))
    *_, outcome = part.slots()
    assert outcome.tolist() == [done, done, done, rejected, NONE]


def test_only_measured_cases_count() -> None:
    log = five.with_cells(five.log(), "cases", 0, measured=0)
    (found,) = observe(PROGRAM, log, [Wanted("trips", process=0)], seed=1).seen
    assert list(found.values) == [0, 1, 1]


def test_a_case_whose_costs_are_a_share_of_nothing_is_missing() -> None:
    nothing = replace(five.log(), attributes=((five.CHANNEL, array("d", [0.0, 100.0, 200.0, 300.0, 400.0])),))
    (found,) = observe(PROGRAM, nothing, [case_measure("cost_share")], seed=1).seen
    assert (len(found.values), found.missing) == (3, 1)


def test_pool_figures_cover_the_window_alone() -> None:
    monday = replace(PROGRAM, until=DAY)
    assert list(seen(Wanted("utilisation", pool=1), monday).values) == pytest.approx([13 / 14])
    assert list(seen(Wanted("queue_length", pool=1), monday).values) == pytest.approx([11.75 / 24])


def test_an_absent_person_is_not_on_duty() -> None:
    shift = replace(PROGRAM.pools[0].shifts[0], absent=1.0)
    away = replace(PROGRAM, pools=(replace(PROGRAM.pools[0], shifts=(shift,)), PROGRAM.pools[1]))
    assert list(seen(Wanted("cost", pool=0), away).values) == [0]
    assert list(seen(Wanted("utilisation", pool=0), away).values) == []


def test_interrupted_work_is_busy_in_its_spells_only_and_stands_in_line_between() -> None:
    # The reviewer's work of 10:00-14:00 was interrupted from 10:30 to 11:00.
    told = {
        "row": [2, 2],
        "started": [at(0, 10), at(0, 11)],
        "ended": [at(0, 10.5), at(0, 14)],
        "person": [1, 1],
        "pool": [1, 1],
    }
    log = replace(five.log(), spells={name: array("q", column) for name, column in told.items()})
    wanted = [Wanted("utilisation", pool=1), Wanted("queue_length", pool=1), Wanted("queue_time", pool=1)]
    busy, length, time = observe(PROGRAM, log, wanted, seed=1).seen
    assert list(busy.values) == pytest.approx([24 / 70])
    assert list(length.values) == pytest.approx([28 / 168])
    assert list(time.values) == QUEUES


# Targets


def test_a_targets_measure_is_observed_between_its_own_milestones() -> None:
    target = Target(
        name=Label("licence in time"),
        plan=(),
        process=0,
        measure="working_days",
        start="accepted",
        direction="at_most",
        limit=3.0,
        unit="wd",
        where=five.IS_ONLINE,
    )
    wanted = for_target(PROGRAM, target)
    assert wanted == Wanted("working_days", process=0, start="accepted", where=five.IS_ONLINE)
    assert wanted.key == "working_days[accepted..finished]"
    assert (list(seen(wanted).values), seen(wanted).missing) == ([2], 1)


def test_a_targets_pool_figure_belongs_to_no_process() -> None:
    target = Target(
        name=Label("busy"), plan=(), process=0, pool=1, measure="utilisation", direction="at_most",
        limit=0.9, unit="1",
    )  # fmt: skip
    assert for_target(PROGRAM, target) == Wanted("utilisation", pool=1)


# Over replications


def test_observations_fold_into_one_sample_per_measure_in_base_units() -> None:
    wanted = standard(PROGRAM)
    one = pickle.loads(pickle.dumps(observe(PROGRAM, five.log(), wanted, seed=1)))
    folded = samples(PROGRAM, [one, one])
    assert set(folded) == set(wanted)
    elapsed: Sample = folded[Wanted("elapsed", process=0)]
    assert (elapsed.name, elapsed.unit, elapsed.kind, elapsed.cases) == ("elapsed", "s", "duration", (5, 5))
    assert folded[Wanted("fee", process=0)].unit == "CNY"


def test_cases_fall_into_the_calendar_month_in_which_they_arrived() -> None:
    wanted = Wanted("elapsed", process=0, per="month")
    two_months = replace(PROGRAM, warm_up=at(-5, 0), until=at(60, 0))
    each = period_samples(two_months, [observe(two_months, five.log(), [wanted], seed=1)], wanted)
    assert [s.cases for s in each] == [(5,), (0,)]


def test_without_a_whole_month_all_arrivals_are_one_period() -> None:
    wanted = Wanted("elapsed", process=0, per="month")
    (whole,) = period_samples(PROGRAM, [observe(PROGRAM, five.log(), [wanted], seed=1)], wanted)
    assert whole.cases == (4,)  # the backlog came before


def test_every_measure_says_its_units() -> None:
    assert scale(Wanted("held_by.agency", process=0)) == ("s", "d", "duration")
    assert shown(PROGRAM, Wanted("queue_at.apply", process=0)) == ("min", 60.0)
    assert shown(PROGRAM, Wanted("fee", process=0)) == ("CNY", 1.0)
    assert (in_base(PROGRAM, 30, "min"), in_base(PROGRAM, 20, "wd")) == (1800, 20)
    assert in_base(PROGRAM, 100, "per d") == 36500
    assert in_seconds(PROGRAM, 2) == 14 * HOUR


@pytest.mark.parametrize("numbers", [[2, 5, 9], [-3, 10_000, 10_001], [4, 5, 6], [6, 4, 5]])
def test_a_case_is_found_by_its_number_with_and_without_gaps(numbers: list[int]) -> None:
    wanted = np.array([*numbers, numbers[0]])
    assert _places(np.array(numbers), wanted).tolist() == [numbers.index(n) for n in wanted.tolist()]
