"""[program] The whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sim.calendars import Calendar
from sim.expressions import Code
from sim.labels import Label
from sim.program.cases import Process
from sim.program.nodes import Draw, Node
from sim.program.people import Hearing, Pool
from sim.program.targets import Target, Use


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
