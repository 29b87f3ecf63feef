"""`sim describe`: the process in words and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.reporting.words import say


@click.command()
@click.argument("file", type=click.Path())
@click.option("--variant", metavar="V", default="today", show_default=True, help="A variant of the scenario.")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="F",
    help="Write the picture of the process to this file.",
)
@click.option(
    "--bpmn",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="F",
    help="Write the processes to this file as a BPMN 2.0 model.",
)
@click.option("--stress", is_flag=True, help="Answer the reporting checklist STRESS-DES (20 items) instead.")
@common.options(common.set_option, common.lang_option, common.quiet_option, common.debug_option)
def describe(**given: Any) -> int:
    """The process in words and as a picture."""
    from sim.study.describing import bpmn, picture, stress, words
    from sim.study.prepare import prepare

    variant, lang = given["variant"], given["lang"]
    ready = prepare(given["file"], settings=given["settings"], variants=(variant,))
    prepared = ready[variant]
    told = (stress if given["stress"] else words)(prepared, lang, today=ready["today"])
    common.print_lines([told.rstrip("\n")])
    if given["svg"] is not None:
        given["svg"].write_text(picture(prepared, lang), encoding="utf-8")
        common.remark(say(lang, "Picture: {file}", file=given["svg"]), quiet=given["quiet"])
    if given["bpmn"] is not None:
        given["bpmn"].write_text(bpmn(prepared, lang), encoding="utf-8", newline="\n")
        common.remark(say(lang, "BPMN: {file}", file=given["bpmn"]), quiet=given["quiet"])
    return 0
