"""Event logs and case tables as pandas DataFrames, typed: instants are times, names are categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.eventlog import MISSING, EventLog, Outcome

if TYPE_CHECKING:
    import pandas as pd


def pandas() -> Any:
    """The package pandas; `UsageError` where it is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise UsageError("tables as DataFrames need pandas: install shixian[analysis]") from error
    return pandas


def events_frame(logs: Iterable[EventLog]) -> pd.DataFrame:
    """A row per visit, in the columns of ``events.csv``; ``worked`` is in seconds."""
    return _joined([_events(log) for log in logs])


def cases_frame(logs: Iterable[EventLog]) -> pd.DataFrame:
    """A row per case, in the columns of ``cases.csv``: attributes and milestones behind the fixed ones."""
    return _joined([_cases(log) for log in logs])


def _joined(parts: Sequence[Any]) -> Any:
    pd = pandas()
    if not parts:
        return pd.DataFrame()
    joined = pd.concat(parts, ignore_index=True)
    # Combinations of pools and people grow from log to log, so that their categories differ.
    return joined.astype({name: "category" for name in ("pool", "person") if name in joined})


def _events(log: EventLog) -> Any:
    rows = {name: np.asarray(column, dtype=np.int64) for name, column in log.rows.items()}
    steps = [step for process in log.catalog.steps for step in process]
    first = np.cumsum([0, *(len(process) for process in log.catalog.steps)])
    at = first[rows["process"]] + rows["position"]
    return pandas().DataFrame(
        {
            "replication": log.replication,
            "process": _named(rows["process"], log.catalog.processes),
            "case": rows["case"],
            "step": _named(at, [s.name for s in steps]),
            "round": rows["round"],
            "branch": _named(at, [s.branch for s in steps]),
            "holder": _named(rows["holder"], log.catalog.holders),
            **{name: _times(log, rows[name]) for name in ("queued", "started", "ended")},
            "worked": np.where(rows["worked"] == MISSING, np.nan, rows["worked"].astype(np.float64)),
            "pool": _named(rows["pool"], log.lines),
            "person": _named(rows["person"], log.persons),
            "outcome": _named(rows["outcome"], [o.name.lower() for o in Outcome]),
        }
    )


def _cases(log: EventLog) -> Any:
    cases = {name: np.asarray(column, dtype=np.int64) for name, column in log.cases.items()}
    order = np.lexsort((cases["case"], cases["process"]))
    fixed = {
        "replication": log.replication,
        "process": _named(cases["process"][order], log.catalog.processes),
        "case": cases["case"][order],
        "arrived": _times(log, cases["arrived"][order]),
        "finished": _times(log, cases["finished"][order]),
        "outcome": _named(cases["outcome"][order], log.catalog.outcomes),
        "measured": cases["measured"][order] != 0,
    }
    return pandas().DataFrame({**fixed, **_attributes(log, order), **_milestones(log, order)})


def _attributes(log: EventLog, order: Any) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for process, names in enumerate(log.catalog.attributes):
        mine = np.flatnonzero(np.asarray(log.cases["process"]) == process)
        for k, name in enumerate(names):
            values = np.asarray(log.attributes[process][k], dtype=np.float64)
            text = log.catalog.text_attributes[process][k]
            if name not in found:
                found[name] = np.full(len(order), None, object) if text else np.full(len(order), np.nan)
            texts = np.array([*log.catalog.texts, ""], dtype=object)
            found[name][mine] = texts[values.astype(np.int64)] if text else values
    return {name: column[order] for name, column in found.items()}


def _milestones(log: EventLog, order: Any) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for process, names in enumerate(log.catalog.milestones):
        mine = np.flatnonzero(np.asarray(log.cases["process"]) == process)
        for k, name in enumerate(names):
            found.setdefault(name, np.full(len(order), MISSING, dtype=np.int64))
            found[name][mine] = np.asarray(log.milestones[process][k], dtype=np.int64)
    return {name: _times(log, column[order]) for name, column in found.items()}


def _named(index: Any, names: Sequence[str]) -> Any:
    pd = pandas()
    # Different entries may bear one name (a step of two processes): categories must differ.
    kinds = list(dict.fromkeys(names))
    place = np.array([kinds.index(n) for n in names] + [-1], dtype=np.int64)
    return pd.Categorical.from_codes(place[np.where(index >= 0, index, len(names))], kinds)


def _times(log: EventLog, seconds: Any) -> Any:
    missing = seconds == MISSING
    since = np.datetime64(log.catalog.origin, "s") + np.where(missing, 0, seconds).astype("timedelta64[s]")
    since[missing] = np.datetime64("NaT")
    return since
