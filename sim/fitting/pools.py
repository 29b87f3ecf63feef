"""Who does what: activities done by the same people share a pool, with its hours and its usual staff."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import MISSING
from sim.fitting.offdays import Kept, Offdays, kept_of
from sim.fitting.traces import Ints, Traces
from sim.fitting.weeks import DAY, OpenSeconds, Week, is_always, week_of

SHARED = 0.5
"""Activities of whose visits at least this part is done by people in common share a pool."""

OWN_HANDS = 0.35
"""Where there are more people per visit than this, everybody serves himself: no pool, no queue."""

CROSSING = 0.01
AFTER_HOURS = 0.3
NOBODY = -1

OWN_WEEK = 100
"""With fewer visits a pool has everybody's hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The people of some activities: ``staff`` is how many are usually there, ``people`` how many occur."""

    activities: tuple[int, ...]
    people: int
    staff: int
    low: int
    high: int
    days: int
    week: Week
    pause: bool
    label: str
    off: Offdays | None = None
    """The days off that its people keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The pools, the pool of each activity (NOBODY for one that needs no staff), and everybody's hours."""

    pools: tuple[Pool, ...]
    of: tuple[int, ...]
    week: Week
    open: OpenSeconds
    opens: tuple[OpenSeconds, ...]
    off: Offdays | None = None
    """The days off that are kept, of the country that was named."""
    kept: Kept | None = None


