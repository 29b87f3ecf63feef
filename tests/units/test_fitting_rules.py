"""Priorities and groups are found in a log that has them, and are not found in one that has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli.main import outcome
from sim.engines import run
from sim.fitting.gatherings import Held, gathering_of
from sim.fitting.learning import learn
from sim.fitting.lines import Claims, decisions_of
from sim.fitting.orders import Factor, Served, order_of
from sim.fitting.releases import groups_of, resolution
from sim.fitting.waits import Busy
from sim.fitting.writing import Writer
from sim.importing import read_history
from sim.reporting import xes
from sim.study.auditing import prepared_tree
from sim.study.prepare import prepare

Shared = Callable[[str], Path]

HALL = """
format: 1
title: hall
period: {{start: 2021-03-01, arrivals: {days} d, drain: 30 d}}
working_day: office
calendars:
  office: {{days: weekdays, hours: ["09:00-12:00", "13:00-17:00"]}}
  posts: {{days: [tue, fri], hours: ["14:00-14:01"]}}
pools:
  desk: {{staff: 2, calendar: office, order: {order}}}
  expert: {{staff: 2, calendar: office}}
processes:
  permit:
    arrive: {{rate: 17 per d, during: office}}
    attributes:
      kind: {{urgent: 0.2, plain: 0.6, slow: 0.2}}
      amount: lognormal(p50=100, p90=400)
    steps:
      - {{task: apply, by: desk, takes: gamma(mean=20 min, cv=0.5), priority: {first}}}
      - {{task: study, by: expert, takes: exponential(mean=15 min)}}
      - {hold}
      - {{task: sign, by: desk, takes: exponential(mean=10 min), priority: {second}}}
"""


@dataclass(frozen=True)
class Office:
    """A scenario, and whether its log shows the step ``held`` and when queues were joined."""

    order: str = "fifo"
    first: str = "0"
    second: str = "0"
    hold: str = "mark: studied"
    days: int = 60
    shown: bool = False
    stamped: bool = False

    def log(self, folder: Path) -> Path:
        """Its log as XES, as an office would have it: nobody notes waiting."""
        (folder / "hall.yaml").write_text(
            HALL.format(
                order=self.order, first=self.first, second=self.second, hold=self.hold, days=self.days
            ),
            encoding="utf-8",
        )
        program = prepare(folder / "hall.yaml")["today"].program
        target = folder / "log.xes"
        xes.write_xes([run(program, seed=5, replication=0, engine="simpy")], target)
        lines = [f"{line}</event>" for line in target.read_text(encoding="utf-8").split("</event>")]
        if not self.shown:
            lines = [line for line in lines if 'value="held"' not in line or "<trace>" in line]
        if not self.stamped:
            lines = [line for line in lines if 'value="schedule"' not in line or "<trace>" in line]
        text = "".join(lines).removesuffix("</event>") + xes.TAIL
        if not self.stamped:
            # The first event of a case stands in one piece with its attributes.
            text = re.sub(
                r'<event>(?:(?!</event>).)*"schedule"(?:(?!</event>).)*</event>', "", text, flags=re.S
            )
        target.write_text(text, encoding="utf-8")
        return target


BY_KIND = 'kind == "urgent"'
AFTER = "{{wait: held, holder: agency, {}}}"


def fitted(office: Office, folder: Path) -> dict[str, Any]:
    """The tree of the scenario that is learnt from an office's log; it can run."""
    tree = Writer(learn(read_history(office.log(folder)))).tree()
    prepared = prepared_tree(tree, "hall")
    assert not [u for u in prepared.program.uses if u.literal]
    assert {n["kind"] for n in tree["numbers"].values()} == {"log"}
    return tree


def steps_of(tree: dict[str, Any]) -> list[dict[str, Any]]:
    (process,) = tree["processes"].values()
    found: list[dict[str, Any]] = process["steps"]
    return found


