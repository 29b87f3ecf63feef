"""Event logs and case tables as files: CSV, byte for byte the same for the same logs, and Parquet.

``events`` has a row per visit in the order of the log, ``cases`` one per case by process and number. Instants
are local date-times, empty where something did not happen; names are names, not indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError
from sim.eventlog import MISSING, Catalog, EventLog, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

EVENT_COLUMNS = (
    "replication", "process", "case", "step", "round", "branch", "holder", "queued", "started", "ended",
    "worked", "pool", "person", "outcome",
)  # fmt: skip
CASE_COLUMNS = ("replication", "process", "case", "arrived", "finished", "outcome", "measured")

Ints: TypeAlias = NDArray[np.int64]
Cells = Sequence[str]
"""The cells of a column as text, before quoting."""


def write_events(logs: Iterable[EventLog], path: Path) -> None:
    """The rows of all logs in a CSV file."""
    _write_csv(path, EVENT_COLUMNS, (event_cells(log) for log in logs))


def write_cases(logs: Iterable[EventLog], path: Path) -> None:
    """The cases of all logs in a CSV file: the columns of `case_header`."""
    catalog, every = _first(logs)
    _write_csv(
        path, CASE_COLUMNS if catalog is None else case_header(catalog), (case_cells(x) for x in every)
    )


def _first(logs: Iterable[EventLog]) -> tuple[Catalog | None, Iterable[EventLog]]:
    """The first log's catalog, and all the logs, one at a time: many replications may not fit in memory."""
    coming = iter(logs)
    first = next(coming, None)
    return (None, ()) if first is None else (first.catalog, chain((first,), coming))


def case_header(catalog: Catalog) -> tuple[str, ...]:
    """The columns of the case table: the fixed ones, the union of attributes, the union of milestones."""
    return (*CASE_COLUMNS, *_union(catalog.attributes), *_union(catalog.milestones))


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


# Cells


def event_cells(log: EventLog) -> list[Cells]:
    """The columns of ``events`` as text."""
    rows = {name: np.asarray(column, dtype=np.int64) for name, column in log.rows.items()}
    steps = [step for process in log.catalog.steps for step in process]
    first = np.cumsum([0, *(len(process) for process in log.catalog.steps)])
    at = first[rows["process"]] + rows["position"]
    return [
        [str(log.replication)] * len(log),
        _named(rows["process"], log.catalog.processes),
        _numbers(rows["case"]),
        _named(at, [s.name for s in steps]),
        _numbers(rows["round"]),
        _named(at, [s.branch for s in steps]),
        _named(rows["holder"], log.catalog.holders),
        *(_moments(log, rows[name]) for name in ("queued", "started", "ended")),
        _numbers(rows["worked"]),
        _named(rows["pool"], log.lines),
        _named(rows["person"], log.persons),
        _named(rows["outcome"], [o.name.lower() for o in Outcome]),
    ]


def case_cells(log: EventLog) -> list[Cells]:
    """The columns of ``cases`` as text, ordered by process and number."""
    cases = {name: np.asarray(column, dtype=np.int64) for name, column in log.cases.items()}
    order = np.lexsort((cases["case"], cases["process"]))
    cases = {name: column[order] for name, column in cases.items()}
    texts = log.catalog.texts
    return [
        [str(log.replication)] * len(order),
        _named(cases["process"], log.catalog.processes),
        _numbers(cases["case"]),
        _moments(log, cases["arrived"]),
        _moments(log, cases["finished"]),
        _named(cases["outcome"], log.catalog.outcomes),
        _named(cases["measured"], ("false", "true")),
        *_spread(log, order, log.catalog.attributes, lambda p, k: _values(log, (p, k), texts)),
        *_spread(log, order, log.catalog.milestones, lambda p, k: _marks(log, p, k)),
    ]


def _spread(
    log: EventLog, order: Ints, names: Sequence[Sequence[str]], cells: Callable[[int, int], Cells]
) -> list[Cells]:
    """One column per name of any process, empty for the cases of processes that lack it."""
    place = [np.flatnonzero(np.asarray(log.cases["process"]) == p).tolist() for p in range(len(names))]
    found: dict[str, list[str]] = {name: [""] * len(order) for name in _union(names)}
    for p, own in enumerate(names):
        for k, name in enumerate(own):
            for at, cell in zip(place[p], cells(p, k), strict=True):
                found[name][at] = cell
    return [[column[i] for i in order] for column in found.values()]


