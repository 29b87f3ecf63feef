"""Every measure by name: on what level it lives, its units, and how it is found in a log.

A new measure is one function in the file of its group and one line in that file's ``MEASURES``; the suite
demands a value worked out by hand for each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sim.estimate import Kind
from sim.measures.columns import Flags, Floats, Ints
from sim.measures.part import Part
from sim.measures.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Found:
    """A measure's value of every case of a process, in base units.

    ``known`` tells whose value is final, ``open`` who was unfinished (the value is that so far); a finished
    case that is neither lacks a milestone. ``absent`` cases are simply not asked (they never came to the
    step, say).
    """

    values: Floats
    known: Flags
    open: Flags
    absent: Flags | None = None


Rule = Callable[[Part, Wanted, str], Found]


@dataclass(frozen=True, slots=True)
class Measure:
    """``unit`` is the base unit (``s wd 1`` or ``money``), ``shown`` the unit of tables and JSON.

    ``takes`` says what stands behind the name's dot (``holder``, ``step``, ``outcome``, ``expression``), if
    anything.
    """

    name: str
    unit: Literal["s", "wd", "1", "money"]
    shown: Literal["d", "h", "min", "wd", "1", "money"]
    kind: Kind
    rule: Rule
    takes: str = field(default="", kw_only=True)


def of_all(part: Part, values: Floats | Ints) -> Found:
    """A value that every case has: final when the case has finished."""
    return Found(np.asarray(values, dtype=np.float64), part.left, ~part.left)
