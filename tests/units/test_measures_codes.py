"""Codes on whole columns give, bit for bit, what the reference machine gives for each case."""

from __future__ import annotations

import math
import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.expressions import Code, Op, run_code
from sim.measures.codes import evaluate, loads

NUMBERS = st.floats(allow_nan=False, width=32) | st.sampled_from([0.0, -0.0, 1.0, 2.0, 100.0])
BINARY = [Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.LT, Op.LE, Op.EQ, Op.NE, Op.GE, Op.GT]
BINARY += [Op.AND, Op.OR, Op.MIN, Op.MAX]
TARIFF = ((100.0, 0.5), (1000.0, 0.25), (math.inf, 0.1))
LEAVES = st.one_of(
    NUMBERS.map(lambda x: [(Op.CONST, x)]), st.sampled_from([0, 1]).map(lambda s: [(Op.LOAD, float(s))])
)
Steps = list[tuple[Op, float]]


def grown(inner: st.SearchStrategy[Steps]) -> st.SearchStrategy[Steps]:
    unary = st.tuples(inner, st.sampled_from([Op.NEG, Op.NOT, Op.ABS, Op.TIERS])).map(
        lambda t: [*t[0], (t[1], 0.0)]
    )
    binary = st.tuples(inner, inner, st.sampled_from(BINARY)).map(lambda t: [*t[0], *t[1], (t[2], 0.0)])
    select = st.tuples(inner, inner, inner).map(lambda t: [*t[0], *t[1], *t[2], (Op.SELECT, 0.0)])
    return unary | binary | select


STEPS: st.SearchStrategy[Steps] = st.recursive(LEAVES, grown, max_leaves=8)


def bits(x: float) -> bytes:
    return b"nan" if math.isnan(x) else struct.pack("d", x)


@given(STEPS, st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_a_code_on_columns_is_the_code_on_each_case(steps: Steps, cases: list[tuple[float, float]]) -> None:
    code = Code(tuple(op for op, _ in steps), tuple(arg for _, arg in steps), (TARIFF,), stack=len(steps))
    slots = [np.array([case[k] for case in cases]) for k in (0, 1)]
    found = evaluate(code, slots, len(cases))
    assert [bits(x) for x in found] == [bits(run_code(code, case)) for case in cases]


def test_a_code_tells_which_slots_it_reads() -> None:
    code = Code((Op.LOAD, Op.CONST, Op.ADD), (1.0, 0.0, 0.0), stack=2)
    assert loads(code, 1)
    assert not loads(code, 0)
