"""`sim check`: every complaint at once, then what the scenario's figures are and how loaded its pools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.labels import Language


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@common.options(
    common.set_option,
    click.option("--no-pilot", is_flag=True, help="No pilot run for a suggested warm-up."),
    common.lang_option,
    common.quiet_option,
    common.debug_option,
)
def check(**given: Any) -> int:
    """Every complaint at once with file and line; then the numbers by kind, loads of pools, and a warm-up."""
    codes = [_one(file, given, number) for number, file in enumerate(given["files"])]
    return max(codes)


def _one(file: str, given: dict[str, Any], number: int) -> int:
    from sim.reading.planmap import is_map
    from sim.reporting.complaints import complaint_lines
    from sim.study.prepare import examine

    if number:
        common.print_lines([""])
    if is_map(Path(file)):
        return _map(file, given["lang"])
    ready, complaints = examine(file, given["settings"])
    if complaints:
        common.tell("\n".join(complaint_lines(complaints, given["lang"])))
        return 2
    _summary(file, ready, given["lang"], pilot=not given["no_pilot"])
    return 0


def _map(file: str, lang: Language) -> int:
    """The map of a plan instead of a scenario."""
    from sim.experiments.planmap import checked_map
    from sim.reporting.complaints import complaint_lines
    from sim.reporting.jsonout import localised
    from sim.reporting.planmap import plan_lines

    rows, complaints = checked_map(Path(file))
    if complaints:
        common.tell("\n".join(complaint_lines(complaints, lang)))
        return 2
    common.print_lines(plan_lines(localised(rows, lang), lang, width=common.terminal_width()))
    return 0


def _summary(file: str, ready: Any, lang: Language, *, pilot: bool) -> None:
    from sim.reporting.checked import checked_lines
    from sim.reporting.jsonout import localised
    from sim.study.checking import checked

    found = localised(checked(ready, pilot=pilot), lang)
    common.print_lines(checked_lines(file, found, lang, width=common.terminal_width()))
