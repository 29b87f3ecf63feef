"""The laws that hold in every run, checked in a log: whoever breaks one is told with case and instant.

Each law is a function that yields what breaks it; `check_laws` raises on the first. Source: section 7 of
the project's design of measures; Little's identity is J. D. C. Little, "A proof for the queuing formula L =
lambda W", Operations Research 9 (1961) 383-387, here as the exact sample path identity over a whole run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from sim.errors import LawError
from sim.eventlog import MISSING, EventLog, Outcome
from sim.measures.columns import Flags, Ints, OpenTime, in_common, merged, union
from sim.measures.lines import overtaken
from sim.measures.staff import Claims, Spells, Staff
from sim.program import NONE, Program


class BrokenLawError(LawError):
    """A law of runs that a log breaks: ``law`` by name, the ``case`` as ``process/number`` (or a pool), the
    ``instant`` in seconds."""

    def __init__(self, law: str, case: str, instant: int, because: str) -> None:
        self.law, self.case, self.instant = law, case, instant
        super().__init__(f"law {law} is broken by {case} at second {instant}: {because}")


class Evidence:
    """A log with what the laws need of it, worked out once."""

    def __init__(self, staff: Staff) -> None:
        self.program, self.log, self.staff = staff.program, staff.log, staff
        self.rows, self.cases = self.staff.rows, self.staff.cases

    @property
    def stop(self) -> Ints:
        """When each row ended, or the end of the run."""
        return self.staff.stop

    @cached_property
    def of(self) -> Ints:
        """The place of each row's case in the case table; NONE where there is no such case."""
        lowest = min((int(c.min()) for c in (self.cases["case"], self.rows["case"]) if len(c)), default=0)
        keys, wanted = (t["process"] * 2**40 + t["case"] - lowest for t in (self.cases, self.rows))
        order = np.argsort(keys, kind="stable")
        at = np.minimum(np.searchsorted(keys, wanted, sorter=order), max(len(keys) - 1, 0))
        place = order[at] if len(keys) else np.full(len(wanted), NONE)
        return np.where(keys[place] == wanted, place, NONE) if len(keys) else place

    @cached_property
    def entered(self) -> Ints:
        """When each case began to be simulated: on arrival, or at second 0 for the backlog."""
        return np.maximum(self.cases["arrived"], 0)

    @cached_property
    def until(self) -> Ints:
        """When each case finished, or the end of the run."""
        return np.where(self.cases["finished"] != MISSING, self.cases["finished"], self.log.end)

    @cached_property
    def covered(self) -> tuple[Ints, Ints, Ints]:
        """The union of each case's rows, cut at its end: (case, start, end)."""
        return union(self.of, self.rows["queued"], np.minimum(self.stop, self.until[self.of]))

    def case_name(self, at: int) -> str:
        """A case of the case table in words."""
        return f"{self.log.catalog.processes[self.cases['process'][at]]}/{self.cases['case'][at]}"

    def row_name(self, at: int) -> str:
        """The case of a row in words, with its step."""
        process, position = self.rows["process"][at], self.rows["position"][at]
        step = self.log.catalog.steps[process][position].name
        return f"{self.log.catalog.processes[process]}/{self.rows['case'][at]} in {step}"


Law = Callable[[Evidence], Iterator[BrokenLawError]]


def _rows(known: Evidence, law: str, bad: Flags, because: str) -> Iterator[BrokenLawError]:
    """The first of the rows that break a law, told by when it queued."""
    for at in np.flatnonzero(bad)[:1]:
        yield BrokenLawError(law, known.row_name(at), int(known.rows["queued"][at]), because)


def _cases(known: Evidence, law: str, bad: Flags, instants: Ints, because: str) -> Iterator[BrokenLawError]:
    """The first of the cases that break a law, told by its instant."""
    for at in np.flatnonzero(bad)[:1]:
        yield BrokenLawError(law, known.case_name(at), int(instants[at]), because)


def instants_in_order(known: Evidence) -> Iterator[BrokenLawError]:
    """Queued <= started <= ended, arrived <= finished, nothing behind the end of the run, and a row is
    unfinished just if it has no end.
    """
    rows, end, law = known.rows, known.log.end, "instants_in_order"
    started = np.where(rows["started"] != MISSING, rows["started"], rows["queued"])
    bad = (rows["queued"] > started) | (started > known.stop) | (known.stop > end)
    yield from _rows(known, law, bad, "expected queued <= started <= ended <= end of the run")
    odd = (rows["ended"] == MISSING) != (rows["outcome"] == Outcome.UNFINISHED)
    yield from _rows(known, law, odd, "a row without an end is unfinished, and no other")
    strange = (known.cases["arrived"] > known.until) | (known.until > end)
    because = "expected arrived <= finished <= end of the run"
    yield from _cases(known, law, strange, known.cases["arrived"], because)


