"""The engine against published values, read in place beside the repository.

Of the models of that table only processor sharing (M/M/1-PS) has no test: the language has no such
discipline, a person does one thing at a time.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.eventlog import Outcome
from tests.theory.queues.companion import Draw, long_run, starts
from tests.theory.queues.runner import (
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

Shared = Callable[[str], Path]
Known = Callable[[str, str, str], float]
COVERED = (
    "M/M/c/c (Erlang B)",
    "M/M/c (Erlang C)",
    "M/M/c/K",
    "M/M/c+M (Erlang-A)",
    "M/G/1 (PK)",
    "Priority M/G/1 nonpreemptive (Cobham)",
    "Fork-join 2 x M/M/1",
    "M/M/1 transient (Law): mean of first 25 delays, empty start",
)


@pytest.fixture(scope="module")
def known(shared: Shared) -> Known:
    """A function from model, parameters and metric to the published value."""
    with shared("data/analytic_dev_subset.csv").open(encoding="utf-8", newline="") as file:
        table = {(r["model"], r["params"], r["metric"]): float(r["value"]) for r in csv.DictReader(file)}
    assert {model for model, _, _ in table} - set(COVERED) <= {"M/M/1-PS"}
    return lambda model, params, metric: table[model, params, metric]


def every(runs: Sequence[History], value: Callable[[History], float]) -> list[float]:
    return [value(h) for h in runs]


@pytest.mark.parametrize(
    ("offered", "servers", "hours", "replications"),
    [(8, 12, 120, 20), (10, 10, 50, 20), (100, 110, 62, 16), (2, 3, 200, 20)],
)
def test_a_loss_system_turns_away_as_erlang_said(
    known: Known, offered: int, servers: int, hours: int, replications: int
) -> None:
    parts = station(offered, "exponential(mean=1 h)", servers=servers, more="turned_away: {room: 0}")
    runs = histories(scenario(**parts, warm_up=6, hours=hours), replications)
    lost = every(runs, lambda h: h.rows().share(Outcome.TURNED_AWAY))
    params = f"a={offered} c={servers}"
    expected = known("M/M/c/c (Erlang B)", params, "P_block")
    controls = luck_of_arrivals(runs, offered), luck_of_work(runs, 1.0)
    agrees(f"Erlang B {params}: turned away", expected, estimate(lost, *controls))


ERLANG_C: dict[str, Callable[[History], float]] = {
    "rho": lambda h: h.mean_number(step="serve", working=True) / 4,
    "P_wait": lambda h: float((h.rows().waits > 0).mean()),
    "Wq": lambda h: float(h.rows().waits.mean()),
    "Lq": lambda h: h.mean_number(step="serve"),
    "W": lambda h: float(h.times().mean()),
    "P(Wq>1/mu)": lambda h: float((h.rows().waits > 1 / 3).mean()),
}


def four_servers(hours: float, more: str = "") -> tuple[History, ...]:
    parts = station(10, "exponential(mean=20 min)", servers=4, more=more)
    return histories(scenario(**parts, warm_up=12, hours=hours), 36)


@pytest.mark.parametrize("metric", ERLANG_C)
def test_four_servers_with_one_line_are_erlangs(known: Known, metric: str) -> None:
    runs = four_servers(130)
    controls = luck_of_arrivals(runs, 10), luck_of_work(runs, 1 / 3)
    expected = known("M/M/c (Erlang C)", "lam=10 mu=3 c=4", metric)
    agrees(f"Erlang C: {metric}", expected, estimate(every(runs, ERLANG_C[metric]), *controls))


def exponential(mean: float) -> Draw:
    return lambda luck, n: luck.exponential(mean, n)


def follows_the_recursion(runs: Sequence[History], servers: int) -> bool:
    """Whether every start is that of the recursion, to the second."""
    seen = [[np.asarray(h.log.rows[n]) for n in ("queued", "worked", "started")] for h in runs]
    return all(starts(q, w, servers) == list(s) for q, w, s in seen)


def test_one_in_ten_waits_longer_than_erlangs_p90(known: Known) -> None:
    p90 = known("M/M/c (Erlang C)", "lam=10 mu=3 c=4", "p90 of Wq")
    assert follows_the_recursion(four_servers(130), 4)
    beyond = long_run(exponential(1 / 10), exponential(1 / 3), 4, lambda w: (w > p90).astype(float))
    agrees("Erlang C: share beyond p90 of Wq (by recursion)", 0.1, beyond)


ROOM: dict[str, Callable[[History], float]] = {
    "P_block": lambda h: h.rows().share(Outcome.TURNED_AWAY),
    "L": lambda h: h.mean_number(),
    "Wq (accepted)": lambda h: float(h.rows().waits[h.rows().outcome == Outcome.DONE].mean()),
    "util/server": lambda h: h.mean_number(step="serve", working=True) / 2,
}


@pytest.mark.parametrize("metric", ROOM)
def test_two_servers_with_room_for_one_more(known: Known, metric: str) -> None:
    parts = station(3, "exponential(mean=15 min)", servers=2, more="turned_away: {room: 1}")
    runs = histories(scenario(**parts, warm_up=5, hours=300), 20)
    controls = luck_of_arrivals(runs, 3), luck_of_work(runs, 1 / 4)
    expected = known("M/M/c/K", "lam=3 mu=4 c=2 K=3", metric)
    agrees(f"M/M/2/3: {metric}", expected, estimate(every(runs, ROOM[metric]), *controls))


IMPATIENT: dict[str, Callable[[History], float]] = {
    "P_ab": lambda h: h.rows().share(Outcome.GAVE_UP),
    "Wq_all": ERLANG_C["Wq"],
    "Lq": ERLANG_C["Lq"],
    "P_wait": ERLANG_C["P_wait"],
    "util": ERLANG_C["rho"],
}


@pytest.mark.parametrize("metric", IMPATIENT)
def test_four_servers_with_impatient_callers(known: Known, metric: str) -> None:
    runs = four_servers(50, "gives_up: {after: exponential(mean=30 min)}")
    controls = luck_of_arrivals(runs, 10), luck_of_work(runs, 1 / 3)
    expected = known("M/M/c+M (Erlang-A)", "lam=10 mu=3 c=4 theta=2", metric)
    agrees(f"Erlang A: {metric}", expected, estimate(every(runs, IMPATIENT[metric]), *controls))


def test_one_server_waits_by_pollaczek_and_khinchine(known: Known) -> None:
    runs = histories(scenario(**station(0.8, "exponential(mean=1 h)"), warm_up=120, hours=1000), 40)
    controls = luck_of_arrivals(runs, 0.8), luck_of_work(runs, 1.0), luck_of_work(runs, 2.0, power=2)
    expected = known("M/G/1 (PK)", "lam=0.8 E[S]=1 Exp", "Wq")
    agrees("M/G/1 Exp: Wq", expected, estimate(means(runs, lambda h: h.rows().waits), *controls))


LAWS: dict[str, tuple[str, Draw]] = {
    "D": ("constant(1 h)", lambda luck, n: np.ones(n)),
    "U(0.5,1.5)": ("uniform(0.5 h, 1.5 h)", lambda luck, n: luck.uniform(0.5, 1.5, n)),
    "Erlang-2": ("erlang(k=2, mean=1 h)", lambda luck, n: luck.gamma(2, 0.5, n)),
    "Exp": ("exponential(mean=1 h)", exponential(1)),
    "H2/lognormal cv2=4": (
        "lognormal(mean=1 h, cv=2)",
        lambda luck, n: luck.lognormal(-math.log(5) / 2, math.sqrt(math.log(5)), n),
    ),
}


@pytest.mark.parametrize("law", LAWS)
def test_the_recursion_of_one_server_is_followed_and_has_the_known_mean(known: Known, law: str) -> None:
    takes, work = LAWS[law]
    assert follows_the_recursion(histories(scenario(**station(0.8, takes), warm_up=0, hours=1500), 4), 1)
    found = long_run(exponential(1 / 0.8), work, 1, lambda w: w)
    agrees(f"M/G/1 {law}: Wq (by recursion)", known("M/G/1 (PK)", f"lam=0.8 E[S]=1 {law}", "Wq"), found)


def test_heavy_tailed_work_is_drawn_from_its_law() -> None:
    runs = histories(scenario(**station(0.8, "lognormal(mean=1 h, cv=2)"), warm_up=0, hours=1500), 4)
    work = np.concatenate([h.rows().work for h in runs])
    law = stats.lognorm(s=math.sqrt(math.log(5)), scale=1 / math.sqrt(5))
    assert stats.kstest(work, law.cdf).pvalue > 1e-4


@pytest.mark.parametrize(("process", "metric"), [("first", "Wq class1"), ("second", "Wq class2")])
def test_the_higher_class_goes_first(known: Known, process: str, metric: str) -> None:
    steps = {
        n: task("serve", "exponential(mean=1 h)", more=f"priority: {p}") for n, p in (("a", 2), ("b", 1))
    }
    text = scenario(
        pools=f"{{clerk: {pool(more='order: priority')}}}",
        processes=f"{{first: {{arrive: {{rate: 0.2 per h}}, steps: [{steps['a']}]}},"
        f" second: {{arrive: {{rate: 0.6 per h}}, steps: [{steps['b']}]}}}}",
        warm_up=100,
        hours=1000,
    )
    runs = histories(text, 40)
    controls = [
        luck(process=name)
        for name, rate in (("first", 0.2), ("second", 0.6))
        for luck in (partial(luck_of_arrivals, runs, rate), partial(luck_of_work, runs, 1.0))
    ]
    expected = known("Priority M/G/1 nonpreemptive (Cobham)", "Ciw literature case lam=.2,.6 mu=1", metric)
    found = estimate(means(runs, lambda h: h.rows(process=process).waits), *controls)
    agrees(f"Cobham: {metric}", expected, found)


def test_a_fork_into_two_queues_ends_with_the_slower(known: Known) -> None:
    left, right = (task(n, "exponential(mean=1 h)", by=n) for n in ("left", "right"))
    steps = f"[{{parallel: both, branches: {{one: [{left}], two: [{right}]}}}}]"
    text = scenario(
        pools=f"{{left: {pool()}, right: {pool()}}}",
        processes=f"{{p: {{arrive: {{rate: 0.5 per h}}, steps: {steps}}}}}",
        warm_up=40,
        hours=600,
    )
    runs = histories(text, 30)
    controls = luck_of_arrivals(runs, 0.5), *(luck_of_work(runs, 1.0, step=s) for s in ("left", "right"))
    expected = known("Fork-join 2 x M/M/1", "rho=0.5 mu=1", "mean response")
    agrees("fork-join: mean response", expected, estimate(means(runs, History.times), *controls))


def test_the_first_25_delays_after_an_empty_start(known: Known) -> None:
    text = scenario(**station(1, "exponential(mean=0.9 h)"), warm_up=0, hours=55)
    runs = histories(text, 500)

    def first_work(h: History) -> float:
        return float(np.mean(h.rows().work[:25]) / 0.9 - 1)

    def first_gaps(h: History) -> float:
        return float(h.rows().queued[24] / 3600 / 25 - 1)

    delays = means(runs, lambda h: h.rows().waits[:25])
    expected = known(COVERED[-1], "lam=1 E[S]=.9", "E[avg of 25 delays]")
    controls = every(runs, first_work), every(runs, first_gaps)
    agrees("transient: mean of the first 25 delays", expected, estimate(delays, *controls))
