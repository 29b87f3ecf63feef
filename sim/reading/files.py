"""[reading] The files a scenario refers to: `extends` and tables, within its own folder tree and nowhere
else.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from sim.errors import Complaint, Place, ShixianError
from sim.expressions import Call, ExpressionError, Text, children, parse
from sim.form import quoted, shown
from sim.paths import dotted_path
from sim.reading.text import MOST_BYTES, Unreadable, bytes_of, readable, tree_of
from sim.scenario import Table
from sim.tree import Map, Path, Seq, place_of

MOST_TABLE_BYTES = 50_000_000
MOST_EXTENDS = 5
MOST_COLUMNS = 1000

_WORDS_ONLY = frozenset({"title", "question", "label", "about", "name", "source", "holders"})


class Refused(ShixianError):  # noqa: N818 (a reason, told at once)
    """A reference that may not be followed; ``expected`` says which would be."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def top_of(file: FilePath) -> FilePath:
    """The folder in which everything a scenario refers to must lie: the one above its own folder, if there is
    one.
    """
    folder = FilePath(os.path.realpath(file)).parent
    return folder if folder.parent == folder.parent.parent else folder.parent


def resolved(reference: str, beside: FilePath, top: FilePath, endings: tuple[str, ...]) -> FilePath:
    """The file a reference means, relative to the file it stands in. Raises Refused."""
    if (
        not reference.isprintable()
        or "\\" in reference
        or len(reference) > 200
        or reference != reference.strip()
    ):
        raise Refused("a plain relative file name, with / between folders")
    if reference.startswith(("/", "~")) or ":" in reference:
        raise Refused("a relative file name (no absolute path)")
    if not reference.lower().endswith(endings):
        raise Refused(f"a file whose name ends in {' or '.join(endings)}")
    try:
        found = FilePath(os.path.realpath(beside.parent / reference))
    except (OSError, ValueError):
        raise Refused("the name of a file") from None
    if not found.is_relative_to(top):
        raise Refused("a file in this folder, below it or beside it, and no link out of it")
    return found


def extended(
    tree: Map, file: str, top: FilePath, seen: tuple[FilePath, ...] = ()
) -> tuple[Map, list[Complaint]]:
    """The tree on top of the file that it extends, which may extend another."""
    reference = tree.get("extends")
    if reference is None:
        return tree, []
    path, place = FilePath(file), place_of(tree, ("extends",))
    seen = (*seen, FilePath(os.path.realpath(path)))
    try:
        base_file = _base(reference, path, top, seen)
    except Refused as refused:
        return _without(tree), [Complaint("extends", shown(reference), refused.expected, place=place)]
    shown_name = os.path.normpath(path.parent / str(reference))
    data = bytes_of(base_file, MOST_BYTES)
    if isinstance(data, str):
        return _without(tree), [
            Complaint("extends", shown(reference), f"a file that can be read ({data})", place=place)
        ]
    base, complaints = tree_of(data, shown_name)
    if base is None:
        return _without(tree), complaints
    base, more = extended(base, shown_name, top, seen)
    return merged(base, _without(tree)), [*complaints, *more]


def merged(base: Map, over: Map) -> Map:
    """Mappings merge key by key, everything else is replaced, and a key set to nothing is removed."""
    new = Map(base.items(), over.origin)
    new.places = dict(base.places)
    for key, value in over.items():
        place = over.places.get(key)
        if value is None:
            new.pop(key, None)
        elif isinstance(value, Map) and isinstance(new.get(key), Map):
            new.put(key, merged(new[key], value), place)
        else:
            new.put(key, value, place)
    return new


