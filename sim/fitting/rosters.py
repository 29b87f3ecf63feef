"""How many people serve at which hour, in pools in whose queue people give up.

Who is at work shows in the visits of each day: from a person's first to the last, but for long gaps. What a
person does between two cases is told by `pauses`; `scaled` lets the corridor find how many people would
explain the waits seen.

Where more cases come, more people may be called in: the hours of a day beside those usual on its kind of day
are laid against its cases beside those usual (a straight line through the logarithms, tested against chance).
A roster is then that of a day with the usual number of cases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.calendars.hours import WEEKDAYS
from sim.eventlog import MISSING, Outcome
from sim.fitting.traces import Ints, Traces

DAY, HOUR = 86_400, 3600

AWAY = 2700
"""A gap of so many seconds between two cases is no time at work."""

ALIKE = 0.25
MOST_ABSENT = 0.5
TREND = 0.05
RECENT = 5
"""So many days of a week, and before it, tell whether the number of people changes."""

FOLLOWING = 0.05
ENOUGH = 10
"""With fewer days it cannot be told whether people follow cases."""

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
    follows: float = 0.0
    """By so many per cent there are more people where there are one per cent more cases; 0 where that cannot
    be told from chance."""
    load: tuple[float, ...] = (0.0,) * 7
    """The usual number of cases that come on each weekday."""

    def scaled(self, factor: float) -> Roster:
        """The same roster with so many times the people."""
        return replace(self, hours=self.hours * factor)

    def factor_for(self, arrived: Ints, weekday: int) -> float:
        """By how much people are more where these cases come (``weekday`` is that of second 0)."""
        if not self.follows or not len(arrived):
            return 1.0
        numbers = np.unique(arrived // DAY)
        usual = float(np.array(self.load)[(numbers + weekday) % 7].sum())
        return float((len(arrived) / usual) ** self.follows) if usual else 1.0

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


def roster_of(traces: Traces, activities: tuple[int, ...], weekday: int) -> Roster | None:
    """Who served at which hour; ``weekday`` is that of second 0. None where nobody is named."""
    mine = (
        np.isin(traces.activity, activities) & (traces.person != MISSING) & (traces.outcome == Outcome.DONE)
    )
    if not mine.any():
        return None
    start, end, person = traces.start[mine], traces.end[mine], traces.person[mine]
    first, last = int(start.min()) // DAY, int(end.max()) // DAY
    present = np.zeros((last - first + 1) * 24)
    for a, b in stretches(start, end, person):
        _add(present, a - first * DAY, b - first * DAY)
    # A date of which the log tells nothing at all is a gap in the log, not a day without people.
    told = np.isin(np.arange(first, last + 1), traces.queued // DAY)
    arrived = traces.arrived[np.unique(traces.case)] // DAY - first
    arrived = arrived[(arrived >= 0) & (arrived <= last - first)]
    numbers = np.arange(first, last + 1)[told]
    return _roster(
        _Days(
            people=present.reshape(-1, 24)[told],
            kind=(numbers + weekday) % 7,
            number=numbers,
            cases=np.bincount(arrived, minlength=last - first + 1)[told].astype(np.float64),
        ),
        len(np.unique(person)),
    )


def stretches(start: Ints, end: Ints, person: Ints) -> list[tuple[int, int]]:
    """When each person was at work: from the first visit to the last, but for long gaps."""
    order = np.lexsort((start, person))
    start, end, person = start[order], end[order], person[order]
    fresh = np.append(True, (person[1:] != person[:-1]) | (start[1:] - end[:-1] > AWAY))
    begins = np.flatnonzero(fresh)
    lasts = np.append(begins[1:], len(start)) - 1
    return list(zip(start[begins].tolist(), end[lasts].tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """By day: people at work in each hour (days x 24), weekday, number since second 0, and cases that came."""

    people: Floats
    kind: Ints
    number: Ints
    cases: Floats

    def times(self, factor: Floats) -> _Days:
        return replace(self, people=self.people * factor[:, None])

    def usual(self) -> Floats:
        """The work of each day beside the mean of its weekday's kind."""
        mean = _by_kind(self.people, self.kind)
        return np.asarray(self.people.sum(axis=1) / np.maximum(mean.sum(axis=1)[self.kind], 1e-9))


def _roster(days: _Days, people: int) -> Roster:
    own, alike = _load(days)
    follows = _follows(days, alike)
    days = days.times(np.clip(days.cases / alike[days.kind], 0.2, 5) ** -follows)
    since = _since(days)
    days = days.times(_levels(days)) if since is not None else days
    mean = _by_kind(days.people, days.kind)
    absent = _absent(days.people, mean, days.kind)
    hours = mean * (own / alike)[:, None] ** follows / (1 - absent)
    return Roster(hours, people, len(days.number), absent, since, follows, tuple(own.tolist()))


def _load(days: _Days) -> tuple[Floats, Floats]:
    """The usual cases by weekday: of its own days, and of all weekdays with about the same work."""
    own, kind = np.zeros(7), np.full(7, 1e-9)
    for d, alike in enumerate(_alike(days.people, days.kind)):
        if (days.kind == d).any():
            own[d] = days.cases[days.kind == d].mean()
            kind[d] = max(float(days.cases[np.isin(days.kind, alike)].mean()), 1e-9)
    return own, kind


def _follows(days: _Days, usual: Floats) -> float:
    """How far people follow cases, from 0 to 1, within weekdays of one kind; 0 where it may be chance."""
    told = (days.cases > 0) & (days.people.sum(axis=1) > 0)
    if told.sum() < ENOUGH:
        return 0.0
    more = np.log(days.cases[told] / usual[days.kind[told]])
    if np.ptp(more) <= 0:
        return 0.0
    line = stats.linregress(more, np.log(days.usual()[told]), alternative="greater")
    return float(np.clip(line.slope, 0, 1)) if line.pvalue < FOLLOWING else 0.0


def _since(days: _Days) -> int | None:
    """The day from which on the roster counts as the present one: a week before the end, where the number of
    people has gone steadily up or down (H. B. Mann, "Nonparametric tests against trend", Econometrica 13
    (1945) 245-259); None where it has not.
    """
    recent = days.number > days.number[-1] - 7
    if min(recent.sum(), (~recent).sum()) < RECENT:
        return None
    trend = stats.kendalltau(days.number, days.usual())
    return int(days.number[recent][0]) if trend.pvalue < TREND else None


def _levels(days: _Days) -> Floats:
    """By how much each day's people must be multiplied to be as many as in the last week."""
    usual, week = days.usual(), (days.number[-1] - days.number) // 7
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
    mean = np.zeros((7, 24))
    for d, alike in enumerate(_alike(by_day, days)):
        same = by_day[np.isin(days, alike)]
        if len(same):
            mean[d] = same.mean(axis=0)
    return mean


def _alike(by_day: Floats, days: Ints) -> list[list[int]]:
    """For each weekday those with about the same work."""
    total = by_day.sum(axis=1)
    own = [float(total[days == d].mean()) if (days == d).any() else 0.0 for d in range(7)]
    return [[e for e in range(7) if abs(own[e] - own[d]) <= ALIKE * max(own[d], 1e-9)] for d in range(7)]
