"""[describing] A process as blocks that know their size and draw themselves.

The process language is structured, so no general graph layout is needed: a list of steps is a `Flow` of
rows from left to right, alternatives
and parallels are `Lanes` above one another, and what encloses steps is a `Frame`. Every block is entered
and left at the height ``line``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sim.compiling.describing.ink import INK, PALE, SOFT, Canvas, folded, width_of
from sim.compiling.describing.shapes import GAP, PAD, ROW_GAP, TEXT, Dot


class Block(Protocol):
    """A part of the picture: its size, the height at which arrows meet it, whether cases leave the process
    in it."""

    w: float
    h: float
    line: float
    ends: bool

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """Paint with the upper left corner at (x, y)."""


class Flow:
    """Blocks one after another in rows of at most ``width``; a row that is full goes on in the next from
    the left."""

    def __init__(self, blocks: Sequence[Block], width: float) -> None:
        self._rows = _rows(blocks, width)
        self._many = len(self._rows) > 1
        self.empty = not self._rows
        side = 2 * PAD if self._many else 0
        self.w = max((_row_width(r) for r in self._rows), default=30) + side
        self._tops, self.h = _stacked([_row_size(r)[1] for r in self._rows])
        self.h = max(self.h, 14)
        self.line = _row_size(self._rows[0])[0] if self._rows else 7
        self.exit = self._tops[-1] + _row_size(self._rows[-1])[0] if self._rows else 7
        self.ends = bool(blocks) and any(b.ends for b in blocks)

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """The rows with arrows between all blocks, and a line from the last block to the right edge."""
        left = x + (PAD if self._many else 0)
        if self._many and not isinstance(self._rows[0][0], Dot):
            to.arrow((x, y + self.line), (left, y + self.line), head=False)
        end = (x, y + self.line)
        for i, row in enumerate(self._rows):
            line = y + self._tops[i] + _row_size(row)[0]
            if i:
                below = y + self._tops[i] - ROW_GAP / 2
                to.arrow(end, (x + self.w, end[1]), (x + self.w, below), (x, below), (x, line), (left, line))
            end = self._row(to, row, (left, line))
        if not self.ends:
            to.arrow(end, (x + self.w, y + self.exit), head=False)

    def _row(self, to: Canvas, row: Sequence[Block], at: tuple[float, float]) -> tuple[float, float]:
        x, line = at
        for i, block in enumerate(row):
            if i:
                to.arrow((x, line), (x + GAP, line))
                x += GAP
            block.draw(to, x, line - block.line)
            x += block.w
        return x, line


class Lanes:
    """Branches above one another between a fork on the left and a merging line on the right."""

    FORK, MERGE, LABEL = 26.0, 16.0, 16.0

    def __init__(self, title: str, lanes: Sequence[tuple[str, Flow]], *, all_at_once: bool) -> None:
        self._all, self._lanes = all_at_once, [flow for _, flow in lanes]
        inner = max((f.w for f in self._lanes), default=60)
        inner = max(inner, min(320.0, max((width_of(t, TEXT) for t, _ in lanes), default=0)), 60)
        self._inner = inner
        self.w = inner + self.FORK + self.MERGE + 8
        self._title = folded(title, TEXT, self.w - 4, 2) if title else []
        self._labels = [folded(text, TEXT, inner - 4, 3) if text else [] for text, _ in lanes]
        top = TEXT * 1.22 * len(self._title) + (4 if self._title else 0)
        self._tops = []
        for labels, flow in zip(self._labels, self._lanes, strict=True):
            top += TEXT * 1.22 * len(labels) + (2 if labels else 0)
            self._tops.append(top)
            top += flow.h + 9
        self.h = top - 9
        self.line = self._tops[0] + self._lanes[0].line if self._lanes else 7
        self.ends = bool(self._lanes) and all(f.ends for f in self._lanes)

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """The fork (a diamond, or a bar where all go at once), the lanes with their labels, the merging
        line."""
        to.lines((x, y), self._title, TEXT, font_weight="bold", fill=SOFT)
        lines = [y + top + flow.line for top, flow in zip(self._tops, self._lanes, strict=True)]
        spine, left, right = x + 10, x + self.FORK, x + self.FORK + self._inner
        merge = right + self.MERGE
        to.arrow((spine, lines[0]), (spine, lines[-1]), head=False, stroke_width=3.5 if self._all else 1.3)
        exits = []
        for flow, top, line, label in zip(self._lanes, self._tops, lines, self._labels, strict=True):
            to.lines(
                (left + 3, y + top - TEXT * 1.22 * len(label) - 1), label, TEXT, fill=INK, font_style="italic"
            )
            to.arrow((spine, line), (left, line), head=not flow.empty)
            flow.draw(to, left, y + top)
            if not flow.ends:
                out = y + top + flow.exit
                to.arrow((left + flow.w, out), (merge, out), head=False)
                exits.append(out)
        self._fork(to, x, lines[0])
        if exits:
            span = [*exits, lines[0]]
            width = 3.5 if self._all else 1.3
            to.arrow((merge, min(span)), (merge, max(span)), head=False, stroke_width=width)
            to.arrow((merge, lines[0]), (x + self.w, lines[0]), head=False)

    def _fork(self, to: Canvas, x: float, line: float) -> None:
        if self._all:
            to.arrow((x, line), (x + 10, line), head=False)
        else:
            to.path(f"M{x:.1f} {line:.1f}l10 -9l10 9l-10 9z", fill="#ffffff", stroke=INK, stroke_width=1.2)


@dataclass(slots=True)
class Frame:
    """What encloses steps: a time limit (dashed), a procedure, or a repeat with its way back below the
    steps."""

    title: list[str]
    body: Flow
    dashed: bool = False
    back: list[str] = field(default_factory=list)
    between: list[Block] = field(default_factory=list)
    after: tuple[list[str], Flow] | None = None
    """What follows an expiry, under a heading."""
    w: float = 0
    h: float = 0
    line: float = 0
    ends: bool = False
    _top: float = 0
    _lane: float = 0

    def __post_init__(self) -> None:
        inner = max(
            [self.body.w, *(width_of(t, TEXT) + 8 for t in (*self.title, *self.back)), self._between_width()]
        )
        after = self.after[1].w if self.after else 0
        self.w = max(inner, after) + 2 * PAD + (8 if self.back else 0)
        self._top = TEXT * 1.22 * len(self.title) + 8
        self.line = self._top + self.body.line
        self.h = self._top + self.body.h + 8
        self.ends = self.body.ends
        if self.back:
            tall = max((b.h for b in self.between), default=0)
            self._lane = self.h + TEXT * 1.22 * len(self.back) + 4
            self.h = self._lane + max(tall, 10) + 6
        if self.after:
            self.h += TEXT * 1.22 * len(self.after[0]) + self.after[1].h + 12

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """The frame, its title, the steps, and the way back."""
        look = {"stroke_dasharray": "7 4"} if self.dashed else {}
        colour = INK if self.dashed else PALE
        to.rect((x, y, self.w, self.h), rx=8, fill="none", stroke=colour, stroke_width=1.3, **look)
        to.lines((x + PAD, y + 4), self.title, TEXT, font_weight="bold", fill=SOFT)
        left, line = x + PAD + (4 if self.back else 0), y + self.line
        to.arrow((x, line), (left, line))
        self.body.draw(to, left, y + self._top)
        out = (left + self.body.w, y + self._top + self.body.exit)
        if not self.ends:
            turn = (x + self.w - PAD / 2, out[1])
            to.arrow(out, turn, (turn[0], line), (x + self.w, line), head=False)
        if self.back:
            self._way_back(to, x, y, out)
        if self.after:
            words, flow = self.after
            top = y + self.h - flow.h - 6
            to.lines((x + PAD, top - TEXT * 1.22 * len(words) - 2), words, TEXT, font_style="italic")
            flow.draw(to, x + PAD, top)

    def _way_back(self, to: Canvas, x: float, y: float, out: tuple[float, float]) -> None:
        """From the end of the steps down, leftwards through what lies between two rounds, and up to the
        beginning."""
        tall = max((b.h for b in self.between), default=10)
        lane = y + self._lane + tall / 2
        turn, home, start = x + self.w - PAD / 2, x + PAD / 2 + 1, y + self.line
        words = y + self._lane - TEXT * 1.22 * len(self.back) - 3
        to.lines((x + PAD + 4, words), self.back, TEXT, fill=INK, font_style="italic")
        at = turn
        to.arrow(out, (turn, out[1]), (turn, lane), head=False, stroke_dasharray="4 3")
        right = x + self.w - PAD - GAP
        for block in self.between:
            to.arrow((at, lane), (right, lane), stroke_dasharray="4 3")
            block.draw(to, right - block.w, lane - block.h / 2)
            at, right = right - block.w, right - block.w - GAP
        to.arrow((at, lane), (home, lane), (home, start), (home + PAD / 2 + 3, start), stroke_dasharray="4 3")

    def _between_width(self) -> float:
        return sum(b.w + GAP for b in self.between) + (GAP if self.between else 0)


def _rows(blocks: Sequence[Block], width: float) -> list[list[Block]]:
    rows: list[list[Block]] = []
    for block in blocks:
        if rows and _row_width([*rows[-1], block]) <= width - 2 * PAD:
            rows[-1].append(block)
        else:
            rows.append([block])
    return rows


def _row_width(row: Sequence[Block]) -> float:
    return sum(b.w for b in row) + GAP * (len(row) - 1)


def _row_size(row: Sequence[Block]) -> tuple[float, float]:
    """The height of a row's line below its top, and its height."""
    line = max(b.line for b in row)
    return line, line + max(b.h - b.line for b in row)


def _stacked(heights: Sequence[float]) -> tuple[list[float], float]:
    tops, y = [], 0.0
    for h in heights:
        tops.append(y)
        y += h + ROW_GAP
    return tops, max(y - ROW_GAP, 0.0)


__all__ = ["Block", "Flow", "Frame", "Lanes"]
