"""Places, complaints and the errors a person may see.

A complaint names the place in the file, the dotted path in the scenario, what was given, what was expected,
and the nearest name where one may have been meant. All complaints of a file are collected before any is
raised.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: the file's name as the user gave it, line and column counted from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with an input, told so that its author can mend it.

    ``path`` is the dotted path in the scenario (``processes.permit.steps.review.takes``), ``given`` the
    offending value as text, ``expected`` what would have been right, ``nearest`` the closest existing name
    (or empty).
    """

    path: str
    given: str
    expected: str
    nearest: str = ""
    place: Place | None = None
    severity: Severity = "error"

    def at(self, place: Place | None) -> Complaint:
        """The same complaint with a place in a file."""
        return replace(self, place=place)

    def sentence(self) -> str:
        """The complaint in one line, without its place."""
        hint = f"; nearest: {self.nearest}" if self.nearest else ""
        return f"{self.path}: given {self.given}, expected {self.expected}{hint}"


class ShixianError(Exception):
    """Every error that this package raises on purpose."""


class InputError(ShixianError):
    """The user's input cannot be used; carries every complaint, in the order of the file."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints, key=_by_place))
        super().__init__("; ".join(c.sentence() for c in self.complaints))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Complaint, ...]]]:
        """It comes out of a worker process as it was raised there."""
        return InputError, (self.complaints,)


class UsageError(ShixianError):
    """The command or call was used wrongly: an unknown variant, a folder that does not exist."""


class SimulationError(ShixianError):
    """A run could not go on: an expression without a finite value, more than the language allows at one
    instant.
    """


class LawError(ShixianError):
    """A law that holds in every run was broken: our own fault, with the case and the instant."""


def nearest_name(word: str, candidates: Iterable[str]) -> str:
    """The candidate closest to ``word``, or an empty string where none is close.

    Closeness is `difflib`'s ratio (Ratcliff/Obershelp) of at least 0.5, and a shared part between underscores
    counts as close.
    """
    names = sorted(set(candidates))
    found = difflib.get_close_matches(word[:80], names, n=1, cutoff=0.5)
    if found:
        return found[0]
    parts = {p for p in word.split("_") if len(p) > 3}
    return next((n for n in names if parts & set(n.split("_"))), "")


def _by_place(complaint: Complaint) -> tuple[str, int, int, str]:
    place = complaint.place or Place("", 0, 0)
    return (place.file, place.line, place.column, complaint.path)
