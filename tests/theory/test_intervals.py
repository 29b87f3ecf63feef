"""Intervals against textbook values, hand computations, and how often they hold a known truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.estimate import Estimate, Sample, finite
from sim.statistics.changes import change, linearised_quantiles, paired_difference, pairs_of, relative_change
from sim.statistics.clusters import likeness, widened
from sim.statistics.means import mean, t_interval, total, totals_of
from sim.statistics.periods import chance, reached
from sim.statistics.quantiles import order_of, points, quantile, rank
from sim.statistics.shares import (
    clopper_pearson,
    effective_cases,
    residuals,
    share,
    share_interval,
    tail_allowance,
)

EXPERIMENTS = 2000
SEED = 20210104

Value = st.integers(0, 50)
Histories = st.lists(st.lists(Value, max_size=8), min_size=1, max_size=25)


def coverage(held: Iterator[bool]) -> float:
    answers = list(held)
    return sum(answers) / len(answers)


def honest_floor(level: float) -> float:
    """A point below the level, less three standard errors of the coverage of so many experiments."""
    return level - 0.01 - 3 * sqrt(level * (1 - level) / EXPERIMENTS)


# --- shares


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (
            0,
            10,
            0.0,
            0.3085,
        ),  # 1 - 0.025^(1/10)
        (10, 10, 0.6915, 1.0),
        (1, 10, 0.0025, 0.4450),
        (7, 20, 0.1539, 0.5922),
        (81, 263, 0.2527, 0.3676),  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_clopper_pearson_agrees_with_published_values(
    hits: int, trials: int, low: float, high: float
) -> None:
    assert clopper_pearson(hits, trials, 0.95) == pytest.approx((low, high), abs=6e-5)


def test_clopper_pearson_without_trials_is_everything() -> None:
    assert clopper_pearson(0, 0, 0.95) == (0.0, 1.0)


def test_the_effective_size_of_a_share_is_that_of_korn_and_graubard_by_hand() -> None:
    # 4 replications of 10 cases: m = .7, s2 = .08 / 3, m(1-m)R/s2 = .21 * 4 * 3 / .08 = 31.5 < 40;
    # z = 1.959964, t_3 = 3.182446
    found = share_interval([5, 7, 9, 7], [10] * 4, 0.95)
    assert found.share == pytest.approx(0.7)
    assert found.effective == pytest.approx(31.5 * (1.959964 / 3.182446) ** 2, rel=1e-6)
    assert (found.low, found.high) == clopper_pearson(found.effective * 0.7, found.effective, 0.95)


def test_the_end_on_the_side_of_the_longer_tail_moves_out_as_worked_out_by_hand() -> None:
    # 3 replications of 10 cases: 9, 9, 6; m = .8, residuals .1, .1, -.2, s2 = .03, their skewness -1/sqrt(2);
    # t_2 = 4.302653, so the allowance is (2 * 18.51282 + 1) / (6 sqrt(6)) = 2.587317;
    # .16 * 3 / .03 = 16 < 30.
    found = share_interval([9, 9, 6], [10] * 3, 0.95)
    assert tail_allowance([0.1, 0.1, -0.2], 0.95, 2) == pytest.approx(-2.587317, abs=1e-6)
    lower, upper = (16 * (1.959964 / t) ** 2 for t in (4.302653 + 2.587317, 4.302653))
    assert found.low == pytest.approx(clopper_pearson(lower * 0.8, lower, 0.95)[0], abs=1e-6)
    assert found.high == pytest.approx(clopper_pearson(upper * 0.8, upper, 0.95)[1], abs=1e-6)
    mirrored = share_interval([1, 1, 4], [10] * 3, 0.95)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low))


def test_the_effective_size_is_at_most_the_number_of_cases() -> None:
    found = share_interval([5, 5, 5, 6], [10] * 4, 0.95)
    assert found.effective == pytest.approx(40 * (1.959964 / 3.182446) ** 2, rel=1e-6)
    assert effective_cases(0.5, 1e-9, 40) == 40


def test_residuals_weigh_replications_of_unequal_size() -> None:
    # m = 9/15, mean n = 7.5: (2 - 2.4) / 7.5 and (7 - 6.6) / 7.5
    assert residuals([2, 7], [4, 11]) == pytest.approx([-0.4 / 7.5, 0.4 / 7.5])


def test_a_share_without_variance_trusts_the_cases_and_says_so() -> None:
    found = share(Sample.of("x", [[1, 2]] * 20), 5)
    assert (found.estimate, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 40))
    assert "zero_variance" in found.notes


def test_equal_shares_of_unequal_sizes_have_no_variance() -> None:
    assert share_interval([1, 2, 3], [3, 6, 9], 0.95).zero_variance


def test_an_unfinished_case_keeps_neither_side_of_a_limit() -> None:
    sample = Sample.of("x", [[1, 2, 3], [2]], open_values=[[], [1, 9]])
    assert share(sample, 2).estimate == pytest.approx(3 / 6)
    assert share(sample, 2, side="at_least").estimate == pytest.approx(3 / 6)
    assert share(sample, 2).unfinished == 2


def test_a_share_of_no_cases_is_unknown() -> None:
    found = share(Sample.of("x", [[], []]), 1)
    assert (found.estimate, found.low, found.high) == (None, 0.0, 1.0)
    assert "no_cases" in found.notes


def test_one_replication_allows_no_interval() -> None:
    assert share(Sample.of("x", [[1, 2, 3, 4]]), 2).interval.low == 0.0
    assert mean(Sample.of("x", [[1, 2, 3]])).half_width == inf
    assert quantile(Sample.of("x", [[1, 2, 3]]), "median").low == -inf
    assert "one_replication" in mean(Sample.of("x", [[1, 2, 3]])).notes


def test_the_share_holds_the_truth_as_often_as_its_level_says_for_correlated_cases() -> None:
    rng = np.random.default_rng(SEED)

    def held(a: float, b: float) -> Iterator[bool]:
        for _ in range(EXPERIMENTS):
            cases = rng.integers(20, 60, size=20)
            within = rng.binomial(cases, rng.beta(a, b, size=20))
            found = share_interval(within.tolist(), cases.tolist(), 0.95)
            yield found.low <= a / (a + b) <= found.high

    print(f"numpy default_rng({SEED})")
    assert coverage(held(18, 2)) >= honest_floor(0.95)
    assert coverage(held(5, 5)) >= honest_floor(0.95)


def test_periods_without_a_case_tell_no_chance() -> None:
    found = chance([Sample.of("x", [[], []])], 5, 0.95)
    assert (found.estimate, found.low, found.high) == (None, 0.0, 1.0)
    assert "no_cases" in found.notes


# --- means and totals


def test_a_mean_averages_replication_means_and_a_total_replication_sums() -> None:
    sample = Sample.of("x", [[1, 3], [4], []], unit="d")
    assert mean(sample).estimate == pytest.approx(3.0)
    assert total(sample).estimate == pytest.approx(8 / 3)
    assert "empty_replications" in mean(sample).notes


def test_students_interval_of_gossets_sleep_data_is_the_known_one() -> None:
    # Student (1908), the gain of sleep by two drugs: mean 1.58, 95% interval 0.70 to 2.46
    gains = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    assert t_interval(gains, 0.95) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-7)


def test_unfinished_cases_count_in_a_mean_with_their_value_so_far() -> None:
    found = mean(Sample.of("x", [[1], [3]], open_values=[[5], []]))
    assert found.estimate == pytest.approx(3.0)
    assert found.lower_bound
    assert "lower_bound" in found.notes


@pytest.mark.parametrize(("alike", "stretch"), [(0.6, 2.0), (0.0, 1.0), (-0.6, 1.0)])
def test_blocks_that_are_alike_widen_an_interval_and_unlike_ones_never_narrow_it(
    alike: float, stretch: float
) -> None:
    # sqrt((1 + 0.6) / (1 - 0.6)) = 2.
    found = mean(Sample.of("elapsed", [[10.0], [12.0], [14.0]]))
    wide = widened(found, alike)
    assert wide.high - 12.0 == pytest.approx(stretch * (found.high - 12.0))
    assert 12.0 - wide.low == pytest.approx(stretch * (12.0 - found.low))


def test_how_alike_blocks_are_that_follow_each_other() -> None:
    # Means 1 to 8 about 4.5: products of neighbours sum to 26.25, squares to 42.
    assert likeness(Sample.of("elapsed", [[float(k)] for k in range(1, 9)])) == pytest.approx(26.25 / 42)
    assert likeness(Sample.of("elapsed", [[float(k)] for k in range(1, 8)])) == 0.0


def test_one_replication_tells_nothing_of_a_share_of_flags() -> None:
    found = mean(Sample.of("outcome.refused", [[1.0, 0.0, 0.0, 1.0]], kind="flag"))
    assert (found.estimate, found.low, found.high) == (0.5, 0.0, 1.0)


def test_the_mean_of_flags_stays_within_zero_and_one() -> None:
    found = mean(Sample.of("outcome.refused", [[0.0] * 10] * 20, kind="flag"))
    assert (found.estimate, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 200))


@pytest.mark.parametrize("refused", [[3, 1, 1, 2, 1], [9, 10, 10, 4, 10], [5, 5, 6, 5, 6], [2, 2, 2, 2, 2]])
def test_the_mean_of_flags_has_the_interval_of_their_share(refused: list[int]) -> None:
    # With as many cases in every replication both are the same number; skewed either way, or not at all.
    flags = Sample.of("outcome.refused", [[1.0] * k + [0.0] * (10 - k) for k in refused], kind="flag")
    a, b = mean(flags), share_interval(refused, [10] * 5, 0.95)
    assert (a.estimate, a.low, a.high) == pytest.approx((b.share, b.low, b.high), abs=1e-12)


def test_the_mean_holds_the_truth_as_often_as_its_level_says() -> None:
    rng = np.random.default_rng(SEED)
    draws = rng.gamma(20, 1.0, size=(EXPERIMENTS, 20))
    print(f"numpy default_rng({SEED})")
    found = (t_interval(row.tolist(), 0.95) for row in draws)
    assert coverage(low <= 20 <= high for _, low, high in found) >= honest_floor(0.95)


# --- quantiles


def test_a_quantile_is_the_smallest_value_with_enough_cases_below_it() -> None:
    sample = Sample.of("x", [[1, 2, 3], [4, 5, 6, 7, 8, 9, 10]])
    assert points(sample, (0.5, 0.9, 0.91, 0.01)) == (5.0, 9.0, 10.0, 1.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_total_of_whole_numbers_beyond_the_exact_ones_is_rounded_once(sign: float) -> None:
    """2^53 + 1 is no float: added one after the other the ones would all be lost."""
    sample = Sample.of("x", [[sign * 2.0**53, sign], [sign, sign]], open_values=[[sign], []])
    assert totals_of(sample) == [sign * (2.0**53 + 2), sign * 2.0]


def test_unfinished_cases_lie_above_every_value() -> None:
    sample = Sample.of("x", [[1, 2, 3], [4]], open_values=[[0, 0], [0, 0]])
    assert points(sample, (0.5, 0.51)) == (4.0, inf)
    found = quantile(sample, "p90")
    assert (found.estimate, finite(found.estimate)) == (inf, None)
    assert "beyond_horizon" in found.notes


def test_the_rank_of_a_quantile_is_not_moved_by_rounding() -> None:
    assert [rank(0.28, 25), rank(0.57, 100), rank(0.9, 10), rank(0.95, 20), rank(0.5, 1)] == [7, 57, 9, 19, 1]


@pytest.mark.parametrize(("word", "q"), [("median", 0.5), ("p90", 0.9), ("p5", 0.05), ("p99.5", 0.995)])
def test_a_quantile_is_named_by_its_percentage(word: str, q: float) -> None:
    assert order_of(word) == q


@pytest.mark.parametrize("word", ["mean", "p", "p0", "p100", "q90", "p-5"])
def test_another_word_is_no_quantile(word: str) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        order_of(word)


def test_the_interval_of_a_quantile_inverts_that_of_the_share() -> None:
    rng = np.random.default_rng(SEED)
    sample = Sample.of("x", [rng.exponential(10, 30) for _ in range(20)])
    found = quantile(sample, "p90")
    assert share(sample, found.low).high >= 0.9 > share(sample, np.nextafter(found.low, 0)).high
    assert share(sample, found.high).low >= 0.9 > share(sample, np.nextafter(found.high, 0)).low


def test_the_quantile_holds_the_truth_as_often_as_its_level_says_for_correlated_cases() -> None:
    # Given the replication, cases are exponential with a gamma rate of shape 4: Lomax, P(X > x) = (1 + x)^-4.
    rng = np.random.default_rng(SEED)
    truth, experiments = 0.1 ** (-1 / 4) - 1, EXPERIMENTS // 4
    print(f"numpy default_rng({SEED})")

    def held() -> Iterator[bool]:
        for _ in range(experiments):
            rates = rng.gamma(4, 1.0, size=20)
            found = quantile(Sample.of("x", [rng.exponential(1 / r, 40) for r in rates]), "p90")
            yield found.low <= truth <= found.high

    assert coverage(held()) >= 0.94 - 3 * sqrt(0.95 * 0.05 / experiments)


# --- changes


def test_paired_differences_by_hand() -> None:
    # D_r = a_r - 0.7 b_r = 0, 1, -1: mean 0, sd 1, half width t_2 / sqrt(3) = 4.302653 / 1.732051
    centre, low, high = paired_difference(([7.0, 15.0, 13.0], [10.0, 20.0, 20.0]), -0.3, level=0.95)
    assert centre == pytest.approx(0.0, abs=1e-12)
    assert (low, high) == pytest.approx((-2.484138, 2.484138), abs=1e-6)


def test_an_end_of_the_change_is_where_the_paired_test_turns() -> None:
    pairs = ([6.0, 7.5, 8.0, 6.5], [10.0, 11.0, 12.0, 9.5])
    found = relative_change(pairs, 0.95)
    assert found is not None
    assert paired_difference(pairs, found[1], level=0.95)[1] == pytest.approx(0.0, abs=1e-9)
    assert paired_difference(pairs, found[2], level=0.95)[2] == pytest.approx(0.0, abs=1e-9)


def test_a_constant_ratio_is_known_exactly() -> None:
    base = Sample.of("x", [[10], [11], [12]], unit="d")
    found = change(Sample.of("x", [[7], [7.7], [8.4]], unit="d"), base)
    assert (found.estimate, found.low, found.high) == pytest.approx((-0.3, -0.3, -0.3))
    assert found.unit == "1"


def test_a_change_of_a_base_near_zero_has_no_ends() -> None:
    assert "base_near_zero" in change(Sample.of("x", [[1], [2]]), Sample.of("x", [[0], [0]])).notes
    vague = change(Sample.of("x", [[1], [2]]), Sample.of("x", [[0], [9]]))
    assert (vague.low, vague.high) == (-inf, inf)


def test_only_replications_in_which_both_have_cases_are_paired() -> None:
    assert pairs_of(Sample.of("x", [[1], [], [3]]), Sample.of("x", [[2], [4], []])) == ([1.0], [2.0])


def test_variants_of_different_length_are_not_paired() -> None:
    with pytest.raises(ValueError, match="zip"):
        change(Sample.of("x", [[1], [2]]), Sample.of("x", [[1]]))


def test_a_failed_replication_leaves_a_change_unknown() -> None:
    found = change(replace(Sample.of("x", [[1]]), failed=1), Sample.of("x", [[1], [2]]))
    assert (found.estimate, found.failed) == (None, 1)


def test_unfinished_cases_of_the_base_make_the_change_an_upper_bound() -> None:
    base = Sample.of("x", [[10], [20]], open_values=[[1], []])
    assert change(Sample.of("x", [[7], [14]]), base).upper_bound


def test_linearised_quantiles_average_to_the_pooled_quantile() -> None:
    rng = np.random.default_rng(SEED)
    sample = Sample.of("x", [rng.exponential(10, 50) for _ in range(20)])
    values = [v for v in linearised_quantiles(sample, "p90") if v is not None]
    assert sum(values) / 20 == pytest.approx(quantile(sample, "p90").estimate)


def test_the_change_of_a_quantile_holds_the_truth_as_often_as_its_level_says() -> None:
    rng = np.random.default_rng(SEED)
    experiments = 300
    print(f"numpy default_rng({SEED})")

    def held() -> Iterator[bool]:
        for _ in range(experiments):
            weather = rng.gamma(20, 1 / 20, size=20)
            base = Sample.of("x", [rng.exponential(10 * w, 40) for w in weather])
            variant = Sample.of("x", [rng.exponential(7 * w, 40) for w in weather])
            found = change(variant, base, statistic="p90")
            yield found.low <= -0.3 <= found.high

    assert coverage(held()) >= 0.93 - 3 * sqrt(0.95 * 0.05 / experiments)


# --- periods


def test_the_chance_of_a_year_is_exact_over_replications() -> None:
    year = Sample.of("x", [[1, 9]] * 3 + [[1, 1]] * 17)
    found = chance([year], 5, 0.95)
    assert found.estimate == pytest.approx(0.85)
    assert (found.low, found.high) == clopper_pearson(17, 20, 0.95)
    assert "clustered_periods" not in found.notes


def test_a_period_without_cases_is_no_trial() -> None:
    assert reached(Sample.of("x", [[1], [], [9]]), 5, 0.95) == [True, None, False]


def test_months_of_one_replication_are_clusters() -> None:
    months = [Sample.of("x", [[1]] * 10 + [[9]] * 10) for _ in range(12)]
    found = chance(months, 5, 0.95)
    assert found.estimate == pytest.approx(0.5)
    assert found.high - found.low > 0.4  # the information of about 20 years, not of 240 months
    assert "clustered_periods" in found.notes


def test_months_are_clusters_though_one_replication_has_a_single_month_with_cases() -> None:
    first, *rest = [Sample.of("x", [[1] if k else []] + [[1]] * 9 + [[9]] * 10) for k in (1, *[0] * 11)]
    found = chance([first, *rest], 5, 0.95)
    assert found.high - found.low > 0.4
    assert "clustered_periods" in found.notes


def test_a_period_that_just_reaches_the_share_counts() -> None:
    assert reached(Sample.of("x", [[1.0] * 7 + [9.0] * 18]), 5, 0.28) == [True]


# --- laws


STATISTICS: list[Callable[[Sample], Estimate]] = [
    lambda s: share(s, 20),
    mean,
    total,
    lambda s: quantile(s, "p90"),
    lambda s: change(s, s),
]


@given(Histories)
def test_an_interval_holds_its_estimate(histories: list[list[int]]) -> None:
    sample = Sample.of("x", histories)
    for statistic in STATISTICS:
        found = statistic(sample)
        assert found.estimate is None or found.low <= found.estimate <= found.high


@given(Histories, st.randoms(use_true_random=False))
def test_the_order_of_cases_in_a_replication_changes_nothing(
    histories: list[list[int]], luck: Random
) -> None:
    turned = [luck.sample(h, len(h)) for h in histories]
    before, after = Sample.of("x", histories), Sample.of("x", turned)
    assert [s(before) for s in STATISTICS] == [s(after) for s in STATISTICS]


@given(Histories, st.integers(0, 25))
def test_joined_parts_are_the_whole(histories: list[list[int]], cut: int) -> None:
    parts = [Sample.of("x", histories[:cut]), Sample.of("x", histories[cut:])]
    assert Sample.joined(parts) == Sample.of("x", histories)


@given(Histories, st.integers(0, 25))
def test_an_earlier_look_sees_the_first_replications(histories: list[list[int]], n: int) -> None:
    assert Sample.of("x", histories).first(n) == Sample.of("x", histories[:n])


@given(Histories)
def test_a_column_gives_the_same_sample_as_a_list(histories: list[list[int]]) -> None:
    assert Sample.of("x", [np.array(h) for h in histories]) == Sample.of("x", histories)


@pytest.mark.parametrize("bad", [float("nan"), inf, -inf])
def test_a_sample_refuses_what_is_no_number(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Sample.of("x", [[1.0, bad, 2.0]])
