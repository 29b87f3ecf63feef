"""From a slider's release to the new verdict on screen, in Chromium: a Markdown table on stdout.

usage: python -m benchmarks.page_latency [SCENARIO ...]
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.docs.test_page_in_browser import FLAGS
from tests.helpers.page import ROOT, serving

MOVES = 40
PLAN = ROOT / "scenarios" / "changchun_2021"
DEFAULT = ("business_registration", "electricity_connection", "commercial_litigation")
PATIENCE = 60.0


def main(names: Sequence[str]) -> None:
    """Measure each scenario and print the table."""
    rows = [row(name, measured(PLAN / f"{name}.yaml")) for name in names]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, {MOVES} moves each.\n")
    print("| scenario | median | 95% | longest |", "| --- | --- | --- | --- |", *rows, sep="\n")


def row(name: str, took: list[float]) -> str:
    """A row of the table from milliseconds."""
    ordered = sorted(took)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"| {name} | {statistics.median(ordered):.0f} ms | {late:.0f} ms | {ordered[-1]:.0f} ms |"


def measured(scenario: Path) -> list[float]:
    """Milliseconds of each move; every move asks what was never asked before."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as out,
        serving(scenario, Path(out)) as server,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.address)
        page.wait_for_selector(".verdict", timeout=PATIENCE * 1000)
        page.locator("#pause").click()
        page.locator("#figures-box > summary").click()
        _still(page)
        for move in range(MOVES + 2):
            _moved(page, move)
        found: list[float] = page.evaluate("window.shixian.latencies")
        browser.close()
    return found[2:]  # the first two warm the workers up


def _moved(page: Page, move: int) -> None:
    """Release one of the figures' sliders at a new place, and wait for the verdict."""
    sliders = page.locator("#figures input[type=range]")
    slider = sliders.nth(move % sliders.count())
    before = page.evaluate("window.shixian.latencies.length")
    share = 0.2 + 0.6 * ((move * 0.618) % 1)
    slider.evaluate(
        "(e, share) => { e.value = Number(e.min) + share * (Number(e.max) - Number(e.min));"
        " e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); }",
        share,
    )
    _until(page, f"window.shixian.latencies.length > {before}")
    _still(page)


def _still(page: Page) -> None:
    _until(page, "!document.body.classList.contains('busy')")


def _until(page: Page, holds: str) -> None:
    end = time.monotonic() + PATIENCE
    while not page.evaluate(holds):
        if time.monotonic() > end:
            raise TimeoutError(holds)
        page.evaluate("new Promise(done => requestAnimationFrame(done))")


if __name__ == "__main__":
    main(sys.argv[1:] or DEFAULT)
