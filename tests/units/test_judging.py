"""Verdicts on hand-made estimates: the edges, the bars, the margins and the board."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from math import inf
from types import SimpleNamespace
from typing import Literal, cast

import pytest

from sim.estimate import Estimate, Sample
from sim.judging.asking import question_of
from sim.judging.board import expected_wrong, tally
from sim.judging.judge import judge
from sim.labels import Label
from sim.program import Program, Target
from sim.statistics.answers import answer, statistic, summary
from sim.verdict import Question, Verdict

SHARE = Question(measure="working_days", limit=20.0, statistic="share", required=0.95, unit="wd")
AT_MOST = Question(measure="elapsed", limit=100.0, unit="d")
AT_LEAST = replace(AT_MOST, side="at_least")


def estimate(low: float, high: float, middle: float | None = None, replications: int = 40) -> Estimate:
    value = (low + high) / 2 if middle is None else middle
    return Estimate(
        statistic="mean", estimate=value, low=low, high=high, level=0.95, replications=replications
    )


@pytest.mark.parametrize(
    ("question", "low", "high", "verdict"),
    [
        (SHARE, 0.95, 0.99, "met"),  # the required share itself suffices
        (SHARE, 0.94, 0.95, "undecided"),
        (SHARE, 0.90, 0.949, "missed"),
        (AT_MOST, 80, 100, "met"),
        (AT_MOST, 100, 120, "undecided"),
        (AT_MOST, 100.5, 120, "missed"),
        (AT_LEAST, 100, 120, "met"),
        (AT_LEAST, 80, 100, "undecided"),
        (AT_LEAST, 80, 99.5, "missed"),
        (AT_MOST, 100, 100, "met"),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(
    question: Question, low: float, high: float, verdict: str
) -> None:
    assert judge(question, estimate(low, high)).verdict == verdict


def test_fewer_than_twenty_replications_decide_nothing() -> None:
    found = judge(SHARE, estimate(0.99, 1.0, replications=19))
    assert (found.verdict, found.more) == ("undecided", 1)
    assert "few_replications" in found.notes


def test_a_failed_replication_makes_its_target_undecided() -> None:
    found = judge(SHARE, replace(estimate(0.99, 1.0), failed=1))
    assert (found.verdict, found.more) == ("undecided", None)
    assert "failed_replication" in found.notes


def test_no_case_decides_nothing() -> None:
    nothing = answer(SHARE, Sample.of("x", [[]] * 20), level=0.95)
    assert judge(SHARE, nothing).verdict == "undecided"


def test_a_required_share_of_everything_is_read_as_999_in_1000() -> None:
    question = replace(SHARE, required=1.0)
    found = judge(question, estimate(0.9991, 1.0))
    assert (found.verdict, found.required) == ("met", 1.0)
    assert "read_as_999" in found.notes
    assert judge(question, estimate(0.9, 0.998)).verdict == "missed"


@pytest.mark.parametrize(
    ("question", "low", "high", "borderline"),
    [
        (SHARE, 0.945, 0.955, True),
        (SHARE, 0.94, 0.96, True),
        (SHARE, 0.951, 0.959, True),  # met, but by less than a point
        (SHARE, 0.939, 0.955, False),
        (AT_MOST, 99, 101, True),
        (AT_MOST, 98.9, 100, False),
        (Question(measure="x", limit=-0.3, against="today"), -0.305, -0.295, True),
        (Question(measure="x", limit=-0.3, against="today"), -0.32, -0.30, False),
    ],
)
def test_borderline_is_an_interval_within_a_point_or_a_percent(
    question: Question, low: float, high: float, borderline: bool
) -> None:
    assert judge(question, estimate(low, high)).borderline is borderline


def test_borderline_is_said_beside_the_verdict() -> None:
    found = judge(SHARE, estimate(0.951, 0.959))
    assert (found.verdict, found.borderline) == ("met", True)


def test_a_lower_bound_may_miss_an_at_most_but_never_meet_it() -> None:
    bound = {"lower_bound": True, "unfinished": 3}
    assert judge(AT_MOST, replace(estimate(110, 120), **bound)).verdict == "missed"  # type: ignore[arg-type]
    met = judge(AT_MOST, replace(estimate(80, 90), **bound))  # type: ignore[arg-type]
    assert (met.verdict, met.more) == ("undecided", None)
    assert "bound_only" in met.notes


def test_a_lower_bound_may_meet_an_at_least_but_never_miss_it() -> None:
    assert judge(AT_LEAST, replace(estimate(110, 120), lower_bound=True)).verdict == "met"
    assert judge(AT_LEAST, replace(estimate(80, 90), lower_bound=True)).verdict == "undecided"


def test_an_upper_bound_is_the_mirror_of_a_lower_one() -> None:
    assert judge(AT_MOST, replace(estimate(80, 90), upper_bound=True)).verdict == "met"
    assert judge(AT_MOST, replace(estimate(110, 120), upper_bound=True)).verdict == "undecided"
    assert judge(AT_LEAST, replace(estimate(110, 120), upper_bound=True)).verdict == "undecided"
    assert judge(AT_LEAST, replace(estimate(80, 90), upper_bound=True)).verdict == "missed"


def test_bounds_on_both_sides_decide_nothing() -> None:
    both = replace(estimate(80, 90), lower_bound=True, upper_bound=True)
    assert judge(AT_MOST, both).verdict == "undecided"


def test_further_replications_shrink_the_interval_by_their_root() -> None:
    # half width 2 and distance 1 at 40: four times as many in all
    assert judge(AT_MOST, estimate(97, 101)).more == 120
    assert judge(AT_MOST, estimate(98, 102)).more is None  # the estimate lies on the limit
    assert judge(AT_MOST, estimate(80, 90)).more is None  # decided
    assert judge(AT_MOST, estimate(-inf, inf, 90, replications=1)).more == 19
    # 20 (15 811 / 1)^2 is five thousand million: beyond what anybody would run.
    assert judge(AT_MOST, estimate(101 - 15_811, 101 + 15_811, replications=20)).more is None
    assert judge(AT_MOST, estimate(101 - 1_000, 101 + 1_000, replications=20)).more == 20 * 10**6 - 20


def test_a_quantile_beyond_the_horizon_misses_an_at_most() -> None:
    sample = Sample.of("x", [[1.0, 2.0]] * 20, open_values=[[5.0, 5.0]] * 20)
    question = replace(AT_MOST, statistic="p90")
    found = judge(question, answer(question, sample, level=0.95))
    assert found.verdict == "missed"
    assert found.as_row()["estimate"] is None


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        (SHARE, "A"),
        (replace(SHARE, per="year"), "B"),
        (replace(AT_MOST, statistic="median"), "C"),
        (AT_MOST, "D"),
        (replace(AT_MOST, statistic="total"), "D"),
        (replace(AT_MOST, limit=-0.3, against="today"), "E"),
    ],
)
def test_the_question_asked_has_a_letter_and_words(question: Question, letter: str) -> None:
    found = judge(question, estimate(0, 1))
    assert found.estimand == letter
    assert found.asked("en") != found.asked("zh")


def test_the_chance_of_a_year_is_held_against_the_required_chance() -> None:
    question = replace(SHARE, per="year", chance=0.5)
    years = Sample.of("x", [[1.0]] * 39 + [[30.0]])
    found = judge(question, answer(question, years, level=0.95, periods=[years]))
    assert (found.verdict, found.estimate) == ("met", 39 / 40)


def test_a_change_is_judged_against_the_other_variant() -> None:
    question = Question(measure="elapsed", limit=-0.3, against="today")
    base = Sample.of("elapsed", [[10.0 + r % 3] for r in range(20)])
    half = Sample.of("elapsed", [[(10.0 + r % 3) / 2] for r in range(20)])
    found = judge(question, answer(question, half, level=0.95, base=base))
    assert found.verdict == "met"
    assert found.estimate == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "question", [Question(measure="x", limit=-0.3, against="today"), replace(SHARE, per="month")]
)
def test_a_question_without_its_other_sample_is_refused(question: Question) -> None:
    with pytest.raises(ValueError, match="needs"):
        answer(question, Sample.of("x", [[1.0]]), level=0.95)


@pytest.mark.parametrize(
    "fields",
    [{"statistic": "share"}, {"per": "month"}, {"statistic": "share", "required": 0.9, "against": "today"}],
)
def test_a_question_that_makes_no_sense_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="share"):
        Question(measure="x", limit=1.0, **fields)  # type: ignore[arg-type]


def target(*, share: float | None = None, change: float | None = None) -> Question:
    named = SimpleNamespace(processes=(SimpleNamespace(name="small_firm"),), pools=())
    direction: Literal["at_most"] = "at_most"
    asked = Target(
        name=Label("in time"),
        plan=("5", "5a"),
        process=0,
        measure="working_days",
        direction=direction,
        limit=20.0,
        unit="wd",
        share=share,
        change=change,
        against=None if change is None else "today",
    )
    return question_of(asked, cast(Program, named))


def test_a_target_with_a_share_asks_for_the_share() -> None:
    asked = target(share=0.95)
    assert (asked.estimand, asked.threshold, asked.limit, asked.process) == ("A", 0.95, 20.0, "small_firm")
    assert asked.plan == (5, "5a")


def test_a_target_with_a_change_is_held_against_the_change() -> None:
    asked = target(change=-0.3)
    assert (asked.estimand, asked.threshold, asked.statistic) == ("E", -0.3, "mean")


def test_a_verdict_is_one_json_object_in_the_documented_order() -> None:
    found = judge(replace(SHARE, label=Label("in time", "按时"), plan=(5,)), estimate(0.96, inf, 0.97))
    row = json.loads(json.dumps(found.as_row("zh"), allow_nan=False))
    assert list(row)[:13] == [
        *("target", "plan", "process", "measure", "statistic", "limit", "required"),
        *("estimate", "low", "high", "verdict", "replications", "unfinished"),
    ]
    assert (row["target"], row["plan"], row["high"]) == ("按时", [5], None)


def test_a_board_counts_and_says_what_chance_may_have_done() -> None:
    def told(low: float, high: float) -> Verdict:
        return judge(AT_MOST, estimate(low, high))

    board = tally([told(80, 90), told(110, 120), told(97, 101), told(99.5, 100)])
    assert (board.met, board.missed, board.undecided, board.borderline) == (2, 1, 1, 1)
    assert (board.targets, board.more) == (4, 120)
    assert board.expected_wrong == pytest.approx(0.2)


def test_seventeen_verdicts_make_one_expect_about_one_wrong() -> None:
    assert expected_wrong(17) == pytest.approx(0.85)
    assert expected_wrong(17, family=True) == pytest.approx(0.05)
    assert expected_wrong(0, family=True) == 0


def test_a_measure_is_shown_with_its_mean_and_three_quantiles() -> None:
    shown, (p50, p90, p95) = summary(Sample.of("x", [list(range(1, 11)), list(range(11, 21))]))
    assert (shown.estimate, shown.level) == (10.5, 0.95)
    assert (p50, p90, p95) == (10, 18, 19)


def test_a_statistic_is_found_by_its_name() -> None:
    sample = Sample.of("x", [[1.0, 2.0, 6.0]] * 2)
    assert [statistic(sample, n).estimate for n in ("mean", "total", "median", "p90")] == [3, 9, 2, 6]


def test_the_doors_the_looks_and_the_warm_up_load_no_numpy() -> None:
    code = (
        "import sys, sim.estimate, sim.verdict, sim.judging.judge, sim.judging.board, sim.statistics.warmup,"
        " sim.statistics.looks; print([m for m in ('numpy', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
