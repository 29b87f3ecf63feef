"""The checklist STRESS-DES: twenty items, all answered, in both languages, for every scenario there is."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from sim.compiling.describing.lines import columns
from sim.compiling.describing.stress_runs import SECTIONS
from sim.labels import Language
from sim.reading.planmap import is_map
from sim.study.describing import stress
from sim.study.prepare import Prepared, prepare
from tests.helpers import desk

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(f for f in (ROOT / "scenarios").rglob("*.yaml") if not is_map(f))
EVERY_STEP = ROOT / "tests" / "golden" / "describing" / "every_step.yaml"
STORY = ROOT / "tests" / "stories" / "06_when_skips_a_step" / "scenario.yaml"
ITEM = re.compile(r"^  (\d\.\d(?:\.\d)?) \S")


@lru_cache(maxsize=4)
def prepared(file: Path, variant: str) -> dict[str, Prepared]:
    return prepare(file, variants=(variant,))


def told(file: Path, lang: Language, variant: str = "today") -> list[str]:
    ready = prepared(file, variant)
    return stress(ready[variant], lang, today=ready["today"]).splitlines()


def test_there_are_twenty_items() -> None:
    numbers = {item[0][:3] for _, _, items in SECTIONS for item in items}
    assert len(numbers) == 20


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("file", [*SCENARIOS, EVERY_STEP, STORY], ids=lambda p: p.parent.name + "/" + p.stem)
def test_every_item_has_an_answer(file: Path, lang: Language) -> None:
    lines = told(file, lang)
    items = [i for i, line in enumerate(lines) if ITEM.match(line)]
    asked = [item[0] for _, _, items_ in SECTIONS for item in items_]
    assert [ITEM.match(lines[i]).group(1) for i in items] == asked  # type: ignore[union-attr]
    assert all(lines[i + 1].startswith("    - ") and lines[i + 1].strip() != "-" for i in items)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_a_terminal(lang: Language) -> None:
    too_wide = [line for line in told(EVERY_STEP, lang, "plan_2021") if columns(line) > 80]
    assert [line for line in too_wide if " " in line.strip()[2:]] == []


def test_the_page_in_chinese_has_no_english_sentences() -> None:
    text = "\n".join(told(EVERY_STEP, "zh"))
    assert not re.search(r"[a-z]+ (the|and|of|is|are) [a-z]+", text)


def test_the_command_prints_it(tmp_path: Path) -> None:
    desk.write(tmp_path)
    done = desk.sim(tmp_path, "describe", "desk.yaml", "--stress", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("STRESS-DES 核对表")
