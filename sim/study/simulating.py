"""A learnt process run as a scenario, and its runs as events beside those of a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import engines
from sim.eventlog import MISSING, EventLog
from sim.fitting.distances import Events
from sim.fitting.model import Learnt
from sim.fitting.traces import Ints, Traces
from sim.fitting.writing import Writer
from sim.program import Program
from sim.study.auditing import prepared_tree
from sim.study.standing import Given

DAY = 86_400
ARRIVALS = "arrivals"
LONGEST_DRAIN = 10 * 365 * DAY
"""A scenario may cover a hundred years in all."""


def program_of(learnt: Learnt, came: Given, measured_from: int) -> tuple[Program, date]:
    """The learnt process with the arrivals of the log and who is under way, and its first day.

    Cases that arrive at ``measured_from`` (seconds since the origin of the log) or later are measured.
    """
    start = learnt.origin + timedelta(days=came.zero // DAY)
    midnight = datetime(start.year, start.month, start.day)
    seconds = (came.arrived - came.zero).tolist()
    instants = [(midnight + timedelta(seconds=s)).isoformat() for s in seconds]
    writer = Writer(learnt, schedule=ARRIVALS if came.columns else instants)
    tree: dict[str, Any] = writer.tree()
    warm_up = max(measured_from - came.zero, 0)
    least = 60 * DAY if learnt.longest >= DAY else 14 * DAY
    tree["period"] = {
        "start": start.isoformat(),
        "warm_up": f"{warm_up} s",
        "arrivals": f"{max(seconds[-1] - warm_up, 0) + 1} s",
        "drain": f"{min(max(int(6 * learnt.longest), least), LONGEST_DRAIN)} s",
    }
    under_way = [
        {"count": 1, "at": at, "age": f"{s.age} s", "measured": False}
        for s in came.standing
        if (at := writer.place(s.activity, held=s.held)) is not None
    ]
    if under_way:
        tree["processes"][learnt.name]["backlog"] = under_way
    tables = {ARRIVALS: {"arrived": tuple(instants), **came.columns}} if came.columns else None
    return prepared_tree(tree, learnt.name, tables=tables).program, start


def engine_for(program: Program) -> str:
    """The engine that is quicker for so few cases: the compiled one where it is ready."""
    name = str(getattr(engines, "AUTO", "simpy"))
    return (
        name
        if not engines.is_cold(name) or sum(len(p.arrivals.schedule) for p in program.processes) > 20_000
        else "simpy"
    )


def simulated(program: Program, count: int, *, seed: int) -> Iterator[EventLog]:
    """So many replications, one after another."""
    engine = engine_for(program)
    return (engines.run(program, seed=seed, replication=r, engine=engine) for r in range(count))


def of_measured(log: EventLog) -> NDArray[np.bool_]:
    """Which rows are visits of measured cases; who was under way when the run began has a number below 0."""
    case, known = (np.asarray(column["case"], dtype=np.int64) for column in (log.rows, log.cases))
    measured = np.zeros(int(known.max(initial=0)) + 1, dtype=np.bool_)
    measured[known[np.asarray(log.cases["measured"]) != 0]] = True
    return np.asarray((case >= 0) & measured[np.maximum(case, 0)])


def events_of_run(log: EventLog, learnt: Learnt, start: date) -> Events:
    """The finished visits of measured cases of a run to the activities of the log, on the log's clock."""
    shift = (start - learnt.origin).days * DAY
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    steps = [s.name for s in log.catalog.steps[0]]
    told = {s: name for a, name in enumerate(learnt.names) for s in learnt.steps_of(a)}
    names = np.array([told.get(s, "") for s in steps])
    kept = (rows["ended"] != MISSING) & (names[rows["position"]] != "") & of_measured(log)
    # Who gave up or was turned away never started: his events stand at the end of his visit.
    began = np.where(rows["started"] != MISSING, rows["started"], rows["ended"])
    return Events(
        case=rows["case"][kept],
        activity=names[rows["position"][kept]],
        start=began[kept] + shift,
        end=rows["ended"][kept] + shift,
        weekday=learnt.origin.weekday(),
    )


def events_of_log(traces: Traces, origin: date) -> Events:
    """The visits of a log's traces."""
    return Events(
        case=traces.case,
        activity=np.array(traces.names)[traces.activity],
        start=traces.start,
        end=traces.end,
        weekday=origin.weekday(),
    )


def mean_until_start(logs: Sequence[EventLog], learnt: Learnt) -> dict[int, float]:
    """Per activity the mean seconds from when it was possible to its beginning, waits included."""
    found: dict[int, list[float]] = {}
    for log in logs:
        rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
        steps = {s.name: at for at, s in enumerate(log.catalog.steps[0])}
        for a, name in enumerate(learnt.steps):
            at = steps.get(name)
            if at is None:
                continue
            mine = (rows["position"] == at) & (rows["started"] != MISSING)
            if not mine.any():
                continue
            queueing = float((rows["started"] - rows["queued"])[mine].sum())
            before = steps.get(_before(log, name))
            if before is not None:
                idle = (rows["position"] == before) & (rows["ended"] != MISSING)
                queueing += float((rows["ended"] - rows["queued"])[idle].sum())
            found.setdefault(a, []).append(queueing / int(mine.sum()))
    return {a: float(np.mean(v)) for a, v in found.items()}


def _before(log: EventLog, name: str) -> str:
    return f"before_{name}"[:56].rstrip("_")


def chosen_cases(traces_arrived: Ints, share: float) -> NDArray[np.bool_]:
    """The cases of the first part by arrival: so great a share of them."""
    count = round(share * len(traces_arrived))
    found = np.zeros(len(traces_arrived), dtype=np.bool_)
    found[:count] = True
    return found
