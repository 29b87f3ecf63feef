"""The door between what is measured and what is shown: charts as plain frozen data, nothing left to compute.

Every chart stands for all replications of one variant. Labels stand in both languages; a figure that nobody
knows is None. Times are in the unit that the chart names, instants in seconds since ``origin``'s midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sim.labels import Label

Figure = float | None
Figures = tuple[Figure, ...]
Answer = Literal["met", "missed", "undecided"]
UNNAMED = Label()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A figure at each of several places: its mean over replications with the 95% interval of that mean, and
    the middle 80% of single replications: what one year may well look like."""

    mean: Figures
    low: Figures
    high: Figures
    p10: Figures
    p90: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """The mean of a measure over the cases that arrived in each interval between two ``edges``."""

    process: Label
    measure: str
    unit: str
    origin: date
    edges: tuple[int, ...]
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many cases were inside at each of the ``instants``; those before ``warm_up`` are not measured."""

    process: Label
    origin: date
    instants: tuple[int, ...]
    warm_up: int
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """The distribution of a measure over all cases, and the limit it is held against.

    ``shares[i]`` of the cases lie between edges i and i + 1 (one on an edge where it keeps the limit there),
    ``over`` beyond the last edge, and ``open`` were unfinished at the end. ``beyond`` do not keep
    the limit, unfinished ones included, with its interval. ``whole`` tells that values are whole
    numbers, each standing in the middle of its bin.
    """

    title: Label
    measure: str
    unit: str
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    over: float
    open: float
    whole: bool
    mean: Figure = None
    side: Literal["at_most", "at_least"] = "at_most"
    statistic: str = ""
    limit: Figure = None
    required: Figure = None
    beyond: Figure = None
    beyond_low: Figure = None
    beyond_high: Figure = None
    verdict: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """Per measured case of the process: visits to a step, days in its queue, days from the start to the end
    of the step (nights and closing included), and hours of work in it."""

    name: str
    label: Label
    holder: str
    staffed: bool
    visits: float
    queueing: float
    inside: float
    work: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderTime:
    """Days per case that somebody held it, and the days that it queued there meanwhile."""

    name: str
    label: Label
    held: float
    queueing: float
    stops_clock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpent:
    """Where the time of a process goes, per case; in parallel branches the parts may exceed ``elapsed``."""

    process: str
    label: Label
    cases: float
    elapsed: float
    steps: tuple[StepTime, ...]
    holders: tuple[HolderTime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueProfile:
    """The mean number in a pool's line by weekday (Monday first) and hour, and how many people are on duty
    then."""

    pool: str
    label: Label
    length: tuple[tuple[float, ...], ...]
    on_duty: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolUse:
    """Busy time per time on duty with its 95% interval, and overtime in the same measure."""

    pool: str
    label: Label
    staff: int
    utilisation: Figure
    low: Figure
    high: Figure
    overtime: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A paired difference (``variant`` minus ``base``) of one measure or target, in ``unit``."""

    label: Label
    unit: str
    estimate: Figure
    low: Figure
    high: Figure
    base: Figure = None
    variant: Figure = None
    less_is_better: bool | None = None
    """None where neither direction is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two variants under common luck."""

    base: str
    variant: str
    differences: tuple[Difference, ...]
    replications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPoint:
    """The estimate of a target at one value of what was varied."""

    x: float
    estimate: Figure
    low: Figure
    high: Figure
    verdict: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepCurve:
    """A target's estimate along one varied value. ``target`` is what is asked of it, ``wants_more`` whether
    it must lie above; ``smallest`` is the least x (staff, say) from which on it is met."""

    title: Label
    vary: str
    x_unit: str
    unit: str
    points: tuple[SweepPoint, ...]
    target: Figure = None
    wants_more: bool = True
    smallest: Figure = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One way to split a number of heads: how many each service has, and by how much its worst target is kept
    (negative: missed), as a share of cases or of the limit."""

    heads: tuple[int, ...]
    margins: tuple[Figure, ...]
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The splits of ``budget`` heads that no other one beats in every service; ``targets`` is how many the
    services have together."""

    budget: int
    services: tuple[Label, ...]
    targets: int
    splits: tuple[Split, ...]
    chosen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A number of the ledger at both ends of its range: the estimate there, and where the verdict flips
    (None: nowhere within the range). Texts are values with their units as in the ledger."""

    name: str
    low_text: str
    high_text: str
    value_text: str
    at_low: Figure
    at_high: Figure
    break_even: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """How far one target's estimate moves with each number, most first."""

    title: Label
    unit: str
    estimate: float
    target: Figure
    wants_more: bool
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEffect:
    """What a reform card contributes to the change of a target (its Shapley value), with an interval."""

    card: str
    label: Label
    effect: float
    low: Figure = None
    high: Figure = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The change of a target from ``base`` to ``reformed``, split over the cards; effects add up to it."""

    title: Label
    unit: str
    base: float
    reformed: float
    effects: tuple[CardEffect, ...]
    target: Figure = None
    less_is_better: bool | None = None


# One case, step by step

DayKind = Literal["first", "counted", "closed", "stopped", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A row of the log: who held the case, when it queued, began and ended; empty texts: it did not."""

    step: str
    label: Label
    holder: str
    branch: str
    round: int
    queued: str
    started: str
    ended: str
    pool: str
    outcome: str
    worked: Figure
    """Hours of work."""
    holder_label: Label = UNNAMED
    pool_label: Label = UNNAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date from the first to the last of a span, and how it counts."""

    date: str
    kind: DayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One case of replication 0 told in full, with the counting of its days.

    ``late`` of ``asked`` cases of that replication did not keep the limit; the case told is the one in the
    middle of these, or the slowest of all where none was late.
    """

    target: int
    title: Label
    process: str
    measure: str
    unit: str
    case: int
    value: float
    limit: float
    is_late: bool
    late: int
    asked: int
    start: str
    end: str
    start_name: str
    end_name: str
    outcome: str
    attributes: tuple[tuple[str, str], ...]
    visits: tuple[Visit, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Everything that is shown of one variant's run, from its first ``replications``."""

    replications: int
    over_time: tuple[OverTime, ...]
    backlogs: tuple[Backlog, ...]
    case_times: tuple[CaseTimes, ...]
    time_spent: tuple[TimeSpent, ...]
    profiles: tuple[QueueProfile, ...]
    pools: tuple[PoolUse, ...]
    tales: tuple[Tale, ...] = field(default=())
