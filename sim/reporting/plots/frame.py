"""The sheet every plot is drawn on: our font, colours that everybody can tell apart, a title that says what
there is to see.

Colours are those of Okabe and Ito ("Color Universal Design", 2008); whatever differs in colour also differs
in hatch, marker or lightness, so that a grey print can be read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.reporting.layout import wrapped
from sim.reporting.visible import visible

FONT = Path(__file__).parents[1] / "fonts" / "ShixianSansSC.otf"
FAMILY = "Shixian Sans SC"

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#8C8C8C"
INK, SOFT, PALE = "#1a1a1a", "#595959", "#D9D9D9"

PAPER: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
"""Behind a text that stands on a drawing."""

WIDTH = 7.2
"""Inches: the text width of an A4 page with margins of 14 mm."""
TITLE, TEXT, SMALL = 11.0, 9.0, 8.0

BOLD = (withStroke(linewidth=0.5, foreground=INK),)
"""The font has one weight; a thin outline makes a heading of it."""

STYLE: dict[str, Any] = {
    "font.family": [FAMILY],
    "font.size": TEXT,
    "axes.titlesize": TEXT,
    "axes.labelsize": TEXT,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.grid": False,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "hatch.color": "edge",
    "lines.linewidth": 1.8,
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "shixian",
    "path.simplify": True,
}


UNTOUCHED = ("backend", "backend_fallback", "interactive", "toolbar", "timezone")
"""Settings that have nothing to do with how a picture looks."""


@cache
def _registered() -> str:
    # Only this process learns of the font: neither the user's settings nor the cache of fonts is written.
    font_manager.fontManager.addfont(FONT)
    return FAMILY


def style() -> AbstractContextManager[None]:
    """Our settings for the time of drawing, whatever the user's are."""
    _registered()
    defaults = matplotlib.rcParamsDefault
    settings: dict[Any, Any] = {key: defaults[key] for key in defaults if key not in UNTOUCHED}
    settings.update(STYLE)
    return matplotlib.rc_context(settings)


class Picture(Figure):
    """A Matplotlib figure in the project's style, whatever the user's settings; a notebook shows it as it is.

    Everything that Matplotlib offers works: ``picture.savefig("waiting.pdf")``, ``picture.axes[0]``.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw in the project's style."""
        with style():
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save in the project's style; see `matplotlib.figure.Figure.savefig`."""
        with style():
            super().savefig(fname, **options)

    def png(self, dpi: int = 110) -> bytes:
        """The picture as a PNG file, the same for the same chart."""
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
        return out.getvalue()

    def svg(self) -> str:
        """The picture as an SVG file with its letters as shapes, the same for the same chart."""
        out = io.StringIO()
        self.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        # A hundredth of a point is finer than any printer: Matplotlib's six places only make large files.
        return re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), out.getvalue())

    def _repr_png_(self) -> bytes:
        return self.png()


def clean(text: str) -> str:
    """A label fit to be drawn: no control characters."""
    return visible(text)


def upper(text: str) -> str:
    """A sentence with a capital first letter."""
    return text[:1].upper() + text[1:]


def folded(text: str, columns: int) -> str:
    """A label in lines of so many columns (a Chinese character takes two)."""
    return "\n".join(wrapped(clean(text), columns))


def sheet(title: str, about: str, *, height: float, width: float = WIDTH) -> Picture:
    """An empty picture under a bold title and a sentence; axes added to it fill the rest."""
    head = folded(upper(title), int(width * 12.6))
    broad = any(east_asian_width(c) in "WF" for c in about)
    told = folded(upper(about), int(width * (15.3 if broad else 16))) if about else ""
    top = 0.12 + 0.205 * (head.count("\n") + 1) + (0.165 * (told.count("\n") + 1) + 0.06 if told else 0)
    with style():
        made = Picture(figsize=(width, height + top), layout="constrained")
        made.get_layout_engine().set(rect=(0, 0, 1, 1 - top / (height + top)), w_pad=0.06, h_pad=0.05)  # type: ignore[union-attr, call-arg]
        left, y = 0.1 / width, 1 - 0.1 / (height + top)
        made.text(left, y, head, size=TITLE, va="top", linespacing=1.25, path_effects=BOLD)
        down = 0.1 + 0.205 * (head.count("\n") + 1) + 0.03
        made.text(left, 1 - down / (height + top), told, size=TEXT, color=SOFT, va="top", linespacing=1.3)
    return made


def plain_axes(made: Picture, *, grid: str = "y") -> Axes:
    """One set of axes with a light grid along one direction."""
    with style():
        axes = made.add_subplot()
        axes.grid(axis=grid, color=PALE, linewidth=0.6)  # type: ignore[arg-type]
    return axes


def legend_below(axes: Axes, *, columns: int = 3, handles: Sequence[Any] | None = None) -> None:
    """The legend under the axes, where it hides nothing."""
    made = axes.figure
    options: dict[str, Any] = {"loc": "outside lower left", "ncols": columns, "handlelength": 1.8}
    if handles is None:
        handles = axes.get_legend_handles_labels()[0]
    made.legend(handles=handles, **options)
