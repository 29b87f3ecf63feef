"""Dates and ranges of dates that amend a calendar: ``2021-05-08`` or, an extension of the language,
``2021-11-06..2022-04-09``.

A range has both ends included; a construction season is written as one. Spans are pairs of proleptic
Gregorian ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sim.calendars.errors import CalendarError

Span = tuple[int, int]
DateItem = date | str

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_span(item: object) -> Span:
    """A date, date text or range text as (first, last) ordinals, both included. Raises `CalendarError`."""
    if isinstance(item, date):
        return item.toordinal(), item.toordinal()
    parts = item.split("..") if isinstance(item, str) else []
    days = [_ordinal(part, item) for part in parts]
    if len(days) not in (1, 2):
        raise CalendarError(repr(item), "a date like 2021-05-08 or a range like 2021-11-06..2022-04-09")
    if days[0] > days[-1]:
        raise CalendarError(repr(item), "a range whose last date is not before its first")
    return days[0], days[-1]


def parse_spans(items: Iterable[DateItem]) -> tuple[Span, ...]:
    """All items of a list as sorted spans (they may overlap). Raises `CalendarError`."""
    if isinstance(items, str):
        raise CalendarError(repr(items), 'a list of dates such as ["2021-05-08"]')
    return tuple(sorted(parse_span(item) for item in items))


def within(spans: Iterable[Span], first: int, last: int) -> set[int]:
    """The ordinals of the spans that lie in [first, last]."""
    return {day for lo, hi in spans for day in range(max(lo, first), min(hi, last) + 1)}


def common_day(these: Iterable[Span], those: tuple[Span, ...]) -> int | None:
    """The first ordinal that lies in a span of both, or None."""
    shared = [max(a, c) for a, b in these for c, d in those if max(a, c) <= min(b, d)]
    return min(shared, default=None)


def _ordinal(text: str, item: object) -> int:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise CalendarError(repr(item), f"a date that exists ({error})") from None
    raise CalendarError(repr(item), "a date like 2021-05-08 or a range like 2021-11-06..2022-04-09")
