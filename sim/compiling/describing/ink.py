"""[describing] SVG by hand: texts measured by estimate, shapes as escaped elements, colours that everybody
can tell apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.sax.saxutils import escape, quoteattr

from sim.compiling.describing.lines import pieces

FONTS = (
    "'Noto Sans', 'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans CJK SC', "
    "'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)
INK, SOFT, PALE = "#1a1a1a", "#5a5a5a", "#9a9a9a"

# Okabe and Ito's colours (2008), each with a hatch of its own so that a grey print can be read too.
OKABE_ITO = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2", "#999999")
TINTS = ("#E6F4FC", "#FCF1D9", "#DDF2EB", "#F8EBF2", "#FDFBDD", "#F9E4D6", "#D9E9F4", "#EEEEEE")
_HATCHES = (
    "",
    "M0 8L8 0M-2 2L2 -2M6 10L10 6",
    "M0 4H8",
    "M0 0L8 8M0 8L8 0",
    "M2 2h1.6v1.6h-1.6zM6 6h1.6v1.6h-1.6z",
    "M4 0V8",
    "M0 0L8 8M-2 6L2 10M6 -2L10 2",
    "M0 4H8M4 0V8",
)
_NARROW = set("iljtfrI.,:;'|!()[]{} -·")
_WIDE = set("mwMW@%—…")


def width_of(text: str, size: float) -> float:
    """An estimate of a text's width in pixels, rather too wide than too narrow."""
    return size * sum(_em(c) for c in text)


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.34
    if char in _WIDE:
        return 0.92
    return 0.68 if char.isupper() else 0.57


def folded(text: str, size: float, width: float, most: int = 4) -> list[str]:
    """The text in at most ``most`` lines of ``width`` pixels; what does not fit ends with an ellipsis."""
    lines, line = [], ""
    for piece in (p for whole in pieces(text) for p in _cut(whole, size, width)):
        if piece.isspace():
            line += " " if line else ""
        elif line and width_of(line + piece, size) > width:
            lines.append(line.rstrip())
            line = piece
        else:
            line += piece
    lines.append(line.rstrip())
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + "…", size) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]


def _cut(word: str, size: float, width: float) -> list[str]:
    """A word longer than a line in parts."""
    parts, part = [], ""
    for char in word:
        if part and width_of(part + char, size) > width:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part] if part else parts


class Canvas:
    """Elements in the order in which they are painted; coordinates are rounded to a tenth of a pixel."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    @contextmanager
    def group(self, kind: str, name: str) -> Iterator[None]:
        """What is painted meanwhile belongs to a process or a step: a page finds it by `data-<kind>`."""
        self.parts.append(f"<g data-{kind}={quoteattr(name)}>")
        yield
        self.parts.append("</g>")

    def rect(self, box: tuple[float, float, float, float], **style: str | float) -> None:
        """A rectangle x, y, width, height."""
        x, y, w, h = (_n(v) for v in box)
        self.parts.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}"{_style(style)}/>')

    def circle(self, at: tuple[float, float], radius: float, **style: str | float) -> None:
        """A circle round a point."""
        x, y, r = _n(at[0]), _n(at[1]), _n(radius)
        self.parts.append(f'<circle cx="{x}" cy="{y}" r="{r}"{_style(style)}/>')

    def path(self, d: str, **style: str | float) -> None:
        """A path."""
        self.parts.append(f'<path d="{d}"{_style({"fill": "none", **style})}/>')

    def arrow(self, *points: tuple[float, float], head: bool = True, **style: str | float) -> None:
        """A broken line through points, with a head at its end."""
        d = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        ends: dict[str, str | float] = {"marker_end": "url(#head)"} if head else {}
        self.path(d, **{"stroke": SOFT, "stroke_width": 1.3, "stroke_linejoin": "round", **ends, **style})

    def text(self, at: tuple[float, float], words: str, size: float, **style: str | float) -> None:
        """A text whose base line begins (or is centred, with ``text_anchor``) at a point."""
        x, y = _n(at[0]), _n(at[1])
        look = {"fill": INK, "font_size": size, **style}
        self.parts.append(f'<text x="{x}" y="{y}"{_style(look)}>{escape(words)}</text>')

    def lines(self, at: tuple[float, float], words: list[str], size: float, **style: str | float) -> float:
        """Lines below one another; returns the height they take."""
        for i, line in enumerate(words):
            self.text((at[0], at[1] + size * (0.95 + 1.22 * i)), line, size, **style)
        return size * 1.22 * len(words)


def document(canvas: Canvas, size: tuple[float, float], title: str) -> str:
    """The whole file: patterns, arrow head, a white ground, then the elements."""
    w, h = _n(size[0]), _n(size[1])
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" '
        f'width="1280" height="{_n(size[1] * 1280 / size[0])}" role="img" font-family={quoteattr(FONTS)}>\n'
    )
    marker = (
        '<marker id="head" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="6.5" markerHeight="6.5" '
        f'orient="auto"><path d="M0 0.6L8 4L0 7.4z" fill="{SOFT}"/></marker>'
    )
    hatches = "".join(_pattern(i) for i in range(len(OKABE_ITO)))
    body = "\n".join(canvas.parts)
    return (
        f"{head}<title>{escape(title)}</title>\n<defs>{marker}{hatches}</defs>\n"
        f'<rect width="{w}" height="{h}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _pattern(i: int) -> str:
    lines = f'<path d="{_HATCHES[i]}" stroke="#1a1a1a" stroke-width="1" fill="none"/>' if _HATCHES[i] else ""
    return (
        f'<pattern id="holder{i}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{OKABE_ITO[i]}"/>{lines}</pattern>'
    )


def _style(style: Mapping[str, str | float]) -> str:
    shown = {k.replace("_", "-"): _n(v) if isinstance(v, int | float) else v for k, v in style.items()}
    return "".join(f" {k}={quoteattr(v)}" for k, v in shown.items())


def _n(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0")


__all__ = ["INK", "OKABE_ITO", "PALE", "SOFT", "TINTS", "Canvas", "document", "folded", "width_of"]
