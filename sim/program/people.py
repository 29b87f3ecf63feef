"""[program] Who serves: pools with their shifts and queues, and the slots that can be booked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sim.calendars import Calendar
from sim.labels import Label


class Order(IntEnum):
    """Order of a pool's queue."""

    FIFO = 0
    PRIORITY = 1
    DUE = 2
    SHORTEST = 3
    LIFO = 4
    RANDOM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """``staff`` people on one duty calendar (already cut to ``from`` .. ``until``)."""

    staff: int
    calendar: Calendar
    calendar_name: str
    first_day: int | None = None
    """First and last day of duty as days since origin, both included; None where it is open."""
    last_day: int | None = None
    speed: float = 1.0
    grade: str = ""
    absent: float = 0.0
    cost: float = 0.0
    """Money per on-duty second of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool; people are numbered through its shifts in listing order."""

    name: str
    label: Label
    shifts: tuple[Shift, ...]
    pause: bool
    order: Order
    preempt: bool
    absent_stream: int

    @property
    def staff(self) -> int:
        """How many people are listed, over all shifts."""
        return sum(s.staff for s in self.shifts)

    @property
    def shift_of(self) -> tuple[int, ...]:
        """The shift index of each person."""
        return tuple(i for i, s in enumerate(self.shifts) for _ in range(s.staff))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A `sessions` entry: starts of all slots in order (seconds), and how many cases each takes."""

    name: str
    starts: tuple[int, ...]
    slots: int
