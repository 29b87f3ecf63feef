"""Faults that somebody could make and that have a name (`faults.yaml`): what the suite exists to catch."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.mutation.sites import ROOT, Mutant

FILE = Path(__file__).with_name("faults.yaml")


class StaleError(Exception):
    """Texts that stand nowhere, or in more than one place."""


def named() -> list[Mutant]:
    """The faults with a name. Raises `StaleError` with each whose text does not stand in just one place."""
    if texts := stale():
        raise StaleError("tests/mutation/faults.yaml: write anew\n" + "\n".join(texts))
    return [_mutants(fault)[0] for fault in faults()]


def faults() -> list[dict[str, str]]:
    """The list as it is written."""
    found: list[dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def stale() -> list[str]:
    """The faults whose text has changed since, in words: they cannot be put in."""
    counted = [(fault, len(_mutants(fault))) for fault in faults()]
    return [
        f"  {fault['what']!r}: found {n} times in {fault['file']}, expected once: {fault['before']!r}"
        for fault, n in counted
        if n != 1
    ]


def _mutants(fault: dict[str, str]) -> list[Mutant]:
    """The fault at each place where its text stands, in the files of its pattern."""
    paths = sorted(ROOT.glob(fault["file"]))
    return [mutant for path in paths for mutant in _in_file(fault, path)]


def _in_file(fault: dict[str, str], path: Path) -> list[Mutant]:
    text, before, after = path.read_text(encoding="utf-8"), fault["before"], fault["after"]
    file, found, start = str(path.relative_to(ROOT)), list[Mutant](), text.find(before)
    while start >= 0:
        end, line = start + len(before), text.count("\n", 0, start) + 1
        found.append(Mutant(file, start, end, before, after, fault["what"], line))
        start = text.find(before, end)
    return found
