"""Merging pools and moving tasks between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.expressions import parse, render
from sim.scenario import PoolModel, Scenario
from sim.steps import All, JoinShortest, People
from tests.helpers.reforms import BASE, reformed


def shifts(pool: PoolModel) -> list[dict[str, Any]]:
    return [
        {k: render(getattr(s, k)) for k in ("staff", "absent", "cost", "speed") if getattr(s, k) is not None}
        | {"calendar": s.calendar}
        for s in pool.shifts or ()
    ]


def step(scenario: Scenario, name: str) -> Any:
    found: list[Any] = list(scenario.document.processes["permit"].steps)
    while found:
        one = found.pop()
        if one.name == name:
            return one
        found += [s for _, inner in one.inner() for s in inner]
    raise AssertionError(name)


def test_a_merged_pool_has_the_shifts_of_all_in_order_each_with_its_own_terms(tmp_path: Path) -> None:
    pools = reformed(tmp_path, "- merge_pools: {from: [room, desk, window], into: front}").document.pools
    assert list(pools) == ["front"]
    assert shifts(pools["front"]) == [
        {"staff": "1", "absent": "0.05", "speed": "1", "calendar": "office"},
        {"staff": "2", "absent": "0.2", "speed": "1", "calendar": "hall"},
        {"staff": "2", "absent": "0.1", "cost": "40 per h", "speed": "1", "calendar": "office"},
        {"staff": "1", "speed": "0.5", "calendar": "hall"},
    ]


def test_a_new_pool_serves_like_the_first_of_its_parts(tmp_path: Path) -> None:
    front = reformed(tmp_path, "- merge_pools: {from: [window, desk], into: front}").document.pools["front"]
    assert (front.order, front.at_close, front.preempt) == ("due", "finish", False)


def test_an_old_pool_that_takes_others_in_serves_as_before_and_keeps_its_rank(tmp_path: Path) -> None:
    pools = reformed(tmp_path, "- merge_pools: {from: [window, desk], into: desk}").document.pools
    assert list(pools) == ["desk", "room"]
    assert (pools["desk"].order, pools["desk"].at_close) == ("fifo", "pause")
    assert [s["calendar"] for s in shifts(pools["desk"])] == ["hall", "office"]


def test_the_card_may_say_how_the_merged_pool_serves(tmp_path: Path) -> None:
    changes = "- merge_pools: {from: [window, desk], into: front, order: lifo, label: Front}"
    front = reformed(tmp_path, changes).document.pools["front"]
    assert (front.order, front.label("en")) == ("lifo", "Front")


def test_a_by_list_that_named_several_names_the_merged_pool_once(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- merge_pools: {from: [desk, window], into: front}")
    assert step(new, "review").by == "front"
    assert step(new, "apply").by == "front"
    assert step(new, "hand_over").by == JoinShortest(join_shortest=("front",))


def test_an_all_list_needs_the_sum_of_their_people(tmp_path: Path) -> None:
    by = step(reformed(tmp_path, "- merge_pools: {from: [desk, window, room], into: front}"), "stamp").by
    assert by == All(all=(People(pool="front", n=parse("4")),))


def test_an_all_list_may_sum_ledger_numbers(tmp_path: Path) -> None:
    base = BASE.replace("n: 2", "n: pair").replace(
        "numbers:\n", "numbers:\n  pair: {value: 2, kind: assumption, source: none}\n"
    )
    by = step(reformed(tmp_path, "- merge_pools: {from: [desk, room], into: front}", base=base), "stamp").by
    assert isinstance(by, All)
    assert by.all == (People(pool="front", n=parse("1 + (pair)")), "window")


def test_procedures_owners_and_targets_follow_the_merged_pool(tmp_path: Path) -> None:
    document: Any = reformed(tmp_path, "- merge_pools: {from: [desk, window], into: front}").document
    assert document.procedures["notice"][0].by == "front"
    assert document.processes["other"].steps[1].pool == "front"
    assert document.targets[0].pool == "front"


def test_a_task_moves_to_another_pool(tmp_path: Path) -> None:
    new = reformed(tmp_path, "- move_pool: {step: permit.hand_over, to: room}")
    assert step(new, "hand_over").by == "room"
