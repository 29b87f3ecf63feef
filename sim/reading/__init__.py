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

from sim.errors import Complaint, InputError
from sim.form import spec_of
from sim.reading.source import Source, opened
from sim.scenario import Scenario

__all__ = ["Source", "opened", "read", "read_leniently", "spec_of", "together"]


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
    return opened(path).scenario(settings)


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
