"""Steps of courts and committees: booked sessions, groups, and owners. Also plain waits."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engines.reference.cases import WAITS, Case, Visit
from sim.engines.reference.instants import ENDS, TIMERS
from sim.engines.reference.staff import DAY, Person
from sim.eventlog import Outcome
from sim.program import NONE, Assign, Gather, Node, Session, Until, Wait

if TYPE_CHECKING:
    from sim.engines.reference.run import Run


@dataclass(slots=True, eq=False)
class Group:
    """Cases that gather at one step (and one value of its attribute)."""

    members: list[Visit] = field(default_factory=list)


class Court:
    """Waits, sessions, groups and owners of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = run.state
        self._booked: dict[tuple[int, int], int] = {}
        self._groups: dict[tuple[int, float], Group] = {}
        self._open_of: dict[tuple[int, int], int] = {}
        self._turns: dict[tuple[int, int], int] = {}

    # Waits

    def wait(self, case: Case, index: int, node: Node) -> int:
        """Time passes; a wait of no time is instantaneous."""
        detail = node.detail
        assert isinstance(detail, Wait)
        visit = self.run.open(case, index, node)
        amount = self.state.drawn(detail.takes, detail.stream, case.number, visit.round)
        return self._until(visit, self.state.after(detail.takes, amount, self.state.now))

    def until(self, case: Case, index: int, node: Node) -> int:
        """Wait for an opening, or a weekday and time."""
        detail = node.detail
        assert isinstance(detail, Until)
        return self._until(self.run.open(case, index, node), self._next(detail))

    def _next(self, until: Until) -> int | None:
        now = self.state.now
        calendar = None if until.calendar == NONE else self.state.program.calendars[until.calendar]
        if until.weekday == NONE and until.second == NONE:
            return None if calendar is None else calendar.next_open(now)
        today, last = now // DAY, self.state.program.horizon // DAY + 1
        first_weekday = self.state.program.origin.weekday()
        for day in range(today, last + 1):
            is_day = until.weekday in (NONE, (first_weekday + day) % 7)
            if is_day and (calendar is None or calendar.opens_on(day)):
                instant = day * DAY + max(0, until.second)
                if instant >= now:
                    return instant
                if until.second == NONE:
                    return now
        return None

    def _until(self, visit: Visit, ends: int | None) -> int:
        visit.started = visit.queued
        if ends == self.state.now:
            self.run.close(visit, Outcome.DONE)
            return visit.node.next
        if ends is not None:
            visit.due = self.state.instants.at(ends, (ENDS, *visit.place), lambda: self._pass(visit))
        return WAITS

    def _pass(self, visit: Visit) -> None:
        self.run.close(visit, Outcome.DONE)
        self.run.flow.go(visit.case, visit.node.next)

    # Sessions

    def session(self, case: Case, index: int, node: Node) -> int:
        """Book the first free slot from now + notice on; pass when it starts."""
        detail = node.detail
        assert isinstance(detail, Session)
        visit = self.run.open(case, index, node)
        earliest: int | None = self.state.now
        if detail.notice != NONE:
            amount = self.state.program.draws[detail.notice].law.draw(0.5)
            earliest = self.state.after(detail.notice, amount, self.state.now)
        slot = None if earliest is None else self._free_slot(detail.session, earliest)
        if slot is None:
            return self._until(visit, None)
        visit.slot = slot
        self._booked[detail.session, slot] = self._booked.get((detail.session, slot), 0) + 1
        return self._until(visit, self.state.program.sessions[detail.session].starts[slot])

    def _free_slot(self, session: int, earliest: int) -> int | None:
        hearing = self.state.program.sessions[session]
        first = bisect.bisect_left(hearing.starts, earliest)
        slots = range(first, len(hearing.starts))
        return next((s for s in slots if self._booked.get((session, s), 0) < hearing.slots), None)

    # Groups

    def gather(self, case: Case, index: int, node: Node) -> int:
        """Join the open group, or open one; it closes when it is full or its time is up."""
        detail = node.detail
        assert isinstance(detail, Gather)
        visit = self.run.open(case, index, node)
        visit.started = visit.queued
        key = self._group_key(visit)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group()
            self._start_timer(visit, detail, key, group)
        group.members.append(visit)
        if detail.count != NONE and len(group.members) >= detail.count:
            self._close(key, group)
        return WAITS

    def _group_key(self, visit: Visit) -> tuple[int, float]:
        detail = visit.node.detail
        assert isinstance(detail, Gather)
        return (visit.index, 0.0 if detail.per == NONE else visit.case.values[detail.per])

    def _start_timer(self, first: Visit, detail: Gather, key: tuple[int, float], group: Group) -> None:
        if detail.lasts == NONE:
            return
        amount = self.state.drawn(detail.lasts, detail.stream, first.case.number, first.round)
        ends = self.state.after(detail.lasts, amount, self.state.now)
        if ends is not None:
            self.state.instants.at(ends, (TIMERS, *first.place), lambda: self._close(key, group))

    def _close(self, key: tuple[int, float], group: Group) -> None:
        if self._groups.get(key) is not group:
            return
        del self._groups[key]
        for visit in group.members:
            visit.due = self.state.instants.at(self.state.now, (ENDS, *visit.place), self._passer(visit))

    def _passer(self, visit: Visit) -> Callable[[], None]:
        return lambda: self._pass(visit)

    # Owners

    def assign(self, case: Case, node: Node) -> int:
        """Give the case an owner among the people whose shift covers today."""
        detail = node.detail
        assert isinstance(detail, Assign)
        team = self.state.teams[detail.pool]
        people = [p for p in team.people if p.covers(self.state.now)] or team.people
        person = self._chosen(case, node, detail, people)
        self._count(case, -1)
        case.owner = (detail.pool, person.number)
        self._count(case, 1)
        return node.next

    def _chosen(self, case: Case, node: Node, detail: Assign, people: list[Person]) -> Person:
        if detail.rule == "round_robin":
            step = (node.process, node.position)
            turn = self._turns[step] = self._turns.get(step, -1) + 1
            return people[turn % len(people)]
        if detail.rule == "random":
            round_ = self.state.round_of(case, node.repeat)
            return people[int(self.state.luck(detail.stream, case.number, round_) * len(people))]
        return min(people, key=lambda p: (self._open_of.get((detail.pool, p.number), 0), p.number))

    def _count(self, case: Case, change: int) -> None:
        if case.owner is not None:
            self._open_of[case.owner] = self._open_of.get(case.owner, 0) + change

    # Leaving

    def withdraw(self, visit: Visit) -> None:
        """A withdrawn booking frees its slot for later bookings; a withdrawn member leaves its group, whose
        time runs on.
        """
        detail = visit.node.detail
        if isinstance(detail, Session) and visit.slot != NONE:
            self._booked[detail.session, visit.slot] -= 1
        if isinstance(detail, Gather):
            for group in self._groups.values():
                if visit in group.members:
                    group.members.remove(visit)

    def case_left(self, case: Case) -> None:
        """The case no longer counts among its owner's open ones."""
        self._count(case, -1)
