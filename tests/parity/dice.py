"""Luck of the generator, and the texts of random values: durations, laws, conditions, numbers, chances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

T = TypeVar("T")
Format = Callable[[float], str]

PARTS = {1: ("1",), 2: ("0.3", "0.7"), 3: ("0.2", "0.5", "0.3"), 4: ("0.1", "0.2", "0.3", "0.4")}
"""Weights of so many parts, which sum to 1."""
UNITS = (("d", 86_400), ("h", 3600), ("min", 60))


def exact(seconds: float) -> str:
    """Whole seconds in the largest unit that divides them."""
    whole = round(seconds)
    return next((f"{whole // n} {unit}" for unit, n in UNITS if whole and whole % n == 0), f"{whole} s")


def working_days(seconds: float) -> str:
    """Seconds as working days of seven hours."""
    return f"{seconds / 25_200:.3g} wd"


def plain(value: float) -> str:
    """A number without a unit."""
    return f"{value:.3g}"


@dataclass(slots=True)
class Names:
    """The attributes that an expression may name, and the ledger's numbers."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    """Numbers that lie in [0, 1]."""


class Dice(Random):
    """Random choices and texts. ``grid`` puts times on multiples of five minutes, so that ties abound."""

    def __init__(self, seed: int) -> None:
        super().__init__(f"shixian {seed}")
        self.grid = self.chance(0.5)

    def chance(self, p: float) -> bool:
        """True with chance ``p``."""
        return self.random() < p

    def pick(self, weights: Mapping[T, float]) -> T:
        """One of the keys by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """Distinct items in random order."""
        return self.sample(list(items), min(len(items), self.randint(least, most)))

    # Durations

    def seconds(self, most: int) -> int:
        """A span up to ``most`` seconds."""
        if self.grid:
            return 300 * self.randint(1, max(1, most // 300))
        return self.randint(1, max(1, most))

    def span(self, most: int, *, zero: float = 0.06) -> str:
        """A fixed duration, sometimes 0 s."""
        if self.chance(zero):
            return self.pick({"0 s": 3, "0 min": 1, "0 d": 1})
        seconds = self.seconds(most)
        if self.chance(0.05):
            return f"{seconds / 31_536_000:.9f} y"
        if self.chance(0.05):
            return f"{seconds / 604_800:.7f} w"
        return exact(seconds) if self.chance(0.8) else f"{seconds / 3600:.4f} h"

    def workdays(self, most: float, *, zero: float = 0.08) -> str:
        """A fixed number of working days, often a whole or a half one."""
        if self.chance(zero):
            return "0 wd"
        if self.grid or self.chance(0.5):
            return f"{self.randint(1, max(1, round(2 * most))) / 2:g} wd"
        return f"{self.uniform(0.01, most):.3f} wd"

    def duration(self, most: int, *, wd: float = 0.15) -> str:
        """A duration or a distribution of durations; a grid keeps to values that tie."""
        if self.chance(wd):
            if self.chance(0.6):
                return self.workdays(most / 25_200)
            return self.law(working_days, most / 3)
        if self.chance(0.05):
            return self.pick({"time_a": 1, "law_a": 1})
        if self.chance(0.65 if self.grid else 0.35):
            return self.span(most)
        if self.grid and self.chance(0.85):
            return self._tied(most)
        return self.law(exact, most / 3)

    def _tied(self, most: int) -> str:
        values = [300 * self.randint(0, max(1, most // 300)) for _ in range(self.randint(2, 4))]
        if self.chance(0.3):
            return self._mixed([exact(v) for v in values])
        return "empirical([" + ", ".join(f"({exact(v)}, {self.randint(1, 3)})" for v in values) + "])"

    # Distributions

    def law(self, fmt: Format, mean: float, *, deep: bool = True) -> str:
        """A distribution of any family with about this mean, its parameters written by ``fmt``."""
        m = max(mean, 10.0 if fmt is exact else 0.1)
        x = self.uniform
        bare: dict[Callable[[], str], float] = {
            lambda: f"constant({fmt(m)})": 1,
            lambda: f"uniform({fmt(0)}, {fmt(2 * m)})": 1,
            lambda: f"triangular({fmt(0)}, {fmt(m / 2)}, {fmt(2.5 * m)})": 1,
            lambda: f"pert({fmt(m / 4)}, {fmt(m)}, {fmt(3 * m)})": 1,
            lambda: f"exponential(mean={fmt(m)})": 2,
            lambda: f"erlang(k={self.randint(1, 4)}, mean={fmt(m)})": 1,
            lambda: f"gamma({self._any_two(fmt, m)})": 1,
            lambda: f"lognormal({self._any_two(fmt, m)})": 1,
            lambda: f"weibull({self._any_two(fmt, m)})": 1,
            lambda: f"normal(mean={fmt(m)}, sd={fmt(m * x(0.2, 1))}, min={fmt(0)})": 1,
            lambda: f"beta({fmt(0)}, {fmt(3 * m)}, mean={fmt(m)}, sd={fmt(m / 2)})": 1,
            lambda: f"empirical([({fmt(0)}, 1), ({fmt(m)}, 2), ({fmt(2 * m)}, 1.5)])": 1,
        }
        if deep:
            bare[lambda: self._mixture(fmt, m)] = 1
        return self.pick(bare)()

    def _any_two(self, fmt: Format, m: float) -> str:
        return self.pick(
            {
                f"mean={fmt(m)}, sd={fmt(m * self.uniform(0.3, 1.2))}": 1,
                f"mean={fmt(m)}, cv={self.uniform(0.3, 1.2):.2f}": 1,
                f"mean={fmt(m)}, p90={fmt(m * self.uniform(1.4, 1.9))}": 1,
                f"p50={fmt(m)}, p90={fmt(m * self.uniform(1.5, 2.5))}": 1,
                f"p10={fmt(m / 3)}, p95={fmt(m * 2)}": 1,
                f"p50={fmt(m)}, p99={fmt(m * 3)}": 1,
            }
        )

    def _mixture(self, fmt: Format, m: float) -> str:
        return self._mixed([self.law(fmt, m, deep=False) for _ in range(self.randint(1, 3))])

    @staticmethod
    def _mixed(parts: Sequence[str]) -> str:
        return (
            "mixture(["
            + ", ".join(f"({w}, {p})" for w, p in zip(PARTS[len(parts)], parts, strict=True))
            + "])"
        )

    # Expressions

    def condition(self, names: Names, depth: int = 1) -> str:
        """A condition over the attributes of a case."""
        if depth and self.chance(0.25):
            parts = [self.condition(names, depth - 1) for _ in range(2)]
            return self.pick(
                {
                    f"({parts[0]}) and ({parts[1]})": 1,
                    f"({parts[0]}) or ({parts[1]})": 1,
                    f"not ({parts[0]})": 1,
                }
            )
        ways = {
            "number": 3.0,
            "text": 3.0 if names.texts else 0.0,
            "flag": 1.0 if names.flags else 0.0,
            "elapsed": 0.7,
            "round": 0.7,
        }
        way = self.pick(ways)
        if way == "text":
            return self._about_text(names)
        if way == "flag":
            return self.choice(names.flags)
        if way == "elapsed":
            return f"elapsed {self._order()} {self.span(86_400)}"
        if way == "round":
            return f"round {self._order()} {self.randint(1, 3)}"
        return f"{self.number(names)} {self._order()} {self.number(names)}"

    def _order(self) -> str:
        return self.choice(["<", "<=", "==", "!=", ">=", ">"])

    def _about_text(self, names: Names) -> str:
        name = self.choice(list(names.texts))
        values = names.texts[name]
        if self.chance(0.3):
            listed = ", ".join(f'"{v}"' for v in self.some(values, 1, 2)) + ","
            return f"{name} {self.choice(['in', 'not in'])} ({listed})"
        return f'{name} {self.choice(["==", "!="])} "{self.choice(values)}"'

    def number(self, names: Names, depth: int = 1) -> str:
        """A finite number between about -100 and 100."""
        if depth == 0 or self.chance(0.4):
            return self.choice(
                [
                    *names.numbers,
                    *names.shares,
                    "round",
                    "count_a",
                    str(self.randint(0, 5)),
                    f"{self.uniform(0, 5):.2f}",
                ]
            )
        a, b = self.number(names, depth - 1), self.number(names, depth - 1)
        ways = (
            f"{a} + {b}", f"{a} - {b}", f"{a} * {self.randint(1, 3)}", f"{a} / {self.randint(1, 4)}", f"-{a}",
            f"min({a}, {b})", f"max({a}, {b})", f"abs({a})", f"tiers({a}, [(2, 1), (10, 0.5), (inf, 0.1)])",
            f"{a} if {self.condition(names, 0)} else {b}", f"elapsed / 86400 + {b}",
        )  # fmt: skip
        return f"({self.choice(ways)})"

    def factor(self, names: Names) -> str:
        """A number in [0, 3]."""
        if self.chance(0.3):
            return self.choice(["0.5", "1.5", "2", "0"])
        return f"min(3, max(0, {self.number(names)}))"

    def probability(self, names: Names, most: float = 0.6) -> str:
        """A chance in [0, ``most``] (a condition too, if ``most`` is 1)."""
        p = f"{self.uniform(0, most):.2f}"
        ways = [p, p, f"{float(p) * 100:.0f}%", f"{p} if {self.condition(names)} else 0.1"]
        ways += [f"min({most}, {s})" for s in names.shares] + [f"max(0, min({most}, {self.number(names)}))"]
        if self.chance(0.1):
            ways = ["share_a", "0", f"0.5 if {self.condition(names)} else 0"]
        return self.choice(ways)
