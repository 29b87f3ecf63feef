"""The tree interpreted directly on Python values: slow and plain, the judge of ``lower`` and ``run_code``."""

from __future__ import annotations

import math
import operator
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
from sim.expressions.functions import bad_call, bands, checked_table, divide, larger, smaller, tiers
from sim.units import quantity

Value = float | str | bool
COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": divide, "min": smaller, "max": larger,
}  # fmt: skip


def evaluate(expr: Expr, lookup: Callable[[str], Value]) -> Value:
    """The value of a run-time expression: a float in base units, a text or a truth value.

    ``lookup(name)`` gives a name's value and raises KeyError for an unknown one (told as UnknownName).
    Arithmetic is IEEE: the caller judges what is not finite. The expression is one that ``infer`` accepts.
    """
    match expr:
        case Num():
            return quantity(expr.value, expr.unit).value
        case Text():
            return expr.value
        case Name():
            return _name(expr, lookup)
        case Unary():
            return -_number(expr.x, lookup)
        case Binary():
            return _ARITHMETIC[expr.op](_number(expr.left, lookup), _number(expr.right, lookup))
        case Compare():
            return COMPARE[expr.op](evaluate(expr.left, lookup), evaluate(expr.right, lookup))
        case Logic():
            found = [bool(evaluate(item, lookup)) for item in expr.items]
            return any(found) if expr.op == "or" else all(found)
        case Not():
            return not evaluate(expr.x, lookup)
        case IfElse():
            return evaluate(expr.then if evaluate(expr.test, lookup) else expr.other, lookup)
        case Call():
            return _call(expr, lookup)
        case Items() | Pair():
            raise wrong("a list", "a single value", expr.column)


def _name(expr: Name, lookup: Callable[[str], Value]) -> Value:
    try:
        return lookup(expr.id)
    except KeyError:
        raise unknown(expr.id, expr.column) from None


def _number(expr: Expr, lookup: Callable[[str], Value]) -> float:
    value = evaluate(expr, lookup)
    if isinstance(value, str):
        raise wrong("a text", "a number", expr.column)
    return float(value)


def _call(call: Call, lookup: Callable[[str], Value]) -> float:
    if error := bad_call(call):
        raise error
    value = _number(call.args[0], lookup)
    if call.name == "abs":
        return abs(value)
    if call.name == "tiers":
        pairs = bands(call)
        bounds = [_number(upto, lookup) for upto, _ in pairs[:-1]] + [math.inf]
        rates = [_number(rate, lookup) for _, rate in pairs]
        return tiers(value, checked_table(tuple(zip(bounds, rates, strict=True)), call.column))
    for arg in call.args[1:]:
        value = _ARITHMETIC[call.name](value, _number(arg, lookup))
    return value
