"""A tree back to text: canonical spacing, only the parentheses that are needed, and ``parse(render(e)) ==
e``.
"""

from __future__ import annotations

import math

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
)

_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)


def render(expr: Expr) -> str:
    """The canonical text of a tree that ``parse`` made."""
    return _write(expr)[0]


def _at_least(expr: Expr, level: int) -> str:
    """The text, in parentheses where it binds more loosely than its place demands."""
    text, own = _write(expr)
    return text if own >= level else f"({text})"


def _write(expr: Expr) -> tuple[str, int]:
    """The text and how tightly its outermost operation binds."""
    match expr:
        case Num():
            return _number(expr), _ATOM
        case Text():
            return _quoted(expr.value), _ATOM
        case Name():
            return expr.id, _ATOM
        case Call():
            return f"{expr.name}({_arguments(expr)})", _ATOM
        case Items():
            return f"[{_commas(expr.items)}]", _ATOM
        case Pair():
            return f"({_commas(expr.items)})", _ATOM
        case _:
            return _operation(expr)


def _operation(expr: Unary | Binary | Compare | Logic | Not | IfElse) -> tuple[str, int]:
    match expr:
        case Unary():
            return f"-{_at_least(expr.x, _SIGN)}", _SIGN
        case Binary():
            level = _SUM if expr.op in "+-" else _PRODUCT
            return f"{_at_least(expr.left, level)} {expr.op} {_at_least(expr.right, level + 1)}", level
        case Compare():
            return f"{_at_least(expr.left, _SUM)} {expr.op} {_at_least(expr.right, _SUM)}", _COMPARE
        case Logic():
            level = _OR if expr.op == "or" else _AND
            return f" {expr.op} ".join([_at_least(item, level + 1) for item in expr.items]), level
        case Not():
            return f"not {_at_least(expr.x, _NOT)}", _NOT
        case IfElse():
            tail = _at_least(expr.other, _IF)
            return f"{_at_least(expr.then, _OR)} if {_at_least(expr.test, _OR)} else {tail}", _IF


def _number(expr: Num) -> str:
    if math.isinf(expr.value):
        return "inf"
    whole = expr.value.is_integer()
    digits = str(int(expr.value)) if whole else repr(expr.value)
    return digits if expr.unit is None else f"{digits} {expr.unit}"


def _quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'


def _commas(items: tuple[Expr, ...]) -> str:
    return ", ".join([_at_least(item, _IF) for item in items])


def _arguments(call: Call) -> str:
    named = [f"{key}={_at_least(value, _IF)}" for key, value in call.kwargs]
    return ", ".join([_at_least(item, _IF) for item in call.args] + named)