@pytest.mark.parametrize(
    ("office", "order", "priority"),
    [
        (Office(), None, None),
        (
            Office(order="priority", first=f"1 if {BY_KIND} else 0", second=f"1 if {BY_KIND} else 0"),
            "priority",
            'desk_priority_1 if kind == "urgent" else 0',
        ),
        (
            Office(order="priority", first="1 if amount > 250 else 0", second="1 if amount > 250 else 0"),
            "priority",
            "desk_priority_1 if amount > desk_priority_from else 0",
        ),
        (Office(order="priority", second="1"), "priority", "desk_priority_1"),
        (
            Office(order="priority", first="elapsed - now", second="elapsed - now", stamped=True),
            "priority",
            "elapsed - now",
        ),
        (Office(order="lifo"), "lifo", None),
        (Office(order="shortest"), "shortest", None),
        (Office(order="random"), None, None),
    ],
    ids=["fifo", "kind", "amount", "step", "oldest", "lifo", "shortest", "random"],
)
def test_the_order_of_a_queue_is_found_where_there_is_one(
    office: Office, order: str | None, priority: str | None, tmp_path: Path
) -> None:
    tree = fitted(office, tmp_path)
    assert not [s for s in steps_of(tree) if "gather" in s or "until" in s]
    desk, expert = tree["pools"]["desk"], tree["pools"]["expert"]
    assert (desk.get("order"), expert.get("order")) == (order, None)
    assert {s["task"]: s.get("priority") for s in steps_of(tree) if "task" in s}["sign"] == priority
    told = tree["about"]["en"]
    if office.order == "random":
        assert "nothing in the log explains it" in told
    elif order is None:
        assert "desk serves first come, first served" in told
    else:
        assert "on the half of the log that was not used to find it" in told
    if office.first.endswith("250 else 0"):
        assert 180 < tree["numbers"]["desk_priority_from"]["value"] < 350


@pytest.mark.parametrize(
    ("office", "step"),
    [
        (Office(hold="{gather: held, count: 4}", days=120), {"count": 4}),
        (Office(hold="{gather: held, for: 2 h}", shown=True), {"for": "120 min"}),
        (Office(hold="{gather: held, count: 6, for: 1 h}", stamped=True), {"count": 6, "for": "60 min"}),
        (Office(hold="{gather: held, count: 5, per: kind}", shown=True), {"count": 5, "per": "kind"}),
        (
            Office(hold=AFTER.format('until: {weekday: tue, at: "14:00"}'), days=120),
            {"weekday": "tue", "at": "14:00"},
        ),
        (
            Office(hold=AFTER.format("until: {calendar: posts}")),
            {"tue": ["14:00-14:01"], "fri": ["14:00-14:01"]},
        ),
        (Office(hold=AFTER.format("takes: exponential(mean=1 d)")), None),
        (Office(hold=AFTER.format("takes: 3 h"), shown=True), None),
    ],
    ids=["count", "time", "both", "per", "weekday", "two days", "wait", "constant"],
)
def test_cases_that_wait_for_one_another_are_found_where_they_do(
    office: Office, step: dict[str, Any] | None, tmp_path: Path
) -> None:
    tree = fitted(office, tmp_path)
    held = [s for s in steps_of(tree) if "gather" in s or "until" in s]
    assert len(held) == (step is not None), tree["about"]["en"]
    assert ("begin together" in tree["about"]["en"]) == (step is not None)
    if step is None:
        return
    numbers = tree["numbers"]
    (found,) = held
    if "until" in found:
        until = found["until"]
        assert (tree["calendars"][until["calendar"]]["hours"] if "calendar" in until else until) == step
    else:
        assert {k: numbers[found[k]]["value"] for k in ("count", "for") if k in found} | (
            {"per": found["per"]} if "per" in found else {}
        ) == step
        assert "of" in numbers[found.get("count", found.get("for"))]["source"]
    # What was held is no wait that nothing explains.
    waits = [s for s in steps_of(tree) if s.get("holder") == "unexplained"]
    assert not waits or "mixture" in waits[0]["takes"]


# By hand


def claims(*times: tuple[int, int]) -> Claims:
    joined, taken = np.array(times, dtype=np.int64).T
    return Claims(joined=joined, taken=taken, served=np.ones(len(times), dtype=np.bool_))


def test_decisions_by_hand() -> None:
    """Three wait from 0, 1 and 2; at 5 the second is begun, at 7 the first and third."""
    found = decisions_of(claims((0, 7), (1, 5), (2, 7)))
    assert len(found) == 1  # at 7 nobody is left waiting
    assert (found.head.tolist(), found.count.tolist()) == ([0], [1])
    assert found.passed() == (1, 1)
    right, first = found.judged(np.array([0.0, -1.0, -2.0]))
    assert (right.tolist(), first.tolist()) == ([0], [0])
    right, first = found.judged(np.array([0.0, 1.0, 1.0]))
    assert (right.tolist(), first.tolist()) == ([1], [1])
    assert decisions_of(claims((0, 5), (1, 7), (2, 9))).passed() == (2, 0)


