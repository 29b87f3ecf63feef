"""The bounds of what a text value may hold: numbers that are finite, names of small letters, trees that are
not huge.
"""

from __future__ import annotations

import re

from sim.expressions.ast import Expr, Num, Unary, children, wrong
from sim.expressions.tokens import Token, excerpt

KEYWORDS = frozenset({"and", "or", "not", "in", "if", "else", "per", "inf", "true", "false"})
LARGEST_NUMBER = 1e15
MOST_NODES = 1000
# A sum of many terms is a deep tree without nesting; this keeps every recursive walk far from Python's limit.
_DEEPEST_TREE = 100
_NAME = re.compile(r"[a-z][a-z0-9_]*")
VALUE = "a number, a name, a quoted text or ("


def plain(value: int | float) -> Expr:
    """The tree of a number as YAML gave it."""
    if not abs(value) <= LARGEST_NUMBER:
        raise wrong(excerpt(_digits(value)), "a finite number up to 1e15", 1)
    return Unary("-", Num(float(-value))) if value < 0 else Num(float(abs(value)))


def _digits(value: int | float) -> str:
    # Python refuses to write integers of over 4,300 digits.
    return str(value) if isinstance(value, float) or value.bit_length() < 4000 else "a very long integer"


def measure(expr: Expr) -> None:
    """Bounds the tree. A chain or ``in`` repeats a part, so a short text may be a huge tree: the walk stops
    at the bound.
    """
    left: list[tuple[Expr, int]] = [(expr, 1)]
    count = 0
    while left:
        node, depth = left.pop()
        count += 1
        if count > MOST_NODES:
            raise wrong(
                f"more than {MOST_NODES} numbers, names and operations",
                f"at most {MOST_NODES} in one value",
                1,
            )
        if depth > _DEEPEST_TREE:
            most = f"at most {_DEEPEST_TREE} operations"
            raise wrong(f"more than {_DEEPEST_TREE} operations in a row", most, node.column)
        left.extend((child, depth + 1) for child in children(node))


def value(token: Token, shift: str = "") -> float:
    """The number of a token, times a power of ten given as ``shift`` (``e-2`` for a percentage)."""
    text = token.text
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        raise wrong(
            excerpt(text), "a number without leading zeros (a date or time must be quoted)", token.column
        )
    # "70" + "e-2" is rounded once, 70 / 100 twice.
    value = float(text + shift) if "e" not in text.lower() else float(text) / (100 if shift else 1)
    if not value <= LARGEST_NUMBER:
        raise wrong(excerpt(text), "a finite number up to 1e15", token.column)
    return value


def refuse_word(token: Token) -> None:
    """ExpressionError unless the word may be a name."""
    if token.text in ("true", "false"):
        raise wrong(token.text, "a comparison, such as trips > 1", token.column)
    if token.text.lower() in ("nan", "infinity"):
        raise wrong(excerpt(token.text), "a finite number", token.column)
    if token.text in KEYWORDS:
        raise wrong(token.text, VALUE, token.column)
    if not _NAME.fullmatch(token.text):
        raise wrong(
            excerpt(token.text), "a name of small letters, digits and _ ([a-z][a-z0-9_]*)", token.column
        )