def tables_of(tree: Map, file: str, top: FilePath) -> tuple[dict[str, Table], list[Complaint]]:
    """Every table that `schedule` or `empirical(file=...)` names, also in reform cards, by the text of the
    reference.
    """
    tables: dict[str, Table] = {}
    complaints: list[Complaint] = []
    tried: set[str] = set()
    for path, reference in _references(tree, ()):
        if reference in tried:
            continue
        tried.add(reference)
        place = place_of(tree, path)
        beside = FilePath(place.file if place is not None and os.path.exists(place.file) else file)
        try:
            tables[reference] = _table(reference, beside, top)
        except Refused as refused:
            complaints.append(
                Complaint(dotted_path(tree, path), quoted(reference), refused.expected, place=place)
            )
        except Unreadable as stop:
            told = stop.complaint
            complaints.append(Complaint(dotted_path(tree, path), told.given, told.expected, place=told.place))
    return tables, complaints


def _base(reference: Any, path: FilePath, top: FilePath, seen: tuple[FilePath, ...]) -> FilePath:
    if not isinstance(reference, str) or not reference:
        raise Refused("the name of a scenario file, for example base.yaml")
    found = resolved(reference, path, top, (".yaml", ".yml"))
    if found in seen:
        raise Refused("another file (this one extends itself, directly or by others)")
    if len(seen) > MOST_EXTENDS:
        raise Refused(f"at most {MOST_EXTENDS} files that extend one another")
    return found


def _without(tree: Map) -> Map:
    new = Map(((k, v) for k, v in tree.items() if k != "extends"), tree.origin)
    new.places = {k: p for k, p in tree.places.items() if k != "extends"}
    return new


def _references(tree: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Paths and texts of the references to tables."""
    entries: list[tuple[str | int, Any]] = []
    if isinstance(tree, Map):
        entries = [(k, v) for k, v in tree.items() if k not in _WORDS_ONLY]
    elif isinstance(tree, Seq):
        entries = list(enumerate(tree))
    for key, value in entries:
        if isinstance(value, Map | Seq):
            yield from _references(value, (*path, key))
        elif isinstance(value, str):
            is_schedule = str(key).rpartition(".")[2] == "schedule"
            for reference in [value] if is_schedule else _in_value(value):
                yield (*path, key), reference


def _in_value(text: str) -> list[str]:
    """The files that a value's calls of `empirical` name."""
    if "empirical" not in text or "file" not in text:
        return []
    try:
        found, stack = [], [parse(text)]
    except ExpressionError:
        return []
    while stack:
        expr = stack.pop()
        stack.extend(children(expr))
        if isinstance(expr, Call) and expr.name == "empirical":
            found += [value.value for key, value in expr.kwargs if key == "file" and isinstance(value, Text)]
    return found


def _table(reference: str, beside: FilePath, top: FilePath) -> Table:
    data = bytes_of(resolved(reference, beside, top, (".csv",)), MOST_TABLE_BYTES)
    if isinstance(data, str):
        raise Refused(f"a file that can be read ({data})")
    name = os.path.normpath(beside.parent / reference)
    return _columns(readable(data, name), name)


def _columns(text: str, name: str) -> Table:
    """A CSV file's columns; Unreadable with its line where it is none."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [h.strip() for h in next(rows, [])]
        if not header or not all(header) or len(set(header)) < len(header) or len(header) > MOST_COLUMNS:
            raise _unreadable(
                name,
                1,
                "a header that lacks or repeats a name",
                "a first line with a different name for each column",
            )
        columns: list[list[str]] = [[] for _ in header]
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                raise _unreadable(
                    name, rows.line_num, f"{len(row)} cells", f"{len(header)}, as many as in the first line"
                )
            for column, cell in zip(columns, row, strict=True):
                column.append(cell.strip())
    except csv.Error as error:
        raise _unreadable(
            name, rows.line_num, "a line that is no CSV", f"cells between commas ({error})"
        ) from None
    return {h: tuple(c) for h, c in zip(header, columns, strict=True)}


def _unreadable(name: str, line: int, given: str, expected: str) -> Unreadable:
    return Unreadable(Complaint("", given, expected, place=Place(name, max(line, 1))))
