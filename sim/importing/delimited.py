"""CSV and its relatives: UTF-8 (with or without a mark), else GB18030; comma, semicolon, tab or bar.

Nothing is read twice into memory, and a hostile file (NULs, a line without end, a million columns) ends in a
complaint with its line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from sim.importing.table import (
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_COLUMNS,
    Columns,
    Table,
    distinct,
    refuse,
    unpacked,
)

DELIMITERS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8-sig", "gb18030")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_delimited(path: Path, *, encoding: str = "") -> Table:
    """The table in a CSV file, packed or not.

    Raises `InputError` where the text or its form makes no sense, with the line.
    """
    tried = (encoding,) if encoding else (_marked(path), *ENCODINGS)
    for name in tried:
        try:
            return _read(path, name) if name else _read(path, ENCODINGS[0])
        except UnicodeDecodeError as error:
            broken = error
    given = f"the byte 0x{broken.object[broken.start]:02X}"
    raise refuse(str(path), 1, given, f"text in {' or '.join(dict.fromkeys(t for t in tried if t))}")


def _marked(path: Path) -> str:
    with unpacked(path) as file:
        head = file.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def _read(path: Path, encoding: str) -> Table:
    csv.field_size_limit(LONGEST_CELL)
    file = str(path)
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise refuse(file, 1, f"the encoding {encoding}", "an encoding such as utf-8 or gb18030") from None
    with unpacked(path) as raw:
        text = io.TextIOWrapper(io.BufferedReader(raw), encoding=encoding, errors="strict", newline="")
        lines = _lines(text, file)
        first = next(lines, "")
        if not first.strip():
            raise refuse(file, 1, "an empty file", "a log with a line of column names")
        reader = csv.reader(chain((first,), lines), delimiter=max(DELIMITERS, key=first.count))
        try:
            return _table(reader, file, encoding)
        except csv.Error as error:
            given = (
                f"a cell of more than {LONGEST_CELL:,} characters" if "limit" in str(error) else str(error)
            )
            expected = "rows of cells (is a quotation mark left open?)"
            raise refuse(file, reader.line_num, given, expected) from None


def _table(reader: Any, file: str, encoding: str) -> Table:
    header = distinct(next(reader))
    if len(header) > MOST_COLUMNS:
        raise refuse(file, 1, f"{len(header):,} columns", f"at most {MOST_COLUMNS:,} columns")
    found = Columns(file, header)
    for cells in reader:
        if cells:
            found.add(reader.line_num, cells)
    return found.table(f"CSV, {encoding.removesuffix('-sig')}")


def _lines(text: io.TextIOWrapper, file: str) -> Iterator[str]:
    """Lines as they are, none longer than a line may be, none with a NUL."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            raise refuse(file, number, "a NUL byte", "a text file")
        if len(line) == LONGEST_LINE:
            cells = max(line.count(d) for d in DELIMITERS) + 1
            given = f"a line of {LONGEST_LINE:,} characters or more ({cells:,} cells)"
            raise refuse(file, number, given, f"at most {MOST_COLUMNS:,} columns")
        yield line
