"""Who was waiting whenever somebody was served: the decisions from which the order of a queue is read.

A decision is an instant at which a pool begins some claims while others wait. First come, first served
would take those that joined earliest; another rule would take those that it puts first. Definitions as in S.
Suriadi, M. T. Wynn, J. Xu, W. M. P. van der Aalst and A. H. M. ter Hofstede, "Discovering work
prioritisation patterns from event logs", Decision Support Systems 100 (2017) 77-92: a claim is passed if one
that joined later is begun before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fitting.traces import Floats, Ints

MOST_CLAIMS = 40_000
MOST_DECISIONS = 6000
MOST_WAITING = 30
"""Of a longer queue the first half and a sample of the others are looked at."""

PARTS = 20
"""Decisions are cut into so many parts of time; every second one is kept for the test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The claims of a pool: when each joined, when it was taken out of the queue, and whether it was served
    then (or left).
    """

    joined: Ints
    taken: Ints
    served: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.joined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Who was there at each decision: a row per claim in the queue, those begun among them.

    ``of`` is the decision of a row, ``claim`` the claim, ``begun`` whether it was begun then; ``joined`` its
    instant of joining. By decision: ``count`` is how many were begun, ``head`` the one that waited longest.
    """

    of: Ints
    claim: Ints
    begun: NDArray[np.bool_]
    joined: Ints
    count: Ints
    head: Ints

    def __len__(self) -> int:
        return len(self.count)

    def halves(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The decisions from which a rule is found, and those of its test: parts of time by turns."""
        size = max(len(self) // PARTS, 1)
        odd = (np.arange(len(self)) // size) % 2 == 1
        return ~odd, odd

    def judged(self, key: Floats) -> tuple[Ints, Ints]:
        """By decision how many of those begun are among those that a key puts first (the greatest first, of
        equals the one that joined first), and which claim it puts before all others.
        """
        order = np.lexsort((self.claim, self.joined, -key[self.claim], self.of))
        of = self.of[order]
        begins = np.searchsorted(of, np.arange(len(self)))
        place = np.arange(len(of)) - begins[of]
        right = (place < self.count[of]) & self.begun[order]
        return np.bincount(of[right], minlength=len(self)), self.claim[order][begins]

    def passed(self) -> tuple[int, int]:
        """How many claims stood first in line at some decision, and how many of them were passed."""
        taken = self.begun & (self.claim == self.head[self.of])
        over = np.ones(len(self), dtype=np.bool_)
        over[self.of[taken]] = False
        return len(np.unique(self.head)), len(np.unique(self.head[over]))


def decisions_of(claims: Claims, lane: Ints | None = None) -> Decisions:
    """The decisions of a pool in order of time; with ``lane`` claims wait only with those of their lane."""
    rng = np.random.default_rng(1)
    rows: list[tuple[list[int], list[int]]] = []
    lanes = [np.arange(len(claims))] if lane is None else [np.flatnonzero(lane == v) for v in np.unique(lane)]
    for mine in lanes:
        rows += _walk(claims, mine[np.argsort(claims.joined[mine], kind="stable")][:MOST_CLAIMS], rng)
    rows.sort(key=lambda r: int(claims.taken[r[0][0]]))
    if len(rows) > MOST_DECISIONS:
        rows = [rows[i] for i in np.linspace(0, len(rows) - 1, MOST_DECISIONS).astype(int).tolist()]
    claim = np.array([c for begun, rest in rows for c in (*begun, *rest)], dtype=np.int64)
    sizes = [len(begun) + len(rest) for begun, rest in rows]
    of = np.repeat(np.arange(len(rows)), sizes)
    flags = [i < len(begun) for begun, rest in rows for i in range(len(begun) + len(rest))]
    return Decisions(
        of=of,
        claim=claim,
        begun=np.array(flags, dtype=np.bool_),
        joined=claims.joined[claim],
        count=np.array([len(begun) for begun, _ in rows], dtype=np.int64),
        head=_heads(of, claim, claims.joined[claim], len(rows)),
    )


def _heads(of: Ints, claim: Ints, joined: Ints, count: int) -> Ints:
    order = np.lexsort((claim, joined, of))
    first = np.searchsorted(of[order], np.arange(count))
    return claim[order][first] if count else claim[:0]


def _walk(claims: Claims, mine: Ints, rng: np.random.Generator) -> Iterator[tuple[list[int], list[int]]]:
    """Begun and still waiting at each decision; ``mine`` is in order of joining."""
    joined, taken = claims.joined[mine].tolist(), claims.taken[mine].tolist()
    out = np.argsort(claims.taken[mine], kind="stable").tolist()
    served, number = claims.served[mine].tolist(), mine.tolist()
    waiting: list[int] = []
    at, k = 0, 0
    while k < len(out):
        now = taken[out[k]]
        while at < len(joined) and joined[at] <= now:
            waiting.append(at)
            at += 1
        leaving = []
        while k < len(out) and taken[out[k]] == now:
            leaving.append(out[k])
            k += 1
        gone = set(leaving)
        waiting = [w for w in waiting if w not in gone]
        begun = [number[i] for i in leaving if served[i]]
        if begun and waiting:
            yield begun, [number[w] for w in _sampled(waiting, rng)]


def _sampled(waiting: list[int], rng: np.random.Generator) -> list[int]:
    if len(waiting) <= MOST_WAITING:
        return waiting
    half = MOST_WAITING // 2
    rest = rng.choice(np.arange(half, len(waiting)), half, replace=False)
    return [*waiting[:half], *(waiting[i] for i in np.sort(rest).tolist())]
