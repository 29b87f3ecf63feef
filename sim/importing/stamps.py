"""Instants in the forms that offices write: ISO 8601, 2011/10/11 13:42, 11.10.2011, 2011年10月11日, 20111011.

A stamp becomes whole microseconds of its local wall clock (what the office's own clock showed); a zone may be
asked for instead. Which of two numbers is the month is settled by the whole column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

SECOND = 1_000_000
MINUTE, DAY = 60 * SECOND, 86_400 * SECOND
NOTHING = -(2**63)
"""Stands for an empty or unreadable stamp."""

_BEGUN = datetime(1970, 1, 1)
_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)

_SLASHED = re.compile(r"(\d{1,4})[./\-年](\d{1,2})[./\-月](\d{1,4})日?(?:[T\s]*(\d.*))?\Z", re.S)
_CLOCK = re.compile(
    r"(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}(?:[.,]\d+)?)?)?[秒分]?\s*([AaPp]\.?[Mm]\.?)?\Z"
)
_COMPACT = re.compile(r"(\d{2}|\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})|\s+(\d.*))?\Z")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?\Z|\d{13}\Z")
_ABSENT = {"", "nat", "nan", "none", "null", "-", "n/a", "na", "unknown"}
DATE_ONLY = re.compile(r"[^:时]*\Z")


@dataclass(slots=True)
class Stamps:
    """Reads the stamps of a log; ``order`` is ``dmy`` or ``mdy`` for dates such as 11/04/2022."""

    order: str = "dmy"
    zone: tzinfo | None = None
    offsets: set[int] = field(default_factory=set)
    """The offsets from UTC that were met, in minutes."""
    naive: bool = False
    """Whether some stamp had none."""
    _known: dict[str, int] = field(default_factory=dict)

    def column(self, texts: Iterable[str]) -> list[int]:
        """The instants of a column in microseconds since 1970 by the local clock, NOTHING where there is
        none.
        """
        known, found = self._known, []
        for text in texts:
            at = known.get(text)
            if at is None:
                if len(known) > 300_000:
                    known.clear()
                at = known[text] = self.instant(text)
            found.append(at)
        return found

    def instant(self, text: str) -> int:
        """One stamp; NOTHING where it is empty or no instant."""
        try:
            return self._of(datetime.fromisoformat(text))
        except ValueError:
            pass
        except OverflowError:
            return NOTHING
        try:
            return self._other(text.strip())
        except (ValueError, OverflowError):
            return NOTHING

    def _of(self, moment: datetime) -> int:
        offset = moment.utcoffset()
        if offset is None:
            self.naive = True
            return (moment - _BEGUN) // _MICRO
        self.offsets.add(offset // timedelta(minutes=1))
        if self.zone is None:
            return (moment - _UTC + offset) // _MICRO
        return (moment.astimezone(self.zone).replace(tzinfo=None) - _BEGUN) // _MICRO

    def _other(self, text: str) -> int:
        if _EPOCH.match(text):
            seconds = float(text) / (1000 if len(text) == 13 else 1)
            return self._of(_UTC + timedelta(seconds=seconds))
        found = _SLASHED.match(text)
        if found:
            year, month, day = self._date(found[1], found[2], found[3])
            clock = clock_of(found[4]) if found[4] else 0
        else:
            compact = _COMPACT.match(text)
            if compact is None:
                return NOTHING
            year, month, day = _year(compact[1]), int(compact[2]), int(compact[3])
            clock = _compact_clock(compact)
        if clock == NOTHING:
            return NOTHING
        return self._of(datetime(year, month, day)) + clock

    def _date(self, a: str, b: str, c: str) -> tuple[int, int, int]:
        if len(a) > 2:
            return int(a), int(b), int(c)
        if self.order == "mdy":
            return _year(c), int(a), int(b)
        return _year(c), int(b), int(a)


def _compact_clock(found: re.Match[str]) -> int:
    if found[7]:
        return clock_of(found[7])
    if not found[4]:
        return 0
    hours, minutes, seconds = int(found[4]), int(found[5]), int(found[6])
    if hours > 24 or minutes > 59 or seconds > 60:
        return NOTHING
    return (hours * 3600 + minutes * 60 + seconds) * SECOND


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def clock_of(text: str) -> int:
    """A time of day in microseconds, NOTHING where the text is none: ``9:05``, ``1:42 PM``."""
    found = _CLOCK.match(text.strip())
    if found is None:
        return NOTHING
    hours, minutes = int(found[1]), int(found[2] or 0)
    seconds = float((found[3] or "0").replace(",", "."))
    half = (found[4] or "").lower()[:1]
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    if hours > 24 or minutes > 59 or seconds >= 61:
        return NOTHING
    return (hours * 3600 + minutes * 60) * SECOND + round(seconds * SECOND)


def absent(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.strip().lower() in _ABSENT


def day_first(columns: Sequence[Sequence[str]]) -> bool | None:
    """Whether dates such as 11/04/2022 put the day first; None where every date of the columns allows both.

    False also where no such date occurs.
    """
    first = second = seen = False
    for column in columns:
        for text in set(column):
            found = _SLASHED.match(text.strip()) if text[:3].count("-") == 0 else None
            if found and len(found[1]) <= 2:
                seen = True
                first, second = first or int(found[1]) > 12, second or int(found[2]) > 12
    if not seen:
        return False
    return None if first == second else first
