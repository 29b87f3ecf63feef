"""When a run looks at its targets, and at which level, so that looking does not spoil the error rate.

The run looks after 20, 40, ... 640 replications and only then. Each of the six looks has level 1 - alpha/6,
so that by Bonferroni's inequality the chance that any of them is wrong about a target is at most alpha. A
fixed number of replications is one look at 1 - alpha. Pure Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sim.verdict import ALPHA, MINIMUM_REPLICATIONS, Verdict

LOOKS = (20, 40, 80, 160, 320, 640)
"""The numbers of replications after which an automatic run judges."""

DISPLAY_LEVEL = 0.95
"""The level of every interval that is shown beside a measure; only verdicts take the level of their look."""


@dataclass(frozen=True, slots=True)
class Looks:
    """After how many replications a run judges, and the two-sided level of its intervals.

    ``alpha`` is the chance of a wrong verdict per target over all looks together. With ``certified`` shares
    are decided by betting, where looking costs nothing.
    """

    at: tuple[int, ...]
    level: float
    alpha: float = ALPHA
    certified: bool = False

    @property
    def bets(self) -> float | None:
        """The chance of a wrong verdict that bets may run; None where intervals decide."""
        return self.alpha if self.certified else None

    @property
    def last(self) -> int:
        """The most replications the run will make."""
        return self.at[-1]


def looks_for(
    replications: int | Literal["auto"] = "auto", *, targets: int, alpha: float = ALPHA, family: bool = False
) -> Looks:
    """The looks of a run; with ``family`` alpha holds for all its targets together (Bonferroni).

    ``auto`` without targets makes 20 replications. `ValueError` on fewer than one replication.

    >>> looks_for(100, targets=3).at
    (100,)
    """
    share = alpha / max(targets, 1) if family else alpha
    if replications != "auto":
        if replications < 1:
            raise ValueError("a run needs at least one replication")
        return Looks((replications,), 1 - share, share)
    if targets == 0:
        return Looks((MINIMUM_REPLICATIONS,), 1 - alpha, alpha)
    return Looks(LOOKS, 1 - share / len(LOOKS), share)


def next_look(looks: Looks, done: int, verdicts: Iterable[Verdict]) -> int | None:
    """How many replications to run up to next; None when all is decided or the last look is over.

    After a failed replication, or where unfinished cases leave only a bound, a target stays undecided
    whatever follows; it is not waited for.
    """
    if done and not any(waits(v) for v in verdicts):
        return None
    return next((n for n in looks.at if n > done), None)


def waits(verdict: Verdict) -> bool:
    """Whether further replications may still decide the target."""
    return verdict.verdict == "undecided" and not {"failed_replication", "bound_only"} & set(verdict.notes)