def conservation(known: Evidence) -> Iterator[BrokenLawError]:
    """Arrived = left + inside: each case stands in the table once, and either left with an outcome or has an
    open row at the end of the run.
    """
    cases, of, law = known.cases, known.of, "conservation"
    yield from _rows(known, law, of == NONE, "no such case arrived")
    because = "cases are numbered through, each once"
    yield from _cases(known, law, _misnumbered(known), cases["arrived"], because)
    inside = np.zeros(len(cases["case"]), dtype=np.bool_)
    inside[of[(of != NONE) & (known.rows["ended"] == MISSING)]] = True
    left = cases["finished"] != MISSING
    lost = (~left & ~inside) | (left != (cases["outcome"] != MISSING))
    yield from _cases(known, law, lost, known.until, "it neither left with an outcome nor is at any step")


def _misnumbered(known: Evidence) -> Flags:
    """The cases whose number is not the one after that of the case before them."""
    case, process = known.cases["case"], known.cases["process"]
    order, found = np.lexsort((case, process)), np.zeros(len(case), dtype=np.bool_)
    found[order[1:]] = (np.diff(process[order]) == 0) & (np.diff(case[order]) != 1)
    return found


def tiling(known: Evidence) -> Iterator[BrokenLawError]:
    """A case's rows tile its life: no gap, each begins where it arrived or another ends, and it leaves
    where one ends.
    """
    law, until, cases = "tiling", known.until, np.arange(len(known.until))
    yield from _cases(known, law, _uncovered(known), known.entered, "some of its time is in no row")
    span = known.log.end - min(0, int(known.entered.min(initial=0))) + 1
    ends = np.concatenate((known.of * span + known.stop, cases * span + known.entered))
    adrift = ~np.isin(known.of * span + known.rows["queued"], ends)
    yield from _rows(known, law, adrift, "it begins where nothing of the case ended")
    lost = ~np.isin(cases * span + until, ends) & (known.cases["finished"] != MISSING)
    yield from _cases(known, law, lost, until, "it left where none of its rows ended")


def _uncovered(known: Evidence) -> Flags:
    """The cases of which some second between entry and end is in no row."""
    of, start, end = known.covered
    seconds = np.bincount(of, weights=end - start, minlength=len(known.until)).astype(np.int64)
    early = np.zeros(len(known.until), dtype=np.bool_)
    early[of[start < known.entered[of]]] = True
    return np.asarray(early | (seconds != known.until - known.entered))


def little(known: Evidence) -> Iterator[BrokenLawError]:
    """The integral of the number inside (by rows) is the sum of the times inside (by the case table),
    exactly, per process."""
    of, start, end = known.covered
    for process, name in enumerate(known.log.catalog.processes):
        mine = known.cases["process"][of] == process
        instants = np.concatenate((start[mine], end[mine]))
        steps = np.concatenate((np.ones(mine.sum(), dtype=np.int64), np.full(mine.sum(), -1)))
        order = np.argsort(instants, kind="stable")
        number = np.cumsum(steps[order])[:-1]
        integral = int((number * np.diff(instants[order])).sum()) if len(order) else 0
        inside = int((known.until - known.entered)[known.cases["process"] == process].sum())
        if integral != inside:
            because = f"the integral of the number inside is {integral}, the sum of times inside {inside}"
            yield BrokenLawError("little", name, known.log.end, because)


def capacity(known: Evidence) -> Iterator[BrokenLawError]:
    """Nobody does two things at once, starts while off duty, or is beyond the pool's people."""
    spells = known.staff.spells
    people = np.array([*(len(p.shift_of) for p in known.program.pools), 0], dtype=np.int64)
    strange = (spells.pool < 0) | (spells.person < 0) | (spells.person >= people[spells.pool])
    yield from _spells(known, strange, "does not exist")
    if not strange.any():
        yield from _spells(known, _doubled(spells), "does two things at once")
        yield from _spells(known, _off_duty(known), "is off duty")


def _spells(known: Evidence, bad: Flags, because: str) -> Iterator[BrokenLawError]:
    """The first of the working spells that break the law of capacity."""
    spells = known.staff.spells
    for at in np.flatnonzero(bad)[:1]:
        row, text = int(spells.row[at]), f"person {spells.person[at]} {because}"
        yield BrokenLawError("capacity", known.row_name(row), int(spells.start[at]), text)


