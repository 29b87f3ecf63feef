"""Plain tables for a terminal of any width: Chinese characters count two columns, long texts are wrapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import combining, east_asian_width

GAP = "  "
INDENT = "  "

_NO_LINE_START = "，。；：、！？）》”%,.;:!?)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its side, and whether its texts may be wrapped to make room."""

    heading: str
    side: Literal["left", "right"] = "left"
    wraps: bool = False
    least: int = 12
    """A wrapped column is never narrower than this."""


def columns_of(text: str) -> int:
    """How many terminal columns a text takes.

    >>> columns_of("10千伏")
    6
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int, side: Literal["left", "right"] = "left") -> str:
    """The text filled with blanks to ``width`` columns."""
    blanks = " " * max(width - columns_of(text), 0)
    return blanks + text if side == "right" else text + blanks


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at blanks and between Chinese characters.

    >>> wrapped("power within 20 days", 12)
    ['power within', '20 days']
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns_of(line) + columns_of(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        while columns_of(piece.rstrip()) > width:
            cut = _fitting(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int) -> list[str]:
    """The lines of a table of at most ``width`` columns (unless what cannot be wrapped is wider).

    Columns that may be wrapped share the room that is left: the widest gives way first. A line end in a cell
    begins a new line of it.
    """
    return [line for block in blocks(columns, rows, width=width) for line in block]


def blocks(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int, indent: str = INDENT
) -> list[list[str]]:
    """The same table as the lines of its heading and of each row apart."""
    widths = _widths(columns, rows, width - len(indent))
    made = (_block(r, columns, widths) for r in ([c.heading for c in columns], *rows))
    return [[(indent + line).rstrip() for line in block] for block in made]


def _block(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    parts = [
        [line for text in cell.split("\n") for line in (wrapped(text, w) if c.wraps else [text])]
        for cell, c, w in zip(cells, columns, widths, strict=True)
    ]
    height = max(map(len, parts))
    return [_line([p[i] if i < len(p) else "" for p in parts], columns, widths) for i in range(height)]


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    texts = [padded(t, w, c.side) for t, c, w in zip(cells, columns, widths, strict=True)]
    return GAP.join(texts)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    cells = [[c.heading, *(row[i] for row in rows)] for i, c in enumerate(columns)]
    wanted = [max(columns_of(t) for cell in column for t in cell.split("\n")) for column in cells]
    least = [max(c.least, *map(columns_of, (*_pieces(c.heading), ""))) for c in columns]
    excess = sum(wanted) - (width - len(GAP) * (len(columns) - 1))
    flexible = [i for i, c in enumerate(columns) if c.wraps and wanted[i] > least[i]]
    while excess > 0 and flexible:
        widest = max(flexible, key=lambda i: wanted[i])
        wanted[widest] -= 1
        excess -= 1
        flexible = [i for i in flexible if wanted[i] > least[i]]
    return wanted


def _pieces(text: str) -> list[str]:
    """Unbreakable pieces, each with the blanks behind it."""
    pieces: list[str] = []
    for c in text:
        joins = bool(pieces) and not pieces[-1].endswith(" ")
        if joins and _is_wide(pieces[-1][-1]):
            joins = c in _NO_LINE_START or c == " "
        elif joins and _is_wide(c):
            joins = c in _NO_LINE_START
        if c == " " and pieces:
            joins = True
        if joins:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _is_wide(c: str) -> bool:
    return east_asian_width(c) in "WF"


def _fitting(text: str, width: int) -> int:
    used = 0
    for i, c in enumerate(text):
        used += columns_of(c)
        if used > width:
            return max(i, 1)
    return len(text)
