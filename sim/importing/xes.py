"""XES (IEEE 1849) as a table: a row per event, columns of cases named ``case:...`` as a CSV has them.

The file is parsed as a stream by expat. A document type is refused before it is read (no entities, nothing
external), and so are an element nested deeper, or an attribute longer, than any log has.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sim.importing.table import MOST_COLUMNS, Table, refuse, unpacked

MOST_DEPTH = 60
LONGEST_TOKEN = 8_000_000
"""Bytes of one start tag or text; beyond, expat would go on buffering."""

CHUNK = 1 << 18


def read_xes(path: Path) -> Table:
    """The events of a XES file, packed (``.xes.gz``) or not.

    Raises `InputError` with the line where the file is no sound XES.
    """
    reader = _Reader(str(path))
    with unpacked(path) as stream:
        while data := stream.read(CHUNK):
            reader.feed(data)
        reader.feed(b"", last=True)
    return reader.table()


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._depth, self._moved, self._fed = 0, 0, 0
        self._trace, self._event = 0, 0  # the depths at which they stand; 0 outside
        self._case: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._traces = 0
        self._header: dict[str, int] = {}
        self._columns: list[list[str]] = []
        self._lines: array[int] = array("q")
        self._known: dict[str, str] = {}
        self._pending: list[tuple[int, dict[str, str]]] = []
        self._root = ""

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            said = expat.errors.messages[error.code] if error.code else "nonsense"
            given = f"{said} (column {error.offset + 1})"
            raise refuse(self._file, error.lineno, given, "a well-formed XES file") from None
        self._fed += len(data)
        if self._fed - max(self._moved, self._parser.CurrentByteIndex) > LONGEST_TOKEN:
            expected = f"elements of at most {LONGEST_TOKEN:,} bytes"
            raise refuse(self._file, self._parser.CurrentLineNumber, "an element without end", expected)

    def _doctype(self, *_: Any) -> None:
        line = self._parser.CurrentLineNumber
        raise refuse(self._file, line, "a document type or entity", "XES without a DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.rpartition(":")[2]
        if self._depth == 1 and name != "log":
            raise refuse(self._file, self._parser.CurrentLineNumber, f"<{name[:40]}>", "a XES file, <log>")
        if self._depth > MOST_DEPTH:
            line = self._parser.CurrentLineNumber
            raise refuse(
                self._file, line, f"elements nested {self._depth} deep", f"at most {MOST_DEPTH} levels"
            )
        if name == "trace" and not self._trace:
            self._trace, self._case = self._depth, {}
        elif name == "event" and not self._event:
            self._event, self._own = self._depth, {}
        elif self._event:
            if self._depth == self._event + 1:
                self._keep(self._own, attributes)
        elif self._trace and self._depth == self._trace + 1:
            self._keep(self._case, attributes)

    def _keep(self, into: dict[str, str], attributes: dict[str, str]) -> None:
        value = attributes.get("value", "")
        into[attributes.get("key", "")] = self._known.setdefault(value, value) if len(value) < 80 else value

    def _end(self, name: str) -> None:
        if self._depth == self._event:
            self._pending.append((self._parser.CurrentLineNumber, self._own))
            self._event = 0
            if not self._trace:
                self._flush({})
        elif self._depth == self._trace:
            self._traces += 1
            self._case.setdefault("concept:name", str(self._traces))
            self._flush(self._case)
            self._trace = 0
        self._depth -= 1
        self._moved = self._fed
        if len(self._known) > 200_000:
            self._known.clear()

    def _flush(self, case: dict[str, str]) -> None:
        """The events of a trace as rows: attributes of a trace may follow its events."""
        cells = {f"case:{key}": value for key, value in case.items()}
        for line, own in self._pending:
            self._row(line, {**cells, **own})
        self._pending = []

    def _row(self, line: int, cells: dict[str, str]) -> None:
        for key in cells.keys() - self._header.keys():
            if len(self._header) >= MOST_COLUMNS:
                raise refuse(self._file, line, "more attributes", f"at most {MOST_COLUMNS:,} distinct ones")
            self._header[key] = len(self._columns)
            self._columns.append([""] * len(self._lines))
        for key, at in self._header.items():
            self._columns[at].append(cells.get(key, ""))
        self._lines.append(line)

    def table(self) -> Table:
        order = sorted(self._header)
        columns = [self._columns[self._header[key]] for key in order]
        return Table(self._file, "XES", tuple(order), columns, self._lines)
