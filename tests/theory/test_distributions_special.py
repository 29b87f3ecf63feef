"""The special functions against SciPy, and compiled against themselves, bit by bit."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest
import scipy.special as scipy_special
from numba import njit

from sim.distributions import special, special_beta

GAMMA_SHAPES = [0.05, 0.1, 0.3, 0.69, 0.7, 1, 1.5, 2, 3.7, 10, 30, 100, 999.9, 1000, 3000, 1e4]
BETA_SHAPES = [0.1, 0.5, 1, 1.5, 3, 5, 20, 100, 1000]
TAILS = [10.0**-i for i in range(12, 1, -1)]
U_GRID = [*TAILS, *(i / 40 for i in range(1, 40)), *(1 - t for t in reversed(TAILS))]


@pytest.mark.parametrize("u", [2.0**-53, *U_GRID, 1 - 2.0**-53])
def test_the_normal_quantile_is_that_of_scipy(u: float) -> None:
    assert special.normal_quantile(u) == pytest.approx(scipy_special.ndtri(u), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("a", GAMMA_SHAPES)
def test_the_gamma_quantile_is_that_of_scipy(a: float) -> None:
    c = special.gamma_constant(a)
    for u in U_GRID:
        expected = scipy_special.gammaincinv(a, u) if u < 0.5 else scipy_special.gammainccinv(a, 1 - u)
        assert special.gamma_quantile(u, a, c) == pytest.approx(expected, rel=1e-10, abs=1e-290), u


@pytest.mark.parametrize("a", GAMMA_SHAPES)
def test_the_gamma_distribution_function_is_that_of_scipy(a: float) -> None:
    c = special.gamma_constant(a)
    for x in (a * r for r in (1e-9, 0.01, 0.3, 0.7, 0.95, 1.0, 1.05, 1.3, 2.0, 9.0)):
        expected = scipy_special.gammainc(a, x)
        exactly = 1e-10 if expected > 1e-16 else 1e-7
        assert special.gamma_cdf(x, a, c) == pytest.approx(expected, rel=exactly, abs=1e-200)


@pytest.mark.parametrize("b", BETA_SHAPES)
@pytest.mark.parametrize("a", BETA_SHAPES)
def test_the_beta_quantile_is_that_of_scipy(a: float, b: float) -> None:
    c = special_beta.beta_constant(a, b)
    split = special_beta.beta_split(a, b, c)
    for u in U_GRID:
        expected = scipy_special.betaincinv(a, b, u)
        assert special_beta.beta_quantile(u, a, b, c, split) == pytest.approx(expected, rel=1e-9), u


@pytest.mark.parametrize("b", BETA_SHAPES)
@pytest.mark.parametrize("a", BETA_SHAPES)
def test_the_beta_distribution_function_is_that_of_scipy(a: float, b: float) -> None:
    c = special_beta.beta_constant(a, b)
    for x in (1e-6, 0.01, 0.2, 0.5, 0.8, 0.99, 1 - 1e-6):
        expected = scipy_special.betainc(a, b, x)
        assert special_beta.beta_cdf(x, a, b, c) == pytest.approx(expected, rel=1e-10, abs=1e-200)


def test_a_gamma_of_a_million_stages_inverts_its_own_integral() -> None:
    a = 1e6
    c = special.gamma_constant(a)
    for u in (1e-6, 0.01, 0.5, 0.99):
        x = special.gamma_quantile(u, a, c)
        width = x - (a - 9 * math.sqrt(a))
        points = [x - width * (i + 0.5) / 20_000 for i in range(20_000)]
        chance = math.fsum(a / y * special.gamma_peak(y, a, c) for y in points) * width / 20_000
        assert chance == pytest.approx(u, rel=1e-5)


def compiled() -> dict[str, Any]:
    """The functions of both modules from the same code, compiled, calling each other compiled."""
    space: dict[str, Any] = {}
    for module in (special, special_beta):
        for name, value in vars(module).items():
            if isinstance(value, FunctionType):
                space.setdefault(name, njit(FunctionType(value.__code__, space, name)))
            elif not name.startswith("__"):
                space[name] = value
    return space


def test_compiled_they_give_the_same_bits() -> None:
    fast, luck = compiled(), random.Random(5)

    def same(function: Callable[..., float], *parameters: float) -> None:
        for _ in range(200):
            u = luck.random()
            assert function(u, *parameters) == fast[function.__name__](u, *parameters), (u, parameters)

    same(special.normal_quantile)
    for a in map(float, GAMMA_SHAPES):
        same(special.gamma_quantile, a, special.gamma_constant(a))
    for a in (0.5, 1.0, 4.0, 30.0):
        for b in (0.5, 2.0, 5.0):
            c = special_beta.beta_constant(a, b)
            same(special_beta.beta_quantile, a, b, c, special_beta.beta_split(a, b, c))
