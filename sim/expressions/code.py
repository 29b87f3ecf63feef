"""A run-time expression as a flat postfix code: two parallel arrays that any engine can walk without
knowing the language.

Every value is a float64; truth values are 1.0 and 0.0, texts are numbers given by the compiler. There is no
short circuit: both sides of ``and``, ``or`` and ``if else`` are worked out and the result is picked. The
machine is a stack:

    CONST pushes args[i]; LOAD pushes values[args[i]];
    NEG NOT ABS replace the top; TIERS replaces the top by its tariff in tables[args[i]];
    ADD SUB MUL DIV LT LE EQ NE GE GT AND OR MIN MAX pop b, then a, and push a op b;
    SELECT pops other, then, test (in this order) and pushes then if test is not 0, else other.

What the operations do in every corner (ties, infinities, not a number) is written in
``sim.expressions.functions``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sim.expressions.functions import Table, divide, larger, smaller, tiers

Run = Callable[[Sequence[float]], float]


class Op(IntEnum):
    """The operations of the stack machine; the numbers are part of the code's format."""

    CONST = 0
    LOAD = 1
    ADD = 2
    SUB = 3
    MUL = 4
    DIV = 5
    NEG = 6
    LT = 7
    LE = 8
    EQ = 9
    NE = 10
    GE = 11
    GT = 12
    AND = 13
    OR = 14
    NOT = 15
    SELECT = 16
    MIN = 17
    MAX = 18
    ABS = 19
    TIERS = 20


@dataclass(frozen=True, slots=True)
class Code:
    """``ops[i]`` with ``args[i]`` (a value for CONST, a slot for LOAD, a table index for TIERS, else 0).

    ``tables`` hold (upto, rate) in increasing order, the last upto infinite; ``stack`` is the deepest the
    machine's stack gets.
    """

    ops: tuple[int, ...]
    args: tuple[float, ...]
    tables: tuple[Table, ...] = ()
    stack: int = 1

    @property
    def fixed(self) -> float | None:
        """The value, if the code is a single constant."""
        return float(self.args[0]) if self.ops == (_CONST,) else None


UNARY: dict[int, Callable[[float], float]] = {
    Op.NEG: lambda a: -a,
    Op.NOT: lambda a: 1.0 if a == 0.0 else 0.0,
    Op.ABS: abs,
}
BINARY: dict[int, Callable[[float, float], float]] = {
    Op.ADD: lambda a, b: a + b,
    Op.SUB: lambda a, b: a - b,
    Op.MUL: lambda a, b: a * b,
    Op.DIV: divide,
    Op.LT: lambda a, b: 1.0 if a < b else 0.0,
    Op.LE: lambda a, b: 1.0 if a <= b else 0.0,
    Op.EQ: lambda a, b: 1.0 if a == b else 0.0,
    Op.NE: lambda a, b: 1.0 if a != b else 0.0,
    Op.GE: lambda a, b: 1.0 if a >= b else 0.0,
    Op.GT: lambda a, b: 1.0 if a > b else 0.0,
    Op.AND: lambda a, b: 1.0 if a != 0.0 and b != 0.0 else 0.0,
    Op.OR: lambda a, b: 1.0 if a != 0.0 or b != 0.0 else 0.0,
    Op.MIN: smaller,
    Op.MAX: larger,
}
# Plain ints: comparing and hashing members of an IntEnum is slow in the loop below.
_CONST, _LOAD, _SELECT, _TIERS = int(Op.CONST), int(Op.LOAD), int(Op.SELECT), int(Op.TIERS)
UNARY = {int(op): work for op, work in UNARY.items()}
BINARY = {int(op): work for op, work in BINARY.items()}


def run_code(code: Code, values: Sequence[float]) -> float:
    """The value of the code: the reference stack machine. ``values`` are the slots; the caller judges a
    result that is not finite.
    """
    stack: list[float] = []
    for op, arg in zip(code.ops, code.args, strict=True):
        if op == _LOAD:
            stack.append(values[int(arg)])
        elif op == _CONST:
            stack.append(arg)
        elif op in BINARY:
            right = stack.pop()
            stack[-1] = BINARY[op](stack[-1], right)
        elif op == _SELECT:
            other, then = stack.pop(), stack.pop()
            stack[-1] = then if stack[-1] != 0.0 else other
        else:
            stack[-1] = tiers(stack[-1], code.tables[int(arg)]) if op == _TIERS else UNARY[op](stack[-1])
    return float(stack[0])


def specialise(code: Code) -> Run:
    """The code as one Python function of the slots; the same values as ``run_code``, several times faster."""
    stack: list[Run] = []
    for at in range(len(code.ops)):
        made = _against_constant(code, at)
        if made is None:
            made = _closure(code, at, stack)
        else:
            del stack[-2:]
        stack.append(made)
    return stack[0]


def _against_constant(code: Code, at: int) -> Run | None:
    """The function for "slot op constant", by far the most common test; None for anything else."""
    if at < 2 or code.ops[at - 2 : at] != (_LOAD, _CONST) or code.ops[at] not in BINARY:
        return None
    slot, fixed, op = int(code.args[at - 2]), code.args[at - 1], code.ops[at]
    if op == Op.EQ:
        return lambda values: 1.0 if values[slot] == fixed else 0.0
    work = BINARY[op]
    return lambda values: work(values[slot], fixed)


def _closure(code: Code, at: int, stack: list[Run]) -> Run:
    """The function of one operation over those of its operands, which it takes off the stack."""
    op, arg = code.ops[at], code.args[at]
    if op == _CONST:
        return lambda values: arg
    if op == _LOAD:
        slot = int(arg)
        return lambda values: values[slot]
    last = stack.pop()
    if op in UNARY:
        change = UNARY[op]
        return lambda values: change(last(values))
    if op == _TIERS:
        table = code.tables[int(arg)]
        return lambda values: tiers(last(values), table)
    first = stack.pop()
    if op in BINARY:
        work = BINARY[op]
        return lambda values: work(first(values), last(values))
    test = stack.pop()
    return lambda values: first(values) if test(values) != 0.0 else last(values)
