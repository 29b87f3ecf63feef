"""The map of a plan as a table for a terminal, and as Markdown for a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sim.labels import Language
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]


def plan_lines(rows: Sequence[Row], lang: Language, *, width: int) -> list[str]:
    """How many measures are answered, and a row for each."""
    columns = (
        Column(say(lang, "plan")),
        Column(say(lang, "the measure"), wraps=True, least=22),
        Column(say(lang, "where it is answered"), wraps=True, least=30),
    )
    cells = [(r["no"], r["measure"], "\n".join(_answers(r, lang))) for r in rows]
    return [*wrapped(_summary(rows, lang), width), "", *table(columns, cells, width=width)]


def plan_markdown(rows: Sequence[Row], lang: Language) -> list[str]:
    """The map as a Markdown table under its summary."""
    heads = (say(lang, "plan"), say(lang, "the measure"), say(lang, "where it is answered"))
    lines = [f"| {' | '.join(heads)} |", "| --- | --- | --- |"]
    for row in rows:
        told = "<br>".join(_answers(row, lang)).replace("|", "\\|")
        lines.append(f"| {row['no']} | {row['measure']} | {told} |")
    return [_summary(rows, lang), "", *lines]


def _summary(rows: Sequence[Row], lang: Language) -> str:
    kinds = [_kind(row) for row in rows]
    return say(
        lang,
        "{n} measures: {targets} have targets, {parameters} are parameters, {none} are no process.",
        n=len(rows),
        targets=kinds.count("target"),
        parameters=kinds.count("parameter"),
        none=kinds.count("none"),
    )


def _kind(row: Row) -> str:
    if any(a["kind"] == "target" for a in row["answers"]):
        return "target"
    return "parameter" if row["answers"] else "none"


def _answers(row: Row, lang: Language) -> Iterator[str]:
    """What answers a measure, a scenario after the other, or why it is no process."""
    for scenario, group in groupby(row["answers"], key=lambda a: (a["scenario"], a["kind"] == "target")):
        found = list(group)
        text = _targets(found, lang) if scenario[1] else _parameters(found, lang)
        yield say(lang, "{scenario}: {text}", scenario=scenario[0], text=text)
    if row["no_process"] is not None:
        yield say(lang, "no process: {reason}", reason=row["no_process"])
    if row["why"] is not None:
        yield str(row["why"])


def _targets(found: Sequence[Row], lang: Language) -> str:
    number = counted(lang, len(found), "{n} target", "{n} targets")
    judged = [a["verdict"] for a in found if a["verdict"] is not None]
    counts = [
        say(lang, "{n} " + verdict, n=judged.count(verdict))
        for verdict in ("met", "missed", "undecided")
        if verdict in judged
    ]
    return (
        say(lang, "{number} ({counts})", number=number, counts=say(lang, ", ").join(counts))
        if counts
        else number
    )


def _parameters(found: Sequence[Row], lang: Language) -> str:
    cards = [a["parameter"] for a in found if a["kind"] == "card"]
    numbers = [a["parameter"] for a in found if a["kind"] == "number"]
    parts = []
    if cards:
        text = "card {names}" if len(cards) == 1 else "cards {names}"
        parts.append(say(lang, text, names=", ".join(cards)))
    if numbers:
        text = "number {names}" if len(numbers) == 1 else "numbers {names}"
        parts.append(say(lang, text, names=", ".join(numbers)))
    return say(lang, "; ").join(parts)
