"""[Program] what the machine runs: a scenario with every name made a number.

A program is one flat list of instructions (`Node`) over name tables; both engines run it and nothing else. Times are whole seconds since the
midnight of ``origin``; a node refers to others, to draws and to codes by index, -1 meaning none. Step *positions* number all steps of a process
in the order of the file (preorder), so that "inside this block" is a range of positions and the ties of the language are comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Literal

from sim.calendars import Calendar
from sim.distributions import Distribution
from sim.expressions import Code
from sim.labels import Label

NONE = -1
OWNER = -2
"""In a `Need`: the case's own person, whoever that is."""


class Op(IntEnum):
    """What an instruction does; the engines have one branch for each."""

    TASK = 1
    WAIT = 2
    UNTIL = 3
    SESSION = 4
    GATHER = 5
    ASSIGN = 6
    SHARES = 7
    """Choose one branch by one uniform against cumulated shares."""
    WHENS = 8
    """Choose the first branch whose condition holds."""
    FORK = 9
    JOIN = 10
    """A branch of the fork `Node.of` reached its end."""
    REPEAT = 11
    """Enter the repeat: rounds of this entry count from 1."""
    AGAIN = 12
    """A round of the repeat `Node.of` ended: once more or go on."""
    ROUND = 13
    """Begin one more round of the repeat `Node.of` (behind its `between`)."""
    LIMIT = 14
    PASSED = 15
    """The block of the limit `Node.of` was left by its end."""
    SET = 16
    MARK = 17
    FINISH = 18


class By(IntEnum):
    """How a task asks for people."""

    ANY = 0
    """The first free of one or several pools."""
    ALL = 1
    SHORTEST = 2


class Order(IntEnum):
    """Order of a pool's queue."""

    FIFO = 0
    PRIORITY = 1
    DUE = 2
    SHORTEST = 3
    LIFO = 4
    RANDOM = 5


class Clock(IntEnum):
    """Which time a limit counts."""

    LEGAL = 0
    WORKING = 1
    CALENDAR = 2


class Then(IntEnum):
    """What an expired limit does."""

    DEEM = 0
    ESCALATE = 1
    GO = 2
    """Carry out the steps from `Limit.entry` (a `finish` among them), then go on behind the block."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A duration (or number) to be drawn: its law and the unit of the outcome: seconds, working days or plain."""

    law: Distribution
    unit: Literal["s", "wd", "1"]


@dataclass(frozen=True, slots=True)
class Need:
    """``count`` people of one pool (an index into `Program.pools`, or OWNER)."""

    pool: int
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work by people. ``fee`` and ``documents`` are codes for the measures, evaluated after the run."""

    by: By
    needs: tuple[Need, ...]
    takes: int
    takes_stream: int
    scale: int = NONE
    priority: int = NONE
    order_stream: int = 0
    patience: int = NONE
    patience_stream: int = 0
    gave_up: int = NONE
    """Entry of the steps of who gives up (a node, `gave_up` finish by default)."""
    room: int = NONE
    turned_away: int = NONE
    trip: bool = False
    fee: int = NONE
    documents: int = NONE


@dataclass(frozen=True, slots=True)
class Wait:
    """Time that passes without staff."""

    takes: int
    stream: int


@dataclass(frozen=True, slots=True)
class Until:
    """The next instant at which a calendar is open, or a weekday (0 = Monday) and second of the day come."""

    calendar: int = NONE
    weekday: int = NONE
    second: int = NONE


@dataclass(frozen=True, slots=True)
class Session:
    """Books the first free slot of ``Program.sessions[session]`` that starts at or after now + notice."""

    session: int
    notice: int = NONE


@dataclass(frozen=True, slots=True)
class Gather:
    """Waits for a group: ``count`` members (NONE: no number), ``lasts`` a draw (NONE: no timer), ``per`` an attribute slot (NONE: one group)."""

    count: int = NONE
    lasts: int = NONE
    stream: int = 0
    per: int = NONE


@dataclass(frozen=True, slots=True)
class Assign:
    """Gives the case an owner out of a pool."""

    pool: int
    rule: Literal["fewest_open", "round_robin", "random"]
    stream: int


@dataclass(frozen=True, slots=True)
class Shares:
    """``cumulated`` codes of the single shares in listing order (the last branch takes the rest) and the branches' entries."""

    shares: tuple[int, ...]
    entries: tuple[int, ...]
    stream: int


@dataclass(frozen=True, slots=True)
class Whens:
    """Conditions in listing order, their entries, and where to go when none holds."""

    tests: tuple[int, ...]
    entries: tuple[int, ...]
    otherwise: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Branch entries in listing order; ``need`` branches must reach the join."""

    entries: tuple[int, ...]
    need: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """Entry of the steps, of what lies between two rounds (a ROUND node ends it), codes of the chance by round, most rounds."""

    body: int
    between: int
    again: tuple[int, ...]
    most: int
    stream: int


@dataclass(frozen=True, slots=True)
class Limit:
    """``within`` is in open seconds of the working-day calendar (legal, working) or plain seconds (calendar)."""

    body: int
    within: int
    clock: Clock
    then: Then
    entry: int = NONE
    priority: float = 0.0


@dataclass(frozen=True, slots=True)
class Set:
    """Attribute slots and the codes that give their new values, carried out in listing order."""

    slots: tuple[int, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone, by its index in the process."""

    milestone: int


@dataclass(frozen=True, slots=True)
class Finish:
    """An outcome, by its index in `Program.outcomes`."""

    outcome: int


