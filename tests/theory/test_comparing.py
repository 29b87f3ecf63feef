"""What common luck is worth: one more window at a single queue, and figures worked out by hand."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from statistics import median

import pytest

from sim.estimate import Sample
from sim.experiments.comparing import compare
from sim.experiments.running import Order
from sim.statistics.contrasts import contrast, of_pairs, share_contrast
from sim.statistics.shares import t_quantile

WINDOWS = """\
format: 1
title: Windows of a hall
period: {start: 2021-01-04, warm_up: 5 d, arrivals: 30 d, drain: 10 d}
working_day: open
calendars: {open: always}
numbers:
  arrivals: {value: 8 per h, kind: assumption, range: [6 per h, 12 per h], source: none}
pools:
  window: {staff: 6, calendar: open}
processes:
  visit:
    arrive: {rate: arrivals}
    steps:
      - {task: serve, by: window, takes: exponential(mean=24 min)}
targets:
  - {name: half an hour, process: visit, measure: elapsed, at_most: 30 min, share: 0.6}
reforms:
  window:
    change: [{set: {pools.window.staff: 7}}]
variants:
  one_more: [window]
"""


def test_one_more_window_makes_no_replication_worse_and_pairing_is_worth_five_times_the_replications(
    tmp_path: Path,
) -> None:
    """In a first-come queue with common luck nobody waits longer for one window more. Both variants share the
    luck of the work itself, so the ratio is the larger the less of a visit is waiting: about 15 at this load
    of 53%, 8 at 60%, 5 at 67%, 3 at 73%, where the added window does away with most of what varies.
    """
    file = tmp_path / "windows.yaml"
    file.write_text(WINDOWS, encoding="utf-8")
    document = compare(Order(path=str(file), variants=(), replications=40, workers=1)).document
    assert (document["base"], document["variant"]) == ("today", "one_more")
    (block,) = document["comparisons"]
    elapsed = block["measures"]["visit"]["elapsed"]
    assert (elapsed["higher"], elapsed["lower"]) == (0, 40)
    assert elapsed["high"] < 0
    assert elapsed["variance_ratio"] >= 5
    luck, rows = document["common_luck"], block["measures"]["visit"]
    known = {name: row["variance_ratio"] for name, row in rows.items() if row["variance_ratio"] is not None}
    assert luck["least"]["variance_ratio"] == min(known.values()) == known[luck["least"]["measure"]]
    assert luck["most"]["variance_ratio"] == max(known.values()) == known[luck["most"]["measure"]]
    assert luck["variance_ratio"] == median(known.values()) and luck["measures"] == len(known)
    target = block["targets"][0]
    assert target["lower"] == 0 and target["difference"] > 0


def test_a_contrast_is_students_t_over_the_differences() -> None:
    ours, theirs = [5.0, 7.0, 6.0, 10.0], [4.0, 7.0, 8.0, 13.0]
    found = of_pairs((ours, theirs))
    assert found is not None
    spread = sqrt(((1 + 1) ** 2 + 1**2 + (-2 + 1) ** 2 + (-3 + 1) ** 2) / 3)
    half = t_quantile(0.95, 3) * spread / 2
    assert (found.difference, found.pairs) == (-1.0, 4)
    assert (found.lower, found.equal, found.higher) == (2, 1, 1)
    assert found.low == pytest.approx(-1 - half) and found.high == pytest.approx(-1 + half)
    assert found.ratio == pytest.approx((14 / 3 + 14) / spread**2)


def test_variants_that_never_differ_have_no_interval_and_no_finite_ratio() -> None:
    found = of_pairs(([1.0, 2.0], [1.0, 2.0]))
    assert found is not None and found.ratio == float("inf")
    assert (found.difference, found.low, found.high, found.equal) == (0.0, 0.0, 0.0, 2)


def test_one_pair_has_no_interval_and_no_pair_no_contrast() -> None:
    one = of_pairs(([1.0], [2.0]))
    assert one is not None and one.low == float("-inf") and one.ratio is None
    assert of_pairs(([], [])) is None
    empty = Sample.of("elapsed", [[], []])
    assert contrast(empty, Sample.of("elapsed", [[1], [2]])) is None


def test_shares_differ_by_the_difference_of_the_pooled_shares() -> None:
    ours, theirs = Sample.of("elapsed", [[1, 9], [1, 1, 9]]), Sample.of("elapsed", [[9, 9], [1, 9, 9]])
    found = share_contrast(ours, theirs, 5)
    assert found is not None
    assert found.variant == pytest.approx(3 / 5) and found.base == pytest.approx(1 / 5)
    assert found.difference == pytest.approx(2 / 5)
    assert found.higher == 2


def test_a_failed_replication_leaves_nothing_to_pair() -> None:
    whole = Sample.of("elapsed", [[1.0], [2.0]])
    broken = Sample("elapsed", "1", "duration", whole.values, whole.open_values, (0, 0), failed=1)
    assert contrast(whole, broken) is None and share_contrast(broken, whole, 1.0) is None
