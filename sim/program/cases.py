"""[program] Processes: how cases come, what they bear, and the steps they go through."""

from __future__ import annotations

from dataclasses import dataclass

from sim.labels import Label
from sim.program.nodes import NONE


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
    """A piecewise constant arrival intensity: between ``edges[i]`` and ``edges[i + 1]`` its integral rises
    linearly from ``integral[i]`` to ``integral[i + 1]`` (in batches). Edges are whole seconds from 0 to
    warm_up + arrivals.
    """

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
    """One process: its entry node, attributes by slot, arrivals, steps by position, milestones and possible
    outcomes.

    A code is evaluated on a case's attribute values followed by ``round``, ``elapsed`` (seconds) and, in slot
    n + 2 for n attributes, ``now`` (seconds) in the codes of steps, ``outcome`` (an index of `Program.texts`)
    in those of fees, papers and targets.
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
