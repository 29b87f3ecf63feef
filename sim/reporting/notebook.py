"""What a notebook shows of an answer: rows that display themselves as a table, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, overload

from sim.labels import Language
from sim.reporting.console import (
    counts,
    estimate_of,
    plan,
    required_of,
    rests_on,
    run_heading,
    verdict_of,
)
from sim.reporting.figures import short
from sim.reporting.frames import pandas
from sim.reporting.visible import visible
from sim.reporting.words import say

Row = Mapping[str, Any]
COLOURS = {"met": "#009E73", "missed": "#D55E00", "undecided": "#8C8C8C"}
SIGNS = {"met": "●", "missed": "✗", "undecided": "□"}


class Rows(Sequence[Row]):
    """Plain rows (dictionaries) that a notebook shows as a table; `frame` makes a DataFrame of them.

    ``heads`` and ``cells`` are what is shown, ``rows`` what is there.
    """

    def __init__(self, rows: Sequence[Row], heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        self._rows, self._heads, self._cells = tuple(rows), heads, cells

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def frame(self) -> Any:
        """The rows as a pandas DataFrame. `UsageError` where pandas is not installed."""
        return pandas().DataFrame([dict(r) for r in self._rows])

    def __repr__(self) -> str:
        broad = [max(map(len, column)) for column in zip(self._heads, *self._cells, strict=True)]
        lines = (self._heads, *self._cells)
        return "\n".join(
            "  ".join(c.ljust(w) for c, w in zip(line, broad, strict=True)).rstrip() for line in lines
        )

    def _repr_html_(self) -> str:
        return table(self._heads, self._cells)


def table(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """An HTML table; every cell is text."""
    top = "".join(f"<th style='text-align:left'>{_text(h)}</th>" for h in heads)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{_text(c)}</td>" for c in row) + "</tr>"
        for row in cells
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _text(text: str) -> str:
    found = escape(visible(text))
    for answer, colour in COLOURS.items():
        sign = SIGNS[answer]
        found = found.replace(sign, f"<span style='color:{colour}'>{sign}</span>")
    return found


def verdict_rows(verdicts: Sequence[Row], lang: Language) -> Rows:
    """Verdicts of a localised answer."""
    heads = [say(lang, h) for h in ("plan", "target", "required", "estimate", "verdict", "rests on")]
    cells = [_verdict(dict(v), lang) for v in verdicts]
    return Rows(verdicts, heads, cells)


def _verdict(verdict: dict[str, Any], lang: Language) -> list[str]:
    return [
        plan(verdict),
        verdict["target"],
        required_of(verdict, lang),
        estimate_of(verdict, lang),
        f"{SIGNS[verdict['verdict']]} {verdict_of(verdict, lang)}",
        rests_on(verdict["rests_on"], lang, brief=True),
    ]


def figure_rows(blocks: Mapping[str, Mapping[str, Row]], scope: str, lang: Language) -> Rows:
    """The figures of processes or pools as one tidy table: a row per measure."""
    rows = [
        {scope: name, "measure": measure, **figures}
        for name, block in blocks.items()
        for measure, figures in block.items()
    ]
    columns = ("mean", "low", "high", "p50", "p90", "p95")
    cells = [
        [r[scope], r["measure"], *(short(r.get(c)) if c in r else "" for c in columns), r["unit"]]
        for r in rows
    ]
    return Rows(rows, [say(lang, scope), say(lang, "measure"), *(say(lang, c) for c in columns), ""], cells)


def run_page(answer: dict[str, Any], lang: Language) -> str:
    """A localised answer as a notebook shows it: heading, verdicts, counts."""
    verdicts = verdict_rows(answer["verdicts"], lang)
    head = f"<p><b>{escape(visible(run_heading(answer, lang)))}</b></p>"
    if not len(verdicts):
        return f"{head}<p>{escape(say(lang, 'The scenario has no targets.'))}</p>"
    return f"{head}{verdicts._repr_html_()}<p>{escape(counts(answer['board'], lang))}</p>"
