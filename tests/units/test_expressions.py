"""Expressions: what the grammar reads, what constants amount to, and that the code agrees with the tree."""

from __future__ import annotations

import pytest

from sim.expressions import (
    Call,
    Expr,
    ExpressionError,
    IfElse,
    Items,
    Name,
    Num,
    Pair,
    Text,
    Unary,
    UnknownName,
    constant,
    infer,
    names,
    parse,
    render,
)
from sim.units import Dim, Quantity

DAY = 86_400
LEDGER = {
    "survey": Quantity(3 * 3600, Dim.DURATION),
    "volume": Quantity(9000 / (365 * DAY), Dim.RATE),
    "courts": Quantity(20, Dim.NUMBER),
    "limit": Quantity(7, Dim.WORKDAYS),
}
ENV = {
    "load_kw": Dim.NUMBER,
    "elapsed": Dim.DURATION,
    "channel": Dim.TEXT,
    "outcome": Dim.TEXT,
    "urgent": Dim.BOOL,
    "limit": Dim.WORKDAYS,
}


# --- reading ---


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0.22", Num(0.22)),
        (" 70% ", Num(0.7)),
        ("0.3 %", Num(0.003)),
        ("20 wd", Num(20, "wd")),
        ("12min", Num(12, "min")),
        ("9000 per y", Num(9000, "per y")),
        ("1e3", Num(1000)),
        ("-30%", Unary("-", Num(0.3))),
        ("'a \"b\"'", Text('a "b"')),
        ('"微"', Text("微")),
        ("min(30 min, d)", Call("min", (Num(30, "min"), Name("d")))),
        ("f(mean=3 d, p90=8 d)", Call("f", (), (("mean", Num(3, "d")), ("p90", Num(8, "d"))))),
        ("[(3, 0.5), (4, 0.5)]", Items((Pair((Num(3), Num(0.5))), Pair((Num(4), Num(0.5)))))),
        ("a if b else c if d else e", IfElse(Name("a"), Name("b"), IfElse(Name("c"), Name("d"), Name("e")))),
    ],
)
def test_a_text_is_read_as_written(text: str, tree: Expr) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(("value", "tree"), [(3, Num(3)), (0.22, Num(0.22)), (-2, Unary("-", Num(2)))])
def test_a_yaml_number_is_read_like_its_text(value: float, tree: Expr) -> None:
    assert parse(value) == tree == parse(str(value))


@pytest.mark.parametrize(
    ("loose", "strict"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("-a * b", "(-a) * b"),
        ("not a == b and c == d", "(not (a == b)) and (c == d)"),
        ("a or b and c", "a or (b and c)"),
        ("a + 1 < b * 2", "(a + 1) < (b * 2)"),
        ("1 < a < b", "1 < a and a < b"),
        ("x in ('a', 'b')", "x == 'a' or x == 'b'"),
        ("x not in ['a']", "not x == 'a'"),
        ("a or b if c else d", "(a or b) if c else d"),
        ("1 / 2 / 3", "(1 / 2) / 3"),
    ],
)
def test_operators_bind_as_a_reader_expects(loose: str, strict: str) -> None:
    assert parse(loose) == parse(strict)


def test_a_percentage_is_rounded_only_once() -> None:
    assert all(parse(f"{n / 10}%") == Num(float(f"{n / 10}e-2")) for n in range(1000))


