"""[reading] A scenario file read once, to be asked with many settings: its text is parsed a single time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Complaint, Place
from sim.form import check, quoted
from sim.paths import PathError, assign
from sim.reading.files import extended, tables_of, top_of
from sim.reading.text import MOST_BYTES, bytes_of, tree_of, value_of
from sim.scenario import Scenario, Table
from sim.tree import Map, copied
from sim.tree import Path as TreePath

Leniently = tuple[Scenario | None, tuple[Complaint, ...], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario file's tree before any setting, with the complaints about its text.

    ``tree`` is None where nothing could be read; ``unread`` are the paths of values that could not.
    """

    file: str
    tree: Map | None
    complaints: tuple[Complaint, ...] = ()
    unread: frozenset[TreePath] = frozenset()

    def scenario(self, settings: Sequence[str] = ()) -> Leniently:
        """What is sound of the scenario with ``PATH=VALUE`` settings applied, every complaint, and the dotted
        paths that were left out.
        """
        if self.tree is None:
            return None, self.complaints, frozenset()
        tree, wrong = self.resolved(settings)
        complaints = [*self.complaints, *wrong]
        tables, bad_tables = tables_of(tree, self.file, top_of(Path(self.file)))
        checked = check(tree, set(self.unread))
        found = (*complaints, *checked.complaints, *bad_tables)
        if checked.document is None:
            return None, found, checked.pruned
        name = Path(self.file).stem
        scenario = Scenario(name, self.file, checked.document, checked.tree, tables, pruned=checked.names)
        return scenario, found, checked.pruned | {c.path for c in (*bad_tables, *complaints) if c.path}

    def resolved(self, settings: Sequence[str]) -> tuple[Map, list[Complaint]]:
        """A copy of the tree with settings applied, unchecked; what leads nowhere is complained about."""
        tree = copied(self.tree if self.tree is not None else Map())
        return tree, _set(tree, settings)

    def tables(self, tree: Map) -> dict[str, Table]:
        """The tables that a tree of this file refers to; those that cannot be read are left out."""
        return tables_of(tree, self.file, top_of(Path(self.file)))[0]


def opened(path: str | os.PathLike[str]) -> Source:
    """Parse a scenario file and what it extends; a file that cannot be read is a source with a complaint."""
    file = os.fspath(path)
    data = bytes_of(Path(file), MOST_BYTES)
    if isinstance(data, str):
        told = Complaint("", quoted(file), f"a scenario file ({data})", place=Place(file, 1))
        return Source(file, None, (told,))
    unread: set[TreePath] = set()
    tree, complaints = tree_of(data, file, unread)
    if tree is None:
        return Source(file, None, tuple(complaints))
    tree, more = extended(tree, file, top_of(Path(file)))
    return Source(file, tree, (*complaints, *more), frozenset(unread))


def _set(tree: Map, settings: Sequence[str]) -> list[Complaint]:
    complaints: list[Complaint] = []
    for number, text in enumerate(settings, start=1):
        path, equals, value = text.partition("=")
        place = Place(f"--set {path.strip()[:80]}", number)
        if not equals or not path.strip():
            complaints.append(
                Complaint("--set", quoted(text), "PATH=VALUE, for example pools.window.staff=4", place=place)
            )
            continue
        try:
            assign(tree, path.strip(), value_of(value.strip(), place), place)
        except PathError as error:
            complaints.append(error.complaint.at(place))
    return complaints
