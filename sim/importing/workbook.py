"""Excel and OpenDocument workbooks, by python-calamine (`shixian[logs]`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from sim.errors import UsageError, nearest_name
from sim.importing.table import MOST_COLUMNS, SMALL, Columns, Table, distinct, refuse

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_workbook(path: Path, *, sheet: str = "") -> Table:
    """The first sheet of a workbook, or the one named.

    Raises `UsageError` where the reader is not installed or the sheet does not exist, `InputError` where the
    file is no workbook.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise UsageError("Excel files need python-calamine: install shixian[logs]") from None
    if path.stat().st_size > SMALL:
        raise refuse(str(path), 1, f"{path.stat().st_size:,} bytes", f"a workbook of at most {SMALL:,} bytes")
    try:
        book = CalamineWorkbook.from_path(str(path))
        name = _sheet(book.sheet_names, sheet, str(path))
        rows: Iterator[Sequence[object]] = iter(book.get_sheet_by_name(name).to_python())
    except CalamineError as error:
        raise refuse(str(path), 1, str(error).splitlines()[0][:80], "an Excel workbook") from None
    header = distinct([_text(c) for c in next(rows, ())])
    if not header or len(header) > MOST_COLUMNS:
        raise refuse(str(path), 1, f"{len(header):,} columns", f"1 to {MOST_COLUMNS:,} columns")
    found = Columns(str(path), header)
    for line, cells in enumerate(rows, start=2):
        found.add(line, [_text(c) for c in cells])
    return found.table(f"Excel, {name}")


def _sheet(names: Sequence[str], wanted: str, file: str) -> str:
    if not names:
        raise refuse(file, 1, "a workbook without a sheet", "a sheet with a log")
    if wanted and wanted not in names:
        nearest = nearest_name(wanted, names)
        hint = f"; nearest: {nearest}" if nearest else ""
        raise UsageError(f'no such sheet: "{wanted}"{hint} (there are {", ".join(names)})')
    return wanted or names[0]


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
