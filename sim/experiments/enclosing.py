"""The tables that a scenario reads, beside it in the run's folder: so the saved scenario runs by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sim.scenario.scenario import Table

OURS = ("verdicts.csv", "estimates.csv", "events.csv", "cases.csv")
"""What the run itself writes."""


def enclosed(tree: Any, tables: Mapping[str, Table]) -> tuple[Any, dict[str, str]]:
    """A plain tree that names its tables by files beside it, and these files with their text."""
    names = dict(zip(tables, _names(tables), strict=True))
    return _renamed(tree, names), {names[reference]: _text(table) for reference, table in tables.items()}


def _names(tables: Mapping[str, Table]) -> Iterator[str]:
    """The last part of each reference; one that is taken already gets a number."""
    taken = set(OURS)
    for reference in tables:
        last = PurePosixPath(reference.replace("\\", "/"))
        name, n = last.name, 2
        while name in taken:
            name, n = f"{last.stem}_{n}{last.suffix}", n + 1
        taken.add(name)
        yield name


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {k: _renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(v, names) for v in value]
    return _in_text(value, names) if isinstance(value, str) else value


def _in_text(text: str, names: Mapping[str, str]) -> str:
    """A reference that is the whole text (`schedule`), or stands quoted in an expression (`empirical`)."""
    if text in names:
        return names[text]
    for reference, name in names.items():
        for quote in ('"', "'"):
            text = text.replace(f"{quote}{reference}{quote}", f"{quote}{name}{quote}")
    return text


def _text(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return out.getvalue()
