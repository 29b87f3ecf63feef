"""Queues where people give up: how long they are patient, and how many people serve at which hour.

Patience is seen only of those who left; of who was served it is known to be longer than the wait (E. L.
Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457-481). Who is
at work shows in the calls of each day: from a person's first to the last, but for long gaps. What a person
does between two cases does not show; `scaled` staff lets the corridor find how many would explain the waits
seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.calendars.hours import WEEKDAYS
from sim.eventlog import MISSING, Outcome
from sim.fitting.families import Fitted, share_bounds
from sim.fitting.traces import Ints, Traces

DAY, HOUR = 86_400, 3600
OFTEN = 30
"""With fewer who gave up, patience cannot be told."""

AWAY = 2700
"""A gap of so many seconds between two cases is no time at work."""

ALIKE = 0.25
MOST_ABSENT = 0.5
TREND = 0.05
RECENT = 5
"""So many days of a week, and before it, tell whether the number of people changes."""

POINTS = 40
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Roster:
    """People at work by weekday and hour (7 x 24), averaged over the days of each kind of weekday."""

    hours: Floats
    people: int
    days: int
    absent: float = 0.0
    """The chance that a person of the roster is not there on a day, from how the number of people varies."""
    since: int | None = None
    """The first day (since second 0) of the week whose people it has, where their number changed steadily."""

    def scaled(self, factor: float) -> Roster:
        """The same roster with so many times the people."""
        return replace(self, hours=self.hours * factor)

    def shifts(self) -> tuple[tuple[int, dict[str, Any]], ...]:
        """One person per level with the hours in which at least so many are there; a fraction of a person is
        there for that part of the hour.
        """
        top = int(np.ceil(self.hours.max() - 1e-9))
        found: list[tuple[int, dict[str, Any]]] = []
        for level in range(1, top + 1):
            part = np.clip(self.hours - (level - 1), 0, 1)
            by_day = {WEEKDAYS[d]: _texts(part[d]) for d in range(7)}
            kept = {d: texts for d, texts in by_day.items() if texts}
            if kept:
                found.append((1, {"days": list(kept), "hours": kept}))
        return tuple(found)


def _texts(part: Floats) -> list[str]:
    """The open intervals of a day from the parts of its hours; a part is centred so that parts of
    neighbouring hours need not touch.
    """
    spans: list[list[int]] = []
    for hour, share in enumerate(part.tolist()):
        minutes = round(60 * share)
        if not minutes:
            continue
        begin = 60 * hour
        if spans and spans[-1][1] == begin:
            spans[-1][1] = begin + minutes
        else:
            spans.append([begin, begin + minutes])
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans]


def gave_up(traces: Traces, activity: int) -> tuple[Ints, Ints]:
    """Seconds in the queue of an activity: of those who were served, and of those who gave up."""
    rows = traces.of(activity)
    done = traces.outcome[rows] == Outcome.DONE
    left = traces.outcome[rows] == Outcome.GAVE_UP
    waited = np.maximum(traces.start[rows] - traces.queued[rows], 0)
    return waited[done], waited[left]


def patience_of(served: Ints, left: Ints) -> Fitted | None:
    """How long people wait before they give up; who gave up at once is a share of its own."""
    if len(left) < OFTEN:
        return None
    at_once = int((left < 1).sum())
    n = len(served) + len(left)
    left, waited = np.sort(left[left >= 1]), np.concatenate((served, left[left >= 1]))
    times, deaths = np.unique(left, return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), times, side="left")
    survive = np.asarray(np.cumprod(1 - deaths / np.maximum(at_risk, 1)), dtype=np.float64)
    mean = float(waited.sum()) / max(len(left), 1)
    values = [_quantile((k + 0.5) / POINTS, times, survive, mean) for k in range(POINTS)]
    low, high = share_bounds(at_once, n)
    half = 1.96 / max(len(left), 1) ** 0.5
    found = float(np.mean(values))
    return Fitted(
        family="empirical",
        parameters=(),
        n=n,
        distance=0.0,
        zeros=at_once / n,
        zeros_low=low,
        zeros_high=high,
        values=tuple(values),
        mean=found,
        mean_low=found * (1 - half),
        mean_high=found * (1 + half),
    )


def _quantile(u: float, times: Ints, survive: Floats, mean: float) -> float:
    """The patience that a share u does not exceed; beyond what was seen, at the overall rate of giving up."""
    gone = 1 - survive
    at = int(np.searchsorted(gone, u))
    if at < len(times):
        return float(times[at])
    return float(times[-1] + mean * np.log((1 - gone[-1]) / (1 - u)))


def roster_of(traces: Traces, activities: tuple[int, ...], weekday: int) -> Roster | None:
    """Who served at which hour; ``weekday`` is that of second 0. None where nobody is named."""
    mine = (
        np.isin(traces.activity, activities) & (traces.person != MISSING) & (traces.outcome == Outcome.DONE)
    )
    if not mine.any():
        return None
    start, end, person = traces.start[mine], traces.end[mine], traces.person[mine]
    order = np.lexsort((start, person))
    start, end, person = start[order], end[order], person[order]
    fresh = np.append(True, (person[1:] != person[:-1]) | (start[1:] - end[:-1] > AWAY))
    begins = np.flatnonzero(fresh)
    lasts = np.append(begins[1:], len(start)) - 1
    first, last = int(start.min()) // DAY, int(end.max()) // DAY
    present = np.zeros((last - first + 1) * 24)
    for a, b in zip(start[begins].tolist(), end[lasts].tolist(), strict=True):
        _add(present, a - first * DAY, b - first * DAY)
    # A date of which the log tells nothing at all is a gap in the log, not a day without people.
    told = np.isin(np.arange(first, last + 1), traces.queued // DAY)
    numbers = np.arange(first, last + 1)[told]
    by_day, days = present.reshape(-1, 24)[told], (numbers + weekday) % 7
    since = _since(by_day, days, numbers)
    by_day = by_day * _levels(by_day, days, numbers)[:, None] if since is not None else by_day
    mean = _by_kind(by_day, days)
    absent = _absent(by_day, mean, days)
    return Roster(mean / (1 - absent), len(np.unique(person)), len(by_day), absent, since)


def _usual(by_day: Floats, days: Ints) -> Floats:
    """The work of each day beside the mean of its weekday's kind."""
    mean = _by_kind(by_day, days)
    return np.asarray(by_day.sum(axis=1) / np.maximum(mean.sum(axis=1)[days], 1e-9))


