"""`sim sweep`: every combination of some values, or a sample of them, in one table; resumable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.reporting.words import say

if TYPE_CHECKING:
    from sim.experiments.sweep import Sweep, SweepOrder

CODE_FAILED = 3


@click.command()
@click.argument("file", type=click.Path())
@common.options(
    click.option(
        "--vary",
        multiple=True,
        required=True,
        metavar="PATH=VALUES",
        help="What varies: a list 0.5,0.7 or a range 4..12 or 1 h..3 h..30 min (LOW..HIGH..STEP); a number "
        "of the ledger goes by its name, without values over its range (repeatable).",
    ),
    click.option(
        "--sample",
        metavar="KIND:N",
        default="",
        help="N points instead of every combination: sobol:256 (scrambled Sobol) or lhs:100 (Latin "
        "hypercube).",
    ),
    click.option(
        "--variant", metavar="V", default="today", show_default=True, help="A variant of the scenario."
    ),
    common.set_option,
    common.seed_option,
    click.option(
        "--replications",
        type=common.Replications(),
        metavar="N|auto",
        default="20",
        show_default=True,
        help="How many independent histories of each point; auto stops when every target is decided.",
    ),
    common.engine_option,
    common.workers_option,
    common.cluster_option,
    common.out_option,
    common.lang_option,
    common.json_option,
    common.fresh_option,
    common.quiet_option,
    common.debug_option,
)
def sweep(**given: Any) -> int:
    """Every combination of some values, or a sample, as one table (CSV and Parquet).

    What is finished is kept: after an interruption the same command goes on. Exit code 3 tells that some
    points failed.
    """
    from sim.experiments.sweep import sweep as swept

    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Countdown(given["lang"], quiet=given["quiet"])

    def seen(done: int, total: int, left: float | None) -> None:
        if left is None and 0 < done < total:
            text = "Going on: {done} of {total} points are there (--fresh begins anew)"
            common.remark(say(given["lang"], text, done=done, total=total), quiet=given["quiet"])
        status(done, total, left)

    try:
        found = swept(_order(given), seen)
    finally:
        status.clear()
    _show(found, given)
    return _code(found, given)


def _order(given: dict[str, Any]) -> SweepOrder:
    from sim.experiments.sweep import SweepOrder

    return SweepOrder(
        path=given["file"],
        variants=(given["variant"],),
        settings=given["settings"],
        vary=given["vary"],
        sample=given["sample"],
        seed=given["seed"],
        replications=given["replications"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=given["out"],
        fresh=given["fresh"],
        command=common.typed(),
    )


def _show(found: Sweep, given: dict[str, Any]) -> None:
    from sim.reporting.jsonout import localised
    from sim.reporting.swept import sweep_report
    from sim.results import as_json

    lang, document = given["lang"], localised(found.document, given["lang"])
    if given["as_json"]:
        common.print_lines([as_json({**document, "folder": str(found.folder)}).rstrip()])
    else:
        common.print_lines(sweep_report(document, lang, width=common.terminal_width()))
    if found.known == document["design"]:
        text = "{n} points were there already (--fresh runs them again)"
        common.remark(say(lang, text, n=found.known), quiet=given["quiet"])
    if not document["interrupted"]:
        for file in document["files"]:
            common.remark(say(lang, "Table: {file}", file=f"{found.folder}/{file}"), quiet=given["quiet"])


def _code(found: Sweep, given: dict[str, Any]) -> int:
    if found.document["interrupted"]:
        common.remark(common.resume_hint(given["lang"]))
        return 130
    return CODE_FAILED if found.document["failed"] else 0
