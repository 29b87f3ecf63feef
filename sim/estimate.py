"""The door between measures, statistics and judging: what each replication saw, what we know from it.

A `Sample` is one measure of one group of cases, kept per replication, since cases of one replication are not
independent. An `Estimate` is a statistic of it with an interval over replications. Neither door loads NumPy,
so that checking a scenario stays cheap.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Any, Literal

from sim.labels import Language

Kind = Literal["duration", "count", "money", "ratio", "flag"]
"""What a value is: a time, a number of things, money, a ratio, or a flag (0 or 1: its mean is a share)."""

NOTES: dict[str, tuple[str, str]] = {
    "no_cases": ("no case was measured", "没有可测量的案件"),
    "one_replication": ("one replication has no interval", "只有一次重复，无法给出区间"),
    "zero_variance": (
        "every replication gave the same figure, so the interval trusts the cases to be independent",
        "每次重复的结果都相同，区间只能假定各案件相互独立",
    ),
    "beyond_horizon": (
        "beyond the horizon: too many cases were still unfinished",
        "超出模拟期末：未办结的案件过多",
    ),
    "lower_bound": (
        "at least: unfinished cases count with their time so far",
        "下限：未办结案件按已用时间计入",
    ),
    "upper_bound": (
        "at most: the base has unfinished cases, which count with their time so far",
        "上限：基准方案有未办结案件，按已用时间计入",
    ),
    "empty_replications": ("some replications had no such case", "部分重复中没有此类案件"),
    "missing_cases": (
        "some finished cases never passed a milestone of the measure and are left out",
        "部分已办结案件未经过该指标的节点，未计入",
    ),
    "clustered_periods": (
        "periods of one replication are not independent; replications are counted as clusters",
        "同一次重复内的各期并不独立，按重复次数成组计算",
    ),
    "base_near_zero": (
        "the base is too close to zero for a relative change",
        "基准值过于接近零，无法计算相对变化",
    ),
    "few_replications": ("fewer than 20 replications give no verdict", "重复次数少于20次，不作判定"),
    "few_blocks": (
        "fewer than 20 days of history, or blocks of it, give no verdict",
        "历史不足 20 天（或 20 个时段），不作判定",
    ),
    "failed_replication": ("a replication failed, so nothing is decided", "有一次重复运行失败，因此不作判定"),
    "bound_only": (
        "unfinished cases make this figure only a bound, which cannot decide the target",
        "因有未办结案件，该数值只是界限，不足以判定目标",
    ),
    "certified": (
        "decided by bets on the replications' shares, valid whenever the run stops, and not by the interval",
        "依据对各次重复达标比例的押注作出判定，无论何时停止均有效，不以区间为准",
    ),
    "read_as_999": (
        "a required share of 100% is read as 99.9%: no sample proves never",
        "要求的100%按99.9%理解：任何样本都无法证明“绝不”",
    ),
}
"""Every remark that an estimate or verdict may carry, by code: its sentence in English and in Chinese."""


def remark(code: str, lang: Language = "en") -> str:
    """The sentence of a note's code in ``lang`` (``en`` or ``zh``)."""
    english, chinese = NOTES[code]
    return chinese if lang == "zh" else english


def finite(x: float | None) -> float | None:
    """``x``, or None where it is infinite or unknown: JSON has no infinity."""
    return x if x is not None and isfinite(x) else None


def in_order(values: Iterable[float]) -> array[float]:
    """The values as a sorted array of float64; raises `ValueError` on one that is not finite.

    Order inside a replication carries no meaning, and a sorted array makes shares and quantiles a bisection.
    """
    if hasattr(values, "astype"):
        found = _sorted_buffer(values)
        finite = not found or (isfinite(found[0]) and isfinite(found[-1]))  # NumPy puts NaN last.
    else:
        found = array("d", sorted(map(float, values)))
        finite = isfinite(sum(found))
    if not finite:
        raise ValueError("a sample holds finite numbers only; a case without a value is counted as missing")
    return found


def _sorted_buffer(column: Any) -> array[float]:
    # A NumPy column sorts itself: a run has millions of values, and this door must not import NumPy.
    copy = column.astype("float64")
    copy.sort()
    found = array("d")
    found.frombytes(copy.tobytes())
    return found


