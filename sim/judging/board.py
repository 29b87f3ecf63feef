"""How a board of verdicts stands: the counts, what is still needed, what chance may have got wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.verdict import ALPHA, Verdict


@dataclass(frozen=True, slots=True)
class Board:
    """Counts of verdicts, borderline ones included; ``more`` is the most any undecided one needs."""

    met: int
    missed: int
    undecided: int
    borderline: int
    more: int | None
    expected_wrong: float

    @property
    def targets(self) -> int:
        """How many verdicts there are."""
        return self.met + self.missed + self.undecided


def tally(verdicts: Iterable[Verdict], *, alpha: float = ALPHA, family: bool = False) -> Board:
    """The board of these verdicts; with ``family`` alpha holds for all together."""
    listed = list(verdicts)
    count = {a: sum(v.verdict == a for v in listed) for a in ("met", "missed", "undecided")}
    needs = [v.more for v in listed if v.more is not None]
    return Board(
        met=count["met"],
        missed=count["missed"],
        undecided=count["undecided"],
        borderline=sum(v.borderline for v in listed),
        more=max(needs) if needs else None,
        expected_wrong=expected_wrong(len(listed), alpha=alpha, family=family),
    )


def expected_wrong(targets: int, *, alpha: float = ALPHA, family: bool = False) -> float:
    """How many wrong verdicts so many targets would make one expect by chance, at most."""
    return alpha if family and targets else alpha * targets
