"""A short form of the calibration: few runs, and the samplers against what they sample."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from sim.statistics.shares import share_interval
from tests.calibration.calibrate import calibrate, experiments, truth
from tests.calibration.on_the_engine import counts, follows_the_recursion, histories
from tests.calibration.systems import SYSTEMS, System, md1_below, mmc_quantile

QUICK = [s for s in SYSTEMS if s.name in ("good and bad years", "M/D/1 at 70%", "M/M/1 at 80%")]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)
def test_a_sampler_has_the_share_that_is_claimed(system: System) -> None:
    within, cases = system.sample(5, 3000)
    shares = within / cases
    error = float(shares.std()) / sqrt(len(shares))
    assert abs(within.sum() / cases.sum() - system.share) <= 4 * error + 1e-4


@pytest.mark.parametrize("system", QUICK, ids=lambda s: s.name)
def test_few_verdicts_are_wrong_and_most_intervals_hold_the_truth(system: System) -> None:
    runs = 100
    found = calibrate(system, runs, seed=2)
    for tally in (*found.by_looks.values(), *found.by_bets.values()):
        assert tally.wrong <= tally.bound * runs
    for replications, coverage in found.coverage.items():
        assert coverage.share >= 0.94 - 3 * sqrt(0.94 * 0.06 / runs), replications


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)
def test_twenty_replications_hold_the_truth_as_often_as_they_say(system: System) -> None:
    runs, replications = 2000, 20
    within, cases = (c.reshape(runs, replications).tolist() for c in system.sample(3, runs * replications))
    found = [share_interval(w, n, 0.95) for w, n in zip(within, cases, strict=True)]
    error = 3 * sqrt(0.95 * 0.05 / runs)
    print("system.sample(3, 40000)")
    assert 0.94 - error <= sum(f.low <= system.share <= f.high for f in found) / runs <= 0.97 + error
    # A verdict looks at one end. Without the allowance for the longer tail the lower end is beyond the truth
    # three times as often as it may be, where bad years are rare.
    assert sum(f.low > system.share for f in found) / runs <= 0.035 + error
    assert sum(f.high < system.share for f in found) / runs <= 0.025 + error


def test_pooled_cases_would_hold_the_truth_far_too_seldom() -> None:
    correlated = next(s for s in SYSTEMS if s.name.startswith("M/M/3"))
    found = calibrate(correlated, 40, seed=2).coverage[20]
    assert found.pooled / found.intervals < 0.5
    assert found.share >= 0.94 - 3 * sqrt(0.94 * 0.06 / 40)


def test_the_waits_of_md1_have_their_known_mean() -> None:
    # Its mean is load / (2 (1 - load)); the integral of what lies above.
    xs = np.linspace(0, 30, 3001)
    mean = float(np.trapezoid([1 - md1_below(x, 0.7) for x in xs], xs))
    assert mean == pytest.approx(0.7 / 0.6, rel=1e-3)


def test_the_engine_gives_the_samples_of_the_recursion() -> None:
    for history in histories(2, "simpy"):
        assert follows_the_recursion(history)
        within, cases = counts(history)
        assert 0 < within <= cases


def test_the_quantile_of_a_wait_is_erlangs() -> None:
    # M/M/1 at 80%: P(W > x) = 0.8 exp(-0.2 x) = 0.1.
    assert mmc_quantile(0.9, 0.8, 1) == pytest.approx(np.log(8) / 0.2)


def test_the_truth_at_the_target_itself_is_met() -> None:
    assert [truth(d) for d in (-0.01, 0.0, 0.01)] == ["met", "met", "missed"]


def test_runs_are_cut_out_of_one_sample_in_its_order() -> None:
    within = np.arange(1280, dtype=np.int64)
    first, second = experiments((within, within + 1))
    assert first[0] == list(range(640))
    assert second[1][0] == 641
