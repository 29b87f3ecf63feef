"""The Excel workbook of a run: one tidy table per question, texts written as texts.

A label that begins with ``=`` or ``+`` stays a label: no cell of a workbook is ever a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

from sim.charts import Band
from sim.eventlog import MISSING, moment
from sim.labels import Language
from sim.reporting.console import estimate_of, measure_name, plan, required_of, verdict_of
from sim.reporting.jsonout import localised
from sim.reporting.report.paper import Paper
from sim.reporting.visible import visible
from sim.reporting.words import say

Cell = str | float | int | bool | None
Row = dict[str, Any]
BROADEST = 60
LONGEST = 32_767
"""So many characters a cell of Excel holds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_workbook(paper: Paper, target: Path | BinaryIO, lang: Language = "en") -> None:
    """Write the workbook to a file (or a binary stream), in one language."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": visible(_title(paper, lang))})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for made in sheets(paper, lang):
            _write(book.add_worksheet(made.name), made, heading)


def _title(paper: Paper, lang: Language) -> str:
    document = localised(dict(paper.document), lang)
    return str(document["title"] or document["scenario"])


def _write(page: Any, made: Sheet, heading: Any) -> None:
    for x, name in enumerate(made.columns):
        page.write_string(0, x, visible(name), heading)
    for y, row in enumerate(made.rows, 1):
        for x, cell in enumerate(row):
            _put(page, (y, x), cell)
    page.freeze_panes(1, 0)
    if made.rows:
        page.autofilter(0, 0, len(made.rows), len(made.columns) - 1)
    for x, name in enumerate(made.columns):
        texts = [name, *(str(row[x]) for row in made.rows[:200] if isinstance(row[x], str))]
        page.set_column(x, x, min(BROADEST, max(9, *(_breadth(t) for t in texts))))


def _put(page: Any, place: tuple[int, int], cell: Cell) -> None:
    y, x = place
    if isinstance(cell, bool):
        page.write_boolean(y, x, cell)
    elif isinstance(cell, str):
        page.write_string(y, x, visible(cell, lines=True)[:LONGEST])
    elif cell is not None and isfinite(cell):
        page.write_number(y, x, cell)


def _breadth(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text) + 2


# The sheets


def sheets(paper: Paper, lang: Language) -> tuple[Sheet, ...]:
    """Every table of the workbook in a language."""
    document = localised(dict(paper.document), lang)
    return (
        _verdicts(document, lang),
        _measures(document, lang),
        _pools(paper, document, lang),
        _steps(paper, lang),
        _holders(paper, lang),
        _case_times(paper, lang),
        _over_time(paper, lang),
        _backlog(paper, lang),
        _queues(paper, lang),
        _late_case(paper, lang),
        _ledger(paper, lang),
        _run(paper, document, lang),
    )


def _sheet(lang: Language, name: str, columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> Sheet:
    return Sheet(say(lang, name), [say(lang, c) for c in columns], list(rows))


def _verdicts(document: Row, lang: Language) -> Sheet:
    columns = (
        "plan", "target", "process", "measure", "required", "estimate in words", "verdict", "estimate", "low",
        "high", "limit", "unit", "replications", "unfinished", "numbers", "assumed", "unsourced",
        "question asked",
    )  # fmt: skip
    rows = (
        (
            plan(v), v["target"], v["process"], v["measure"], required_of(v, lang), estimate_of(v, lang),
            verdict_of(v, lang), v["estimate"], v["low"], v["high"], v["limit"], v["unit"], v["replications"],
            v["unfinished"], *(v["rests_on"][k] for k in ("numbers", "assumed", "unsourced")), v["asked"],
        )
        for v in document["verdicts"]
    )  # fmt: skip
    return _sheet(lang, "Verdicts", columns, rows)


FIGURES = ("mean", "low", "high", "p50", "p90", "p95")


def _measures(document: Row, lang: Language) -> Sheet:
    rows = (
        (
            process,
            name,
            measure_name(name, lang),
            row["unit"],
            *(row.get(k) for k in FIGURES),
            row.get("unfinished", 0),
        )
        for process, block in document["measures"].items()
        for name, row in block.items()
    )
    columns = ("process", "measure", "in words", "unit", *FIGURES, "unfinished")
    return _sheet(lang, "Measures", columns, rows)


def _pools(paper: Paper, document: Row, lang: Language) -> Sheet:
    staff = {p.pool: p.staff for p in paper.charts.pools}
    labels = document["labels"]["pools"]
    rows = (
        (pool, labels.get(pool) or pool, staff.get(pool), name, row["unit"], *(row.get(k) for k in FIGURES))
        for pool, block in document["pool_figures"].items()
        for name, row in block.items()
    )
    columns = ("pool", "in words", "people", "measure", "unit", *FIGURES)
    return _sheet(lang, "Pools", columns, rows)


def _steps(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.process, s.name, s.label(lang), s.holder, s.staffed, s.visits, s.queueing, s.inside, s.work)
        for chart in paper.charts.time_spent
        for s in chart.steps
    )
    columns = (
        "process", "step", "in words", "held by", "needs staff", "visits per case",
        "days in the queue per case", "days in the step per case", "hours of work per case",
    )  # fmt: skip
    return _sheet(lang, "Where the time goes", columns, rows)


def _holders(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.process, h.name, h.label(lang), h.held, h.queueing, h.stops_clock)
        for chart in paper.charts.time_spent
        for h in chart.holders
    )
    columns = (
        "process", "held by", "in words", "days held per case", "days in the queue per case",
        "stops the legal clock",
    )  # fmt: skip
    return _sheet(lang, "Who owns the delay", columns, rows)


def _case_times(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.title(lang), chart.measure, chart.unit, low, high, share)
        for chart in paper.charts.case_times
        for low, high, share in zip(chart.edges[:-1], chart.edges[1:], chart.shares, strict=True)
    )
    columns = ("target", "measure", "unit", "from", "to", "share of cases")
    return _sheet(lang, "Case times", columns, rows)


def _bands(band: Band) -> Iterator[Sequence[Cell]]:
    return zip(band.mean, band.low, band.high, band.p10, band.p90, strict=True)


BANDS = ("mean", "low", "high", "p10 of runs", "p90 of runs")


def _over_time(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.process(lang), chart.measure, chart.unit, moment(chart.origin, start)[:10], *figures)
        for chart in paper.charts.over_time
        for start, figures in zip(chart.edges[:-1], _bands(chart.band), strict=True)
    )
    return _sheet(lang, "Over time", ("process", "measure", "unit", "arrived from", *BANDS), rows)


def _backlog(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.process(lang), moment(chart.origin, at), at >= chart.warm_up, *figures)
        for chart in paper.charts.backlogs
        for at, figures in zip(chart.instants, _bands(chart.band), strict=True)
    )
    return _sheet(lang, "Backlog", ("process", "instant", "measured", *BANDS), rows)


def _queues(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (chart.label(lang), day + 1, hour, length, chart.on_duty[day][hour])
        for chart in paper.charts.profiles
        for day, hours in enumerate(chart.length)
        for hour, length in enumerate(hours)
    )
    columns = ("pool", "weekday (1 is Monday)", "hour", "mean number waiting", "people on duty")
    return _sheet(lang, "Queues by hour", columns, rows)


def _late_case(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (
            tale.title(lang), tale.case, v.step, v.label(lang), v.holder_label(lang), v.pool_label(lang),
            v.round, v.queued, v.started, v.ended, v.worked, v.outcome,
        )
        for tale in paper.charts.tales
        for v in tale.visits
    )  # fmt: skip
    columns = (
        "target", "case", "step", "in words", "held by", "pool", "round", "queued", "began", "ended",
        "hours of work", "result",
    )  # fmt: skip
    return _sheet(lang, "Late cases", columns, rows)


def _ledger(paper: Paper, lang: Language) -> Sheet:
    rows = (
        (e.key, e.name(lang), e.kind, e.value(lang), e.low(lang), e.high(lang), e.source)
        for e in paper.ledger
    )
    bare = ((path, "", "unsourced", literal, "", "", "") for path, literal in paper.unsourced)
    columns = ("number", "in words", "kind", "value", "range from", "range to", "source")
    return _sheet(lang, "Ledger", columns, iter([*rows, *bare]))


def _run(paper: Paper, document: Row, lang: Language) -> Sheet:
    told: dict[str, object] = {
        k: document[k] for k in ("title", "scenario", "variant", "seed", "engine", "replications")
    }
    told |= {"question": paper.question(lang)} if paper.question(lang) else {}
    told |= {k: v for k, v in paper.facts.items() if k not in told and k != "versions"}
    told |= dict(paper.facts.get("versions", {}))
    rows: list[tuple[str, Cell]] = [(k, _plain(v)) for k, v in told.items()]
    return _sheet(lang, "The run", ("what", "value"), iter(rows))


def _plain(value: object) -> Cell:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return value if isinstance(value, str | int | float | bool) and value != MISSING else str(value)
