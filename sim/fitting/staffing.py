"""The pools of a learnt process as the language writes them: staff or shifts, hours, order, and who serves
which kind of case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.fitting.ledger import Ledger, plain
from sim.fitting.model import Learnt
from sim.fitting.pools import Pool
from sim.fitting.rosters import Roster
from sim.fitting.ruling import order
from sim.fitting.weeks import on_days, written
from sim.naming import identifiers

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Named:
    """A pool of the scenario: the learnt pool, the team of it, its label and its people by the hour."""

    at: int
    label: str | Tree
    roster: Roster | None


class Staffing:
    """The pools of a scenario; their figures go to the ledger."""

    def __init__(self, learnt: Learnt, ledger: Ledger, taken: set[str]) -> None:
        self._learnt, self._ledger = learnt, ledger
        pools = learnt.people.pools
        self.names: list[str] = list(identifiers([p.label for p in pools], "pool", taken))
        """A name for each learnt pool."""
        self._teams: dict[int, list[str]] = {}
        for at, teams in learnt.teams.items():
            wanted = [f"{self.names[at]}_{k}" for k in range(1, len(teams.rosters) + 1)]
            self._teams[at] = list(identifiers(wanted, "pool", taken | set(self.names)))

    def by(self, pool: int, teams: tuple[int, ...] = ()) -> str | list[str]:
        """Who serves: the pool, or the first free of some of its teams (of all, where none are named)."""
        own = self._teams.get(pool)
        if own is None:
            return self.names[pool]
        found = [own[t] for t in (teams or range(len(own)))]
        return found[0] if len(found) == 1 else found

    def tree(self) -> tuple[Tree, Tree]:
        """The pools and the calendars that they need."""
        pools: Tree = {}
        calendars: Tree = {}
        people = self._learnt.people
        for name, named in self._named():
            pool = people.pools[named.at]
            entry: Tree = {"label": named.label}
            if pool.pause:
                entry["at_close"] = "pause"
            if by := order(self._learnt.orders.get(named.at)) or self._after(pool):
                entry["order"] = by
            if named.roster is None:
                entry |= self._staff(name, pool, calendars)
            else:
                entry |= self._rostered(name, named, calendars)
            pools[name] = entry
        return pools, calendars

    def _named(self) -> Iterator[tuple[str, _Named]]:
        for at, (name, pool) in enumerate(zip(self.names, self._learnt.people.pools, strict=True)):
            teams = self._learnt.teams.get(at)
            if teams is None:
                yield name, _Named(at, pool.label, self._learnt.rosters.get(at))
                continue
            for k, (own, roster) in enumerate(zip(self._teams[at], teams.rosters, strict=True)):
                en, zh = teams.skills.kinds(k)
                label = {"en": f"{pool.label}: {en}", "zh": f"{pool.label}：{zh}"}
                yield own, _Named(at, label, roster)

    def _after(self, pool: Pool) -> str:
        """What is done after a case goes before all that waits."""
        return "priority" if any(a in self._learnt.afterwork for a in pool.activities) else ""

    def _staff(self, name: str, pool: Pool, calendars: Tree) -> Tree:
        people = self._learnt.people
        why = f"enough on nine in ten of {pool.days} days, {pool.people} people seen, bootstrap 95%"
        number = self._ledger.add(f"{name}_staff", pool.staff, (pool.low, pool.high), why)
        calendar = "office"
        if (pool.week, pool.off) != (people.week, people.off):
            calendar = f"{name}_hours"
            calendars[calendar] = written(pool.week, pool.off)
        return {"staff": number, "calendar": calendar}

    def _rostered(self, name: str, named: _Named, calendars: Tree) -> Tree:
        """One person per shift, each with the hours in which at least so many are there."""
        roster, scale = named.roster, self._learnt.scales.get(named.at, 1.0)
        assert roster is not None
        entry: Tree = {}
        if roster.absent:
            why = f"how the number of people varies from day to day, n = {roster.days} days"
            share = plain(roster.absent)
            bounds = (plain(share / 2), plain(min(1.5 * share, 1)))
            entry["absent"] = self._ledger.add(f"{name}_absent", share, bounds, why)
        found = []
        for k, (people, calendar) in enumerate(roster.shifts(), start=1):
            calendars[f"{name}_shift_{k}"] = on_days(calendar, self._learnt.people.pools[named.at].off)
            why = (
                f"at least {k} at work, mean of {roster.days} days, {roster.people} people seen, "
                f"times {scale:.2f} to explain the waits"
            )
            number = self._ledger.add(f"{name}_staff_{k}", people, (0, 2), why)
            found.append({"staff": number, "calendar": f"{name}_shift_{k}"})
        return {**entry, "shifts": found}