Detail = (
    Task | Wait | Until | Session | Gather | Assign | Shares | Whens | Fork | Repeat | Limit | Set | Mark | Finish | None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One instruction. ``position`` .. ``last`` are the positions of its step and of all steps nested in it."""

    op: Op
    process: int
    position: int
    last: int
    next: int
    """Where the case goes behind it, also when ``when`` does not hold."""
    when: int = NONE
    holder: int = NONE
    repeat: int = NONE
    """The innermost enclosing REPEAT node: the round of log and luck is its count."""
    limits: tuple[int, ...] = ()
    """Enclosing LIMIT nodes, outermost first."""
    of: int = NONE
    """The FORK, REPEAT or LIMIT node that a JOIN, AGAIN, ROUND or PASSED belongs to."""
    detail: Detail = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the log and the measures know of a step: every step of the process stands here at its position."""

    name: str
    label: Label
    kind: str
    node: int
    holder: int = NONE
    branch: str = ""
    """Names of the enclosing parallels and branches, outermost first (``approvals.planning``)."""
    logged: bool = False
    """Writes rows (task wait session gather)."""
    staffed: bool = False
    plan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """How a case gets an attribute at arrival: shares over texts, a draw, or a code over earlier ones.

    ``text`` tells that the value is an index into `Program.texts`.
    """

    name: str
    text: bool
    stream: int = 0
    draw: int = NONE
    code: int = NONE
    cumulated: tuple[float, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Intensity:
    """A piecewise constant arrival intensity: between ``edges[i]`` and ``edges[i + 1]`` its integral rises linearly from
    ``integral[i]`` to ``integral[i + 1]`` (in batches). Edges are whole seconds from 0 to warm_up + arrivals."""

    edges: tuple[int, ...]
    integral: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A dated arrival of a `schedule`: the second and given attribute values by slot."""

    at: int
    values: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How cases come: an intensity, a renewal draw, or a schedule (exactly one), or not at all."""

    intensity: Intensity | None = None
    every: int = NONE
    schedule: tuple[Arrived, ...] = ()
    batch: int = NONE
    arrive_stream: int = 0
    batch_stream: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """``count`` cases inside at second 0 at node ``at``; ``age`` is a draw."""

    count: int
    at: int
    age: int
    measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process: its entry node, attributes by slot, arrivals, steps by position, milestones and possible outcomes.

    A code is evaluated on a case's attribute values followed by ``round``, ``elapsed`` (seconds) and ``outcome`` (an index of
    `Program.texts`), that is, slots n, n + 1 and n + 2 for n attributes.
    """

    name: str
    label: Label
    entry: int
    attributes: tuple[Attribute, ...]
    arrivals: Arrivals
    backlog: tuple[Backlog, ...]
    age_stream: int
    steps: tuple[Step, ...]
    milestones: tuple[str, ...]
    outcomes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """``staff`` people on one duty calendar (already cut to ``from`` .. ``until``)."""

    staff: int
    calendar: Calendar
    calendar_name: str
    first_day: int | None = None
    """First and last day of duty as days since origin, both included; None where it is open."""
    last_day: int | None = None
    speed: float = 1.0
    grade: str = ""
    absent: float = 0.0
    cost: float = 0.0
    """Money per on-duty second of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool; people are numbered through its shifts in listing order."""

    name: str
    label: Label
    shifts: tuple[Shift, ...]
    pause: bool
    order: Order
    preempt: bool
    absent_stream: int

    @property
    def shift_of(self) -> tuple[int, ...]:
        """The shift index of each person."""
        return tuple(i for i, s in enumerate(self.shifts) for _ in range(s.staff))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A `sessions` entry: starts of all slots in order (seconds), and how many cases each takes."""

    name: str
    starts: tuple[int, ...]
    slots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A question with a number. ``limit`` is in ``unit`` (``wd d h min s 1 CNY``); ``start``/``end`` name milestones.

    ``share`` is the required share of cases, else ``statistic`` names the figure; ``change`` is relative (-0.3) to variant ``against``.
    """

    name: Label
    plan: tuple[str, ...]
    process: int
    pool: int = NONE
    measure: str
    start: str = "arrived"
    end: str = "finished"
    of: int = NONE
    """Code of what a cost share is measured against."""
    expr: int = NONE
    """Code of a `share.<expr>` measure."""
    where: int = NONE
    direction: Literal["at_most", "at_least"]
    limit: float
    unit: str
    share: float | None = None
    statistic: str = "mean"
    change: float | None = None
    against: str | None = None
    per: Literal["month", "year"] | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a figure stands: the ledger name it uses, or the literal's text when it is unsourced.

    ``process`` is an index, or NONE for what all processes share; ``pool`` likewise names the pool the figure belongs to.
    """

    path: str
    name: str
    literal: str
    process: int
    pool: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything a run needs, and nothing that it does not."""

    name: str
    title: Label
    variant: str
    origin: date
    warm_up: int
    until: int
    """Arrivals lie in [0, until); measured ones in [warm_up, until)."""
    horizon: int
    wd_seconds: float
    """Mean open seconds of a working day of the calendar year of ``origin``, unrounded."""
    working: Calendar
    """The working-day calendar."""
    calendars: tuple[Calendar, ...]
    calendar_names: tuple[str, ...]
    texts: tuple[str, ...]
    holders: tuple[str, ...]
    agency_side: tuple[bool, ...]
    outcomes: tuple[str, ...]
    """Case outcomes; index 0 is ``done``."""
    draws: tuple[Draw, ...]
    codes: tuple[Code, ...]
    nodes: tuple[Node, ...]
    processes: tuple[Process, ...]
    pools: tuple[Pool, ...]
    sessions: tuple[Hearing, ...] = ()
    targets: tuple[Target, ...] = ()
    currency: str = "CNY"
    uses: tuple[Use, ...] = field(default=())
    guessed_days: int = 0
    """Days whose openness the holiday data does not know (``beyond: weekdays``)."""
