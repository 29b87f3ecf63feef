"""[EventLog] what happened: one row per visit of a case to a step, and one per case.

The log is the only door out of an engine, and a real office's log enters here too. Columns are flat buffers
of 64-bit integers (``array('q')`` from the reference engine, NumPy arrays elsewhere; `numpy.asarray` reads
both without copying); instants are whole seconds since ``origin``'s midnight, MISSING where something did not
happen by the end of the run. Names are indices into the tables of a `Catalog`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

MISSING = -(2**63)
"""What stands in an integer column where there is nothing."""

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = Sequence[int] | NDArray[np.int64]
    FloatColumn = Sequence[float] | NDArray[np.float64]
else:
    Column = FloatColumn = Sequence


class Outcome(IntEnum):
    """How a row ended."""

    DONE = 0
    GAVE_UP = 1
    TURNED_AWAY = 2
    WITHDRAWN = 3
    UNFINISHED = 4


ROW_COLUMNS = (
    "process", "case", "position", "round", "holder", "queued", "started", "ended", "worked", "pool",
    "person", "outcome",
)  # fmt: skip
"""Integer columns of the rows. ``position`` is the step; ``holder``, ``pool`` and ``person`` index the
catalog's tables.
"""

SPELL_COLUMNS = ("row", "started", "ended", "pool", "person")
"""Integer columns of the working spells of interrupted work; ``row`` is a row of the log."""

CASE_COLUMNS = ("process", "case", "arrived", "finished", "outcome", "measured")
"""Integer columns of the cases; ``outcome`` indexes the catalog's outcomes, MISSING while the case is inside.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepName:
    """What a log knows of a step."""

    name: str
    branch: str = ""
    staffed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The name tables of a log. ``steps[p]`` lists the steps of process p by position; a log's ``pool`` and
    ``person`` columns index ``lines`` (``judge+room``) and ``persons`` (``0+2``), which grow as new
    combinations occur.
    """

    origin: date
    processes: tuple[str, ...]
    steps: tuple[tuple[StepName, ...], ...]
    holders: tuple[str, ...]
    agency_side: tuple[bool, ...]
    outcomes: tuple[str, ...]
    attributes: tuple[tuple[str, ...], ...]
    """Attribute names by process."""
    text_attributes: tuple[tuple[bool, ...], ...]
    milestones: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    """What the values of text attributes index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLog:
    """One replication's history (a real log is replication 0).

    Rows are sorted by queued, process, case, position, round. ``attributes[p][k]`` is a buffer of floats over
    the cases of process p, in the order in which they stand in the case columns; ``milestones[p][k]``
    likewise of instants. ``spells`` tell the working spells of interrupted work only (`SPELL_COLUMNS`): any
    other work was one spell from started to ended.
    """

    catalog: Catalog
    replication: int
    end: int
    """The instant at which the run ended (nothing is known from then on)."""
    rows: Mapping[str, Column]
    cases: Mapping[str, Column]
    attributes: tuple[tuple[FloatColumn, ...], ...]
    milestones: tuple[tuple[Column, ...], ...]
    lines: tuple[str, ...] = ()
    """Pool texts that the column ``pool`` indexes."""
    persons: tuple[str, ...] = ()
    """Person texts that the column ``person`` indexes."""
    spells: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows["case"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a replication's history, behind ``begin`` (-1 for the first) up to the end of ``log``.

    ``log`` has every row that was open at some time in it, and maybe others of cases that are still inside;
    rows open at its end stand there as unfinished. ``left`` has the cases that left for good in it, with all
    their rows; in the last piece it is ``log`` itself, and has whoever is unfinished too. So each case and
    each row of the whole history is in just one ``left``.
    """

    begin: int
    log: EventLog
    left: EventLog

    @property
    def is_whole(self) -> bool:
        """Whether this is all of the history."""
        return self.begin < 0 and self.is_last

    @property
    def is_last(self) -> bool:
        """Whether the run is over."""
        return self.left is self.log


def moment(origin: date, second: int) -> str:
    """An instant as a local date-time ``YYYY-MM-DDTHH:MM:SS``; empty where it is MISSING."""
    if second == MISSING:
        return ""
    return (datetime(origin.year, origin.month, origin.day) + timedelta(seconds=second)).isoformat()
