"""What a sweep varies: paths of a scenario or numbers of its ledger, each over a list or a range.

    pools.window.staff=4..12        whole numbers, all of them
    online_share=0.5,0.7,0.95       a number of the ledger by its bare name
    processes.permit.steps.review.takes=2 h..6 h..30 min
    review_mean                     its range in the ledger: the low end, its value, the high end

A range of whole numbers needs no step; any other one needs it, unless the values are sampled: then it is
continuous, and a bare name means anything in its range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import product
from math import prod
from typing import Any

from sim.errors import UsageError, nearest_name
from sim.reading import Source
from sim.units import UNITS, Quantity, UnitError, quantity

MOST_POINTS = 100_000
"""More points than this are meant by nobody."""

DIGITS = 8
"""Sampled values are rounded to so many digits, so that a table shows what was run."""

_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(%|per [a-z]+|[a-z]+)?\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A range from ``low`` to ``high`` (numbers of ``unit``); ``whole`` holds whole numbers only."""

    low: Decimal
    high: Decimal
    unit: str
    whole: bool

    def text(self, value: Decimal | float) -> str:
        """A value of the range as ``--set`` takes it."""
        number = f"{value.normalize():f}" if isinstance(value, Decimal) else f"{value:.{DIGITS}g}"
        return number + (self.unit if self.unit in ("", "%") else f" {self.unit}")

    def at(self, u: float) -> str:
        """The value at a share ``u`` in [0, 1) of the range."""
        low, high = float(self.low), float(self.high)
        if self.whole:
            return self.text(Decimal(min(int(low + u * (high - low + 1)), int(high))))
        return self.text(low + u * (high - low))


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that is varied: as it was named, its path, its levels, and its range where it has one."""

    name: str
    path: str
    levels: tuple[str, ...]
    span: Span | None = None

    def at(self, u: float) -> str:
        """The level at a share ``u`` in [0, 1) of them all."""
        return self.span.at(u) if self.span is not None else self.levels[int(u * len(self.levels))]

    @property
    def tried(self) -> tuple[str, ...]:
        """The levels whose fitness tells that of all: every listed one, and the ends of a range."""
        return (
            self.levels
            if self.span is None
            else (self.span.text(self.span.low), self.span.text(self.span.high))
        )


def factors_of(texts: Sequence[str], source: Source, *, sampled: bool = False) -> tuple[Factor, ...]:
    """The factors that ``--vary`` texts ask for; `UsageError` on what cannot be read, or comes twice."""
    if not texts:
        raise UsageError("nothing to vary: --vary PATH=LIST_OR_RANGE, for example pools.window.staff=4..12")
    numbers = _numbers(source)
    found = tuple(_factor(text, numbers, sampled=sampled) for text in texts)
    paths = [f.path for f in found]
    twice = next((f.name for f in found if paths.count(f.path) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is varied twice")
    return found


def full_factorial(factors: Sequence[Factor]) -> list[tuple[str, ...]]:
    """Every combination of the levels; the last factor changes fastest. `UsageError` on too many."""
    count = prod(len(f.levels) for f in factors)
    if count > MOST_POINTS:
        raise UsageError(
            f"{count:,} points are more than {MOST_POINTS:,}: fewer levels, or --sample sobol:256"
        )
    return list(product(*(f.levels for f in factors)))


def settings_of(factors: Sequence[Factor], values: Iterable[str]) -> tuple[str, ...]:
    """A point's values as ``PATH=VALUE`` texts."""
    return tuple(f"{f.path}={value}" for f, value in zip(factors, values, strict=True))


# Reading


def _factor(text: str, numbers: dict[str, Any], *, sampled: bool) -> Factor:
    name, equals, values = (part.strip() for part in text.partition("="))
    path = f"numbers.{name}.value" if name in numbers else name
    if not equals:
        return _of_ledger(name, path, numbers)
    if not name or not values:
        raise UsageError(f'"{text}" is not PATH=LIST_OR_RANGE, for example pools.window.staff=4..12')
    if ".." not in values or "(" in values:
        levels = tuple(dict.fromkeys(_split(values, text)))
        return Factor(name, path, levels)
    return _range(name, path, values, sampled=sampled)


