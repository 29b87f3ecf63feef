"""From the traces of a process to what has been learnt of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import MISSING, Outcome
from sim.fitting.afterwork import afterwork_of
from sim.fitting.arrivals import arrivals_of
from sim.fitting.blocks import Block
from sim.fitting.discovery import best
from sim.fitting.families import Fitted, fitted
from sim.fitting.gatherings import Gathering
from sim.fitting.knowledge import Known, known_of
from sim.fitting.model import Learnt, Quality, Teams
from sim.fitting.offdays import offdays_of
from sim.fitting.orders import Served
from sim.fitting.pools import NOBODY, People, people_of
from sim.fitting.queueing import Scene, gatherings, orders, released
from sim.fitting.queues import gave_up, patience_of
from sim.fitting.rosters import Roster, rosters_of
from sim.fitting.skills import Skills, skills_of
from sim.fitting.timing import enabled
from sim.fitting.traces import Ints, Traces, sequences, traces_of
from sim.fitting.waits import Wait, busy, wait_before
from sim.history import History
from sim.naming import identifiers

LONG = 0.95
DAY = 86_400
FARTHEST = 11 * 365
"""Days behind the log that a prediction may need."""


@dataclass(frozen=True, slots=True)
class Queues:
    """What is learnt of queues in which people give up, by activity, and of their pools."""

    patience: dict[int, Fitted] = field(default_factory=dict)
    rosters: dict[int, Roster] = field(default_factory=dict)
    teams: dict[int, Teams] = field(default_factory=dict)


def learn(
    history: History, process: int = 0, chosen: NDArray[np.bool_] | None = None, *, country: str = ""
) -> Learnt:
    """What the finished cases of a process (``chosen`` by number) tell of it; ``country`` is whose public
    holidays are days off, where the log shows it. Raises `CalendarError` where there is no such country.
    """
    traces = traces_of(history, process, chosen)
    variants = dict(sequences(traces))
    block, noise, distance = best(variants)
    weights = tuple(variants.values())
    origin = history.log.catalog.origin
    last = int(traces.end.max(initial=0)) // DAY
    ahead = int(7 * _longest(traces)) // DAY + 100
    off = offdays_of(country, origin, last, min(ahead, FARTHEST)) if country else None
    people = people_of(traces, history.log.persons, origin, off)
    scene = Scene(
        traces=traces,
        people=people,
        ready=enabled(block, traces),
        taken=[busy(traces, p.activities, p.staff) for p in people.pools],
        known=known_of(history, process),
        weekday=origin.weekday(),
    )
    queues = _queues(scene)
    gathered = gatherings(scene)
    scene = replace(scene, ready=released(scene, gathered))
    waits = {a: w for a, w in _waits(scene).items() if a not in queues.patience}
    served = orders(scene, frozenset(waits))
    return Learnt(
        name=history.log.catalog.processes[process],
        origin=origin,
        names=traces.names,
        steps=traces.steps,
        block=block,
        weights=weights,
        work=_work(traces, people),
        waits=waits,
        people=people,
        arrivals=arrivals_of(_arrived(history, process, traces, chosen), origin, off),
        cases=traces.count,
        visits=len(traces.activity),
        longest=_longest(traces),
        quality=Quality(grams=distance, misplaced=_misplaced(block, weights, traces), noise=noise),
        patience=queues.patience,
        afterwork=_afterwork(scene, queues, served),
        rosters=queues.rosters,
        teams=queues.teams,
        country=country,
        gathered=gathered,
        orders=served,
        attributes=tuple(_used(scene, gathered, served, queues.teams)),
    )


def _used(
    scene: Scene, gathered: Mapping[int, Gathering], served: Mapping[int, Served], teams: Mapping[int, Teams]
) -> Iterator[Known]:
    """The attributes that a rule needs, of the cases that were seen through."""
    named = {g.per for g in gathered.values()}
    named |= {s.factor.name for s in served.values() if s.factor is not None}
    named |= {t.skills.attribute.name for t in teams.values()}
    cases = np.unique(scene.traces.case)
    for known in scene.known:
        if known.name in named:
            yield replace(known, values=known.values[cases])


def _arrived(history: History, process: int, traces: Traces, chosen: NDArray[np.bool_] | None) -> Ints:
    """When the cases came that were seen through, and those still open."""
    cases = history.log.cases
    own = np.asarray(cases["process"]) == process
    counted = np.asarray(cases["finished"])[own] == MISSING
    if chosen is not None:
        counted = counted & chosen
    counted[np.unique(traces.case)] = True
    return np.sort(traces.arrived[counted])


def _queues(scene: Scene) -> Queues:
    """How long cases wait for an activity before they give up, who is there at which hour, and who serves
    which kind of case.
    """
    traces, people = scene.traces, scene.people
    found = Queues()
    for a in range(len(traces.names)):
        law = patience_of(*gave_up(traces, a)) if people.of[a] != NOBODY else None
        if law is None:
            continue
        found.patience[a], pool = law, people.of[a]
        if pool not in found.rosters:
            activities = people.pools[pool].activities
            mine = np.isin(traces.activity, activities) & (traces.outcome == Outcome.DONE)
            skills = skills_of(traces.person[mine], traces.case[mine], traces.start[mine], scene.known)
            teams = [t.persons for t in skills.teams] if skills is not None else []
            rosters = rosters_of(traces, activities, scene.weekday, teams)
            if rosters:
                found.rosters[pool] = rosters[0]
            if rosters and skills is not None:
                found.teams[pool] = Teams(skills, rosters[1:], _lines(traces.steps, activities, skills))
    return found


def _lines(steps: Sequence[str], activities: Sequence[int], skills: Skills) -> dict[int, tuple[str, ...]]:
    """For each activity the steps of its lines: its own for the first, fresh names for the others."""
    count, taken = len(skills.lines()), set(steps)
    found = {}
    for a in activities:
        names = identifiers([f"{steps[a]}_line_{k}" for k in range(2, count + 1)], "step", taken)
        found[a] = (steps[a], *names)
        taken |= set(names)
    return found


def _afterwork(scene: Scene, queues: Queues, served: Mapping[int, Served]) -> dict[int, Fitted]:
    """What people do after a case, where their hours are known and it can go before all that waits."""
    found: dict[int, Fitted] = {}
    for pool in queues.rosters:
        order, teams = served.get(pool), queues.teams.get(pool)
        lines = () if teams is None else tuple(teams.skills.queues())
        if order is None or order.rule == "fifo" or order.levels:
            activities = scene.people.pools[pool].activities
            laws = {a: afterwork_of(scene.traces, a, lines) for a in activities}
            found |= {a: law for a, law in laws.items() if law is not None}
    return found


def _longest(traces: Traces) -> float:
    ends = np.zeros(len(traces.arrived), dtype=np.int64)
    np.maximum.at(ends, traces.case, traces.end)
    done = np.unique(traces.case)
    return float(np.quantile(ends[done] - traces.arrived[done], LONG)) if len(done) else 0.0


def _misplaced(block: Block, weights: tuple[int, ...], traces: Traces) -> float:
    placed = sum(weights[v] * len(places) for leaf in block.leaves() for v, places in leaf.seen)
    return 1 - placed / max(len(traces.activity), 1)


def seconds_of_work(traces: Traces, people: People, activity: int) -> NDArray[np.float64]:
    """The work of each visit of an activity: of a pool that pauses at closing, in its open time."""
    rows = traces.of(activity)
    rows = rows[traces.outcome[rows] == Outcome.DONE]
    start, end = traces.start[rows], traces.end[rows]
    pool = people.of[activity]
    if pool != NOBODY and people.pools[pool].pause:
        return np.asarray(people.opens[pool].between(start, end), dtype=np.float64)
    return np.asarray(end - start, dtype=np.float64)


def _work(traces: Traces, people: People) -> dict[int, Fitted]:
    found = {}
    for a in range(len(traces.names)):
        seconds = seconds_of_work(traces, people, a)
        law = fitted(seconds) if len(seconds) and seconds.max() >= 1 else None
        if law is not None:
            found[a] = law
    return found


def _waits(scene: Scene) -> dict[int, Wait]:
    traces, people = scene.traces, scene.people
    found = {}
    for a in range(len(traces.names)):
        rows = traces.of(a)
        pool = people.of[a]
        if len(rows):
            taken = scene.taken[pool] if pool != NOBODY else None
            wait = wait_before(scene.ready[rows], traces.start[rows], pool, people, taken)
            if wait is not None:
                found[a] = wait
    return found
