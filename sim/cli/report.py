"""`sim report`: a saved run as one page and as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.reporting.words import say


@click.command()
@click.argument("run", metavar="RUN", default="latest")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="F",
    help="Write the page to this file. [default: report.html in the run's folder]",
)
@click.option(
    "--excel",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="F",
    help="Write the workbook to this file. [default: report.xlsx in the run's folder]",
)
@common.options(common.out_option, common.lang_option, common.quiet_option, common.debug_option)
def report(run: str, **given: Any) -> int:
    """A saved run as one HTML page and an Excel workbook.

    RUN is its folder, a part of its name, a scenario (its newest run), or latest.
    """
    from sim.experiments.reports import REPORT, WORKBOOK, find, paper_in, write_board, write_page
    from sim.reporting.report import write_workbook

    folder, lang = find(run, given["out"]), given["lang"]
    board = write_board(folder, lang, given["html"])
    if board is not None:
        common.print_lines([str(board)])
        return 0
    paper = paper_in(folder)
    html = write_page(paper, given["html"] or folder / REPORT, lang)
    common.print_lines([str(html)])
    excel = given["excel"] or folder / WORKBOOK
    write_workbook(paper, excel, lang)
    common.print_lines([str(excel)])
    if not paper.maps:
        text = (
            "A table that the scenario reads is not in the run's folder: the report has no map and no ledger."
        )
        common.remark(say(lang, text), quiet=given["quiet"])
    return 0
