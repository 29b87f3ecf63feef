"""A card that cannot be applied is told with its place, what was given, what was expected, and the nearest
name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import Complaint, InputError
from sim.reading import read
from sim.reforming import apply
from tests.helpers.reforms import BASE, reformed

FIRST_LINE = BASE.count("\n") + 4
"""The line of the card's first change."""


def complaints(folder: Path, changes: str) -> tuple[Complaint, ...]:
    with pytest.raises(InputError) as caught:
        reformed(folder, changes)
    return caught.value.complaints


# A change, then the end of the complaint's path, what it gives, what it expects, and the nearest name.
WRONG = [
    ("set: {pools.desc.staff: 3}", "0.set.pools.desc.staff", '"desc"', "a name that exists in pools", "desk"),
    ("set: {numbers.agian: 3}", "0.set.numbers.agian", '"agian"', "a name that exists in numbers", "again"),
    (
        "set: {processes.permit.steps.revew.takes: 1 h}",
        "revew.takes",
        '"revew"',
        "a name that exists",
        "review",
    ),
    ("set: {processes.permit.steps.pay.takez: 1 h}", "pay.takez", "takez", "one of", "takes"),
    ("set: {processes.permit.steps.pay.takes: banana (}", "pay.takes", "banana", "", ""),
    ("set: {pools.desk.staff.x: 3}", "staff.x", '"x"', "nothing below pools.desk.staff", ""),
    (
        "set: {reforms.card.plan: 3}",
        "reforms.card.plan",
        "reforms.card.plan",
        "a card does not change cards",
        "",
    ),
    ("set: {pools.desk.order: firstcome}", "pools.desk.order", "firstcome", "one of", ""),
    ("remove: pey", "0.remove", '"pey"', "the name of a step", "pay"),
    ("remove: permit.pey", "0.remove", '"permit.pey"', "process.step", "permit.pay"),
    ("remove: review", "0.remove", '"review"', "permit.review or other.review", ""),
    (
        "replace: {pay: []}\n- remove: pay",
        "1.remove",
        '"pay"',
        "reforms.card.change.0.replace took it away",
        "",
    ),
    ("remove: pay\n- set: {processes.permit.steps.pay.trip: true}", "pay.trip", '"pay"', "took it away", ""),
    ("replace: {payy: []}", "0.replace.payy", '"payy"', "the name of a step", "pay"),
    ("insert: {before: pay}", "0.insert", "no steps", "a mapping with steps", ""),
    ("insert: {steps: []}", "0.insert", "neither", "either before or after", ""),
    ("insert: {befor: pay, steps: []}", "0.insert.befor", '"befor"', "one of before, after", "before"),
    ("insert: {after: pay, steps: pay}", "0.insert.steps", '"pay"', "a list of steps", ""),
    ("insert: {after: pay, steps: [{tusk: x}]}", "0.insert.steps.0", "tusk", "", "task"),
    ("in_parallel: [pay]", "0.in_parallel", '"pay"', "at least two steps", ""),
    (
        "in_parallel: [apply, pay]",
        "0.in_parallel",
        '"apply, pay"',
        "check, kinds, notice, known lies between",
        "",
    ),
    ("in_parallel: [pay, stamp]", "0.in_parallel.1", '"stamp"', "the same list as pay", ""),
    ("in_parallel: [pay, pay]", "0.in_parallel.1", '"pay"', "each name once", ""),
    ("in_parallel: {steps: [pay, hand_over], jion: any}", "0.in_parallel.jion", "jion", "one of", "join"),
    (
        "as_one: {steps: [pay, hand_over], name: x, by: desk}",
        "0.as_one",
        "no takes",
        "steps, name, by, takes",
        "",
    ),
    (
        "as_one: {steps: [pay, hand_over], name: x, by: desk, takes: 1 h, tripp: true}",
        "as_one.tripp",
        "",
        "",
        "trip",
    ),
    ("merge_pools: {from: [desk, windo], into: x}", "0.merge_pools.from.1", '"windo"', "a pool", "window"),
    ("merge_pools: {from: [desk], into: x}", "0.merge_pools.from", '"desk"', "at least two pools", ""),
    (
        "merge_pools: {from: [desk, window], into: room}",
        "0.merge_pools.into",
        '"room"',
        "name it in from",
        "",
    ),
    ("move_pool: {step: permit.pay, to: dsk}", "0.move_pool.to", '"dsk"', "a pool", "desk"),
    ("move_pool: {step: think, to: desk}", "0.move_pool.step", '"think"', "a task (this is a wait)", ""),
    ("move_pool: pay", "0.move_pool", "pay", "", ""),
]


@pytest.mark.parametrize(("change", "path", "given", "expected", "nearest"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_change_is_told(
    tmp_path: Path, change: str, path: str, given: str, expected: str, nearest: str
) -> None:
    found = complaints(tmp_path, f"- {change}")
    assert len(found) == 1, found
    (one,) = found
    assert one.path.endswith(path)
    assert given in one.given
    assert expected in one.expected
    assert one.nearest == nearest
    assert one.place is not None
    assert one.place.line >= FIRST_LINE


def test_all_complaints_of_all_changes_come_at_once(tmp_path: Path) -> None:
    found = complaints(
        tmp_path, "- remove: pey\n- set: {pools.dek.staff: 1, pools.windw.staff: 2}\n- remove: aply"
    )
    assert [c.path.removeprefix("reforms.card.change.") for c in found] == [
        "0.remove",
        "1.set.pools.dek.staff",
        "1.set.pools.windw.staff",
        "2.remove",
    ]


def test_what_fails_only_because_an_earlier_change_failed_is_not_told(tmp_path: Path) -> None:
    changes = "- replace: {pey: [{mark: bill}]}\n- remove: bill\n- in_parallel: {steps: [bill, hand_over]}"
    assert [c.path for c in complaints(tmp_path, changes)] == ["reforms.card.change.0.replace.pey"]


def test_what_breaks_outside_the_card_is_told_at_the_change_that_broke_it(tmp_path: Path) -> None:
    (one,) = complaints(tmp_path, "- remove: pay\n- remove: stamp\n- set: {pools.desk.calendar: null}")
    assert one.path == "reforms.card.change.2.set"
    assert one.place is not None
    assert one.place.line == FIRST_LINE + 2
    assert "a calendar beside staff (in pools.desk" in one.expected


def test_an_unknown_card_is_told_at_the_variant(tmp_path: Path) -> None:
    file = tmp_path / "reforms.yaml"
    cards = "reforms: {quick: {change: [{remove: pay}]}}\nvariants: {new: [quik, quick, quick]}\n"
    file.write_text(BASE + cards, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        apply(read(str(file)), "new")
    told = [(c.path, c.given, c.nearest) for c in caught.value.complaints]
    assert told == [("variants.new.0", '"quik"', "quick"), ("variants.new.2", '"quick"', "")]
