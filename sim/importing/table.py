"""Text files, workbooks and XES as one kind of table: a header, columns of text, and the line of each row."""

from __future__ import annotations

import gzip
import io
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Complaint, InputError, Place

MOST_BYTES = 600_000_000
"""A larger file (unpacked) is refused: its tables would not fit into the memory of a usual desk."""

MOST_RATIO = 250
"""A packed file that unpacks to more than so many times its size is taken for a bomb."""

SMALL = 50_000_000
"""Below this size nobody asks how well a file was packed."""

MOST_COLUMNS = 1000
LONGEST_LINE = 1_000_000
LONGEST_CELL = 100_000


@dataclass(slots=True)
class Table:
    """Columns of text, all of one length; an empty text is a cell without a value."""

    file: str
    kind: str
    header: tuple[str, ...]
    columns: list[list[str]]
    lines: array[int]
    short_rows: list[tuple[int, int]] = field(default_factory=list)
    """Rows with too many or too few cells: (line, number of cells)."""

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        return self.columns[self.header.index(name)]


def refuse(file: str, line: int, given: str, expected: str) -> InputError:
    """The error for a file that cannot be read at all."""
    return InputError([Complaint("", given, expected, place=Place(file, max(line, 1)))])


class Guarded(io.RawIOBase):
    """The bytes of a file, unpacked where it is packed; one that grows beyond all measure is refused."""

    def __init__(self, path: Path) -> None:
        self._packed = path.stat().st_size if path.suffix == ".gz" else 0
        self._stream = gzip.open(path, "rb") if self._packed else path.open("rb")  # noqa: SIM115
        self._file, self._seen = str(path), 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes."""
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise refuse(self._file, 1, f"a damaged packed file ({error})", "a whole .gz file") from None
        buffer[: len(data)] = data
        self._count(len(data))
        return len(data)

    def _count(self, more: int) -> None:
        self._seen += more
        if self._seen > MOST_BYTES:
            raise refuse(self._file, 1, f"more than {MOST_BYTES:,} bytes", f"at most {MOST_BYTES:,} bytes")
        if self._packed and self._seen > SMALL and self._seen > MOST_RATIO * self._packed:
            given = f"{self._packed:,} packed bytes that unpack to more than {self._seen:,}"
            raise refuse(self._file, 1, given, f"a log that unpacks to at most {MOST_RATIO} times its size")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()


def unpacked(path: Path) -> Guarded:
    """The bytes of a file, unpacked where its name ends in ``.gz``."""
    return Guarded(path)


class Columns:
    """Rows gathered column by column; equal cells are one object, so that memory holds each text once."""

    def __init__(self, file: str, header: Sequence[str]) -> None:
        self.file, self.header = file, tuple(header)
        self._columns: list[list[str]] = [[] for _ in self.header]
        self._lines: array[int] = array("q")
        self._known: dict[str, str] = {}
        self._short: list[tuple[int, int]] = []

    def add(self, line: int, cells: Sequence[str]) -> None:
        """A row; one with another number of cells than the header is kept aside."""
        if len(cells) != len(self._columns):
            if any(c.strip() for c in cells):
                self._short.append((line, len(cells)))
            return
        known = self._known
        for column, cell in zip(self._columns, cells, strict=True):
            column.append(known.setdefault(cell, cell) if len(cell) < 80 else cell)
        self._lines.append(line)
        if len(known) > 200_000:
            known.clear()

    def table(self, kind: str) -> Table:
        """The table of all rows so far."""
        return Table(self.file, kind, self.header, self._columns, self._lines, self._short)


def distinct(header: Sequence[str]) -> tuple[str, ...]:
    """Column names made distinct: a second ``date`` becomes ``date.2``; one without a name ``column 3``."""
    found: list[str] = []
    for number, given in enumerate(header, start=1):
        name = given.strip() or f"column {number}"
        fresh, again = name, 2
        while fresh in found:
            fresh, again = f"{name}.{again}", again + 1
        found.append(fresh)
    return tuple(found)
