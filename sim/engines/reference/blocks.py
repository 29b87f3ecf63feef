"""Blocks: parallel branches and their join, repeats, limits, and the end of a case.

Leaving a block early is one idea: what still waits or queues inside is withdrawn at once, and work in hand
goes on without the case (it is *detached*), or, when a limit expired, is finished first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.engines.reference.cases import WAITS, Case, Deadline, Fork, Mode, Visit
from sim.errors import SimulationError
from sim.eventlog import MISSING, Outcome
from sim.program import NONE, Limit, Node, Repeat, Then
from sim.program import Fork as ForkDetail

if TYPE_CHECKING:
    from sim.engines.reference.run import Run


class Blocks:
    """The rules of nested steps."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = run.state

    # Parallel

    def fork(self, case: Case, index: int, node: Node) -> int:
        """All branches begin, in listing order, before the join is judged."""
        detail = node.detail
        assert isinstance(detail, ForkDetail)
        fork = case.forks[index] = Fork(index)
        for entry in detail.entries:
            self.run.flow.go(case, entry)
            if case.left or case.forks.get(index) is not fork:
                return WAITS
        fork.begun = True
        return self._judge(case, index)

    def join(self, case: Case, fork: int) -> int:
        """A branch reached its end."""
        case.forks[fork].arrived += 1
        return self._judge(case, fork)

    def _judge(self, case: Case, index: int) -> int:
        fork, node = case.forks[index], self.state.nodes[index]
        assert isinstance(node.detail, ForkDetail)
        if not fork.begun or fork.arrived < node.detail.need:
            return WAITS
        del case.forks[index]
        self._clear(case, node)
        return node.next

    # Repeat

    def enter_repeat(self, case: Case, index: int, node: Node) -> int:
        """The first round of this entry."""
        case.entry_rounds[index] = 0
        return self.next_round(case, index)

    def next_round(self, case: Case, index: int) -> int:
        """One more round."""
        detail = self.state.nodes[index].detail
        assert isinstance(detail, Repeat)
        case.rounds[index] = case.rounds.get(index, 0) + 1
        case.entry_rounds[index] += 1
        return detail.body

    def after_round(self, case: Case, index: int) -> int:
        """A round ended: with its chance, what lies between and once more; else on."""
        node = self.state.nodes[index]
        detail = node.detail
        assert isinstance(detail, Repeat)
        done = case.entry_rounds[index]
        if done >= detail.most:
            return node.next
        chance = self.run.chance(case, detail.again[min(done, len(detail.again)) - 1], index)
        again = self.state.luck(detail.stream, case.number, case.rounds[index]) < chance
        return detail.between if again else node.next

    # Limits

    def enter_limit(self, case: Case, index: int, node: Node, *, entered: int | None = None) -> int:
        """The block begins (for a backlog case at its arrival)."""
        detail = node.detail
        assert isinstance(detail, Limit)
        gained = self.run.clocks.gained(case) if entered is None else 0
        deadline = case.deadlines[index] = Deadline(index, detail, gained)
        self.run.clocks.start(case, deadline, self.state.now if entered is None else entered)
        return detail.body

    def pass_limit(self, case: Case, index: int) -> None:
        """The block was left by its end."""
        deadline = case.deadlines.pop(index, None)
        if deadline is not None:
            self.run.clocks.stop(deadline)

    def expire(self, case: Case, deadline: Deadline) -> None:
        """A limit's time is up (phase 1, after all that ends in this second)."""
        deadline.timer = None
        node = self.state.nodes[deadline.node]
        if any(case.acted.get(outer) == self.state.now for outer in node.limits):
            # An enclosing limit acted in this second: this one never acts.
            del case.deadlines[deadline.node]
            return
        case.acted[deadline.node] = self.state.now
        if deadline.limit.then is Then.ESCALATE:
            self._escalate(case, deadline, node)
        else:
            self._stop_block(case, deadline, node)

    def _escalate(self, case: Case, deadline: Deadline, node: Node) -> None:
        deadline.mode, deadline.expires = Mode.ESCALATED, self.state.now
        for visit in self._inside(case, node):
            if visit.queues and not visit.working:
                self.run.desk.escalate(visit, deadline.limit.priority)

    def _stop_block(self, case: Case, deadline: Deadline, node: Node) -> None:
        deadline.mode = Mode.FINISHING
        self._forget(case, node)
        for visit in self._inside(case, node):
            if visit.working:
                visit.finishing = deadline.node
                deadline.pending += 1
            else:
                self._withdraw(visit)
        if deadline.pending == 0:
            self._carry_out(case, deadline)

    def work_finished(self, visit: Visit) -> None:
        """Work that an expired limit waited for has ended."""
        deadline = visit.case.deadlines.get(visit.finishing)
        if deadline is None or deadline.mode is not Mode.FINISHING or visit.detached:
            return
        deadline.pending -= 1
        if deadline.pending == 0:
            self._carry_out(visit.case, deadline)

    def _carry_out(self, case: Case, deadline: Deadline) -> None:
        del case.deadlines[deadline.node]
        deemed = deadline.limit.then is Then.DEEM
        self.run.flow.go(case, self.state.nodes[deadline.node].next if deemed else deadline.limit.entry)

    # Leaving

    def finish(self, case: Case, outcome: int) -> None:
        """The case leaves at this instant; what is in hand goes on without it."""
        if case.left:
            raise SimulationError(f"case {case.number} left twice")
        case.finished, case.outcome = self.state.now, outcome
        self.state.inside -= 1
        for deadline in case.deadlines.values():
            self.run.clocks.stop(deadline)
        case.deadlines.clear()
        case.forks.clear()
        for visit in list(case.live):
            self._let_go(visit)
        self.run.court.case_left(case)

    def _clear(self, case: Case, node: Node) -> None:
        """A fork's join is satisfied: the rest of its block is withdrawn or detached."""
        self._forget(case, node)
        for visit in self._inside(case, node):
            self._let_go(visit)

    def _forget(self, case: Case, node: Node) -> None:
        """Forks and limits inside a block are no more, and who was turned away in it at this instant does not
        go on.
        """
        for index in [i for i in case.forks if self._contains(node, self.state.nodes[i])]:
            del case.forks[index]
        for index in [i for i in case.deadlines if self._contains(node, self.state.nodes[i])]:
            self.run.clocks.stop(case.deadlines.pop(index))
        for visit in [v for v in case.leaving if self._contains(node, v.node)]:
            case.leaving.remove(visit)
            if visit.due is not None:
                visit.due.call_off()

    def _let_go(self, visit: Visit) -> None:
        if visit.working:
            visit.detached, visit.finishing = True, NONE
        else:
            self._withdraw(visit)

    def _withdraw(self, visit: Visit) -> None:
        if visit.due is not None:
            visit.due.call_off()
        if visit.queues:
            self.run.desk.withdraw(visit)
        self.run.court.withdraw(visit)
        self.run.close(visit, Outcome.WITHDRAWN)

    def _inside(self, case: Case, node: Node) -> Iterator[Visit]:
        found = [
            v for v in case.live if not v.detached and v.ended == MISSING and self._contains(node, v.node)
        ]
        return iter(sorted(found, key=lambda v: v.place))

    @staticmethod
    def _contains(block: Node, node: Node) -> bool:
        return block.position < node.position <= block.last
