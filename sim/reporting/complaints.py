"""Complaints and warnings as a person reads them: where, what was given, what was expected, what is near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.errors import Complaint
from sim.form import in_chinese
from sim.labels import Language
from sim.reporting.layout import columns_of, padded
from sim.reporting.visible import visible
from sim.reporting.words import counted, say

MARGIN = "    "


def complaint_lines(complaints: Sequence[Complaint], lang: Language) -> list[str]:
    """Every complaint, and how many there are."""
    lines = [line for c in complaints for line in one_complaint(c, lang)]
    count = counted(lang, len(complaints), "{n} problem.", "{n} problems.")
    return [*lines, f"{count}{say(lang, ' ')}{say(lang, 'Nothing was run.')}"]


def one_complaint(complaint: Complaint, lang: Language) -> list[str]:
    """A complaint with its place and path in the first line, and what is wrong below."""
    place = visible(str(complaint.place)) if complaint.place else ""
    given, expected = say(lang, "given"), say(lang, "expected")
    broad = max(columns_of(given), columns_of(expected))
    nearest = say(lang, "; nearest: {name}", name=complaint.nearest) if complaint.nearest else ""
    return [
        "  ".join(part for part in (place, visible(complaint.path)) if part),
        f"{MARGIN}{padded(given, broad)}  {_in(complaint.given, lang)}",
        f"{MARGIN}{padded(expected, broad)}  {_in(complaint.expected, lang)}{nearest}",
    ]


def warning_lines(warnings: Iterable[Complaint], lang: Language) -> list[str]:
    """Warnings in two lines each: what is odd, and what would be in order."""
    lines: list[str] = []
    for warning in warnings:
        place = f"{warning.place}  " if warning.place else ""
        lines.append(f"{place}{say(lang, 'warning')}: {_in(warning.given, lang)}")
        nearest = say(lang, "; nearest: {name}", name=warning.nearest) if warning.nearest else ""
        lines.append(f"{MARGIN}{say(lang, 'expected')}  {_in(warning.expected, lang)}{nearest}")
    return lines


def _in(text: str, lang: Language) -> str:
    return visible(in_chinese(text) if lang == "zh" else text)
