"""Statutory periods against dates counted by hand in the official calendars, and day by day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import chinese_calendar
import pytest

from sim.calendars import DAY, Calendar, CalendarError, CalendarSpec, civil_due_date, due_date, resolve

ORIGIN = date(2021, 1, 4)
SEED = 82


@pytest.fixture(scope="module")
def office() -> Calendar:
    spec = CalendarSpec("china", ("08:30-12:00", "13:00-16:30"))
    return resolve(spec, ORIGIN, date(2021, 1, 1), date(2024, 12, 31))


# Working days: Administrative Licensing Law, art. 82


@pytest.mark.parametrize(
    ("accepted", "n", "due"),
    [
        ("2021-03-01", 1, "2021-03-02"),
        ("2021-03-05", 5, "2021-03-12"),  # over an ordinary weekend
        ("2021-02-10", 1, "2021-02-18"),  # over the Spring Festival, 11 to 17 February
        ("2021-02-10", 3, "2021-02-20"),  # the make-up Saturday counts
        ("2021-04-30", 3, "2021-05-08"),  # 6 and 7 May and the make-up Saturday
        # 18 22 23 24 26 27 28 29 30 September, 8 9 11 12 13 14 15 18 19 20 21 October
        ("2021-09-17", 20, "2021-10-21"),
        ("2021-10-02", 1, "2021-10-08"),  # accepted on line on a holiday
        ("2021-12-31", 1, "2022-01-04"),
        ("2021-03-06", 0, "2021-03-06"),  # on the spot
    ],
)
def test_a_licence_is_due_on_the_nth_working_day_after_acceptance(
    accepted: str, n: int, due: str, office: Calendar
) -> None:
    assert due_date(date.fromisoformat(accepted), n, office) == date.fromisoformat(due)


def test_due_dates_agree_with_counting_day_by_day(office: Calendar) -> None:
    rng = random.Random(SEED)
    for _ in range(500):
        accepted, n = date(2021, 1, 1) + timedelta(days=rng.randrange(1_200)), rng.randint(1, 60)
        day, left = accepted, n
        while left:
            day += timedelta(days=1)
            left -= chinese_calendar.is_workday(day)
        assert due_date(accepted, n, office) == day, f"seed {SEED}: {accepted}, {n}"


def test_a_case_that_ends_on_its_due_date_took_just_the_allowed_working_days(office: Calendar) -> None:
    rng = random.Random(SEED)
    for _ in range(200):
        accepted, n = date(2021, 1, 1) + timedelta(days=rng.randrange(1_200)), rng.randint(1, 60)
        start = office.day_of(accepted) * DAY + rng.randrange(DAY)
        end = office.day_of(due_date(accepted, n, office)) * DAY + rng.randrange(DAY)
        assert office.working_days_between(start, end) == n, f"seed {SEED}: {accepted}, {n}"


# Calendar days: Civil Code, art. 201 and 203; Civil Procedure Law, art. 85


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2021-03-01", 15, "2021-03-16"),  # the day itself does not count
        ("2021-03-06", 15, "2021-03-22"),  # 21 March is a Sunday
        ("2021-02-04", 7, "2021-02-18"),  # 11 February opens the Spring Festival
        ("2021-09-16", 15, "2021-10-08"),  # 1 October opens the National Day week
        ("2024-09-20", 15, "2024-10-08"),  # 5 October lies in it
        ("2021-09-13", 5, "2021-09-18"),  # a make-up Saturday is no day off
        ("2021-04-10", 15, "2021-04-25"),  # nor is a make-up Sunday
        ("2021-02-06", 10, "2021-02-18"),  # holidays inside the period are not added to it
        ("2021-10-01", 0, "2021-10-08"),
    ],
)
def test_a_civil_period_ends_on_its_last_day_or_the_working_day_after_the_holiday(
    start: str, days: int, due: str, office: Calendar
) -> None:
    assert civil_due_date(date.fromisoformat(start), days, office) == date.fromisoformat(due)


def test_civil_due_dates_agree_with_rolling_day_by_day(office: Calendar) -> None:
    rng = random.Random(SEED)
    for _ in range(500):
        start, days = date(2021, 1, 1) + timedelta(days=rng.randrange(1_200)), rng.randint(0, 180)
        day = start + timedelta(days=days)
        while not chinese_calendar.is_workday(day):
            day += timedelta(days=1)
        assert civil_due_date(start, days, office) == day, f"seed {SEED}: {start}, {days}"


def test_the_two_clocks_differ_over_a_festival(office: Calendar) -> None:
    before = date(2021, 9, 30)
    assert due_date(before, 5, office) == date(2021, 10, 13)
    assert civil_due_date(before, 5, office) == date(2021, 10, 8)


# Beyond the calendar


@pytest.mark.parametrize("rule", [due_date, civil_due_date])
def test_a_period_that_leaves_the_calendar_is_refused(rule: object, office: Calendar) -> None:
    assert callable(rule)
    for start, n in [(date(2024, 12, 20), 60), (date(2020, 12, 31), 1), (date(2024, 12, 31), 1)]:
        with pytest.raises(CalendarError, match=r"dates within 2021-01-01\.\.2024-12-31"):
            rule(start, n, office)


@pytest.mark.parametrize("rule", [due_date, civil_due_date])
def test_a_negative_period_is_refused(rule: object, office: Calendar) -> None:
    assert callable(rule)
    with pytest.raises(CalendarError, match="not negative"):
        rule(ORIGIN, -1, office)


def test_a_last_day_off_with_no_working_day_left_in_the_calendar_is_refused(office: Calendar) -> None:
    holiday = office.clipped(None, date(2021, 9, 30))
    with pytest.raises(CalendarError, match="5 days from 2021-09-30"):
        civil_due_date(date(2021, 9, 30), 5, holiday)
