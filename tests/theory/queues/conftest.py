"""With ``-v``: a table of every closed form, its estimate and half-width."""

from __future__ import annotations

import pytest

from tests.theory.queues.runner import LEDGER


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not LEDGER or terminalreporter.config.get_verbosity() < 1:
        return
    terminalreporter.section("closed forms")
    for name, expected, found in LEDGER:
        terminalreporter.write_line(
            f"{name:60} {expected:12.6g} {found.mean:12.6g} +- {found.half_width:<10.3g}"
            f" {(found.mean - expected) / max(found.half_width, 1e-300):6.2f}"
        )
