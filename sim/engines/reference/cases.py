"""A case, its visits to steps, and the time limits it is under: plain state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from sim.engines.reference.instants import Due
from sim.engines.reference.staff import Person
from sim.eventlog import MISSING, Outcome
from sim.program import NONE, Limit, Node

WAITS = -3
"""What an instruction returns when the case waits there, instead of the next node."""


@dataclass(slots=True, eq=False)
class Fork:
    """A fork the case is in: how many branches reached the join, and whether all have begun."""

    node: int
    arrived: int = 0
    begun: bool = False


class Mode(IntEnum):
    """The life of a limit: running, expired and letting work in hand finish, or expired with escalation."""

    RUNNING = 0
    FINISHING = 1
    ESCALATED = 2


@dataclass(slots=True, eq=False)
class Deadline:
    """A limit the case is under. ``gained`` is the case's legal clock at entry; ``expires`` is known but for
    a legal clock.
    """

    node: int
    limit: Limit
    gained: int
    expires: int | None = None
    timer: Due | None = None
    mode: Mode = Mode.RUNNING
    pending: int = 0


@dataclass(slots=True, eq=False)
class Case:
    """A case: its attribute values (followed by round, elapsed, outcome for the codes), where it is, and its
    legal clock.
    """

    process: int
    number: int
    arrived: int
    measured: bool
    values: list[float]
    marks: list[int]
    finished: int = MISSING
    outcome: int = NONE
    live: list[Visit] = field(default_factory=list)
    leaving: list[Visit] = field(default_factory=list)
    """Visits turned away at this instant whose `then` has not begun."""
    forks: dict[int, Fork] = field(default_factory=dict)
    deadlines: dict[int, Deadline] = field(default_factory=dict)
    acted: dict[int, int] = field(default_factory=dict)
    """The instant at which each limit last expired and acted."""
    rounds: dict[int, int] = field(default_factory=dict)
    """Rounds begun of each repeat in all: the round of log and luck."""
    entry_rounds: dict[int, int] = field(default_factory=dict)
    """Rounds begun within the present entry: the round of expressions."""
    owner: tuple[int, int] | None = None
    """Pool and person."""
    holding: int = 0
    """Open rows on the agency side."""
    moved: int = MISSING
    """The instant of its latest step, how many it has passed there, and the node of the latest."""
    moves: int = 0
    node: int = NONE
    gained: int = 0
    """Open seconds on the legal clock up to ``since`` (or in all while it stands still)."""
    since: int | None = None

    @property
    def left(self) -> bool:
        """Whether the case has finished."""
        return self.finished != MISSING


@dataclass(slots=True, eq=False)
class Visit:
    """A visit of a case to a step with rows: one line of the event log.

    A claim is a visit of a task while it queues: ``queues`` names the pools in whose lines it stands.
    ``left`` is the work left in seconds at speed 1; ``spell`` is when the present spell of work began.
    """

    case: Case
    index: int
    node: Node
    round: int
    queued: int
    started: int = MISSING
    ended: int = MISSING
    worked: int = MISSING
    outcome: int = Outcome.UNFINISHED
    due: Due | None = None
    patience: Due | None = None
    queues: tuple[int, ...] = ()
    priority: float = 0.0
    deadline: float = 0.0
    draw: float = 0.0
    left: int = 0
    spell: int = 0
    crew: tuple[Person, ...] = ()
    line: str = ""
    people: str = ""
    owner: tuple[int, int] | None = None
    """Pool and person the claim asks for by owner, fixed on joining."""
    detached: bool = False
    """Its case no longer waits for it: it ends, and no step follows."""
    finishing: int = NONE
    """The expired limit (node) that waits for this work."""
    spells: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Working spells of interrupted work: start, end, pools, people."""
    slot: int = NONE
    """The booked slot of a session."""

    @property
    def working(self) -> bool:
        """Work in hand."""
        return bool(self.crew)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Process, case, step position and round: the canonical order within an instant."""
        return (self.case.process, self.case.number, self.node.position, self.round)
