"""The code of expressions: what it holds, and that machine, closure and tree agree on every value."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.expressions import (
    Binary,
    Call,
    Code,
    Compare,
    Expr,
    ExpressionError,
    IfElse,
    Items,
    Logic,
    Name,
    Not,
    Num,
    Op,
    Pair,
    Text,
    Unary,
    evaluate,
    infer,
    lower,
    parse,
    render,
    run_code,
    specialise,
)
from sim.units import Dim

SLOTS = {"a": 0, "b": 1, "c": 2, "t": 3, "u": 4, "p": 5}
TEXTS = ["x", "y", "z"]
CONSTANTS = {"k": 2.5}


def _code(text: str) -> Code:
    return lower(parse(text), SLOTS, CONSTANTS, lambda word: float(TEXTS.index(word)))


def test_the_code_of_a_comparison_is_three_operations() -> None:
    assert _code("t == 'y'") == Code((Op.LOAD, Op.CONST, Op.EQ), (3, 1.0, 0), (), 2)


def test_what_needs_no_slot_is_worked_out_beforehand() -> None:
    assert _code("2 * k + 1 min").fixed == 65.0
    assert _code("a > 2 * 5 d").ops == (Op.LOAD, Op.CONST, Op.GT)
    assert _code("tiers(30, [(10, 1), (inf, k)])").fixed == 60.0
    assert _code("a").fixed is None


@pytest.mark.parametrize(
    ("text", "value"), [("a / 0", math.inf), ("-a / 0", -math.inf), ("1 if a > 0 else 1 / 0", 1.0)]
)
def test_division_is_that_of_the_floating_point_standard(text: str, value: float) -> None:
    assert run_code(_code(text), [1.0]) == value
    assert math.isnan(run_code(_code("b / b"), [1.0, 0.0]))


@pytest.mark.parametrize(
    ("x", "fee"), [(-5, 0), (0, 0), (10, 10), (15, 12.5), (20, 15), (120, 25), (math.inf, math.inf)]
)
def test_each_tier_is_charged_on_its_own_band(x: float, fee: float) -> None:
    code = _code("tiers(a, [(10, 1), (20, 0.5), (inf, 0.1)])")
    assert run_code(code, [x]) == pytest.approx(fee)
    assert specialise(code)([x]) == run_code(code, [x])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tiers(a, [(b, 1), (inf, 2)])", "varies from case to case"),
        ("tiers(a, [(k, 1), (2, 1), (inf, 2)])", "bounds that increase"),
        ("a > 5 wd", "never wd"),
        ("nobody + 1", "the name nobody"),
        ("[a]", "a list"),
    ],
)
def test_what_has_no_code_is_refused(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        _code(text)


_numbers = st.one_of(
    st.builds(
        Num,
        st.floats(0, 1e6).map(lambda x: abs(round(x, 3))),
        st.sampled_from([None, None, "s", "min", "d", "per h"]),
    ),
    st.sampled_from([Name("a"), Name("b"), Name("c"), Name("k")]),
)
_texts = st.sampled_from([Text("x"), Text("y"), Name("t"), Name("u")])


@st.composite
def _table(draw: st.DrawFn) -> Items:
    bounds = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    rates = [draw(st.integers(0, 9)) for _ in range(len(bounds) + 1)]
    return Items(
        tuple(Pair((Num(float(b)), Num(float(r)))) for b, r in zip([*bounds, math.inf], rates, strict=True))
    )


def _number_of(number: st.SearchStrategy[Any], test: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), number, number),
        st.builds(Unary, st.just("-"), number),
        st.builds(IfElse, number, test, number),
        st.builds(lambda n, x, y: Call(n, (x, y)), st.sampled_from(["min", "max"]), number, number),
        st.builds(lambda x: Call("abs", (x,)), number),
        st.builds(lambda x, table: Call("tiers", (x, table)), number, _table()),
    )


def _test_of(number: st.SearchStrategy[Any], test: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(Compare, st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]), number, number),
        st.builds(Compare, st.sampled_from(["==", "!="]), _texts, _texts),
        st.builds(lambda op, x, y: Logic(op, (x, y)), st.sampled_from(["and", "or"]), test, test),
        st.builds(Not, test),
        st.just(Name("p")),
    )


def _layers(depth: int) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    number: st.SearchStrategy[Any] = _numbers
    test: st.SearchStrategy[Any] = st.just(Name("p"))
    for _ in range(depth):
        number, test = st.one_of(number, _number_of(number, test)), _test_of(number, test)
    return number, test


_NUMBER, _TEST = _layers(4)
_KINDS = {"a": Dim.NUMBER, "b": Dim.DURATION, "c": Dim.RATE, "k": Dim.NUMBER}
_KINDS |= {"t": Dim.TEXT, "u": Dim.TEXT, "p": Dim.BOOL}
_GROWS = {Op.CONST: 1, Op.LOAD: 1, Op.NEG: 0, Op.NOT: 0, Op.ABS: 0, Op.TIERS: 0, Op.SELECT: -2}
_floats = st.one_of(st.sampled_from([0.0, 1.0, -1.0, 10.0]), st.floats(-1e6, 1e6))
_values = st.tuples(_floats, _floats, _floats, st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.booleans())


def _same(x: float, y: float) -> bool:
    return x == y or (math.isnan(x) and math.isnan(y))


@given(st.one_of(_NUMBER, _TEST), _values)
def test_code_closure_and_tree_give_the_same_value(expr: Expr, values: tuple[Any, ...]) -> None:
    by_name = dict(zip(SLOTS, values, strict=True)) | CONSTANTS
    slots = [float(TEXTS.index(v)) if isinstance(v, str) else float(v) for v in values]
    code = lower(expr, SLOTS, CONSTANTS, lambda word: float(TEXTS.index(word)))
    expected = evaluate(expr, by_name.__getitem__)
    assert isinstance(expected, bool) is (infer(expr, _KINDS) is Dim.BOOL)
    assert _same(run_code(code, slots), float(expected))
    assert _same(specialise(code)(slots), float(expected))


@given(st.one_of(_NUMBER, _TEST))
def test_the_stack_is_never_deeper_than_the_code_says(expr: Expr) -> None:
    code = lower(expr, SLOTS, CONSTANTS, lambda word: float(TEXTS.index(word)))
    height = deepest = 0
    for op in code.ops:
        height += _GROWS.get(Op(op), -1)
        deepest = max(deepest, height)
    assert height == 1
    assert deepest <= code.stack


@given(st.one_of(_NUMBER, _TEST))
def test_a_tree_is_written_so_that_it_reads_back_as_itself(expr: Expr) -> None:
    assert parse(render(expr)) == expr
