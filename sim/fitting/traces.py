"""The visits of one process as traces: cases that went the same way stand together, as columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import MISSING, Outcome
from sim.fitting.discovery import Variant
from sim.fitting.knowledge import Known
from sim.history import History

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The visits of some cases of a process, sorted by case and start (the end, where no start is known).

    ``rows[v]`` holds for each case of variant v the places of its visits (cases x length); other columns are
    by visit. Instants are seconds since the origin of the log.
    """

    names: tuple[str, ...]
    steps: tuple[str, ...]
    variants: dict[Variant, int]
    rows: tuple[Ints, ...]
    cases: tuple[Ints, ...]
    """The case numbers of each variant."""
    case: Ints
    activity: Ints
    queued: Ints
    start: Ints
    end: Ints
    person: Ints
    pool: Ints
    outcome: Ints
    arrived: Ints
    """By case number."""
    has_starts: bool
    has_arrivals: bool = False
    has_queues: bool = False
    """Whether the log itself tells when visits joined their queue."""
    known: tuple[Known, ...] = ()
    """What is known of each case when it arrives, where that was asked for."""

    @property
    def count(self) -> int:
        """The number of cases."""
        return sum(self.variants.values())

    def of(self, activity: int) -> Ints:
        """The places of an activity's visits."""
        return np.flatnonzero(self.activity == activity)


def traces_of(history: History, process: int, chosen: NDArray[np.bool_] | None = None) -> Traces:
    """The traces of the finished cases of a process (of ``chosen`` ones by number)."""
    log = history.log
    mine = np.asarray(log.rows["process"]) == process
    rows = {k: np.asarray(v, dtype=np.int64)[mine] for k, v in log.rows.items()}
    own = np.asarray(log.cases["process"]) == process
    arrived = np.asarray(log.cases["arrived"], dtype=np.int64)[own]
    kept = np.asarray(log.cases["finished"])[own] != MISSING
    if chosen is not None:
        kept = kept & chosen
    ok = kept[rows["case"]] & (rows["ended"] != MISSING) & (rows["outcome"] != Outcome.WITHDRAWN)
    rows = {k: v[ok] for k, v in rows.items()}
    end = rows["ended"]
    start = np.where(rows["started"] != MISSING, rows["started"], end)
    order = np.lexsort((rows["position"], end, start, rows["case"]))
    rows = {k: v[order] for k, v in rows.items()}
    start, end = start[order], end[order]
    names = history.activities[process]
    variants, places, cases = _variants(rows["case"], rows["position"], names)
    return Traces(
        names=names,
        steps=tuple(s.name for s in log.catalog.steps[process]),
        variants=variants,
        rows=places,
        cases=cases,
        case=rows["case"],
        activity=rows["position"],
        queued=rows["queued"],
        start=start,
        end=end,
        person=rows["person"],
        pool=rows["pool"],
        outcome=rows["outcome"],
        arrived=arrived,
        has_starts=history.has_starts,
        has_arrivals=history.has_arrivals,
        has_queues=history.has_queues,
    )


def _variants(
    case: Ints, activity: Ints, names: tuple[str, ...]
) -> tuple[dict[Variant, int], tuple[Ints, ...], tuple[Ints, ...]]:
    if not len(case):
        return {}, (), ()
    begins = np.flatnonzero(np.append(True, case[1:] != case[:-1]))
    ends = np.append(begins[1:], len(case))
    groups: dict[bytes, list[int]] = {}
    narrow = activity.astype(np.int32)
    for k, (lo, hi) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        groups.setdefault(narrow[lo:hi].tobytes(), []).append(k)
    ordered = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    variants: dict[Variant, int] = {}
    places, cases = [], []
    for key, members in ordered:
        trace = tuple(names[a] for a in np.frombuffer(key, dtype=np.int32).tolist())
        variants[trace] = len(members)
        first = begins[members]
        places.append(first[:, None] + np.arange(len(trace))[None, :])
        cases.append(case[first])
    return variants, tuple(places), tuple(cases)


def sequences(traces: Traces) -> Counter[Variant]:
    """How often each order of activities occurred."""
    return Counter(traces.variants)
