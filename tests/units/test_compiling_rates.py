"""The intensity of arrivals against its definition, second by second, and the mean of rounded batches."""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars import DAY, Calendar, CalendarSpec, resolve
from sim.compiling.rates import Profile, intensity, mean_batch
from sim.distributions import make
from sim.program import Intensity

ORIGIN = date(2021, 3, 3)
YEAR = ((date(2021, 1, 1) - ORIGIN).days, (date(2021, 12, 31) - ORIGIN).days)
WEIGHT = st.sampled_from([0.0, 0.5, 1.0, 2.0])


def office() -> Calendar:
    spec = CalendarSpec("china", ("08:30-12:00", "13:00-16:30"))
    return resolve(spec, ORIGIN, date(2021, 1, 1), date(2023, 12, 31))


OFFICE = office()


def weight(profile: Profile, t: int) -> float:
    """The product of the definition at second ``t``."""
    when = ORIGIN + timedelta(days=t // DAY)
    parts = (
        1.0 if profile.during is None or profile.during.is_open(t) else 0.0,
        profile.monthly[when.month - 1] if profile.monthly else 1.0,
        profile.weekday[when.weekday()] if profile.weekday else 1.0,
        profile.hourly[t % DAY // 3600] if profile.hourly else 1.0,
    )
    return math.prod(parts)


def height(made: Intensity, t: int) -> float:
    i = min(bisect_right(made.edges, t) - 1, len(made.edges) - 2)
    return (made.integral[i + 1] - made.integral[i]) / (made.edges[i + 1] - made.edges[i])


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    def weights(count: int) -> tuple[float, ...]:
        listed = draw(st.lists(WEIGHT, min_size=count, max_size=count))
        return tuple(listed) if draw(st.booleans()) and any(listed) else ()

    return Profile(draw(st.sampled_from([None, OFFICE])), weights(12), weights(7), weights(24))


@given(profiles(), st.sampled_from([0.0, 0.07, -0.2]), st.lists(st.integers(0, 800 * DAY - 1), max_size=40))
def test_the_intensity_is_the_weighted_rate_at_every_second(
    profile: Profile, growth: float, instants: list[int]
) -> None:
    pieces = profile.pieces(ORIGIN, 0, 800 * DAY)
    made = intensity(pieces, 800 * DAY, per_second=0.01, growth=growth)
    assert (made.edges[0], made.integral[0], made.edges[-1]) == (0, 0.0, 800 * DAY)
    assert all(a < b for a, b in zip(made.edges, made.edges[1:], strict=False))
    for t in [*instants, *(e for e in made.edges[:50] if e < 800 * DAY)]:
        expected = 0.01 * weight(profile, t) * (1 + growth) ** (t // (365 * DAY))
        assert height(made, t) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(profiles())
def test_the_mean_weight_is_over_all_seconds_of_the_calendar_year(profile: Profile) -> None:
    # Every open interval and hour begins and ends on a half hour.
    steps = range(YEAR[0] * DAY, (YEAR[1] + 1) * DAY, 1800)
    expected = math.fsum(weight(profile, t) for t in steps) / len(steps)
    assert profile.mean(ORIGIN, YEAR) == pytest.approx(expected, rel=1e-12)


def test_an_even_rate_is_one_piece() -> None:
    made = intensity(Profile().pieces(ORIGIN, 0, 30 * DAY), 30 * DAY, per_second=2.0, growth=0.0)
    assert made == Intensity((0, 30 * DAY), (0.0, 60.0 * DAY))


@pytest.mark.parametrize(
    ("family", "args", "expected"),
    [
        ("constant", [3.0], 3.0),
        ("constant", [0.2], 1.0),
        ("constant", [2.5], 3.0),
        ("empirical", [[(0.0, 0.5), (1.5, 0.25), (4.0, 0.25)]], 0.5 + 2 * 0.25 + 4 * 0.25),
        ("uniform", [0.5, 4.5], 2.5),
        ("uniform", [0.0, 2.0], 0.75 * 1 + 0.25 * 2),
    ],
)
def test_the_mean_batch_is_that_of_the_rounded_sizes(
    family: str, args: list[object], expected: float
) -> None:
    assert mean_batch(make(family, args, {})) == pytest.approx(expected, rel=1e-12)


def test_the_mean_batch_of_a_long_tail_is_summed_to_its_end() -> None:
    law = make("exponential", [], {"mean": 20.0})
    sizes = [max(1, math.floor(law.quantile((i + 0.5) / 200_000) + 0.5)) for i in range(200_000)]
    assert mean_batch(law) == pytest.approx(math.fsum(sizes) / len(sizes), rel=1e-4)
