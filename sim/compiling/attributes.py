"""Attributes: how a case gets each of them at arrival, and what may be said of them in expressions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from sim.compiling.codes import ZERO, Scope, possible_texts
from sim.compiling.complaints import Path, sum_of
from sim.compiling.desk import Desk
from sim.compiling.ledger import RESERVED
from sim.compiling.unfolding import Unfolded
from sim.expressions import KEYWORDS, Expr, names
from sim.program import Attribute
from sim.scenario import ProcessModel
from sim.steps import Set
from sim.units import Dim

_KINDS = (Dim.NUMBER, Dim.TEXT, Dim.BOOL)
_SUM_TOLERANCE = 1e-9


@dataclass(slots=True)
class Attributes:
    """The attributes of a process by slot, their kinds, and the texts each can be where that can be told."""

    made: list[Attribute] = field(default_factory=list)
    dims: dict[str, Dim] = field(default_factory=dict)
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    @property
    def names(self) -> tuple[str, ...]:
        """The names by slot."""
        return tuple(a.name for a in self.made)

    def scope(self) -> Scope:
        """Expressions of attributes alone."""
        slots = {n: i for i, n in enumerate(self.names)}
        return Scope(slots, dict(self.dims), dict(self.values), frozenset(self.broken))

    def in_steps(self) -> Scope:
        """Expressions of steps: `round`, `elapsed` and `now` too."""
        n = len(self.made)
        return self.of_rows().with_names({"now": (n + 2, Dim.NUMBER)})

    def of_rows(self) -> Scope:
        """Expressions that are evaluated on the finished log (`fee`, `documents`): `round` and `elapsed`."""
        n = len(self.made)
        return self.scope().with_names({"round": (n, Dim.NUMBER), "elapsed": (n + 1, Dim.NUMBER)})

    def in_targets(self, outcomes: frozenset[str]) -> Scope:
        """Expressions of targets: `outcome` too."""
        scope = self.of_rows().with_names({"outcome": (len(self.made) + 2, Dim.TEXT)})
        return replace(scope, values={**scope.values, "outcome": outcomes})


def attributes_of(desk: Desk, name: str, model: ProcessModel) -> Attributes:
    """The attributes of a process in listing order; an expression may name earlier ones only."""
    found = Attributes()
    for attribute, value in model.attributes.items():
        told = len(desk.say.errors)
        _Maker(desk, name, attribute, found).make(value)
        named = frozenset() if isinstance(value, dict) else names(value)
        if len(desk.say.errors) > told or named & found.broken:
            found.broken.add(attribute)
    return found


def settle_values(desk: Desk, found: Attributes, model: ProcessModel, unfolded: Unfolded) -> None:
    """Add the texts that `set` steps and schedules give; forget those of one that can be any."""
    sets = [pair for s in unfolded.order if isinstance(s, Set) for pair in s.to.items()]
    for name, expr in sets:
        known = found.values.pop(name, None)
        texts = possible_texts(expr, {**found.values, name: known} if known is not None else found.values)
        if known is not None and texts is not None:
            found.values[name] = known | texts
    for name, column in _scheduled(desk, model).items():
        if name in found.values:
            found.values[name] |= frozenset(column)


def _scheduled(desk: Desk, model: ProcessModel) -> Mapping[str, tuple[str, ...]]:
    file = model.arrive.schedule if model.arrive is not None else None
    return desk.scenario.tables.get(file, {}) if isinstance(file, str) else {}


class _Maker:
    def __init__(self, desk: Desk, process: str, name: str, found: Attributes) -> None:
        self._desk, self._name, self._found = desk, name, found
        self._path: Path = ("processes", process, "attributes", name)
        self._stream = desk.streams.number(self._path, f"{process}//attribute.{name}")

    def make(self, value: dict[str, Expr] | Expr) -> None:
        """Add the attribute."""
        self._check_name()
        if isinstance(value, dict):
            self._shares(value)
        elif self._desk.values.is_distribution(value):
            self._draw(value)
        else:
            self._expression(value)

    def _check_name(self) -> None:
        if self._name in self._desk.ledger:
            expected = "a name that no ledger number has (a name is only one of attribute and ledger number)"
            self._desk.say.add(self._path, self._name, expected)
        elif self._name in KEYWORDS or self._name in RESERVED:
            self._desk.say.add(self._path, self._name, "a name that is no keyword of the language")

    def _shares(self, shares: dict[str, Expr]) -> None:
        weights = [self._desk.values.share((*self._path, text), expr) for text, expr in shares.items()]
        total = math.fsum(weights)
        if abs(total - 1) > _SUM_TOLERANCE and not self._any_wrong(shares):
            self._desk.say.add(self._path, sum_of(weights), "shares that sum to 1")
        sums = list(accumulate(weights))
        numbers = tuple(self._desk.texts.number(text) for text in shares)
        self._found.values[self._name] = frozenset(shares)
        self._add(Dim.TEXT, cumulated=(*sums[:-1], 1.0), values=numbers)

    def _any_wrong(self, shares: dict[str, Expr]) -> bool:
        """Whether a share was complained about already, so that their sum says nothing."""
        found = [self._desk.values.quantity((*self._path, text), expr) for text, expr in shares.items()]
        return any(q is None or q.dim is not Dim.NUMBER or not 0 <= q.value <= 1 for q in found)

    def _draw(self, value: Expr) -> None:
        draw = self._desk.values.draw(self._path, value)
        if draw is None or draw.unit == "wd":
            if draw is not None:
                self._desk.say.add(self._path, "working days", "a plain number or a calendar duration")
            self._add(Dim.NUMBER, code=self._desk.codes.keep(ZERO))
        else:
            self._add(Dim.NUMBER, draw=self._desk.keep(draw))

    def _expression(self, value: Expr) -> None:
        expected = "shares, a distribution, or an expression of earlier attributes"
        code, dim = self._desk.codes.make(self._path, value, self._found.scope(), _KINDS, expected)
        if dim is Dim.TEXT and (texts := possible_texts(value, self._found.values)) is not None:
            self._found.values[self._name] = texts
        self._add(dim, code=code)

    def _add(
        self,
        dim: Dim,
        *,
        draw: int = -1,
        code: int = -1,
        cumulated: tuple[float, ...] = (),
        values: tuple[float, ...] = (),
    ) -> None:
        self._found.dims[self._name] = dim
        self._found.made.append(
            Attribute(
                name=self._name,
                text=dim is Dim.TEXT,
                stream=self._stream,
                draw=draw,
                code=code,
                cumulated=cumulated,
                values=values,
            )
        )
