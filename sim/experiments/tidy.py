"""The tidy table of a sweep: one row per point and measure, and one per point and target."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.results import as_csv
from sim.study.decide import Study
from sim.study.document import Document, document_of

OUTPUTS = "tidy-1"
"""Names what is kept of a point; it changes with the columns."""

COLUMNS = (
    "kind", "name", "measure", "statistic", "unit", "value", "low", "high", "p50", "p90", "p95",
    "unfinished", "replications", "verdict", "borderline",
)  # fmt: skip
"""After the point and its values. ``kind`` is ``process``, ``pool`` or ``target`` (of which ``name`` is the
name), or ``failed``; ``value`` is the statistic with its 95% interval, of a target that of its look.
"""

FILES = ("sweep.csv", "sweep.parquet")


def files() -> tuple[str, ...]:
    """The files that `write` writes: Parquet only where pyarrow is installed."""
    return FILES if find_spec("pyarrow") is not None else FILES[:1]


def columns(names: Sequence[str]) -> tuple[str, ...]:
    """All columns of a sweep that varies these."""
    return ("point", *names, *COLUMNS, "message")


def packed(study: Study) -> bytes:
    """What is kept of a point: its rows, verdicts and failures, the same bytes wherever it was run."""
    document = document_of(study)
    kept = {
        "replications": study.replications,
        "rows": [[row.get(c) for c in COLUMNS] for row in _rows(document)],
        "verdicts": [
            {k: v[k] for k in ("verdict", "estimate", "low", "high", "borderline")}
            for v in document["verdicts"]
        ],
        "failures": document["failures"],
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def rows_of(kept: Document) -> Iterator[Document]:
    """The rows of a point that was kept; one that tells why, where replications failed."""
    for failure in kept["failures"][:1]:
        yield {"kind": "failed", "message": failure["message"], "replications": kept["replications"]}
    for row in kept["rows"]:
        yield dict(zip(COLUMNS, row, strict=True))


def _rows(document: Document) -> Iterator[Document]:
    made = document["replications"]
    for kind, block in (("process", document["measures"]), ("pool", document["pool_figures"])):
        for name, measures in block.items():
            for measure, figures in measures.items():
                row = {"kind": kind, "name": name, "measure": measure, "statistic": "mean"}
                yield {**row, **figures, "value": figures["mean"], "replications": made}
    for verdict in document["verdicts"]:
        yield {**verdict, **_of_target(verdict)}


def _of_target(verdict: Mapping[str, Any]) -> Document:
    name = verdict["target"]
    return {
        "kind": "target",
        "name": name["en"] if isinstance(name, dict) else name,
        "value": verdict["estimate"],
        "unit": verdict["unit"] if verdict["estimand"] in "CD" else "1",
    }


def write(folder: Path, names: Sequence[str], rows: Sequence[Document]) -> None:
    """``sweep.csv``, and ``sweep.parquet`` where pyarrow is installed; each complete or not there."""
    _replace(folder / FILES[0], as_csv(names, rows).encode())
    if FILES[1] not in files():
        return
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table({name: _column([row.get(name) for row in rows], pa) for name in names})
    fresh = folder / f"{FILES[1]}.new"
    parquet.write_table(table, fresh)
    fresh.replace(folder / FILES[1])


def _column(values: list[Any], pa: Any) -> Any:
    """A typed column: numbers as float64 unless all are whole; else text."""
    known = [v for v in values if v is not None]
    if all(isinstance(v, bool) for v in known):
        return pa.array(values, pa.bool_() if known else pa.string())
    if all(isinstance(v, int) for v in known):
        return pa.array(values, pa.int64())
    if all(isinstance(v, int | float) for v in known):
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([None if v is None else str(v) for v in values], pa.string())


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
