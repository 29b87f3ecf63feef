"""The project's register of facts, read in place."""

from __future__ import annotations

import csv
from pathlib import Path


def facts_in(file: Path) -> dict[str, tuple[float, float]]:
    """The bounds of every fact that is a figure, by its id: ``60|80|100`` and ``60..100`` are (60, 100)."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["id"]: found for row in rows if (found := bounds(row["value"])) is not None}


def bounds(value: str) -> tuple[float, float] | None:
    """The least and the largest figure of a fact's value, or None where it is a text."""
    try:
        figures = [float(part) for part in value.replace("..", "|").split("|")]
    except ValueError:
        return None
    return figures[0], figures[-1]
