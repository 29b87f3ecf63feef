"""How far two logs are apart, by the published distances: runs of activities, instants of events, and times.

Definitions: D. Chapela-Campa, I. Benchekroun, O. Baron, M. Dumas, D. Krass and A. Senderovich, "A framework
for measuring the quality of business process simulation models", Information Systems 127 (2025) 102447. Times
are in hours, as published: instants are cut to whole hours, and distributions compared by the first
Wasserstein distance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

HOUR = 3600
DAY = 86_400
APART = 23.0
"""The distance of a weekday on which only one log has events: the widest on a clock of 24 hours."""

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The events of a log: per event its case (from 0), activity and instants in whole seconds of a common
    clock; ``weekday`` is that of second 0 (Monday is 0).
    """

    case: Ints
    activity: NDArray[np.str_]
    start: Ints
    end: Ints
    weekday: int = 0

    @property
    def cycle_times(self) -> Floats:
        """Seconds from the first start to the last end of each case."""
        cases, first = np.unique(self.case, return_inverse=True)
        begun = np.full(len(cases), np.iinfo(np.int64).max)
        ended = np.full(len(cases), np.iinfo(np.int64).min)
        np.minimum.at(begun, first, self.start)
        np.maximum.at(ended, first, self.end)
        return np.asarray(ended - begun, dtype=np.float64)


def wasserstein(x: Floats | Ints, y: Floats | Ints) -> float:
    """The first Wasserstein distance of two samples: the area between their distribution functions."""
    a, b = np.sort(np.asarray(x, dtype=np.float64)), np.sort(np.asarray(y, dtype=np.float64))
    points = np.sort(np.concatenate((a, b)))
    gaps = np.diff(points)
    below_a = np.searchsorted(a, points[:-1], side="right") / len(a)
    below_b = np.searchsorted(b, points[:-1], side="right") / len(b)
    return float(np.sum(np.abs(below_a - below_b) * gaps))


def n_gram(real: Events, made: Events, n: int = 3) -> float:
    """The distance of runs of n activities (NGD), in [0, 1]: differences of counts over their sum."""
    a, b = _grams(real, n), _grams(made, n)
    return sum(abs(a[k] - b[k]) for k in a.keys() | b.keys()) / (sum(a.values()) + sum(b.values()))


def _grams(events: Events, n: int) -> Counter[tuple[str, ...]]:
    order = np.lexsort((events.end, events.start, events.case))
    found: Counter[tuple[str, ...]] = Counter()
    names, cases = events.activity[order].tolist(), events.case[order]
    edges = np.flatnonzero(np.append(True, cases[1:] != cases[:-1])).tolist() if len(cases) else []
    blank = [""] * (n - 1)
    traces = Counter(tuple(names[lo:hi]) for lo, hi in zip(edges, [*edges[1:], len(names)], strict=True))
    for trace, count in traces.items():
        padded = [*blank, *trace, *blank]
        for i in range(len(padded) - n + 1):
            found[tuple(padded[i : i + n])] += count
    return found


def absolute(real: Events, made: Events) -> float:
    """The distance of the instants of all starts and ends (AEDD), hours."""
    zero = min(int(real.start.min()), int(made.start.min())) // HOUR * HOUR
    return wasserstein((_instants(real) - zero) // HOUR, (_instants(made) - zero) // HOUR)


def _instants(events: Events) -> Ints:
    return np.concatenate((events.start, events.end))


def relative(real: Events, made: Events) -> float:
    """The distance of the instants since the beginning of their case (REDD), hours."""
    return wasserstein(_since_beginning(real) // HOUR, _since_beginning(made) // HOUR)


def _since_beginning(events: Events) -> Ints:
    cases, of = np.unique(events.case, return_inverse=True)
    begun = np.full(len(cases), np.iinfo(np.int64).max)
    np.minimum.at(begun, of, events.start)
    return np.concatenate((events.start - begun[of], events.end - begun[of]))


def circadian(real: Events, made: Events) -> float:
    """The distance of the hours of the day, weekday by weekday, averaged over the week (CEDD)."""
    found = []
    days = [_by_weekday(real), _by_weekday(made)]
    for weekday in range(7):
        x, y = (hours[day == weekday] for day, hours in days)
        found.append(wasserstein(x, y) if len(x) and len(y) else 0.0 if len(x) == len(y) else APART)
    return float(np.mean(found))


def _by_weekday(events: Events) -> tuple[Ints, Ints]:
    instants = _instants(events)
    return (instants // DAY + events.weekday) % 7, instants % DAY // HOUR


def cycle_time(real: Events, made: Events, bin_hours: float = 1.0) -> float:
    """The distance of the cycle times, cut to bins (CTDD): in bins, so hours by default."""
    x, y = real.cycle_times, made.cycle_times
    least, size = min(float(x.min()), float(y.min())), bin_hours * HOUR
    return wasserstein(np.floor((x - least) / size), np.floor((y - least) / size))


DISTANCES = {
    "n_gram": n_gram,
    "absolute": absolute,
    "relative": relative,
    "circadian": circadian,
    "cycle_time": cycle_time,
}
"""All of them by name."""
