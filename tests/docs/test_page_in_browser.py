"""The what-if page in a real browser: every control, both languages, by keyboard, wide and narrow."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from sim.reporting.figures import with_interval
from sim.study.prepare import complaints_of
from tests.helpers import desk
from tests.helpers.page import Server, serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here: apt-get install chromium, or set CHROMIUM"
    ),
    pytest.mark.timeout(300),
]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 60_000
"""Milliseconds: far more than any answer takes, also on a busy machine."""

# One clerk is too few, three are enough: the page has something to find.
BUSY = desk.SCENARIO.replace("value: 4000 per y", "value: 6500 per y").replace(
    "[3000 per y, 5000 per y]", "[3000 per y, 9000 per y]"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "plan").mkdir()
    desk.write(folder / "plan", BUSY)
    desk.write(folder / "plan", name="other.yaml")
    with serving(folder / "plan", folder / "results") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The page with its first answer; nothing may be written to its console as an error."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True
    )
    context.set_default_timeout(WAIT)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: wrong.append(str(e)))
    opened.goto(server.address)
    answered(opened)
    yield opened
    context.close()
    assert [w for w in wrong if "422" not in w and "409" not in w] == []


def answered(page: Page) -> None:
    """Wait until the answer to the last question stands on the page."""
    expect(page.locator("body")).not_to_have_class(re.compile("busy"), timeout=WAIT)
    expect(page.locator(".verdict")).to_have_count(3, timeout=WAIT)
    expect(page.locator("#map svg .tint").first).to_be_attached(timeout=WAIT)


def asked(page: Page, do: Callable[[], object]) -> dict[str, Any]:
    """What the page asks the server when something is done, once its answer has come."""
    with page.expect_response(lambda r: r.url.endswith("/api/run") and r.ok, timeout=WAIT) as told:
        do()
    answered(page)
    found: dict[str, Any] = json.loads(told.value.request.post_data or "{}")
    return found


def test_it_opens_on_the_plan_with_a_verdict_on_each_target(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("One desk")
    expect(page.locator('[data-variant="plan_quick"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".verdict h3").first).to_contain_text("within a day")
    expect(page.locator(".verdict .word").first).to_have_text(re.compile("met|missed|undecided"))
    assert "token" not in page.url


def test_scenarios_are_chosen_by_their_titles_in_both_languages(page: Page) -> None:
    options = page.locator("#scenario option")
    expect(options).to_have_text(["One desk", "One desk"], timeout=WAIT)
    page.locator('[data-lang="zh"]').click()
    expect(options).to_have_text(["一个窗口", "一个窗口"])
    expect(page.locator("#scenario")).to_have_value("desk")


def test_a_figure_bears_the_longer_arm_of_its_interval_as_reports_do(page: Page) -> None:
    page.locator("#pause").click()
    with page.expect_response(lambda r: r.url.endswith("/api/run") and r.ok, timeout=WAIT) as told:
        page.locator('[data-variant="today"]').click()
    answered(page)
    share, mean, _ = told.value.json()["verdicts"]
    figures = page.locator(".verdict .figure")
    shown = with_interval(share["estimate"], share["low"], share["high"], "%")
    assert figures.nth(0).inner_text().replace("% ±", " ±") == shown
    shown = with_interval(mean["estimate"], mean["low"], mean["high"], "min")
    assert figures.nth(1).inner_text() == f"mean {shown}"


def test_a_slider_moves_staffing_by_keyboard_and_by_its_number_on_the_map_of_people(page: Page) -> None:
    control = page.locator('input[type=range][data-path="pools.clerk.staff"]')
    control.focus()
    given = asked(page, lambda: page.keyboard.press("ArrowRight"))
    assert given["settings"] == {"pools.clerk.staff": 3}
    expect(page.locator("#people tbody tr td").first).to_have_text("3")
    assert page.evaluate("document.activeElement.dataset.path") == "pools.clerk.staff"


def test_cards_and_variants_are_switched(page: Page) -> None:
    card = page.locator('[data-card="quick_review"]')
    assert asked(page, card.uncheck)["cards"] == []
    expect(page.locator('[data-variant="today"]')).to_have_attribute("aria-pressed", "true")
    assert asked(page, page.locator('[data-variant="plan_quick"]').click)["cards"] == ["quick_review"]
    expect(card).to_be_checked()


def test_a_figure_moves_within_its_range_and_is_marked(page: Page) -> None:
    page.locator("#figures-box > summary").click()
    page.locator("#figures-search").fill("slow")
    expect(page.locator("#figures .row")).to_have_count(1)
    control = page.locator('input[data-path="numbers.slow"]')
    expect(control).to_have_attribute("max", "40")
    control.focus()
    given = asked(page, lambda: page.keyboard.press("ArrowLeft"))
    moved = given["settings"]["numbers.slow"]
    assert moved.endswith(" min") and 20 <= float(moved.split()[0]) < 30
    expect(page.locator("#figures .row")).to_have_class(re.compile("changed"))
    expect(page.locator("#figures-count")).to_contain_text("changed: 1")
    assert asked(page, page.locator("#reset").click)["settings"] == {}


def test_the_fewest_people_are_found_and_why_one_fewer_does_not_do(page: Page) -> None:
    asked(page, page.locator('[data-variant="today"]').click)
    page.locator('[data-fewest="pools.clerk.staff"]').click()
    said = page.locator("#staff .said")
    expect(said).to_contain_text(re.compile("fewest|Even"), timeout=WAIT)
    text = said.inner_text()
    assert re.search(r"\d", text) and re.search("met|missed|undecided", text), text


def test_versions_are_kept_side_by_side_shown_and_removed(page: Page) -> None:
    page.locator("#keep").click()
    asked(page, page.locator('[data-variant="today"]').click)
    page.locator("#keep").click()
    expect(page.locator("#versions thead tr").first.locator("th")).to_have_count(2)
    expect(page.locator("#versions tbody tr")).to_have_count(3)
    shown = asked(page, page.locator("#versions button", has_text="show").first.click)
    assert shown["cards"] == ["quick_review"]
    page.locator("#versions button", has_text="remove").first.click()
    expect(page.locator("#versions thead tr").first.locator("th")).to_have_count(1)


def test_a_link_opens_the_same_state(page: Page) -> None:
    control = page.locator('input[type=range][data-path="pools.clerk.staff"]')
    control.focus()
    asked(page, lambda: page.keyboard.press("ArrowRight"))
    page.locator("#link").click()
    shared = page.url
    assert "pools.clerk.staff%3D3" in shared
    page.goto("about:blank")
    page.goto(shared)
    answered(page)
    expect(page.locator('input[type=range][data-path="pools.clerk.staff"]')).to_have_value("3")


def test_a_link_opens_in_another_tab_and_a_stranger_is_told_how(page: Page, browser: Browser) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    answered(other)
    stranger = browser.new_context(locale="zh-CN").new_page()
    stranger.goto(page.url.replace("lang=en", "lang=zh"))
    expect(stranger.locator("#wrong")).to_contain_text("sim serve", timeout=WAIT)
    stranger.context.close()


def test_workers_that_were_ended_are_replaced_and_nobody_notices(page: Page, server: Server) -> None:
    for child in psutil.Process(server.pid).children(recursive=True):
        if any("spawn_main" in part for part in child.cmdline()):
            child.kill()
    slider = page.locator('input[type=range][data-path="pools.clerk.staff"]')
    slider.focus()
    asked(page, lambda: page.keyboard.press("ArrowRight"))
    expect(page.locator("#wrong")).to_be_hidden()
    expect(page.locator("body")).not_to_have_class(re.compile("stale"))


def test_print_tells_what_was_asked_instead_of_the_controls(page: Page) -> None:
    slider = page.locator('input[type=range][data-path="pools.clerk.staff"]')
    slider.focus()
    asked(page, lambda: page.keyboard.press("ArrowRight"))
    expect(page.locator("#standing")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#standing")).to_have_text("Reform: plan quick; clerk = 3")
    for gone in ("header", "#controls", ".actions", ".film", ".status"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".verdict").first).to_be_visible()


def test_the_scenario_on_the_page_is_taken_along_and_is_sound(page: Page, tmp_path: Path) -> None:
    with page.expect_download(timeout=WAIT) as told:
        page.locator('[data-export="scenario"]').click()
    file = tmp_path / "taken.yaml"
    told.value.save_as(file)
    assert complaints_of(file) == ()
    assert "exponential(mean=quick)" in str(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("kind", "begins"), [("report", b"<!doctype html>"), ("workbook", b"PK")])
def test_what_is_on_screen_is_taken_along(page: Page, kind: str, begins: bytes) -> None:
    with page.expect_download(timeout=WAIT) as told:
        page.locator(f'[data-export="{kind}"]').click()
    assert Path(told.value.path()).read_bytes().lower().startswith(begins.lower())
    expect(page.locator("#said")).to_contain_text(told.value.suggested_filename)


def test_a_scenario_is_brought_along_or_told_what_is_wrong_with_it(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(BUSY.replace("by: clerk", "by: clrek"), encoding="utf-8")
    page.set_input_files("#bring", wrong)
    expect(page.locator("#wrong")).to_contain_text("nearest: clerk", timeout=WAIT)
    expect(page.locator("#wrong")).to_contain_text(re.compile(r"^This cannot be run:wrong\.yaml:\d+ "))
    expect(page.locator("body")).not_to_have_class(re.compile("stale"))
    right = tmp_path / "mine.yaml"
    right.write_text(BUSY.replace("One desk", "<img src=x onerror=alert(1)>"), encoding="utf-8")
    page.set_input_files("#bring", right)
    expect(page.locator("h1")).to_have_text("<img src=x onerror=alert(1)>", timeout=WAIT)
    answered(page)
    expect(page.locator("#wrong")).to_be_hidden()
    expect(page.locator("#scenario")).to_have_value(re.compile("mine"))


def test_another_scenario_is_chosen(page: Page) -> None:
    page.locator("#scenario").select_option("other")
    expect(page.locator("#scenario")).to_have_value("other")
    answered(page)
    expect(page).to_have_url(re.compile("s=other"))


def test_a_scenario_that_cannot_be_read_leaves_what_stands(page: Page, server: Server) -> None:
    page.locator("#scenario").evaluate("e => e.append(new Option('broken', 'broken'))")
    broken = {"wrong": {"en": ["broken.yaml:3  pools"], "zh": ["broken.yaml:3  pools"]}}
    page.route("**/api/open", lambda route: route.fulfill(status=422, json=broken))
    page.locator("#scenario").select_option("broken")
    expect(page.locator("#wrong")).to_contain_text("broken.yaml:3", timeout=WAIT)
    expect(page.locator("#scenario")).to_have_value("desk")
    page.unroute("**/api/open")
    assert asked(page, page.locator('[data-variant="today"]').click)["scenario"] == "desk"
    expect(page.locator("#wrong")).to_be_hidden()


def test_cases_move_until_somebody_stops_them(page: Page) -> None:
    page.locator("#speed").fill("2")
    page.locator("#day").fill("1")
    page.locator("#play").click()
    expect(page.locator("#clock")).to_contain_text("2021", timeout=WAIT)
    expect(page.locator("#map .film-layer circle").first).to_be_attached(timeout=WAIT)
    page.locator("#play").click()
    expect(page.locator("#map .film-layer")).to_have_count(0)
    page.locator("#enlarge").click()
    expect(page.locator("#map")).to_have_class(re.compile("large"))


def test_the_interval_narrows_until_somebody_pauses(page: Page) -> None:
    page.locator("#pause").click()
    expect(page.locator("#status")).to_contain_text("Paused")
    page.locator("#pause").click()
    expect(page.locator("#status")).not_to_contain_text("Paused")


def test_everything_is_said_in_chinese(page: Page) -> None:
    page.locator('[data-lang="zh"]').click()
    expect(page.locator("h1")).to_have_text("一个窗口")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".verdict h3").first).to_contain_text("一日内")
    # Names that a file gives in one language only, units of the language, and our own name stay as they are.
    page.locator("#figures-box > summary").click()
    left = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter(e => !e.closest('#map, select, .source, .brand, [lang=en]'))
        .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()))
        .filter(t => /[A-Za-z]{4,}/.test(t))"""
    )
    own = {
        "clerk",
        "permit",
        "plan quick",
        "改革：plan quick",
        "arrivals",
        "slow",
        "quick",
        "quick review",
        "Excel",
        "报告（HTML）",
        "情景文件（YAML）",
    }
    assert [t for t in left if not any(t.startswith(word) for word in own)] == []
    page.locator('[data-lang="en"]').click()
    expect(page.locator("h1")).to_have_text("One desk")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_cut_off_at_the_side(page: Page, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(f'[data-lang="{lang}"]').click()
    page.locator("#keep").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_staffing_is_there_when_a_phone_unfolds_the_controls(browser: Browser, server: Server) -> None:
    """Chromium gives a fieldset no height that was filled while it was folded away."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(server.address)
    answered(page)
    page.screenshot(full_page=True)
    page.locator("#controls > summary").click()
    page.screenshot()
    expect(page.locator("#staff")).to_be_visible()
    expect(page.locator('[data-fewest="pools.clerk.staff"]')).to_be_visible()
    context.close()


def test_the_map_keeps_its_own_lettering(page: Page) -> None:
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('#map svg text[font-size]')]
        .map(t => [t.getAttribute('font-size'), getComputedStyle(t).fontSize, t.getAttribute('fill'),
                   getComputedStyle(t).fill])"""
    )
    assert len({given for given, *_ in sizes}) > 1
    assert [s for s in sizes if float(s[0]) != float(s[1].removesuffix("px"))] == []


def test_every_control_has_a_name_and_is_reached_by_keyboard(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary')]
        .filter(e => e.offsetParent !== null || e.id === 'bring')
        .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label')
                       || e.labels?.[0]?.textContent.trim()))
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    reached = set()
    page.locator("body").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(document.activeElement.id || document.activeElement.dataset.path || "
                                  "document.activeElement.dataset.card || '')"))  # fmt: skip
    assert {
        "scenario",
        "bring-label",
        "pools.clerk.staff",
        "quick_review",
        "reset",
        "keep",
        "play",
    } <= reached
