"""The door between judging and reporting: the question a target asks, and the answer.

A `Question` is a target read for the statistics: which estimand, which side, which limit. A `Verdict` is the
sentence a planner acts on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.estimate import finite, remark
from sim.labels import Label, Language

Side = Literal["at_most", "at_least"]
Answer = Literal["met", "missed", "undecided"]
Estimand = Literal["A", "B", "C", "D", "E"]
Period = Literal["month", "year"]

ESTIMANDS: dict[Estimand, tuple[str, str]] = {
    "A": ("share of all cases within the limit", "全部案件中符合时限的比例"),
    "B": ("chance that a period reaches the required share", "一个考核期达到要求比例的概率"),
    "C": ("quantile over all cases", "全部案件的分位数"),
    "D": ("mean over replications", "各次重复的平均值"),
    "E": ("change against another variant under the same luck", "在相同随机条件下相对另一方案的变化"),
}
"""The questions that can be asked, by letter: what is estimated, in English and in Chinese."""

ALPHA = 0.05
"""The chance of a wrong verdict that is accepted per target."""

MINIMUM_REPLICATIONS = 20
"""Fewer replications than this decide nothing."""

DEFAULT_CHANCE = 0.95
"""The chance with which a month or year must reach the required share, where the target names none."""

READ_AS_CERTAIN = 0.999
"""A required share of 100% is read as this: no sample proves never."""


UNNAMED = Label()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a target asks.

    ``limit`` is in the measure's unit, or the relative change (-0.3) where ``against`` names a variant.
    ``statistic`` is ``share``, ``mean``, ``median``, ``p90`` and the like, or ``total``; ``required`` is the
    share asked for (with ``share`` only); ``per`` asks for the chance that a month or year reaches that
    share, and ``chance`` how likely that must be.
    """

    measure: str
    limit: float
    side: Side = "at_most"
    statistic: str = "mean"
    required: float | None = None
    per: Period | None = None
    chance: float = DEFAULT_CHANCE
    against: str | None = None
    process: str = ""
    pool: str = ""
    unit: str = "1"
    label: Label = UNNAMED
    plan: tuple[int | str, ...] = ()

    def __post_init__(self) -> None:
        if self.statistic == "share" and self.required is None:
            raise ValueError("a target on a share needs the required share")
        if self.per is not None and self.statistic != "share":
            raise ValueError(f"per: {self.per} needs a required share")
        if self.against is not None and self.statistic == "share":
            raise ValueError("a change is asked of a mean, total or quantile, not of a share of cases")

    @property
    def estimand(self) -> Estimand:
        """The letter of the question asked."""
        if self.against is not None:
            return "E"
        if self.per is not None:
            return "B"
        if self.statistic == "share":
            return "A"
        return "D" if self.statistic in ("mean", "total") else "C"

    @property
    def required_share(self) -> float | None:
        """The required share as it is judged: 100% is read as 99.9%."""
        return None if self.required is None else min(self.required, READ_AS_CERTAIN)

    @property
    def threshold(self) -> float:
        """What the estimate is held against: a share, a chance, a relative change or the limit itself."""
        if self.per is not None:
            return self.chance
        return self.limit if self.required_share is None else self.required_share

    @property
    def wants_more(self) -> bool:
        """Whether a larger estimate is better: always so for a share or a chance."""
        return self.statistic == "share" or self.side == "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A target's answer, with the interval it rests on.

    ``verdict`` is ``met`` or ``missed`` where the whole interval lies on one side of the target, else
    ``undecided``; ``borderline`` is said beside it where the whole interval lies within 1 point (shares,
    changes) or 1% (others) of the target. ``more`` is how many further replications would probably decide an
    undecided target, None where it is decided or replications cannot help. ``limit``, ``estimate``, ``low``
    and ``high`` are in ``unit``, except that the estimate of a share, chance or change is a plain number.
    """

    label: Label
    plan: tuple[int | str, ...]
    process: str
    measure: str
    statistic: str
    side: Side
    limit: float
    unit: str
    required: float | None
    estimate: float | None
    low: float
    high: float
    level: float
    verdict: Answer
    borderline: bool
    replications: int
    unfinished: int
    estimand: Estimand
    more: int | None = None
    pool: str = ""
    missing: int = 0
    lower_bound: bool = False
    per: Period | None = None
    chance: float | None = None
    against: str | None = None
    notes: tuple[str, ...] = ()

    def name(self, lang: Language = "en") -> str:
        """The target's name in ``lang``, or in the other language, or the measure's name."""
        return self.label(lang) or self.measure

    def asked(self, lang: Language = "en") -> str:
        """The question asked, in words."""
        english, chinese = ESTIMANDS[self.estimand]
        return chinese if lang == "zh" else english

    def remarks(self, lang: Language = "en") -> tuple[str, ...]:
        """The notes as sentences."""
        return tuple(remark(code, lang) for code in self.notes)

    def as_row(self, lang: Language = "en") -> dict[str, object]:
        """The verdict as one JSON object, keys in the documented order, unknown figures as null."""
        return {
            "target": self.name(lang),
            "plan": list(self.plan),
            "process": self.process,
            "measure": self.measure,
            "statistic": self.statistic,
            "limit": self.limit,
            "required": self.required,
            "estimate": finite(self.estimate),
            "low": finite(self.low),
            "high": finite(self.high),
            "verdict": self.verdict,
            "replications": self.replications,
            "unfinished": self.unfinished,
            **self._further(lang),
        }

    def _further(self, lang: Language) -> dict[str, object]:
        return {
            "pool": self.pool,
            "side": self.side,
            "unit": self.unit,
            "level": self.level,
            "borderline": self.borderline,
            "more": self.more,
            "missing": self.missing,
            "lower_bound": self.lower_bound,
            "per": self.per,
            "chance": self.chance,
            "against": self.against,
            "estimand": self.estimand,
            "asked": self.asked(lang),
            "notes": list(self.remarks(lang)),
        }