def _doubled(spells: Spells) -> Flags:
    """The spells that begin before the one before of the same person is over."""
    order, found = np.lexsort((spells.end, spells.start, spells.person, spells.pool)), spells.pool < 0
    same = (np.diff(spells.pool[order]) == 0) & (np.diff(spells.person[order]) == 0)
    found[order[1:]] = same & (spells.start[order][1:] < spells.end[order][:-1])
    return found


def _off_duty(known: Evidence) -> Flags:
    """The spells that start while their person is off duty."""
    spells, found = known.staff.spells, np.zeros(len(known.staff.spells.row), dtype=np.bool_)
    for pool in range(len(known.program.pools)):
        for duty, people in known.staff.groups(pool):
            theirs = np.flatnonzero((spells.pool == pool) & np.isin(spells.person, people))
            found[theirs] = ~duty.is_open(spells.start[theirs])
    return found


def no_idling(known: Evidence) -> Iterator[BrokenLawError]:
    """Nobody is idle and on duty while a claim for one person of the pool waits that anybody there can
    meet."""
    for pool in range(len(known.program.pools)):
        claims = known.staff.simple_claims(pool)
        waiting = merged(claims.start, claims.end)
        if len(waiting[0]):
            yield from _idlers(known, pool, waiting)


def _idlers(known: Evidence, pool: int, waiting: tuple[Ints, Ints]) -> Iterator[BrokenLawError]:
    spells = known.staff.spells
    mine = spells.chosen(spells.pool == pool)
    for duty, people in known.staff.groups(pool):
        needed = OpenTime.of_intervals(in_common((duty.start, duty.end), waiting))
        theirs = mine.chosen(np.isin(mine.person, people))
        busy = needed.before(theirs.end) - needed.before(theirs.start)
        if int(busy.sum()) != int(needed.cum[-1]) * len(people):
            yield _idler(known, pool, needed, people)


def _idler(known: Evidence, pool: int, needed: OpenTime, people: list[int]) -> BrokenLawError:
    """Who idled first, and when: only looked for once it is known that somebody did."""
    spells, name, idle = known.staff.spells, known.program.pools[pool].name, []
    for person in people:
        mine = spells.chosen((spells.pool == pool) & (spells.person == person))
        points = np.unique(np.concatenate((needed.start, needed.end, mine.start, mine.end)))
        busy = OpenTime.of_intervals(merged(mine.start, mine.end)).is_open(points)
        free = points[needed.is_open(points) & ~busy]
        idle += [(int(free[0]), person)] if len(free) else []
    at, person = min(idle, default=(known.log.end, NONE))
    return BrokenLawError("no_idling", f"{name} person {person}", at, "idle and on duty while a claim waits")


def order(known: Evidence) -> Iterator[BrokenLawError]:
    """No claim is overtaken in its line: by queue instant and canonical order, where a pool is `fifo` (or
    `priority`, with fixed ones)."""
    for pool in range(len(known.program.pools)):
        claims: Claims = known.staff.simple_claims(pool)
        for row, instant in overtaken(known.staff, pool, claims):
            because = f"started before one that was first in the line of {known.program.pools[pool].name}"
            yield BrokenLawError("order", known.row_name(row), instant, because)


LAWS: dict[str, Law] = {
    law.__name__: law for law in (instants_in_order, conservation, tiling, capacity, little, no_idling, order)
}
"""The laws by name, in the order in which they are checked: the later ones rely on the earlier."""


def broken_laws(program: Program, log: EventLog, seed: int) -> Iterator[BrokenLawError]:
    """Everything that breaks a law, at most a few of each; the first is the one that matters."""
    known = Evidence(Staff(program, log, seed=seed))
    for law in LAWS.values():
        yield from law(known)


def check_laws(program: Program, log: EventLog, *, seed: int, native: bool = False) -> None:
    """Raise `BrokenLawError` (a `LawError`) if the log of a run breaks a law.

    ``seed`` is the run's: it tells who was absent. With ``native``, compiled code proves first what it can,
    and only the rest is looked at. Not for logs of real offices, which obey no such laws.
    """
    check_laws_of(Staff(program, log, seed=seed), native=native)


def check_laws_of(staff: Staff, *, native: bool = False) -> None:
    """`check_laws` of a log that ``staff`` has read."""
    known, held = Evidence(staff), frozenset[str]()
    if native:
        from sim.measures.screen import proven

        held = proven(known.staff)
    for name, law in LAWS.items():
        for broken in law(known) if name not in held else ():
            raise broken
