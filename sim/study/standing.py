"""What is given when a part of a log is predicted: when its cases came and what was known of them then, and
the cases that were under way when the run begins.

A run begins some time before the part that is predicted. The cases that the log has under way at that instant
stand at their step then: in the group that they wait in, in the queue of their step, or in work that begins
anew. So groups that are released by their number go on at the cases at which the office's did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.fitting.blocks import Block
from sim.fitting.knowledge import Known
from sim.fitting.model import Learnt
from sim.fitting.ruling import holds
from sim.fitting.traces import Ints, Traces

DAY = 86_400
GROUPS = 20
"""So many groups back tell where the present one began."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A case under way: the activity that it stands at, whether its group holds it there, and the seconds
    since it arrived.
    """

    activity: int
    held: bool
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The arrivals of a run in seconds since the origin of the log, ascending, the run's first second (a
    midnight), a text for each arrival by attribute (empty: not known), and who is under way.
    """

    arrived: Ints
    zero: int
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()

    @staticmethod
    def of(arrived: Ints) -> Given:
        """Arrivals of which nothing else is known."""
        return Given(arrived=arrived, zero=int(arrived[0]) // DAY * DAY)


def given(learnt: Learnt, seen: Traces, unseen: Traces) -> tuple[Given, int]:
    """What is given when the unseen part is predicted, and when that part begins; cases that arrived three
    times as long before as nineteen of twenty take warm the run up.
    """
    cases = np.unique(unseen.case)
    cases = cases[np.argsort(unseen.arrived[cases], kind="stable")]
    cut = int(unseen.arrived[cases[0]])
    zero = int(cut - 3 * learnt.longest) // DAY * DAY
    before = np.flatnonzero((seen.arrived < cut) & (seen.arrived >= zero))
    before = before[np.argsort(seen.arrived[before], kind="stable")]
    arrived = np.concatenate((seen.arrived[before], unseen.arrived[cases]))
    zero = zero if len(before) else int(arrived[0]) // DAY * DAY
    names = [k.name for k in learnt.attributes]
    columns = {n: (*_texts(seen.known, n, before), *_texts(unseen.known, n, cases)) for n in names}
    columns = {n: texts for n, texts in columns.items() if any(texts)}
    standing = tuple(standing_at(learnt, seen, zero))
    return Given(arrived=arrived, zero=zero, columns=columns, standing=standing), cut


def _texts(known: tuple[Known, ...], name: str, cases: Ints) -> list[str]:
    """What the cells of an attribute say of some cases."""
    found = next((k for k in known if k.name == name), None)
    if found is None:
        return [""] * len(cases)
    values = found.values[cases].tolist()
    if found.names:
        return [found.names[int(v)] for v in values]
    return [f"{v:.10g}" if np.isfinite(v) else "" for v in values]


def standing_at(learnt: Learnt, traces: Traces, at: int) -> Iterator[Standing]:
    """Where the cases stand that are under way at an instant, the oldest first; not those in a parallel."""
    beside = _beside(learnt.block)
    held = {row for activity in learnt.gathered for row in _held(learnt, traces, activity, at)}
    # Visits stand in order of case and start, so the first that is not over is where the case stands.
    left = np.flatnonzero((traces.end > at) & (traces.arrived[traces.case] < at))
    _, first = np.unique(traces.case[left], return_index=True)
    rows = left[first]
    for row in rows[np.argsort(traces.arrived[traces.case[rows]], kind="stable")].tolist():
        activity = int(traces.activity[row])
        if traces.names[activity] not in beside:
            yield Standing(activity, row in held, at - int(traces.arrived[traces.case[row]]))


def _held(learnt: Learnt, traces: Traces, activity: int, at: int) -> list[int]:
    """The visits of an activity that wait for their group at an instant."""
    rows = traces.of(activity)
    if holds(learnt.gathered, activity, inside=True) is not None:
        return _list(rows[(traces.start[rows] <= at) & (traces.end[rows] > at)])
    found = holds(learnt.gathered, activity, inside=False)
    if found is None or found.slots:
        return []
    ready = _ready(traces, rows)
    if not found.count or found.lasts:
        return _list(rows[(ready <= at) & (traces.start[rows] > at)])
    known = next((k for k in traces.known if k.name == found.per), None)
    part = np.zeros(len(rows)) if known is None else known.values[traces.case[rows]]
    lying: list[int] = []
    for value in np.unique(part):
        own = np.flatnonzero((part == value) & (ready <= at))
        own = own[np.argsort(ready[own], kind="stable")]
        lying += rows[own[len(own) - _left(ready[own], traces.start[rows[own]], found.count) :]].tolist()
    return lying


def _list(rows: Ints) -> list[int]:
    return [int(row) for row in rows]


def _ready(traces: Traces, rows: Ints) -> Ints:
    """When the step before each visit was over, or its case arrived."""
    first = (rows == 0) | (traces.case[rows - 1] != traces.case[rows])
    return np.where(first, traces.arrived[traces.case[rows]], traces.end[rows - 1])


def _left(ready: Ints, start: Ints, count: int) -> int:
    """How many of those who have come, in order, are left for the next group: groups of ``count`` are counted
    back so that the fewest were begun before the last of their group came.
    """
    most = min(len(ready), GROUPS * count)
    ready, start = ready[len(ready) - most :], start[len(start) - most :]
    wrong = []
    for left in range(min(count, most + 1)):
        last = (most - left) % count
        whole = ready[last : most - left].reshape(-1, count)[:, -1]
        early = int((start[last : most - left] < np.repeat(whole, count)).sum())
        # Those who are left wait still, those before the first whole group tell nothing.
        wrong.append(early + int((start[most - left :] <= ready[-1]).sum()))
    return int(np.argmin(wrong))


def _beside(block: Block, *, inside: bool = False) -> set[str]:
    """The activities inside parallels."""
    inside = inside or block.kind == "parallel"
    if block.kind == "leaf":
        return {block.activity} if inside else set()
    return {a for child in block.children for a in _beside(child, inside=inside)}
