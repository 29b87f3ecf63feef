"""The question `sim staff` asks, and the corridor from a file to its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import UsageError
from sim.experiments.executors import Workers
from sim.experiments.memory import Memory
from sim.experiments.running import engine_of
from sim.experiments.staffing.box import Box, NotMonotone, Point
from sim.experiments.staffing.exhaustive import exhaustive
from sim.experiments.staffing.levers import Lever, levers_of
from sim.experiments.staffing.oracle import OTHER_LUCK, Oracle
from sim.experiments.staffing.search import Outcome, Search
from sim.experiments.worlds import World, Worlds
from sim.program import Target
from sim.reading import read
from sim.statistics.looks import LOOKS
from sim.study.prepare import TODAY, Prepared, prepare
from sim.verdict import ALPHA

Progress = Callable[[str, int, int], None]
MOST_BOX = 200_000
HARMED = frozenset({("utilisation", "at_least"), ("cost", "at_most"), ("overtime", "at_least")})
DOUBLINGS = 4
"""Where nobody said how many people there may be, the bounds are doubled so often before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What staffing somebody looks for.

    ``most`` people per pool (None: by the offered load), at most ``at_most`` replications of a staffing;
    ``by_heads`` counts people whatever they cost; ``out`` is where answers are saved (None: nowhere).
    """

    path: str
    pools: tuple[str, ...]
    most: int | None = None
    variant: str = TODAY
    settings: tuple[str, ...] = ()
    confidence: float = 1 - ALPHA
    at_most: int = LOOKS[-1]
    by_heads: bool = False
    seed: int = 1
    engine: str = "auto"
    workers: int | None = None
    cluster: str = ""
    out: Path | None = None
    fresh: bool = False
    command: tuple[str, ...] = ()


@dataclass(slots=True)
class Found:
    """All that was found out: the outcome of the search, and who was asked."""

    order: Order
    prepared: Prepared
    levers: tuple[Lever, ...]
    box: Box
    by_cost: bool
    oracle: Oracle
    outcome: Outcome
    monotone: bool = True
    beyond: Point | None = None
    """A staffing beyond the bounds that would do, where none within them does."""


def ready_for(order: Order) -> Prepared:
    """The variant that is staffed. `InputError` with every complaint, `UsageError` for unknown names and for
    a scenario without targets."""
    prepared = prepare(order.path, settings=order.settings, variants=(order.variant,))[order.variant]
    if not prepared.program.targets:
        raise UsageError(f"{order.path} has no targets: nothing says what staffing is enough")
    return prepared


def search(
    order: Order,
    prepared: Prepared,
    workers: Workers,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Found:
    """The cheapest staffing of a scenario, worked out by these workers; ``memory`` holds what was finished
    when it was interrupted.
    """
    levers = levers_of(prepared.scenario, prepared.program, order.pools, order.most)
    return _searched(order, prepared, levers, _oracle(order, levers, (workers, memory), progress))


def _oracle(
    order: Order,
    levers: Sequence[Lever],
    tools: tuple[Workers, Memory | None],
    progress: Progress | None,
) -> Oracle:
    workers, memory = tools
    scenario = read(order.path, settings=order.settings)
    seen = [0]

    def watch(_: int) -> None:
        seen[0] += 1
        if progress is not None:
            progress(order.variant, seen[0], 0)

    def worlds(seed: int) -> Worlds:
        engine = engine_of(order.engine)
        return Worlds(scenario, workers, seed=seed, engine=engine, watch=watch, memory=memory)

    other = (order.seed + OTHER_LUCK) % 2**64
    alpha = 1 - order.confidence
    return Oracle(levers, order.variant, worlds(order.seed), worlds(other), alpha, order.at_most)


def _searched(order: Order, prepared: Prepared, levers: tuple[Lever, ...], oracle: Oracle) -> Found:
    by_cost = not order.by_heads and all(lever.cost > 0 for lever in levers)
    box = _box(levers, by_cost)
    ordered = not any(harmed(t) for t in prepared.program.targets)
    outcome, monotone = _outcome(box, oracle, levers) if ordered else (exhaustive(box, oracle), False)
    found = Found(order, prepared, levers, box, by_cost, oracle, outcome, monotone)
    if outcome.best is None and monotone:
        found.beyond = _beyond(box, oracle)
        if order.most is None and found.beyond is not None:
            wider = replace(box, high=found.beyond)
            _refuse_too_many(wider)
            found.box = wider
            found.outcome, found.monotone = _outcome(wider, oracle, levers)
    return found


def _box(levers: Sequence[Lever], by_cost: bool) -> Box:
    costs = tuple(lever.cost if by_cost else 1.0 for lever in levers)
    box = Box(tuple(v.low for v in levers), tuple(v.high for v in levers), costs)
    _refuse_too_many(box)
    return box


def _refuse_too_many(box: Box) -> None:
    if box.size > MOST_BOX:
        raise UsageError(
            f"{box.size:,} staffings are too many to choose from; name fewer pools or give a smaller --max"
        )


def harmed(target: Target) -> bool:
    """Whether more people by their nature make a target harder to keep."""
    return (target.measure, target.direction) in HARMED


def _hints(box: Box, levers: Sequence[Lever]) -> list[Point]:
    """Today's staffing, and some between the lowest and the highest."""
    ends = list(zip(box.low, box.high, strict=True))
    today = tuple(min(max(v.today, lo), hi) for v, (lo, hi) in zip(levers, ends, strict=True))
    between = [tuple(lo + (hi - lo) * k // 8 for lo, hi in ends) for k in (0, 1, 2, 4)]
    return list(dict.fromkeys((today, *between)))


def _outcome(box: Box, oracle: Oracle, levers: Sequence[Lever]) -> tuple[Outcome, bool]:
    try:
        return Search(box, oracle, _hints(box, levers)).run(), True
    except NotMonotone:
        return exhaustive(box, oracle), False


def _beyond(box: Box, oracle: Oracle) -> Point | None:
    """The smallest multiple of the bounds that seems to do, if there is one."""
    high = box.high
    for _ in range(DOUBLINGS):
        high = tuple(2 * n + 1 for n in high)
        if oracle.guess(high) >= 0:
            return high
    return None


def unlimited(found: Found) -> World:
    """The world in which nobody waits for the people in question."""
    return found.oracle.world(tuple(20 * n + 50 for n in found.box.high))


def resolved(found: Found) -> Prepared:
    """The scenario with the staffing that was found."""
    best = found.outcome.best
    if best is None:
        return found.prepared
    return found.oracle.worlds.known(found.oracle.world(best)).prepared
