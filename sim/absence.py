"""Who is absent on which day, told to engines and measures alike.

One uniform per person and day, so that adding people at the end of a pool changes nobody's absences.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.calendars import DAY, Calendar
from sim.luck import MULTIPLIER_0, MULTIPLIER_1, key_schedule
from sim.program import Pool, Program, Shift

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.int64]
    Floats = NDArray[np.float64]

_WORD = 0xFFFFFFFF


def days_of(program: Program) -> int:
    """How many days absences are drawn for: from day 0 to the one that holds the horizon's last second."""
    return -(-program.horizon // DAY)


def uniforms(seed: int, replication: int, stream: int, cases: Words, rounds: Words) -> Floats:
    """`sim.luck.uniform` for arrays of cases and rounds that are broadcast against each other: the same bits.

    >>> import numpy as np
    >>> float(uniforms(1, 0, 1215080364, np.array([7]), np.array([1]))[0])
    0.007306526482636078
    """
    import numpy as np  # not loaded by whoever only reads a scenario

    word, half, first, second = (np.uint64(n) for n in (_WORD, 32, MULTIPLIER_0, MULTIPLIER_1))
    c0, c1 = np.array([replication & _WORD], dtype=np.uint64), np.array([stream & _WORD], dtype=np.uint64)
    c2, c3 = cases.astype(np.uint64) & word, rounds.astype(np.uint64) & word
    for k0, k1 in key_schedule(seed & _WORD, seed >> 32 & _WORD):
        p0, p1 = first * c0, second * c2
        c0, c1 = p1 >> half ^ c1 ^ np.uint64(k0), p1 & word
        c2, c3 = p0 >> half ^ c3 ^ np.uint64(k1), p0 & word
    found: Floats = ((c0 << np.uint64(20) | c1 >> np.uint64(12)) + 0.5) / 2**52
    return found


def absent_days(
    seed: int, replication: int, stream: int, chances: Sequence[float], days: int
) -> list[list[int]]:
    """For each person of a pool (with this absence stream) the days in [0, ``days``) of absence.

    >>> absent_days(1, 0, 7, [0.0, 0.0], 365)
    [[], []]
    """
    import numpy as np  # not loaded by whoever only reads a scenario

    drawn = uniforms(seed, replication, stream, np.arange(len(chances))[:, None], np.arange(days)[None, :])
    return [np.flatnonzero(row < chance).tolist() for row, chance in zip(drawn, chances, strict=True)]


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
    shifts = [pool.shifts[at] for at in pool.shift_of]
    known = [_known(shift, days) for shift in shifts]
    chances = [shift.absent for shift in shifts]
    gone = absent_days(seed, replication, pool.absent_stream, chances, max(known, default=0))
    return tuple(
        shift.calendar.without(away) if (away := [d for d in absent if d < until]) else shift.calendar
        for shift, absent, until in zip(shifts, gone, known, strict=True)
    )


def _known(shift: Shift, days: int) -> int:
    # Whose shift ends has a last closing, which must not depend on where the run ends.
    ends = shift.last_day is not None and shift.calendar.end
    return max(days, shift.calendar.end[-1] // DAY + 1) if ends else days
