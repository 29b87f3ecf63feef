"""Who is absent on which day, told to engines and measures alike.

One uniform per person and day, so that adding people at the end of a pool changes nobody's absences.
"""

from __future__ import annotations

from functools import lru_cache

from sim.calendars import DAY, Calendar
from sim.luck import uniform
from sim.program import Pool, Program


def days_of(program: Program) -> int:
    """How many days absences are drawn for: from day 0 to the one that holds the horizon's last second."""
    return -(-program.horizon // DAY)


@lru_cache(maxsize=8192)
def absent_days(
    seed: int, replication: int, person: tuple[int, int], chance: float, days: int
) -> tuple[int, ...]:
    """The days in [0, ``days``) on which a person (absence stream of the pool, number) is absent.

    >>> absent_days(1, 0, (7, 0), 0.0, 365)
    ()
    """
    stream, number = person
    return tuple(d for d in range(days) if uniform(seed, replication, stream, number, d) < chance)


def duties(program: Program, pool: Pool, seed: int, replication: int) -> tuple[Calendar, ...]:
    """The duty calendar of each person of a pool, by number, without the days of absence.

    People of one shift who are never absent share one calendar object.
    """
    days = days_of(program)
    found: list[Calendar] = []
    for number, at in enumerate(pool.shift_of):
        shift = pool.shifts[at]
        person = (pool.absent_stream, number)
        gone = absent_days(seed, replication, person, shift.absent, days) if shift.absent > 0 else ()
        found.append(shift.calendar.without(gone) if gone else shift.calendar)
    return tuple(found)
