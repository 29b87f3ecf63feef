"""The quantiles are SciPy's own, however they were loaded."""

from __future__ import annotations

import importlib
import sys

import pytest
from scipy import special as whole

from sim.statistics import special

NAMES = ("betaincinv", "ndtri", "stdtrit")


@pytest.mark.parametrize("name", NAMES)
def test_a_quantile_is_the_function_of_scipy_special(name: str) -> None:
    assert getattr(special, name) is getattr(whole, name)


def test_where_scipy_has_no_such_modules_it_is_imported_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(special, "_PARTS", ("_no_such_part",))
    monkeypatch.delitem(sys.modules, "scipy.special._no_such_part", raising=False)
    found = special._functions()
    assert [found[name] for name in NAMES] == [getattr(whole, name) for name in NAMES]
    assert "scipy.special._no_such_part" not in sys.modules


def test_a_part_that_cannot_be_loaded_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_spec: object) -> object:
        raise ImportError("no such symbol")

    for part in special._PARTS:
        monkeypatch.delitem(sys.modules, f"scipy.special.{part}")
    monkeypatch.setattr(special, "module_from_spec", fails)
    found = special._functions()
    assert set(found) == set(NAMES)
    assert all(float(found[name](*([1.0] * (found[name].nin - 1)), 0.5)) >= 0 for name in NAMES)
    monkeypatch.undo()
    assert importlib.import_module("scipy.special") is whole
