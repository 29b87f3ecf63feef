"""The list of mutants is one that can be run: not the run itself, which is `make mutation`."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.mutation.named import StaleError, faults, named, stale
from tests.mutation.rooms import mutants


def test_every_fault_with_a_name_fits_the_program() -> None:
    assert not stale(), "\n".join(["write anew in tests/mutation/faults.yaml:", *stale()])


def test_every_fault_has_a_name_of_its_own() -> None:
    names = Counter(fault["what"] for fault in faults())
    assert [name for name, n in names.items() if n > 1] == []


def test_a_fault_whose_text_is_gone_stops_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lost = {"what": "a lost fault", "file": "sim/luck.py", "before": "no such text", "after": "pass"}
    everywhere = {"what": "one too common", "file": "sim/luck.py", "before": "def ", "after": "pass"}
    (tmp_path / "faults.yaml").write_text(yaml.safe_dump([lost, everywhere]), encoding="utf-8")
    monkeypatch.setattr("tests.mutation.named.FILE", tmp_path / "faults.yaml")
    with pytest.raises(StaleError, match=r"(?s)'a lost fault': found 0 times.*'one too common': found"):
        named()


def test_there_are_mutants_enough_and_each_is_a_program() -> None:
    found = mutants()
    assert len(found) >= 150
    for _, mutant in found:
        assert mutant.before != mutant.after
        ast.parse(mutant.source())


def test_the_sample_is_always_the_same() -> None:
    assert mutants() == mutants()
