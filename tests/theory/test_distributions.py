"""Every family in the registry against its own mathematics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import FAMILIES, Distribution, make
from sim.distributions.special import normal_cdf

Call = tuple[list[object], Mapping[str, object]]

# At least one case of each family: a family without one fails the first test below.
CASES: dict[str, list[Call]] = {
    "constant": [([3.5], {}), ([0], {})],
    "uniform": [([2.0, 5.0], {}), ([-1.0, 1.0], {}), ([3, 3], {})],
    "triangular": [([1.0, 2.0, 6.0], {}), ([0, 0, 2], {}), ([0, 2, 2], {}), ([1, 1, 1], {})],
    "pert": [([1.0, 2.0, 6.0], {}), ([0, 0, 2], {}), ([0, 2, 2], {}), ([4, 4, 4], {})],
    "exponential": [([], {"mean": 30.0})],
    "erlang": [([], {"k": 1, "mean": 4.0}), ([], {"k": 3, "mean": 4.0}), ([], {"k": 40, "mean": 1e5})],
    "gamma": [
        ([], {"mean": 3.0, "sd": 1.0}),
        ([], {"mean": 3.0, "sd": 5.0}),
        ([], {"mean": 1e4, "cv": 0.01}),
    ],
    "lognormal": [([], {"p50": 3.0, "p90": 8.0}), ([], {"mean": 4.0, "sd": 1.0})],
    "weibull": [([], {"mean": 3.0, "sd": 1.0}), ([], {"mean": 3.0, "cv": 1.5}), ([], {"p50": 3, "p90": 8})],
    "normal": [
        ([], {"mean": 3.0, "sd": 2.0}),
        ([], {"mean": 3.0, "sd": 2.0, "min": 0}),
        ([], {"mean": 0.0, "sd": 1.0, "min": 6.0}),
        ([], {"mean": 60.0, "sd": 2.0, "min": 0}),
    ],
    "beta": [([0, 10], {"mean": 3.0, "sd": 1.0}), ([], {"lo": 2, "hi": 4, "mean": 2.5, "sd": 0.6})],
    "empirical": [([[(3.0, 1), (1.0, 2), (3.0, 1), (9.0, 0), (7.0, 0.5)]], {}), ([[(5, 1)]], {})],
    "mixture": [
        ([[(0.3, make("uniform", [0, 1], {})), (0.7, make("exponential", [], {"mean": 5.0}))]], {}),
        ([[(0.25, make("uniform", [4, 6], {})), (0.0, 9), (0.25, 2), (0.5, make("constant", [5], {}))]], {}),
    ],
}
STEPPED = {"empirical", "mixture"}
ALL = [
    pytest.param(family, call, id=f"{family}-{i}") for family in CASES for i, call in enumerate(CASES[family])
]
U_GRID = [2.0**-53, 1e-12, 1e-6, *(i / 200 for i in range(1, 200)), 1 - 1e-6, 1 - 1e-12, 1 - 2.0**-53]


def built(family: str, call: Call) -> Distribution:
    return make(family, *call)


def moment(made: Distribution, power: int, centre: float) -> float:
    """The mean of (draw(u) - centre)^power over all u = Phi(z): trapezoids in z."""
    step = 1 / 250
    z_grid = [i * step for i in range(-2030, 2031)]
    weights = [step * math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) for z in z_grid]
    return math.fsum(
        w * (made.draw(normal_cdf(z)) - centre) ** power for w, z in zip(weights, z_grid, strict=True)
    )


def test_every_family_has_a_case_here() -> None:
    assert set(CASES) == set(FAMILIES)


@pytest.mark.parametrize(("family", "call"), ALL)
def test_a_distribution_knows_its_family(family: str, call: Call) -> None:
    assert built(family, call).family == family


@pytest.mark.parametrize(("family", "call"), ALL)
def test_mean_and_variance_are_those_of_the_draws(family: str, call: Call) -> None:
    made = built(family, call)
    exactly = 3e-3 if family in STEPPED else 2e-6
    spread = math.sqrt(made.variance)
    assert moment(made, 1, made.mean) == pytest.approx(0.0, abs=exactly * spread + 1e-12)
    assert moment(made, 2, made.mean) == pytest.approx(made.variance, rel=2 * exactly, abs=1e-12)


@pytest.mark.parametrize(("family", "call"), ALL)
def test_the_quantile_is_the_least_value_that_reaches_the_chance(family: str, call: Call) -> None:
    made = built(family, call)
    for u in U_GRID[3:-3]:
        x = made.quantile(u)
        if family in STEPPED or made.variance == 0:
            assert made.cdf(x + 1e-9) >= u * (1 - 1e-12)
            assert made.cdf(x - 1e-9) <= u * (1 + 1e-12)
        else:
            assert made.cdf(x) == pytest.approx(u, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(("family", "call"), ALL)
def test_the_quantile_never_falls_and_stays_in_the_support(family: str, call: Call) -> None:
    made = built(family, call)
    values = [made.quantile(u) for u in U_GRID]
    low, high = made.support
    assert all(low <= x <= high for x in values)
    assert all(a <= b + 1e-12 * abs(b) for a, b in pairwise(values))


@pytest.mark.parametrize(("family", "call"), ALL)
def test_the_distribution_function_runs_from_0_to_1(family: str, call: Call) -> None:
    made = built(family, call)
    low, high = made.support
    assert made.cdf(max(low, -1e12) - 1.0) <= 1e-15
    assert made.cdf(min(high, 1e12)) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(("family", "call"), ALL)
def test_scaling_multiplies_every_outcome(family: str, call: Call) -> None:
    made = built(family, call)
    larger = made.scaled(60.0)
    assert larger.family == family
    assert larger.mean == pytest.approx(60 * made.mean, rel=1e-12)
    assert larger.variance == pytest.approx(3600 * made.variance, rel=1e-12)
    assert all(larger.draw(u) == pytest.approx(60 * made.draw(u), rel=1e-12) for u in U_GRID)


@pytest.mark.parametrize("call", CASES["mixture"])
def test_the_draws_of_a_mixture_have_its_distribution(call: Call) -> None:
    made, n = built("mixture", call), 4000
    drawn = [made.draw((i + 0.5) / n) for i in range(n)]
    for x in (-1.0, 0.3, 0.999, 2.0, 4.5, 5.0, 12.0, 40.0):
        assert sum(d <= x for d in drawn) / n == pytest.approx(made.cdf(x), abs=4 / n)


def test_a_mixture_draws_with_the_luck_that_is_left() -> None:
    made = make("mixture", [[(0.25, make("uniform", [0, 1], {})), (0.75, make("uniform", [10, 20], {}))]], {})
    assert made.draw(0.125) == 0.5
    assert made.draw(0.25) == pytest.approx(10.0)
    assert made.draw(0.625) == 15.0


def test_the_mean_of_a_cut_normal_is_that_after_the_cut() -> None:
    made = make("normal", [], {"mean": 0.0, "sd": 1.0, "min": 0.0})
    assert made.mean == pytest.approx(math.sqrt(2 / math.pi))
    assert made.variance == pytest.approx(1 - 2 / math.pi)


def test_an_erlang_of_one_stage_is_exponential() -> None:
    erlang, exponential = make("erlang", [], {"k": 1, "mean": 7}), make("exponential", [], {"mean": 7})
    assert all(erlang.draw(u) == pytest.approx(exponential.draw(u), rel=1e-13) for u in U_GRID)


def test_pert_has_the_mean_that_planners_know() -> None:
    assert make("pert", [1, 2, 9], {}).mean == pytest.approx((1 + 4 * 2 + 9) / 6)


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 9)), min_size=1, max_size=8), st.integers(1, 999)
)
def test_an_empirical_quantile_counts_the_values_seen(pairs: list[tuple[int, int]], thousandths: int) -> None:
    made = make("empirical", [pairs], {})
    seen = sorted(x for x, weight in pairs for _ in range(weight))
    rank = thousandths * len(seen) / 1000
    if rank != int(rank):
        assert made.quantile(thousandths / 1000) == seen[math.ceil(rank) - 1]
