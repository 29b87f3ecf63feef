"""What `--vary` and `--sample` mean, and what is said of those that mean nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import UsageError
from sim.experiments.sampling import sample_of, sampled
from sim.experiments.varying import Factor, Span, factors_of, full_factorial, settings_of
from sim.reading import Source, opened
from tests.helpers import desk

LEVELS = [
    ("pools.clerk.staff=4..7", ("4", "5", "6", "7")),
    ("pools.clerk.staff=4..9..2", ("4", "6", "8")),
    ("pools.clerk.staff=3", ("3",)),
    ("x=0.5, 0.7,0.95,0.5", ("0.5", "0.7", "0.95")),
    ("x=0.1..0.5..0.1", ("0.1", "0.2", "0.3", "0.4", "0.5")),
    ("x=-1..1", ("-1", "0", "1")),
    ("x=2 h..3 h..30 min", ("2 h", "2.5 h", "3 h")),
    ("x=30 min..1 h..15", ("30 min", "45 min", "60 min")),
    ("x=50%..70%..10%", ("50%", "60%", "70%")),
    ("x=9000 per y..10000 per y..500 per y", ("9000 per y", "9500 per y", "10000 per y")),
    ("x=lognormal(mean=3 h, p90=9 h), 4 h", ("lognormal(mean=3 h, p90=9 h)", "4 h")),
    ("slow", ("20 min", "30 min", "40 min")),
]

WRONG = [
    ("y", "no number of the ledger"),
    ("slw", "nearest: slow"),
    ("=3", "not PATH=LIST_OR_RANGE"),
    ("x=", "not PATH=LIST_OR_RANGE"),
    ("x=1..", "no range"),
    ("x=1..2..3..4", "no range"),
    ("x=5..3", "is empty"),
    ("x=a..b", '"a" is no number'),
    ("x=1 parsec..2 parsec", "is no number with a unit"),
    ("x=1 h..3 wd", "do not go together"),
    ("x=1,,2", "missing between the commas"),
    ("x=1..9..0", "step of 0"),
    ("x=0.1..0.9", "how many values"),
    ("x=1 h..2 h", "how many values"),
    ("x=1..9999999", "more than 100,000"),
    ("bare", "has no range in the ledger"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    text = desk.SCENARIO.replace("pools:\n", "  bare: {value: 3, kind: plan, source: none}\npools:\n", 1)
    return opened(desk.write(tmp_path_factory.mktemp("desk"), text))


@pytest.mark.parametrize(("text", "levels"), LEVELS)
def test_lists_and_ranges_mean_these_levels(source: Source, text: str, levels: tuple[str, ...]) -> None:
    (factor,) = factors_of([text], source)
    assert factor.levels == levels


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_what_cannot_be_meant_is_told(source: Source, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        factors_of([text], source)
    assert told in str(caught.value)


def test_a_bare_name_is_a_number_of_the_ledger_and_any_other_path_itself(source: Source) -> None:
    factors = factors_of(["slow=20 min,25 min", "pools.clerk.staff=2"], source)
    assert settings_of(factors, ("25 min", "2")) == ("numbers.slow.value=25 min", "pools.clerk.staff=2")
    assert [f.name for f in factors] == ["slow", "pools.clerk.staff"]


def test_the_same_path_cannot_be_varied_twice(source: Source) -> None:
    with pytest.raises(UsageError, match="varied twice"):
        factors_of(["slow", "numbers.slow.value=3 h"], source)


def test_every_combination_is_there_and_the_last_changes_fastest(source: Source) -> None:
    factors = factors_of(["a=1,2", "b=x,y,z"], source)
    assert full_factorial(factors) == [(a, b) for a in "12" for b in "xyz"]


@pytest.mark.parametrize("kind", ["sobol", "lhs"])
def test_a_sample_stays_in_its_ranges_and_is_the_same_for_the_same_seed(source: Source, kind: str) -> None:
    factors = factors_of(["slow", "pools.clerk.staff=2..5", "x=a,b,c"], source, sampled=True)
    points = sampled(factors, kind, 32, seed=3)
    assert points == sampled(factors, kind, 32, seed=3) != sampled(factors, kind, 32, seed=4)
    assert all(20 <= float(p[0].removesuffix(" min")) <= 40 for p in points)
    assert {p[1] for p in points} == {"2", "3", "4", "5"} and {p[2] for p in points} == {"a", "b", "c"}


def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_range(source: Source) -> None:
    factors = factors_of(["x=0.0..1.0", "y=0.0..1.0"], source, sampled=True)
    points = sampled(factors, "lhs", 50, seed=1)
    for k in (0, 1):
        assert sorted(int(50 * float(p[k])) for p in points) == list(range(50))


@given(
    low=st.integers(-20, 20), width=st.integers(0, 12), u=st.floats(0, 1, exclude_max=True, allow_nan=False)
)
def test_a_whole_range_gives_whole_numbers_within_it(low: int, width: int, u: float) -> None:
    factor = Factor("x", "x", (), Span(Decimal(low), Decimal(low + width), "", True))
    assert low <= int(factor.at(u)) <= low + width


@pytest.mark.parametrize("text", ["sobl:3", "sobol", "sobol:0", "lhs:-1", "lhs:1e3", "lhs:100001", ":5"])
def test_a_sample_that_cannot_be_meant_is_told(text: str) -> None:
    with pytest.raises(UsageError, match=r"expected (sobol|lhs)"):
        sample_of(text)


def test_a_sample_has_a_kind_and_a_number() -> None:
    assert (sample_of("sobol:256"), sample_of("lhs:100")) == (("sobol", 256), ("lhs", 100))


def test_the_file_need_not_exist_to_be_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no number of the ledger"):
        factors_of(["slow"], opened(tmp_path / "none.yaml"))
