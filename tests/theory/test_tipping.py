"""`sim tipping` where the answer is known by hand: cases that only wait, for times the ledger states.

The process takes first + second + third, whatever the luck, so that the mean, its break-even in each figure,
the share of plausible worlds, the Sobol indices and each card's part follow from the ranges alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli.main import outcome
from sim.experiments.tipping.cards import shapley
from sim.reporting.layout import columns_of

SCENARIO = """
format: 1
title: {en: Waiting, zh: 等待}
working_day: always
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 40 d, drain: 90 d}
calendars: {always: always}
numbers:
  first: {value: 3 d, kind: assumption, range: [2 d, 8 d], label: {en: the first wait, zh: 第一段等待}}
  second: {value: 2 d, kind: expert, range: [1 d, 4 d]}
  third: {value: 24 h, kind: published, range: [12 h, 36 h]}
  idle: {value: 5 wd, kind: assumption, range: [1 wd, 9 wd]}
  people: {value: 4, kind: assumption, range: [1, 6]}
  low: {value: 1 h, kind: assumption, range: [1 h, 5 h]}
  mode: {value: 2 h, kind: assumption, range: [1 h, 5 h]}
  fixed: {value: 1 d, kind: statute, range: [1 d, 1 d]}
pools: {clerk: {staff: people, calendar: always}}
processes:
  p:
    arrive: {every: 6 h}
    steps:
      - {wait: one, holder: agency, takes: first}
      - {wait: two, holder: agency, takes: second}
      - {wait: three, holder: agency, takes: third}
  q:
    arrive: {every: 1 d}
    steps:
      - {wait: fixed_wait, holder: agency, takes: fixed}
      - {wait: at_home, holder: applicant, takes: idle}
      - {wait: papers, holder: applicant, takes: "triangular(low, mode, 6 h)"}
  busy:
    arrive: {every: 10 h}
    steps: [{task: serve, by: clerk, takes: 25 h}]
targets:
  - {name: {en: eight days, zh: 八天}, process: p, measure: elapsed, at_most: 8 d}
  - {name: served, process: busy, measure: elapsed, at_most: 30 h, share: 0.9}
reforms:
  shorter: {label: {en: Shorter, zh: 缩短}, change: [{set: {processes.p.steps.one.takes: first / 2}}]}
  none_left: {change: [{remove: two}]}
  after_all: {change: [{insert: {after: three, steps: [{wait: four, holder: agency, takes: 12 h}]}}]}
  on_it: {change: [{set: {processes.p.steps.four.takes: 6 h}}]}
