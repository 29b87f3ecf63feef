"""[describing] Lines of text of a given width, in which a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 80
_NOT_FIRST = "，。；：、？！）》」』】’”,.;:?!)]}%›—"
_NOT_LAST = "（《「『【‘“([{‹"
_PIECES = re.compile(
    r"\s+|[^\s\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]+|."
)


def columns(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )


def pieces(text: str) -> Iterator[str]:
    """The smallest parts of a text that stay on one line: words, single Chinese characters with their
    punctuation, spaces."""
    held = ""
    for piece in _PIECES.findall(text):
        if (
            held
            and (piece[0] in _NOT_FIRST or held[-1] in _NOT_LAST)
            and not piece.isspace()
            and not held.isspace()
        ):
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def wrapped(text: str, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """The text in lines of at most ``width`` columns; the first begins with ``first``, the others with
    ``rest``."""
    lines: list[str] = []
    line, empty = first, True
    for piece in pieces(text):
        if piece.isspace():
            line += "" if empty else " "
            continue
        if not empty and columns(line) + columns(piece) > width:
            lines.append(line.rstrip())
            line, empty = rest, True
        line, empty = line + piece, False
    return [*lines, line.rstrip()]


class Page:
    """Lines that grow: headings, paragraphs, items."""

    def __init__(self, width: int = WIDTH) -> None:
        self._lines: list[str] = []
        self._width = width

    def title(self, text: str) -> None:
        """The first line, underlined."""
        lines = wrapped(text, width=self._width)
        self._lines += [*lines, "=" * max(map(columns, lines))]

    def heading(self, text: str) -> None:
        """A heading behind an empty line."""
        lines = wrapped(text, width=self._width)
        self._lines += ["", *lines, "-" * max(map(columns, lines))]

    def paragraph(self, text: str, indent: int = 0) -> None:
        """A paragraph."""
        self.item("", text, indent)

    def item(self, mark: str, text: str, indent: int = 0) -> None:
        """A paragraph behind a mark (``1.``), its later lines below its first word."""
        first = " " * indent + (f"{mark} " if mark else "")
        self._lines += wrapped(text, first, " " * columns(first), self._width)

    def gap(self) -> None:
        """An empty line."""
        self._lines.append("")

    @property
    def text(self) -> str:
        """Everything, ending with a line break."""
        return "\n".join(self._lines) + "\n"


__all__ = ["WIDTH", "Page", "columns", "pieces", "wrapped"]
