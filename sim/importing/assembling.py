"""From visits to the two tables of an event log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import MISSING, Catalog, EventLog, Outcome, StepName
from sim.importing.facts import Fact
from sim.importing.stamps import NOTHING, SECOND
from sim.importing.visits import Visits
from sim.naming import identifiers

Ints = NDArray[np.int64]
DAY_SECONDS = 86_400
CLOCK_STOPS = ("applicant", "third_party")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an event log is assembled from: texts by visit, instants of cases, facts of cases, and which
    activities end a case (empty: any).
    """

    visits: Visits
    resource: Sequence[str]
    pool: Sequence[str]
    process: Sequence[str]
    holder: Sequence[str]
    arrived: Mapping[str, int]
    finished: Mapping[str, int] | None
    ends: tuple[str, ...] = ()


def numbered(names: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Names as numbers in the order of their first occurrence."""
    known: dict[str, int] = {}
    found = np.fromiter((known.setdefault(n, len(known)) for n in names), dtype=np.int64, count=len(names))
    return found, tuple(known)


@dataclass(slots=True)
class Frame:
    """Visits as columns, sorted by case and start, before they become rows."""

    case: Ints
    activity: Ints
    process: Ints
    queued: Ints
    start: Ints
    end: Ints
    order: Ints
    case_names: tuple[str, ...]
    activity_names: tuple[str, ...]
    process_names: tuple[str, ...]


def framed(parts: Parts) -> Frame:
    """The visits numbered and sorted; instants still in microseconds."""
    visits = parts.visits
    case, case_names = numbered(visits.case)
    activity, activity_names = numbered(visits.activity)
    process, process_names = numbered(parts.process)
    start, end = np.asarray(visits.start, np.int64), np.asarray(visits.end, np.int64)
    queued = np.asarray(visits.queued, np.int64)
    first = np.where(start != NOTHING, start, end)
    last = np.where(end != NOTHING, end, np.iinfo(np.int64).max)
    order = np.lexsort((np.arange(len(case)), last, first, case))
    return Frame(
        case[order], activity[order], process[order], queued[order], start[order], end[order], order,
        case_names, activity_names, process_names,
    )  # fmt: skip


def enabled(frame: Frame, arrived: Ints) -> Ints:
    """When each visit could have begun: when the case's last visit before it ended, or the case arrived.

    A visit that overlaps another does not wait for it. Visits are sorted by case and start.
    """
    found = frame.queued.tolist()
    starts = np.where(frame.start != NOTHING, frame.start, frame.end).tolist()
    ends, cases, came = frame.end.tolist(), frame.case.tolist(), arrived.tolist()
    at, latest = -1, 0
    under_way: list[int] = []
    for i, case in enumerate(cases):
        if case != at:
            at, latest, under_way = case, came[case], []
        while under_way and under_way[0] <= starts[i]:
            latest = max(latest, heappop(under_way))
        if found[i] == NOTHING or found[i] > starts[i]:
            found[i] = min(latest, starts[i])
        if ends[i] != NOTHING:
            heappush(under_way, ends[i])
    return np.array(found, dtype=np.int64)


def case_spans(frame: Frame, parts: Parts) -> tuple[Ints, Ints, Ints]:
    """Per case its arrival and its end in microseconds (NOTHING while it is open), and its process."""
    count = len(frame.case_names)
    first = np.where(frame.start != NOTHING, frame.start, frame.end)
    first = np.where((frame.queued != NOTHING) & (frame.queued < first), frame.queued, first)
    arrived = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(arrived, frame.case, first)
    given = np.array([parts.arrived.get(n, NOTHING) for n in frame.case_names], dtype=np.int64)
    arrived = np.where(given != NOTHING, np.minimum(given, arrived), arrived)
    finished = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(finished, frame.case, frame.end)
    still_open = np.zeros(count, dtype=np.bool_)
    still_open[frame.case[frame.end == NOTHING]] = True
    if parts.ends:
        last = np.append(frame.case[1:] != frame.case[:-1], True)
        wanted = np.array([n in parts.ends for n in frame.activity_names], dtype=np.bool_)
        still_open[frame.case[last & ~wanted[frame.activity]]] = True
    if parts.finished is not None:
        told = np.array([parts.finished.get(n, NOTHING) for n in frame.case_names], dtype=np.int64)
        finished = np.where(told != NOTHING, np.maximum(told, arrived), NOTHING)
        still_open = told == NOTHING
    process = np.zeros(count, dtype=np.int64)
    process[frame.case] = frame.process
    return arrived, np.where(still_open, NOTHING, finished), process


def rounds(case: Ints, activity: Ints) -> Ints:
    """How many times each case has come to this activity, visits being sorted by case and start."""
    order = np.lexsort((np.arange(len(case)), activity, case))
    fresh = np.append(True, (np.diff(case[order]) != 0) | (np.diff(activity[order]) != 0))[: len(case)]
    place = np.arange(len(case))
    begun = np.maximum.accumulate(np.where(fresh, place, 0))
    found = np.empty(len(case), dtype=np.int64)
    found[order] = place - begun + 1
    return found


def assembled(
    parts: Parts, facts: Sequence[Fact]
) -> tuple[EventLog, tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The event log, the activities by process and position, and the names of cases by process and number."""
    frame = framed(parts)
    arrived, finished, of = case_spans(frame, parts)
    origin = date(1970, 1, 1) + timedelta(days=int(arrived.min() // SECOND // DAY_SECONDS))
    zero = (origin - date(1970, 1, 1)).days * DAY_SECONDS

    def seconds(t: Ints) -> Ints:
        return np.where(t == NOTHING, MISSING, np.where(t == NOTHING, 0, t) // SECOND - zero)

    queued = enabled(frame, arrived)
    number, places = _numbers(arrived, of, len(frame.process_names))
    position, activities = _positions(frame)
    at = np.empty(len(frame.order), dtype=np.int64)
    at[:] = frame.order
    texts = {name: [column[i] for i in at.tolist()] for name, column in _texts(parts).items()}
    persons, person_names = _indexed(texts["resource"])
    pools, pool_names = _indexed(texts["pool"])
    holder, holders = numbered(["agency", *(h or "agency" for h in texts["holder"])])
    outcome = np.asarray(parts.visits.outcome, dtype=np.int64)[at]
    rows = {
        "process": frame.process, "case": number[frame.case], "position": position,
        "round": rounds(frame.case, frame.activity), "holder": holder[1:], "queued": seconds(queued),
        "started": seconds(frame.start), "ended": seconds(frame.end),
        "worked": np.full(len(at), MISSING), "pool": pools, "person": persons, "outcome": outcome,
    }  # fmt: skip
    keys = ("round", "position", "case", "process", "queued")
    order = np.lexsort(tuple(rows[k] for k in keys))
    gave_up = _ended_otherwise(frame, outcome, finished)
    outcomes = ("done", *(o for o in ("gave_up", "turned_away", "withdrawn") if o in gave_up))
    by_name = {name: i for i, name in enumerate(outcomes)}
    how = np.array([by_name.get(o, 0) for o in gave_up], dtype=np.int64)
    done = seconds(finished)
    cases = {
        "process": of, "case": number, "arrived": seconds(arrived), "finished": done,
        "outcome": np.where(done == MISSING, MISSING, how), "measured": np.ones(len(of), dtype=np.int64),
    }  # fmt: skip
    sort = np.lexsort((number, of))
    told = _facts(facts, places, zero)
    catalog = Catalog(
        origin=origin,
        processes=identifiers(frame.process_names, "process"),
        steps=tuple(tuple(StepName(name=n) for n in identifiers(names, "step")) for names in activities),
        holders=holders,
        agency_side=tuple(h not in CLOCK_STOPS for h in holders),
        outcomes=outcomes,
        attributes=(told.attributes,) * len(places),
        text_attributes=(told.is_text,) * len(places),
        milestones=(told.milestones,) * len(places),
        texts=(*told.texts, *(o for o in outcomes if o not in told.texts)),
    )
    ends = [t for t in (frame.end.max(), frame.start.max(), queued.max()) if t != NOTHING]
    log = EventLog(
        catalog=catalog,
        replication=0,
        end=int(max(ends)) // SECOND - zero + 1,
        rows={k: v[order] for k, v in rows.items()},
        cases={k: v[sort] for k, v in cases.items()},
        attributes=told.values,
        milestones=told.instants,
        lines=pool_names,
        persons=person_names,
    )
    names = tuple(tuple(frame.case_names[c] for c in own.tolist()) for own in places)
    return log, activities, names


def _texts(parts: Parts) -> dict[str, Sequence[str]]:
    return {"resource": parts.resource, "pool": parts.pool, "holder": parts.holder}


def _indexed(names: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    known: dict[str, int] = {}
    found = [known.setdefault(n, len(known)) if n else MISSING for n in names]
    return np.array(found, dtype=np.int64), tuple(known)


def _numbers(arrived: Ints, of: Ints, processes: int) -> tuple[Ints, list[Ints]]:
    """The number of each case within its process, in order of arrival, and the cases of each process."""
    number, places = np.empty(len(of), dtype=np.int64), []
    for p in range(processes):
        mine = np.flatnonzero(of == p)
        mine = mine[np.argsort(arrived[mine], kind="stable")]
        number[mine] = np.arange(len(mine))
        places.append(mine)
    return number, places


def _positions(frame: Frame) -> tuple[Ints, tuple[tuple[str, ...], ...]]:
    """The position of each visit's step, and the activities of each process by mean place in the case."""
    place = np.arange(len(frame.case)) - np.maximum.accumulate(
        np.where(np.append(True, np.diff(frame.case) != 0)[: len(frame.case)], np.arange(len(frame.case)), 0)
    )
    found = np.empty(len(frame.case), dtype=np.int64)
    names = []
    for p in range(len(frame.process_names)):
        mine = frame.process == p
        counts = np.bincount(frame.activity[mine], minlength=len(frame.activity_names))
        mean = np.bincount(frame.activity[mine], weights=place[mine], minlength=len(counts)) / np.maximum(
            counts, 1
        )
        own = np.flatnonzero(counts)
        own = own[np.argsort(mean[own], kind="stable")]
        table = np.full(len(counts), -1)
        table[own] = np.arange(len(own))
        found[mine] = table[frame.activity[mine]]
        names.append(tuple(frame.activity_names[a] for a in own.tolist()))
    return found, tuple(names)


def _ended_otherwise(frame: Frame, outcome: Ints, finished: Ints) -> list[str]:
    """How each case ended: as its last visit did."""
    last = np.append(frame.case[1:] != frame.case[:-1], True)
    how = np.zeros(len(finished), dtype=np.int64)
    how[frame.case[last]] = outcome[last]
    names = {int(o): o.name.lower() for o in Outcome}
    return ["done" if o in (Outcome.DONE, Outcome.UNFINISHED) else names[int(o)] for o in how.tolist()]


@dataclass(frozen=True, slots=True)
class _Told:
    attributes: tuple[str, ...]
    is_text: tuple[bool, ...]
    milestones: tuple[str, ...]
    texts: tuple[str, ...]
    values: tuple[tuple[NDArray[np.float64], ...], ...]
    instants: tuple[tuple[Ints, ...], ...]


def _facts(facts: Sequence[Fact], places: Sequence[Ints], zero: int) -> _Told:
    dated, rest = [f for f in facts if f.kind == "date"], [f for f in facts if f.kind != "date"]
    names = identifiers([f.column.removeprefix("case:") for f in (*rest, *dated)], "case")
    texts: dict[str, int] = {}
    values = []
    for fact in rest:
        if fact.kind == "text":
            values.append([float(texts.setdefault(str(v), len(texts))) for v in fact.values])
        else:
            values.append([float(v) for v in fact.values])
    columns = [np.array(v, dtype=np.float64) for v in values]
    micro = [np.array(f.values, dtype=np.int64) for f in dated]
    # A date of a case is rounded up, so that what came a moment after a deadline's second came after it.
    marks = [
        np.where(m == NOTHING, MISSING, -(-np.where(m == NOTHING, 0, m) // SECOND) - zero) for m in micro
    ]
    return _Told(
        attributes=names[: len(rest)],
        is_text=tuple(f.kind == "text" for f in rest),
        milestones=names[len(rest) :],
        texts=tuple(texts),
        values=tuple(tuple(c[own] for c in columns) for own in places),
        instants=tuple(tuple(m[own] for m in marks) for own in places),
    )