def _values(log: EventLog, attribute: tuple[int, int], texts: Sequence[str]) -> Cells:
    p, k = attribute
    values = log.attributes[p][k]
    if log.catalog.text_attributes[p][k]:
        return [texts[int(v)] for v in values]
    return [number_text(float(v)) for v in values]


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _marks(log: EventLog, process: int, milestone: int) -> Cells:
    return _moments(log, np.asarray(log.milestones[process][milestone], dtype=np.int64))


def _named(index: Ints, names: Sequence[str]) -> Cells:
    table = [*names, ""]
    return [table[i] for i in np.where(index >= 0, index, len(names)).tolist()]


def _numbers(column: Ints) -> Cells:
    return ["" if value == MISSING else str(value) for value in column.tolist()]


def _moments(log: EventLog, seconds: Ints) -> Cells:
    missing = seconds == MISSING
    since = np.datetime64(log.catalog.origin, "s") + np.where(missing, 0, seconds).astype("timedelta64[s]")
    texts: list[str] = np.datetime_as_string(since).tolist()
    for at in np.flatnonzero(missing).tolist():
        texts[at] = ""
    return texts


# CSV


def _write_csv(path: Path, header: Sequence[str], tables: Iterable[list[Cells]]) -> None:
    """A UTF-8 file with ``\\n`` line ends and cells quoted only where they must be (RFC 4180)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(map(_quoted, header)) + "\n")
        for columns in tables:
            safe = [_all_quoted(column) for column in columns]
            file.writelines(",".join(row) + "\n" for row in zip(*safe, strict=True))


def _all_quoted(column: Cells) -> Cells:
    # One look at the whole column spares a look at every cell: hardly any column needs quotes.
    return column if _quoted(whole := "".join(column)) == whole else [_quoted(cell) for cell in column]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n\r') else cell


# Parquet

_WHOLE = {"replication", "case", "round", "worked"}
_TIMES = {"queued", "started", "ended", "arrived", "finished"}


def write_events_parquet(logs: Iterable[EventLog], path: Path) -> None:
    """The rows of all logs in a Parquet file with typed columns. Raises `UsageError` without pyarrow."""
    _write_parquet(path, {name: _kind(name) for name in EVENT_COLUMNS}, (event_cells(log) for log in logs))


def write_cases_parquet(logs: Iterable[EventLog], path: Path) -> None:
    """The cases of all logs in a Parquet file with typed columns. Raises `UsageError` without pyarrow."""
    catalog, every = _first(logs)
    kinds = {name: _kind(name) for name in CASE_COLUMNS}
    if catalog is not None:
        kinds |= _kinds_of_attributes(catalog)
    _write_parquet(path, kinds, (case_cells(log) for log in every))


def _kind(name: str) -> str:
    if name == "measured":
        return "bool"
    return "int64" if name in _WHOLE else "time" if name in _TIMES else "text"


def _kinds_of_attributes(catalog: Catalog) -> dict[str, str]:
    """Text where an attribute is a text in any process, else a number; milestones are times."""
    found: dict[str, str] = {}
    for names, texts in zip(catalog.attributes, catalog.text_attributes, strict=True):
        for name, text in zip(names, texts, strict=True):
            found[name] = "text" if text or found.get(name) == "text" else "float64"
    return found | dict.fromkeys(_union(catalog.milestones), "time")


def _write_parquet(path: Path, kinds: Mapping[str, str], tables: Iterable[list[Cells]]) -> None:
    arrow, parquet = _pyarrow()
    types = {
        "int64": arrow.int64(), "float64": arrow.float64(), "bool": arrow.bool_(),
        "time": arrow.timestamp("s"), "text": arrow.string(),
    }  # fmt: skip
    schema = arrow.schema([(name, types[kind]) for name, kind in kinds.items()])
    with parquet.ParquetWriter(path, schema) as writer:
        for columns in tables:
            listed = zip(columns, schema, strict=True)
            writer.write_table(
                arrow.Table.from_arrays([_typed(arrow, c, f.type) for c, f in listed], schema=schema)
            )


def _typed(arrow: Any, cells: Cells, kind: pa.DataType) -> pa.Array:
    return arrow.array([cell or None for cell in cells], arrow.string()).cast(kind)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: install shixian[analysis], or use --export csv") from error
    return pyarrow, pyarrow.parquet
