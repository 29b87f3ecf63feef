"""What `sim sweep` prints: each target with the points that meet it, and the points where they fit a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.labels import Language
from sim.reporting.console import noted
from sim.reporting.figures import percent, short
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]

SHOWN_POINTS = 40
"""So many points are shown; of more, the table files tell."""

FEW = 3
"""So many failed points are told."""

MARKS = {"met": "✓", "missed": "×", "undecided": "?"}


def sweep_report(found: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of a sweep's report from its document in one language."""
    lines = wrapped(_heading(found, lang), width)
    if found["targets"]:
        lines += ["", *_target_lines(found, lang, width=width)]
    if found["points"]:
        lines += ["", *_point_table(found, lang, width=width)]
    return [*lines, *_remarks(found, lang, width=width)]


def _heading(found: Row, lang: Language) -> str:
    made = found["replications"]
    parts = [
        found["title"] or found["scenario"],
        say(lang, "today") if found["variant"] == "today" else found["variant"],
        say(lang, "seed {n}", n=found["seed"]),
        counted(lang, found["design"], "{n} point", "{n} points"),
    ]
    if made != "auto":
        parts.append(say(lang, "{n} replications each", n=made))
    return " · ".join(parts)


def _target_lines(found: Row, lang: Language, *, width: int) -> list[str]:
    columns = (
        Column("", "right"),
        Column(say(lang, "target"), wraps=True, least=20),
        *(Column(say(lang, name), "right") for name in MARKS),
    )
    told = [p["verdicts"] for p in found["points"] if p["verdicts"]]
    rows = [
        (str(n + 1), target["name"], *(str(sum(v[n]["verdict"] == answer for v in told)) for answer in MARKS))
        for n, target in enumerate(found["targets"])
    ]
    return table(columns, rows, width=width)


def _point_table(found: Row, lang: Language, *, width: int) -> list[str]:
    names = [factor["name"] for factor in found["vary"]]
    shares = [target["share"] for target in found["targets"]]
    columns = (
        Column(say(lang, "point"), "right"),
        *(Column(_brief(name), wraps=True, least=8) for name in names),
        *(Column(str(n + 1), "right") for n in range(len(shares))),
    )
    shown = found["points"][:SHOWN_POINTS]
    fitting = _fitting(columns, len(names), width)
    rows = [_point_row(point, shares)[:fitting] for point in shown]
    lines = table(columns[:fitting], rows, width=width)
    more = len(found["points"]) - len(shown)
    if more:
        lines.append("  " + say(lang, "and {n} more points in the table", n=more))
    return lines


def _fitting(columns: Sequence[Column], names: int, width: int) -> int:
    """How many columns of targets find room beside the values; the rest is in the files."""
    room = width - 9 - 14 * min(names, 3)
    return 1 + names + max(1, min(len(columns) - 1 - names, room // 10))


def _brief(name: str) -> str:
    """A path without what every path has."""
    parts = name.split(".")
    return ".".join(parts[1:]) if parts[0] in ("pools", "processes", "numbers") and len(parts) > 1 else name


def _point_row(point: Row, shares: Sequence[bool]) -> tuple[str, ...]:
    values = [str(v) for v in point["settings"].values()]
    if point["failed"] is not None and not point["verdicts"]:
        return (str(point["point"]), *values, *("–" for _ in shares))
    cells = [_cell(v, share=share) for v, share in zip(point["verdicts"], shares, strict=True)]
    return (str(point["point"]), *values, *cells)


def _cell(verdict: Row, *, share: bool) -> str:
    figure = percent(verdict["estimate"]) if share else short(verdict["estimate"])
    return f"{figure} {MARKS[verdict['verdict']]}"


def _remarks(found: Row, lang: Language, *, width: int) -> list[str]:
    sentences = []
    if found["targets"]:
        sentences.append(say(lang, "✓ met, × missed, ? undecided; the figure is what the target asks about"))
    failed = [p for p in found["points"] if p["failed"] is not None]
    for point in failed[:FEW]:
        sentences.append(say(lang, "point {n} failed: {message}", n=point["point"], message=point["failed"]))
    if len(failed) > FEW:
        sentences.append(say(lang, "and {n} more points failed", n=len(failed) - FEW))
    if found["interrupted"]:
        done = len(found["points"])
        sentences.append(
            say(lang, "Interrupted: {done} of {all} points are kept.", done=done, all=found["design"])
        )
    lines = [line for s in sentences for line in noted(s, width)]
    return ["", *lines] if lines else []