def queue(rng: np.random.Generator, put_first: Callable[[int], bool], n: int = 3000) -> Claims:
    """One server, load .9; those whom ``put_first`` names go before the others."""
    joined = np.cumsum(rng.exponential(10, n)).astype(np.int64)
    taken, now, waiting, at = np.zeros(n, dtype=np.int64), 0, list[int](), 0
    for _ in range(n):
        now = max(now, int(joined[at])) if not waiting else now
        while at < n and joined[at] <= now:
            waiting.append(at)
            at += 1
        chosen = next((w for w in waiting if put_first(w)), waiting[0])
        waiting.remove(chosen)
        taken[chosen] = now
        now += 1 + int(rng.exponential(8))
    return Claims(joined=joined, taken=taken, served=np.ones(n, dtype=np.bool_))


@pytest.mark.parametrize("followed", [1.0, 0.9, 0.5, 0.0])
def test_a_rule_may_be_broken_now_and_then_but_must_be_one(followed: float) -> None:
    """With ``followed`` 0.0 others are put first than those that the attribute names."""
    rng = np.random.default_rng(8)
    urgent, other = rng.random(3000) < 0.25, rng.random(3000) < 0.25
    obeyed = rng.random(3000) < followed
    made = queue(rng, lambda i: bool(urgent[i] if obeyed[i] else other[i]))
    known = Factor(name="kind", values=urgent.astype(np.float64), names=("plain", "urgent"))
    found = order_of(made, rng.random(3000), (known,), np.zeros(3000, dtype=np.int64))
    if followed > 0.5:
        assert (found.rule, dict(found.levels)) == ("priority", {0: 0, 1: 1})
        assert found.followed >= 0.75 * found.tested
    else:
        assert (found.rule, found.state, found.factor) == ("fifo", "unexplained", None)


def test_people_with_lines_of_their_own_are_no_priority() -> None:
    """Two desks, each first come, first served, one of them slow: the pool as a whole passes people."""
    rng = np.random.default_rng(9)
    a, b = queue(rng, lambda _: False, 1500), queue(rng, lambda _: False, 1500)
    joined, taken = np.append(a.joined, b.joined), np.append(a.taken, b.taken)
    order = np.argsort(joined, kind="stable")
    person = np.repeat([0, 1], 1500)[order]
    both = Claims(joined=joined[order], taken=taken[order], served=np.ones(3000, dtype=np.bool_))
    known = Factor(name="kind", values=rng.integers(0, 2, 3000).astype(np.float64), names=("x", "y"))
    found = order_of(both, rng.random(3000), (known,), person)
    assert (found.rule, found.state) == ("fifo", "own_lines")


