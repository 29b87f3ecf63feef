"""MSER-5 against its definition and against series whose warm-up is known."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.warmup import BATCH, batch_means, mser5


def definition(batches: list[float], d: int) -> float:
    kept = batches[d:]
    return sum((y - fmean(kept)) ** 2 for y in kept) / len(kept) ** 2


@given(st.lists(st.integers(0, 1000).map(float), min_size=10, max_size=200))
def test_the_cut_minimises_the_standard_error_over_the_first_half(series: list[float]) -> None:
    batches = batch_means(series)
    found = mser5(series)
    least = min(definition(batches, d) for d in range(len(batches) // 2 + 1))
    assert found.error == pytest.approx(least, rel=1e-9, abs=1e-9)
    assert definition(batches, found.truncation // BATCH) == pytest.approx(least, rel=1e-9, abs=1e-9)


def test_a_warm_up_of_known_length_is_cut_off() -> None:
    settled = [10.0 + i % 5 for i in range(400)]
    found = mser5([0.0] * 50 + settled)
    assert found.truncation == 50
    assert found.reliable


def test_a_settled_series_is_left_whole() -> None:
    assert mser5([5.0] * 100).truncation == 0


def test_a_series_that_never_settles_is_not_reliable() -> None:
    found = mser5([float(i) for i in range(200)])
    assert found.truncation == 100
    assert not found.reliable


def test_a_short_series_is_left_whole_and_not_reliable() -> None:
    assert mser5([1.0] * 9).truncation == 0
    assert not mser5([1.0] * 9).reliable


def test_an_incomplete_last_batch_is_left_out() -> None:
    assert batch_means([1, 2, 3, 4, 5, 100]) == [3.0]
