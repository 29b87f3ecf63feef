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
    if not any(shift.absent > 0 for shift in pool.shifts):
        return tuple(pool.shifts[at].calendar for at in pool.shift_of)
    return _with_absences(pool, seed, replication, days_of(program))


# An engine, the measures and the laws of one replication ask for the same pools one after another.
@lru_cache(maxsize=16)
def _with_absences(pool: Pool, seed: int, replication: int, days: int) -> tuple[Calendar, ...]:
    found: list[Calendar] = []
    for number, at in enumerate(pool.shift_of):
        shift = pool.shifts[at]
        # Whose shift ends has a last closing, which must not depend on where the run ends.
        ends = shift.last_day is not None and shift.calendar.end
        known = max(days, shift.calendar.end[-1] // DAY + 1) if ends else days
        gone = absent_days(seed, replication, (pool.absent_stream, number), shift.absent, known)
        found.append(shift.calendar.without(gone) if gone else shift.calendar)
    return tuple(found)
