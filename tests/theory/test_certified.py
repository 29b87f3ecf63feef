"""Verdicts by betting: wrong seldom enough whenever one stops, the same after a resume, and not too timid."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.estimate import Certificate, Estimate, Sample
from sim.judging.judge import judge
from sim.statistics.answers import certified
from sim.statistics.certified import STAKE, bets
from sim.statistics.looks import looks_for
from sim.statistics.shares import share_interval
from sim.verdict import ALPHA, Question

RUNS, LONGEST = 1500, 640


def replications(share: float, runs: int = RUNS, length: int = LONGEST) -> NDArray[np.float64]:
    """Shares of replications whose cases are correlated: beta around ``share``, as good and bad years are."""
    return np.random.default_rng(7).beta(share * 20, (1 - share) * 20, (runs, length))


def answers(share: float, required: float, runs: int = RUNS) -> list[str]:
    """The answer of each run that stops as soon as a gambler has enough, whichever replication that is."""
    return [answer_of(bets(row, required, alpha=ALPHA)) for row in replications(share, runs).tolist()]


def answer_of(sure: Certificate) -> str:
    return "met" if sure.met >= sure.bar else "missed" if sure.missed >= sure.bar else "undecided"


def bound(chance: float, runs: int = RUNS) -> float:
    return chance + 3 * sqrt(chance * (1 - chance) / runs)


@pytest.mark.parametrize(("required", "wrong"), [(0.9, "missed"), (0.9001, "met")])
def test_whoever_stops_as_soon_as_it_suits_is_wrong_in_half_of_alpha_at_most(
    required: float, wrong: str
) -> None:
    found = answers(0.9, required)
    assert found.count(wrong) / RUNS <= bound(ALPHA / 2)


def test_an_interval_looked_at_after_every_replication_is_wrong_far_more_often() -> None:
    runs, cases = 150, 1000
    within = np.rint(replications(0.9, runs, 200) * cases).astype(int).tolist()
    wrong = sum(any(_misses(row[:r], cases) for r in range(20, 200, 4)) for row in within)
    assert wrong / runs > ALPHA


def _misses(within: list[int], cases: int) -> bool:
    return share_interval(within, [cases] * len(within), 1 - ALPHA).high < 0.9


@pytest.mark.parametrize(("share", "answer"), [(0.95, "met"), (0.85, "missed")])
def test_five_points_away_nearly_every_run_is_decided_and_rightly(share: float, answer: str) -> None:
    found = answers(share, 0.9, 200)
    assert found.count(answer) >= 0.97 * 200


def test_a_run_that_is_resumed_says_what_the_whole_run_says() -> None:
    for row in replications(0.93, 50).tolist():
        whole = bets(row, 0.9, alpha=ALPHA)
        for stop in (37, 200):
            part = bets(row[:stop], 0.9, alpha=ALPHA)
            assert answer_of(part) in (answer_of(whole), "undecided")


def test_a_replication_takes_nine_tenths_of_the_wealth_at_most() -> None:
    before = bets([1.0] * 30, 0.9, alpha=1e-9)
    after = bets([1.0] * 30 + [0.0] * 3, 0.9, alpha=1e-9)
    # The third stake is smaller: the mean of the shares has come down.
    assert before.met * (1 - STAKE) ** 3 < after.met < before.met * (1 - STAKE) ** 2


def test_the_first_two_replications_are_no_bets() -> None:
    assert bets([0.0, 0.0], 0.9, alpha=ALPHA) == Certificate(met=1.0, missed=1.0, bar=40.0)


def test_a_fair_bet_worked_out_by_hand() -> None:
    # Shares 1 and 0.8 have mean 0.9 and variance 0.02; against 0.8 the excess is 0.1, the second moment 0.03:
    # the stake would be 10/3 and is cut to 0.9 / 0.8. The third share of 1 wins a fifth of it.
    found = bets([1.0, 0.8, 1.0], 0.8, alpha=ALPHA)
    assert found.met == pytest.approx(1 + STAKE / 0.8 * 0.2)
    assert found.missed == 1.0


def test_a_replication_without_cases_is_no_bet() -> None:
    question = Question(measure="elapsed", limit=10.0, statistic="share", required=0.8)
    empty = Sample.of("elapsed", [[1.0], [], [1.0], [11.0], [1.0]])
    full = Sample.of("elapsed", [[1.0], [1.0], [11.0], [1.0]])
    assert certified(question, empty, alpha=ALPHA) == certified(question, full, alpha=ALPHA)


def test_only_a_share_of_cases_is_decided_by_bets() -> None:
    assert (
        certified(Question(measure="elapsed", limit=10.0), Sample.of("elapsed", [[1.0]]), alpha=0.05) is None
    )


def estimate(sure: Certificate, replications: int = 40) -> Estimate:
    return Estimate(
        statistic="share",
        estimate=0.95,
        low=0.93,
        high=0.97,
        level=0.95,
        replications=replications,
        certificate=sure,
    )


@pytest.mark.parametrize(
    ("met", "missed", "answer"), [(40.0, 0.1, "met"), (0.1, 41.0, "missed"), (39.9, 0.1, "undecided")]
)
def test_the_bets_decide_and_not_the_interval(met: float, missed: float, answer: str) -> None:
    question = Question(measure="elapsed", limit=10.0, statistic="share", required=0.9)
    found = judge(question, estimate(Certificate(met=met, missed=missed, bar=40.0)))
    assert found.verdict == answer
    assert "certified" in found.notes


def test_how_many_more_bets_are_needed_at_the_pace_so_far() -> None:
    # Wealth 6.3246 = sqrt(40) after 40 replications: as many again make it 40.
    question = Question(measure="elapsed", limit=10.0, statistic="share", required=0.9)
    found = judge(question, estimate(Certificate(met=sqrt(40.0), missed=0.5, bar=40.0)))
    assert found.more == 40


def test_nineteen_replications_decide_nothing_whatever_the_bets_say() -> None:
    question = Question(measure="elapsed", limit=10.0, statistic="share", required=0.9)
    rich = estimate(Certificate(met=99.0, missed=0.1, bar=40.0), replications=19)
    assert judge(question, rich).verdict == "undecided"


def test_a_family_of_ten_targets_has_one_wrong_verdict_in_alpha_of_its_boards_at_most() -> None:
    boards, targets, cases = 300, 10, 500
    level = looks_for(20, targets=targets, family=True).level
    shares = np.random.default_rng(3).beta(18, 2, (boards, targets, 20))
    within = np.rint(shares * cases).astype(int).tolist()
    wrong = sum(any(_outside(row, cases, level) for row in board) for board in within)
    assert wrong / boards <= bound(ALPHA, boards)


def _outside(within: list[int], cases: int, level: float) -> bool:
    """Whether the interval leaves out the true share, 0.9, on either side."""
    found = share_interval(within, [cases] * len(within), level)
    return not found.low <= 0.9 <= found.high
