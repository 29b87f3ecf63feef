"""The answer of `sim transition` as one plain document, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from sim.calendars import DAY
from sim.experiments.running import engine_of
from sim.experiments.transition.asking import Order, monthly
from sim.experiments.transition.months import Month, months_of, turn_of
from sim.measures.glimpses.grid import inside_instants
from sim.program import Program
from sim.statistics.means import t_interval
from sim.study.document import SCHEMA_VERSION, both
from sim.study.notes import notes_of
from sim.study.prepare import Prepared
from sim.study.replication import Replication

Document = dict[str, Any]


def document_of(order: Order, prepared: Prepared, done: Sequence[Replication]) -> Document:
    """The whole answer."""
    program = prepared.program
    seen = [r.observation for r in done if r.observation is not None]
    failures = [r.failure for r in done if r.failure is not None]
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": prepared.scenario.name,
        "title": both(program.title),
        "variant": program.variant,
        "seed": order.seed,
        "engine": engine_of(order.engine),
        "replications": len(seen),
        "start": program.origin.isoformat(),
        "cards": list(_cards(prepared)),
        "people": list(_people(program)),
        "targets": [
            _target(program, i, months_of(program, seen, i, wanted)) for i, wanted in monthly(program)
        ],
        "left_out": [both(t.name) for i, t in enumerate(program.targets) if i not in dict(monthly(program))],
        "backlog": _backlog(program, done),
        "currency": program.currency,
        "failures": [
            {"variant": f.variant, "replication": f.replication, "message": f.message, "ours": f.ours}
            for f in failures
        ],
        "notes": notes_of(prepared),
        "interrupted": False,
    }


def _cards(prepared: Prepared) -> Iterator[Document]:
    """The cards of the variant, by the day on which they begin."""
    document = prepared.scenario.document
    names = document.variants.get(prepared.variant, ())
    dated = [(document.reforms[n].since, n) for n in names if n in document.reforms]
    for since, name in sorted(dated, key=lambda d: (d[0] is not None, d[0] or 0)):
        begins = None if since is None else since.isoformat()
        yield {"card": name, "label": both(document.reforms[name].label), "from": begins}


def _people(program: Program) -> Iterator[Document]:
    """Who comes or goes on which day, within the arrivals."""
    for pool in program.pools:
        for shift in pool.shifts:
            first, last = shift.first_day, shift.last_day
            if first is None and last is None:
                continue
            begins = None if first is None else (program.origin + timedelta(days=first)).isoformat()
            ends = None if last is None else (program.origin + timedelta(days=last)).isoformat()
            yield {
                "pool": pool.name,
                "label": both(pool.label),
                "staff": shift.staff,
                "from": begins,
                "until": ends,
            }


def _target(program: Program, number: int, months: Sequence[Month]) -> Document:
    target = program.targets[number]
    turn = turn_of(months)
    return {
        "number": number,
        "target": both(target.name),
        "plan": [int(p) if p.isdigit() else p for p in target.plan],
        "process": program.processes[target.process].name,
        "measure": target.measure,
        "statistic": "share" if target.share is not None else target.statistic,
        "side": target.direction,
        "limit": target.limit,
        "unit": target.unit,
        "required": target.share,
        "per": None,
        "chance": None,
        "against": None,
        "stays": _month_name(turn.stays),
        "surely": _month_name(turn.surely),
        "worst": _month_name(turn.worst),
        "months": [_month(m) for m in months],
    }


def _month_name(first: Any) -> str | None:
    return None if first is None else f"{first:%Y-%m}"


def _month(month: Month) -> Document:
    names = ("cases", "estimate", "low", "high", "kept", "surely", "histories")
    return {"month": _month_name(month.first), **{n: getattr(month, n) for n in names}}


def _backlog(program: Program, done: Sequence[Replication]) -> Document:
    """The cases inside at each instant of the grid: mean with its 95% interval, and the middle 80%."""
    glimpses = [r.glimpse for r in done if r.glimpse is not None]
    days = [program.origin + timedelta(days=t // DAY) for t in inside_instants(program)]
    found: Document = {}
    for i, process in enumerate(program.processes):
        rows = np.array([g.processes[i].inside for g in glimpses], dtype=np.float64)
        found[process.name] = {
            "label": both(process.label),
            "curve": [_inside(day.isoformat(), rows[:, k].tolist()) for k, day in enumerate(days)]
            if len(rows)
            else [],
        }
    return found


def _inside(day: str, values: Sequence[float]) -> Document:
    mean, low, high = t_interval(values, 0.95) if len(values) > 1 else (values[0], values[0], values[0])
    p10, p90 = (float(x) for x in np.quantile(values, (0.1, 0.9)))
    return {"day": day, "mean": mean, "low": max(low, 0.0), "high": high, "p10": p10, "p90": p90}


MONTH_COLUMNS = (
    "target",
    "process",
    "month",
    "cases",
    "estimate",
    "low",
    "high",
    "kept",
    "surely",
    "histories",
)
CURVE_COLUMNS = ("process", "day", "mean", "low", "high", "p10", "p90")


def month_rows(document: Document) -> Iterator[Document]:
    """One row per target and month."""
    for target in document["targets"]:
        name = target["target"]["en"] or target["target"]["zh"]
        for month in target["months"]:
            yield {"target": name, "process": target["process"], **month}


def curve_rows(document: Document) -> Iterator[Document]:
    """One row per process and day of the grid."""
    for process, curve in document["backlog"].items():
        for row in curve["curve"]:
            yield {"process": process, **row}
