"""Run-time expressions: names checked, kinds checked, texts numbered, each code kept once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.compiling.complaints import Complaints, Path
from sim.compiling.ledger import Ledger
from sim.errors import Severity, nearest_name
from sim.expressions import (
    Code,
    Compare,
    Expr,
    ExpressionError,
    IfElse,
    Name,
    Text,
    children,
    infer,
    lower,
    names,
    render,
)
from sim.units import Dim

ZERO = Code((0,), (0.0,))


class Texts:
    """Every text that a value can be, by number in the order of first use."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def number(self, text: str) -> float:
        """The number of a text."""
        return float(self._index.setdefault(text, len(self._index)))

    @property
    def all(self) -> tuple[str, ...]:
        """The texts by number."""
        return tuple(self._index)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that may stand in an expression: their slots, their kinds, and the values that texts can
    have.
    """

    slots: Mapping[str, int]
    dims: Mapping[str, Dim]
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    """Attributes that were complained about: whoever names them says nothing."""

    def with_names(self, extra: Mapping[str, tuple[int, Dim]]) -> Scope:
        """This scope and further names."""
        slots = {**self.slots, **{n: s for n, (s, _) in extra.items()}}
        dims = {**self.dims, **{n: d for n, (_, d) in extra.items()}}
        return Scope(slots, dims, self.values, self.broken)

    def without(self, name: str) -> Scope:
        """This scope but for a name."""
        slots = {n: s for n, s in self.slots.items() if n != name}
        dims = {n: d for n, d in self.dims.items() if n != name}
        return Scope(slots, dims, self.values, self.broken)


class Codes:
    """Makes codes out of expressions; complains and returns a constant 0 where one is wrong."""

    def __init__(self, ledger: Ledger, texts: Texts, say: Complaints) -> None:
        self._ledger = ledger
        self._texts = texts
        self._say = say
        self._index: dict[Code, int] = {}
        self._listed: list[Code] = []
        self._constants: dict[str, float] | None = None

    @property
    def all(self) -> tuple[Code, ...]:
        """The codes by index."""
        return tuple(self._listed)

    def keep(self, code: Code) -> int:
        """The index of a code; equal codes share one."""
        if code not in self._index:
            self._index[code] = len(self._listed)
            self._listed.append(code)
        return self._index[code]

    def fixed(self, index: int) -> float | None:
        """The value of a code that is a constant."""
        return self._listed[index].fixed

    def make(
        self, path: Path, expr: Expr, scope: Scope, kinds: Iterable[Dim], expected: str
    ) -> tuple[int, Dim]:
        """The index and kind of an expression that must be of one of ``kinds``."""
        allowed = tuple(kinds)
        try:
            dim = self._kind(path, expr, scope)
            if dim is None:
                return self.keep(ZERO), allowed[0]
            if dim not in allowed:
                self._say.add(path, f"{render(expr)}, a {dim.value}", expected)
                return self.keep(ZERO), allowed[0]
            code = lower(expr, scope.slots, self._known(), self._texts.number)
        except ExpressionError as error:
            self._say.wrong(path, error, expr, (*scope.dims, *self._ledger))
            return self.keep(ZERO), allowed[0]
        if code.fixed is not None and not math.isfinite(code.fixed):
            self._say.add(path, f"{render(expr)}, which has no finite value", "a finite value")
            return self.keep(ZERO), dim
        return self.keep(code), dim

    def _known(self) -> dict[str, float]:
        if self._constants is None:
            self._constants = self._ledger.constants()
        return self._constants

    def _kind(self, path: Path, expr: Expr, scope: Scope) -> Dim | None:
        """The kind, after the checks of what `infer` cannot know; None where that was complained about."""
        known, used = self._known(), names(expr)
        if used & scope.broken:
            return None
        blamed = [n for n in used if n not in scope.dims and n not in known and self._excused(path, expr, n)]
        if blamed:
            return None
        dim = infer(expr, {**dict.fromkeys(known, Dim.NUMBER), **scope.dims})
        self.check_texts(path, expr, scope)
        return dim

    def _excused(self, path: Path, expr: Expr, name: str) -> bool:
        """Whether a name that has no number here was told about, now or elsewhere."""
        if name in self._say.pruned:
            return True
        if name not in self._ledger:
            return False
        shape = self._ledger.shape(name)
        if shape != "quantity":
            self._say.add(path, f"{name}, a {shape} of the ledger", "single values in an expression")
        elif name in self._ledger.quantities():
            given = f"{name}, a ledger number in wd"
            self._say.add(path, given, "numbers and calendar durations in an expression (5 d, never wd)")
        return True

    def check_texts(self, path: Path, expr: Expr, scope: Scope) -> None:
        """Tell of a text compared with an attribute that is none of the values it can have.

        That is a warning, since a schedule may bring further values; of an outcome it is an error.
        """
        left: list[Expr] = [expr]
        while left:
            node = left.pop()
            left.extend(children(node))
            if isinstance(node, Compare):
                for name, text in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(name, Name) and isinstance(text, Text) and name.id in scope.values:
                        self._check_text(path, name.id, text.value, scope.values[name.id])

    def _check_text(self, path: Path, name: str, text: str, values: frozenset[str]) -> None:
        if text not in values:
            given, expected = f'{name} == "{text}"', f"a value of {name}: {', '.join(sorted(values))}"
            severity: Severity = "error" if name == "outcome" else "warning"
            self._say.add(path, given, expected, nearest_name(text, values), severity=severity)


def possible_texts(expr: Expr, values: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """Every text that an expression can give; None where that cannot be told."""
    match expr:
        case Text():
            return frozenset({expr.value})
        case Name():
            return values.get(expr.id)
        case IfElse():
            then, other = possible_texts(expr.then, values), possible_texts(expr.other, values)
            return None if then is None or other is None else then | other
        case _:
            return None