@pytest.mark.parametrize("seed", range(8))
def test_no_order_is_found_in_first_come_first_served(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = queue(rng, lambda _: False, 1200)
    factors = (
        Factor(name="kind", values=rng.integers(0, 6, 1200).astype(np.float64), names=tuple("abcdef")),
        Factor(name="amount", values=rng.lognormal(5, 2, 1200)),
        Factor(name="", values=-made.joined - rng.exponential(500, 1200), kind="age"),
    )
    found = order_of(made, rng.random(1200), factors, np.zeros(1200, dtype=np.int64))
    assert found == Served(state="told", lines=found.lines, passed=0)
    assert found.lines > 100


def test_groups_by_hand() -> None:
    """Possible at 0, 3 and 6, begun at 6; then 10 and 20, begun at 20 and 25 with nobody free in between."""
    ready, start = np.array([0, 3, 6, 10, 20]), np.array([6, 6, 6, 20, 25])

    def possible(at: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.where((at >= 20) & (at < 25), 25, at)

    found = groups_of(ready, start, possible, 0)
    assert (found.at.tolist(), found.size.tolist(), found.of.tolist()) == ([6, 20], [3, 2], [0, 0, 0, 1, 1])
    assert found.together.tolist() == [True, True]
    assert found.share == 1.0
    late = groups_of(ready, np.array([6, 7, 8, 20, 29]), possible, 0)
    assert late.together.tolist() == [False, False]


@pytest.mark.parametrize("seed", range(8))
def test_no_group_is_found_where_each_waits_for_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ready = np.cumsum(rng.exponential(300, 1500)).astype(np.int64)
    start = ready + rng.lognormal(6, 1.5, 1500).astype(np.int64)
    held = Held(ready, start, start + 60, np.zeros(1500, dtype=np.int64), lambda at: at, 0)
    assert gathering_of(held) is None


def test_dates_alone_tell_no_groups() -> None:
    days = np.repeat(np.arange(50) * 86_400, 10)
    assert resolution(days) == 86_400
    assert gathering_of(Held(days, days + 86_400, days + 86_400, days, lambda at: at, 0)) is None


def test_the_command_tells_both_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(
        order="priority", first=f"1 if {BY_KIND} else 0", second=f"1 if {BY_KIND} else 0",
        hold="{gather: held, count: 5}", shown=True, days=60,
    )  # fmt: skip
    log = str(office.log(tmp_path))
    wanted = {
        "en": ("desk serves by priority: kind urgent, then", "they wait until 5 are together"),
        "zh": ("desk 按优先级办理：kind urgent，其次", "凑满 5 件"),
    }
    for lang, sentences in wanted.items():
        target = str(tmp_path / f"{lang}.yaml")
        assert outcome(["fit", log, "--out", target, "--holdout", "0", "--lang", lang]) == 0
        said = capsys.readouterr().out.replace("\n", "").replace(" ", "")
        assert all(w.replace(" ", "") in said for w in sentences)
        assert outcome(["check", target, "--no-pilot", "--lang", lang]) == 0
        capsys.readouterr()


def test_a_real_log_without_a_rule_gets_none(shared: Shared) -> None:
    learnt = learn(read_history(shared("data/PurchasingExample.csv.gz")))
    assert not [g for g in learnt.gathered.values() if g.rule]
    assert {s.rule for s in learnt.orders.values()} <= {"fifo"}


def office_of_two(rng: np.random.Generator, *, one_by_one: bool) -> list[str]:
    """Ann checks what comes; Bob prints what lies there once a day, at no certain hour: all at once, or one
    after the other with a second or two between them.
    """
    rows, waiting, free = ["case,activity,start,end,resource"], list[tuple[int, int]](), 0
    for day in (d for d in range(80) if d % 7 < 5):
        midnight = day * 86_400
        for came in np.sort(rng.integers(9 * 3600, 15 * 3600, 10)) + midnight:
            begun = max(int(came), free)
            free = begun + int(rng.exponential(600)) + 1
            rows.append(f"{len(rows)},check,{stamp(begun)},{stamp(free)},ann")
            waiting.append((len(rows) - 1, free))
        now = midnight + int(rng.integers(10 * 3600, 15 * 3600))
        took, done = now, [case for case, ready in waiting if ready <= now]
        waiting = [(case, ready) for case, ready in waiting if ready > now]
        for case in done:
            work = int(rng.integers(60, 200)) if one_by_one else 600
            rows.append(f"{case},print,{stamp(took)},{stamp(took + work)},bob")
            took += work + int(rng.integers(1, 3)) if one_by_one else 0
    return rows


def stamp(second: int) -> str:
    return str(np.datetime64("2021-03-01T00:00:00") + np.timedelta64(second, "s"))


@pytest.mark.parametrize("one_by_one", [False, True])
def test_what_is_done_in_piles_is_told_without_a_rule(one_by_one: bool, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = office_of_two(np.random.default_rng(3), one_by_one=one_by_one)
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    learnt = learn(read_history(log))
    found = learnt.gathered[learnt.names.index("print")]
    assert (found.rule, found.per) == ("", "")
    assert found.share > 0.9 > 0.3 > found.chance
    assert (found.alike > 0.9) != one_by_one
    tree = Writer(learnt).tree()
    assert "no rule of their release shows" in tree["about"]["en"]
    assert learnt.names.index("print") in learnt.waits


def test_short_gaps_between_busy_times_can_be_left_out() -> None:
    times = Busy(np.array([0, 105, 300]), np.array([100, 200, 400]))
    found = times.without_gaps(5)
    assert (found.start.tolist(), found.end.tolist()) == ([0, 300], [200, 400])
    assert times.without_gaps(4).start.tolist() == [0, 105, 300]
    empty = np.array([], dtype=np.int64)
    assert len(Busy(empty, empty).without_gaps(60).start) == 0
