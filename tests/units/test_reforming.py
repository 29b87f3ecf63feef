"""What each verb of a reform card does to the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError, Place, UsageError
from sim.expressions import parse
from sim.reading import read
from sim.reforming import apply, variants, with_cards
from sim.scenario import Scenario
from tests.helpers.reforms import BASE, names, reformed

TOP = ["apply", "check", "kinds", "notice", "known", "pay", "hand_over"]


def permit(scenario: Scenario) -> Any:
    return scenario.document.processes["permit"].steps


def first(scenario: Scenario) -> Any:
    return scenario.document.procedures["notice"][0]


def field(scenario: Scenario, step: str, name: str) -> Any:
    return getattr(next(s for s in permit(scenario) if s.name == step), name)


def written(folder: Path, text: str) -> Scenario:
    file = folder / "plain.yaml"
    file.write_text(text, encoding="utf-8")
    return read(str(file))


def test_today_is_the_scenario_itself(tmp_path: Path) -> None:
    scenario = written(tmp_path, BASE)
    assert apply(scenario, "today") is scenario
    assert variants(scenario) == ("today",)


def test_a_variant_leaves_the_scenario_as_it_was(tmp_path: Path) -> None:
    text = BASE + "reforms: {card: {change: [{remove: pay}]}}\nvariants: {new: [card]}\n"
    scenario = written(tmp_path, text)
    new = apply(scenario, "new")
    assert names(permit(scenario)) == TOP
    assert names(permit(new)) == [n for n in TOP if n != "pay"]
    assert (new.variant, scenario.variant) == ("new", "today")
    assert variants(scenario) == ("today", "new")


TWO_CARDS = (
    "reforms:\n  fast: {change: [{remove: pay}]}\n  wide: {change: [{set: {pools.desk.staff: 5}}]}\n"
    "variants: {new: [fast]}\n"
)


def test_cards_need_no_variant_of_the_file_to_be_applied_together(tmp_path: Path) -> None:
    scenario = written(tmp_path, BASE + TWO_CARDS)
    both = with_cards(scenario, ["fast", "wide"], name="mine")
    assert (both.variant, both.document.pools["desk"].staff) == ("mine", parse("5"))
    assert names(permit(both)) == names(permit(apply(scenario, "new")))
    assert variants(scenario) == ("today", "new")
    assert names(permit(with_cards(scenario, [], name="mine"))) == TOP


def test_an_unknown_card_is_told_with_the_nearest(tmp_path: Path) -> None:
    scenario = written(tmp_path, BASE + TWO_CARDS)
    with pytest.raises(InputError) as told:
        with_cards(scenario, ["fsat"], name="mine")
    assert [(c.given, c.nearest) for c in told.value.complaints] == [('"fsat"', "fast")]


def test_an_unknown_variant_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = BASE + "reforms: {card: {change: [{remove: pay}]}}\nvariants: {plan_2021: [card]}\n"
    with pytest.raises(UsageError, match="nearest: plan_2021"):
        apply(written(tmp_path, text), "plan_2022")


def test_set_changes_several_values_at_once(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- set: {processes.permit.steps.pay.takes: 9 min, pools.desk.staff: 5}")
    assert field(new, "pay", "takes") == parse("9 min")
    assert new.document.pools["desk"].staff == parse("5")


def test_set_reaches_nested_steps_and_procedures_by_their_own_name(tmp_path: Path) -> None:
    new = reformed(
        tmp_path,
        "- set: {processes.permit.steps.stamp.takes: 1 min, procedures.notice.write.takes: 2 min}",
    )
    assert field(new, "check", "steps")[1].takes == parse("1 min")
    assert first(new).takes == parse("2 min")


@pytest.mark.parametrize(
    ("path", "value", "get"),
    [
        ("processes.permit.steps.pay.when", 'kind == "a"', lambda s: field(s, "pay", "when")),
        ("processes.permit.steps.pay.priority", "3", lambda s: field(s, "pay", "priority")),
        ("pools.window.absent", "0.1", lambda s: s.document.pools["window"].absent),
        ("processes.permit.steps.check.most", "2", lambda s: field(s, "check", "most")),
    ],
)
def test_set_may_write_an_optional_field_for_the_first_time(
    tmp_path: Path, path: str, value: str, get: Any
) -> None:
    assert get(reformed(tmp_path, f"- set: {{{path}: '{value}'}}")) == parse(value)


def test_set_to_null_takes_an_optional_field_away(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- set: {processes.permit.steps.pay.trip: null}")
    assert field(new, "pay", "trip") is False


def test_set_of_a_number_keeps_its_kind_and_range(tmp_path: Path) -> None:
    number = reformed(tmp_path, "- set: {numbers.again: 0.1}").document.numbers["again"]
    assert (number.value, number.kind, number.range is None) == (parse("0.1"), "assumption", False)


def test_what_a_card_writes_has_the_cards_place(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- set: {processes.permit.steps.pay.takes: 9 min}")
    place = new.place(("processes", "permit", "steps", 5, "takes"))
    assert place is not None
    assert place == Place(new.file, BASE.count("\n") + 4, place.column)


def test_remove_takes_a_nested_step_out(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- remove: stamp")
    assert names(field(new, "check", "steps")) == ["review"]


def test_remove_by_process_and_step_where_two_processes_have_it(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- remove: permit.review")
    assert names(field(new, "check", "steps")) == ["stamp"]
    assert names(new.document.processes["other"].steps) == ["review", "clerk"]


def test_remove_reaches_into_a_procedure(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- remove: notice.post")
    assert names(new.document.procedures["notice"]) == ["write"]


def test_replace_puts_any_number_of_steps_in_the_place_of_one(tmp_path: Path) -> None:
    new = reformed(
        tmp_path, "- replace: {pay: [{mark: paid}, {task: bill, by: desk, takes: 1 min}], kinds: []}"
    )
    assert names(permit(new)) == ["apply", "check", "notice", "known", "paid", "bill", "hand_over"]


@pytest.mark.parametrize(("side", "shift"), [("before", 0), ("after", 1)])
def test_insert_puts_steps_before_or_after(tmp_path: Path, side: str, shift: int) -> None:
    new = reformed(tmp_path, f"- insert: {{{side}: pay, steps: [{{mark: x}}, {{mark: y}}]}}")
    at = TOP.index("pay") + shift
    assert names(permit(new)) == [*TOP[:at], "x", "y", *TOP[at:]]


def test_neighbours_become_branches_named_like_them(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- in_parallel: [pay, hand_over]")
    fork = permit(new)[-1]
    assert names(permit(new)) == [*TOP[:5], "pay_and_others"]
    assert {n: names(steps) for n, steps in fork.branches.items()} == {
        "pay": ["pay"],
        "hand_over": ["hand_over"],
    }
    assert fork.join == "all"


def test_the_long_form_of_in_parallel_names_it_and_says_when_to_go_on(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- in_parallel: {steps: [hand_over, pay], name: both, join: any, label: Both}")
    fork = permit(new)[-1]
    assert (fork.name, fork.join, fork.label("en")) == ("both", "any", "Both")
    assert list(fork.branches) == ["hand_over", "pay"]


def test_several_windows_become_one(tmp_path: Path) -> None:
    new = reformed(
        tmp_path, "- as_one: {steps: [pay, hand_over], name: finish_up, by: desk, takes: 5 min, documents: 2}"
    )
    task = permit(new)[-1]
    assert names(permit(new)) == [*TOP[:5], "finish_up"]
    assert (task.by, task.takes, task.documents) == ("desk", parse("5 min"), parse("2"))


def test_as_one_keeps_holder_and_trip_where_all_agree(tmp_path: Path) -> None:
    new = reformed(
        tmp_path,
        "- as_one: {steps: [pay, hand_over], name: one, by: desk, takes: 5 min}\n"
        "- as_one: {steps: [permit.review, stamp], name: two, by: desk, takes: 5 min}",
    )
    assert permit(new)[-1].trip is True
    inner = field(new, "check", "steps")[0]
    assert (inner.name, inner.holder) == ("two", "court")


def test_as_one_may_keep_a_name_of_its_parts(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- as_one: {steps: [pay, hand_over], name: pay, by: desk, takes: 5 min}")
    assert names(permit(new)) == TOP[:-1]


def test_changes_work_on_what_earlier_ones_made(tmp_path: Path) -> None:
    new = reformed(
        tmp_path,
        "- remove: known\n"
        "- replace: {notice: [{wait: push, holder: agency, takes: 1 h}]}\n"
        "- in_parallel: {steps: [push, pay, hand_over], name: at_once}\n"
        "- set: {processes.permit.steps.push.takes: 2 h}",
    )
    fork = permit(new)[-1]
    assert names(permit(new)) == ["apply", "check", "kinds", "at_once"]
    assert fork.branches["push"][0].takes == parse("2 h")


def test_cards_are_applied_in_the_order_of_the_variant(tmp_path: Path) -> None:
    cards = (
        "reforms:\n"
        "  slow: {change: [{set: {pools.desk.staff: 1}}]}\n"
        "  quick: {change: [{set: {pools.desk.staff: 9}}]}\n"
        "variants: {up: [slow, quick], down: [quick, slow]}\n"
    )
    scenario = written(tmp_path, BASE + cards)
    assert apply(scenario, "up").document.pools["desk"].staff == parse("9")
    assert apply(scenario, "down").document.pools["desk"].staff == parse("1")
