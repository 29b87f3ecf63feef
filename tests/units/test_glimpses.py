"""What pictures show of one replication, on the five-case log, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.eventlog import EventLog
from sim.labels import Label
from sim.measures import Observer, arrival_edges, inside_instants, people_by_hour
from sim.program import Program, Target
from tests.helpers import five_cases as five
from tests.helpers.five_cases import DAY, HOUR, PROGRAM, at

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4


def observer(program: Program = PROGRAM, log: EventLog | None = None) -> Observer:
    return Observer(program, log or five.log(), seed=1)


def test_waiting_is_told_by_the_day_of_arrival() -> None:
    (process,) = observer().glimpse().processes
    assert arrival_edges(PROGRAM) == tuple(d * DAY for d in range(8))
    assert process.count.tolist() == [2, 1, 0, 1, 0, 0, 0]  # the case of the backlog came before
    assert process.sums[0].tolist() == [2.75 * HOUR, 0, 0, 15.75 * HOUR, 0, 0, 0]


def test_cases_inside_are_counted_at_midnight() -> None:
    (process,) = observer().glimpse().processes
    assert inside_instants(PROGRAM) == tuple(d * DAY for d in range(8))
    assert process.inside.tolist() == [1, 3, 2, 1, 2, 1, 1, 1]


def test_a_step_knows_its_visits_queue_duration_and_work() -> None:
    (process,) = observer().glimpse().processes
    visits, queueing, inside, work = process.steps[five.REVIEW]
    assert visits == 6
    assert queueing == (9 + 1.75 + 15.75) * HOUR
    assert inside == (5 + 4 + 1 + 0.5 + 1) * HOUR + five.END - at(4, 9)
    assert work == (4 + 3 + 1 + 0.5 + 1 + 28) * HOUR
    assert process.steps[five.CORRECTS].tolist() == [1, 0, 48 * HOUR, 0]


def test_holders_own_the_union_of_their_rows_and_the_queues_at_their_steps() -> None:
    (process,) = observer().glimpse().processes
    agency = (35 + 7.5 + 5.25 + 0.5 + 6 * 24 + 7.5) * HOUR
    assert process.held.tolist() == [agency, 48 * HOUR, 120 * HOUR]
    assert process.queued_at.tolist() == [(9 + 1 + 1.75 + 15.75) * HOUR, 0, 0]


def test_a_queue_is_told_by_hour_and_weekday_and_its_mean_is_the_pools() -> None:
    hours = observer().glimpse().lines[five.REVIEWER].reshape(7, 24)
    assert hours[MONDAY, :9].tolist() == [1.0] * 9
    assert hours[MONDAY, 12:16].tolist() == [0.75, 1, 1, 0]
    assert hours[FRIDAY, 8] == 1 and hours[FRIDAY, 9] == 0
    whole = (9 + 1 + 1.75 + 15.75) / (7 * 24)
    assert np.isclose(hours.mean(), whole)


def test_people_are_on_duty_in_the_hours_of_their_calendar() -> None:
    hours = people_by_hour(PROGRAM, PROGRAM.pools[five.REVIEWER]).reshape(7, 24)
    assert hours[WEDNESDAY].nonzero()[0].tolist() == [9, 10, 11, 13, 14, 15, 16]
    assert set(hours[WEDNESDAY][hours[WEDNESDAY] > 0]) == {2.0}
    assert not hours[5:].any()


def asking(measure: str, limit: float, unit: str) -> Program:
    target = Target(
        name=Label(),
        plan=(),
        process=0,
        measure=measure,
        direction="at_most",
        limit=limit,
        unit=unit,
        share=0.9,
    )
    return replace(PROGRAM, targets=(target,))


def test_a_late_case_is_told_with_the_days_on_which_the_legal_clock_stood_still() -> None:
    (tale,) = observer(asking("legal_days", 2, "wd")).tales()
    assert (tale.case, tale.value, tale.is_late, tale.late, tale.asked) == (1, 3, True, 2, 4)
    assert [(d.date[-2:], d.kind) for d in tale.days] == [
        ("04", "first"), ("05", "stopped"), ("06", "counted"), ("07", "counted"), ("08", "counted"),
    ]  # fmt: skip
    assert [v.step for v in tale.visits] == ["apply", "review", "corrects", "review", "plan", "roads"]
    assert tale.visits[1].queued == "2021-01-04T12:15:00" and tale.visits[1].worked == 1.0
    assert tale.attributes == (("channel", "counter"), ("amount", "200"))


def test_weekends_are_closed_and_as_many_days_count_as_the_measure_finds() -> None:
    (tale,) = observer(asking("working_days", 2, "wd")).tales()
    assert tale.case == 1 and tale.value == 4  # the later of the two late ones
    (before,) = observer(asking("working_days", 3.5, "wd")).tales()
    assert sum(d.kind == "counted" for d in before.days) == before.value == 4


def test_where_no_case_is_late_the_slowest_is_told() -> None:
    (tale,) = observer(asking("elapsed", 30, "d")).tales()
    assert not tale.is_late and tale.late == 0 and tale.case == -1
    assert {d.kind for d in tale.days} == {"plain", "closed"}


def test_a_measure_that_is_no_span_of_time_has_no_tale() -> None:
    assert observer(asking("trips", 0, "1")).tales() == ()
