"""Scenarios of the plan and stories with something changed: complaints, or a check, a description and a run
to the end; never anything else.

SHIXIAN_EXAMPLES=4000 makes 4,000 of each kind.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.common import WIDE
from sim.experiments.running import Order, answers
from sim.labels import LANGUAGES
from sim.reading import opened
from sim.reading.planmap import is_map
from sim.reporting.checked import checked_lines
from sim.reporting.complaints import complaint_lines
from sim.reporting.console import run_report
from sim.reporting.jsonout import localised
from sim.results import as_json
from sim.study.checking import checked, expected_cases
from sim.study.describing import picture, words
from sim.study.prepare import TODAY, Prepared, examine
from sim.tree import plain as read_as_written
from tests.errors.test_malformed_generated import WORDS, change, slots

ROOT = Path(__file__).resolve().parents[2]
PLAN = sorted(
    f
    for f in (ROOT / "scenarios" / "changchun_2021").glob("*.yaml")
    if not is_map(f) and b"\nextends:" not in f.read_bytes()  # whole in itself: it is copied elsewhere
)
STORIES = sorted((ROOT / "tests" / "stories").glob("*/scenario.yaml"))
SHORT = {"warm_up": "0 d", "arrivals": "4 d", "drain": "10 d"}
MOST_CASES = 2000
"""A mutant that expects more is only checked: how long it may run is no question of soundness."""
PATIENCE = 20.0
"""Seconds of computing for one mutant from reading to report, far above what any needs."""

# Values that are wrong in few places only: what they do shows when the scenario runs.
QUIET = [
    "0", "1", "2", "7", "100", "0.5", "1e-9", "1e6", "-1", "0 s", "1 s", "0 wd", "1 wd", "30 min", "2 d",
    "60 y", "1e9 d", "0 per d", "3 per h", "1 per s", "true", "false", "all", "any", "owner", "today",
    "always", "weekdays", "china", "legal", "working", "calendar", "deem", "finish", "pause", "random",
    "due", "shortest_first", "round", "elapsed", "1 / (round - 1)", "1 / 0", "elapsed - 1 d", "round > 1",
    "uniform(0, 2)", "uniform(0 s, 3 d)", "exponential(mean=1 h)", "lognormal(p50=1 s, p99=1e6 d)",
    "2021-01-04", "2021-12-31", "mon", "agency", "applicant", "[]", "{}",
]  # fmt: skip


@cache
def scenario(file: Path) -> str:
    """A scenario of the plan as YAML, with a period of some days."""
    tree = texts(read_as_written(opened(file).tree))  # commas in brackets are ours, not YAML's
    if file in PLAN:
        tree["period"] |= SHORT
        tree["calendars"] = {
            name: {**value, "days": "weekdays"}
            if isinstance(value, dict) and value.get("days") == "china"
            else value
            for name, value in tree["calendars"].items()
        }
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def texts(tree: Any) -> Any:
    """Every scalar as the text by which it was written."""
    if isinstance(tree, dict):
        return {k: texts(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [texts(v) for v in tree]
    return str(tree).lower() if isinstance(tree, bool) else "" if tree is None else str(tree)


def mutant(file: Path, data: st.DataObject) -> Any:
    """A scenario with one to three things changed."""
    tree = plain(yaml.safe_load(scenario(file)))
    for _ in range(data.draw(st.integers(1, 3))):
        if data.draw(st.integers(0, 3)) == 0:
            change(tree, data)
            continue
        leaves = [(c, k) for c, k in slots(tree) if not isinstance(c[k], dict | list)]
        container, key = leaves[data.draw(st.integers(0, len(leaves) - 1))]
        container[key] = yaml.safe_load(data.draw(st.sampled_from(QUIET)))
    return tree


def plain(tree: Any) -> Any:
    """Texts that look like numbers or truth values as such; dates as texts."""
    if isinstance(tree, dict):
        return {k: plain(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [plain(v) for v in tree]
    if tree in ("true", "false"):
        return tree == "true"
    try:
        return int(tree)
    except (TypeError, ValueError):
        return tree


def taken_to_its_end(file: Path, engine: str) -> str:
    """Read, check, describe and run a file; what became of it."""
    ready, complaints = examine(file)
    if complaints:
        assert all("\n" not in line for lang in LANGUAGES for line in complaint_lines(complaints, lang))
        return "refused"
    today = ready[TODAY]
    found = checked(ready, pilot=False)
    for lang in LANGUAGES:
        assert checked_lines(str(file), localised(found, lang), lang, width=80)
        assert words(today, lang, today=today)
    assert picture(today, "en").startswith("<")
    if expected_cases(today.program) > MOST_CASES:
        return "large"
    return ran(file, ready, engine)


def ran(file: Path, ready: dict[str, Prepared], engine: str) -> str:
    """One replication of today with its report."""
    order = Order(path=str(file), replications=1, engine=engine, workers=1)
    (answer,) = answers(order, ready=ready)
    document = answer.document
    assert not [f for f in document["failures"] if f["ours"]], document["failures"]
    as_json(document)
    for lang in LANGUAGES:
        assert run_report(localised(document, lang), lang, width=WIDE)
    return "failed" if document["failures"] else "ran"


@pytest.mark.parametrize("kind", ["plan", "stories"])
@given(data=st.data())
@settings(print_blob=True)
def test_a_mutant_is_refused_or_runs(kind: str, data: st.DataObject, tmp_path_factory: Any) -> None:
    file = folder(tmp_path_factory) / "mutant.yaml"
    tree = mutant(data.draw(st.sampled_from(PLAN if kind == "plan" else STORIES)), data)
    file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    began = time.process_time()
    end = taken_to_its_end(file, "simpy")
    took = time.process_time() - began
    assert took < PATIENCE, (took, end)


_FOLDER: list[Path] = []


def folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all mutants."""
    if not _FOLDER:
        _FOLDER.append(factory.mktemp("mutants"))
    return _FOLDER[0]


def test_the_scenarios_that_mutants_come_from_are_sound(tmp_path: Path) -> None:
    assert len(PLAN) >= 18 and len(STORIES) > 40

    def unchanged() -> Iterator[str]:
        for file in (*PLAN, *STORIES[::20]):
            copy = tmp_path / "copy.yaml"
            copy.write_text(
                yaml.safe_dump(plain(yaml.safe_load(scenario(file))), sort_keys=False), encoding="utf-8"
            )
            yield taken_to_its_end(copy, "simpy")

    assert set(unchanged()) <= {"ran", "large"}
    assert WORDS and QUIET
