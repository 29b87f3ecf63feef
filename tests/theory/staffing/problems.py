"""Staffing problems whose optimum is known: Erlang's formula for single queues, product form for pipelines.

Each has a true gap: the optimum keeps its target, and every cheaper staffing misses it, by more than the
noise of a few tens of replications. The optimum is found by enumerating the closed form over all staffings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from tests.theory.closed_forms import mmc_wait, mmc_wait_beyond

Point = tuple[int, ...]

HOUR = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A scenario, its pools with the cost of an hour, the most people of each, and which staffings do."""

    name: str
    text: str
    pools: tuple[str, ...]
    costs: tuple[int, ...]
    most: int
    keeps: Callable[[Point], bool]

    def optimum(self) -> Point:
        """The cheapest staffing that keeps the target, by enumeration; `ValueError` where it is not one."""
        kept = [x for x in product(range(1, self.most + 1), repeat=len(self.pools)) if self.keeps(x)]
        least = min(map(self.cost, kept))
        (best,) = [x for x in kept if self.cost(x) == least]
        return best

    def cost(self, x: Point) -> int:
        """The cost of an hour."""
        return sum(c * n for c, n in zip(self.costs, x, strict=True))

    @property
    def enumeration(self) -> int:
        """The fewest replications in which each staffing gets a verdict."""
        return int(20 * self.most ** len(self.pools))


def _text(pools: str, rate: float, steps: str, target: str) -> str:
    return (
        "format: 1\ntitle: Staffing\nworking_day: always\ncalendars: {always: always}\n"
        "period: {start: 2021-01-04, warm_up: 1 d, arrivals: 14 d, drain: 90 d}\n"
        f"pools: {pools}\nprocesses: {{p: {{arrive: {{rate: {rate} per h}}, steps: {steps}}}}}\n"
        f"targets: [{{name: limit, process: p, measure: queueing, {target}}}]\n"
    )


def share_waits(name: str, rate: float, mean: float, limit: float, share: float) -> Problem:
    """A single queue of which a share must start within ``limit`` (all times in minutes)."""

    def keeps(x: Point) -> bool:
        if rate * mean / HOUR >= x[0]:
            return False
        return 1 - mmc_wait_beyond(rate / HOUR, 1 / mean, x[0], limit) >= share

    return _single(name, (rate, mean), f"at_most: {limit} min, share: {share}", keeps)


def mean_waits(name: str, rate: float, mean: float, limit: float) -> Problem:
    """A single queue whose mean wait is limited."""

    def keeps(x: Point) -> bool:
        return rate * mean / HOUR < x[0] and mmc_wait(rate / HOUR, 1 / mean, x[0]) <= limit

    return _single(name, (rate, mean), f"at_most: {limit} min", keeps)


def _single(name: str, load: tuple[float, float], target: str, keeps: Callable[[Point], bool]) -> Problem:
    rate, mean = load
    pools = "{clerk: {staff: 2, calendar: always, cost: 50 per h}}"
    steps = f"[{{task: serve, by: clerk, takes: exponential(mean={mean} min)}}]"
    text = _text(pools, rate, steps, target)
    return Problem(name=name, text=text, pools=("clerk",), costs=(50,), most=50, keeps=keeps)


def pipeline(
    name: str, load: tuple[float, float, float], limit: float, costs: tuple[int, int], back: float
) -> Problem:
    """Two stations, after which a share ``back`` begins again: the mean of all waiting is limited.

    With exponential times and Poisson arrivals every station is an M/M/c of its own (Jackson 1957); a case
    comes to each 1 / (1 - back) times.
    """
    rate, *means = load
    visits = 1 / (1 - back)

    def keeps(x: Point) -> bool:
        flow = rate * visits / HOUR
        if any(flow * m >= c for m, c in zip(means, x, strict=True)):
            return False
        return visits * math.fsum(mmc_wait(flow, 1 / m, c) for m, c in zip(means, x, strict=True)) <= limit

    pools = ", ".join(
        f"{n}: {{staff: 9, calendar: always, cost: {c} per h}}" for n, c in zip("ab", costs, strict=True)
    )
    tasks = [
        f"{{task: do_{n}, by: {n}, takes: exponential(mean={m} min)}}"
        for n, m in zip("ab", means, strict=True)
    ]
    inner = f"[{', '.join(tasks)}]"
    steps = inner if back == 0 else f"[{{repeat: again, again: {back}, most: 60, steps: {inner}}}]"
    text = _text(f"{{{pools}}}", rate, steps, f"at_most: {limit} min")
    return Problem(name=name, text=text, pools=("a", "b"), costs=costs, most=20, keeps=keeps)


PROBLEMS = (
    share_waits("a counter", 12, 10, 5, 0.85),
    share_waits("a slow counter", 6, 40, 20, 0.93),
    share_waits("a hall", 30, 20, 2, 0.91),
    mean_waits("a mean wait", 20, 12, 3),
    mean_waits("few and long", 4, 45, 9),
    pipeline("two stations", (10, 10, 30), 4.5, (40, 70), 0.0),
    pipeline("with rework", (7, 12, 25), 5.5, (60, 45), 0.3),
)
