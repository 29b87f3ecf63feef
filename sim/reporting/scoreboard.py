"""The scoreboard as a table for a terminal, and as Markdown for a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sim.labels import Language
from sim.reporting.console import (
    asked_of,
    counts,
    estimate_of,
    failure_notes,
    noted,
    plan,
    required_of,
    rests_on,
    target_notes,
    verdict_of,
)
from sim.reporting.layout import INDENT, Column, blocks, columns_of, padded, wrapped
from sim.reporting.planmap import plan_lines
from sim.reporting.portfolio import shared_heads
from sim.reporting.words import counted, say

Row = dict[str, Any]

ROOMY = 116
"""From this width on, a target stands in one line with its figures; else above them."""

BELOW = " " * 8
"""Where figures and long names begin without that room."""


def scoreboard(board: Row, lang: Language, *, width: int) -> list[str]:
    """The board in lines, a table per scenario with common columns."""
    lines = [*wrapped(heading(board, lang), width)]
    if board["rows"]:
        lines += ["", *_tables(board["rows"], lang, width), ""]
    lines += [*wrapped(closing(board, lang), width), *_remarks(board, lang, width)]
    if board.get("heads"):
        lines += ["", *shared_heads(board["heads"], lang, width=width)]
    plan = board.get("plan")
    return [*lines, "", *plan_lines(plan, lang, width=width)] if plan else lines


def heading(board: Row, lang: Language) -> str:
    """What was asked and how."""
    low, high = board["replications"]
    made = (
        say(lang, "{a} to {b} replications each", a=low, b=high)
        if low != high
        else say(lang, "{n} replications each", n=low)
    )
    parts = (
        counted(lang, len(board["rows"]), "{n} target with a number", "{n} targets with a number"),
        say(lang, "seed {n}", n=board["seed"]),
        made,
    )
    return " · ".join(parts)


def _tables(rows: Sequence[Row], lang: Language, width: int) -> list[str]:
    """All rows under one heading, grouped by scenario; without room each target stands above its figures."""
    roomy = width >= ROOMY
    columns = columns_for(rows, lang, roomy=roomy)
    cells = [cells_of(row, lang, roomy=roomy) for row in rows]
    heading, *drawn = blocks(columns, cells, width=width, indent=INDENT if roomy else BELOW)
    lines = heading if roomy else [_named(say(lang, "plan"), say(lang, "target"), width)[0], *heading]
    for _, group in groupby(zip(rows, drawn, strict=True), key=lambda pair: pair[0]["scenario"]):
        members = list(group)
        lines += ["", *wrapped(members[0][0]["title"] or members[0][0]["scenario"], width)]
        for row, block in members:
            lines += block if roomy else [*_named(plan(row), row["target"], width), *block]
    return lines


def _named(number: str, target: str, width: int) -> list[str]:
    """A target over the whole width, behind its measure of the plan."""
    head = padded(INDENT + number, len(BELOW) - len(INDENT)) + INDENT
    first, *rest = wrapped(target, width - columns_of(head))
    return [head + first, *(BELOW + line for line in rest)]


def columns_for(rows: Sequence[Row], lang: Language, *, roomy: bool) -> tuple[Column, ...]:
    """The columns; the reform's is headed by its variant where all scenarios call it the same."""
    names = (Column(say(lang, "plan")), Column(say(lang, "target"), wraps=True, least=18))
    figures = (
        Column(say(lang, "required"), wraps=True, least=8),
        Column(say(lang, "today"), wraps=True, least=9),
        Column(reform_name(rows, lang), wraps=True, least=9),
        Column(say(lang, "verdict"), wraps=True, least=9),
        Column(say(lang, "rests on"), wraps=True, least=12),
    )
    return (*names, *figures) if roomy else figures


def reform_name(rows: Sequence[Row], lang: Language) -> str:
    """The heading of the reformed column."""
    names = {r["variant"] for r in rows if r["reformed"] is not None}
    if len(names) != 1:
        return say(lang, "reformed")
    (name,) = names
    return say(lang, "shared heads") if name == "shared_heads" else name


def cells_of(row: Row, lang: Language, *, roomy: bool) -> tuple[str, ...]:
    """A target's cells, its name among them where there is room."""
    reformed = estimate_of(row["reformed"], lang) if row["reformed"] is not None else "–"
    figures = (
        required_of(row, lang),
        estimate_of(row["today"], lang),
        reformed,
        outcome_of(row, lang),
        rests_on(row["rests_on"], lang, brief=not roomy),
    )
    return (plan(row), row["target"], *figures) if roomy else figures


def outcome_of(row: Row, lang: Language) -> str:
    """The verdict, and whether the target is met today already."""
    text = verdict_of(row, lang)
    if row["reformed"] is None:
        return text + say(lang, " (today)")
    already = row["verdict"] == "met" and row["today"]["verdict"] == "met"
    return text + say(lang, " (already today)") if already else text


def closing(board: Row, lang: Language) -> str:
    """The counts, what is still needed, and what chance may have got wrong."""
    text = counts(board["board"], lang)
    if board["board"]["targets"]:
        expected = f"{board['board']['expected_wrong']:.2g}"
        sentence = (
            "By chance at most {x} of {n} verdicts may be expected to be wrong (5% for all together)."
            if board["board"]["family"]
            else "By chance about {x} of {n} verdicts may be wrong (5% each)."
        )
        text += say(lang, " ") + say(lang, sentence, x=expected, n=board["board"]["targets"])
    return text


def _remarks(board: Row, lang: Language, width: int) -> list[str]:
    rows = board["rows"]
    sentences = [*board["notes"], *asked_of(rows, lang), *target_notes(rows, lang)]
    sentences += failure_notes(board["failures"], lang)
    if board["interrupted"]:
        sentences.append(say(lang, "The run was interrupted; scenarios that were not finished are missing."))
    lines = [line for s in dict.fromkeys(sentences) for line in noted(s, width)]
    return ["", *lines] if lines else []


def markdown(board: Row, lang: Language) -> list[str]:
    """The board as a Markdown table with its closing sentence."""
    rows = board["rows"]
    columns = columns_for(rows, lang, roomy=True)
    lines = [_markdown_row([c.heading for c in columns]), _markdown_row(["---"] * len(columns))]
    lines += [_markdown_row(cells_of(row, lang, roomy=True)) for row in rows]
    return [heading(board, lang), "", *lines, "", closing(board, lang)]


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(c.replace('|', chr(92) + '|') for c in cells)} |"
