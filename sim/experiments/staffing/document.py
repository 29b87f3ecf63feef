"""The answer of `sim staff` as one plain document; texts in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.experiments.running import engine_of
from sim.experiments.staffing.asking import Found
from sim.experiments.staffing.box import Point
from sim.experiments.staffing.oracle import LEAST, Checked
from sim.experiments.staffing.reasons import reasons
from sim.experiments.staffing.selecting import best_of
from sim.experiments.worlds import margin
from sim.study.document import SCHEMA_VERSION, both, row_of
from sim.study.notes import notes_of

Document = dict[str, Any]


def document_of(found: Found) -> Document:
    """The whole answer."""
    program, order = found.prepared.program, found.order
    chosen = _chosen(found)
    answer = _answer(found) if found.outcome.best is not None else _refusal(found)
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": found.prepared.scenario.name,
        "title": both(program.title),
        "variant": order.variant,
        "seed": order.seed,
        "engine": engine_of(order.engine),
        "confidence": order.confidence,
        "currency": program.currency,
        "by_cost": found.by_cost,
        "monotone": found.monotone,
        "levers": [_lever(found, i) for i in range(len(found.levers))],
        **answer,
        "selected": chosen,
        "checked": list(_checked(found)),
        "guesses": found.oracle.guessing.replications,
        "replications": found.oracle.worlds.replications,
        "staffings": found.box.size,
        "enumeration": found.box.size * LEAST,
        "notes": notes_of(found.prepared),
        "interrupted": False,
    }


def _chosen(found: Found) -> Document | None:
    """Of several staffings of the least cost, the one that KN selects becomes the answer."""
    best, equals = found.outcome.best, found.outcome.equals
    if best is None or not equals:
        return None
    met = [best, *(x for x in equals if found.outcome.facts.verify(x, found.oracle.verify) == "met")]
    if len(met) == 1:
        return None
    selected, target = best_of(met, found.oracle)
    found.outcome.best = met[selected.best]
    found.outcome.equals = [x for x in met if x != found.outcome.best]
    return {
        "target": both(found.prepared.program.targets[target].name),
        "among": [staffing(found, x) for x in met],
        "sure": selected.sure,
    }


def _lever(found: Found, i: int) -> Document:
    lever, best = found.levers[i], found.outcome.best
    return {
        "name": lever.name,
        "pool": lever.pool,
        "path": lever.path,
        "label": both(lever.label),
        "today": lever.today,
        "low": found.box.low[i],
        "high": found.box.high[i],
        "cost": lever.cost if lever.cost > 0 else None,
        "staff": None if best is None else best[i],
    }


def staffing(found: Found, x: Point) -> dict[str, int]:
    """A staffing by the names of its levers."""
    return {lever.name: n for lever, n in zip(found.levers, x, strict=True)}


def _answer(found: Found) -> Document:
    best = found.outcome.best
    assert best is not None
    checked = found.oracle.checked[best]
    prepared = found.oracle.worlds.known(found.oracle.world(best)).prepared
    fewer = list(_fewer(found, best))
    return {
        "found": True,
        "why": "found",
        "staffing": staffing(found, best),
        "heads": sum(best),
        "cost": found.box.cost(best) if found.by_cost else None,
        "cost_today": found.box.cost(tuple(v.today for v in found.levers)) if found.by_cost else None,
        "verdicts": [row_of(v, prepared, i) for i, v in enumerate(checked.verdicts)],
        "binding": _binding(checked, fewer),
        "fewer": fewer,
        "open": [{**staffing(found, x)} for x in found.outcome.open],
        "equals": [{**staffing(found, x)} for x in found.outcome.equals],
        "reasons": [],
        "enough": None,
    }


def _binding(checked: Checked, fewer: list[Document]) -> int:
    """The target that most often fails with one person fewer; of several, the one with least to spare."""
    failing = [f["failing"] for f in fewer if f["failing"] is not None]
    order = range(len(checked.verdicts))
    return min(order, key=lambda i: (-failing.count(i), margin(checked.verdicts[i])))


def _fewer(found: Found, best: Point) -> Iterator[Document]:
    """For each lever what one person fewer does."""
    for i, lever in enumerate(found.levers):
        x = (*best[:i], best[i] - 1, *best[i + 1 :])
        row: Document = {"lever": lever.name, "staffing": staffing(found, x), "failing": None}
        if best[i] <= found.box.low[i]:
            yield {**row, "answer": "nobody", "verdict": None, "impossible": ""}
            continue
        found.outcome.facts.verify(x, found.oracle.verify)
        checked = found.oracle.checked[x]
        yield {
            **row,
            "answer": checked.answer,
            "impossible": checked.impossible,
            **_failure(found, x, checked),
        }


def _failure(found: Found, x: Point, checked: Checked) -> Document:
    """The target that fails most clearly; where nothing is decided, the one with least to spare."""
    if not checked.verdicts:
        return {"verdict": None}
    prepared = found.oracle.worlds.known(found.oracle.world(x)).prepared
    missed = [i for i, v in enumerate(checked.verdicts) if v.verdict == "missed"]
    worst = min(missed or range(len(checked.verdicts)), key=lambda i: margin(checked.verdicts[i]))
    return {"verdict": row_of(checked.verdicts[worst], prepared, worst), "failing": worst}


def _refusal(found: Found) -> Document:
    """Why nothing was found, and what remains when nobody waits for these people."""
    why = reasons(found)
    top = found.oracle.checked.get(found.box.high)
    undecided = top is not None and top.answer == "undecided"
    kind = "none" if why else "undecided" if undecided and found.beyond is None else "not_within"
    return {
        "found": False,
        "why": kind,
        "staffing": None,
        "heads": None,
        "cost": None,
        "cost_today": found.box.cost(tuple(v.today for v in found.levers)) if found.by_cost else None,
        "verdicts": [],
        "binding": None,
        "fewer": [],
        "open": [staffing(found, x) for x in found.outcome.open],
        "equals": [],
        "reasons": why,
        "enough": None if found.beyond is None else staffing(found, found.beyond),
    }


def _checked(found: Found) -> Iterator[Document]:
    """Every verified staffing, the cheapest first."""
    for x, checked in sorted(found.oracle.checked.items(), key=lambda p: (found.box.cost(p[0]), p[0])):
        yield {
            "staffing": staffing(found, x),
            "cost": found.box.cost(x),
            "answer": checked.answer,
            "replications": checked.replications,
            "missed": [
                both(found.prepared.program.targets[i].name)
                for i, v in enumerate(checked.verdicts)
                if v.verdict == "missed"
            ],
        }
