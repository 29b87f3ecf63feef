"""lognormal, gamma and weibull have the two figures that were asked for, whichever two."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import FAMILIES, Distribution, DistributionError, make
from sim.distributions.two_parameters import QUANTILES

FAMILY_NAMES = [name for name, spec in FAMILIES.items() if spec.any_two]
FIGURES = ("mean", "sd", "cv", *QUANTILES)
PAIRS = list(combinations(FIGURES, 2))


def figure(made: Distribution, name: str) -> float:
    if name in QUANTILES:
        return made.quantile(QUANTILES[name])
    sd = math.sqrt(made.variance)
    return {"mean": made.mean, "sd": sd, "cv": sd / made.mean}[name]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_any_two_figures_give_the_distribution_back(family: str, pair: tuple[str, str]) -> None:
    true = make(family, [], {"mean": 7200.0, "cv": 0.6})
    again = make(family, [], {name: figure(true, name) for name in pair})
    for name in FIGURES:
        assert figure(again, name) == pytest.approx(figure(true, name), rel=1e-8), name


@given(
    st.sampled_from(FAMILY_NAMES),
    st.sampled_from(PAIRS),
    st.floats(0.02, 4.0),
    st.floats(1e-3, 1e7),
)
def test_the_two_figures_asked_for_are_those_received(
    family: str, pair: tuple[str, str], cv: float, mean: float
) -> None:
    true = make(family, [], {"mean": mean, "cv": cv})
    asked = {name: figure(true, name) for name in pair}
    received = make(family, [], asked)
    for name, value in asked.items():
        assert figure(received, name) == pytest.approx(value, rel=1e-7)


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_where_two_spreads_fit_the_smaller_one_is_taken(family: str) -> None:
    received = make(family, [], {"mean": 1.0, "p90": 1.9})
    assert figure(received, "p90") == pytest.approx(1.9)
    assert figure(received, "cv") < 1.3


@pytest.mark.parametrize(
    ("family", "given", "expected"),
    [
        ("lognormal", {"mean": 1, "p90": 3}, "at most 2.273 times the mean"),
        ("lognormal", {"mean": 1, "p50": 2}, "p50 below the mean"),
        ("lognormal", {"mean": 1, "p10": 1}, "p10 below the mean"),
        ("gamma", {"mean": 1, "p50": 2}, "expected p50 / mean between"),
        ("gamma", {"mean": 1, "p90": 9}, "expected p90 / mean between"),
        ("weibull", {"mean": 1, "p50": 1.5}, "expected p50 / mean between"),
        ("weibull", {"sd": 1, "p99": 1e-9}, "expected p99 / sd between"),
    ],
)
def test_two_figures_that_no_member_has_are_refused(
    family: str, given: Mapping[str, float], expected: str
) -> None:
    with pytest.raises(DistributionError, match=expected):
        make(family, [], given)
