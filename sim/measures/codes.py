"""Codes of expressions on whole columns: the stack machine of `sim.expressions.code` with arrays on its
stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from sim.expressions import Code, Op
from sim.measures.columns import Floats

Table = tuple[tuple[float, float], ...]


class Slots(Protocol):
    """The columns that codes load, by number; whoever has them may make each only when it is asked for."""

    def __getitem__(self, slot: int, /) -> Floats: ...


def _truth(test: object) -> Floats:
    return np.asarray(test, dtype=np.float64)


UNARY: dict[int, Callable[[Floats], Floats]] = {
    Op.NEG: lambda a: -a,
    Op.NOT: lambda a: _truth(a == 0.0),
    Op.ABS: np.abs,
}
BINARY: dict[int, Callable[[Floats, Floats], Floats]] = {
    Op.ADD: lambda a, b: a + b,
    Op.SUB: lambda a, b: a - b,
    Op.MUL: lambda a, b: a * b,
    Op.DIV: lambda a, b: a / b,
    Op.LT: lambda a, b: _truth(a < b),
    Op.LE: lambda a, b: _truth(a <= b),
    Op.EQ: lambda a, b: _truth(a == b),
    Op.NE: lambda a, b: _truth(a != b),
    Op.GE: lambda a, b: _truth(a >= b),
    Op.GT: lambda a, b: _truth(a > b),
    Op.AND: lambda a, b: _truth((a != 0.0) & (b != 0.0)),
    Op.OR: lambda a, b: _truth((a != 0.0) | (b != 0.0)),
    Op.MIN: lambda a, b: np.where(b < a, b, a),
    Op.MAX: lambda a, b: np.where(b > a, b, a),
}


def evaluate(code: Code, slots: Slots, size: int) -> Floats:
    """The code's value for each of ``size`` cases or rows; ``slots`` are the columns that LOAD names.

    Bit for bit what `run_code` gives for each of them: one IEEE operation for another.
    """
    stack: list[Floats] = []
    with np.errstate(all="ignore"):
        for op, arg in zip(code.ops, code.args, strict=True):
            _step(code, (op, arg), slots, stack)
    # A column that was only loaded stays the caller's: nobody changes what is found here.
    return stack[0] if stack[0].shape == (size,) else np.full(size, stack[0][0])


def _step(code: Code, step: tuple[int, float], slots: Slots, stack: list[Floats]) -> None:
    op, arg = step
    if op == Op.LOAD:
        stack.append(slots[int(arg)])
    elif op == Op.CONST:
        stack.append(np.full(1, arg, dtype=np.float64))
    elif op in BINARY:
        right = stack.pop()
        stack[-1] = BINARY[op](stack[-1], right)
    elif op == Op.SELECT:
        other, then = stack.pop(), stack.pop()
        stack[-1] = np.where(stack[-1] != 0.0, then, other)
    else:
        stack[-1] = _tiers(stack[-1], code.tables[int(arg)]) if op == Op.TIERS else UNARY[op](stack[-1])


def _tiers(x: Floats, table: Table) -> Floats:
    total, below = np.zeros_like(x), 0.0
    for bound, rate in table:
        total = np.where(x <= below, total, total + rate * (np.where(bound < x, bound, x) - below))
        below = bound
    return total


def loads(code: Code, slot: int) -> bool:
    """Whether the code reads a slot."""
    return any(op == Op.LOAD and int(arg) == slot for op, arg in zip(code.ops, code.args, strict=True))
