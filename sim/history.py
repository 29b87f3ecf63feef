"""[History] a real office's log: the same two tables as a simulation's, and how it was read.

Nothing of a file is dropped silently: `LeftOut` counts the rows that could not be used and tells the first of
them, and ``remarks`` say what was supposed (the zone of the stamps, the order of day and month).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.eventlog import EventLog
from sim.labels import Label


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was left out: its line in the file, what was wrong, and the text in question."""

    line: int
    reason: Label
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The rows left out: how many by reason, and the rows themselves (at most the first thousand)."""

    counts: Mapping[Label, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    @property
    def total(self) -> int:
        """How many rows were left out."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How a file was read: kind, encoding, rows, and which column gave what (role -> column)."""

    file: str
    kind: str
    rows: int
    columns: Mapping[str, str]
    unused: tuple[str, ...] = ()
    left_out: LeftOut = LeftOut()
    remarks: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A real log. ``log`` is replication 0; instants are local wall-clock seconds since its origin.

    ``activities[p]`` are the names in the file of the steps of process p by position, ``case_names[p]`` those
    of its cases by number. ``has_starts`` tells whether the log knows when work began; without it a row's
    ``started`` is MISSING and all its time counts as queueing. ``deadlines`` names date-valued columns of
    cases, which stand among the milestones.
    """

    name: str
    log: EventLog
    read: Read
    activities: tuple[tuple[str, ...], ...]
    case_names: tuple[tuple[str, ...], ...]
    has_starts: bool
    has_arrivals: bool = False
    """Whether the file tells when cases arrived; else they are taken to arrive with their first event."""
    has_queues: bool = False
    """Whether the file tells when visits joined their queue."""
    closed: str = ""
    """The milestone that tells when the office closed a case, where the file has such a column."""
