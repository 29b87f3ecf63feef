"""A scenario in words, and as a picture: the texts are compared whole, the picture by what must hold of
every picture.

The texts under ``describing/`` are written anew by ``SHIXIAN_WRITE_GOLDEN=1``; read them aloud before they
are kept.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.compiling import compile_program
from sim.compiling.describe import as_svg, in_words
from sim.compiling.describing.ink import width_of
from sim.compiling.describing.lines import columns
from sim.labels import LANGUAGES, Language
from sim.program import Program
from sim.reading import read
from sim.reading.planmap import is_map
from sim.reforming import apply, variants
from sim.scenario import Scenario

HERE = Path(__file__).parent / "describing"
ROOT = Path(__file__).parents[2]
OWN = sorted(f for f in (ROOT / "scenarios" / "changchun_2021").glob("*.yaml") if not is_map(f))
STORIES = sorted((ROOT / "tests" / "stories").glob("*/scenario.yaml"))
SVG = "{http://www.w3.org/2000/svg}"
VARIANTS = ("today", "plan_2021")


@cache
def made(file: Path, variant: str) -> tuple[Scenario, Program]:
    scenario = apply(read(str(file)), variant)
    return scenario, compile_program(scenario)


@cache
def words(file: Path, variant: str, lang: Language) -> str:
    return in_words(*made(file, variant), lang, today=read(str(file)))


@cache
def picture(file: Path, variant: str, lang: Language) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(*made(file, variant), lang).encode())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_kind_of_step_and_card_is_told_as_in_the_golden_text(variant: str, lang: Language) -> None:
    golden = HERE / f"every_step.{variant}.{lang}.txt"
    told = words(HERE / "every_step.yaml", variant, lang)
    if os.environ.get("SHIXIAN_WRITE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", OWN, ids=lambda f: f.stem)
def test_no_line_is_wider_than_80_columns(file: Path, lang: Language) -> None:
    for variant in variants(made(file, "today")[0]):
        wide = [line for line in words(file, variant, lang).splitlines() if columns(line) > 80]
        assert not wide


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chinese_text_breaks_before_no_closing_mark(lang: Language) -> None:
    told = words(HERE / "every_step.yaml", "plan_2021", lang)
    assert not [line for line in told.splitlines() if line.strip()[:1] in tuple("，。；：、）")]


@pytest.mark.parametrize("file", STORIES, ids=lambda f: f.parent.name)
def test_every_story_can_be_told_and_drawn(file: Path) -> None:
    for lang in LANGUAGES:
        assert words(file, "today", lang)
        assert len(picture(file, "today", lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("file", [*OWN, HERE / "every_step.yaml"], ids=lambda f: f.stem)
def test_texts_of_a_picture_are_at_least_11_pixels_high_at_a_width_of_1280(
    file: Path, variant: str, lang: Language
) -> None:
    root = picture(file, variant, lang)
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    assert (x, y, root.attrib["width"]) == (0, 0, "1280")
    assert height >= width * 9 / 16 - 0.1
    sizes = [float(text.attrib["font-size"]) * 1280 / width for text in root.iter(f"{SVG}text")]
    assert min(sizes) >= 11


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("file", [*OWN, HERE / "every_step.yaml"], ids=lambda f: f.stem)
def test_nothing_of_a_picture_lies_outside_it(file: Path, variant: str, lang: Language) -> None:
    root = picture(file, variant, lang)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for rect in root.findall(f"{SVG}rect")[1:]:
        x, y, w, h = (float(rect.attrib[k]) for k in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width + 0.1
        assert y + h <= height + 0.1
    for text in root.iter(f"{SVG}text"):
        x, size = float(text.attrib["x"]), float(text.attrib["font-size"])
        if text.attrib.get("text-anchor") != "end":
            assert x + 0.9 * width_of(text.text or "", size) <= width, text.text


def test_a_picture_is_the_same_each_time_and_names_every_step() -> None:
    scenario, program = made(HERE / "every_step.yaml", "today")
    first = as_svg(scenario, program, "zh")
    assert first == as_svg(scenario, program, "zh")
    told = re.sub(r"\s", "", "".join(ElementTree.fromstring(first.encode()).itertext()))
    for label in ("递交申请", "申请人补正", "限时办结", "听证", "每种环节各一次<示例>"):
        assert label in told


@pytest.mark.parametrize("file", [*OWN, HERE / "every_step.yaml"], ids=lambda f: f.stem)
def test_a_page_finds_every_step_of_a_picture_by_its_name(file: Path) -> None:
    program, drawn = made(file, "today")[1], picture(file, "today", "en")
    found = {
        name: {box.get("data-step") for box in panel.iter(f"{SVG}g")} - {None}
        for panel in drawn.iter(f"{SVG}g")
        if (name := panel.get("data-process"))
    }
    logged = {p.name: {s.name for s in p.steps if s.logged} for p in program.processes}
    # What follows on giving up is told in the box of its task.
    assert found.keys() == logged.keys() and all(found[p] <= logged[p] and found[p] for p in found)
    assert file.stem != "every_step" or found == logged


def test_a_picture_may_show_one_process_alone() -> None:
    scenario, program = made(HERE / "every_step.yaml", "today")
    alone = as_svg(scenario, program, "en", only=["enquiry"])
    assert "Permit" not in alone
    assert "enquiry" in alone


def test_who_holds_the_case_is_told_by_hatch_as_well_as_by_colour() -> None:
    root = picture(HERE / "every_step.yaml", "today", "en")
    hatches = {p.attrib["id"]: p.find(f"{SVG}path") for p in root.iter(f"{SVG}pattern")}
    drawn = {i: "" if path is None else path.attrib["d"] for i, path in hatches.items()}
    assert len(set(drawn.values())) == len(drawn) == 8
