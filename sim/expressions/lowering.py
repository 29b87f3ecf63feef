"""A tree to postfix code. What depends on constants alone is worked out here, by the very operations of the
machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

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
from sim.expressions.code import Code, Op, run_code
from sim.expressions.functions import Table, bad_call, bands, checked_table
from sim.units import Dim, quantity

_TAKES = {Op.NEG: 1, Op.NOT: 1, Op.ABS: 1, Op.TIERS: 1, Op.SELECT: 3}
_ARITHMETIC = {"+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV}
_COMPARE = {"<": Op.LT, "<=": Op.LE, "==": Op.EQ, "!=": Op.NE, ">=": Op.GE, ">": Op.GT}
_LOGIC = {"and": Op.AND, "or": Op.OR, "min": Op.MIN, "max": Op.MAX}


def lower(
    expr: Expr, slots: Mapping[str, int], constants: Mapping[str, float], texts: Callable[[str], float]
) -> Code:
    """The code of a run-time expression.

    ``slots`` place the names that vary, ``constants`` hold ledger numbers in base units (seconds, per
    second), ``texts`` gives each text its number. Raises UnknownName for any other name and ExpressionError
    for what has no code (working days, lists, distributions). Kinds are not checked here: ``infer`` does
    that.
    """
    work = _Lowering(slots, constants, texts)
    work.emit_tree(expr)
    return work.code()


class _Lowering:
    def __init__(
        self, slots: Mapping[str, int], constants: Mapping[str, float], texts: Callable[[str], float]
    ) -> None:
        self._slots, self._constants, self._texts = slots, constants, texts
        self._ops: list[int] = []
        self._args: list[float] = []
        self._tables: list[Table] = []
        self._height = self._deepest = 0

    def code(self) -> Code:
        tables = tuple(self._tables) if Op.TIERS in self._ops else ()
        return Code(tuple(self._ops), tuple(self._args), tables, self._deepest)

    def emit_tree(self, expr: Expr) -> None:
        match expr:
            case Num():
                self._push(Op.CONST, _number(expr))
            case Text():
                self._push(Op.CONST, float(self._texts(expr.value)))
            case Name():
                self._name(expr)
            case Unary() | Not():
                self._apply(Op.NOT if isinstance(expr, Not) else Op.NEG, expr.x)
            case Binary():
                self._apply(_ARITHMETIC[expr.op], expr.left, expr.right)
            case Compare():
                self._apply(_COMPARE[expr.op], expr.left, expr.right)
            case Logic():
                self._fold(_LOGIC[expr.op], expr.items)
            case IfElse():
                self._apply(Op.SELECT, expr.test, expr.then, expr.other)
            case Call():
                self._call(expr)
            case Items() | Pair():
                raise wrong("a list", "a single value", expr.column)

    def _push(self, op: Op, arg: float) -> None:
        self._ops.append(int(op))
        self._args.append(arg)
        self._height += 1
        self._deepest = max(self._deepest, self._height)

    def _name(self, expr: Name) -> None:
        if expr.id in self._slots:
            self._push(Op.LOAD, self._slots[expr.id])
        elif expr.id in self._constants:
            self._push(Op.CONST, float(self._constants[expr.id]))
        else:
            raise unknown(expr.id, expr.column)

    def _apply(self, op: Op, *parts: Expr) -> None:
        for part in parts:
            self.emit_tree(part)
        self._operate(op)

    def _fold(self, op: Op, items: tuple[Expr, ...]) -> None:
        self.emit_tree(items[0])
        for item in items[1:]:
            self.emit_tree(item)
            self._operate(op)

    def _operate(self, op: Op, arg: int = 0) -> None:
        takes = _TAKES.get(op, 2)
        constant = all(o == Op.CONST for o in self._ops[-takes:])
        self._ops.append(int(op))
        self._args.append(arg)
        self._height -= takes - 1
        if constant:
            self._settle(takes + 1)

    def _settle(self, length: int) -> None:
        """Replaces the last operations, which need no slot, by their value."""
        tail = Code(tuple(self._ops[-length:]), tuple(self._args[-length:]), tuple(self._tables))
        del self._ops[-length:], self._args[-length:]
        self._ops.append(int(Op.CONST))
        self._args.append(run_code(tail, ()))

    def _call(self, call: Call) -> None:
        if error := bad_call(call):
            raise error
        if call.name == "abs":
            self._apply(Op.ABS, call.args[0])
        elif call.name == "tiers":
            self._tiers(call)
        else:
            self._fold(_LOGIC[call.name], call.args)

    def _tiers(self, call: Call) -> None:
        pairs = bands(call)
        bounds = [*(self._fixed(upto) for upto, _ in pairs[:-1]), math.inf]
        rates = [self._fixed(rate) for _, rate in pairs]
        table = checked_table(tuple(zip(bounds, rates, strict=True)), call.column)
        self.emit_tree(call.args[0])
        self._tables.append(table)
        self._operate(Op.TIERS, len(self._tables) - 1)

    def _fixed(self, expr: Expr) -> float:
        """A bound or rate: the same for every case, so it may name ledger numbers but no attribute."""
        part = _Lowering(self._slots, self._constants, self._texts)
        part.emit_tree(expr)
        value = part.code().fixed
        if value is None:
            raise wrong(
                "a band that varies from case to case",
                "bounds and rates of literals and ledger numbers",
                expr.column,
            )
        return value


def _number(expr: Num) -> float:
    found = quantity(expr.value, expr.unit)
    if found.dim is Dim.WORKDAYS:
        raise wrong(f"{expr.value:g} wd", "durations in expressions (5 d, never wd)", expr.column)
    if math.isinf(found.value):
        raise wrong("inf", "a finite number (inf is only the last bound of tiers)", expr.column)
    return found.value
