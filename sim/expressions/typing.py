"""What kind of value a run-time expression has. Durations are plain seconds there, so DURATION and RATE
count as NUMBER.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

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
from sim.expressions.functions import bad_call, bands
from sim.units import Dim

_NO_WD = "durations in expressions (5 d, never wd)"
Env = Mapping[str, Dim]


def infer(expr: Expr, env: Env) -> Dim:
    """NUMBER, TEXT or BOOL: the kind of a run-time expression whose names have the kinds in ``env``.

    Raises UnknownName for a name outside ``env`` and ExpressionError for a kind that does not fit:
    arithmetic on text or truth values, a test that is not a comparison, an order between texts, working
    days, a distribution, an unknown function.
    """
    match expr:
        case Num():
            return _number(expr)
        case Text():
            return Dim.TEXT
        case Name():
            return _name(expr, env)
        case Unary() | Binary():
            return _arithmetic(expr, env)
        case Compare():
            return _compare(expr, env)
        case Logic():
            return _tests(expr.items, expr.op, env)
        case Not():
            return _tests((expr.x,), "not", env)
        case IfElse():
            return _choice(expr, env)
        case Call():
            return _call(expr, env)
        case Items() | Pair():
            raise wrong("a list", "a single value", expr.column)


def _number(expr: Num) -> Dim:
    if expr.unit == "wd":
        raise wrong(f"{expr.value:g} wd", _NO_WD, expr.column)
    if math.isinf(expr.value):
        raise wrong("inf", "a finite number (inf is only the last bound of tiers)", expr.column)
    return Dim.NUMBER


def _name(expr: Name, env: Env) -> Dim:
    dim = env.get(expr.id)
    if dim is None:
        raise unknown(expr.id, expr.column)
    if dim is Dim.WORKDAYS:
        raise wrong(f"{expr.id}, which is in working days", _NO_WD, expr.column)
    return dim if dim in (Dim.TEXT, Dim.BOOL) else Dim.NUMBER


def _arithmetic(expr: Unary | Binary, env: Env) -> Dim:
    parts = (expr.x,) if isinstance(expr, Unary) else (expr.left, expr.right)
    for part in parts:
        _need(part, Dim.NUMBER, f"a number for {expr.op}", env)
    return Dim.NUMBER


def _need(expr: Expr, needed: Dim, expected: str, env: Env) -> None:
    dim = infer(expr, env)
    if dim is not needed:
        raise wrong(f"a {dim.value}", expected, expr.column)


def _compare(expr: Compare, env: Env) -> Dim:
    left, right = _side(expr.left, expr.right, env), _side(expr.right, expr.left, env)
    if left is not right:
        raise wrong(f"a {left.value} {expr.op} a {right.value}", "two values of one kind", expr.column)
    if left is not Dim.NUMBER and expr.op not in ("==", "!="):
        raise wrong(f"{expr.op} between two {left.value}s", "== or !=", expr.column)
    return Dim.BOOL


def _side(expr: Expr, other: Expr, env: Env) -> Dim:
    """One side of a comparison; an unknown name beside a text is most often a text without its quotes."""
    beside_text = isinstance(other, Name) and env.get(other.id) is Dim.TEXT
    if isinstance(expr, Name) and expr.id not in env and beside_text:
        raise unknown(expr.id, expr.column, f'a known name, or the text in quotes: "{expr.id}"')
    return infer(expr, env)


def _tests(items: tuple[Expr, ...], op: str, env: Env) -> Dim:
    for item in items:
        _need(item, Dim.BOOL, f"a comparison beside {op}", env)
    return Dim.BOOL


def _choice(expr: IfElse, env: Env) -> Dim:
    _need(expr.test, Dim.BOOL, "a comparison between if and else", env)
    then, other = infer(expr.then, env), infer(expr.other, env)
    if then is not other:
        raise wrong(f"a {then.value} if ... else a {other.value}", "two values of one kind", expr.column)
    return then


def _call(call: Call, env: Env) -> Dim:
    if error := bad_call(call):
        raise error
    numbers = list(call.args)
    if call.name == "tiers":
        pairs = bands(call)
        numbers = [call.args[0], *(rate for _, rate in pairs), *(upto for upto, _ in pairs[:-1])]
    for part in numbers:
        _need(part, Dim.NUMBER, f"a number in {call.name}", env)
    return Dim.NUMBER
