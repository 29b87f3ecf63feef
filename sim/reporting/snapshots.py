"""What `sim audit` prints of snapshots of a queue."""

from __future__ import annotations

from typing import Any

from sim.labels import Language
from sim.reporting.console import estimate_of, noted, required_of, verdict_of
from sim.reporting.figures import short, with_interval
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import say

Row = dict[str, Any]


def snapshot_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of the report from its answer in one language."""
    head = say(
        lang,
        "{file}: {n} snapshots of a queue on {days} days ({left} rows left out)",
        file=answer["file"],
        n=f"{answer['snapshots']:,}",
        days=answer["days"],
        left=answer["left_out"],
    )
    lines = wrapped(head, width)
    if answer["verdicts"]:
        names = ("target", "required", "estimate", "verdict")
        columns = tuple(Column(say(lang, n), wraps=True, least=12) for n in names)
        rows = [
            (v["target"], required_of(v, lang), estimate_of(v, lang), verdict_of(v, lang))
            for v in answer["verdicts"]
        ]
        lines += ["", *table(columns, rows, width=width)]
    columns = (Column(""), *(Column(say(lang, n), "right") for n in ("mean", "median", "p90", "p95")))
    named = (("people waiting", answer["queue_length"]), ("windows open", answer["windows"]))
    figures = [_figures(say(lang, name), f) for name, f in named if f is not None]
    lines += ["", *table(columns, figures, width=width), ""]
    columns = tuple(
        Column(say(lang, n), "right") for n in ("hour", "snapshots", "people waiting", "windows open")
    )
    hours = [
        (f"{h['hour']:02}:00", f"{h['snapshots']:,}", short(h["waiting"]), short(h["windows"]))
        for h in answer["by_hour"]
    ]
    lines += [*table(columns, hours, width=width), ""]
    return [*lines, *(line for n in answer["notes"] for line in noted(n, width))]


def _figures(name: str, figures: Row) -> tuple[str, ...]:
    mean = with_interval(figures["mean"], figures["low"], figures["high"], "1")
    return name, mean, *(short(figures[q]) for q in ("p50", "p90", "p95"))
