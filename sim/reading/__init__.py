"""[reading] text -> Scenario: every complaint at once, each with file and line, what was given, what was
expected, the nearest name.

`read` gives a `Scenario` or raises `InputError`. `read_leniently` gives what is sound of a faulty file too,
so that the compiler can add its own complaints; `together` puts both in order without repeating what follows
from a part that was left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sim.errors import Complaint, InputError, Place
from sim.form import check, quoted, spec_of
from sim.paths import PathError, assign
from sim.reading.files import extended, tables_of, top_of
from sim.reading.text import MOST_BYTES, bytes_of, tree_of, value_of
from sim.scenario import Scenario
from sim.tree import Map, copied
from sim.tree import Path as TreePath

__all__ = ["read", "read_leniently", "spec_of", "together"]


def read(path: str | os.PathLike[str], *, settings: Sequence[str] = ()) -> Scenario:
    """The scenario in a file, with ``PATH=VALUE`` settings applied; InputError with every complaint."""
    scenario, complaints, _ = read_leniently(path, settings)
    if complaints or scenario is None:
        raise InputError(complaints)
    return scenario


def read_leniently(
    path: str | os.PathLike[str], settings: Sequence[str] = ()
) -> tuple[Scenario | None, tuple[Complaint, ...], frozenset[str]]:
    """What is sound of a scenario file (None where nothing is), every complaint, and the dotted paths that
    were left out.
    """
    file = os.fspath(path)
    data = bytes_of(Path(file), MOST_BYTES)
    if isinstance(data, str):
        return (
            None,
            (Complaint("", quoted(file), f"a scenario file ({data})", place=Place(file, 1)),),
            frozenset(),
        )
    unread: set[TreePath] = set()
    tree, complaints = tree_of(data, file, unread)
    if tree is None:
        return None, tuple(complaints), frozenset()
    top = top_of(Path(file))
    tree, more = extended(tree, file, top)
    complaints += [*more, *_set(tree := copied(tree), settings)]
    tables, bad_tables = tables_of(tree, file, top)
    checked = check(tree, unread)
    found = (*complaints, *checked.complaints, *bad_tables)
    if checked.document is None:
        return None, found, checked.pruned
    scenario = Scenario(Path(file).stem, file, checked.document, checked.tree, tables, pruned=checked.names)
    return scenario, found, checked.pruned | {c.path for c in (*bad_tables, *complaints) if c.path}


def together(
    read: Iterable[Complaint], compiled: Iterable[Complaint], pruned: frozenset[str]
) -> tuple[Complaint, ...]:
    """The complaints of reading and compiling, sorted by file and line, without those of the compiler that
    only follow from the first.

    A complaint about a part from which something was left out, or about a place already complained about, is
    such a one.
    """
    first = list(read)
    places = {(c.path, c.place) for c in first}
    left_out = {p.rpartition(".")[2] for p in pruned}
    rest = [c for c in compiled if (c.path, c.place) not in places and not _follows(c, pruned, left_out)]
    named = [c if c.given.strip() else replace(c, given='""') for c in (*first, *rest)]
    return InputError(named).complaints


def _follows(complaint: Complaint, pruned: frozenset[str], left_out: set[str]) -> bool:
    path = complaint.path.partition(" (")[
        0
    ]  # what a variant brings about is told with its name behind the path
    if complaint.given.strip('"') in left_out:
        return True
    return bool(path) and any(p == path or p.startswith(f"{path}.") for p in pruned)


def _set(tree: Map, settings: Sequence[str]) -> list[Complaint]:
    """Apply ``PATH=VALUE`` texts to the tree; what leads nowhere is complained about."""
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
