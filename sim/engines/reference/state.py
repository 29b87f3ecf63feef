"""What all parts of a run share: the program, the time, the luck, the people, and the rows written so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim.absence import duties
from sim.engines.reference.cases import Case, Visit
from sim.engines.reference.instants import Instants
from sim.engines.reference.lines import Line
from sim.engines.reference.staff import Team, WorkTime
from sim.errors import SimulationError
from sim.expressions import specialise
from sim.luck import uniform
from sim.program import NONE, Program
from sim.units import round_half_up


class State:
    """The state of one replication, without the rules that change it."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program = program
        self.seed = seed
        self.replication = replication
        self.instants = Instants()
        self.nodes = program.nodes
        self.codes: list[Callable[[Sequence[float]], float]] = [specialise(code) for code in program.codes]
        self.teams = [
            Team(i, pool, duties(program, pool, seed, replication)) for i, pool in enumerate(program.pools)
        ]
        self.lines = [Line(pool.order) for pool in program.pools]
        self.work_time = WorkTime(self.teams)
        self.cases: list[Case] = []
        self.visits: list[Visit] = []
        self.inside = 0
        self.in_hand = 0
        self.to_come = 0

    @property
    def now(self) -> int:
        """The present instant."""
        return self.instants.now

    def luck(self, stream: int, case: int, round_: int) -> float:
        """The uniform of a stream for a case and round."""
        return uniform(self.seed, self.replication, stream, case, round_)

    def round_of(self, case: Case, repeat: int) -> int:
        """The round of log and luck: how many rounds of the innermost enclosing repeat the case has begun in
        all.
        """
        return 1 if repeat == NONE else case.rounds.get(repeat, 0)

    def value(self, case: Case, code: int, repeat: int = NONE) -> float:
        """An expression for a case; ``round`` in it counts within the present entry of ``repeat``."""
        values = case.values
        values[-3] = float(1 if repeat == NONE else case.entry_rounds.get(repeat, 1))
        values[-2] = float(self.now - case.arrived)
        values[-1] = float(self.now)
        found = self.codes[code](values)
        if not math.isfinite(found):
            told = f"{self.whereabouts(case)}: an expression has the value {found}"
            raise SimulationError(f"{told}; expected a finite number")
        return found

    def whereabouts(self, case: Case) -> str:
        """``process.step`` and the number of a case, for messages."""
        process = self.program.processes[case.process]
        position = NONE if case.node == NONE else self.nodes[case.node].position
        step = "" if position == NONE else f".{process.steps[position].name}"
        return f"{process.name}{step}, case {case.number}"

    def drawn(self, draw: int, stream: int, case: int, round_: int) -> float:
        """A draw by inversion, in its own unit."""
        return self.program.draws[draw].law.draw(self.luck(stream, case, round_))

    def after(self, draw: int, amount: float, start: int) -> int | None:
        """The instant at which a drawn duration has passed: calendar time, or open time of the working-day
        calendar for working days.
        """
        if self.program.draws[draw].unit == "wd":
            return self.program.working.advance(start, round_half_up(amount * self.program.wd_seconds))
        return start + round_half_up(amount)
