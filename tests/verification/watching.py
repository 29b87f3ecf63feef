"""Running tests and keeping what became of each, beside the comparisons with closed forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from tests.theory.queues.runner import LEDGER, Estimate

Comparison = tuple[str, float, Estimate]


@dataclass(slots=True, eq=False)
class Watched:
    """Outcomes by test, the comparisons in their order, and the exit code of the test runner."""

    outcomes: dict[str, str] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    code: int = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's phases."""
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome

    def of(self, file: str) -> dict[str, str]:
        """The outcomes of one file or folder."""
        return {k: v for k, v in self.outcomes.items() if k.startswith(file)}

    def passed(self, file: str) -> str:
        """How many of its tests passed, in words."""
        found = list(self.of(file).values())
        good, skipped = found.count("passed"), found.count("skipped")
        text = f"{good} of {len(found) - skipped} hold"
        return f"{text}, {skipped} skipped" if skipped else text

    def relations(self, file: str) -> dict[str, bool]:
        """The claims of a file: the names of its tests in words, and whether all their cases hold."""
        claims: dict[str, bool] = {}
        for test, outcome in self.of(file).items():
            name = re.sub(r"\[.*", "", test.rpartition("::")[2]).removeprefix("test_").replace("_", " ")
            claims[name] = claims.get(name, True) and outcome == "passed"
        return claims

    @property
    def failed(self) -> list[str]:
        """The tests that failed."""
        return [test for test, outcome in self.outcomes.items() if outcome == "failed"]


def watch(files: Sequence[str]) -> Watched:
    """Run these tests in this process."""
    found = Watched()
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=short", "-o", "timeout=0"]
    found.code = int(pytest.main([*quiet, *files], plugins=[found]))
    found.comparisons = list(LEDGER)
    return found