@dataclass(frozen=True, slots=True)
class Sample:
    """One measure of one group of cases over replications, in replication order.

    ``values[r]`` are the sorted values of the finished cases of replication r, ``open_values[r]`` the values
    so far of its unfinished measured cases, ``missing[r]`` how many finished cases lacked a milestone of the
    measure (they are in no other count). ``unit`` is a unit letter of the language (``s min h d wd``) or
    ``1``; ``failed`` is the number of replications that broke off, which are in none of the tuples.
    """

    name: str
    unit: str
    kind: Kind
    values: tuple[array[float], ...]
    open_values: tuple[array[float], ...]
    missing: tuple[int, ...]
    failed: int = 0

    def __post_init__(self) -> None:
        if not len(self.values) == len(self.open_values) == len(self.missing):
            raise ValueError(
                f"sample {self.name}: every replication needs values, open values and a missing count"
            )

    @classmethod
    def of(
        cls,
        name: str,
        values: Iterable[Iterable[float]],
        *,
        open_values: Iterable[Iterable[float]] | None = None,
        unit: str = "1",
        kind: Kind = "duration",
    ) -> Sample:
        """A sample from one iterable of case values per replication, in any order, with nothing missing.

        >>> Sample.of("elapsed", [[3, 1], [2]], unit="d").cases
        (2, 1)
        """
        kept = tuple(in_order(v) for v in values)
        still = (
            tuple(in_order(v) for v in open_values)
            if open_values is not None
            else tuple(array("d") for _ in kept)
        )
        return cls(name, unit, kind, kept, still, (0,) * len(kept))

    @classmethod
    def joined(cls, samples: Sequence[Sample]) -> Sample:
        """The replications of all samples in their order; `ValueError` if they measure different things."""
        first = samples[0]
        if any((s.name, s.unit, s.kind) != (first.name, first.unit, first.kind) for s in samples):
            raise ValueError(f"only samples of {first.name} in {first.unit} can be joined")
        return replace(
            first,
            values=tuple(v for s in samples for v in s.values),
            open_values=tuple(v for s in samples for v in s.open_values),
            missing=tuple(m for s in samples for m in s.missing),
            failed=sum(s.failed for s in samples),
        )

    def first(self, replications: int) -> Sample:
        """The first so many replications alone, as an earlier look saw them; failed ones are still told."""
        kept = slice(replications)
        return replace(
            self,
            values=self.values[kept],
            open_values=self.open_values[kept],
            missing=self.missing[kept],
        )

    @property
    def replications(self) -> int:
        """How many replications came to their end."""
        return len(self.values)

    @property
    def cases(self) -> tuple[int, ...]:
        """The cases in the sample per replication, unfinished ones included."""
        return tuple(len(v) + len(o) for v, o in zip(self.values, self.open_values, strict=True))

    @property
    def finished(self) -> tuple[int, ...]:
        """The finished cases in the sample per replication."""
        return tuple(len(v) for v in self.values)

    @property
    def unfinished(self) -> tuple[int, ...]:
        """The unfinished cases in the sample per replication."""
        return tuple(len(o) for o in self.open_values)


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided confidence interval; an unknown end is infinite."""

    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The wealth of who bets that a share is reached, and of who bets that it is not; ``bar`` is enough."""

    met: float
    missed: float
    bar: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A statistic of a sample with its interval over replications, in ``unit``.

    ``estimate`` is None where there was no case; it and the ends are infinite where a quantile lies beyond
    the horizon or one replication allows no interval. ``lower_bound`` and ``upper_bound`` say that unfinished
    cases can only move the true figure up, or down. ``notes`` are codes of `NOTES`.
    """

    statistic: str
    estimate: float | None
    low: float
    high: float
    level: float
    replications: int
    kind: Kind = "duration"
    unit: str = "1"
    cases: int = 0
    unfinished: int = 0
    missing: int = 0
    failed: int = 0
    lower_bound: bool = False
    upper_bound: bool = False
    notes: tuple[str, ...] = ()
    certificate: Certificate | None = None
    """What decides instead of the interval, where somebody asked for verdicts that hold at any stop."""

    @property
    def interval(self) -> Interval:
        """The interval alone."""
        return Interval(self.low, self.high, self.level)

    @property
    def half_width(self) -> float:
        """Half the interval's width, infinite where it has no end."""
        return (self.high - self.low) / 2 if isfinite(self.low) and isfinite(self.high) else inf


def estimate_of(
    sample: Sample,
    statistic: str,
    figures: tuple[float | None, float, float],
    *,
    level: float,
    notes: Iterable[str] = (),
) -> Estimate:
    """An estimate of ``sample`` from (estimate, low, high): adds the counts, bounds and shared notes."""
    open_cases, lost = sum(sample.unfinished), sum(sample.missing)
    bound = open_cases > 0 and statistic in ("mean", "total")
    shared = (
        ("one_replication", sample.replications == 1),
        ("empty_replications", 0 < sum(n > 0 for n in sample.cases) < sample.replications),
        ("missing_cases", lost > 0),
        ("lower_bound", bound),
    )
    value, low, high = figures
    return Estimate(
        statistic=statistic,
        estimate=value,
        low=low,
        high=high,
        level=level,
        replications=sample.replications,
        kind=sample.kind,
        unit=sample.unit,
        cases=sum(sample.cases),
        unfinished=open_cases,
        missing=lost,
        failed=sample.failed,
        lower_bound=bound,
        notes=(*notes, *(code for code, holds in shared if holds)),
    )
