"""[scenario] A checked document with the tree it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.errors import Place
from sim.scenario.document import Document
from sim.steps import StepBase
from sim.tree import Map, place_of

Table = Mapping[str, tuple[str, ...]]
"""A CSV file's columns as text."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A document with the tree it was read from.

    ``file`` is the name as the user gave it, ``name`` its stem. ``variant`` tells which cards were applied
    (``today``: none). ``tables`` holds the columns of every CSV file the document refers to, by the text of
    the reference. ``pruned`` are the names that stood in parts which were left out because they could not be
    read: nobody should complain that they do not exist.
    """

    name: str
    file: str
    document: Document
    tree: Map = field(repr=False)
    tables: Mapping[str, Table] = field(default_factory=dict, repr=False)
    variant: str = "today"
    pruned: frozenset[str] = frozenset()

    def place(self, path: Sequence[str | int]) -> Place | None:
        """The place in the file of the part at ``path``."""
        return place_of(self.tree, path)


def walk(
    steps: Sequence[StepBase], path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], StepBase]]:
    """Every step with its path, in the order of the file (a step before those nested in it)."""
    for i, step in enumerate(steps):
        yield (*path, i), step
        for inner_path, inner in step.inner():
            yield from walk(inner, (*path, i, *inner_path))
