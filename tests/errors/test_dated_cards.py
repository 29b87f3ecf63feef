"""Cards that begin on a date: what has no exact meaning from a day on is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.errors import InputError
from sim.reading import read
from sim.reforming import apply

SCENARIO = """
format: 1
title: Dated
working_day: always
period: {{start: 2021-01-04, warm_up: 0 d, arrivals: 9 d, drain: 9 d}}
calendars: {{always: always}}
numbers: {{most: {{value: 2, kind: plan, source: s}}, rate: {{value: 0.5, kind: plan, source: s}}}}
pools: {{clerk: {{staff: 1, calendar: always}}, judge: {{staff: 1, calendar: always}}}}
processes:
  p:
    arrive: {{rate: 1 per h}}
    steps:
      - {{task: check, by: clerk, takes: 1 h, gives_up: {{after: 1 d, then: [{{finish: gone}}]}}}}
      - {{task: sign, by: clerk, takes: 1 h}}
      - {{repeat: rounds, again: [0.5, 0.2], steps: [{{task: again, by: clerk, takes: 1 h}}]}}
      - {{task: named, by: clerk, takes: 1 h}}
targets: [{{name: t, process: p, measure: elapsed, to: named.ended, at_most: 1 d}}]
reforms: {{card: {{from: 2021-01-06, change: [{change}]}}}}
variants: {{plan: [card]}}
"""


def expected(tmp_path: Path, change: str) -> list[str]:
    """What a card is told that has no meaning from its day on."""
    file = tmp_path / "dated.yaml"
    file.write_text(SCENARIO.format(change=change), encoding="utf-8")
    with pytest.raises(InputError) as told:
        apply(read(file), "plan")
    assert all(
        c.place is not None and c.path.startswith("reforms.card.change.0") for c in told.value.complaints
    )
    return [c.expected for c in told.value.complaints]


STEPS = "check, gone, sign, rounds, again, named"
VERBS = "one of set, remove, replace, insert in a card that begins on a date"
UNNAMED = "a step that no target names (put a mark behind it)"
PLAIN = "a step without steps inside it (replace it from that day)"
CHANCE = "a chance in the place of a chance (no list by round)"
PEOPLE = "a whole number of people, or a figure of the ledger that is one"
BEGINNING = "in a card that begins on a date: staff; a field of a task, wait or session; again, share or when"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("set: {numbers.rate: 0.2}", BEGINNING),
        ("set: {processes.p.arrive.rate: 2 per h}", BEGINNING),
        ("set: {processes.p.steps.rounds.most: 3}", BEGINNING),
        ("set: {pools.clerk.order: lifo}", BEGINNING),
        ("set: {processes.p.steps.rounds.again: 0.1}", CHANCE),
        ("set: {processes.p.steps.check.takes: 2 h}", PLAIN),
        ("set: {processes.p.steps.named.takes: 2 h}", UNNAMED),
        ("replace: {named: [{wait: w, holder: agency, takes: 1 h}]}", UNNAMED),
        ("set: {pools.clerk.staff: rate}", PEOPLE),
        ("set: {pools.clerk.staff: -1}", PEOPLE),
        ("set: {pools.clrk.staff: 2}", "a name that exists in pools: clerk, judge"),
        ("set: {processes.p.steps.sing.takes: 2 h}", f"a name that exists in steps: {STEPS}"),
        ("merge_pools: {from: [clerk, judge], into: all}", VERBS),
        ("in_parallel: [check, sign]", VERBS),
        ("move_pool: {step: sign, to: judge}", VERBS),
    ],
)  # fmt: skip
def test_what_cannot_begin_on_a_day_is_refused(tmp_path: Path, change: str, said: str) -> None:
    assert expected(tmp_path, change) == [said]


def test_a_refusal_is_told_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dated.yaml"
    file.write_text(SCENARIO.format(change="set: {numbers.rate: 0.2}"), encoding="utf-8")
    assert outcome(["check", str(file), "--lang", "zh"]) == 2
    assert "自某日起" in capsys.readouterr().err


def test_a_date_before_the_start_is_none(tmp_path: Path) -> None:
    file = tmp_path / "dated.yaml"
    text = SCENARIO.format(change="set: {numbers.rate: 0.2}").replace("from: 2021-01-06", "from: 2021-01-04")
    file.write_text(text, encoding="utf-8")
    assert apply(read(file), "plan").tree["numbers"]["rate"]["value"] == 0.2


@pytest.mark.parametrize("given", ["2021-13-01", "soon", "2021"])
def test_a_wrong_date_is_told(tmp_path: Path, given: str) -> None:
    file = tmp_path / "dated.yaml"
    file.write_text(SCENARIO.format(change="remove: sign").replace("2021-01-06", given), encoding="utf-8")
    with pytest.raises(InputError, match="a date such as 2021-01-04"):
        read(file)


def test_a_card_without_a_date_comes_first_whatever_its_place(tmp_path: Path) -> None:
    file = tmp_path / "dated.yaml"
    text = SCENARIO.format(change="set: {processes.p.steps.sign.takes: 2 h}")
    text = text.replace(
        "}]}}\nvariants", "}]}, base: {change: [{set: {processes.p.steps.sign.takes: 30 min}}]}}\nvariants"
    )
    file.write_text(text.replace("plan: [card]", "plan: [card, base]"), encoding="utf-8")
    steps = apply(read(file), "plan").tree["processes"]["p"]["steps"]
    branches = steps[1]["branches"]
    assert [branches[b]["steps"][0]["takes"] for b in branches] == ["2 h", "30 min"]
