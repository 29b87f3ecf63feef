"""Tokens to a tree, by precedence climbing. Loosest first: ``if else``, ``or``, ``and``, ``not``,
comparisons, ``+ -``, ``* /``, ``-x``.
"""

from __future__ import annotations

import math

from sim.expressions.ast import (
    Binary,
    Call,
    Compare,
    Expr,
    ExpressionError,
    IfElse,
    Items,
    Logic,
    Name,
    Not,
    Num,
    Pair,
    Text,
    Unary,
    wrong,
)
from sim.expressions.bounds import KEYWORDS, VALUE, measure, plain, refuse_word, value
from sim.expressions.tokens import Token, excerpt, tokenize
from sim.units import SECONDS, UNITS, nearest_unit

DEEPEST_NESTING = 50
_COMPARISONS = ("<", "<=", "==", "!=", ">=", ">")
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN = range(8)
_BINDS = {"if": _IF, "or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_BINDS |= dict.fromkeys((*_COMPARISONS, "in", "not"), _COMPARE)


def parse(text: str | int | float) -> Expr:
    """The tree of a scenario's value: a text in the language of expressions, or a number as YAML gave it.

    Raises ExpressionError, with the column, for anything else; never evaluates anything and never recurses
    without bound.
    """
    if isinstance(text, bool):
        raise wrong(str(text).lower(), "a number or an expression such as channel == 'online'", 1)
    if isinstance(text, int | float):
        return plain(text)
    if not isinstance(text, str):
        raise wrong(excerpt(str(text)), "a text or a number", 1)
    expr = _Parser(tokenize(text)).whole()
    measure(expr)
    return expr


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._tiers = 0

    def whole(self) -> Expr:
        expr = self._climb(_IF)
        if self._next.kind != "end":
            raise self._stray()
        return expr

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind in ("sign", "word") and self._next.text in texts

    def _accept(self, text: str) -> Token | None:
        return self._take() if self._is(text) else None

    def _expect(self, text: str, why: str) -> Token:
        if not self._is(text):
            raise wrong(str(self._next), f"{text} {why}", self._next.column)
        return self._take()

    def _stray(self) -> ExpressionError:
        if self._is("="):
            return wrong("=", "== for a comparison", self._next.column)
        if self._is(","):
            return wrong(
                ",",
                "an operator or the end of the text (digits are not grouped by commas)",
                self._next.column,
            )
        return wrong(str(self._next), "an operator or the end of the text", self._next.column)

    def _climb(self, level: int) -> Expr:
        """An operand and all operators after it that bind at least as tightly as ``level``."""
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise wrong("deeper nesting", f"at most {DEEPEST_NESTING} levels", self._next.column)
        left = self._prefix(level)
        while (own := self._binding()) >= level:
            left = self._infix(left, own)
        self._depth -= 1
        return left

    def _binding(self) -> int:
        """How tightly the next token binds as an operator; -1 if it is none."""
        return _BINDS.get(self._next.text, -1) if self._next.kind in ("sign", "word") else -1

    def _prefix(self, level: int) -> Expr:
        token = self._next
        if level <= _NOT and self._accept("not"):
            return Not(self._climb(_NOT), token.column)
        if self._accept("-"):
            return Unary("-", self._climb(_SIGN), token.column)
        return self._climb(_SIGN) if self._accept("+") else self._atom()

    def _infix(self, left: Expr, own: int) -> Expr:
        if own == _IF:
            return self._conditional(left)
        if own in (_OR, _AND):
            return self._logic(left, own)
        if own == _COMPARE:
            return self._membership(left) if self._is("in", "not") else self._comparison(left)
        return Binary(self._take().text, left, self._climb(own + 1), left.column)

    def _conditional(self, then: Expr) -> Expr:
        self._expect("if", "and a test")
        test = self._climb(_OR)
        self._expect("else", "and the value otherwise")
        return IfElse(then, test, self._climb(_IF), then.column)

    def _logic(self, left: Expr, own: int) -> Expr:
        op, items = self._next.text, [left]
        while self._accept(op):
            items.append(self._climb(own + 1))
        return Logic(op, tuple(items), left.column)

    def _comparison(self, left: Expr) -> Expr:
        """One comparison, or a chain: ``a < b < c`` is ``a < b and b < c``."""
        found: list[Expr] = []
        while self._is(*_COMPARISONS):
            op, first = self._take().text, left
            left = self._climb(_COMPARE + 1)
            found.append(Compare(op, first, left, first.column))
        return found[0] if len(found) == 1 else Logic("and", tuple(found), found[0].column)

    def _membership(self, left: Expr) -> Expr:
        """``x in (a, b)`` is ``x == a or x == b``; ``x not in`` its opposite."""
        negated = self._accept("not")
        self._expect("in", "and the values to choose from")
        choice = self._climb(_COMPARE + 1)
        items = choice.items if isinstance(choice, Items | Pair) else (choice,)
        if not items:
            raise wrong("an empty list", "at least one value after in", choice.column)
        equals = tuple(Compare("==", left, item, left.column) for item in items)
        test: Expr = equals[0] if len(equals) == 1 else Logic("or", equals, left.column)
        return Not(test, left.column) if negated else test

    def _atom(self) -> Expr:
        token = self._take() if self._next.kind != "end" else self._next
        if token.kind == "number":
            return self._number(token)
        if token.kind == "string":
            return Text(token.text, token.column)
        if token.kind == "word":
            return self._word(token)
        if token.kind == "sign" and token.text == "(":
            return self._parenthesis(token)
        if token.kind == "sign" and token.text == "[":
            return Items(self._values("]"), token.column)
        raise wrong(str(token), VALUE, token.column)

    def _parenthesis(self, token: Token) -> Expr:
        items = self._values(")")
        if not items:
            raise wrong("()", "a value between the parentheses", token.column)
        return items[0] if len(items) == 1 else Pair(items, token.column)

    def _values(self, close: str) -> tuple[Expr, ...]:
        """Values between commas up to and including ``close``; a comma before it is allowed."""
        items: list[Expr] = []
        while not self._accept(close):
            items.append(self._climb(_IF))
            if not self._is(close):
                self._expect(",", f"or {close}")
        return tuple(items)

    def _number(self, token: Token) -> Num:
        number = value(token)
        if self._accept("%"):
            return Num(value(token, shift="e-2"), None, token.column)
        if self._accept("per"):
            unit = self._unit(f"{token.text} per", tuple(SECONDS))
            return Num(number, f"per {unit}", token.column)
        if self._next.kind != "word" or self._next.text in KEYWORDS:
            return Num(number, None, token.column)
        return Num(number, self._unit(token.text, UNITS), token.column)

    def _unit(self, number: str, allowed: tuple[str, ...]) -> str:
        word = self._next
        if word.kind == "word" and word.text in allowed:
            return self._take().text
        nearest = nearest_unit(word.text)
        expected = f"one of the units {' '.join(allowed)}"
        raise wrong(f"{number} {word}", expected, word.column, nearest if nearest in allowed else "")

    def _word(self, token: Token) -> Expr:
        if token.text == "inf" and self._tiers:
            return Num(math.inf, None, token.column)
        if token.text == "inf":
            raise wrong("inf", "a finite number (inf is only the last bound of tiers)", token.column)
        refuse_word(token)
        if self._is("("):
            return self._call(token)
        return Name(token.text, token.column)

    def _call(self, token: Token) -> Call:
        self._take()
        self._tiers += token.text == "tiers"
        args: list[Expr] = []
        kwargs: dict[str, Expr] = {}
        while not self._accept(")"):
            self._argument(args, kwargs)
            if not self._is(")"):
                self._expect(",", "or )")
        self._tiers -= token.text == "tiers"
        return Call(token.text, tuple(args), tuple(kwargs.items()), token.column)

    def _argument(self, args: list[Expr], kwargs: dict[str, Expr]) -> None:
        key = self._next
        following = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if key.kind != "word" or following.kind != "sign" or following.text != "=":
            if kwargs:
                raise wrong(f"{key} after a named argument", "named arguments last", key.column)
            args.append(self._climb(_IF))
            return
        refuse_word(key)
        if key.text in kwargs:
            raise wrong(f"{key.text} twice", "each argument once", key.column)
        self._at += 2
        kwargs[key.text] = self._climb(_IF)
