"""Several services and one number of heads: what all of them need, and what a smaller budget can buy.

Each service is a scenario of its own with its own people: nobody serves two of them in the same run (services
that share people are joined into one scenario first, see `sim.experiments.joint`). So a service depends on
its own heads alone, and the frontier between services is a matter of splitting the budget: a ladder of
verdicts per service, then every split of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from sim.errors import UsageError
from sim.experiments.executors import Workers
from sim.experiments.keeping import Kept, Shelf, Table
from sim.experiments.memory import Memory
from sim.experiments.running import engine_of
from sim.experiments.staffing.asking import Found, Order, Progress, ready_for, search
from sim.experiments.staffing.box import Point
from sim.experiments.staffing.frontier import pictures
from sim.experiments.worlds import margin
from sim.study.document import SCHEMA_VERSION, both, row_of
from sim.study.prepare import Prepared, unknown
from sim.tree import plain
from sim.verdict import Verdict

Document = dict[str, Any]

REPLICATIONS = 40
"""Of each rung of a ladder."""

MOST_RUNGS = 60
MOST_SPLITS = 200_000
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Rung:
    """A service with so many heads, put where they do most: its verdicts, and the margin of the worst."""

    heads: int
    staffing: Mapping[str, int]
    verdicts: tuple[Verdict, ...]

    @property
    def met(self) -> int:
        """How many targets are kept, by their estimates."""
        return sum(margin(v) >= 0 for v in self.verdicts)

    def worst(self, among: Sequence[int]) -> float:
        """The margin of the worst of these targets."""
        return min(margin(self.verdicts[i]) for i in among)


@dataclass(slots=True)
class Service:
    """A scenario of the portfolio with its cheapest staffing and its ladder."""

    found: Found
    need: int | None
    ladder: list[Rung]

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.found.prepared.scenario.name

    @property
    def hopeless(self) -> list[int]:
        """The targets that are missed on every rung: how many heads there are decides nothing about them."""
        every = range(len(self.found.prepared.program.targets))
        return [i for i in every if self.ladder and all(margin(r.verdicts[i]) < 0 for r in self.ladder)]

    @property
    def decided(self) -> list[int]:
        """The targets that heads decide; all of them where that is none."""
        every = range(len(self.found.prepared.program.targets))
        return [i for i in every if i not in self.hopeless] or list(every)

    def worst(self, rung: Rung) -> float:
        """By how much the worst target that heads decide is kept."""
        return rung.worst(self.decided)

    def rung(self, heads: int) -> Rung:
        """The rung of its ladder with so many heads."""
        return next(r for r in self.ladder if r.heads == heads)

    def staffed(self, heads: int) -> Prepared:
        """The scenario with so many heads, put where they do most."""
        oracle = self.found.oracle
        return oracle.worlds.known(oracle.world(tuple(self.rung(heads).staffing.values()))).prepared


def shared(orders: Sequence[Order], budget: int | None, progress: Progress | None = None) -> Kept:
    """The portfolio, saved. ``orders`` have one path each; their pools may be written ``scenario:pool``.

    Raises `InputError` with every complaint, `UsageError` for what was named wrongly.
    """
    stems = [Path(o.path).stem for o in orders]
    twice = next((s for i, s in enumerate(stems) if s in stems[:i]), None)
    if twice is not None:
        raise UsageError(f"named twice: {twice}")
    split = [_own_pools(order, stems) for order in orders]
    ready = [ready_for(order) for order in split]
    shelf = shelf_of(split, ready, budget)
    known = shelf.known()
    if known is not None:
        return known
    with Workers(split[0].workers, cluster=split[0].cluster) as workers, shelf.memory() as memory:
        services, document = portfolio(split, ready, budget, (workers, memory, progress))
        columns = ("scenario", "heads", "met", "targets", "worst")
        rungs = [{"scenario": s.name, **_flat(s, r)} for s in services for r in s.ladder]
        table = Table(name="ladders.csv", columns=columns, rows=rungs)
        return shelf.keep(document, [table], texts=pictures(document))


Tools = tuple[Workers, Memory, Progress | None]
"""Who works, what was finished when it was interrupted, and who is told."""


def portfolio(
    orders: Sequence[Order], ready: Sequence[Prepared], budget: int | None, tools: Tools
) -> tuple[list[Service], Document]:
    """Each service with its need and its ladder, and what all of them come to; nothing is saved."""
    services = [_service(o, p, budget, tools) for o, p in zip(orders, ready, strict=True)]
    return services, _document(services, budget, orders[0])


def _own_pools(order: Order, stems: Sequence[str]) -> Order:
    """An order with the pools that are meant for its scenario."""
    mine, stem = [], Path(order.path).stem
    for name in order.pools:
        owner, colon, pool = name.rpartition(":")
        if colon and owner not in stems:
            raise UsageError(unknown("scenario", owner, stems))
        if not colon or owner == stem:
            mine.append(pool)
    if not mine:
        raise UsageError(f"no pool of {stem} was named (write {stem}:pool)")
    return replace(order, pools=tuple(mine))


def _service(order: Order, prepared: Prepared, budget: int | None, tools: Tools) -> Service:
    workers, memory, progress = tools
    most = order.most if budget is None or order.most is not None else None
    found = search(replace(order, most=most, by_heads=True), prepared, workers, progress, memory)
    best = found.outcome.best
    need = None if best is None else sum(best)
    ladder = list(_ladder(found, need, budget)) if budget is not None else []
    return Service(found, need, ladder)


def _ladder(found: Found, need: int | None, budget: int) -> Iterator[Rung]:
    """From the fewest heads to those that are enough, or to the budget."""
    least, top = sum(found.box.low), min(budget, need if need is not None else sum(found.box.high))
    if top - least >= MOST_RUNGS:
        least = top - MOST_RUNGS + 1
    for heads in range(least, top + 1):
        x = _placed(found, heads, need)
        verdicts = found.oracle.worlds.verdicts(found.oracle.world(x), REPLICATIONS)
        names = [lever.name for lever in found.levers]
        yield Rung(heads, dict(zip(names, x, strict=True)), verdicts)


def _placed(found: Found, heads: int, need: int | None) -> Point:
    """Where so many heads do most for the worst target, as far as a few replications tell."""
    if heads == need and found.outcome.best is not None:
        return found.outcome.best
    spans = [range(lo, h + 1) for lo, h in zip(found.box.low, found.box.high, strict=True)]
    ways = [x for x in product(*spans) if sum(x) == heads]
    return ways[0] if len(ways) == 1 else max(ways, key=lambda x: (found.oracle.guess(x), x))


def splits(services: Sequence[Service], budget: int) -> list[tuple[int, ...]]:
    """Every way to give the budget to the services, none of it where it helps nobody, that no other way beats
    in every service.
    """
    ladders = [{r.heads: (r.met, s.worst(r)) for r in s.ladder} for s in services]
    size = 1
    for ladder in ladders:
        size *= max(len(ladder), 1)
    if size > MOST_SPLITS:
        raise UsageError(f"{size:,} splits are too many; give a smaller --budget or fewer files")
    ways = [w for w in product(*(sorted(ladder) for ladder in ladders)) if sum(w) <= budget]
    # As good in every service and better in one, or as good with fewer heads.
    worth = {w: (*(x for i, h in enumerate(w) for x in ladders[i][h]), -sum(w)) for w in ways}
    return [w for w in ways if not any(_beats(worth[v], worth[w]) for v in ways)]


def _beats(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    *of_a, _ = a
    *of_b, _ = b
    return a > b if of_a == of_b else all(x >= y for x, y in zip(of_a, of_b, strict=True))


def _document(services: Sequence[Service], budget: int | None, order: Order) -> Document:
    needs = [s.need for s in services]
    total = None if None in needs else sum(n for n in needs if n is not None)
    ways = splits(services, budget) if budget is not None else []
    rows = sorted((_split(services, w) for w in ways), key=lambda r: (-r["met"], -r["worst"]))
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": "portfolio",
        "variant": order.variant,
        "seed": order.seed,
        "engine": engine_of(order.engine),
        "confidence": order.confidence,
        "budget": budget,
        "need": total,
        "services": [_of_service(s) for s in services],
        "targets": sum(len(s.found.prepared.program.targets) for s in services),
        "hopeless": [
            {"scenario": s.name, "target": both(s.found.prepared.program.targets[i].name)}
            for s in services
            for i in s.hopeless
        ],
        "splits": rows[:SHOWN],
        "all_splits": len(rows),
        "replications": sum(
            s.found.oracle.worlds.replications + s.found.oracle.guessing.replications for s in services
        ),
        "interrupted": False,
    }


def _of_service(service: Service) -> Document:
    found, best = service.found, service.found.outcome.best
    names = [lever.name for lever in found.levers]
    return {
        "scenario": service.name,
        "title": both(found.prepared.program.title),
        "today": {lever.name: lever.today for lever in found.levers},
        "labels": {lever.name: both(lever.label) for lever in found.levers},
        "need": service.need,
        "staffing": None if best is None else dict(zip(names, best, strict=True)),
        "ladder": [
            {**_flat(service, r), "staffing": dict(r.staffing), "verdicts": _rows(found, r)}
            for r in service.ladder
        ],
    }


def _rows(found: Found, rung: Rung) -> list[Document]:
    return [row_of(v, found.prepared, i) for i, v in enumerate(rung.verdicts)]


def _flat(service: Service, rung: Rung) -> Document:
    worst = service.worst(rung)
    return {
        "heads": rung.heads,
        "met": rung.met,
        "targets": len(rung.verdicts),
        "worst": worst if worst == worst and abs(worst) != float("inf") else None,
    }


def _split(services: Sequence[Service], way: tuple[int, ...]) -> Document:
    rungs = [s.rung(h) for s, h in zip(services, way, strict=True)]
    worst = min(s.worst(r) for s, r in zip(services, rungs, strict=True))
    missed = [
        {"scenario": s.name, "target": both(s.found.prepared.program.targets[i].name)}
        for s, r in zip(services, rungs, strict=True)
        for i, v in enumerate(r.verdicts)
        if margin(v) < 0 and i not in s.hopeless
    ]
    return {
        "heads": {s.name: h for s, h in zip(services, way, strict=True)},
        "used": sum(way),
        "met": sum(r.met for r in rungs),
        "missed": missed,
        "worst": worst if abs(worst) != float("inf") else -1e9,
        "margins": {s.name: _flat(s, r)["worst"] for s, r in zip(services, rungs, strict=True)},
    }


def shelf_of(orders: Sequence[Order], ready: Sequence[Prepared], budget: int | None) -> Shelf:
    """Where the answer belongs."""
    first = orders[0]
    question: dict[str, Any] = {
        "kind": "portfolio",
        "scenarios": [[p.variant, plain(p.scenario.tree), p.scenario.tables] for p in ready],
        "pools": [o.pools for o in orders],
        "budget": budget,
        "bounds": (first.most, first.confidence, first.at_most, first.seed),
    }
    return Shelf(
        out=first.out, scenario="portfolio", question=question, command=first.command, fresh=first.fresh
    )
