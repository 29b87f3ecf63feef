"""Constant folding with dimensions: what ``2 * survey`` or ``city_volume / courts`` amounts to, in base
units.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.expressions.ast import (
    Binary,
    Call,
    Compare,
    Expr,
    IfElse,
    Items,
    Logic,
    Name,
    Not,
    Num,
    Pair,
    Text,
    Unary,
    unknown,
    wrong,
)
from sim.expressions.functions import Table, bad_call, bands, checked_table, larger, smaller, tiers
from sim.expressions.oracle import COMPARE
from sim.units import Dim, Quantity, quantity

Lookup = Callable[[str], Quantity]
# Powers of (seconds, working days).
_POWERS = {Dim.NUMBER: (0, 0), Dim.DURATION: (1, 0), Dim.RATE: (-1, 0), Dim.WORKDAYS: (0, 1)}
_DIMS = {powers: dim for dim, powers in _POWERS.items()}


def constant(expr: Expr, lookup: Lookup) -> Quantity:
    """The quantity of an expression of literals and ledger numbers.

    ``lookup(name)`` gives a ledger number's quantity and raises KeyError for a name it does not know (told
    as UnknownName). Raises ExpressionError where dimensions clash (``3 d + 2``, ``5 wd + 1 d``, ``2 d * 3
    d``), for a text, a list, a distribution or a division by zero. A rate times a duration is a number; one
    over a duration is a rate.
    """
    match expr:
        case Num():
            return _number(expr)
        case Name():
            return _name(expr, lookup)
        case Unary():
            part = _measure(expr.x, lookup)
            return Quantity(-part.value, part.dim)
        case Binary():
            return _binary(expr, lookup)
        case Compare() | Logic() | Not():
            return Quantity(float(_truth(expr, lookup)), Dim.BOOL)
        case IfElse():
            return constant(expr.then if _truth(expr.test, lookup) else expr.other, lookup)
        case Call():
            return _call(expr, lookup)
        case Text() | Items() | Pair():
            given = f'the text "{expr.value}"' if isinstance(expr, Text) else "a list"
            raise wrong(given, "a number, a duration or a rate", expr.column)


def _number(expr: Num) -> Quantity:
    if math.isinf(expr.value):
        raise wrong("inf", "a finite number (inf is only the last bound of tiers)", expr.column)
    return quantity(expr.value, expr.unit)


def _name(expr: Name, lookup: Lookup) -> Quantity:
    try:
        return lookup(expr.id)
    except KeyError:
        raise unknown(expr.id, expr.column, "the name of a ledger number") from None


def _measure(expr: Expr, lookup: Lookup) -> Quantity:
    """A quantity that can be calculated with: not a truth value."""
    part = constant(expr, lookup)
    if part.dim not in _POWERS:
        raise wrong(f"a {part.dim.value}", "a number, a duration or a rate", expr.column)
    return part


def _binary(expr: Binary, lookup: Lookup) -> Quantity:
    left, right = _measure(expr.left, lookup), _measure(expr.right, lookup)
    if expr.op in ("+", "-"):
        _same(expr, left, right)
        other = right.value if expr.op == "+" else -right.value
        return Quantity(_finite(left.value + other, expr), left.dim)
    sign = 1 if expr.op == "*" else -1
    a, b = _POWERS[left.dim], _POWERS[right.dim]
    dim = _DIMS.get((a[0] + sign * b[0], a[1] + sign * b[1]))
    if dim is None:
        raise _clash(expr, left, right)
    if sign < 0 and right.value == 0:
        raise wrong("a division by zero", "a divisor other than 0", expr.right.column)
    return Quantity(_finite(left.value * right.value if sign > 0 else left.value / right.value, expr), dim)


def _same(expr: Binary | Compare, left: Quantity, right: Quantity) -> None:
    if left.dim is not right.dim:
        raise _clash(expr, left, right)


def _clash(expr: Binary | Compare, left: Quantity, right: Quantity) -> Exception:
    expected = "a plain number, a time or a rate as the result"
    if {left.dim, right.dim} == {Dim.WORKDAYS, Dim.DURATION}:
        expected = "either working days (wd) or calendar time (s min h d w y), never both"
    elif expr.op not in ("*", "/"):
        expected = "the same kind on both sides, such as 3 d + 2 h"
    return wrong(f"a {left.dim.value} {expr.op} a {right.dim.value}", expected, expr.column)


def _finite(value: float, expr: Expr) -> float:
    if not math.isfinite(value):
        raise wrong("a result too large for a number", "a finite number", expr.column)
    return value


def _truth(expr: Expr, lookup: Lookup) -> bool:
    match expr:
        case Compare():
            left, right = constant(expr.left, lookup), constant(expr.right, lookup)
            _same(expr, left, right)
            return COMPARE[expr.op](left.value, right.value)
        case Logic():
            found = [_truth(item, lookup) for item in expr.items]
            return any(found) if expr.op == "or" else all(found)
        case Not():
            return not _truth(expr.x, lookup)
        case _:
            return _bool(constant(expr, lookup), expr)


def _bool(part: Quantity, expr: Expr) -> bool:
    if part.dim is not Dim.BOOL:
        raise wrong(f"a {part.dim.value}", "a comparison", expr.column)
    return part.value != 0.0


def _call(call: Call, lookup: Lookup) -> Quantity:
    if error := bad_call(call):
        raise error
    first = _measure(call.args[0], lookup)
    if call.name == "abs":
        return Quantity(abs(first.value), first.dim)
    if call.name == "tiers":
        return _tiers(call, first, lookup)
    value = first.value
    for arg in call.args[1:]:
        part = _measure(arg, lookup)
        if part.dim is not first.dim:
            given = f"a {first.dim.value} and a {part.dim.value} in {call.name}"
            raise wrong(given, "values of one kind", arg.column)
        value = smaller(value, part.value) if call.name == "min" else larger(value, part.value)
    return Quantity(value, first.dim)


def _tiers(call: Call, x: Quantity, lookup: Lookup) -> Quantity:
    pairs = bands(call)
    bounds = [_plain(upto, lookup) for upto, _ in pairs[:-1]]
    rates = [_plain(rate, lookup) for _, rate in pairs]
    table: Table = tuple(zip([*bounds, math.inf], rates, strict=True))
    if x.dim is not Dim.NUMBER:
        raise wrong(f"a {x.dim.value} in tiers", "a plain number", call.args[0].column)
    return Quantity(_finite(tiers(x.value, checked_table(table, call.column)), call), Dim.NUMBER)


def _plain(expr: Expr, lookup: Lookup) -> float:
    part = constant(expr, lookup)
    if part.dim is not Dim.NUMBER:
        raise wrong(f"a {part.dim.value} in tiers", "a plain number", expr.column)
    return part.value
