"""What a file tells of each case beside its visits: texts, numbers and dates that stay the same in a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.importing.roles import plain
from sim.importing.stamps import NOTHING, Stamps, absent
from sim.importing.table import Table

MOST_TEXTS = 200
"""A column with more different texts is no attribute but a name or a remark."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of cases: its name in the file, and a value per case (texts, floats or microseconds)."""

    column: str
    kind: str
    values: tuple[str | float | int, ...]


def facts_of(
    table: Table, cases: Sequence[int], rows: Sequence[int], roles: Mapping[str, str], stamps: Stamps
) -> Iterator[Fact]:
    """The facts of the cases 0, 1, ...: ``cases[k]`` is the case of the visit that stands in row
    ``rows[k]``.
    """
    used = {column for role, column in roles.items() if role != "closed"}
    count = max(cases, default=-1) + 1
    for name, column in zip(table.header, table.columns, strict=True):
        if name in used or plain(name) in ("", "column_1"):
            continue
        values = _constant(column, cases, rows, count)
        if values is not None and (fact := _fact(name, values, stamps, count)) is not None:
            yield fact


def _constant(
    column: Sequence[str], cases: Sequence[int], rows: Sequence[int], count: int
) -> list[str] | None:
    """The one value of each case; None where some case has two, or where there is nothing at all."""
    found: list[str | None] = [None] * count
    for case, row in zip(cases, rows, strict=True):
        value, known = column[row], found[case]
        if known is None:
            found[case] = value
        elif known is not value and known != value:
            return None
    values = ["" if v is None or absent(v) else v for v in found]
    return values if any(values) else None


def _fact(name: str, values: list[str], stamps: Stamps, count: int) -> Fact | None:
    known = {v for v in values if v}
    numbers = _numbers(known)
    dated = any(word in plain(name) for word in ("date", "deadline", "time", "日期", "时间", "期限"))
    if (numbers is None or dated) and _are_dates(known, stamps):
        return Fact(name, "date", tuple(stamps.column(values)))
    if numbers is not None:
        return Fact(name, "number", tuple(numbers[v] if v else float("nan") for v in values))
    if 1 < len(known) + ("" in values) <= min(MOST_TEXTS, max(2, count // 2)):
        return Fact(name, "text", tuple(values))
    return None


def _numbers(texts: set[str]) -> dict[str, float] | None:
    try:
        return {t: float(t) for t in texts}
    except ValueError:
        return None


def _are_dates(texts: set[str], stamps: Stamps) -> bool:
    sample = sorted(texts)[:500]
    read = [at for at in stamps.column(sample) if at != NOTHING]
    return len(read) >= 0.95 * len(sample) and all(any(c.isdigit() for c in t) for t in sample)