def test_names_are_those_that_must_be_looked_up() -> None:
    assert names(parse("tiers(fee, [(low, 1), (inf, rate)]) if channel == 'x' else f(k=y)")) == {
        "fee", "low", "rate", "channel", "y",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "column", "nearest"),
    [
        ("12 mins", 4, "min"),
        ("1 + 3 days", 7, "d"),
        ("5 hours", 3, "h"),
        ("20 个工作日", 4, "wd"),
        ("4 per hour", 7, "h"),
    ],
)
def test_an_unknown_unit_names_the_nearest(text: str, column: int, nearest: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert (error.value.column, error.value.nearest) == (column, nearest)
    assert "expected one of the units" in str(error.value)


# --- constants ---


@pytest.mark.parametrize(
    ("text", "value", "dim"),
    [
        ("2 * survey", 6 * 3600, Dim.DURATION),
        ("volume / courts", 450 / (365 * DAY), Dim.RATE),
        ("volume * 1 y", 9000, Dim.NUMBER),
        ("3 d / 1 h", 72, Dim.NUMBER),
        ("3 d + 2 h - survey", 3 * DAY - 3600, Dim.DURATION),
        ("2 * limit + 1 wd", 15, Dim.WORKDAYS),
        ("limit / 2 wd", 3.5, Dim.NUMBER),
        ("1 / 4 d", 1 / (4 * DAY), Dim.RATE),
        ("max(1 h, survey)", 3 * 3600, Dim.DURATION),
        ("abs(-3)", 3, Dim.NUMBER),
        ("3 h if survey > 2 h and not courts == 1 else 5 wd", 3 * 3600, Dim.DURATION),
        ("tiers(25, [(10, 1), (20, 0.5), (inf, 0.1)])", 15.5, Dim.NUMBER),
    ],
)
def test_a_constant_has_the_dimension_of_its_arithmetic(text: str, value: float, dim: Dim) -> None:
    found = constant(parse(text), LEDGER.__getitem__)
    assert found.dim is dim
    assert found.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 d + 2", "a duration \\+ a number"),
        ("limit + 1 d", "never both"),
        ("2 d * 3 d", "a duration \\* a duration"),
        ("volume * limit", "a rate \\* a working days"),
        ("1 / limit", "a number / a working days"),
        ("3 d < 4 wd", "never both"),
        ("1 / 0", "division by zero"),
        ("1e15 * 1e15 * 1e300", "up to 1e15"),
        ("'x'", 'the text "x"'),
        ("[1]", "a list"),
        ("exponential(mean=3 d)", "the distribution exponential"),
        ("maxx(1, 2)", "nearest: max"),
        ("min(1, 2 d)", "values of one kind"),
        ("1 + (2 < 3)", "a truth value"),
        ("1 if 2 else 3", "expected a comparison"),
        ("tiers(1, [(5, 1)])", "inf as the last bound"),
        ("tiers(1, [(5, 1), (5, 2), (inf, 3)])", "bounds that increase"),
        ("tiers(inf, [(inf, 1)])", "finite number"),
    ],
)
def test_a_clash_of_dimensions_is_told(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        constant(parse(text), LEDGER.__getitem__)


def test_an_unknown_ledger_number_carries_its_name_and_column() -> None:
    with pytest.raises(UnknownName) as error:
        constant(parse("2 * survy"), LEDGER.__getitem__)
    assert (error.value.name, error.value.column) == ("survy", 5)


# --- kinds ---


@pytest.mark.parametrize(
    ("text", "dim"),
    [
        ("load_kw * 2 + elapsed / 1 d", Dim.NUMBER),
        ("elapsed > 5 d", Dim.BOOL),
        ("channel == 'counter' or urgent", Dim.BOOL),
        ("channel != outcome", Dim.BOOL),
        ("'a' if urgent else channel", Dim.TEXT),
        ("tiers(load_kw, [(10, 1), (inf, 2)])", Dim.NUMBER),
        ("channel in ('a', 'b')", Dim.BOOL),
    ],
)
def test_a_run_time_expression_has_a_kind(text: str, dim: Dim) -> None:
    assert infer(parse(text), ENV) is dim


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("elapsed > 5 wd", "never wd"),
        ("elapsed > limit", "never wd"),
        ("channel + 1", "a text"),
        ("channel < 'b'", "== or !="),
        ("channel == 3", "two values of one kind"),
        ("load_kw and urgent", "a comparison beside and"),
        ("not load_kw", "a comparison beside not"),
        ("1 if load_kw else 2", "between if and else"),
        ("1 if urgent else 'a'", "two values of one kind"),
        ("uniform(1, 2)", "the distribution uniform"),
        ("tier(1, [(2, 1)])", "nearest: tiers"),
        ("min(1)", "at least two"),
        ("abs(1, 2)", "one argument"),
        ("max(1, b=2)", "without names"),
        ("tiers(1, 2)", "no list of bands"),
        ("tiers(1, [(1, 2, 3)])", "no pair"),
        ("tiers(1, [(inf, 1), (inf, 2)])", "inf before the last"),
        ("[1]", "a list"),
    ],
)
def test_a_kind_that_does_not_fit_is_told(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        infer(parse(text), ENV)


def test_an_unquoted_text_is_an_unknown_name_with_advice() -> None:
    with pytest.raises(UnknownName, match='the text in quotes: "online"') as error:
        infer(parse("channel == online"), ENV)
    assert error.value.name == "online"


@pytest.mark.parametrize(
    "text",
    [
        "lognormal(mean=3 d, p90=8 d)",
        'channel == "counter" and not urgent',
        "mixture([(0.3, uniform(0 wd, 2 wd)), (0.7, constant(5 min))])",
        "tiers(claim, [(10000, 50), (inf, 0.025)])",
        "1 - (2 - 3) * -(4 + x)",
        "(1 if a else 2) if b else 3 if c else 4",
        "1e-09",
        "9000 per y / courts",
    ],
)
def test_canonical_text_is_written_unchanged(text: str) -> None:
    assert render(parse(text)) == text