def _of_ledger(name: str, path: str, numbers: dict[str, Any]) -> Factor:
    if name not in numbers:
        near = nearest_name(name, numbers)
        hint = f"; nearest: {near}" if near else ""
        raise UsageError(f'"{name}" is no number of the ledger{hint}; anything else needs values: PATH=LIST')
    number = numbers[name]
    ends = number.get("range") if isinstance(number, dict) else None
    if not isinstance(ends, list) or len(ends) != 2:
        raise UsageError(f"{name} has no range in the ledger: give one, {name}=LOW..HIGH")
    low, high = (_read(str(end), name) for end in ends)
    span = _span(name, low, high)
    own = str(number.get("value", ""))
    # A ratio of 1.5 between 1 and 3 is no number of people.
    span = replace(span, whole=span.whole and own.isdigit())
    levels = (span.text(span.low), own, span.text(span.high))
    return Factor(name, path, tuple(dict.fromkeys(v for v in levels if v)), span)


def _range(name: str, path: str, values: str, *, sampled: bool) -> Factor:
    parts = values.split("..")
    if len(parts) not in (2, 3) or not all(part.strip() for part in parts):
        raise UsageError(f'{name}: "{values}" is no range; expected LOW..HIGH or LOW..HIGH..STEP')
    low, high, *steps = (_read(part, name) for part in parts)
    span = _span(name, low, high)
    if steps:
        return Factor(name, path, _steps(name, span, _in_unit(name, steps[0], span.unit)))
    if span.whole:
        return Factor(name, path, _steps(name, span, Decimal(1)), span)
    if not sampled:
        raise UsageError(
            f"{name}: how many values lie in {values}? expected LOW..HIGH..STEP, or --sample sobol:256"
        )
    return Factor(name, path, (span.text(span.low), span.text(span.high)), span)


def _steps(name: str, span: Span, step: Decimal) -> tuple[str, ...]:
    if step <= 0:
        raise UsageError(f"{name}: a step of {step} leads nowhere; expected one above 0")
    count = int((span.high - span.low) / step) + 1
    if count > MOST_POINTS:
        raise UsageError(f"{name}: {count:,} values are more than {MOST_POINTS:,}")
    return tuple(span.text(span.low + k * step) for k in range(count))


def _span(name: str, low: tuple[Decimal, str], high: tuple[Decimal, str]) -> Span:
    unit = low[1] or high[1]
    ends = _in_unit(name, low, unit), _in_unit(name, high, unit)
    if ends[0] > ends[1]:
        raise UsageError(f"{name}: the range from {low[0]} to {high[0]} is empty; expected LOW..HIGH")
    whole = (
        not unit and all(end == end.to_integral_value() for end in ends) and "." not in f"{low[0]}{high[0]}"
    )
    return Span(*ends, unit, whole)


def _in_unit(name: str, value: tuple[Decimal, str], unit: str) -> Decimal:
    """A number of its own unit (none: that of the range) as a number of ``unit``."""
    number, own = value
    if own in ("", unit):
        return number
    try:
        given, one = _quantity(1, own), _quantity(1, unit)
    except UnitError as error:
        raise UsageError(f"{name}: {error}") from None
    if given.dim != one.dim:
        raise UsageError(f"{name}: {own} and {unit or 'a plain number'} do not go together in one range")
    return number * Decimal(repr(given.value)) / Decimal(repr(one.value))


def _quantity(value: float, unit: str) -> Quantity:
    return quantity(value / 100, None) if unit == "%" else quantity(value, unit or None)


def _read(text: str, name: str) -> tuple[Decimal, str]:
    found = _QUANTITY.fullmatch(text)
    try:
        if found is not None:
            unit = found[2] or ""
            if unit not in ("", "%"):
                quantity(1, unit)
            return Decimal(found[1]), unit
    except (InvalidOperation, UnitError):
        pass
    raise UsageError(
        f'{name}: "{text.strip()}" is no number with a unit; units are {" ".join(UNITS)}, per d, %'
    )


def _split(values: str, text: str) -> list[str]:
    """The values between the commas that stand outside brackets."""
    found, depth = [""], 0
    for c in values:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            found.append("")
        else:
            found[-1] += c
    listed = [value.strip() for value in found]
    if not all(listed):
        raise UsageError(f'"{text}": a value is missing between the commas')
    return listed


def _numbers(source: Source) -> dict[str, Any]:
    tree = source.tree.get("numbers") if source.tree is not None else None
    return dict(tree) if isinstance(tree, dict) else {}
