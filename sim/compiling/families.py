"""A distribution as written: its parameters by name, their units checked, handed over as plain floats."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sim.compiling.complaints import shortened
from sim.compiling.ledger import Ledger
from sim.distributions import FAMILIES, Distribution, DistributionError, FamilySpec, Kind, make
from sim.expressions import Call, Expr, Items, Pair, constant, render
from sim.units import SECONDS, Dim

A_MIX = "either working days (wd) or calendar time (s min h d w y), never both"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A distribution and the dimension of its outcome."""

    law: Distribution
    dim: Dim


class FamilyCall:
    """One call of a distribution: parameters by name, units checked, handed over as plain floats."""

    def __init__(self, call: Call, ledger: Ledger, law: Callable[[Expr], Resolved]) -> None:
        self._call = call
        self._ledger = ledger
        self._law_of = law
        self._spec: FamilySpec = FAMILIES[call.name]
        self._dims: list[Dim] = []
        self._scale = 1.0

    def law(self) -> Resolved:
        """The distribution. Raises DistributionError, ExpressionError or Told."""
        args = [self._value(name, expr) for name, expr in self._positional()]
        kwargs = {key: self._value(key, expr) for key, expr in self._call.kwargs}
        dim = self._common()
        try:
            return Resolved(make(self._call.name, args, kwargs), dim)
        except DistributionError:
            self._tell_in_own_unit(dim)
            raise

    def _tell_in_own_unit(self, dim: Dim) -> None:
        """Raise the family's error once more, with the values in the unit in which they are written."""
        units = [u for u in self._ledger.units(self._call) if u in SECONDS]
        if dim is not Dim.DURATION or not units:
            return
        self._scale = float(SECONDS[units[0]])
        args = [self._value(name, expr) for name, expr in self._positional()]
        kwargs = {key: self._value(key, expr) for key, expr in self._call.kwargs}
        try:
            make(self._call.name, args, kwargs)
        except DistributionError as error:
            given, expected, rest = str(error).partition(", expected")
            raise DistributionError(f"{self._with_unit(given, units[0])}{expected}{rest}") from None

    def _with_unit(self, told: str, unit: str) -> str:
        """``p50=3`` as ``p50=3 d``; figures that are told without their names have the unit behind them."""
        outcomes = [p.name for p in self._spec.parameters if p.kind is Kind.OUTCOME]
        figure = rf"\b({'|'.join(outcomes)})=(-?[0-9][0-9.e+-]*)"
        found, count = re.subn(figure, rf"\1=\2 {unit}", told) if outcomes else (told, 0)
        return found if count else f"{told} (in {unit})"

    def _positional(self) -> list[tuple[str, Expr]]:
        names = [*self._spec.names, *[""] * len(self._call.args)]
        return list(zip(names, self._call.args, strict=False))

    def _value(self, name: str, expr: Expr) -> object:
        kind = self._spec.parameter(name).kind if name in self._spec.names else Kind.OUTCOME
        if kind is Kind.OUTCOME:
            return self._outcome(expr)
        if kind is Kind.NUMBER:
            return self._number(name, expr)
        pairs = self._pairs(expr)
        if kind is Kind.WEIGHTED_VALUES:
            return [(self._outcome(x), self._number("weight", w)) for x, w in pairs]
        return [(self._number("weight", w), self._component(x)) for w, x in pairs]

    def _outcome(self, expr: Expr) -> float:
        found = constant(expr, self._ledger.lookup)
        self._dims.append(found.dim)
        return found.value / self._scale

    def _number(self, name: str, expr: Expr) -> float:
        found = constant(expr, self._ledger.lookup)
        if found.dim is not Dim.NUMBER:
            raise DistributionError(
                f"given {name}={render(expr)}, expected a pure number in {self._call.name}"
            )
        return found.value

    def _component(self, expr: Expr) -> Distribution:
        found = self._law_of(expr)
        self._dims.append(found.dim)
        return found.law

    def _pairs(self, expr: Expr) -> list[tuple[Expr, Expr]]:
        expr = self._ledger.resolved(expr)
        items = expr.items if isinstance(expr, Items) else ()
        pairs = [(p.items[0], p.items[1]) for p in items if isinstance(p, Pair | Items) and len(p.items) == 2]
        if not pairs or len(pairs) < len(items):
            shape = "(value, weight)" if self._call.name == "empirical" else "(weight, distribution)"
            raise DistributionError(f"given {shortened(render(expr))}, expected a list [{shape}, ...]")
        return pairs

    def _common(self) -> Dim:
        dims = set(self._dims)
        if dims == {Dim.DURATION, Dim.WORKDAYS}:
            raise DistributionError(f"given {render(self._call)}, expected {A_MIX}")
        if len(dims) > 1:
            kinds = " and ".join(sorted(d.value for d in dims))
            raise DistributionError(f"given {kinds} in {render(self._call)}, expected values of one kind")
        return self._dims[0] if self._dims else Dim.NUMBER
