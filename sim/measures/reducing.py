"""[pieces] -> [Observation]: a replication told piece by piece, its laws checked and its measures taken as it
goes.

Every case and every row is in one piece's ``left``, and every measure of a case is a function of the case's
own rows; figures of processes and pools are sums over cases and rows, divided at the end. So what is found is
to the byte what `sim.measures.observe` finds in the whole log.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from sim.charts import Tale
from sim.eventlog import EventLog, Piece
from sim.measures import pools
from sim.measures.columns import Flags, Ints
from sim.measures.counting import Counted
from sim.measures.flows import FLOWS, Counts
from sim.measures.glimpses.glimpse import Glimpse, Sums, seen_in
from sim.measures.laws import LAWS, Evidence
from sim.measures.observe import Observation, Observer, Seen, asked, choices, periods_of, seen_of_flow
from sim.measures.registry import Found
from sim.measures.screen import proven_of_piece
from sim.measures.staff import Staff
from sim.measures.tally import Sorted, Tally
from sim.measures.wanted import Wanted
from sim.program import NONE, Program


class UnprovenError(Exception):
    """Pieces did not show that all laws hold: the whole history has to be looked at."""


class Reduction:
    """The measures of one replication, piece by piece; with ``glimpsed`` what pictures show of it, with
    ``told`` which cases its tales are about.
    """

    def __init__(
        self,
        program: Program,
        wanted: Sequence[Wanted],
        *,
        seed: int,
        glimpsed: bool = False,
        told: bool = False,
    ) -> None:
        self._program, self._wanted, self._seed = program, tuple(wanted), seed
        self._kept = [_kept(w) for w in wanted]
        self._glimpsed = glimpsed
        self._sums: Sums | None = None
        self._choices = choices(program) if told else []
        self._staff: Staff | None = None
        self._numbers = [_Numbers() for _ in program.processes]
        self._busy = [(0, 0)] * len(program.pools)
        self._standing = [0] * len(program.pools)

    def add(self, piece: Piece) -> None:
        """One more piece. Raises `UnprovenError`, and what `observe` raises."""
        left = self._of(piece.left)
        self._prove(left if piece.is_last else self._of(piece.log), left, piece)
        observer = Observer(self._program, piece.left, seed=self._seed, native=True)
        observer.staff = left
        for kept, wanted in zip(self._kept, self._wanted, strict=True):
            kept.add(observer, wanted)
        for choice in self._choices:
            observer.consider(choice)
        for pool in range(len(self._program.pools)):
            on, off = pools.busy(left, pool)
            self._busy[pool] = self._busy[pool][0] + on, self._busy[pool][1] + off
            self._standing[pool] += pools.standing(left, pool)
        if self._glimpsed:
            sums = seen_in(left, observer.part)
            self._sums = sums if self._sums is None else self._sums + sums

    def observation(self) -> Observation:
        """What all pieces together tell; raises `UnprovenError` if cases are missing."""
        staff, known = self._last, Sorted()
        if not all(numbers.are_all() for numbers in self._numbers):
            raise UnprovenError
        # From now on the figures of pools are those of all pieces.
        staff.counted = Counted(tuple(self._busy), tuple(self._standing), ())
        each = zip(self._kept, self._wanted, strict=True)
        seen = tuple(kept.seen(staff, wanted, known) for kept, wanted in each)
        return Observation(staff.log.replication, self._wanted, seen)

    def glimpse(self) -> Glimpse | None:
        """What pictures show, where that was asked for."""
        return None if self._sums is None else self._sums.glimpse(self._program, self._last.log.replication)

    def tales(self, again: Iterable[Piece]) -> tuple[Tale, ...]:
        """The tales, out of the same pieces ``again``."""
        chosen = [c for c in (choice.made() for choice in self._choices) if c is not None]
        found: dict[int, Tale] = {}
        for piece in again if chosen else ():
            here = [c for c in chosen if c.target not in found and c.is_in(piece.left)]
            observer = Observer(self._program, piece.left, seed=self._seed, native=True)
            found |= {c.target: observer.tale(c) for c in here}
            if len(found) == len(chosen):
                break
        return tuple(found[c.target] for c in chosen)

    @property
    def _last(self) -> Staff:
        if self._staff is None:
            raise UnprovenError
        return self._staff

    def _of(self, log: EventLog) -> Staff:
        known = self._staff
        self._staff = (
            Staff(self._program, log, seed=self._seed, native=True) if known is None else known.of(log)
        )
        return self._staff

    def _prove(self, all_: Staff, left: Staff, piece: Piece) -> None:
        held = proven_of_piece(all_, left, piece.begin)
        for name, law in LAWS.items():
            if name in held:
                continue
            # Every pair of claims of which one may have overtaken the other stands in some piece.
            if name != "order" or any(law(Evidence(all_))):
                raise UnprovenError
        process, case = left.cases["process"], left.cases["case"]
        for p, numbers in enumerate(self._numbers):
            numbers.add(case[process == p])


class _Numbers:
    """Which case numbers of a process have been told: each once, and without a gap."""

    def __init__(self) -> None:
        self._low, self._told = 0, np.zeros(0, dtype=np.bool_)

    def add(self, numbers: Ints) -> None:
        if not len(numbers):
            return
        low, high = int(numbers.min()), int(numbers.max())
        first = min(low, self._low) if len(self._told) else low
        behind = max(high + 1, self._low + len(self._told))
        if behind - first > len(self._told):
            told = np.zeros(max(behind - first, 3 * len(self._told) // 2), dtype=np.bool_)
            told[self._low - first : self._low - first + len(self._told)] = self._told
            self._low, self._told = first, told
        at = numbers - self._low
        if self._told[at].any():
            raise UnprovenError
        self._told[at] = True

    def are_all(self) -> bool:
        """Whether no number between the lowest and the highest is missing."""
        return bool(np.count_nonzero(np.diff(self._told.astype(np.int8)) == 1) == 0) and (
            len(self._told) == 0 or bool(self._told[0])
        )


# What is kept of a measure


class _Keeps(Protocol):
    def add(self, observer: Observer, wanted: Wanted) -> None:
        """What a piece tells of a measure."""

    def seen(self, staff: Staff, wanted: Wanted, known: Sorted) -> Seen:
        """What all pieces tell of it."""


def _kept(wanted: Wanted) -> _Keeps:
    stem = wanted.measure.partition(".")[0]
    if wanted.pool != NONE:
        return _OfQueues() if stem == "queue_time" else _OfPool()
    return _OfFlow() if stem in FLOWS else _OfCases()


class _OfCases:
    def __init__(self) -> None:
        self._whole, self._periods = _Heap(), list[_Heap]()

    def add(self, observer: Observer, wanted: Wanted) -> None:
        part = observer.part(wanted.process)
        found, chosen = asked(part, wanted)
        self._whole.add(found, chosen)
        for k, within in enumerate(periods_of(part, wanted)):
            if k == len(self._periods):
                self._periods.append(_Heap())
            self._periods[k].add(found, chosen & within)

    def seen(self, _: Staff, __: Wanted, known: Sorted) -> Seen:
        whole = self._whole
        periods = tuple(Seen(p.known(known), p.still(known), p.lost) for p in self._periods)
        return Seen(whole.known(known), whole.still(known), whole.lost, periods)


class _Heap:
    def __init__(self) -> None:
        self._known, self._open, self.lost = Tally(), Tally(), 0

    def add(self, found: Found, chosen: Flags) -> None:
        self._known.add(found.values[chosen & found.known])
        self._open.add(found.values[chosen & found.open])
        self.lost += int(np.count_nonzero(chosen & ~found.known & ~found.open))

    def known(self, known: Sorted) -> array[float]:
        return self._known.in_order(known)

    def still(self, known: Sorted) -> array[float]:
        return self._open.in_order(known)


class _OfFlow:
    def __init__(self) -> None:
        self._counts = Counts()

    def add(self, observer: Observer, wanted: Wanted) -> None:
        part = observer.part(wanted.process)
        self._counts += Counts.of(part, part.holds(wanted.where))

    def seen(self, staff: Staff, wanted: Wanted, _: Sorted) -> Seen:
        return seen_of_flow(staff.program, wanted, self._counts)


class _OfQueues:
    def __init__(self) -> None:
        self._values = Tally()

    def add(self, observer: Observer, wanted: Wanted) -> None:
        self._values.add(pools.queue_time(observer.staff, wanted.pool))

    def seen(self, _: Staff, __: Wanted, known: Sorted) -> Seen:
        return Seen(self._values.in_order(known), array("d"))


class _OfPool:
    """The sums over all pieces are kept for all figures of a pool together."""

    def add(self, observer: Observer, wanted: Wanted) -> None:
        pass

    def seen(self, staff: Staff, wanted: Wanted, _: Sorted) -> Seen:
        return Seen(array("d", pools.FIGURES[wanted.measure](staff, wanted.pool).tolist()), array("d"))
