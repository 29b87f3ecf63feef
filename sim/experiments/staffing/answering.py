"""From the order to a saved answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.experiments.executors import Workers
from sim.experiments.keeping import Kept, Shelf, Table
from sim.experiments.staffing.asking import Order, Progress, ready_for, resolved, search
from sim.experiments.staffing.document import Document, document_of
from sim.study.prepare import Prepared, bases_of, prepare
from sim.tree import plain


def staffed(order: Order, progress: Progress | None = None) -> Kept:
    """The cheapest staffing of a scenario file, saved; a question that was asked before is answered from its
    folder. Raises `InputError` with every complaint and `UsageError` for what was named wrongly.
    """
    prepared = ready_for(order)
    shelf = _shelf(order, prepared)
    known = shelf.known()
    if known is not None:
        return known
    with Workers(order.workers, cluster=order.cluster) as workers, shelf.memory() as memory:
        found = search(order, prepared, workers, progress, memory)
        document = document_of(found)
        return shelf.keep(document, _tables(document), resolved(found))


def _shelf(order: Order, prepared: Prepared) -> Shelf:
    bases = bases_of(prepared.program)
    others = prepare(order.path, settings=order.settings, variants=bases) if bases else {}
    involved = [prepared, *(others[b] for b in bases if b in others)]
    question: dict[str, Any] = {
        "kind": "staff",
        "scenarios": [[p.variant, plain(p.scenario.tree), p.scenario.tables] for p in involved],
        "pools": order.pools,
        "most": order.most,
        "confidence": order.confidence,
        "at_most": order.at_most,
        "seed": order.seed,
    }
    return Shelf(
        out=order.out,
        scenario=prepared.scenario.name,
        question=question,
        command=order.command,
        fresh=order.fresh,
    )


def _tables(document: Document) -> list[Table]:
    names = tuple(lever["name"] for lever in document["levers"])
    columns = (*names, "cost", "answer", "replications", "missed")
    return [Table(name="staffings.csv", columns=columns, rows=list(_rows(document)))]


def _rows(document: Document) -> Iterator[dict[str, Any]]:
    for row in document["checked"]:
        missed = "; ".join(name["en"] or name["zh"] for name in row["missed"])
        yield {**row["staffing"], **{k: row[k] for k in ("cost", "answer", "replications")}, "missed": missed}
