"""[program] The instructions: what each of them does, and with which details."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from sim.distributions import Distribution

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
    """A duration (or number) to be drawn: its law and the unit of the outcome: seconds, working days or
    plain.
    """

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
    """Waits for a group: ``count`` members (NONE: no number), ``lasts`` a draw (NONE: no timer), ``per`` an
    attribute slot (NONE: one group).
    """

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
    """``cumulated`` codes of the single shares in listing order (the last branch takes the rest) and the
    branches' entries.
    """

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
    """Entry of the steps, of what lies between two rounds (a ROUND node ends it), codes of the chance by
    round, most rounds.
    """

    body: int
    between: int
    again: tuple[int, ...]
    most: int
    stream: int


@dataclass(frozen=True, slots=True)
class Limit:
    """``within`` is in open seconds of the working-day calendar (legal, working) or plain seconds
    (calendar).
    """

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
    Task
    | Wait
    | Until
    | Session
    | Gather
    | Assign
    | Shares
    | Whens
    | Fork
    | Repeat
    | Limit
    | Set
    | Mark
    | Finish
    | None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One instruction. ``position`` .. ``last`` are the positions of its step and of all steps nested in
    it.
    """

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