def people_of(
    traces: Traces, person_names: Sequence[str], origin: date, off: Offdays | None = None
) -> People:
    """The pools behind the visits of a process; ``off`` are the days off that they may keep."""
    count = len(traces.names)
    staffed = [a for a in range(count) if _needs_staff(traces, a)]
    groups = _groups(traces, staffed)
    span = (0, int(traces.end.max())) if len(traces.end) else (0, DAY)
    everybody = (
        np.isin(traces.activity, staffed) if staffed else np.ones(len(traces.activity), dtype=np.bool_)
    )
    general, kept = _hours(traces, everybody, origin, off)
    off = off if kept is not None and kept.kept else None
    frame = _Frame(origin, general, span, off)
    pools = [_pool(traces, g, person_names, frame) for g in groups]
    of = [NOBODY] * count
    for at, group in enumerate(groups):
        for a in group:
            of[a] = at
    return People(
        pools=tuple(pools),
        of=tuple(of),
        week=general,
        open=OpenSeconds(general, origin, span, off),
        opens=tuple(OpenSeconds(p.week, origin, span, p.off) for p in pools),
        off=off,
        kept=kept,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Second 0's date, everybody's hours, the span of the log in seconds, and the days off that are kept."""

    origin: date
    week: Week
    span: tuple[int, int]
    off: Offdays | None


def _hours(
    traces: Traces, chosen: NDArray[np.bool_], origin: date, off: Offdays | None
) -> tuple[Week, Kept | None]:
    """The weekly hours of some visits, and how the days off show in them (None where nothing ever closes)."""
    starts, ends = traces.start[chosen], _ends(traces, chosen)
    week = week_of(starts, ends, origin, off)
    if is_always(week):
        return week, None
    kept = kept_of(starts, origin, off, frozenset(d for d in range(7) if week[d]))
    # Where holidays are worked on, they are days as any other.
    return (week if kept.kept else week_of(starts, ends, origin)), kept


def _needs_staff(traces: Traces, activity: int) -> bool:
    persons = traces.person[traces.of(activity)]
    known = persons[persons != MISSING]
    if len(known) * 2 < len(persons) or not len(known):
        return False
    distinct = len(np.unique(known))
    return distinct <= 20 or distinct <= OWN_HANDS * len(known)


def _groups(traces: Traces, staffed: Sequence[int]) -> list[list[int]]:
    """Activities joined, the most alike first, while their people overlap on average by half."""
    shares = {}
    for a in staffed:
        rows = traces.of(a)
        roles = traces.pool[rows]
        told = (
            roles[0] if len(roles) and roles[0] != MISSING and (roles == roles[0]).mean() > 0.9 else MISSING
        )
        persons, counts = np.unique(traces.person[rows], return_counts=True)
        shares[a] = (dict(zip(persons.tolist(), (counts / counts.sum()).tolist(), strict=True)), told)
    groups = [[a] for a in staffed]

    def alike(x: list[int], y: list[int]) -> float:
        return float(np.mean([_overlap(shares[a], shares[b]) for a in x for b in y]))

    while len(groups) > 1:
        pairs = [(alike(x, y), i, j) for i, x in enumerate(groups) for j, y in enumerate(groups) if i < j]
        most, i, j = max(pairs, key=lambda p: (p[0], -p[1], -p[2]))
        if most < SHARED:
            break
        groups[i] += groups.pop(j)
    return [sorted(g) for g in groups]


def _overlap(x: tuple[dict[int, float], int], y: tuple[dict[int, float], int]) -> float:
    if x[1] != MISSING and y[1] != MISSING:
        return 1.0 if x[1] == y[1] else 0.0
    return sum(min(s, y[0].get(p, 0.0)) for p, s in x[0].items())


def _ends(traces: Traces, chosen: NDArray[np.bool_]) -> Ints:
    """When work ended, a second early (see `weeks`); what took no time has no end of its own."""
    start, end = traces.start[chosen], traces.end[chosen]
    return end[end > start] - 1


def _pool(traces: Traces, group: list[int], names: Sequence[str], frame: _Frame) -> Pool:
    chosen = np.isin(traces.activity, group)
    week, off = frame.week, frame.off
    if int(chosen.sum()) >= OWN_WEEK:
        week, kept = _hours(traces, chosen, frame.origin, frame.off)
        off = frame.off if kept is not None and kept.kept else None
    start, end, person = traces.start[chosen], traces.end[chosen], traces.person[chosen]
    usual, low, high, days = _usual_staff(start, person)
    at_once = _at_once(start, end)
    return Pool(
        activities=tuple(group),
        people=len(np.unique(person[person != MISSING])),
        staff=max(usual, at_once),
        low=max(low, 1),
        high=max(high, usual, at_once),
        days=days,
        week=week,
        pause=_pauses(start, end, OpenSeconds(week, frame.origin, frame.span, off), week),
        label=_label(traces, chosen, names),
        off=off,
    )


def _usual_staff(start: Ints, person: Ints) -> tuple[int, int, int, int]:
    """How many different people worked on a busy day (nine in ten days saw no more), with the interval of
    that quantile, and the number of days.
    """
    known = person != MISSING
    if not known.any():
        return 1, 1, 1, 0
    pairs = np.unique(np.stack([start[known] // DAY, person[known]]), axis=1)
    _, each = np.unique(pairs[0], return_counts=True)
    rng = np.random.default_rng(1)
    drawn = np.quantile(each[rng.integers(0, len(each), (200, len(each)))], 0.9, axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return max(math.ceil(np.quantile(each, 0.9)), 1), int(low), math.ceil(high), len(each)


def _at_once(start: Ints, end: Ints) -> int:
    """How many visits were in work together, as nearly all of them found it when they began."""
    order = np.sort(start)
    under_way = np.arange(1, len(order) + 1) - np.searchsorted(np.sort(end), order, side="right")
    return max(int(np.quantile(under_way, 0.99)), 1) if len(order) else 1


def _pauses(start: Ints, end: Ints, open_time: OpenSeconds, week: Week) -> bool:
    """Whether work stops at closing: whether visits that span one end while the pool is open again, rather
    than some time after closing.
    """
    if is_always(week):
        return False
    inside = open_time.between(start, end)
    over = inside < end - start - 60
    if over.mean() < CROSSING or over.sum() < 5:
        return False
    last = end[over] - 1
    after_hours = open_time.next_open(last) > last
    return bool(after_hours.mean() < AFTER_HOURS)


def _label(traces: Traces, chosen: NDArray[np.bool_], names: Sequence[str]) -> str:
    """What the people of a pool have in common in their names (``Clerk-000001``: Clerk); else the activity
    that they do most.
    """
    persons = np.unique(traces.person[chosen])
    texts = [names[p] for p in persons.tolist() if p != MISSING]
    common = texts[0] if texts else ""
    for text in texts:
        while not text.startswith(common):
            common = common[:-1]
    common = common.rstrip("0123456789 -_#.")
    if len(common) >= 3 and (len(texts) > 1 or texts == [common]):
        return common
    activity = int(np.bincount(traces.activity[chosen]).argmax())
    return traces.names[activity]
