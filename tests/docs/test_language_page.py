"""Every example of the language's page is valid: whole scenarios as they stand, fragments within a small
scenario.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.study import complaints_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
WHOLE = [b for b in BLOCKS if b.startswith("format: 1")]
STEPS = [b for b in BLOCKS if b.startswith("- ")]
PARTS = [b for b in BLOCKS if b not in WHOLE and b not in STEPS]

TARGET = "  - {name: any, process: permit, measure: elapsed, at_most: 10 d}\n"
BASE = {
    "format": "format: 1\n",
    "title": "title: Base\n",
    "period": "period: {start: 2021-01-04, arrivals: 30 d, drain: 60 d}\n",
    "working_day": "working_day: office\n",
    "calendars": """calendars:
  office: {days: china, hours: ["08:30-12:00", "13:00-16:30"]}
  hall: {days: weekdays, hours: ["09:00-16:30"]}
""",
    "pools": """pools:
  window: {staff: 4, calendar: hall}
  clerk: {staff: 4, calendar: office}
  reviewer: {staff: 9, calendar: office, at_close: pause}
  chief: {staff: 1, calendar: office}
  judge: {staff: 9, calendar: office}
  courtroom: {staff: 9, calendar: office}
""",
    "sessions": 'sessions:\n  hearing: {calendar: office, at: ["09:00"], slots: 8}\n',
    "procedures": "procedures:\n  signing: [{task: sign, by: chief, takes: 5 min}]\n",
    "processes": """processes:
  permit:
    arrive: {rate: 2 per d, during: office}
    attributes:
      channel: {counter: 0.2, post: 0.1, online: 0.7}
      amount: lognormal(p50=20000, p90=400000)
      urgent: amount > 1000000
    steps:
""",
    "targets": "targets:\n" + TARGET,
}
ONE_STEP = "      - {task: check, by: clerk, takes: 5 min}\n"


def errors_of(text: str, folder: Path) -> list[str]:
    """What `sim check` would complain about, warnings left out."""
    file = folder / "example.yaml"
    file.write_text(text, encoding="utf-8")
    return [str(c) for c in complaints_of(file) if c.severity == "error"]


def base(**changed: str) -> str:
    """The small scenario with some of its parts in other words."""
    parts = {**BASE, "processes": BASE["processes"] + ONE_STEP, **changed}
    return "".join(parts.values())


def test_the_page_has_examples_of_every_kind() -> None:
    assert len(WHOLE) >= 3
    assert len(STEPS) >= 8
    assert len(PARTS) >= 4


@pytest.mark.parametrize("block", WHOLE, ids=lambda b: b.splitlines()[1][:30])
def test_a_whole_scenario_checks(block: str, tmp_path: Path) -> None:
    assert errors_of(block, tmp_path) == []


@pytest.mark.parametrize("block", STEPS, ids=lambda b: b.splitlines()[0][:30])
def test_an_example_of_steps_checks_within_a_process(block: str, tmp_path: Path) -> None:
    steps = "".join(f"      {line}\n" for line in block.splitlines())
    assert errors_of(base(processes=BASE["processes"] + steps), tmp_path) == []


@pytest.mark.parametrize("block", PARTS, ids=lambda b: b.splitlines()[0][:30])
def test_an_example_of_a_part_checks_in_the_place_of_that_part(block: str, tmp_path: Path) -> None:
    key = block.partition(":")[0]
    text = base()
    names = dict(re.findall(r"^  (\w+): (.*)$", BASE[key], re.MULTILINE))
    ours = set(re.findall(r"^  (\w+):", block, re.MULTILINE))
    if key != "processes":
        block += "".join(f"  {name}: {rest}\n" for name, rest in names.items() if name not in ours)
        text = base(**{key: block})
    else:
        text = base(processes=block)
    assert errors_of(text, tmp_path) == []


def test_every_kind_of_step_stands_in_an_example() -> None:
    from sim.steps import STEP_TYPES

    text = "\n".join(BLOCKS)
    assert [k for k in STEP_TYPES if not re.search(rf"[-\[{{] *{k}: ", text)] == []


def test_every_verb_of_reforms_is_explained() -> None:
    from sim.scenario import CHANGE_VERBS

    page = PAGE.read_text(encoding="utf-8").partition("## 11. Variants")[2]
    assert [v for v in CHANGE_VERBS if f"`{v}:" not in page] == []


def test_every_measure_is_named() -> None:
    from sim.compiling.measures import SHOWN

    page = PAGE.read_text(encoding="utf-8")
    assert [m for m in SHOWN if f"`{m.partition('.')[0]}" not in page] == []
