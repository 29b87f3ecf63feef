"""From the order to a saved answer."""

from __future__ import annotations

from typing import Any

from sim.experiments.keeping import Kept, Shelf, Table
from sim.experiments.transition.asking import Order, Progress, ready_for, replications
from sim.experiments.transition.document import (
    CURVE_COLUMNS,
    MONTH_COLUMNS,
    curve_rows,
    document_of,
    month_rows,
)
from sim.study.prepare import Prepared
from sim.tree import plain


def followed(order: Order, progress: Progress | None = None) -> Kept:
    """The transition of a variant, saved; a question that was asked before is answered from its folder.

    Raises `InputError` with every complaint and `UsageError` for unknown names or where nothing can be told
    by month.
    """
    prepared = ready_for(order)
    shelf = _shelf(order, prepared)
    known = shelf.known()
    if known is not None:
        return known
    document = document_of(order, prepared, replications(order, prepared, progress))
    tables = [
        Table(name="months.csv", columns=MONTH_COLUMNS, rows=list(month_rows(document))),
        Table(name="backlog.csv", columns=CURVE_COLUMNS, rows=list(curve_rows(document))),
    ]
    return shelf.keep(document, tables, prepared)


def _shelf(order: Order, prepared: Prepared) -> Shelf:
    scenario = prepared.scenario
    question: dict[str, Any] = {
        "kind": "transition",
        "scenario": [prepared.variant, plain(scenario.tree), scenario.tables],
        "replications": order.replications,
        "seed": order.seed,
    }
    return Shelf(
        out=order.out, scenario=scenario.name, question=question, command=order.command, fresh=order.fresh
    )
