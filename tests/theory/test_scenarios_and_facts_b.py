"""Today's practice in the scenarios of courts, taxes, halls, hotline, supervision and support comes out as
the register of facts has it: one figure for each family at least, held against a fact named by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.experiments.api import run
from tests.helpers.facts import facts_in

Shared = Callable[[str], Path]

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "changchun_2021"
REPLICATIONS = 6
HOURS = {"h": 1.0, "d": 24.0}


class Figure(NamedTuple):
    """A mean of a scenario's process, and the facts that bound it."""

    scenario: str
    process: str
    measure: str
    unit: str
    least: str | None
    """The fact below which it does not fall; None where a limit of law bounds it from above only."""
    most: str
    slack: float = 0.0
    """By how much of a one-number fact the figure may differ."""


FIGURES = [
    Figure("tax", "standard_firm", "held_by.applicant", "h", "TAX-005a", "TAX-005a", slack=0.04),
    Figure(
        "tax", "export_refund", "legal_days[arrived..export_ordered]", "wd", "TAX-010", "TAX-010", slack=0.08
    ),
    Figure("service_hall", "matter", "elapsed", "d", None, "GEN-010"),
    Figure(
        "commercial_litigation",
        "dispute",
        "elapsed[filed..closed]",
        "d",
        "COURT-058a",
        "COURT-058e",
        slack=0.03,
    ),
    Figure(
        "commercial_litigation",
        "dispute",
        "elapsed[register_enforcement.ended..finished]",
        "d",
        "EXEC-016a",
        "EXEC-016b",
    ),
    Figure("notary", "certificate", "legal_days[accepted..issued]", "wd", None, "NOTARY-003a"),
    Figure("inspections", "complaint", "working_days[accepted..settled]", "wd", None, "REG-008b"),
    Figure("inspections", "labour_case", "working_days[labour_filed..labour_closed]", "wd", None, "REG-010a"),
    Figure("policy_funds", "startup_loan", "working_days", "wd", "MISC-002", "MISC-002"),
]
SCENARIOS = sorted({f.scenario for f in FIGURES} | {"bad_reviews", "hotline", "insolvency"})


@cache
def today(scenario: str) -> Mapping[str, Any]:
    """The scenario's answer about today."""
    return run(FOLDER / f"{scenario}.yaml", replications=REPLICATIONS)


def estimate(scenario: str, words: str) -> float:
    """The estimate of the one target whose name holds these words."""
    (found,) = (v for v in today(scenario)["verdicts"] if words in v["target"])
    return float(found["estimate"])


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f.scenario}-{f.process}-{f.most}")
def test_today_is_as_the_register_has_it(figure: Figure, shared: Shared) -> None:
    facts = facts_in(shared("facts/facts.csv"))
    low = facts[figure.least][0] * (1 - figure.slack) if figure.least else 0.0
    found = today(figure.scenario)["measures"][figure.process][figure.measure]
    mean = found["mean"] * (HOURS[found["unit"]] if figure.unit == "h" else 1.0)
    assert figure.unit == "h" or found["unit"] == figure.unit
    assert low < mean <= facts[figure.most][1] * (1 + figure.slack), (figure, mean)


def test_a_liquidation_takes_as_long_as_in_the_peer_city_of_the_register(shared: Shared) -> None:
    """INSOLV-012b and INSOLV-012a: 601 days in 2020, 750 in 2019."""
    facts = facts_in(shared("facts/facts.csv"))
    assert facts["INSOLV-012b"][0] <= estimate("insolvency", "601") <= facts["INSOLV-012a"][1]


def test_nearly_every_bad_review_is_put_right_as_published(shared: Shared) -> None:
    """REVIEW-007: 99.8%, of a weak source; today's figure is below it by less than two points."""
    published = facts_in(shared("facts/facts.csv"))["REVIEW-007"][1] / 100
    assert published - 0.02 <= estimate("bad_reviews", "put right: 100%") <= published


def test_orders_are_handled_again_as_often_as_the_register_has_it(shared: Shared) -> None:
    """HOT-014: 5|12|25% of those called back are not content and their order is handled again."""
    low, high = facts_in(shared("facts/facts.csv"))["HOT-014"]
    rounds = today("hotline")["measures"]["order"]["rounds.call_back"]["mean"]
    assert low / 100 <= 1 - 1 / rounds <= high / 100


def test_a_judge_has_as_many_cases_as_a_judge_of_the_country(shared: Shared) -> None:
    """COURT-050a: 238 cases a judge in 2021. Six judges share what is not settled before suit."""
    national = facts_in(shared("facts/facts.csv"))["COURT-050a"][0]
    outcomes = today("commercial_litigation")["measures"]["dispute"]
    disputes = 165_000 * 0.91 * 0.45 / 0.735 / 16 / 3  # numbers.city_civil to numbers.divisions
    filed = disputes * (1 - outcomes["outcome.settled_before_suit"]["mean"])
    assert filed / 6 == pytest.approx(national, rel=0.05)


def test_visits_for_a_certificate_are_two_to_three_today() -> None:
    """The register's classification of measure 39: visits 2-3 before the plan."""
    assert 2 <= today("notary")["measures"]["certificate"]["trips"]["mean"] <= 3


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_pools_are_neither_idle_nor_hopeless(scenario: str) -> None:
    """Nobody is busy beyond 95% of the time on duty, and every pool for 40% of it at least."""
    pools = today(scenario)["pools"]
    busy = {name: pool["utilisation"] for name, pool in pools.items()}
    assert all(0.4 <= share <= 0.95 for share in busy.values()), busy
