"""Moving a case: instruction after instruction, until it waits, queues or leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engines.bounds import MOST_AT_ONCE
from sim.engines.reference.cases import WAITS, Case
from sim.errors import SimulationError
from sim.program import NONE, Finish, Mark, Node, Op, Set, Shares, Whens

if TYPE_CHECKING:
    from sim.engines.reference.run import Run

DONE = 0
"""The outcome of a case that reaches the end of its steps."""


class Flow:
    """The instructions: each takes a case and says where it goes next, or that it waits."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = run.state
        blocks, court, desk = run.blocks, run.court, run.desk
        self._do: dict[Op, Callable[[Case, int, Node], int]] = {
            Op.TASK: desk.claim,
            Op.WAIT: court.wait,
            Op.UNTIL: court.until,
            Op.SESSION: court.session,
            Op.GATHER: court.gather,
            Op.ASSIGN: lambda case, index, node: court.assign(case, node),
            Op.SHARES: self._shares,
            Op.WHENS: self._whens,
            Op.FORK: blocks.fork,
            Op.JOIN: lambda case, index, node: blocks.join(case, node.of),
            Op.REPEAT: blocks.enter_repeat,
            Op.AGAIN: lambda case, index, node: blocks.after_round(case, node.of),
            Op.ROUND: lambda case, index, node: blocks.next_round(case, node.of),
            Op.LIMIT: blocks.enter_limit,
            Op.PASSED: self._passed,
            Op.SET: self._set,
            Op.MARK: self._mark,
            Op.FINISH: self._finish,
        }

    def go(self, case: Case, index: int) -> None:
        """Move the case on from node ``index`` through everything that takes no time."""
        while index != WAITS and not case.left:
            if index == NONE:
                self.run.blocks.finish(case, DONE)
                return
            node = self.state.nodes[index]
            self._count(case, index)
            if node.when != NONE and not self.state.value(case, node.when, node.repeat):
                index = node.next
            else:
                index = self._do[node.op](case, index, node)

    def _count(self, case: Case, index: int) -> None:
        """Rounds that take no time would never end."""
        case.moves = case.moves + 1 if case.moved == self.state.now else 1
        case.moved, case.node = self.state.now, index
        if case.moves > MOST_AT_ONCE:
            told = f"{self.state.whereabouts(case)}: more than {MOST_AT_ONCE:,} steps"
            raise SimulationError(
                f"{told} at one instant; expected a repeat whose rounds take time or come to an end"
            )

    def _shares(self, case: Case, index: int, node: Node) -> int:
        detail = node.detail
        assert isinstance(detail, Shares)
        round_ = self.state.round_of(case, node.repeat)
        u = self.state.luck(detail.stream, case.number, round_)
        total = 0.0
        for code, entry in zip(detail.shares, detail.entries, strict=False):
            total += self.run.chance(case, code, node.repeat)
            if u < total:
                return entry
        return detail.entries[-1]

    def _whens(self, case: Case, index: int, node: Node) -> int:
        detail = node.detail
        assert isinstance(detail, Whens)
        for code, entry in zip(detail.tests, detail.entries, strict=True):
            if self.state.value(case, code, node.repeat):
                return entry
        return detail.otherwise

    def _passed(self, case: Case, index: int, node: Node) -> int:
        self.run.blocks.pass_limit(case, node.of)
        return node.next

    def _set(self, case: Case, index: int, node: Node) -> int:
        detail = node.detail
        assert isinstance(detail, Set)
        for slot, code in zip(detail.slots, detail.codes, strict=True):
            case.values[slot] = self.state.value(case, code, node.repeat)
        return node.next

    def _mark(self, case: Case, index: int, node: Node) -> int:
        detail = node.detail
        assert isinstance(detail, Mark)
        case.marks[detail.milestone] = self.state.now
        return node.next

    def _finish(self, case: Case, index: int, node: Node) -> int:
        detail = node.detail
        assert isinstance(detail, Finish)
        self.run.blocks.finish(case, detail.outcome)
        return WAITS
