"""Units: base units, rounding, and how quantities are shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.units import (
    SECONDS,
    Dim,
    Quantity,
    UnitError,
    format_duration,
    format_number,
    format_share,
    nearest_unit,
    quantity,
    round_half_up,
    unit_label,
)


def test_a_week_is_seven_days_and_a_year_365() -> None:
    assert SECONDS["w"] == 7 * SECONDS["d"]
    assert SECONDS["y"] == 365 * SECONDS["d"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.22, None, Quantity(0.22, Dim.NUMBER)),
        (3, "d", Quantity(259_200, Dim.DURATION)),
        (20, "wd", Quantity(20, Dim.WORKDAYS)),
        (12, "per d", Quantity(12 / 86_400, Dim.RATE)),
    ],
)
def test_a_quantity_is_kept_in_base_units(value: float, unit: str | None, expected: Quantity) -> None:
    assert quantity(value, unit) == expected


@pytest.mark.parametrize("unit", ["days", "per wd", "per", "", "D"])
def test_a_unit_of_no_language_is_refused(unit: str) -> None:
    with pytest.raises(UnitError, match="expected one of s min h d w y wd"):
        quantity(1, unit)


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("mins", "min"),
        ("days", "d"),
        ("hours", "h"),
        ("工作日", "wd"),
        ("Weeks", "w"),
        ("H", "h"),
        ("yeers", "y"),
    ],
)
def test_the_nearest_unit_of_a_usual_word_is_known(word: str, unit: str) -> None:
    assert nearest_unit(word) == unit


@pytest.mark.parametrize("word", ["months", "个月", "zzzz", ""])
def test_a_word_that_means_no_unit_has_no_nearest(word: str) -> None:
    assert nearest_unit(word) == ""


@pytest.mark.parametrize(("x", "whole"), [(0.5, 1), (1.5, 2), (2.5, 3), (-0.5, 0), (-1.5, -1), (2.4999, 2)])
def test_halves_are_rounded_upwards(x: float, whole: int) -> None:
    assert round_half_up(x) == whole


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (0, "0 s", "0秒"),
        (59.6, "1 min", "1分钟"),
        (3599.7, "1 h", "1小时"),
        (86_399, "1 d", "1天"),
        (3 * 86_400 + 4 * 3600 + 60, "3 d 4 h", "3天4小时"),
        (-90, "-1 min 30 s", "-1分钟30秒"),
        (math.inf, "–", "–"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, en: str, zh: str) -> None:
    assert (format_duration(seconds), format_duration(seconds, "zh")) == (en, zh)


@given(st.integers(0, 10**9))
def test_a_told_duration_is_true_to_half_its_smaller_unit(seconds: int) -> None:
    words = format_duration(seconds).split()
    told = sum(int(n) * SECONDS[u] for n, u in zip(words[::2], words[1::2], strict=True))
    assert len(words) <= 4
    assert abs(told - seconds) <= (1800 if seconds >= 86_400 - 1800 else 30)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.95, "95%"),
        (0.123, "12.3%"),
        (1, "100%"),
        (0, "0%"),
        (0.9999, ">99.9%"),
        (0.0001, "<0.1%"),
        (-0.3, "-30%"),
    ],
)
def test_only_a_whole_share_is_shown_as_100_percent(share: float, text: str) -> None:
    assert format_share(share) == text


@pytest.mark.parametrize(
    ("x", "text"), [(12345.6, "12,345.6"), (-0.001, "0"), (1e6, "1,000,000"), (math.nan, "–")]
)
def test_a_number_is_shown_without_needless_zeros(x: float, text: str) -> None:
    assert format_number(x) == text


def test_every_unit_has_a_label_in_both_languages() -> None:
    units = [*SECONDS, "wd", *(f"per {u}" for u in SECONDS)]
    assert all(unit_label(u) and unit_label(u, "zh") for u in units)
    assert (unit_label("wd"), unit_label("per y", "zh"), unit_label("1")) == ("working days", "每年", "")
    with pytest.raises(UnitError):
        unit_label("fortnight")
