"""[reforming] People whose number changes on certain days: the same people as far as possible, in shifts.

Whoever is on duty before and after a day stays the same person; the people who come or go are shifts of
their own behind all others, with `from` or `until`. So nobody else's absences change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.expressions import ExpressionError, constant, parse
from sim.paths import locate
from sim.reforming.workshop import Bench
from sim.tree import Map, Seq, copied
from sim.units import Quantity


@dataclass(slots=True)
class Roster:
    """One pool's people, or one shift's: their number from each day on (day 0 first)."""

    pool: Map
    shift: Map
    """The shift of those who are always there."""
    plan: list[tuple[int, Any]]
    begins: date
    made: list[Map] = field(default_factory=list)
    """Further shifts written so far; they are written anew with each change."""

    @classmethod
    def of(cls, bench: Bench, dotted: str) -> Roster:
        """The people at a path; a pool of ``staff`` and ``calendar`` becomes one of shifts."""
        spot = locate(bench.tree, dotted)
        if not spot.exists:
            raise bench.wrong((dotted,), dotted, "the staff of a pool, or of one of its shifts")
        name = str(spot.path[1])
        pool = bench.tree["pools"][name]
        shift = spot.container
        if shift is pool:
            shift = Map((), bench.place())
            for key in ("staff", "calendar"):
                if key in pool:
                    shift.put(key, pool[key], pool.places.get(key))
                    pool.pop(key)
            shifts = Seq((), bench.place())
            shifts.add(shift, bench.place())
            pool.put("shifts", shifts, bench.place())
        begins = date.fromisoformat(str(bench.tree["period"]["start"]))
        return cls(pool, shift, [(0, shift["staff"])], begins)

    def change(self, bench: Bench, dotted: str, day: int, staff: Any) -> None:
        """So many people from a day on."""
        if self.plan[-1][0] == day:
            self.plan.pop()
        self.plan.append((day, staff))
        shifts = self.pool["shifts"]
        for old in self.made:
            at = next(i for i, s in enumerate(shifts) if s is old)
            del shifts[at], shifts.places[at]
        self.made = []
        numbers = [_whole(bench, dotted, n) for _, n in self.plan]
        self.shift.put("staff", self._always(numbers), bench.place(dotted))
        for entry in self._further(bench, numbers):
            shifts.add(entry, bench.place(dotted))
            self.made.append(entry)

    def _always(self, numbers: list[int]) -> Any:
        """The people who are there all the time, said so that the ledger's figures stay what it rests on."""
        texts = [str(n) for _, n in self.plan]
        return f"min({', '.join(texts)})" if any(not t.isdigit() for t in texts) else min(numbers)

    def _further(self, bench: Bench, numbers: list[int]) -> Iterator[Map]:
        """A shift for each group that is there through the same stretch of days."""
        days = [day for day, _ in self.plan]
        levels = range(min(numbers) + 1, max(numbers) + 1)
        groups = Counter(s for level in levels for s in _stretches([n >= level for n in numbers]))
        for (first, last), people in groups.items():
            begin = days[first] if first else None
            end = days[last + 1] - 1 if last + 1 < len(days) else None
            yield self._entry(bench, people, begin, end)

    def _entry(self, bench: Bench, people: int, begin: int | None, end: int | None) -> Map:
        entry = Map((), bench.place())
        for key, value in self.shift.items():
            entry.put(key, copied(value), self.shift.places.get(key))
        entry.put("staff", people, bench.place())
        since, until = self._date(begin), self._date(end)
        if since is not None:
            entry.put("from", max(since, str(self.shift.get("from", since))), bench.place())
        if until is not None:
            entry.put("until", min(until, str(self.shift.get("until", until))), bench.place())
        return entry

    def _date(self, day: int | None) -> str | None:
        return None if day is None else date.fromordinal(self.begins.toordinal() + day).isoformat()


def _stretches(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """The first and last index of each run of true."""
    first = None
    for i, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = i
        elif not flag and first is not None:
            yield first, i - 1
            first = None


def _whole(bench: Bench, dotted: str, value: Any) -> int:
    """A number of people, which may be a figure of the ledger."""
    numbers = bench.tree.get("numbers", {})

    def known(name: str) -> Quantity:
        entry = numbers[name]
        return constant(parse(str(entry["value"] if isinstance(entry, Map) else entry)), known)

    try:
        found = constant(parse(str(value)), known).value
    except (ExpressionError, KeyError, RecursionError):
        found = -1.0
    if found < 0 or found != int(found):
        raise bench.wrong((dotted,), value, "a whole number of people, or a figure of the ledger that is one")
    return int(found)