variants: {plan: [shorter, none_left, after_all, on_it]}
"""

FEW = {"replications": 4, "seed": 3}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SIM_LANG", raising=False)
    path = tmp_path / "waiting.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def of(document: dict[str, Any], number: str, target: int = 0) -> list[dict[str, Any]]:
    """The break-evens of a figure."""
    return [t for t in document["targets"][target]["tips"] if t["number"] == number]


def test_break_even_is_where_the_sum_reaches_the_limit_and_else_is_said_not_to_be(file: Path) -> None:
    found = sim.tipping(file, "today", worlds=0, indices=0, **FEW)  # type: ignore[arg-type]
    # 3 + 2 + 1 = 6 days of 8: the first may grow to 5 d, the second to 4 d, which is the end of its range.
    assert of(found, "first")[0]["at"] == pytest.approx(5.0, abs=0.01)
    assert [of(found, n) for n in ("third", "idle")] == [[], []]
    assert found["targets"][0]["decides"][0] == "first"
    assert "fixed" not in found["figures"]
    (people,) = of(found, "people", 1)
    # 2.5 people's work: 2 cannot do it, 3 can.
    assert (people["at"], people["towards"]) == (2.0, 1.0)


def test_figures_of_other_processes_are_no_matter_of_a_target(file: Path) -> None:
    found = sim.tipping(file, "today", worlds=0, indices=0, **FEW)  # type: ignore[arg-type]
    assert {s["number"] for s in found["targets"][0]["swings"]} == {"first", "second", "third"}
    assert {s["number"] for s in found["targets"][1]["swings"]} == {"people"}
    swing = next(s for s in found["targets"][0]["swings"] if s["number"] == "third")
    assert [swing[end]["estimate"] for end in ("low", "high")] == pytest.approx([5.5, 6.5])


def test_the_share_of_plausible_worlds_is_the_volume_in_which_the_target_holds(file: Path) -> None:
    found = sim.tipping(file, "today", worlds=64, indices=0, **FEW)  # type: ignore[arg-type]
    # E over second and third of P(first <= 8 - second - third), first uniform on [2, 8]: (4 - 0.5) / 6.
    held = found["targets"][0]["held"]
    assert held["share"] == pytest.approx((8 - 2.5 - 1 - 2) / 6, abs=0.03)
    assert held["low"] < held["share"] < held["high"]
    # low above mode cannot exist: half of the square of both ranges but for what the third point allows.
    assert found["mended"] > 16


def test_indices_are_those_of_a_sum(file: Path) -> None:
    alone = (
        SCENARIO[: SCENARIO.index("  q:")]
        + SCENARIO[SCENARIO.index("targets:") : SCENARIO.index("  - {name: served")]
    )
    file.write_text(alone, encoding="utf-8")
    found = sim.tipping(file, "today", worlds=0, indices=32, **FEW)  # type: ignore[arg-type]
    # The variance of a uniform is its width squared over 12: widths 6, 3 and 1 days.
    indices = {i["name"]: i for i in found["targets"][0]["indices"]}
    for name, width in (("first", 6), ("second", 3), ("third", 1)):
        exact = width**2 / (36 + 9 + 1)
        assert indices[name]["total"] == pytest.approx(exact, abs=0.1)
        assert indices[name]["first"] == pytest.approx(exact, abs=0.15)


def test_the_reform_is_split_over_its_cards_and_a_card_that_needs_another_is_named(file: Path) -> None:
    found = sim.tipping(file, "plan", worlds=0, indices=0, **FEW)  # type: ignore[arg-type]
    split = found["targets"][0]["attribution"]
    assert (split["today"], split["reformed"], split["exact"]) == (6.0, pytest.approx(2.75), True)
    parts = {p["card"]: p["part"] for p in split["parts"]}
    # on_it takes 6 h off what after_all adds, so each bears half of that.
    expected = {"shorter": -1.5, "none_left": -2.0, "after_all": 0.375, "on_it": -0.125}
    assert parts == pytest.approx(expected)
    assert found["needing"] == ["on_it"]


def test_shapley_values_of_a_game_known_by_hand() -> None:
    # Shapley's glove game: one left glove a, two right ones b and c; a pair is worth 1.
    def pair(s: frozenset[str]) -> list[float]:
        return [float("a" in s and len(s) > 1)]

    assert {k: v[0] for k, v in shapley("abc", pair).items()} == pytest.approx(
        {"a": 2 / 3, "b": 1 / 6, "c": 1 / 6}
    )


def test_the_command_answers_in_both_languages_and_a_later_run_names_what_flips_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("waiting.yaml", "--variant", "today", "--workers", "1")
    small = ("--replications", "4", "--worlds", "8", "--indices", "0")
    assert outcome(["tipping", *asked, *small]) == 0
    english = capsys.readouterr()
    assert "the first wait" in english.out
    assert "of 8 plausible worlds" in " ".join(english.out.split())
    assert outcome(["tipping", *asked, *small, "--lang", "zh"]) == 0
    chinese = capsys.readouterr()
    assert "第一段等待" in chinese.out
    assert "取自已保存的结果" in chinese.err
    assert max(columns_of(line) for line in [*english.out.splitlines(), *chinese.out.splitlines()]) <= 80
    (folder,) = (file.parent / "results" / "waiting").iterdir()
    assert {"break_even.csv", "worlds.csv", "answer.json", "run.json"} <= {f.name for f in folder.iterdir()}

    assert outcome(["run", *asked, "--replications", "20"]) == 0
    assert "flips if the first wait is 5 d (3 d)" in " ".join(capsys.readouterr().out.split())
    assert outcome(["run", *asked, "--replications", "20", "--json"]) == 0
    flips = json.loads(capsys.readouterr().out)["verdicts"][0]["rests_on"]["flips"]
    assert (flips["number"], flips["value"]) == ("first", 3.0)
    # Another scenario is another question: what was found out says nothing about it.
    assert outcome(["run", *asked, "--replications", "20", "--set", "numbers.second.value=1 d"]) == 0
    assert "flips if" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--variant", "pln"), 'no such variant: "pln"; nearest: plan'),
        (("--worlds", "-1"), '"-1" is not a whole number from 0'),
        (("--replications", "1"), '"1" is not a whole number from 2'),
    ],
)
def test_a_wrong_question_is_told(
    file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert outcome(["tipping", "waiting.yaml", *words]) == 2
    assert said in capsys.readouterr().err


def test_without_targets_there_is_nothing_to_tip(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, _, tail = SCENARIO.partition("targets:")
    (file.parent / "none.yaml").write_text(head + tail[tail.index("reforms:") :], encoding="utf-8")
    assert outcome(["tipping", "none.yaml", "--lang", "zh"]) == 2
    assert "没有设定目标" in capsys.readouterr().err
