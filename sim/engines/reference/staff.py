"""People: who is on duty, who is free, and how long work takes them."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.calendars import Calendar
from sim.program import Pool, Shift
from sim.units import round_half_up

if TYPE_CHECKING:
    from sim.engines.reference.cases import Visit

DAY = 86_400


@dataclass(slots=True, eq=False)
class Person:
    """Somebody of a pool. ``duty`` is the calendar with shift dates and absences; ``group`` shares it."""

    pool: int
    number: int
    shift: Shift
    group: Group
    busy: bool = False

    def covers(self, instant: int) -> bool:
        """Whether the shift's dates include the day of ``instant``."""
        day = instant // DAY
        first, last = self.shift.first_day, self.shift.last_day
        return (first is None or first <= day) and (last is None or day <= last)

    @property
    def last_closing(self) -> int | None:
        """The end of the last interval of duty where the shift has a last day; None for who stays on. Asked
        of people at work, who have duty.
        """
        return None if self.shift.last_day is None else self.group.duty.end[-1]

    def is_over(self, instant: int) -> bool:
        """Whether the last day of duty lies before the day of ``instant``."""
        return self.shift.last_day is not None and instant // DAY > self.shift.last_day


@dataclass(slots=True, eq=False)
class Group:
    """People of a pool with the same duty calendar; ``free`` holds the numbers of the idle ones in order."""

    duty: Calendar
    free: list[int] = field(default_factory=list)
    _asked: int = -1
    _open: bool = False

    def on_duty(self, now: int) -> bool:
        """Whether the calendar is open now."""
        if self._asked != now:
            self._asked, self._open = now, self.duty.is_open(now)
        return self._open


class Team:
    """A pool's people during a run."""

    def __init__(self, index: int, pool: Pool, duties: Sequence[Calendar]) -> None:
        self.index = index
        self.pool = pool
        self.people: list[Person] = []
        self.groups: list[Group] = []
        self.in_hand: dict[Visit, None] = {}
        """Work in hand, in the order of its last start."""
        for duty, at in zip(duties, pool.shift_of, strict=True):
            self._hire(duty, pool.shifts[at])

    def _hire(self, duty: Calendar, shift: Shift) -> None:
        number = len(self.people)
        if not self.groups or self.groups[-1].duty is not duty:
            self.groups.append(Group(duty))
        self.groups[-1].free.append(number)
        self.people.append(Person(self.index, number, shift, self.groups[-1]))

    def free_now(self, now: int) -> Iterator[Person]:
        """Idle people on duty, in listing order."""
        for group in self.groups:
            if group.free and group.on_duty(now):
                yield from (self.people[n] for n in group.free)

    def some_free(self, now: int) -> bool:
        """Whether anybody is idle and on duty."""
        return any(g.free and g.on_duty(now) for g in self.groups)

    def is_free(self, number: int, now: int) -> bool:
        """Whether this person is idle and on duty."""
        person = self.people[number]
        return not person.busy and person.group.on_duty(now)

    def next_opening(self, now: int, *, also_busy: bool) -> int | None:
        """The next instant at which an idle person (or anybody) who is off duty now comes on duty."""
        groups = (g for g in self.groups if (g.free or also_busy) and not g.on_duty(now))
        return min((t for g in groups if (t := g.duty.next_open(now)) is not None), default=None)

    def take(self, person: Person, visit: Visit) -> None:
        """This person begins work."""
        person.busy = True
        self.in_hand[visit] = None
        person.group.free.remove(person.number)

    def release(self, person: Person, visit: Visit) -> None:
        """This person is idle again."""
        person.busy = False
        self.in_hand.pop(visit, None)
        bisect.insort(person.group.free, person.number)


class WorkTime:
    """When work by some people is done.

    People of `pause` pools work while on duty, up to their last closing, past which they finish what is in
    hand as overtime; people of `finish` pools stay. Together they work while every pausing one is there, at
    the slowest speed.
    """

    def __init__(self, teams: Sequence[Team]) -> None:
        self._teams = teams
        self._common: dict[tuple[int, ...], tuple[Calendar, tuple[Calendar, ...]]] = {}

    def end(self, crew: Sequence[Person], start: int, seconds: int) -> int | None:
        """The instant at which ``seconds`` of presence have passed since ``start``; None if they never
        will.
        """
        at, rest = start, seconds
        for together, until in self._stretches(crew, start):
            if together is None:
                return at + rest
            have = None if until is None else together.open_seconds(at, until)
            if have is None or have >= rest:
                return together.advance(at, rest)
            at, rest = until or at, rest - have
        return None

    def spent(self, crew: Sequence[Person], start: int, stop: int) -> int:
        """Seconds of presence within [start, stop)."""
        at, total = start, 0
        for together, until in self._stretches(crew, start):
            upto = stop if until is None else min(stop, until)
            total += max(0, upto - at) if together is None else together.open_seconds(at, upto)
            if upto == stop:
                break
            at = upto
        return total

    def _stretches(self, crew: Sequence[Person], start: int) -> Iterator[tuple[Calendar | None, int | None]]:
        """From ``start`` on: the open time that counts (None: all time), and until when it is that one (None:
        for good).
        """
        pausing = [p for p in crew if self._teams[p.pool].pool.pause]
        while pausing:
            lasts = [last for p in pausing if (last := p.last_closing) is not None and last > start]
            until = min(lasts, default=None)
            yield self._together([p.group.duty for p in pausing]), until
            if until is None:
                return
            pausing = [p for p in pausing if p.last_closing is None or p.last_closing > until]
        yield None, None

    def _together(self, duties: Sequence[Calendar]) -> Calendar:
        distinct = tuple({id(d): d for d in duties}.values())
        if len(distinct) == 1:
            return distinct[0]
        key = tuple(id(d) for d in distinct)
        if key not in self._common:
            self._common[key] = (distinct[0].intersection(*distinct[1:]), distinct)
        return self._common[key][0]


def seconds_needed(work: int, crew: Sequence[Person]) -> int:
    """Seconds of presence that ``work`` (seconds at speed 1) needs at the crew's slowest speed."""
    return round_half_up(work / min(p.shift.speed for p in crew))


def work_done(seconds: int, crew: Sequence[Person]) -> int:
    """Work (seconds at speed 1) done in ``seconds`` of presence."""
    return round_half_up(seconds * min(p.shift.speed for p in crew))
