"""[program] What is asked of a run, and what the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.labels import Label
from sim.program.nodes import NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A question with a number. ``limit`` is in ``unit`` (``wd d h min s 1 CNY``); ``start``/``end`` name
    milestones.

    ``share`` is the required share of cases, else ``statistic`` names the figure; ``change`` is relative
    (-0.3) to variant ``against``.
    """

    name: Label
    plan: tuple[str, ...]
    process: int
    pool: int = NONE
    measure: str
    start: str = "arrived"
    end: str = "finished"
    of: int = NONE
    """Code of what a cost share is measured against."""
    expr: int = NONE
    """Code of a `share.<expr>` measure."""
    where: int = NONE
    direction: Literal["at_most", "at_least"]
    limit: float
    unit: str
    share: float | None = None
    statistic: str = "mean"
    change: float | None = None
    against: str | None = None
    per: Literal["month", "year"] | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a figure stands: the ledger name it uses, or the literal's text when it is unsourced.

    ``process`` is an index, or NONE for what all processes share; ``pool`` likewise names the pool the figure
    belongs to.
    """

    path: str
    name: str
    literal: str
    process: int
    pool: int
