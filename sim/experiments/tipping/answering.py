"""From the order to a saved answer."""

from __future__ import annotations

from typing import Any

from sim.experiments.executors import Workers
from sim.experiments.keeping import Kept, Shelf, Table
from sim.experiments.saving import about
from sim.experiments.tipping.asking import Inquest, Order, Progress, inquest, ready_for
from sim.experiments.tipping.bisecting import tips
from sim.experiments.tipping.cards import attribution
from sim.experiments.tipping.document import (
    TIP_COLUMNS,
    Findings,
    document_of,
    tip_rows,
    world_columns,
    world_rows,
)
from sim.experiments.tipping.indices import indices
from sim.experiments.tipping.pairs import pairs
from sim.experiments.tipping.plausible import plausible
from sim.experiments.tipping.screening import screen
from sim.study.prepare import Prepared


def tipped(order: Order, progress: Progress | None = None) -> Kept:
    """What a variant's verdicts hang on, saved; a question that was asked before is answered from its folder.

    Raises `InputError` with every complaint and `UsageError` for an unknown variant or no targets.
    """
    prepared, cards = ready_for(order)
    shelf = _shelf(order, prepared)
    known = shelf.known()
    if known is not None:
        return known
    with Workers(order.workers, cluster=order.cluster) as workers, shelf.memory() as memory:
        found = _found(inquest(order, prepared, workers, progress, memory), cards)
        document = {**document_of(found), "about": about(prepared)}
        tables = [
            Table(name="break_even.csv", columns=TIP_COLUMNS, rows=list(tip_rows(document))),
            Table(name="worlds.csv", columns=world_columns(found), rows=list(world_rows(found))),
        ]
        return shelf.keep(document, tables, prepared)


def _found(asked: Inquest, cards: tuple[str, ...]) -> Findings:
    count = asked.order.replications
    verdicts = asked.worlds.verdicts(asked.shifts.base, count)
    asked.worlds.refuse_failed(asked.shifts.base)
    swings = screen(asked)
    flips = tips(asked, swings)
    split, needing = attribution(asked, cards)
    return Findings(
        inquest=asked,
        verdicts=verdicts,
        swings=swings,
        tips=flips,
        pairs=pairs(asked, swings, flips),
        worlds=plausible(asked),
        indices=indices(asked, swings),
        cards=split,
        needing=needing,
    )


def _shelf(order: Order, prepared: Prepared) -> Shelf:
    question: dict[str, Any] = {
        "kind": "tipping",
        "about": about(prepared),
        "seed": order.seed,
        "sizes": (order.replications, order.worlds, order.indices),
    }
    return Shelf(
        out=order.out,
        scenario=prepared.scenario.name,
        question=question,
        command=order.command,
        fresh=order.fresh,
    )
