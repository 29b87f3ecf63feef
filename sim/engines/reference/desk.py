"""Tasks: joining a queue, being served, working, and leaving the queue early.

Serving is phase 2 of an instant: each pool's line nominates its first claim that can be met now, the nominee
that comes first by queue instant, process, case, step position and pool starts, and so on until none can be
met. Then who found no place to wait is turned away.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.engines.reference import preemption
from sim.engines.reference.cases import WAITS, Case, Mode, Visit
from sim.engines.reference.instants import ENDS, TIMERS
from sim.engines.reference.staff import DAY, Person, seconds_needed, work_done
from sim.errors import SimulationError
from sim.eventlog import MISSING, Outcome
from sim.program import NONE, OWNER, By, Node, Order, Task
from sim.units import round_half_up

if TYPE_CHECKING:
    from sim.engines.reference.run import Run


class Desk:
    """The queues of all pools and the people who serve them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = run.state
        self._queueing: dict[int, list[Visit]] = {}
        """Claims that queue for each step with limited room."""

    # Joining

    def claim(self, case: Case, index: int, node: Node) -> int:
        """A case reaches a task: draw its work and stand in line."""
        task = _task(node)
        visit = self.run.open(case, index, node)
        visit.worked = 0
        visit.left = self._work(visit, task)
        if task.priority != NONE:
            visit.priority = self.state.value(case, task.priority, node.repeat)
        visit.priority = max([visit.priority, *self._escalated(case, node)])
        visit.owner = case.owner
        visit.queues = self._lines_for(visit, task)
        self._set_keys(visit, task)
        if len(visit.queues) == 1:
            visit.line = self.state.program.pools[visit.queues[0]].name
        self._join(visit)
        self._be_patient(visit, task)
        return WAITS

    def _work(self, visit: Visit, task: Task) -> int:
        state, case = self.state, visit.case
        amount = state.drawn(task.takes, task.takes_stream, case.number, visit.round)
        if state.program.draws[task.takes].unit == "wd":
            amount *= state.program.wd_seconds
        if task.scale != NONE:
            case.node = visit.index
            amount *= state.value(case, task.scale, visit.node.repeat)
        if amount < 0:
            raise SimulationError(
                f"{self.run.step_name(visit.node)}, case {case.number}: work of {amount} s; "
                "expected 0 or more"
            )
        return round_half_up(amount)

    def _escalated(self, case: Case, node: Node) -> list[float]:
        limits = (case.deadlines.get(n) for n in node.limits)
        return [d.limit.priority for d in limits if d is not None and d.mode is Mode.ESCALATED]

    def _lines_for(self, visit: Visit, task: Task) -> tuple[int, ...]:
        pools = tuple(dict.fromkeys(self._pool_of(visit, need.pool) for need in task.needs))
        if task.by is By.SHORTEST:
            return (min(pools, key=lambda p: len(self.state.lines[p]) + len(self.state.teams[p].in_hand)),)
        return pools

    def _pool_of(self, visit: Visit, pool: int) -> int:
        if pool != OWNER:
            return pool
        if visit.owner is None:
            where = f"{self.run.step_name(visit.node)}, case {visit.case.number}"
            raise SimulationError(f"{where}: by owner, but no assign step was passed before")
        return visit.owner[0]

    def _set_keys(self, visit: Visit, task: Task) -> None:
        case, orders = visit.case, {self.state.program.pools[p].order for p in visit.queues}
        if Order.DUE in orders:
            limits = [d for n in visit.node.limits if (d := case.deadlines.get(n)) is not None]
            visit.deadline = min((self.run.clocks.supposed_expiry(case, d) for d in limits), default=math.inf)
        if Order.RANDOM in orders:
            visit.draw = self.state.luck(task.order_stream, case.number, visit.round)

    def _join(self, visit: Visit) -> None:
        for pool in visit.queues:
            self.state.lines[pool].join(visit)
        if _task(visit.node).room != NONE:
            self._queueing.setdefault(visit.index, []).append(visit)
        self._await_end_of_owner(visit)
        self.serve_soon()

    def _await_end_of_owner(self, visit: Visit) -> None:
        """Once the owner's last day is over anybody of the pool may meet the claim: look again then."""
        owner = visit.owner
        if owner is None or all(need.pool != OWNER for need in _task(visit.node).needs):
            return
        last = self.state.teams[owner[0]].people[owner[1]].shift.last_day
        if last is not None and (last + 1) * DAY > self.state.now:
            self.state.instants.serve_at((last + 1) * DAY, self.serve)

    def _leave(self, visit: Visit) -> None:
        for pool in visit.queues:
            self.state.lines[pool].leave(visit)
        if _task(visit.node).room != NONE:
            self._queueing[visit.index].remove(visit)
        if visit.patience is not None:
            visit.patience.call_off()
            visit.patience = None

    # Patience

    def _be_patient(self, visit: Visit, task: Task) -> None:
        if task.patience == NONE:
            return
        amount = self.state.drawn(task.patience, task.patience_stream, visit.case.number, visit.round)
        ends = self.state.after(task.patience, amount, self.state.now)
        if ends is not None:
            visit.patience = self.state.instants.at(
                ends, (TIMERS, *visit.place), lambda: self._give_up(visit)
            )

    def _give_up(self, visit: Visit) -> None:
        self._leave(visit)
        self.run.close(visit, Outcome.GAVE_UP)
        self.run.flow.go(visit.case, _task(visit.node).gave_up)

    # Serving

    def serve_soon(self) -> None:
        """Let the queues be served at this instant, when nothing more ends."""
        self.state.instants.serve_at(self.state.now, self.serve)

    def serve(self) -> None:
        """Phases 2 and 3 of an instant."""
        while (nominee := self._first_nominee()) is not None:
            self._start(*nominee)
        self._turn_away()
        self._wake_at_openings()

    def _first_nominee(self) -> tuple[Visit, tuple[Person, ...], Visit | None] | None:
        best = None
        for pool, line in enumerate(self.state.lines):
            found = self._nominee(pool) if len(line) else None
            if found is None:
                continue
            claim = found[0]
            key = (claim.queued, *claim.place, claim.queues.index(pool))
            if best is None or key < best[0]:
                best = (key, found)
        return None if best is None else best[1]

    def _nominee(self, pool: int) -> tuple[Visit, tuple[Person, ...], Visit | None] | None:
        """The line's first claim that can be met now, with its crew, and the work it interrupts."""
        now, team = self.state.now, self.state.teams[pool]
        some_free = team.some_free(now)
        if not some_free and not team.pool.preempt:
            return None
        for claim in self.state.lines[pool]:
            crew = self._crew(claim, pool) if some_free else None
            if crew is not None:
                return claim, crew, None
            victim = preemption.victim(self.state, claim) if team.pool.preempt else None
            if victim is not None and victim[1].pool == pool:
                return claim, (victim[1],), victim[0]
        return None

    def _crew(self, claim: Visit, pool: int) -> tuple[Person, ...] | None:
        """The people who can meet the claim now, nominated in ``pool``'s line; None if they are not all free
        and on duty.
        """
        task = _task(claim.node)
        if task.by is not By.ALL:
            owner = task.needs[0].pool == OWNER
            person = (
                self._owner(claim) if owner else next(self.state.teams[pool].free_now(self.state.now), None)
            )
            return None if person is None else (person,)
        return self._everybody(claim, task)

    def _everybody(self, claim: Visit, task: Task) -> tuple[Person, ...] | None:
        crew: list[Person] = []
        for need in sorted(task.needs, key=lambda n: n.pool != OWNER):
            if need.pool == OWNER:
                owner = self._owner(claim)
                found = [] if owner is None else [owner]
            else:
                free = self.state.teams[need.pool].free_now(self.state.now)
                found = [p for p in free if p not in crew][: need.count]
            if len(found) < need.count:
                return None
            crew += found
        order = {self._pool_of(claim, n.pool): i for i, n in enumerate(task.needs)}
        return tuple(sorted(crew, key=lambda p: (order[p.pool], p.number)))

    def _owner(self, claim: Visit) -> Person | None:
        """The case's own person if free and on duty; anybody once that person's last day is over."""
        assert claim.owner is not None
        pool, number = claim.owner
        team, now = self.state.teams[pool], self.state.now
        if team.people[number].is_over(now):
            return next(team.free_now(now), None)
        return team.people[number] if team.is_free(number, now) else None

    # Working

    def _start(self, claim: Visit, crew: tuple[Person, ...], victim: Visit | None) -> None:
        if victim is not None:
            self.interrupt(victim)
        state, now = self.state, self.state.now
        self._leave(claim)
        claim.crew, claim.spell = crew, now
        claim.started = now if claim.started == MISSING else claim.started
        claim.line = "+".join(state.program.pools[p.pool].name for p in crew)
        claim.people = "+".join(str(p.number) for p in crew)
        for person in crew:
            state.teams[person.pool].take(person, claim)
        state.in_hand += 1
        ends = state.work_time.end(crew, now, seconds_needed(claim.left, crew))
        if ends is not None:
            claim.due = state.instants.at(ends, (ENDS, *claim.place), lambda: self._end(claim))

    def _put_down(self, visit: Visit, *, interrupted: bool = False) -> int:
        """The crew is idle again; returns the seconds of presence of this spell."""
        spent = self.spent(visit)
        visit.worked += spent
        if interrupted or visit.spells:
            visit.spells.append((visit.spell, self.state.now, visit.line, visit.people))
        self.state.in_hand -= 1
        for person in visit.crew:
            self.state.teams[person.pool].release(person, visit)
        visit.crew = ()
        self.serve_soon()
        return spent

    def spent(self, visit: Visit) -> int:
        """Seconds of presence in the present spell of work in hand, up to now."""
        return self.state.work_time.spent(visit.crew, visit.spell, self.state.now)

    def _end(self, visit: Visit) -> None:
        self._put_down(visit)
        self.run.close(visit, Outcome.DONE)
        if visit.finishing != NONE:
            self.run.blocks.work_finished(visit)
        elif not visit.detached:
            self.run.flow.go(visit.case, visit.node.next)

    def interrupt(self, visit: Visit) -> None:
        """Work in hand is put down for a claim of higher priority, and queues again unless nobody waits for
        it.
        """
        if visit.due is not None:
            visit.due.call_off()
        crew = visit.crew
        done = work_done(self._put_down(visit, interrupted=True), crew)
        visit.left = max(0, visit.left - done)
        if not visit.detached and visit.finishing == NONE:
            self._join(visit)
            return
        self.run.close(visit, Outcome.WITHDRAWN)
        if visit.finishing != NONE:
            finish = (ENDS, *visit.place)
            self.state.instants.at(self.state.now, finish, lambda: self.run.blocks.work_finished(visit))

    # Leaving the queue for other reasons

    def withdraw(self, visit: Visit) -> None:
        """A queued claim is withdrawn."""
        self._leave(visit)

    def escalate(self, visit: Visit, priority: float) -> None:
        """A queued claim has at least this priority from now on."""
        if visit.priority >= priority:
            return
        for pool in visit.queues:
            self.state.lines[pool].leave(visit)
        visit.priority = priority
        for pool in visit.queues:
            self.state.lines[pool].join(visit)
        self.serve_soon()

    # Places to wait

    def _turn_away(self) -> None:
        for index, queue in self._queueing.items():
            room = _task(self.state.nodes[index]).room
            while len(queue) > room:
                fresh = [v for v in queue if v.queued == self.state.now and v.started == MISSING]
                if not fresh:
                    break
                self._turn_one_away(max(fresh, key=lambda v: v.place))

    def _turn_one_away(self, visit: Visit) -> None:
        self._leave(visit)
        self.run.close(visit, Outcome.TURNED_AWAY)
        entry = _task(visit.node).turned_away
        visit.due = self.state.instants.at(
            self.state.now, (ENDS, *visit.place), lambda: self._go_away(visit, entry)
        )
        visit.case.leaving.append(visit)

    def _go_away(self, visit: Visit, entry: int) -> None:
        """What follows for who was turned away, unless a join of this very instant left its branch behind."""
        visit.case.leaving.remove(visit)
        self.run.flow.go(visit.case, entry)

    # Openings

    def _wake_at_openings(self) -> None:
        """Serve again when somebody who is off duty now comes on duty, for each pool with a queue."""
        for team, line in zip(self.state.teams, self.state.lines, strict=True):
            if len(line):
                opening = team.next_opening(self.state.now, also_busy=team.pool.preempt)
                if opening is not None:
                    self.state.instants.serve_at(opening, self.serve)


def _task(node: Node) -> Task:
    assert isinstance(node.detail, Task)
    return node.detail
