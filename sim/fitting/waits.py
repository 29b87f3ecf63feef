"""Waits that no queue explains: from the instant at which somebody was there and free to the real beginning.

The idea is that of D. Chapela-Campa and M. Dumas, "Enhancing business process simulation models with
extraneous activity delays", Information Systems 122 (2024) 102346: without them a model that has been learnt
from a log is far too fast. What remains of a wait after closing hours and busy colleagues is taken off is put
before the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from sim.fitting.families import Fitted, Floats, fitted
from sim.fitting.pools import NOBODY, People
from sim.fitting.traces import Ints, Traces
from sim.fitting.weeks import OpenSeconds

WORTH_TELLING = 30.0
"""Seconds: a shorter mean wait is no step."""

RARE = 0.02

Clock = Literal["calendar", "working"]


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait before an activity, in calendar time or in everybody's open time."""

    law: Fitted
    clock: Clock


@dataclass(frozen=True, slots=True)
class Busy:
    """The stretches of time in which all of a pool were at work."""

    start: Ints
    end: Ints

    def without_gaps(self, longest: int) -> Busy:
        """The same, where somebody was free for no more than ``longest`` seconds in between."""
        if not len(self.start):
            return self
        apart = self.start[1:] - self.end[:-1] > longest
        return Busy(self.start[np.append(True, apart)], self.end[np.append(apart, True)])

    def free_from(self, t: Ints) -> Ints:
        """The first instant from each on at which somebody was free."""
        if not len(self.start):
            return t
        i = np.searchsorted(self.start, t, side="right") - 1
        inside = (i >= 0) & (t < self.end[np.maximum(i, 0)])
        return np.where(inside, self.end[np.maximum(i, 0)], t)


def busy(traces: Traces, activities: tuple[int, ...], staff: int) -> Busy:
    """When at least ``staff`` visits of a pool were in work."""
    mine = np.isin(traces.activity, activities) & (traces.end > traces.start)
    instants = np.concatenate((traces.start[mine], traces.end[mine]))
    change = np.concatenate((np.ones(mine.sum()), -np.ones(mine.sum())))
    # What ends and what begins in one second is one change: a queue's next case leaves nobody free.
    instants, at = np.unique(instants, return_inverse=True)
    level = np.cumsum(np.bincount(at, weights=change, minlength=len(instants)))
    full = level >= staff
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    starts, ends = instants[edges[::2]], instants[np.minimum(edges[1::2], len(instants) - 1)]
    kept = ends > starts
    return Busy(starts[kept], ends[kept])


def possible(at: Ints, pool: int, people: People, taken: Busy | None) -> Ints:
    """The first instant from each on at which the pool was open and somebody free."""
    if pool == NOBODY or taken is None:
        return at
    for _ in range(4):
        at = taken.free_from(people.opens[pool].next_open(at))
    return people.opens[pool].next_open(at)


def wait_before(enabled: Ints, start: Ints, pool: int, people: People, taken: Busy | None) -> Wait | None:
    """The wait that the queue and the closing hours of a pool do not explain, on the clock that tells the
    starts best; None where nothing worth telling is left.
    """
    ready = np.minimum(possible(enabled, pool, people, taken), start)
    spare = (start - ready).astype(np.float64)
    if spare.mean() < WORTH_TELLING or (spare > 1).mean() < RARE:
        return None
    in_hours = people.open.between(ready, start).astype(np.float64)
    total = (start - enabled).astype(np.float64)
    candidates: list[tuple[float, Wait]] = []
    for clock, values in (("calendar", spare), ("working", in_hours)):
        if values.mean() < 1:
            continue
        values = _scaled(values, clock, enabled, total, (pool, people, taken))
        made = _starts(enabled, values, clock, (pool, people, taken)) - enabled
        law = fitted(values)
        if law is not None:
            off = float(stats.wasserstein_distance(made.astype(np.float64), total))
            candidates.append((off, Wait(law, clock)))  # type: ignore[arg-type]
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


Place = tuple[int, People, Busy | None]


def _starts(enabled: Ints, values: Floats, clock: str, place: Place) -> Ints:
    """When work would begin if the waits were dealt out anew among the visits."""
    pool, people, taken = place
    dealt = np.random.default_rng(7).permutation(values).astype(np.int64)
    until = enabled + dealt if clock == "calendar" else _worked_off(people.open, enabled, dealt)
    return possible(until, pool, people, taken)


def _worked_off(open_time: OpenSeconds, at: Ints, work: Ints) -> Ints:
    return open_time.after(at, work)


def _scaled(values: Floats, clock: str, enabled: Ints, total: Floats, place: Place) -> Floats:
    """The waits stretched so that, dealt out anew, the mean time to the beginning is that of the log."""
    factor = 1.0
    goal = float(total.mean())
    for _ in range(6):
        got = float((_starts(enabled, values * factor, clock, place) - enabled).mean())
        if got <= 0 or abs(got / goal - 1) < 0.01:
            break
        # What closing adds does not scale: only the difference is worked off.
        own = float(values.mean()) * factor
        factor = max(factor * (1 + 0.8 * (goal - got) / max(own, 1.0)), 0.02)
    return values * factor
