"""Today's practice in the scenarios of the plan comes out as the register of facts has it.

One figure for each family of processes: a mean of the run against a fact, named by its id. The bounds are the
fact's own; where the fact is one number, the scenario was set to it and may differ by what is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.experiments.api import run
from tests.helpers.facts import bounds, facts_in

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios" / "changchun_2021"
REPLICATIONS = 6


class Figure(NamedTuple):
    """A mean of a scenario's process, and the fact that it is held against."""

    scenario: str
    process: str
    measure: str
    unit: str
    fact: str
    slack: float = 0.0
    """By how much of a one-number fact the figure may differ."""
    floor: float | None = None
    """What the fact does not bound from below, if it is a limit of law."""


FIGURES = [
    Figure("exit", "company", "legal_days[accepted..deregistered]", "wd", "EXIT-006", floor=0.0),
    Figure("water_gas", "water", "legal_days", "wd", "WGAS-016"),
    Figure("water_gas", "gas", "legal_days", "wd", "WGAS-015"),
    Figure("tendering", "tender", "elapsed[first_announced..awarded]", "d", "TENDER-012"),
    Figure("procurement", "small_order", "elapsed[delivered..paid]", "d", "PROC-013b"),
    Figure("construction", "ordinary", "legal_days", "wd", "CONST-005"),
    Figure("property", "registration", "legal_days", "wd", "PROP-005", floor=0.0),
    Figure("customs", "imported", "elapsed[landed..released]", "h", "TRADE-004a", slack=0.05),
    Figure("customs", "exported", "elapsed", "h", "TRADE-004b", slack=0.15),
]
UNITS = {("d", "h"): 24.0}


@cache
def today(scenario: str) -> Mapping[str, Any]:
    """The scenario's answer about today."""
    return run(FOLDER / f"{scenario}.yaml", replications=REPLICATIONS)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f.scenario}-{f.process}-{f.fact}")
def test_today_is_as_the_register_has_it(figure: Figure, shared: Callable[[str], Path]) -> None:
    low, high = facts_in(shared("facts/facts.csv"))[figure.fact]
    low = figure.floor if figure.floor is not None else low * (1 - figure.slack)
    found = today(figure.scenario)["measures"][figure.process][figure.measure]
    mean = found["mean"] * UNITS.get((found["unit"], figure.unit), 1.0)
    assert UNITS.get((found["unit"], figure.unit)) or found["unit"] == figure.unit
    assert low <= mean <= high * (1 + figure.slack), (figure, mean)


def test_the_average_customer_is_without_power_as_long_as_the_register_has_it(
    shared: Callable[[str], Path],
) -> None:
    """OUTAGE-007: hours of the average customer in a year; two targets ask for the total of them."""
    low, high = facts_in(shared("facts/facts.csv"))["OUTAGE-007"]
    (total,) = (v for v in today("outages")["verdicts"] if "rural" in v["target"])
    customers = 200_000  # numbers.customers_served
    assert low <= total["estimate"] / customers <= high


@pytest.mark.parametrize("scenario", sorted({f.scenario for f in FIGURES} | {"outages"}))
def test_pools_are_neither_idle_nor_hopeless(scenario: str) -> None:
    """Staffing makes today's figures come out: nobody is busy beyond 95% of the time on duty, and every pool
    that is on duty all year is busy for a third of it at least.
    """
    seldom = {"team"}  # comes for the morning of a hand-over only
    pools = today(scenario)["pools"]
    busy = {name: pool["utilisation"] for name, pool in pools.items() if name not in seldom}
    assert all(0.33 <= share <= 0.95 for share in busy.values()), busy


def test_values_of_facts_are_read() -> None:
    assert bounds("28|38|60") == (28, 60)
    assert bounds("0.3..1.5") == (0.3, 1.5)
    assert bounds("34.91") == (34.91, 34.91)
    assert bounds("2021-01-01..2021-01-03") is None
