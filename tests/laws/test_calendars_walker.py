"""Calendar arithmetic against a walker that looks at every second.

The walker asks the description itself (weekday names and texts compared as texts), writes down for every
second whether it is open, and counts. It shares no code with `sim.calendars`. Replay a failure with
``CALENDAR_SEED=<seed>`` and the printed calendar and triple.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import numpy as np
import pytest
from numpy.typing import NDArray

from sim.calendars import DAY, Calendar, CalendarSpec, resolve

SEED = int(os.environ.get("CALENDAR_SEED", "20210104"))
CALENDARS = 60
TRIPLES = 2_000  # per calendar: 120,000 in all
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LABELS = [f"{m // 60:02}:{m % 60:02}" for m in range(1441)]


# The walker


def named(day: date, items: tuple[object, ...]) -> bool:
    """Whether a date stands in a list of dates and ranges, compared as ISO texts."""
    return any(a <= day.isoformat() <= b for a, _, b in (_ends(str(i)) for i in items))


def _ends(item: str) -> tuple[str, str, str]:
    return item.partition("..") if ".." in item else (item, "", item)


def hours_on(spec: CalendarSpec, day: date) -> tuple[str, ...]:
    """The interval texts of a date, as a reader of the language would say them."""
    name = NAMES[day.weekday()]
    every_day = dict.fromkeys(NAMES, spec.hours or ("00:00-24:00",))
    by_name = spec.hours if isinstance(spec.hours, dict) else every_day
    workdays = [tuple(by_name[n]) for n in NAMES[:5] if by_name.get(n)]
    generic = max(workdays, key=workdays.count) if workdays else next(tuple(h) for h in by_name.values() if h)
    if named(day, spec.open):
        return tuple(by_name.get(name) or generic)
    if named(day, spec.closed) or not scheduled(spec, day):
        return ()
    if spec.days == "china" and day.weekday() >= 5:
        return tuple(by_name.get(name, generic))
    return tuple(by_name.get(name, ()))


def scheduled(spec: CalendarSpec, day: date) -> bool:
    if spec.days == "china":
        return bool(chinese_calendar.is_workday(day))
    if spec.days == "weekdays":
        return day.weekday() < 5
    return isinstance(spec.days, str) or NAMES[day.weekday()] in spec.days


def minutes_of(texts: tuple[str, ...]) -> list[bool]:
    """For each minute of a day whether it is open; texts of one width compare like times."""
    pairs = [text.split("-") for text in texts]
    return [any(a <= label < b for a, b in pairs) for label in LABELS[:1440]]


@dataclass
class Walker:
    """Open flags of every second from ``zero`` (seconds since origin) on, and what is walked up to each."""

    zero: int
    flags: NDArray[np.bool_]

    def __post_init__(self) -> None:
        self.walked = np.concatenate([[0], np.cumsum(self.flags, dtype=np.int64)])
        self.open_at = np.flatnonzero(self.flags)
        self.closed_at = np.flatnonzero(~self.flags)

    def advance(self, t: int, n: int) -> int | None:
        target = self.walked[t - self.zero] + n
        if n == 0 or target > self.walked[-1]:
            return t if n == 0 else None
        return self.zero + int(np.searchsorted(self.walked, target, side="left"))

    def retreat(self, t: int, n: int) -> int | None:
        target = self.walked[t - self.zero] - n
        if n == 0 or target < 0:
            return t if n == 0 else None
        return self.zero + int(np.searchsorted(self.walked, target, side="right")) - 1

    def open_seconds(self, a: int, b: int) -> int:
        return max(0, int(self.walked[b - self.zero] - self.walked[a - self.zero]))

    def next_open(self, t: int) -> int | None:
        return self._first(self.open_at, t)

    def next_close(self, t: int) -> int | None:
        return self._first(self.closed_at, t)

    def is_open(self, t: int) -> bool:
        return t - self.zero < len(self.flags) and bool(self.flags[t - self.zero])

    def _first(self, places: NDArray[np.int64], t: int) -> int | None:
        i = int(np.searchsorted(places, t - self.zero))
        return self.zero + int(places[i]) if i < len(places) else None


def walker_of(spec: CalendarSpec, origin: date, first: date, days: int) -> Walker:
    seen: dict[tuple[str, ...], list[bool]] = {}
    minutes: list[bool] = []
    for k in range(days):
        texts = hours_on(spec, first + timedelta(days=k))
        minutes += seen.setdefault(texts, minutes_of(texts)) if texts not in seen else seen[texts]
    return Walker((first - origin).days * DAY, np.repeat(np.array(minutes, dtype=bool), 60))


# Random calendars


def random_hours(rng: random.Random) -> tuple[str, ...]:
    """One to four odd intervals, now and then a minute or two long, touching, from midnight or to 24:00."""
    cuts = sorted(rng.sample(range(1441), 2 * rng.randint(1, 4)))
    if rng.random() < 0.3:
        cuts[1] = cuts[0] + min(cuts[1] - cuts[0], rng.randint(1, 3))
    if rng.random() < 0.2:
        cuts[0] = 0
    if rng.random() < 0.2:
        cuts[-1] = 1440
    if len(cuts) > 2 and rng.random() < 0.2:
        cuts[2] = cuts[1]
    texts = [f"{LABELS[a]}-{LABELS[b]}" for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    rng.shuffle(texts)
    return tuple(texts)


def random_dates(rng: random.Random, first: date, days: int) -> tuple[date | str, ...]:
    items: list[date | str] = []
    for _ in range(rng.randint(0, 4)):
        a = first + timedelta(days=rng.randrange(days))
        b = a + timedelta(days=rng.randrange(6))
        forms: list[date | str] = [a, a.isoformat(), f"{a}..{b}"]
        items.append(rng.choice(forms))
    return tuple(items)


def random_spec(rng: random.Random, first: date, days: int) -> CalendarSpec:
    kind = rng.choice(["china", "weekdays", "every_day", "always", "list"])
    on = tuple(rng.sample(NAMES, rng.randint(1, 7))) if kind == "list" else kind
    named_days = on if isinstance(on, tuple) else tuple(rng.sample(NAMES, rng.randint(2, 7)))
    patterns = [random_hours(rng) for _ in range(3)]
    hours: tuple[str, ...] | dict[str, tuple[str, ...]] | None = patterns[0]
    if rng.random() < 0.5:
        hours = {name: rng.choice(patterns) for name in named_days}
    closed = random_dates(rng, first, days)
    opened = tuple(d for d in random_dates(rng, first, days) if not _clash(d, closed))
    return CalendarSpec(on, None if kind == "always" or rng.random() < 0.1 else hours, closed, opened)


def _clash(item: date | str, others: tuple[date | str, ...]) -> bool:
    a, _, b = _ends(str(item))
    return any(max(a, c) <= min(b, d) for c, _, d in (_ends(str(o)) for o in others))


@dataclass
class Case:
    number: int
    spec: CalendarSpec
    calendar: Calendar
    walker: Walker
    rng: random.Random

    def replay(self, *triple: object) -> str:
        c = self.calendar
        return (
            f"CALENDAR_SEED={SEED}, calendar {self.number}: {self.spec}, origin {c.origin}, "
            f"days {c.first}..{c.last}; {triple}"
        )

    def triples(self) -> Iterator[tuple[int, int, int]]:
        """Random (start, other instant, amount): half of them within a second of an opening or a close."""
        lo, hi, rng = self.walker.zero, self.walker.zero + len(self.walker.flags), self.rng
        edges = [lo, hi, *self.calendar.start, *self.calendar.end]
        total = int(self.walker.walked[-1])
        for _ in range(TRIPLES):
            near = (min(hi, max(lo, rng.choice(edges) + rng.randint(-1, 1))) for _ in range(2))
            t, u = (x if rng.random() < 0.5 else rng.randint(lo, hi) for x in near)
            exact = self.walker.open_seconds(min(t, u), max(t, u)) + rng.randint(-1, 1)
            amounts = [0, 1, exact, exact, rng.randint(0, 90_000), rng.randint(0, total + 60)]
            yield t, u, max(0, rng.choice(amounts))


def cases() -> Iterator[Case]:
    for number in range(CALENDARS):
        rng = random.Random(f"{SEED}/{number}")
        first, days = date(2021, 1, 1) + timedelta(days=rng.randrange(1_800)), rng.randint(3, 40)
        origin = first + timedelta(days=rng.randint(-20, 60))
        spec = random_spec(rng, first, days)
        calendar = resolve(spec, origin, first, first + timedelta(days=days - 1))
        yield Case(number, spec, calendar, walker_of(spec, origin, first, days), rng)


# The laws


def test_arithmetic_in_open_time_agrees_with_walking_every_second() -> None:
    for case in cases():
        calendar, walker = case.calendar, case.walker
        for t, u, n in case.triples():
            assert answers(calendar, t, u, n) == answers(walker, t, u, n), case.replay(t, u, n)


def answers(clock: Calendar | Walker, t: int, u: int, n: int) -> tuple[object, ...]:
    """Everything that both the calendar and the walker can be asked about a triple."""
    is_open = clock.is_open(t)
    close = clock.next_close(t) if is_open else None
    there, back = clock.advance(t, n), clock.retreat(t, n)
    return there, back, clock.open_seconds(t, u), clock.next_open(t), is_open, close


def test_a_literal_stroll_agrees_with_the_walker() -> None:
    for case in cases():
        if case.number % 6:
            continue
        walker, end = case.walker, case.walker.zero + len(case.walker.flags)
        for t, _, n in list(case.triples())[:10]:
            n %= 20_000
            u, left = t, n
            while left and u < end:
                left -= int(walker.flags[u - walker.zero])
                u += 1
            assert walker.advance(t, n) == (None if left else u), case.replay(t, n)


def test_going_forth_and_back_never_loses_open_time() -> None:
    for case in cases():
        c = case.calendar
        for t, _, n in list(case.triples())[:300]:
            u = c.advance(t, n)
            if u is None:
                assert n > c.open_seconds(t, (c.last + 1) * DAY), case.replay(t, n)
                continue
            back = c.retreat(u, n)
            assert back is not None and back >= t and c.open_seconds(t, back) == 0, case.replay(t, n)
            assert c.open_seconds(t, u) == n == c.open_seconds(back, u), case.replay(t, n)


def test_working_days_between_instants_are_the_open_dates_after_the_first_up_to_the_last() -> None:
    for case in cases():
        c = case.calendar
        opens = [bool(case.walker.flags[k : k + DAY].any()) for k in range(0, len(case.walker.flags), DAY)]
        assert [c.opens_on(d) for d in range(c.first, c.last + 1)] == opens, case.replay()
        for t, u, _ in list(case.triples())[:100]:
            a, b = (c.origin + timedelta(days=x // DAY) for x in (t, u))
            first = c.date_of(c.first)
            days = [first + timedelta(days=k) for k, is_open in enumerate(opens) if is_open]
            assert c.working_days_between(t, u) == sum(a < d <= b for d in days), case.replay(t, u)


def flags_of(c: Calendar, zero: int, seconds: int) -> NDArray[np.bool_]:
    flags = np.zeros(seconds, dtype=bool)
    for start, end in zip(c.start, c.end, strict=True):
        flags[start - zero : end - zero] = True
    return flags


def test_absences_clips_and_intersections_remove_exactly_the_seconds_they_say() -> None:
    for case in cases():
        c, zero, flags = case.calendar, case.walker.zero, case.walker.flags
        gone = {case.rng.randint(c.first, c.last) for _ in range(3)}
        lo, hi = sorted(case.rng.randint(c.first - 2, c.last + 2) for _ in range(2))
        day = (zero + np.arange(len(flags))) // DAY
        absent, clipped = c.without(gone), c.clipped(lo, c.date_of(hi))
        for made, mask in [(absent, ~np.isin(day, list(gone))), (clipped, (day >= lo) & (day <= hi))]:
            assert (flags_of(made, zero, len(flags)) == (flags & mask)).all(), case.replay(gone, lo, hi)
            assert made.days_open == tuple(sorted(set(day[flags & mask].tolist()))), case.replay(gone, lo, hi)
        both = absent.intersection(clipped)
        common = flags_of(absent, zero, len(flags)) & flags_of(clipped, zero, len(flags))
        assert (flags_of(both, zero, len(flags)) == common).all(), case.replay(gone, lo, hi)
        assert absent.overlaps(clipped) == bool(common.any()), case.replay(gone, lo, hi)


def test_the_mean_working_day_of_a_year_is_its_open_time_over_its_open_dates() -> None:
    rng = random.Random(SEED)
    for number in range(6):
        spec = random_spec(rng, date(2022, 1, 1), 365)
        first, last = date(2021, 12, 25), date(2023, 1, 10)
        texts = [hours_on(spec, date(2022, 1, 1) + timedelta(days=k)) for k in range(365)]
        seconds = [60 * sum(minutes_of(t)) for t in texts]
        worked = [s for s in seconds if s]
        mean = resolve(spec, date(2022, 3, 1), first, last).mean_day_seconds(2022)
        expected = pytest.approx(sum(worked) / len(worked), rel=1e-12)
        assert mean == expected, f"CALENDAR_SEED={SEED}, {number}: {spec}"