def _since(by_day: Floats, days: Ints, numbers: Ints) -> int | None:
    """The day from which on the roster counts as the present one: a week before the end, where the number of
    people has gone steadily up or down (H. B. Mann, "Nonparametric tests against trend", Econometrica 13
    (1945) 245-259); None where it has not.
    """
    recent = numbers > numbers[-1] - 7
    if min(recent.sum(), (~recent).sum()) < RECENT:
        return None
    trend = stats.kendalltau(numbers, _usual(by_day, days))
    return int(numbers[recent][0]) if trend.pvalue < TREND else None


def _levels(by_day: Floats, days: Ints, numbers: Ints) -> Floats:
    """By how much each day's people must be multiplied to be as many as in the last week."""
    usual, week = _usual(by_day, days), (numbers[-1] - numbers) // 7
    level = {w: float(usual[week == w].mean()) for w in np.unique(week).tolist()}
    return np.array([level[0] / max(level[w], 1e-9) for w in week.tolist()])


def _absent(by_day: Floats, mean: Floats, days: Ints) -> float:
    """If each person, with h hours, is absent on a day with chance a, the hours worked on a day have the mean
    (1 - a) sum(h) and the variance a (1 - a) sum(h^2). So a is the variance of a day's hours over their mean
    and over sum(h^2) / sum(h), where the persons are those of the roster: level by level of its hours.
    """
    total, usual = by_day.sum(axis=1), mean.sum(axis=1)
    busy = usual[days] > 0
    freedom = int(busy.sum()) - len(np.unique(usual[days][busy]))
    if freedom < 2 or not busy.any():
        return 0.0
    spread = float(((total - usual[days])[busy] ** 2).sum()) / freedom
    expected = float(np.mean([usual[d] * _hours_each(mean[d]) for d in days[busy].tolist()]))
    return min(spread / expected, MOST_ABSENT) if expected else 0.0


def _hours_each(hours: Floats) -> float:
    """The mean hours of a person of the roster on a day, each weighted by them."""
    levels = np.array([np.clip(hours - k, 0, 1).sum() for k in range(int(np.ceil(hours.max(initial=0.0))))])
    return float((levels**2).sum() / levels.sum()) if levels.sum() else 0.0


def _add(present: Floats, a: int, b: int) -> None:
    for hour in range(a // HOUR, min(b // HOUR, len(present) - 1) + 1):
        present[hour] += max(min(b, (hour + 1) * HOUR) - max(a, hour * HOUR), 0) / HOUR


def _by_kind(by_day: Floats, days: Ints) -> Floats:
    """Mean people per weekday and hour; weekdays with about the same work share theirs."""
    own = np.array([by_day[days == d].mean(axis=0) if (days == d).any() else np.zeros(24) for d in range(7)])
    total = own.sum(axis=1)
    mean = np.zeros((7, 24))
    for d in range(7):
        alike = [e for e in range(7) if abs(total[e] - total[d]) <= ALIKE * max(total[d], 1e-9)]
        same = by_day[np.isin(days, alike)]
        if len(same):
            mean[d] = same.mean(axis=0)
    return mean
