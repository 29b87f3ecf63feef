"""What all parts of the compiler share while they work on one scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sim.compiling.codes import Codes, Texts
from sim.compiling.complaints import Complaints
from sim.compiling.ledger import Ledger
from sim.compiling.streams import Streams
from sim.compiling.values import Values
from sim.program import Draw, Node
from sim.scenario import Document, Scenario


class Outcomes:
    """Case outcomes by number; ``done`` is the first."""

    def __init__(self) -> None:
        self._index = {"done": 0}

    def number(self, name: str) -> int:
        """The index of an outcome, made on first use."""
        return self._index.setdefault(name, len(self._index))

    @property
    def all(self) -> tuple[str, ...]:
        """The outcomes by number."""
        return tuple(self._index)


@dataclass(frozen=True, slots=True)
class Span:
    """The simulated time: origin, and seconds to the end of the warm-up, of the arrivals, and of the run."""

    origin: date
    warm_up: int
    until: int
    horizon: int


@dataclass(slots=True)
class Desk:
    """The scenario on the table, the tools, and the tables that fill while it is compiled."""

    scenario: Scenario
    say: Complaints
    ledger: Ledger
    values: Values
    texts: Texts
    codes: Codes
    streams: Streams
    draws: list[Draw] = field(default_factory=list)
    nodes: list[Node | None] = field(default_factory=list)
    outcomes: Outcomes = field(default_factory=Outcomes)

    @classmethod
    def of(cls, scenario: Scenario) -> Desk:
        """A desk with nothing compiled yet."""
        say = Complaints(scenario)
        ledger = Ledger(scenario.document.numbers, say)
        texts = Texts()
        values = Values(scenario, ledger, say)
        return cls(scenario, say, ledger, values, texts, Codes(ledger, texts, say), Streams(say))

    @property
    def document(self) -> Document:
        """The scenario's document."""
        return self.scenario.document

    def keep(self, draw: Draw) -> int:
        """The index of a draw."""
        self.draws.append(draw)
        return len(self.draws) - 1
