"""A distribution that cannot exist is refused, always by a DistributionError that says what was expected."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.distributions import FAMILIES, DistributionError, make

REFUSED: list[tuple[str, list[object], Mapping[str, object], str]] = [
    ("unifrom", [1, 2], {}, "nearest: uniform"),
    ("uniform", [3, 1], {}, "given lo=3 and hi=1, expected lo <= hi"),
    ("uniform", [3], {}, "expected hi too"),
    ("uniform", [1, 2, 3], {}, "given 3 values without a name"),
    ("uniform", [1], {"lo": 1, "hi": 2}, "lo twice"),
    ("uniform", [1, 2], {"mode": 1}, "given mode="),
    ("triangular", [1, 5, 3], {}, "a mode between lo=1 and hi=3"),
    ("triangular", [3, 2, 1], {}, "lo <= hi"),
    ("pert", [1, 0, 3], {}, "a mode between lo=1 and hi=3"),
    ("exponential", [], {"maen": 3}, "nearest: mean"),
    ("exponential", [30], {}, "expected no: exponential"),
    ("exponential", [], {"mean": 0}, "constant"),
    ("exponential", [], {"mean": -1}, "mean > 0"),
    ("exponential", [], {"mean": math.nan}, "finite"),
    ("exponential", [], {"mean": math.inf}, "finite"),
    ("exponential", [], {"mean": 10**400}, "finite"),
    ("exponential", [], {"mean": "3 d"}, "expected a number"),
    ("exponential", [], {"mean": True}, "expected a number"),
    ("erlang", [], {"k": 2.5, "mean": 1}, "whole number"),
    ("erlang", [], {"k": 0, "mean": 1}, "whole number"),
    ("lognormal", [], {"p50": 3, "p90": 2}, "p50 < p90"),
    ("lognormal", [], {"p50": 3, "p90": 3}, "constant"),
    ("lognormal", [], {"mean": 3, "sd": -1}, "sd > 0"),
    ("lognormal", [], {"mean": 3, "sd": 0}, "constant"),
    ("lognormal", [], {"mean": 3}, "exactly two"),
    ("lognormal", [], {"mean": 3, "sd": 1, "p90": 4}, "exactly two"),
    ("lognormal", [3, 1], {}, "by|without a name"),
    ("lognormal", [], {"mean": 3, "p91": 1}, "nearest: p9"),
    ("gamma", [], {"mean": -3, "sd": 1}, "mean > 0"),
    ("weibull", [], {"p10": 3, "p95": 1}, "p10 < p95"),
    ("normal", [], {"mean": 0, "sd": -1}, "sd > 0"),
    ("normal", [], {"mean": 0, "sd": 1, "min": 31}, "30 sd"),
    ("beta", [0, 1], {"mean": 0.5, "sd": 0.5}, "sd < 0.5"),
    ("beta", [0, 1], {"mean": 1, "sd": 0.1}, "a mean between"),
    ("beta", [1, 1], {"mean": 1, "sd": 0.1}, "lo < hi"),
    ("beta", [0, 1], {"mean": 0.5, "sd": 1e-9}, "sd of at least"),
    ("empirical", [[]], {}, "list of"),
    ("empirical", [[1, 2]], {}, "list of"),
    ("empirical", [[(1, -1), (2, 1)]], {}, "weight of at least 0"),
    ("empirical", [[(1, 0)]], {}, "positive sum"),
    ("empirical", [[("a", 1)]], {}, "expected a number"),
    ("mixture", [[(0.5, 1), (0.4, 2)]], {}, "a sum of 1"),
    ("mixture", [[(1.5, 1), (-0.5, 2)]], {}, "weight of at least 0"),
    ("mixture", [[(1, "uniform")]], {}, "expected a number"),
]

odd = st.one_of(
    st.floats(),
    st.floats(-1e3, 1e3),
    st.integers(),
    st.sampled_from(
        [0, 0.0, -0.0, 1, 5e-324, 1e-300, 1e300, 1.7e308, 10**400, True, None, "3 d", b"", [], {}]
    ),
    st.lists(st.tuples(st.floats(), st.floats()), max_size=4),
    st.lists(st.tuples(st.floats(0, 1), st.floats(-10, 10)), max_size=4),
)
names = st.sampled_from(
    sorted({name for spec in FAMILIES.values() for name in spec.names} | {"", "Mean", "p91"})
)


def made_or_refused(family: str, args: list[object], kwargs: Mapping[str, object]) -> None:
    try:
        made = make(family, args, kwargs)
    except DistributionError as refusal:
        assert "expected" in str(refusal)
    else:
        assert math.isfinite(made.mean)
        assert math.isfinite(made.variance)
        assert made.variance >= 0
        assert all(math.isfinite(made.draw(u)) for u in (2.0**-53, 0.3, 1 - 2.0**-53))


@pytest.mark.parametrize(("family", "args", "kwargs", "message"), REFUSED)
def test_what_cannot_exist_is_refused_with_its_reason(
    family: str, args: list[object], kwargs: Mapping[str, object], message: str
) -> None:
    with pytest.raises(DistributionError, match=message) as refusal:
        make(family, args, kwargs)
    assert "given" in str(refusal.value)
    assert "expected" in str(refusal.value)


@given(
    st.sampled_from([*FAMILIES, "", "nope"]),
    st.lists(odd, max_size=4),
    st.dictionaries(names, odd, max_size=4),
)
@example("normal", [], {"mean": 0.0, "sd": 5e-324, "min": -1e308})
@example("lognormal", [], {"mean": 1e300, "sd": 1e-300})
@example("gamma", [], {"mean": 1e-300, "cv": 1e-200})
def test_any_parameters_make_a_distribution_or_are_refused(
    family: str, args: list[object], kwargs: Mapping[str, object]
) -> None:
    made_or_refused(family, args, kwargs)


@given(st.data())
def test_any_numbers_in_the_right_places_make_a_distribution_or_are_refused(data: st.DataObject) -> None:
    spec = data.draw(
        st.sampled_from([spec for spec in FAMILIES.values() if spec.name not in ("empirical", "mixture")])
    )
    size = 2 if spec.any_two else len(spec.names)
    chosen = data.draw(st.permutations(spec.names))[:size]
    made_or_refused(spec.name, [], {name: data.draw(st.floats(-1e4, 1e12) | odd) for name in chosen})


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, math.inf])
def test_no_distribution_is_scaled_by_a_factor_that_is_not_positive(factor: float) -> None:
    with pytest.raises(DistributionError, match="factor"):
        make("uniform", [1, 2], {}).scaled(factor)
