"""The ledger: every figure of ``numbers`` as a quantity, a distribution or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.compiling.complaints import Complaints, Path, Told
from sim.distributions import FAMILIES
from sim.expressions import Call, Expr, ExpressionError, Items, Name, Num, children, constant, names
from sim.scenario import NumberModel
from sim.units import Dim, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

RESERVED = ("round", "elapsed", "now", "outcome", "owner")
"""Keywords of the language beside those of its grammar."""
LONGEST_CHAIN = 50
_NUMBERS = (Dim.NUMBER, Dim.DURATION, Dim.RATE)


class Ledger:
    """The figures by name. A wrong entry is complained about once; whoever uses it gets `Told`."""

    def __init__(self, numbers: Mapping[str, NumberModel], say: Complaints) -> None:
        self._numbers = numbers
        self._say = say
        self._done: dict[str, Quantity | None] = {}
        self._used_in: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.used: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def check(self) -> None:
        """Work out every entry, so that all that is wrong is told."""
        for name, model in self._numbers.items():
            if name in RESERVED:
                self._say.add(("numbers", name), name, "a name that is no keyword of the language")
            if self.shape(name) == "quantity":
                self._check_range(name, model)

    def expression(self, name: str) -> Expr:
        """The entry as written."""
        return self._numbers[name].value

    def shape(self, name: str) -> str:
        """``quantity``, ``distribution`` or ``list``."""
        value = self._numbers[name].value
        if isinstance(value, Items):
            return "list"
        return "distribution" if isinstance(value, Call) and value.name in FAMILIES else "quantity"

    def lookup(self, name: str) -> Quantity:
        """The quantity of a name, for `sim.expressions.constant`. Raises KeyError or `Told`."""
        if name not in self._numbers:
            if name in self._say.pruned:
                raise Told
            raise KeyError(name)
        if name not in self._done:
            self._done[name] = self._work_out(name)
        found = self._done[name]
        if found is None:
            raise Told
        return found

    def constants(self) -> dict[str, float]:
        """Every figure that may stand in a run-time expression, in base units."""
        return {n: q.value for n, q in self.quantities().items() if q.dim in _NUMBERS}

    def quantities(self) -> dict[str, Quantity]:
        """Every entry that is a (right) quantity."""
        found: dict[str, Quantity] = {}
        for name in self._numbers:
            if self.shape(name) == "quantity":
                try:
                    found[name] = self.lookup(name)
                except Told:
                    continue
        return found

    def resolved(self, expr: Expr) -> Expr:
        """The expression, or what stands in the ledger for a name that means a distribution or a list."""
        seen: set[str] = set()
        while isinstance(expr, Name) and expr.id in self._numbers and expr.id not in seen:
            seen.add(expr.id)
            value = self.expression(expr.id)
            if self.shape(expr.id) == "quantity" and not isinstance(value, Name):
                break
            expr = value
        return expr

    def units(self, expr: Expr) -> list[str]:
        """The units in which an expression is written, those of the ledger numbers it names included."""
        left, found, seen = [expr], [], set()
        while left:
            node = left.pop()
            left.extend(reversed(children(node)))
            if isinstance(node, Num) and node.unit is not None:
                found.append(node.unit)
            elif isinstance(node, Name) and node.id in self._numbers and node.id not in seen:
                seen.add(node.id)
                left.append(self.expression(node.id))
        return found

    def reach(self, expr: Expr) -> list[str]:
        """The ledger names that an expression rests on, directly or through others."""
        left, found = sorted(names(expr)), []
        while left:
            name = left.pop(0)
            if name in self._numbers and name not in found:
                found.append(name)
                left.extend(self._names_in(name))
        return found

    def _names_in(self, name: str) -> list[str]:
        """The names in an entry: half of all expressions rest on the same few entries."""
        if name not in self._used_in:
            self._used_in[name] = sorted(names(self.expression(name)))
        return self._used_in[name]

    def _work_out(self, name: str) -> Quantity | None:
        path: Path = ("numbers", name, "value")
        value = self.expression(name)
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            self._say.add(path, circle, "a number that does not depend on itself")
            return None
        if len(self._open) >= LONGEST_CHAIN:
            expected = f"a number that rests on others through at most {LONGEST_CHAIN} steps"
            self._say.add(path, name, expected)
            return None
        if (shape := self.shape(name)) != "quantity":
            self._say.add(path, f"{name}, a {shape}", "a single value where it is used in a calculation")
            return None
        self._open.append(name)
        try:
            return constant(value, self.lookup)
        except ExpressionError as error:
            self._say.wrong(path, error, value, self._numbers)
        except Told:
            pass
        finally:
            self._open.pop()
        return None

    def _check_range(self, name: str, model: NumberModel) -> None:
        path: Path = ("numbers", name, "range")
        try:
            value = self.lookup(name)
        except Told:
            return
        if model.range is None:
            return
        ends = [self._end(path, i, expr) for i, expr in enumerate(model.range)]
        low, high = ends
        if low is None or high is None:
            return
        for i, end in enumerate((low, high)):
            if end.dim is not value.dim:
                self._say.add((*path, i), f"a {end.dim.value}", f"a {value.dim.value}, like the value")
                return
        if low.value > high.value:
            self._say.add(path, "a range whose low end is above its high end", "[low, high]")

    def _end(self, path: Path, i: int, expr: Expr) -> Quantity | None:
        try:
            return constant(expr, self.lookup)
        except ExpressionError as error:
            self._say.wrong((*path, i), error, expr, self._numbers)
        except Told:
            pass
        return None

    def range_of(self, name: str) -> tuple[float, float] | None:
        """The range in base units, where it is stated and right."""
        model = self._numbers[name]
        try:
            ends = [constant(e, self.lookup).value for e in model.range or ()]
        except (ExpressionError, Told):
            return None
        return (ends[0], ends[1]) if ends else None
