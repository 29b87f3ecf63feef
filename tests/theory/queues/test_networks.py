"""The engine against closed forms of networks, of waiting without staff, and of shared or separate lines."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory import closed_forms as forms
from tests.theory.queues.runner import (
    Estimate,
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


def network(
    pools: str, steps: str, *, rate: float, hours: float, replications: int = 30
) -> tuple[History, ...]:
    processes = f"{{p: {{arrive: {{rate: {rate} per h}}, steps: [{steps}]}}}}"
    return histories(scenario(pools=pools, processes=processes, warm_up=50, hours=hours), replications)


def rework() -> tuple[History, ...]:
    """Check (2 people), correct at home, and again with chance 0.3; then sign (1 person)."""
    check = task("check", "exponential(mean=1.6 h)", by="checker")
    home = "{wait: correct, holder: applicant, takes: exponential(mean=5 h)}"
    loop = f"{{repeat: round, again: 0.3, most: 1000, steps: [{check}], between: [{home}]}}"
    steps = f"{loop}, {task('sign', EXPONENTIAL, by='signer')}"
    return network(f"{{checker: {pool(2)}, signer: {pool()}}}", steps, rate=0.45, hours=1600)


def test_a_tandem_with_rework_is_a_jackson_network() -> None:
    runs, looped = rework(), 0.45 / 0.7
    controls = [luck_of_arrivals(runs, 0.45), luck_of_work(runs, 1.0, step="sign")]
    controls += [luck_of_work(runs, 1.6, step="check"), [rounds(h) * 0.7 - 1 for h in runs]]
    at_home = 0.3 / 0.7 * 5
    expected = forms.jackson_time([looped, 0.45], [(1 / 1.6, 2), (1, 1)], 0.45) + at_home
    agrees("Jackson with rework: W", expected, estimate(means(runs, History.times), *controls))
    for step, rate, service, servers in (("check", looped, 1 / 1.6, 2), ("sign", 0.45, 1, 1)):
        found = estimate(means(runs, lambda h, s=step: h.rows(s).waits), *controls)  # type: ignore[misc]
        agrees(f"Jackson with rework: Wq of {step}", forms.mmc_wait(rate, service, servers), found)
    inside = forms.jackson_time([looped], [(1 / 1.6, 2)], 1)
    number = [h.mean_number(step="check") + h.mean_number(step="check", working=True) for h in runs]
    agrees("Jackson with rework: L of check", inside, estimate(number, *controls))


def rounds(h: History) -> float:
    return len(h.rows("check").queued) / h.arrivals()


def test_the_number_of_rounds_is_geometric() -> None:
    runs = rework()
    agrees("Jackson with rework: rounds", 1 / 0.7, estimate([rounds(h) for h in runs]))


def test_times_in_a_tandem_are_independent() -> None:
    steps = f"{task('one', EXPONENTIAL, by='one')}, {task('two', 'exponential(mean=0.8 h)', by='two')}"
    runs = network(f"{{one: {pool()}, two: {pool()}}}", steps, rate=0.5, hours=1000)
    controls = [
        luck_of_arrivals(runs, 0.5),
        luck_of_work(runs, 1.0, step="one"),
        luck_of_work(runs, 0.8, step="two"),
    ]
    first, second = 1 / (1 - 0.5), 1 / (1.25 - 0.5)
    agrees("tandem: W", first + second, estimate(means(runs, History.times), *controls))
    # Reich, Annals of Mathematical Statistics 28 (1957) 768-773: so the variances add up, each that of an
    # exponential; the second moment of the sum is compared, whose mean over histories has no bias.
    square = first**2 + second**2 + (first + second) ** 2
    squares = means(runs, lambda h: h.times() ** 2)
    agrees("tandem: second moment of the time inside", square, estimate(squares, *controls))


def timed(by: str, rate: float) -> Estimate:
    """The mean time inside of work by two people: in one line, in two lines, or by one for half the cases."""
    pools = f"{{clerk: {pool(2)}, a: {pool()}, b: {pool()}}}"
    runs = network(pools, task("serve", EXPONENTIAL, by=by), rate=rate, hours=600 / rate)
    controls = luck_of_arrivals(runs, rate), luck_of_work(runs, 1.0), luck_of_work(runs, 2.0, power=2)
    return estimate(means(runs, History.times), *controls)


def test_one_line_for_two_is_shorter_than_the_shortest_and_that_than_two_lines() -> None:
    pooled, shortest, apart = timed("clerk", 1.2), timed("{join_shortest: [a, b]}", 1.2), timed("a", 0.6)
    agrees("two in one line: W", forms.mmc_wait(1.2, 1, 2) + 1, pooled)
    agrees("the shorter of two lines: W", forms.shortest_line_time(1.2, 1), shortest)
    agrees("two lines without looking: W", 1 / (1 - 0.6), apart)
    assert pooled.mean < shortest.mean < apart.mean


def test_the_first_free_of_two_pools_is_one_pool_of_two() -> None:
    text = {by: scenario(**station(1.2, EXPONENTIAL), warm_up=0, hours=300) for by in ("one", "two")}
    one = text["one"].replace("staff: 1", "staff: 2")
    two = (
        text["two"]
        .replace("pools: {", f"pools: {{other: {pool()}, ")
        .replace("by: clerk", "by: [clerk, other]")
    )
    for pooled, split in zip(histories(one, 3), histories(two, 3), strict=True):
        assert list(pooled.times()) == list(split.times())


HOURLY = (
    [0.2] * 6
    + [0.6, 1.0, 2.0, 2.6, 2.4, 1.8]
    + [1.2, 1.6, 2.2, 2.0, 1.4, 0.8]
    + [0.5, 0.5, 0.5, 0.4, 0.4, 0.3]
)


def daily() -> tuple[History, ...]:
    """Arrivals with a daily profile, each inside for four hours on the average without needing anybody."""
    steps = "[{wait: stay, holder: applicant, takes: exponential(mean=4 h)}]"
    processes = f"{{p: {{arrive: {{rate: 5 per h, hourly: {HOURLY}}}, steps: {steps}}}}}"
    return histories(scenario(pools="{}", processes=processes, warm_up=72, hours=24 * 20), 12)


@pytest.mark.parametrize("hour", [6, 12, 18, 23])
def test_the_number_inside_follows_the_day_where_nobody_is_needed(hour: int) -> None:
    runs = daily()
    weights = [w * 24 / sum(HOURLY) for w in HOURLY]
    days = np.arange(3, 23, dtype=np.int64) * 86_400 + hour * 3600
    expected = forms.infinite_mean(weights, 5, 1 / 4, hour)
    number = [h.number_at(days).astype(float) for h in runs]
    agrees(f"M_t/M/inf: number inside at {hour}:00", expected, estimate([float(n.mean()) for n in number]))


@pytest.mark.parametrize("hour", [12, 18, 23])
def test_the_number_inside_is_poisson_where_nobody_is_needed(hour: int) -> None:
    runs = daily()
    weights = [w * 24 / sum(HOURLY) for w in HOURLY]
    days = np.arange(3, 23, dtype=np.int64) * 86_400 + hour * 3600
    expected = forms.infinite_mean(weights, 5, 1 / 4, hour)
    number = [h.number_at(days).astype(float) for h in runs]
    square = estimate([float((n**2).mean()) for n in number])
    agrees(f"M_t/M/inf: its square at {hour}:00", expected + expected**2, square)


def test_who_waits_for_a_group_of_four() -> None:
    runs = network("{}", "{gather: group, count: 4}", rate=2, hours=300, replications=12)
    found = estimate(means(runs, History.times), luck_of_arrivals(runs, 2))
    agrees("groups of four: W", 3 / 2 / 2, found)


def test_who_waits_for_a_bus_that_leaves_an_hour_after_the_first() -> None:
    runs = network("{}", "{gather: group, for: 1 h}", rate=2, hours=300, replications=12)
    found = estimate(means(runs, History.times), luck_of_arrivals(runs, 2))
    agrees("groups of an hour: W", (1 + 2 * 1 / 2) / (1 + 2), found)


@pytest.mark.parametrize("need", [1, 2, 3])
def test_a_join_takes_the_order_statistic_of_its_branches(need: int) -> None:
    branches = ", ".join(f"b{i}: [{{wait: w{i}, holder: court, takes: {EXPONENTIAL}}}]" for i in range(3))
    fork = f"{{parallel: all_at_once, join: {need}, branches: {{{branches}}}}}"
    runs = network("{}", fork, rate=2, hours=80, replications=12)
    expected = sum(1 / (3 - i) for i in range(need))
    agrees(f"join of {need} of 3: W", expected, estimate(means(runs, History.times)))
