"""What the queues of a process tell: cases that wait for one another, and the order in which pools serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.eventlog import Outcome
from sim.fitting.gatherings import Gathering, Held, gathering_of
from sim.fitting.knowledge import Known
from sim.fitting.lines import Claims
from sim.fitting.orders import Factor, Served, order_of
from sim.fitting.pools import NOBODY, People
from sim.fitting.releases import FEW
from sim.fitting.traces import Ints, Traces
from sim.fitting.waits import Busy, possible

BREATH = 60
"""Seconds between two visits of a group that is worked off one by one."""

MOST_PARTS = 8
"""An attribute with more texts is not looked at for groups of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The visits of a process with their people, when each was possible, when all of a pool were at work, and
    what is known of the cases; ``weekday`` is that of second 0.
    """

    traces: Traces
    people: People
    ready: Ints
    taken: Sequence[Busy]
    known: tuple[Known, ...]
    weekday: int


def gatherings(scene: Scene) -> dict[int, Gathering]:
    """How cases wait for one another, by activity."""
    found = {}
    for a in range(len(scene.traces.names)):
        rows = scene.traces.of(a)
        if len(rows) < FEW:
            continue
        numbers = scene.traces.case[rows]
        parts = {
            k.name: k.values[numbers].astype(np.int64) for k in scene.known if 0 < len(k.names) <= MOST_PARTS
        }
        for inside, held in _held(scene, a, rows):
            gathered = gathering_of(held, parts)
            if gathered is not None and (gathered.rule or not inside):
                found[a] = replace(gathered, inside=inside)
                break
    return found


def _held(scene: Scene, activity: int, rows: Ints) -> Iterator[tuple[bool, Held]]:
    """Where the visits of an activity may have waited for one another: inside a step without staff, before
    they joined their queue (where the log tells when), or before they began.
    """
    traces, pool = scene.traces, scene.people.of[activity]
    ready, start, end = scene.ready[rows], traces.start[rows], traces.end[rows]
    person, weekday = traces.person[rows], scene.weekday
    if pool == NOBODY and (end > start).any():
        yield True, Held(start, end, end, person, _at_once, weekday)
    if traces.has_queues:
        yield False, Held(ready, np.clip(traces.queued[rows], ready, start), end, person, _at_once, weekday)
    taken = scene.taken[pool].without_gaps(BREATH) if pool != NOBODY else None
    yield False, Held(ready, start, end, person, lambda t: possible(t, pool, scene.people, taken), weekday)


def _at_once(at: Ints) -> Ints:
    return at


def released(scene: Scene, gathered: dict[int, Gathering]) -> Ints:
    """When each visit was possible once its group had been released."""
    found = scene.ready.copy()
    for a, gathering in gathered.items():
        if gathering.release is not None and not gathering.inside:
            rows = scene.traces.of(a)
            found[rows] = np.maximum(found[rows], gathering.release)
    return found


def orders(scene: Scene, unexplained: frozenset[int]) -> dict[int, Served]:
    """The order in which each pool begins what waits; ``scene.ready`` is when visits could join the queue.

    A step before which a wait remains that no queue explains (``unexplained``) tells nothing of its queue,
    unless the log says when its visits joined it.
    """
    traces = scene.traces
    if not traces.has_starts:
        return {}
    joining = traces.queued if traces.has_queues else scene.ready
    # A case that arrives with its first event seems never to wait there: that visit tells nothing.
    sure = traces.has_queues or traces.has_arrivals
    told = np.full(len(joining), sure) | (joining > traces.arrived[traces.case])
    found = {}
    for p, pool in enumerate(scene.people.pools):
        clear = [a for a in pool.activities if traces.has_queues or a not in unexplained]
        rows = np.flatnonzero(np.isin(traces.activity, clear) & told)
        if len(rows) < FEW:
            continue
        joined = joining[rows]
        order = np.lexsort((traces.case[rows], joined))
        rows, joined = rows[order], joined[order]
        served = traces.outcome[rows] != Outcome.GAVE_UP
        claims = Claims(joined=joined, taken=traces.start[rows], served=served)
        work = (traces.end[rows] - traces.start[rows]).astype(np.float64)
        found[p] = order_of(claims, work, tuple(_factors(scene, clear, rows)), traces.person[rows])
    return found


def _factors(scene: Scene, steps: Sequence[int], rows: Ints) -> Iterator[Factor]:
    """What may put a claim before others: its step, what is known of its case, and the age of the case."""
    traces = scene.traces
    if len(steps) > 1:
        names = tuple(traces.names[a] for a in steps)
        place = {a: at for at, a in enumerate(steps)}
        numbers = np.array([place[a] for a in traces.activity[rows].tolist()], dtype=np.float64)
        yield Factor(name="", values=numbers, names=names, kind="step")
    for known in scene.known:
        yield Factor(name=known.name, values=known.values[traces.case[rows]], names=known.names)
    arrived = traces.arrived[traces.case[rows]].astype(np.float64)
    yield Factor(name="", values=-arrived, kind="age")
