"""The bare scenario of a log: its steps, attributes and dates, so that targets can be asked of it.

Nothing of it is ever run: it gives names to the measures and to the conditions of targets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from sim.eventlog import MISSING
from sim.history import History

DAY = 86_400
Tree = dict[str, Any]


def skeleton(history: History, *, calendar: Any, targets: Sequence[Mapping[str, Any]] = ()) -> Tree:
    """The plain tree of a scenario with the log's processes; ``calendar`` is the working-day calendar."""
    catalog = history.log.catalog
    return {
        "format": 1,
        "title": history.name,
        "period": period_of(history),
        "working_day": "working",
        "calendars": {"working": calendar, "everybody": "always"},
        "holders": [h for h in catalog.holders if h != "agency"],
        "pools": {"staff": {"staff": 1, "calendar": "everybody"}},
        "processes": {name: _process(history, p) for p, name in enumerate(catalog.processes)},
        "targets": list(targets),
    }


def period_of(history: History) -> Tree:
    """The period that covers the log: all its cases are measured."""
    days = max(-(-history.log.end // DAY), 1)
    return {"start": history.log.catalog.origin.isoformat(), "arrivals": f"{days} d", "drain": "1 d"}


def _process(history: History, p: int) -> Tree:
    catalog = history.log.catalog
    steps: list[Tree] = [
        {"task": step.name, "label": label, "by": "staff", "takes": "0 s"}
        for step, label in zip(catalog.steps[p], history.activities[p], strict=True)
    ]
    marks: list[Tree] = [{"mark": name} for name in catalog.milestones[p]]
    endings = [
        {"choose": "how_it_ends", "branches": {"as_usual": {"else": True}} | _endings(catalog.outcomes)}
    ]
    return {
        "attributes": _attributes(history, p),
        "steps": [*steps, *marks, *(endings if len(catalog.outcomes) > 1 else [])],
    }


def _endings(outcomes: Sequence[str]) -> Tree:
    return {o: {"share": 0.01, "steps": [{"finish": o}]} for o in outcomes if o != "done"}


def _attributes(history: History, p: int) -> Tree:
    catalog = history.log.catalog
    found: Tree = {}
    for k, name in enumerate(catalog.attributes[p]):
        if catalog.text_attributes[p][k]:
            values = sorted({catalog.texts[int(v)] or "none" for v in history.log.attributes[p][k]})
            weights = [1 / len(values)] * len(values)
            weights[-1] = 1 - sum(weights[:-1])
            found[name] = dict(zip(values, weights, strict=True))
        else:
            found[name] = "normal(mean=0, sd=1)"
    return found


def with_overruns(history: History, deadlines: Sequence[str]) -> History:
    """The same log with an attribute ``over_<deadline>`` for each: days from it to the end of the case, not a
    number where there is no deadline or the case is open.

    The end is the milestone ``closed`` where the log has one, else the end of the last visit.
    """
    from dataclasses import replace

    log, catalog = history.log, history.log.catalog
    fresh = []
    for p, marks in enumerate(catalog.milestones):
        ended = closing(history, p)
        columns = []
        for name in deadlines:
            due = np.asarray(log.milestones[p][marks.index(name)], dtype=np.int64)
            known = (due != MISSING) & (ended != MISSING)
            over = np.where(known, ended, 0) - np.where(known, due, 0)
            columns.append(np.where(known, over / DAY, np.nan))
        fresh.append((*log.attributes[p], *columns))
    added = tuple(f"over_{d}" for d in deadlines)
    names = tuple((*a, *added) for a in catalog.attributes)
    texts = tuple((*t, *(False for _ in added)) for t in catalog.text_attributes)
    catalog = replace(catalog, attributes=names, text_attributes=texts)
    return replace(history, log=replace(log, catalog=catalog, attributes=tuple(fresh)))


def closing(history: History, process: int) -> Any:
    """When each case of a process was closed, MISSING where it is open: by the office's own column, or with
    its last visit.
    """
    log = history.log
    if history.closed:
        marks = log.catalog.milestones[process]
        return np.asarray(log.milestones[process][marks.index(history.closed)], dtype=np.int64)
    mine = np.asarray(log.cases["process"]) == process
    return np.asarray(log.cases["finished"], dtype=np.int64)[mine]


def covered(history: History) -> tuple[str, str]:
    """The first and the last date of the log."""
    origin = history.log.catalog.origin
    return origin.isoformat(), (origin + timedelta(seconds=history.log.end - 1)).isoformat()
