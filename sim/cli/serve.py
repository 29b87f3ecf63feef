"""`sim serve`: the what-if page on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.cli.score import SCENARIOS
from sim.reporting.words import say


@click.command()
@click.argument("file", required=False, default=SCENARIOS, type=click.Path(path_type=Path))
@common.options(
    click.option(
        "--port",
        type=common.Whole(0, 65535),
        default=8765,
        show_default=True,
        metavar="N",
        help="The port to listen on; 0 takes any free one.",
    ),
    click.option("--open", "open_", is_flag=True, help="Open the page in the browser."),
    common.engine_option,
    common.out_option,
    common.lang_option,
    common.quiet_option,
    common.debug_option,
)
def serve(file: Path, **given: Any) -> int:
    """The what-if page on this machine: move staffing, cards and figures, and watch the verdicts.

    FILE is a scenario, or a folder of them. Only this machine can reach the page.
    """
    from sim.errors import UsageError
    from sim.experiments.running import engine_of
    from sim.experiments.score import scenarios_in

    engine = engine_of(given["engine"])
    found = scenarios_in(file) if file.is_dir() or not file.exists() else [file]
    scenarios = {_id(f, file): f for f in found}
    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    try:
        from sim.web.serve import serve as served
    except ModuleNotFoundError as error:
        raise UsageError(f"the page needs {error.name}; install it: pip install shixian[web]") from None
    served(
        scenarios,
        port=given["port"],
        out=given["out"],
        engine=engine,
        ready=lambda address: _told(address, given),
    )
    return 0


def _id(scenario: Path, given: Path) -> str:
    """What the page calls a scenario: its path in the folder that was given."""
    return scenario.relative_to(given).with_suffix("").as_posix() if given.is_dir() else scenario.stem


def _told(address: str, given: dict[str, Any]) -> None:
    common.print_lines([address])
    hint = say(given["lang"], "Open this address in a browser. Ctrl-C ends the page.")
    common.remark(hint, quiet=given["quiet"])
    if given["open_"]:
        click.launch(address)
