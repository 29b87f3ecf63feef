"""The engine against closed forms of single stations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sim.eventlog import Outcome
from tests.theory import closed_forms as forms
from tests.theory.queues.runner import (
    Floats,
    History,
    agrees,
    estimate,
    histories,
    luck_of_arrivals,
    luck_of_work,
    means,
    pool,
    scenario,
    station,
    task,
)

EXPONENTIAL = "exponential(mean=1 h)"


def waits(h: History) -> Floats:
    return h.rows().waits


def corrected(runs: Sequence[History], rate: float, mean: float, square: float) -> tuple[list[float], ...]:
    """Controls of a station with one task: arrivals, work, and work squared."""
    return luck_of_arrivals(runs, rate), luck_of_work(runs, mean), luck_of_work(runs, square, power=2)


@pytest.mark.parametrize(("rate", "servers"), [(0.7, 1), (2.1, 3)])
def test_constant_work_at_several_servers_waits_as_crommelin_said(rate: float, servers: int) -> None:
    runs = histories(scenario(**station(rate, "1 h", servers=servers), warm_up=50, hours=700 / servers), 30)
    found = estimate(means(runs, waits), luck_of_arrivals(runs, rate))
    agrees(f"M/D/{servers}: Wq", forms.served_by_the_clock(rate, 1, servers), found)


@pytest.mark.parametrize(
    ("law", "every", "transform"),
    [
        ("D", "constant(1 h)", lambda s: math.exp(-s)),
        ("Erlang-2", "erlang(k=2, mean=1 h)", lambda s: (2 / (2 + s)) ** 2),
        ("U(0.5,1.5)", "uniform(0.5 h, 1.5 h)", lambda s: (math.exp(-s / 2) - math.exp(-1.5 * s)) / s),
    ],
)
def test_arrivals_at_renewal_intervals_find_the_root_of_kendall(
    law: str, every: str, transform: Callable[[float], float]
) -> None:
    steps = f"[{task('serve', 'exponential(mean=0.7 h)')}]"
    processes = f"{{p: {{arrive: {{every: '{every}'}}, steps: {steps}}}}}"
    text = scenario(pools=f"{{clerk: {pool()}}}", processes=processes, warm_up=40, hours=800)
    runs = histories(text, 30)
    root = forms.renewal_root(transform, 1 / 0.7)
    controls = luck_of_work(runs, 0.7), luck_of_work(runs, 0.98, power=2)
    share = estimate(means(runs, lambda h: (waits(h) > 0).astype(float)), *controls)
    agrees(f"{law}/M/1: share that waits", root, share)
    agrees(f"{law}/M/1: Wq", root * 0.7 / (1 - root), estimate(means(runs, waits), *controls))


@pytest.mark.parametrize(
    ("law", "batch", "mean", "square"),
    [("3", "constant(3)", 3, 9), ("1, 2 or 5", "'empirical([(1, 5), (2, 3), (5, 2)])'", 2.1, 6.7)],
)
def test_cases_that_come_in_batches(law: str, batch: str, mean: float, square: float) -> None:
    steps = f"[{task('serve', EXPONENTIAL)}]"
    text = scenario(
        pools=f"{{clerk: {pool()}}}",
        processes=f"{{p: {{arrive: {{rate: 0.6 per h, batch: {batch}}}, steps: {steps}}}}}",
        warm_up=60,
        hours=900,
    )
    runs = histories(text, 30)
    number = forms.batch_mm1_number(0.6 / mean, mean, square, 1)
    controls = corrected(runs, 0.6, 1.0, 2.0)
    agrees(f"M^[{law}]/M/1: L", number, estimate([h.mean_number() for h in runs], *controls))
    agrees(f"M^[{law}]/M/1: W", number / 0.6, estimate(means(runs, History.times), *controls))


@pytest.mark.parametrize(("order", "hours"), [("fifo", 1800), ("lifo", 2600), ("random", 2600)])
def test_the_order_of_service_changes_the_spread_but_not_the_mean(order: str, hours: int) -> None:
    parts = station(0.5, "uniform(0.5 h, 1.5 h)", pool_more=f"order: {order}")
    runs = histories(scenario(**parts, warm_up=40, hours=hours), 30)
    controls = corrected(runs, 0.5, 1.0, 13 / 12)
    expected = forms.pollaczek_khinchine(0.5, 1, 1 / 12)
    agrees(f"M/U/1 {order}: Wq", expected, estimate(means(runs, waits), *controls))
    busy = estimate(means(runs, lambda h: (waits(h) > 0).astype(float)), *controls)
    agrees(f"M/U/1 {order}: share that waits", 0.5, busy)
    squares = estimate(means(runs, lambda h: waits(h) ** 2), *controls)
    agrees(f"M/U/1 {order}: Wq squared", forms.mg1_wait_square(0.5, (1, 13 / 12, 1.25), order), squares)


@pytest.mark.parametrize("order", ["fifo", "lifo", "random"])
def test_exponential_work_waits_equally_long_on_average_in_every_order(order: str) -> None:
    parts = station(0.5, EXPONENTIAL, pool_more=f"order: {order}")
    runs = histories(scenario(**parts, warm_up=40, hours=800), 30)
    found = estimate(means(runs, waits), *corrected(runs, 0.5, 1.0, 2.0))
    agrees(f"M/M/1 by {order}: Wq", forms.mmc_wait(0.5, 1, 1), found)


def test_the_shortest_work_first() -> None:
    parts = station(0.7, EXPONENTIAL, pool_more="order: shortest")
    runs = histories(scenario(**parts, warm_up=60, hours=800), 30)
    found = estimate(means(runs, waits), *corrected(runs, 0.7, 1.0, 2.0))
    agrees("M/M/1 shortest first: Wq", forms.shortest_first_wait(0.7, 1), found)


CLASSES = ((0.2, 1.0), (0.2, 0.8), (0.15, 1.2))
"""Rate and mean work of three classes, the first served first."""


def three_classes(more: str) -> tuple[History, ...]:
    processes = ", ".join(
        f"c{i}: {{arrive: {{rate: {rate} per h}},"
        f" steps: [{task('serve', f'exponential(mean={mean} h)', more=f'priority: {-i}')}]}}"
        for i, (rate, mean) in enumerate(CLASSES)
    )
    pools = f"{{clerk: {pool(more='order: priority' + more)}}}"
    return histories(scenario(pools=pools, processes=f"{{{processes}}}", warm_up=40, hours=800), 36)


def luck_of_classes(runs: Sequence[History]) -> list[list[float]]:
    return [
        luck
        for i, (rate, mean) in enumerate(CLASSES)
        for luck in (
            luck_of_arrivals(runs, rate, process=f"c{i}"),
            luck_of_work(runs, mean, process=f"c{i}"),
        )
    ]


MOMENTS = [r for r, _ in CLASSES], [m for _, m in CLASSES], [2 * m * m for _, m in CLASSES]


@pytest.mark.parametrize("of", range(3))
def test_three_classes_without_interruption(of: int) -> None:
    runs = three_classes("")
    found = estimate(means(runs, lambda h: h.rows(process=f"c{of}").waits), *luck_of_classes(runs))
    agrees(f"Cobham, three classes: Wq of class {of}", forms.cobham(*MOMENTS)[of], found)


@pytest.mark.parametrize("of", range(3))
def test_three_classes_of_which_the_higher_interrupts(of: int) -> None:
    runs = three_classes(", preempt: true")
    found = estimate(means(runs, lambda h: h.times(f"c{of}")), *luck_of_classes(runs))
    agrees(f"preemptive resume: W of class {of}", forms.preemptive_times(*MOMENTS)[of], found)


def test_the_highest_class_does_not_notice_whom_it_interrupts() -> None:
    alone = scenario(**station(0.2, EXPONENTIAL), warm_up=40, hours=800).replace("{p:", "{c0:")
    for mixed, single in zip(three_classes(", preempt: true"), histories(alone, 3), strict=False):
        assert list(mixed.times("c0")) == list(single.times("c0"))


@pytest.mark.parametrize("of", range(2))
def test_two_classes_at_three_servers(of: int) -> None:
    rates, steps = (0.8, 1.2), [task("serve", EXPONENTIAL, more=f"priority: {1 - i}") for i in range(2)]
    processes = ", ".join(
        f"c{i}: {{arrive: {{rate: {rate} per h}}, steps: [{steps[i]}]}}" for i, rate in enumerate(rates)
    )
    pools = f"{{clerk: {pool(3, 'order: priority')}}}"
    runs = histories(scenario(pools=pools, processes=f"{{{processes}}}", warm_up=25, hours=550), 36)
    controls = [luck_of_arrivals(runs, r, process=f"c{i}") for i, r in enumerate(rates)]
    controls += [luck_of_work(runs, 1.0, process=f"c{i}") for i in range(2)]
    found = estimate(means(runs, lambda h: h.rows(process=f"c{of}").waits), *controls)
    agrees(f"Cobham, three servers: Wq of class {of}", forms.cobham_servers(rates, 1, 3)[of], found)


PATIENT = {
    "gives up after 2 h": task("serve", EXPONENTIAL, more="gives_up: {after: 2 h}"),
    "within 2 h or out": "{limit: in_time, within: 2 h, clock: calendar, then: {finish: gave_up}, steps: ["
    + task("serve", EXPONENTIAL)
    + "]}",
}
"""The same patience said in two ways."""


def patient(step: str) -> tuple[History, ...]:
    processes = f"{{p: {{arrive: {{rate: 0.8 per h}}, steps: [{step}]}}}}"
    text = scenario(pools=f"{{clerk: {pool()}}}", processes=processes, warm_up=30, hours=500)
    return histories(text, 30)


def test_everybody_waits_two_hours_and_no_longer() -> None:
    runs = patient(PATIENT["gives up after 2 h"])
    lost = estimate(
        [h.rows().share(Outcome.GAVE_UP) for h in runs], luck_of_arrivals(runs, 0.8), luck_of_work(runs, 1)
    )
    agrees("M/M/1+D: share that gives up", forms.patient_for(0.8, 1, 2), lost)
    waited = np.concatenate([waits(h)[h.rows().outcome == Outcome.GAVE_UP] for h in runs])
    assert (waited == 2.0).all()


def test_a_person_preferred_for_being_first_and_fast() -> None:
    shifts = "{shifts: [{staff: 1, calendar: always, speed: 1.5}, {staff: 1, calendar: always, speed: 0.5}]}"
    parts = station(1.2, EXPONENTIAL) | {"pools": f"{{clerk: {shifts}}}"}
    runs = histories(scenario(**parts, warm_up=40, hours=500), 30)
    number, first = forms.unequal_pair(1.2, 1.5, 0.5)
    controls = (luck_of_arrivals(runs, 1.2),)
    agrees("unequal pair: L", number, estimate([h.mean_number() for h in runs], *controls))
    by_first = estimate([busy_share(h) for h in runs], *controls)
    agrees("unequal pair: busy share of the first", first, by_first)


def busy_share(h: History) -> float:
    """How much of the measured time person 0 is busy."""
    person, start, end = (np.asarray(h.log.rows[n]) for n in ("person", "started", "ended"))
    mine = person == h.log.persons.index("0")
    lo, hi = h.program.warm_up, h.program.until
    inside = np.clip(np.minimum(end[mine], hi) - np.maximum(start[mine], lo), 0, None)
    return float(inside.sum() / (hi - lo))


def test_a_loss_system_does_not_ask_for_the_law_of_work() -> None:
    parts = station(3, "lognormal(mean=1 h, cv=1.5)", servers=4, more="turned_away: {room: 0}")
    runs = histories(scenario(**parts, warm_up=20, hours=180), 24)
    lost = [h.rows().share(Outcome.TURNED_AWAY) for h in runs]
    found = estimate(lost, luck_of_arrivals(runs, 3), luck_of_work(runs, 1.0))
    agrees("M/G/4/4: turned away", forms.erlang_b(3, 4), found)
