"""How many people must have been there, for cases to wait as long as they did.

A log shows who served when, not who was free: breaks and work between two cases do not show. The roster of a
queue where people give up is scaled until the learnt process, run on the arrivals it was learnt from, has the
mean wait that was seen there. Nothing of a part held out is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim import engines
from sim.eventlog import MISSING, EventLog, Outcome
from sim.fitting.model import Learnt
from sim.fitting.traces import Ints, Traces
from sim.study.simulating import engine_for, program_of

DAY = 86_400
WEEK = 7 * DAY
WHOLE = 5
"""A week with cases on fewer days is no week to compare with."""

STEPS = 7
LEAST, MOST = 0.5, 1.6
TRIES = 6
"""So many replications are compared with the log; one alone is too noisy."""


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


def waiting_of_run(log: EventLog, step: str) -> Waiting:
    """The same of a run, of measured cases."""
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    cases = {k: np.asarray(v, dtype=np.int64) for k, v in log.cases.items()}
    measured = np.zeros(int(cases["case"].max(initial=0)) + 1, dtype=np.bool_)
    measured[cases["case"][cases["measured"] != 0]] = True
    at = [s.name for s in log.catalog.steps[0]].index(step)
    mine = (rows["position"] == at) & measured[rows["case"]]
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
    activity, pool = at
    since = learnt.rosters[pool].since
    goal, arrived = _wanted(traces, activity, since)
    first = 0 if since is None else since * DAY
    low, high = LEAST, MOST
    best, off = learnt, np.inf
    for _ in range(STEPS):
        factor = (low * high) ** 0.5
        tried = _with(learnt, pool, factor)
        wait = _wait(tried, arrived, max(int(arrived[0]), first), (activity, seed))
        if abs(wait - goal) < off:
            best, off = tried, abs(wait - goal)
        # More people, less waiting.
        low, high = (factor, high) if wait > goal else (low, factor)
    return best


def _with(learnt: Learnt, pool: int, factor: float) -> Learnt:
    roster = learnt.rosters[pool].scaled(factor)
    return replace(learnt, rosters={**learnt.rosters, pool: roster}, scales={**learnt.scales, pool: factor})


def _wanted(traces: Traces, activity: int, since: int | None) -> tuple[float, Ints]:
    """The mean wait to come to, and the arrivals that meet it: of the days that the roster is of."""
    arrived = np.sort(traces.arrived[np.unique(traces.case)])
    if since is None:
        return waiting_of_log(traces, activity).wait, arrived
    rows = traces.of(activity)
    rows = rows[traces.queued[rows] >= since * DAY]
    return float((traces.start[rows] - traces.queued[rows]).mean()), arrived[arrived >= since * DAY]


def _wait(learnt: Learnt, arrived: Ints, measured_from: int, at: tuple[int, int]) -> float:
    """The mean wait over a few replications; ``at`` is the activity and the seed.

    Where people follow cases, each week has as many as its cases ask for.
    """
    step, total, count = learnt.steps[at[0]], 0.0, 0
    for part in _parts(learnt, arrived):
        program, _ = program_of(staffed_for(learnt, part), part, measured_from)
        engine = engine_for(program)
        for r in range(TRIES):
            found = waiting_of_run(engines.run(program, seed=at[1], replication=r, engine=engine), step)
            total, count = total + found.wait * found.count, count + found.count
    return total / max(count, 1)


def _parts(learnt: Learnt, arrived: Ints) -> list[Ints]:
    if not any(r.follows for r in learnt.rosters.values()):
        return [arrived]
    week = arrived // WEEK
    return [arrived[week == w] for w in np.unique(week).tolist()]


def staffed_for(learnt: Learnt, arrived: Ints) -> Learnt:
    """The learnt process with as many people as these cases ask for, where people follow cases."""
    weekday = learnt.origin.weekday()
    rosters = {p: r.scaled(r.factor_for(arrived, weekday)) for p, r in learnt.rosters.items()}
    return replace(learnt, rosters=rosters)
