"""The looks of a run: when it judges, at which level, when it stops, and how often it is wrong."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from sim.estimate import Estimate, Sample
from sim.judging.judge import judge
from sim.statistics.answers import answer
from sim.statistics.looks import LOOKS, looks_for, next_look
from sim.verdict import Question, Verdict


def verdict_with(low: float, high: float, *, failed: int = 0) -> Verdict:
    found = Estimate(
        statistic="mean",
        estimate=(low + high) / 2,
        low=low,
        high=high,
        level=0.95,
        replications=20,
        failed=failed,
    )
    return judge(Question(measure="elapsed", limit=10.0), found)


def test_an_automatic_run_looks_six_times_each_at_a_sixth_of_alpha() -> None:
    looks = looks_for(targets=3)
    assert looks.at == (20, 40, 80, 160, 320, 640)
    assert looks.level == pytest.approx(1 - 0.05 / 6)


def test_a_fixed_number_is_one_look_at_the_full_level() -> None:
    assert looks_for(100, targets=3).at == (100,)
    assert looks_for(100, targets=3).level == pytest.approx(0.95)


def test_without_targets_twenty_replications_are_run() -> None:
    assert looks_for(targets=0).at == (20,)


def test_a_family_shares_alpha_among_its_targets() -> None:
    assert looks_for(targets=10, family=True).level == pytest.approx(1 - 0.05 / 60)
    assert looks_for(50, targets=10, family=True).level == pytest.approx(1 - 0.05 / 10)


def test_a_run_of_no_replication_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        looks_for(0, targets=1)


def test_a_run_goes_on_to_the_next_look_while_a_target_is_undecided() -> None:
    looks, decided, open_one = looks_for(targets=2), verdict_with(8, 9), verdict_with(9, 11)
    assert next_look(looks, 0, []) == 20
    assert next_look(looks, 20, [decided, open_one]) == 40
    assert next_look(looks, 20, [decided, decided]) is None
    assert next_look(looks, 640, [open_one]) is None


def test_a_target_with_a_failed_replication_is_not_waited_for() -> None:
    assert next_look(looks_for(targets=1), 20, [verdict_with(9, 11, failed=1)]) is None


def test_looking_six_times_is_wrong_no_more_often_than_alpha() -> None:
    # The worst case: the true share is a hair below what is required, so that every "met" is wrong.
    seed, experiments = 5, 300
    rng = np.random.default_rng(seed)
    print(f"numpy default_rng({seed})")
    question = Question(measure="x", limit=1.0, statistic="share", required=0.9)
    wrong = sum(_ever_met(rng, question) for _ in range(experiments))
    assert wrong / experiments <= 0.05 + 3 * sqrt(0.05 * 0.95 / experiments)


def _ever_met(rng: np.random.Generator, question: Question) -> bool:
    chances = rng.beta(9, 1, size=LOOKS[3])
    late = [rng.binomial(1, 1 - p, size=30) * 2.0 for p in chances]
    whole = Sample.of("x", late)
    return any(_verdict_at(whole, n, question) == "met" for n in LOOKS[:4])


def _verdict_at(sample: Sample, n: int, question: Question) -> str:
    return judge(question, answer(question, sample.first(n), level=looks_for(targets=1).level)).verdict
