"""Blocks: the structured order of activities that discovery finds, with the visits each block was seen in.

A block is a leaf (an activity), a sequence, a choice, a parallel or a loop (a body, and what happens before
the next round). `seen` keeps, for every passage through the block, which visits of which trace belong to it,
so that shares, rounds and the instant at which each visit became possible can be counted afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["leaf", "sequence", "choice", "parallel", "loop", "nothing"]

Passage = tuple[int, tuple[int, ...]]
"""A trace variant, and the places in it of the visits of one passage through a block."""


@dataclass(slots=True)
class Block:
    """A block with its children and the passages through it.

    Passage k of a sequence or parallel is passage k of each child. Of a choice ``taken[k]`` is the child and
    the passage there; of a loop ``turns[k]`` are the passages of the body and, between them, of what comes
    before the next round.
    """

    kind: Kind
    activity: str = ""
    children: list[Block] = field(default_factory=list)
    seen: list[Passage] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    turns: list[list[tuple[int, int]]] = field(default_factory=list)

    def leaves(self) -> Iterator[Block]:
        """The activities of the block."""
        if self.kind == "leaf":
            yield self
        for child in self.children:
            yield from child.leaves()

    def size(self) -> int:
        """The number of blocks in it, itself included."""
        return 1 + sum(c.size() for c in self.children)
