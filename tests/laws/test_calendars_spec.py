"""What may be said of a calendar, what it then means, and what is refused, and how."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.calendars import DAY, Calendar, CalendarError, CalendarSpec, resolve

MONDAY = date(2021, 1, 4)
OFFICE = ("08:30-12:00", "13:00-16:30")
HOUR = 3600


def week(spec: CalendarSpec, days: int = 7) -> Calendar:
    """The calendar of a week (or more) from a Monday on, which is also its origin."""
    return resolve(spec, MONDAY, MONDAY, date.fromordinal(MONDAY.toordinal() + days - 1))


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"days": "weekday"}, "given days 'weekday'.*nearest: weekdays"),
        ({"days": ("mon", "tues")}, "given weekday 'tues', expected mon, tue, .*nearest: tue"),
        ({"days": ("mon", "monday")}, "each weekday once"),
        ({"days": ()}, "at least one weekday"),
        ({"days": 5}, "given days 5"),
        ({"hours": ()}, "at least one interval"),
        ({"hours": "08:30-12:00"}, "a list of intervals"),
        ({"hours": 8}, "a list of intervals"),
        ({"hours": {"mon": "08:30-12:00"}}, "a list of intervals"),
        ({"hours": {"mon": ()}}, "at least one weekday with an interval"),
        ({"hours": {"mo": OFFICE}}, "nearest: mon"),
        ({"hours": {"mon": OFFICE, "monday": OFFICE}}, "each weekday once"),
        ({"hours": ("8:30-12:00",)}, "given hours '8:30-12:00', expected an interval HH:MM-HH:MM"),
        ({"hours": ("08:30–12:00",)}, "expected an interval HH:MM-HH:MM"),
        ({"hours": ("０8:30-12:00",)}, "expected an interval HH:MM-HH:MM"),
        ({"hours": (830,)}, "expected an interval HH:MM-HH:MM"),
        ({"hours": ("08:60-12:00",)}, "times from 00:00 to 23:59"),
        ({"hours": ("08:00-24:01",)}, "times from 00:00 to 23:59"),
        ({"hours": ("24:00-24:00",)}, "times from 00:00 to 23:59"),
        ({"hours": ("12:00-12:00",)}, "an end after the start"),
        ({"hours": ("22:00-06:00",)}, "do not cross midnight"),
        ({"hours": ("08:00-12:00", "11:59-13:00")}, "given 11:59-13:00, which overlaps 08:00-12:00"),
        ({"hours": ("08:00-12:00", "08:00-12:00")}, "overlap"),
        ({"days": "always", "hours": OFFICE}, "always open"),
        ({"days": ("mon", "sat"), "hours": {"mon": OFFICE}}, "days that name sat without hours"),
        ({"closed": ("2021-02-29",)}, "given '2021-02-29', expected a date that exists"),
        ({"closed": ("2021-2-9",)}, "a date like 2021-05-08 or a range"),
        ({"closed": (20210209,)}, "a date like 2021-05-08 or a range"),
        ({"closed": ("2021-02-09..2021-02-08",)}, "last date is not before its first"),
        ({"closed": ("2021-02-07..2021-02-08..2021-02-09",)}, "a date like 2021-05-08 or a range"),
        ({"closed": "2021-02-09"}, "a list of dates"),
        ({"closed": ("2021-02-07..2021-02-09",), "open": (date(2021, 2, 8),)}, "2021-02-08 both closed and"),
        ({"beyond": "every_day"}, "given beyond 'every_day', expected weekdays"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_given_and_expected(spec: dict[str, Any], told: str) -> None:
    with pytest.raises(CalendarError, match=told):
        CalendarSpec(**spec)


def test_a_range_of_days_that_runs_backwards_is_refused() -> None:
    with pytest.raises(CalendarError, match="last date is not before its first"):
        resolve(CalendarSpec(), MONDAY, MONDAY, date(2021, 1, 3))


def test_a_calendar_that_says_nothing_opens_monday_to_friday_all_day() -> None:
    calendar = week(CalendarSpec())
    assert calendar.intervals == [(0, 5 * DAY)]
    assert calendar.days_open == (0, 1, 2, 3, 4)


def test_hours_are_sorted_and_touching_ones_are_one_interval() -> None:
    calendar = week(CalendarSpec(hours=("12:00-13:00", "09:00-12:00")), days=1)
    assert calendar.intervals == [(9 * HOUR, 13 * HOUR)]


def test_a_night_of_two_intervals_has_no_close_at_midnight() -> None:
    calendar = week(CalendarSpec("every_day", ("00:00-06:00", "22:00-24:00")))
    assert calendar.next_close(23 * HOUR) == DAY + 6 * HOUR
    assert calendar.is_open(DAY) and not calendar.is_open(DAY + 6 * HOUR)


@pytest.mark.parametrize("spec", [CalendarSpec("always"), CalendarSpec("every_day", ("00:00-24:00",))])
def test_what_is_open_all_day_every_day_never_closes(spec: CalendarSpec) -> None:
    calendar = week(spec, days=1461)
    assert calendar.intervals == [(0, 1461 * DAY)]
    assert calendar.next_close(5 * DAY) is None
    assert calendar.advance(5, 100 * DAY) == 5 + 100 * DAY
    assert calendar.mean_day_seconds(2022) == DAY


def test_a_closing_at_the_last_midnight_of_the_range_is_not_known() -> None:
    calendar = week(CalendarSpec(hours=("08:00-24:00",)), days=2)
    assert [calendar.next_close(t * HOUR) for t in (9, 33)] == [DAY, None]


def test_a_closed_instant_has_no_close() -> None:
    with pytest.raises(CalendarError, match="given the closed instant 0"):
        week(CalendarSpec(hours=OFFICE)).next_close(0)


@pytest.mark.parametrize("n", [-1, -86400])
def test_open_time_cannot_be_negative(n: int) -> None:
    calendar = week(CalendarSpec())
    for move in (calendar.advance, calendar.retreat):
        with pytest.raises(CalendarError, match="not negative"):
            move(0, n)


# The language's own examples


def test_a_wait_of_one_working_day_begun_at_an_opening_ends_at_that_days_close() -> None:
    calendar = week(CalendarSpec(hours=OFFICE))
    assert calendar.advance(int(8.5 * HOUR), 7 * HOUR) == int(16.5 * HOUR)
    assert calendar.retreat(int(16.5 * HOUR), 7 * HOUR) == int(8.5 * HOUR)


def test_no_open_time_passes_at_once_even_off_hours() -> None:
    assert week(CalendarSpec(hours=OFFICE)).advance(3 * HOUR, 0) == 3 * HOUR


def test_outside_its_range_a_calendar_is_closed() -> None:
    calendar = week(CalendarSpec("always"))
    assert [calendar.is_open(t) for t in (-1, 0, 7 * DAY - 1, 7 * DAY)] == [False, True, True, False]
    assert calendar.next_open(-5 * DAY) == 0
    assert calendar.next_open(7 * DAY) is None
    assert calendar.advance(0, 7 * DAY) == 7 * DAY
    assert calendar.advance(0, 7 * DAY + 1) is None
    assert calendar.retreat(7 * DAY, 7 * DAY + 1) is None


def test_the_day_of_acceptance_does_not_count_as_a_working_day() -> None:
    calendar = week(CalendarSpec(hours=OFFICE), days=14)
    friday, next_monday = 4 * DAY + 9 * HOUR, 7 * DAY + 9 * HOUR
    assert calendar.working_days_between(friday, friday + 60) == 0
    assert calendar.working_days_between(friday, next_monday) == 1
    assert calendar.working_days_between(next_monday, friday) == 0


def test_instants_before_the_origin_are_negative_and_count_alike() -> None:
    calendar = resolve(CalendarSpec(hours=OFFICE), MONDAY, date(2020, 12, 21), MONDAY)
    friday = calendar.day_of(date(2021, 1, 1)) * DAY
    assert friday == -3 * DAY
    assert calendar.working_days_between(friday - 1, 0) == 2
    assert calendar.working_days_between(friday, -1) == 0
    assert calendar.advance(friday, 7 * HOUR + 1) == int(8.5 * HOUR) + 1


# Amendments


def test_an_open_date_has_the_hours_of_its_weekday_or_of_a_generic_workday() -> None:
    hours = {"mon": OFFICE, "tue": OFFICE, "fri": ("08:30-12:00",), "sat": ("09:00-10:00",)}
    calendar = week(CalendarSpec("weekdays", hours, open=("2021-01-09..2021-01-10", date(2021, 1, 6))))
    seconds = [calendar.open_seconds(d * DAY, (d + 1) * DAY) / HOUR for d in range(7)]
    assert seconds == [7, 7, 7, 0, 3.5, 1, 7]


def test_a_season_is_one_range_with_both_ends_included() -> None:
    spec = CalendarSpec("always", closed=("2021-01-06..2021-01-08",))
    assert week(spec).intervals == [(0, 2 * DAY), (5 * DAY, 7 * DAY)]


# Derived calendars


def test_from_and_until_are_the_first_and_last_day_of_duty() -> None:
    calendar = week(CalendarSpec("always"))
    duty = calendar.clipped(date(2021, 1, 5), date(2021, 1, 6))
    assert duty.intervals == [(DAY, 3 * DAY)]
    assert duty.next_close(DAY) == 3 * DAY
    assert calendar.clipped() == calendar
    assert calendar.clipped(5, 4).intervals == []


def test_an_absence_takes_out_the_open_time_of_its_date_alone() -> None:
    night = week(CalendarSpec("every_day", ("00:00-06:00", "22:00-24:00")), days=3)
    evening, morning = (22 * HOUR, DAY), (2 * DAY, 2 * DAY + 6 * HOUR)
    assert night.without([1]).intervals == [(0, 6 * HOUR), evening, morning, (2 * DAY + 22 * HOUR, 3 * DAY)]
    assert night.without([]) == night


def test_an_intersection_is_open_where_all_are() -> None:
    office, hall = week(CalendarSpec(hours=OFFICE)), week(CalendarSpec(hours=("11:00-14:00",)))
    assert office.intersection(hall, hall).intervals[:2] == [(11 * HOUR, 12 * HOUR), (13 * HOUR, 14 * HOUR)]
    assert office.overlaps(hall)
    assert not office.overlaps(week(CalendarSpec(hours=("12:00-13:00",))))


def test_calendars_of_different_origins_have_no_intersection() -> None:
    other = resolve(CalendarSpec(), date(2021, 1, 5), MONDAY, date(2021, 1, 10))
    with pytest.raises(CalendarError, match="one origin"):
        week(CalendarSpec()).intersection(other)


# The year of "1 wd"


def test_the_mean_day_is_unrounded() -> None:
    calendar = week(
        CalendarSpec(("mon", "tue"), {"mon": ("08:00-12:00",), "tue": ("08:00-12:01",)}), days=363
    )
    with pytest.raises(CalendarError, match="given the year 2021, expected a year within 2021-01-04"):
        calendar.mean_day_seconds(2021)
    whole = resolve(CalendarSpec(hours={"mon": ("08:00-12:00",), "tue": ("08:00-12:01",)}), MONDAY,
                    date(2021, 1, 1), date(2021, 12, 31))  # fmt: skip
    assert whole.mean_day_seconds(2021) == 14_430.0
    assert whole.without(whole.days_open[:1]).mean_day_seconds(2021) == (51 * 14_400 + 52 * 14_460) / 103


def test_a_year_in_which_nothing_opens_has_no_mean_day() -> None:
    calendar = resolve(CalendarSpec(), MONDAY, date(2021, 1, 1), date(2021, 12, 31))
    with pytest.raises(CalendarError, match="never opens"):
        calendar.without(calendar.days_open).mean_day_seconds(2021)


# As values


def test_descriptions_and_calendars_are_values() -> None:
    hours = {"mon": list(OFFICE)}
    spec = CalendarSpec("weekdays", hours, closed=("2021-01-05",))
    hours["mon"].clear()
    assert week(spec).days_open == (0,)
    assert CalendarSpec(["mon"], hours=OFFICE, closed=["2021-01-05"]).closed == ("2021-01-05",)  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(spec)) == spec and len({spec, spec}) == 1
    assert pickle.loads(pickle.dumps(week(spec))) == week(spec) and len({week(spec), week(spec)}) == 1


def test_holidays_are_loaded_only_when_a_country_is_asked(root: Path) -> None:
    code = (
        "import sys; from datetime import date; from sim.calendars import *; d = date(2021, 1, 4);"
        "resolve(CalendarSpec('weekdays'), d, d, d); CalendarSpec('china');"
        "assert 'holidays' not in sys.modules;"
        "resolve(CalendarSpec('china'), d, d, d); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=60)
