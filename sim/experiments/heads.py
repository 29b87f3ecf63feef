"""A scoreboard under one number of heads that several services share: where they do most, and what holds.

The search is that of `sim staff` (`staffing.portfolio`): a ladder for each service, and the splits that no
other beats. The split that keeps most targets, by estimates, is written into the scenarios, and the board
judges these as it judges any: so a verdict under it is as sure as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.compiling import compile_program
from sim.errors import UsageError
from sim.experiments.executors import Workers
from sim.experiments.running import Order
from sim.experiments.score import Entry
from sim.experiments.staffing.asking import Order as Staffing
from sim.experiments.staffing.asking import Progress
from sim.experiments.staffing.portfolio import portfolio, shelf_of
from sim.statistics.looks import LOOKS
from sim.study.prepare import TODAY, Prepared, unknown

Document = dict[str, Any]

SHARED = "shared_heads"
"""The variant of a scenario without a reform, with its part of the heads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """So many ``heads`` for these ``pools``: names of pools, of all files that have them or as ``file:pool``;
    ``most`` bounds the people of each."""

    heads: int
    pools: tuple[str, ...]
    most: int | None = None


def with_heads(
    entries: Sequence[Entry], order: Order, budget: Budget, progress: Progress | None = None
) -> tuple[list[Entry], Document]:
    """The board's entries with the best split of the heads in each service's reform (or in today where there
    is none), and the answer of `sim staff` about the splits.

    Raises `UsageError` where a pool is named wrongly, or the heads are fewer than the services need to have
    anybody at all.
    """
    named = _named(entries, budget.pools)
    orders = [_asked(entry, pools, order, budget) for entry, pools in named]
    ready = [entry.ready[entry.reform or TODAY] for entry, _ in named]
    shelf = shelf_of(orders, ready, budget.heads)
    with Workers(order.workers, cluster=order.cluster) as workers, shelf.memory() as memory:
        services, document = portfolio(orders, ready, budget.heads, (workers, memory, progress))
    if not document["splits"]:
        raise UsageError(f"a budget of {budget.heads} is too small for {len(named)} services: one has nobody")
    heads: Mapping[str, int] = document["splits"][0]["heads"]
    staffed = {s.name: s.staffed(heads[s.name]) for s in services}
    return [_staffed(entry, staffed.get(_name(entry))) for entry in entries], document


def _name(entry: Entry) -> str:
    return entry.ready[TODAY].scenario.name


def _named(entries: Sequence[Entry], pools: Sequence[str]) -> list[tuple[Entry, tuple[str, ...]]]:
    """Each entry with those of its pools that were named."""
    stems = {Path(e.file).stem: e for e in entries}
    found: dict[str, list[str]] = {}
    for text in pools:
        owner, colon, pool = text.rpartition(":")
        if colon and owner not in stems:
            raise UsageError(unknown("scenario", owner, stems))
        owners = [owner] if colon else [stem for stem, e in stems.items() if _has(e, pool)]
        if not owners:
            known = dict.fromkeys(p.name for e in entries for p in e.ready[TODAY].program.pools)
            raise UsageError(unknown("pool", pool, known))
        for stem in owners:
            found.setdefault(stem, []).append(pool)
    if len(found) < 2:
        raise UsageError(f"the heads are shared by {', '.join(found)} alone; use sim staff for one service")
    return [(stems[stem], tuple(mine)) for stem, mine in found.items()]


def _has(entry: Entry, pool: str) -> bool:
    return pool.partition(".")[0] in {p.name for p in entry.ready[entry.reform or TODAY].program.pools}


def _asked(entry: Entry, pools: tuple[str, ...], order: Order, budget: Budget) -> Staffing:
    return Staffing(
        path=entry.file,
        pools=pools,
        most=budget.most,
        variant=entry.reform or TODAY,
        settings=order.settings,
        at_most=order.at_most or LOOKS[-1],
        seed=order.seed,
        engine=order.engine,
        out=order.out,
        fresh=order.fresh,
    )


def _staffed(entry: Entry, prepared: Prepared | None) -> Entry:
    if prepared is None:
        return entry
    if entry.reform is not None:
        return replace(entry, ready={**entry.ready, entry.reform: prepared})
    scenario = replace(prepared.scenario, variant=SHARED)
    made = Prepared(scenario, compile_program(scenario))
    return replace(entry, ready={**entry.ready, SHARED: made}, reform=SHARED)
