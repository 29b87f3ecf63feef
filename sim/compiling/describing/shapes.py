"""[describing] The single shapes of the picture: steps, milestones, beginning and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.compiling.describing.ink import INK, SOFT, TINTS, Canvas, folded, width_of

TEXT, NAME, BOX, GAP, ROW_GAP, PAD = 11.0, 12.0, 138.0, 20.0, 22.0, 12.0
STRIPE = 11.0


class Box:
    """A step that takes time: a stripe in its holder's colour and hatch, its title, and lines below it."""

    ends = False

    def __init__(self, step: str, lines: Sequence[str], *, when: str, holder: int, staffed: bool) -> None:
        room = BOX - STRIPE - 14
        title, *below = lines
        self._step = step
        self._when = folded(when, TEXT, room, 4) if when else []
        self._title = folded(title, NAME * 1.06, room, 5)
        self._below = [
            line for text in below if text for line in folded(text, TEXT, room, 3 if staffed else 6)
        ]
        self._holder, self._staffed = holder, staffed
        heights = TEXT * 1.22 * (len(self._when) + len(self._below)) + NAME * 1.22 * len(self._title)
        self.w, self.h = BOX, heights + 12
        self.line = min(self.h / 2, 26.0)

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """A rectangle; with round ends where no staff is needed, with a dashed border where it may be
        skipped."""
        with to.group("step", self._step):
            self._draw(to, x, y)

    def _draw(self, to: Canvas, x: float, y: float) -> None:
        look = {"stroke_dasharray": "5 3"} if self._when else {}
        round_ = 3 if self._staffed else 13
        tint = TINTS[self._holder % len(TINTS)]
        to.rect((x, y, self.w, self.h), rx=round_, fill=tint, stroke="none")
        to.path(_left_side(x, y, self.h, round_), fill=f"url(#holder{self._holder % len(TINTS)})")
        to.rect((x, y, self.w, self.h), rx=round_, fill="none", stroke=INK, stroke_width=1, **look)
        left, top = x + STRIPE + 7, y + 5
        top += to.lines((left, top), self._when, TEXT, fill=SOFT, font_style="italic")
        top += to.lines((left, top), self._title, NAME, font_weight="bold")
        to.lines((left, top), self._below, TEXT, fill="#333333")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a run tells of a step: seconds per visit in its queue and from there to its end, visits per case,
    and the longest time that any step of the process takes per case."""

    queueing: float
    inside: float
    visits: float
    most: float


class Told:
    """A step with figures of a run below it: a bar as long as its part of the time, the queue hatched."""

    ends = False

    def __init__(self, box: Box, lines: Sequence[str], beside: Beside) -> None:
        self._box, self._beside = box, beside
        self._lines = [part for line in lines for part in folded(line, TEXT, BOX, 2)]
        self.w, self.line = box.w, box.line
        self.h = box.h + 11 + TEXT * 1.22 * len(self._lines)

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """The step, its bar, its figures."""
        self._box.draw(to, x, y)
        top = y + self._box.h + 3
        scale = BOX * self._beside.visits / self._beside.most if self._beside.most else 0.0
        queue, rest = self._beside.queueing * scale, self._beside.inside * scale
        to.rect((x, top, BOX, 6), fill="#f0f0f0")
        to.rect((x, top, queue, 6), fill="url(#holder5)", stroke=INK, stroke_width=0.5)
        to.rect((x + queue, top, rest, 6), fill="#0072B2")
        to.lines((x, top + 7), self._lines, TEXT, fill=INK)


class Pill:
    """A milestone, an end or another step that takes no time."""

    def __init__(self, words: str, *, ends: bool = False, mark: bool = False) -> None:
        self._lines = folded(words, TEXT, 118, 7)
        self._mark = mark
        self.ends = ends
        self.w = max(width_of(line, TEXT) for line in self._lines) + (26 if mark else 18)
        self.h = TEXT * 1.22 * len(self._lines) + 10
        self.line = self.h / 2

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """A pill; dark where cases leave, with a flag where it is a milestone."""
        dark = self.ends
        to.rect(
            (x, y, self.w, self.h),
            rx=min(self.h / 2, 12),
            fill="#444444" if dark else "#ffffff",
            stroke=INK,
            stroke_width=1,
        )
        left = x + 9
        if self._mark:
            to.path(
                f"M{left} {y + self.h / 2 + 6:.1f}v-12l8 3.2l-8 3.2", stroke=INK, stroke_width=1.2, fill=INK
            )
            left += 12
        to.lines((left, y + 5), self._lines, TEXT, fill="#ffffff" if dark else INK)


class Dot:
    """Where cases arrive, or (with a ring) where they have gone through."""

    w = h = 16.0
    line = 8.0

    def __init__(self, *, end: bool = False) -> None:
        self.ends = end

    def draw(self, to: Canvas, x: float, y: float) -> None:
        """A circle."""
        to.circle((x + 8, y + 8), 7, fill="#ffffff", stroke=INK, stroke_width=1.4)
        if self.ends:
            to.circle((x + 8, y + 8), 4, fill=INK)


def _left_side(x: float, y: float, h: float, r: float) -> str:
    """The stripe on a box's left, with the box's own round corners."""
    x0, y0, x1, y1 = f"{x:.1f}", f"{y:.1f}", f"{x + STRIPE:.1f}", f"{y + h:.1f}"
    upper, lower, turn = f"{y + r:.1f}", f"{y + h - r:.1f}", f"{x + r:.1f}"
    if r <= STRIPE:
        return f"M{x1} {y0}H{turn}Q{x0} {y0} {x0} {upper}V{lower}Q{x0} {y1} {turn} {y1}H{x1}z"
    # The corner is wider than the stripe: the stripe follows it from a little below the top.
    first, last = f"{y + r * 0.03:.1f}", f"{y + h - r * 0.03:.1f}"
    return f"M{x1} {first}Q{x0} {y + 1.5:.1f} {x0} {upper}V{lower}Q{x0} {y + h - 1.5:.1f} {x1} {last}z"


__all__ = ["BOX", "GAP", "NAME", "PAD", "ROW_GAP", "TEXT", "Beside", "Box", "Dot", "Pill", "Told"]
