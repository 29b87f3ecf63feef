"""How many people serve at which hour, in pools in whose queue people give up.

Who is at work shows in the visits of each day: from a person's first to the last, but for long gaps. What a
person does between two cases is told by `pauses`; `scaled` lets the corridor find how many people would
explain the waits seen.

Where more cases come, more people may be called in: the hours of a day beside those usual on its kind of day
are laid against its cases beside those usual (a straight line through the logarithms, tested against chance).
A roster is then that of a day with the usual number of cases.
"""

from __future__ import annotations

from collections.abc import Sequence
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
LEAST = 0.15
"""Less shows where nobody follows: with more cases people seem to be there a little longer each day."""

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
    found = rosters_of(traces, activities, weekday, ())
    return found[0] if found else None


def rosters_of(
    traces: Traces, activities: tuple[int, ...], weekday: int, teams: Sequence[Sequence[int]]
) -> tuple[Roster, ...]:
    """The roster of all who served, then that of each of some teams of them; empty where nobody is named.

    How the number of people changes is read from all of them.
    """
    mine = (
        np.isin(traces.activity, activities) & (traces.person != MISSING) & (traces.outcome == Outcome.DONE)
    )
    if not mine.any():
        return ()
    work = (traces.start[mine], traces.end[mine], traces.person[mine])
    days = _days(traces, work, weekday)
    found = [_roster(days, _at_work(work, days.number), len(np.unique(work[2])))]
    for team in teams:
        own = np.isin(work[2], team)
        hours = _at_work((work[0][own], work[1][own], work[2][own]), days.number)
        found.append(_roster(days, hours, len(team)))
    return tuple(found)


Work = tuple[Ints, Ints, Ints]
"""When visits began and ended, and who did them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """By day of which the log tells: its number since second 0, weekday, and by how much its people must be
    multiplied to be those of a usual day of now. ``alike`` are the weekdays with about the same work as each.
    """

    number: Ints
    weekday: Ints
    alike: list[list[int]]
    factor: Floats
    follows: float
    since: int | None
    own: Floats
    """The usual number of cases by weekday."""
    kind: Floats
    """The same of all weekdays alike."""

    def mean(self, hours: Floats) -> Floats:
        """The mean by weekday (7 x columns) of something by day; weekdays alike share theirs."""
        return np.array([_mean(hours[np.isin(self.weekday, alike)]) for alike in self.alike])


def _mean(rows: Floats) -> Floats:
    return rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1:])


def _days(traces: Traces, work: Work, weekday: int) -> _Days:
    first, last = int(work[0].min()) // DAY, int(work[1].max()) // DAY
    # A date of which the log tells nothing at all is a gap in the log, not a day without people.
    number = np.intersect1d(np.arange(first, last + 1), traces.queued // DAY)
    hours = _at_work(work, number).sum(axis=1)
    kind = (number + weekday) % 7
    arrived = traces.arrived[np.unique(traces.case)] // DAY
    cases = np.array([(arrived == n).sum() for n in number.tolist()], dtype=np.float64)
    alike = _alike(hours, kind)
    plain = _Days(
        number=number, weekday=kind, alike=alike, factor=np.ones(len(number)), follows=0.0, since=None,
        own=np.array([_mean(cases[kind == d, None]).sum() for d in range(7)]), kind=np.zeros(7),
    )  # fmt: skip
    plain = replace(plain, kind=np.maximum(plain.mean(cases), 1e-9))
    # Where the log does not tell when cases came, they seem to come when somebody begins them.
    told = traces.has_queues or traces.has_arrivals
    follows = _follows(cases / plain.kind[kind], _usual(plain, hours)) if told else 0.0
    factor = np.clip(cases / plain.kind[kind], 0.2, 5) ** -follows
    since, levels = _now(number, _usual(plain, hours * factor))
    return replace(plain, factor=factor * levels, follows=follows, since=since)


def _at_work(work: Work, number: Ints) -> Floats:
    """People at work in each hour of some days (days x 24)."""
    first = int(number[0])
    present = np.zeros((int(number[-1]) - first + 1) * 24)
    for a, b in stretches(*work):
        _add(present, a - first * DAY, b - first * DAY)
    return np.asarray(present.reshape(-1, 24)[number - first])


def stretches(start: Ints, end: Ints, person: Ints) -> list[tuple[int, int]]:
    """When each person was at work: from the first visit to the last, but for long gaps."""
    order = np.lexsort((start, person))
    start, end, person = start[order], end[order], person[order]
    fresh = np.append(True, (person[1:] != person[:-1]) | (start[1:] - end[:-1] > AWAY))
    begins = np.flatnonzero(fresh)
    lasts = np.append(begins[1:], len(start)) - 1
    return list(zip(start[begins].tolist(), end[lasts].tolist(), strict=True))


def _roster(days: _Days, hours: Floats, people: int) -> Roster:
    hours = hours * days.factor[:, None]
    mean = days.mean(hours)
    absent = _absent(hours, mean, days.weekday)
    mean = mean * (days.own / days.kind)[:, None] ** days.follows / (1 - absent)
    return Roster(mean, people, len(hours), absent, days.since, days.follows, tuple(days.own.tolist()))


def _usual(days: _Days, hours: Floats) -> Floats:
    """The work of each day beside the mean of its weekday's kind."""
    return np.asarray(hours / np.maximum(days.mean(hours)[days.weekday], 1e-9))


def _follows(cases: Floats, people: Floats) -> float:
    """How far people follow cases, 0 to 1, both by day beside what is usual; 0 where it may be chance."""
    told = (cases > 0) & (people > 0)
    if told.sum() < ENOUGH or np.ptp(cases[told]) <= 0:
        return 0.0
    line = stats.linregress(np.log(cases[told]), np.log(people[told]), alternative="greater")
    return min(float(line.slope), 1.0) if line.pvalue < FOLLOWING and line.slope >= LEAST else 0.0


def _now(number: Ints, people: Floats) -> tuple[int | None, Floats]:
    """The day from which on the roster counts as the present one: a week before the end, where the number of
    people has gone steadily up or down (H. B. Mann, "Nonparametric tests against trend", Econometrica 13
    (1945) 245-259), with what each day's people must be multiplied by to be as many; None where it has not.
    """
    same = np.ones(len(number))
    recent = number > number[-1] - 7
    if min(recent.sum(), (~recent).sum()) < RECENT or stats.kendalltau(number, people).pvalue >= TREND:
        return None, same
    week = (number[-1] - number) // 7
    level = {w: max(float(people[week == w].mean()), 1e-9) for w in np.unique(week).tolist()}
    return int(number[recent][0]), np.array([level[0] / level[w] for w in week.tolist()])


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


def _alike(hours: Floats, weekday: Ints) -> list[list[int]]:
    """For each weekday those with about the same work."""
    own = [float(_mean(hours[weekday == d, None]).sum()) for d in range(7)]
    return [[e for e in range(7) if abs(own[e] - own[d]) <= ALIKE * max(own[d], 1e-9)] for d in range(7)]
