"""Event log and case table into a run's folder, replication by replication: no two logs are kept at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from sim.eventlog import EventLog
from sim.reporting import tables, xes

Writer = Callable[[Iterable[EventLog], Path], None]

TABLES: dict[str, dict[str, Writer]] = {
    "csv": {"events": tables.write_events, "cases": tables.write_cases},
    "parquet": {"events": tables.write_events_parquet, "cases": tables.write_cases_parquet},
    "xes": {"events": xes.write_xes},
}
"""How each table is written in each format that a run can be exported in."""


def files_of(formats: Iterable[str]) -> tuple[str, ...]:
    """The files that exporting in these formats writes."""
    return tuple(f"{table}.{form}" for form in formats for table in TABLES[form])


class Export:
    """The tables of one run while its replications come in, in their order."""

    def __init__(self, folder: Path, formats: Iterable[str]) -> None:
        self._part = folder / "part.tmp"
        kinds: dict[str, type[_Joined]] = {"csv": _Lines, "parquet": _Groups, "xes": _Traces}
        self._files = [
            (write, kinds[form](folder / f"{table}.{form}"))
            for form in formats
            for table, write in TABLES[form].items()
        ]

    def add(self, log: EventLog) -> None:
        """Append one replication to every table."""
        for write, file in self._files:
            write([log], self._part)
            file.append(self._part)

    def close(self) -> None:
        """Finish every file; a run without any replication leaves tables that have a heading only."""
        for write, file in self._files:
            if not file.begun:
                write([], self._part)
                file.append(self._part)
            file.close()
        self._part.unlink(missing_ok=True)


class _Joined(Protocol):
    begun: bool

    def __init__(self, path: Path) -> None: ...

    def append(self, part: Path) -> None:
        """Add the rows of a file of the same columns."""

    def close(self) -> None:
        """Finish the file."""


class _Lines(_Joined):
    """CSV parts in one file under one heading."""

    def __init__(self, path: Path) -> None:
        self._path, self.begun = path, False

    def append(self, part: Path) -> None:
        with part.open("rb") as source, self._path.open("ab") as file:
            if self.begun:
                source.readline()
            shutil.copyfileobj(source, file)
        self.begun = True

    def close(self) -> None:
        return None


class _Traces(_Joined):
    """XES parts in one log under one heading."""

    def __init__(self, path: Path) -> None:
        self._path, self.begun = path, False

    def append(self, part: Path) -> None:
        with part.open("rb") as source, self._path.open("ab") as file:
            if self.begun:
                source.seek(len(xes.HEAD.encode()))
            shutil.copyfileobj(source, file)
        self.begun = True

    def close(self) -> None:
        with self._path.open("ab") as file:
            file.write(xes.TAIL.encode())


class _Groups(_Joined):
    """Parquet parts as the row groups of one file."""

    def __init__(self, path: Path) -> None:
        self._path, self.begun = path, False
        self._writer: Any = None

    def append(self, part: Path) -> None:
        from pyarrow import parquet

        table = parquet.read_table(part)
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, table.schema)
        self._writer.write_table(table)
        self.begun = True

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
