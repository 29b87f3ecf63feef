"""Cases that wait for one another: visits of a step held although somebody was free, then begun together.

Groups are read as in N. Martin, L. Pufahl and F. Mannhardt, "Detection of batch activities from event logs",
Information Systems 95 (2021) 101642: a group is made of the visits that were possible before its first one
began, and that were begun with it or one after another. Here its members must also have been held while
somebody was free, since a busy queue looks the same otherwise; chance is what comes out if the waits of the
step are dealt out anew among its visits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fitting.traces import Ints

MOST = 6000
"""So many visits of a step are looked at, the first ones."""

FEW = 20
"""With fewer groups nothing can be told."""

DEALS = 9
TIGHT = 0.8
"""A group is begun together if so many of its members are begun with the first or as people get free."""

Possible = Callable[[Ints], Ints]
"""The first instant from each on at which somebody was there and free."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of a step's visits in order of their release: the instant at which the first was begun, how many
    there were, and when the first and the last became possible.

    ``clear``: somebody was free a second before, so that the release shows. ``held``: that, and the first
    could have begun earlier. ``tight``: they were begun together. ``of`` is the group of each visit.
    """

    at: Ints
    size: Ints
    first: Ints
    last: Ints
    clear: NDArray[np.bool_]
    held: NDArray[np.bool_]
    tight: NDArray[np.bool_]
    of: Ints

    @property
    def together(self) -> NDArray[np.bool_]:
        """Groups of two or more that were held and then begun together."""
        return self.held & self.tight & (self.size > 1)

    @property
    def share(self) -> float:
        """The share of visits in such groups, of those whose release shows."""
        return float(self.size[self.together].sum()) / max(int(self.size[self.clear].sum()), 1)


def groups_of(ready: Ints, start: Ints, possible: Possible, tolerance: int) -> Groups:
    """The groups of visits that became possible at ``ready`` and began at ``start`` (in any order)."""
    order = np.lexsort((start, ready))
    r, s = ready[order], start[order]
    group, at = _grouped(r.tolist(), s.tolist())
    begins = np.searchsorted(group, np.arange(len(at)))
    size = np.diff(np.append(begins, len(group)))
    first, last = r[begins], np.maximum.reduceat(r, begins)
    free, clear = possible(at), possible(at - 1) < at
    ok = s <= free[group] + tolerance
    good = np.bincount(group, weights=ok, minlength=len(at)) - 1
    of = np.empty_like(group)
    of[order] = group
    return Groups(
        at=at,
        size=size,
        first=first,
        last=last,
        clear=clear,
        held=clear & (possible(first) < at - tolerance),
        tight=good >= TIGHT * np.maximum(size - 1, 1),
        of=of,
    )


def _grouped(r: list[int], s: list[int]) -> tuple[Ints, Ints]:
    """The group of each visit (in order of becoming possible) and the release of each group: the least start
    of its members, each of which was possible by then.
    """
    group, at = [0] * len(r), list[int]()
    i = 0
    while i < len(r):
        release = s[i]
        j = i + 1
        while j < len(r) and r[j] <= release:
            release = min(release, s[j])
            j += 1
        # A start is never before its own r, so whoever came before j was possible by then too.
        group[i:j] = [len(at)] * (j - i)
        at.append(release)
        i = j
    return np.array(group, dtype=np.int64), np.array(at, dtype=np.int64)


def by_chance(ready: Ints, start: Ints, possible: Possible, tolerance: int) -> float:
    """The greatest share of visits begun together when the waits are dealt out anew."""
    rng = np.random.default_rng(11)
    spare = np.maximum(start - np.minimum(possible(ready), start), 0)
    found = 0.0
    for _ in range(DEALS):
        made = possible(ready + rng.permutation(spare))
        found = max(found, groups_of(ready, np.maximum(made, ready), possible, tolerance).share)
    return found


def resolution(instants: Ints) -> int:
    """The least difference that stamps tell: a second, a minute, or more."""
    return next((unit for unit in (86_400, 3600, 60) if not (instants % unit).any()), 1)
