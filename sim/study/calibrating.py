"""How many people must have been there, for cases to wait as long as they did.

A log shows who served when, not who was free: breaks and work between two cases do not show. The roster of a
queue where people give up is scaled until the learnt process, run on the arrivals it was learnt from, has the
mean wait that was seen there. Nothing of a part held out is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.eventlog import MISSING, EventLog, Outcome
from sim.fitting.model import Learnt
from sim.fitting.traces import Ints, Traces
from sim.study.simulating import of_measured, program_of, simulated
from sim.study.standing import Given

DAY = 86_400
WEEK = 7 * DAY
WHOLE = 5
"""A week with cases on fewer days is no week to compare with."""

STEPS = 7
NEAR = 0.02
"""So near to the wait seen, as a part of it, is near enough."""

FIRST = 0.2
"""Until there is a try on either side: so many per cent more people for a wait one per cent too long."""

LEAST, MOST = 0.5, 1.6
MOST_ARRIVALS = 40_000
TRIES, RUNS = 6, 12
"""So many replications are compared with the log, fewer where its weeks are run one by one; one alone is too
noisy."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The mean wait in a queue in seconds, and the share of those in it who gave up."""

    wait: float
    gave_up: float
    count: int


def waiting_of_log(traces: Traces, activity: int) -> Waiting:
    """What was seen in the queue of an activity."""
    rows = traces.of(activity)
    waited = traces.start[rows] - traces.queued[rows]
    left = traces.outcome[rows] == Outcome.GAVE_UP
    return Waiting(float(waited.mean()), float(left.mean()), len(rows))


def waiting_by_week(traces: Traces, activity: int) -> list[Waiting]:
    """The same week by week (from the first date on; the last only if it is whole)."""
    rows = traces.of(activity)
    week = traces.queued[rows] // WEEK
    days = traces.queued[rows] // DAY
    found = []
    for w in np.unique(week).tolist():
        mine = week == w
        if len(np.unique(days[mine])) < WHOLE:
            continue
        waited = (traces.start[rows] - traces.queued[rows])[mine]
        left = (traces.outcome[rows] == Outcome.GAVE_UP)[mine]
        found.append(Waiting(float(waited.mean()), float(left.mean()), int(mine.sum())))
    return found or [waiting_of_log(traces, activity)]


def waiting_of_run(log: EventLog, steps: Sequence[str]) -> Waiting:
    """The same of a run, of measured cases, in the queues of some steps."""
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    at = [k for k, s in enumerate(log.catalog.steps[0]) if s.name in steps]
    mine = np.isin(rows["position"], at) & of_measured(log)
    left = rows["outcome"][mine] == Outcome.GAVE_UP
    over = np.where(rows["started"][mine] != MISSING, rows["started"][mine], rows["ended"][mine])
    known = over != MISSING
    waited = (over - rows["queued"][mine])[known]
    return Waiting(float(waited.mean()), float(left.mean()), int(mine.sum()))


def calibrated(learnt: Learnt, traces: Traces, *, seed: int = 1) -> Learnt:
    """The learnt process with the rosters of its queues scaled; as it was where there is none."""
    for activity in learnt.patience:
        pool = learnt.people.of[activity]
        if pool in learnt.rosters:
            learnt = _scaled(learnt, traces, (activity, pool), seed)
    return learnt


def _scaled(learnt: Learnt, traces: Traces, at: tuple[int, int], seed: int) -> Learnt:
    """The roster scaled so that the mean wait is that of the log: more people, less waiting. The next try is
    where a straight line through the logarithms of the last two on either side meets what was seen.
    """
    activity, pool = at
    since = learnt.rosters[pool].since
    goal, arrived = _wanted(traces, activity, since)
    first = 0 if since is None else since * DAY
    low, high = (np.log(LEAST), np.inf), (np.log(MOST), -np.inf)
    best, least, factor = learnt, np.inf, 0.0
    for _ in range(STEPS):
        tried = _with(learnt, pool, float(np.exp(factor)))
        wait = _wait(tried, arrived, max(int(arrived[0]), first), (activity, seed))
        off = float(np.log(max(wait, 0.1) / max(goal, 0.1)))
        if abs(off) < least:
            best, least = tried, abs(off)
        if abs(off) < NEAR:
            break
        low, high = ((factor, off), high) if off > 0 else (low, (factor, off))
        both = np.isfinite(low[1]) and np.isfinite(high[1])
        part = low[1] / (low[1] - high[1]) if both else 0.5
        guess = low[0] + min(max(part, 0.1), 0.9) * (high[0] - low[0]) if both else factor + off * FIRST
        factor = float(min(max(guess, low[0]), high[0]))
    return best


def _with(learnt: Learnt, pool: int, factor: float) -> Learnt:
    return replace(learnt.staffed(pool, factor), scales={**learnt.scales, pool: factor})


def _wanted(traces: Traces, activity: int, since: int | None) -> tuple[float, Ints]:
    """The mean wait to come to, and the arrivals that meet it: of the days that the roster is of, and where
    there are more than can be run in a minute, of weeks spread evenly.
    """
    arrived = np.sort(traces.arrived[np.unique(traces.case)])
    rows = traces.of(activity)
    if since is not None:
        rows, arrived = rows[traces.queued[rows] >= since * DAY], arrived[arrived >= since * DAY]
    weeks = np.unique(arrived // WEEK)
    most = max(int(len(weeks) * MOST_ARRIVALS / len(arrived)), 1)
    if most < len(weeks):
        weeks = weeks[np.linspace(0, len(weeks) - 1, most).astype(np.int64)]
        rows = rows[np.isin(traces.queued[rows] // WEEK, weeks)]
        arrived = arrived[np.isin(arrived // WEEK, weeks)]
    return float((traces.start[rows] - traces.queued[rows]).mean()), arrived


def _wait(learnt: Learnt, arrived: Ints, measured_from: int, at: tuple[int, int]) -> float:
    """The mean wait over a few replications; ``at`` is the activity and the seed.

    Where people follow cases, each week has as many as its cases ask for.
    """
    steps, total, count = learnt.steps_of(at[0]), 0.0, 0
    parts = _parts(learnt, arrived)
    tries = min(max(round(RUNS / len(parts)), 2), TRIES)
    for part in parts:
        program, _ = program_of(staffed_for(learnt, part), Given.of(part), measured_from)
        for log in simulated(program, tries, seed=at[1]):
            found = waiting_of_run(log, steps)
            total, count = total + found.wait * found.count, count + found.count
    return total / max(count, 1)


def _parts(learnt: Learnt, arrived: Ints) -> list[Ints]:
    week = arrived // WEEK
    weeks = np.unique(week)
    if not any(r.follows for r in learnt.rosters.values()) and len(weeks) == weeks[-1] - weeks[0] + 1:
        return [arrived]
    return [arrived[week == w] for w in weeks.tolist()]


def staffed_for(learnt: Learnt, arrived: Ints) -> Learnt:
    """The learnt process with as many people as these cases ask for, where people follow cases."""
    for pool, roster in learnt.rosters.items():
        learnt = learnt.staffed(pool, roster.factor_for(arrived, learnt.origin.weekday()))
    return learnt
