"""Faults that somebody could make and that have a name (`faults.yaml`): what the suite exists to catch."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.mutation.sites import ROOT, Mutant

FILE = Path(__file__).with_name("faults.yaml")


def named() -> list[Mutant]:
    """The faults whose text stands where the list says."""
    return [m for m in map(_mutant, faults()) if m is not None]


def faults() -> list[dict[str, str]]:
    """The list as it is written."""
    found: list[dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def stale() -> list[str]:
    """The faults whose text has changed since: they can no longer be put in, and should be written anew."""
    return [fault["what"] for fault in faults() if _mutant(fault) is None]


def _mutant(fault: dict[str, str]) -> Mutant | None:
    text, before = (ROOT / fault["file"]).read_text(encoding="utf-8"), fault["before"]
    if text.count(before) != 1:
        return None
    start = text.index(before)
    line, end = text.count("\n", 0, start) + 1, start + len(before)
    return Mutant(fault["file"], start, end, before, fault["after"], fault["what"], line)
