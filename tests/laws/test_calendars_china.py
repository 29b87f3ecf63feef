"""China's official days, make-up working weekends included, against two independent sources.

What no data covers is never guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from sim.calendars import DAY, CalendarError, CalendarSpec, resolve

OFFICE = ("08:30-12:00", "13:00-16:30")
JAN_2021 = date(2021, 1, 1)


def open_dates(spec: CalendarSpec, first: date, last: date) -> set[date]:
    calendar = resolve(spec, JAN_2021, first, last)
    return {calendar.date_of(day) for day in calendar.days_open}


def dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def test_every_day_from_2021_to_2026_agrees_with_chinesecalendar() -> None:
    first, last = date(2021, 1, 1), date(2026, 12, 31)
    ours = open_dates(CalendarSpec("china", OFFICE), first, last)
    assert ours == {d for d in dates(first, last) if chinese_calendar.is_workday(d)}


def test_every_day_of_2021_and_2022_agrees_with_the_table_of_facts(shared: Callable[[str], Path]) -> None:
    with shared("facts/calendar_2021_2022.csv").open(encoding="utf-8", newline="") as file:
        table = {
            date.fromisoformat(row["date"]): row["is_working_day"] == "1" for row in csv.DictReader(file)
        }
    assert len(table) == 730
    ours = open_dates(CalendarSpec("china"), min(table), max(table))
    assert ours == {day for day, works in table.items() if works}


def test_2021_has_250_working_days_and_2022_has_249() -> None:
    ours = open_dates(CalendarSpec("china"), date(2021, 1, 1), date(2022, 12, 31))
    assert [sum(d.year == year for d in ours) for year in (2021, 2022)] == [250, 249]


def test_the_seven_make_up_days_of_2021_open() -> None:
    ours = open_dates(CalendarSpec("china", OFFICE), date(2021, 1, 1), date(2021, 12, 31))
    made_up = {f"{d:%m-%d}" for d in ours if d.weekday() >= 5}
    assert made_up == {"02-07", "02-20", "04-25", "05-08", "09-18", "09-26", "10-09"}


@pytest.mark.parametrize("name", ["china", "China", "CN", "cn", "CHN"])
def test_china_has_one_calendar_under_all_its_names(name: str) -> None:
    with pytest.raises(CalendarError):
        resolve(CalendarSpec(name), JAN_2021, date(2060, 1, 1), date(2060, 1, 31))
    assert date(2021, 2, 7) in open_dates(CalendarSpec(name), date(2021, 2, 1), date(2021, 2, 28))


# What the data does not cover


@pytest.mark.parametrize("year", [1949, 1998, 2000, 2060, 2100, 2101, 9999])
def test_a_year_without_a_make_up_day_in_the_data_is_not_covered(year: int) -> None:
    with pytest.raises(CalendarError, match=f"{year}-03-01..{year}-03-05, dates that the official calendar"):
        resolve(CalendarSpec("china"), JAN_2021, date(year, 3, 1), date(year, 3, 5))


def test_a_range_that_reaches_into_an_uncovered_year_names_only_the_uncovered_dates() -> None:
    with pytest.raises(CalendarError, match=r"given 2000-12-25\.\.2000-12-31") as caught:
        resolve(CalendarSpec("china"), JAN_2021, date(2000, 12, 25), date(2001, 1, 10))
    assert "beyond: weekdays" in caught.value.expected


def test_beyond_weekdays_opens_monday_to_friday_and_lists_the_guessed_dates() -> None:
    spec = CalendarSpec("china", OFFICE, beyond="weekdays")
    calendar = resolve(spec, JAN_2021, date(2000, 12, 25), date(2001, 1, 10))
    assert calendar.guessed == tuple(dates(date(2000, 12, 25), date(2000, 12, 31)))
    assert [calendar.opens_on(d) for d in calendar.guessed] == [True] * 5 + [False] * 2
    assert not calendar.opens_on(date(2001, 1, 1)), "covered, and a holiday"


def test_dates_that_the_author_settles_need_no_data() -> None:
    spec = CalendarSpec("china", OFFICE, closed=("2060-01-01..2060-01-03",), open=(date(2060, 1, 4),))
    calendar = resolve(spec, JAN_2021, date(2060, 1, 1), date(2060, 1, 4))
    assert calendar.guessed == ()
    assert calendar.days_open == (calendar.day_of(date(2060, 1, 4)),)


# Hours of a make-up day


def seconds_on(hours: dict[str, tuple[str, ...]], day: date) -> int:
    calendar = resolve(CalendarSpec("china", hours), day, day, day)
    return calendar.open_seconds(0, DAY)


SATURDAY = date(2021, 9, 18)  # a make-up day
WEEK = {"mon": OFFICE, "tue": OFFICE, "wed": OFFICE, "thu": OFFICE, "fri": ("08:30-12:00",)}


def test_a_make_up_saturday_without_hours_has_those_of_a_generic_workday() -> None:
    assert seconds_on(WEEK, SATURDAY) == 7 * 3600


def test_a_make_up_saturday_with_hours_of_its_own_has_these() -> None:
    assert seconds_on({**WEEK, "sat": ("09:00-10:00",)}, SATURDAY) == 3600


def test_an_empty_list_keeps_make_up_saturdays_closed() -> None:
    assert seconds_on({**WEEK, "sat": ()}, SATURDAY) == 0


def test_a_weekday_left_out_is_closed_on_its_ordinary_working_days() -> None:
    tuesday = date(2021, 9, 14)
    assert seconds_on({"mon": OFFICE, "wed": OFFICE}, tuesday) == 0


# Other countries


def test_another_country_has_its_own_holidays_under_name_and_code() -> None:
    first, last = date(2021, 4, 26), date(2021, 5, 2)
    ours = [open_dates(CalendarSpec(name), first, last) for name in ("netherlands", "NL", "nld")]
    assert ours == [{date(2021, 4, d) for d in (26, 28, 29, 30)}] * 3, "27 April is King's Day"


def test_an_unknown_country_is_told_the_nearest_name() -> None:
    with pytest.raises(CalendarError, match="nearest: netherlands"):
        CalendarSpec("netherland")
