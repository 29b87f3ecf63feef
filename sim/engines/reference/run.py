"""One replication on the reference engine: the parts put together, and the loop.

Read `instants` for the law of an instant, `flow` for the instructions, `desk` for queues and work, `blocks`
for nested steps and limits, `clock` for the legal clock, `court` for waits, sessions, groups and owners,
`arrivals` for who comes, and `record` for the log.
"""

from __future__ import annotations

from sim.engines.reference.arrivals import Arrivals
from sim.engines.reference.blocks import Blocks
from sim.engines.reference.cases import Case, Visit
from sim.engines.reference.clock import Clocks
from sim.engines.reference.court import Court
from sim.engines.reference.desk import Desk
from sim.engines.reference.flow import Flow
from sim.engines.reference.record import close_open_rows, event_log
from sim.engines.reference.state import State
from sim.errors import SimulationError
from sim.eventlog import EventLog, Outcome
from sim.program import NONE, Node, Program


def run_replication(program: Program, *, seed: int, replication: int) -> EventLog:
    """The history of one replication.

    Raises `SimulationError` where an expression has no finite value or a chance lies outside [0, 1].
    """
    return Run(program, seed, replication).history()


class Run:
    """One replication in the making; the parts know each other through it."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.state = State(program, seed, replication)
        self.blocks = Blocks(self)
        self.clocks = Clocks(self.state.instants, program.working, program.nodes, self.blocks.expire)
        self.court = Court(self)
        self.desk = Desk(self)
        self.flow = Flow(self)
        self.arrivals = Arrivals(self)

    def history(self) -> EventLog:
        """Run to the end and write the log."""
        state = self.state
        self.arrivals.begin()
        while state.to_come or state.inside or state.in_hand:
            if not state.instants.step_before(state.program.horizon):
                break
        over = not (state.to_come or state.inside or state.in_hand)
        end = state.now if over else state.program.horizon
        working = [v for v in state.visits if v.working]
        close_open_rows(state, end, [(v, state.work_time.spent(v.crew, v.spell, end)) for v in working])
        return event_log(state, end)

    def open(self, case: Case, index: int, node: Node) -> Visit:
        """A row begins: the case is at a step, with its holder."""
        visit = Visit(case, index, node, self.state.round_of(case, node.repeat), self.state.now)
        case.live.append(visit)
        self.state.visits.append(visit)
        if self.state.program.agency_side[node.holder]:
            self.clocks.opened(case)
        return visit

    def close(self, visit: Visit, outcome: Outcome) -> None:
        """A row ends."""
        case = visit.case
        visit.ended, visit.outcome = self.state.now, outcome
        case.live.remove(visit)
        if self.state.program.agency_side[visit.node.holder]:
            self.clocks.closed(case)

    def chance(self, case: Case, code: int, repeat: int) -> float:
        """A chance for a case, checked to lie in [0, 1]."""
        found = self.state.value(case, code, repeat)
        if not -1e-9 <= found <= 1 + 1e-9:
            told = f"{self.state.whereabouts(case)}: a chance of {found}"
            raise SimulationError(f"{told}; expected one in [0, 1]")
        return found

    def step_name(self, node: Node) -> str:
        """``process.step`` of a node, for messages."""
        process = self.state.program.processes[node.process]
        return (
            f"{process.name}.{process.steps[node.position].name}" if node.position != NONE else process.name
        )
