"""What the page says is what `sim run` says of the same question, first glance and details alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import desk
from tests.helpers.page import ROOT, Server, serving

LITIGATION = ROOT / "scenarios" / "changchun_2021" / "commercial_litigation.yaml"

# Each moves what its cards leave alone, so that it does not matter whether cards or values come first.
QUESTIONS: dict[str, tuple[str, str, list[str], dict[str, str | float]]] = {
    "today, a figure moved": ("desk", "today", [], {"numbers.slow": "25 min"}),
    "another person": ("desk", "today", [], {"pools.clerk.staff": 3}),
    "the reform, busier": ("desk", "plan_quick", ["quick_review"], {"numbers.arrivals": "4800 per y"}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page")
    file = desk.write(folder)
    with serving(file, folder / "results") as found:
        yield found


def said(server: Server, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer in English."""
    status, answer = server.ask(name, body)
    assert status == 200, answer
    found: dict[str, Any] = in_english(answer)
    return found


def in_english(part: Any) -> Any:
    if isinstance(part, dict):
        whole = set(part) == {"en", "zh"}
        return part["en"] if whole else {k: in_english(v) for k, v in part.items()}
    return [in_english(v) for v in part] if isinstance(part, list) else part


def run(folder: Path, file: Path, variant: str, settings: dict[str, str | float]) -> dict[str, Any]:
    """What the command prints."""
    moved = [f"--set={path}={value}" for path, value in settings.items()]
    ended = desk.sim(folder, "run", str(file), "--variant", variant, "--json", "--quiet", *moved)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def rows(document: dict[str, Any], *, proposed: bool = False) -> list[str]:
    """The verdicts as text, to the last digit; ``percent`` is how the page writes them.

    Where people are ``proposed``, the page compares with today as it is, and the command with a today that
    has those people too.
    """
    alike = [row for row in document["verdicts"] if not (proposed and row["against"])]
    kept = [{k: v for k, v in row.items() if k != "percent"} for row in alike]
    return [json.dumps(row, sort_keys=True) for row in kept]


def agree(server: Server, folder: Path, file: Path, case: tuple[str, str, list[str], Any]) -> None:
    """First glance, details and the command; the page goes as far as the command went."""
    scenario, variant, cards, settings = case
    proposed = any(path.startswith("pools.") for path in settings)
    told = run(folder, file, variant, settings)
    order = {"scenario": scenario, "cards": cards, "settings": settings, "count": 20}
    first, whole = said(server, "run", order), said(server, "details", order)
    assert rows(first) == rows(whole)
    assert first["verdicts"] and "measures" not in first and "pools" not in first
    last = said(server, "run", {**order, "count": told["replications"]})
    if told["replications"] > 20:
        whole = last
    assert rows(last, proposed=proposed) == rows(told, proposed=proposed)
    # Pools keep on the page what stands in its table, and processes what it draws.
    for name, pool in whole["pools"].items():
        assert pool == {k: told["pools"][name][k] for k in pool}
    for name, block in whole["measures"].items():
        assert block["elapsed"] == told["measures"][name]["elapsed"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_page_and_the_command_agree_to_the_last_digit(name: str, server: Server, tmp_path: Path) -> None:
    agree(server, tmp_path, desk.write(tmp_path), QUESTIONS[name])


def test_they_agree_on_a_scenario_of_the_plan(tmp_path: Path) -> None:
    with serving(LITIGATION, tmp_path / "page") as server:
        found = said(server, "open", {"scenario": "commercial_litigation"})
        plan = next(v for v in found["variants"] if v["name"].startswith("plan"))
        figure = found["numbers"][0]
        unit = f" {figure['unit']}" if figure["unit"] else ""
        settings = {f"numbers.{figure['name']}": f"{(figure['low'] + figure['high']) / 2:g}{unit}"}
        agree(server, tmp_path, LITIGATION, (found["name"], plan["name"], plan["cards"], settings))


def test_what_is_known_is_not_run_again_and_a_file_that_was_written_anew_is(tmp_path: Path) -> None:
    file = desk.write(tmp_path, name="mine.yaml")
    with serving(file, tmp_path / "results") as own:
        order = {"scenario": "mine", "cards": [], "count": 20}
        before = said(own, "run", order)
        assert said(own, "run", order) == before
        desk.write(tmp_path, desk.SCENARIO.replace("value: 30 min", "value: 39 min"), "mine.yaml")
        after = said(own, "details", order)
        assert rows(after) != rows(before)
        assert rows(after) == rows(said(own, "run", order))


def test_a_figure_of_the_world_moves_what_it_is_compared_with_and_proposed_people_do_not(
    server: Server,
) -> None:
    def change(settings: dict[str, Any]) -> float:
        order = {"scenario": "desk", "cards": [], "settings": settings, "count": 20}
        found: float = said(server, "run", order)["verdicts"][2]["estimate"]
        return found

    assert change({}) == 0.0
    assert change({"numbers.slow": "25 min"}) == 0.0
    assert change({"pools.clerk.staff": 3}) < -0.05


def test_a_figure_that_a_card_has_changed_is_the_reform_s_own(tmp_path: Path) -> None:
    text = desk.SCENARIO.replace(
        "{processes.permit.steps.review.takes: exponential(mean=quick)}", "{numbers.slow.value: 20 min}"
    )
    with serving(desk.write(tmp_path, text), tmp_path / "page") as server:
        order = {"scenario": "desk", "cards": ["quick_review"], "count": 20}
        moved = {**order, "settings": {"numbers.slow": "30 min"}}
        assert said(server, "run", order)["verdicts"][2]["estimate"] < -0.05
        assert said(server, "run", moved)["verdicts"][2]["estimate"] == 0.0
