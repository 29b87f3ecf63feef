"""Faults that somebody could make and that have a name (`faults.yaml`): what the suite exists to catch."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.mutation.sites import ROOT, Mutant

FILE = Path(__file__).with_name("faults.yaml")


def named() -> list[Mutant]:
    """The faults with a name; `ValueError` where the text has changed and no longer stands there once."""
    return [_mutant(**fault) for fault in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def _mutant(what: str, file: str, before: str, after: str) -> Mutant:
    text = (ROOT / file).read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise ValueError(f'"{what}": {before!r} stands {text.count(before)} times in {file}, expected once')
    start = text.index(before)
    return Mutant(file, start, start + len(before), before, after, what, text.count("\n", 0, start) + 1)
