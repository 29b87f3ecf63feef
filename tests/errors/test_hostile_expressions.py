"""Hostile texts: whatever they hold, the answer is an ExpressionError, soon, and nothing is executed."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ShixianError
from sim.expressions import (
    ExpressionError,
    constant,
    evaluate,
    infer,
    lower,
    parse,
    render,
    run_code,
    specialise,
)
from sim.units import Dim, Quantity

SOON = 0.5  # seconds of this process's own time; far more than any of these takes


def _refused(text: Any) -> ExpressionError:
    begun = time.process_time()
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert time.process_time() - begun < SOON
    assert error.value.column >= 1
    assert len(str(error.value)) < 300
    assert str(error.value).isprintable()
    return error.value


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "__import__('os').system('true')", "().__class__.__bases__", "a.b", "lambda: 1",
        "lambda x: x", "x := 3", "[x for x in y]", "{1: 2}", "{1}", "f'{x}'", "a[0]", "a; b", "a\\b", "`ls`",
        "$(ls)", "a ** b", "9 // 2", "1 @ 2", "~1", "a & b", "!a", "a === b", "a = 3", "a <> b", "*args",
        "f(*a)", "f(**k)", "f(a=1, 2)", "f(a=1, a=2)", "f(1=2)", "yield 1", "import os", "None None", "...",
        "1 if 2", "if 1 else 2", "and", "not", "a not b", "a in ()", "a in []", "(", ")", "[", "]", "()",
        "f(", "f(,)", "(,)", "1 2", "a b", "1 +", "* 2", "'open", '"open', "'a\"", "5 per", "per d", "5 d d",
        "5%%", "%", "3 per wd", "inf", "-inf", "f(inf)", "nan", "NaN", "Infinity", "infinity(1)", "1e16",
        "1e999", "1e", "1_000", "1,000", "0x10", "0b1", "1j", "007", "2021-01-04", "13:00", "1.2.3", "1..2",
        ".", "true", "false", "True", "A", "_a", "Ä", "é == 1", "5 D", "5 months", "f (x=)", "", " ", "\n",
        "#comment", "a # b", "--", "f(a b)", "f(a;b)", "[1 2]", "(1, 2", "if", "else", "a if b else",
    ],
)  # fmt: skip
def test_what_is_not_the_language_is_refused(text: str) -> None:
    _refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\0b", "\0", "'\0'", "a\u200bb", "'a\u200b'", "'\u202eabc'", "\ufeff1", "a\u00a0+ 1", "１ d", "٣ d",
        "3 ｄ", "（1）", "1，2", "“x”", "½", "²", "1²", "a\u0301", "ａ", "\ud800", "x ≤ 3", "2 × 3", "−3",
        "'\x1b[31m'", "\u2028", "1\x0c",
    ],
)  # fmt: skip
def test_tricks_of_unicode_are_refused(text: str) -> None:
    _refused(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("１ d", "expected 1"),
        ("（a）", r"expected \("),
        ("x ≤ 3", "expected <="),
        ("“x”", 'expected "'),
        ("a = 3", "== for a comparison"),
    ],
)
def test_a_refused_sign_names_the_one_that_was_meant(text: str, meant: str) -> None:
    with pytest.raises(ExpressionError, match=meant):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4000, "(" * 1000 + "1" + ")" * 1000, "[" * 51 + "]" * 51, "-" * 4000, "+" * 4000 + "1",
        "not " * 900 + "a", "f(" * 1000, "1 if a else " * 300 + "2", "a if " * 700, "1+" * 1999 + "1",
        "1<" * 1999 + "1", "1/" * 700 + "1", "a" * 5000, "'" + "a" * 5000 + "'", "9" * 3999,
        "1e" + "9" * 3000, "a" * 3999 + ".", "0." + "1" * 5000, "[" + "1," * 1900 + "]",
        "x in (" * 40 + "1,2" + ")" * 40, "1<(" * 45 + "1" + ")<1" * 45, " " * 4001,
        "f(" + "a=1," * 900 + ")", "'" * 3999,
    ],
)  # fmt: skip
def test_size_and_depth_are_bounded(text: str) -> None:
    _refused(text)


def test_nesting_of_50_is_read_and_51_refused() -> None:
    assert render(parse("(" * 49 + "1" + ")" * 49)) == "1"
    assert "at most 50" in str(_refused("(" * 50 + "1" + ")" * 50))


def test_a_text_of_4000_characters_is_read_and_one_more_refused() -> None:
    assert parse("1".rjust(4000)) == parse("1")
    assert "4001 characters" in str(_refused("1".rjust(4001)))


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        math.nan,
        math.inf,
        -math.inf,
        1e16,
        -(10**16),
        10**5000,
        b"1",
        ["1"],
        {"a": 1},
        1 + 2j,
        object(),
    ],
    ids=lambda v: type(v).__name__,
)
def test_a_value_that_is_no_text_or_finite_number_is_refused(value: Any) -> None:
    _refused(value)


def test_the_deepest_trees_are_walked_without_running_out_of_stack() -> None:
    for text in (
        "a+" * 99 + "a",
        "a-(" * 24 + "a" + ")" * 24,
        "min(a, " * 49 + "a" + ")" * 49,
        "-" * 49 + "a",
    ):
        expr = parse(text)
        code = lower(expr, {"a": 0}, {}, lambda _: 0.0)
        value = evaluate(expr, lambda _: 1.0)
        assert parse(render(expr)) == expr
        assert infer(expr, {"a": Dim.NUMBER}) is Dim.NUMBER
        assert constant(expr, lambda _: Quantity(1.0, Dim.NUMBER)).value == value
        assert run_code(code, [1.0]) == specialise(code)([1.0]) == value


_PIECES = st.sampled_from(
    [
        "1", "0.5", "70%", "3", "d", "wd", "per", "min", "(", ")", "[", "]", ",", "+", "-", "*", "/", "<",
        "<=", "==", "!=", "=", ">", "and", "or", "not", "in", "if", "else", "a", "b_1", "'x'", '"y"',
        "inf", "tiers(", "min(", "abs(", "mean=", "nan", ".", ":", "é", "１",
    ]
)  # fmt: skip


def _nobody(name: str) -> Quantity:
    raise KeyError(name)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map(" ".join)))
def test_any_text_is_read_or_refused_and_what_is_read_is_written_back(text: str) -> None:
    try:
        expr = parse(text)
    except ExpressionError as error:
        assert 1 <= error.column <= len(text) + 1
        return
    assert parse(render(expr)) == expr
    for judge in (
        lambda: infer(expr, {}),
        lambda: constant(expr, _nobody),
        lambda: lower(expr, {}, {}, lambda _: 0.0),
    ):
        try:
            judge()
        except ShixianError as error:
            assert isinstance(error, ExpressionError)
