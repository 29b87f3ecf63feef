"""`sim run`: the verdict on every target of a scenario, with its interval."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.labels import Language

if TYPE_CHECKING:
    from sim.experiments.running import Answer, Order

EXPORTS = click.Choice(["csv", "parquet", "xes"])


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--variant",
    "variants",
    metavar="V",
    multiple=True,
    help="A variant of the scenario (repeatable; today by default).",
)
@common.options(
    common.set_option,
    common.seed_option,
    common.replications_option,
    common.engine_option,
    common.workers_option,
    common.cluster_option,
    common.out_option,
    common.lang_option,
    common.json_option,
    click.option(
        "--export",
        type=EXPORTS,
        multiple=True,
        help="Event log and case table into the run's folder (repeatable).",
    ),
    common.family_option,
    common.certified_option,
    common.strict_option,
    common.fresh_option,
    common.quiet_option,
    common.debug_option,
)
def run(**given: Any) -> int:
    """The verdict on every target, with its interval; saves the run."""
    from sim.experiments.recalling import recalled
    from sim.experiments.reports import write_first_page
    from sim.experiments.running import answers
    from sim.study.prepare import prepare

    order = _order(given)
    ready = prepare(order.path, settings=order.settings, variants=order.variants)
    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    found = []
    for answer in answers(order, status, ready=ready):
        status.clear()
        known = recalled(answer.document, order.out, ready[answer.document["variant"]])
        answer = replace(answer, document=known)
        found.append(answer)
        if not given["as_json"]:
            _show(answer, given["lang"], first=len(found) == 1)
        _remark(answer, given["lang"], quiet=given["quiet"])
        write_first_page(answer, given["lang"])
    if given["as_json"]:
        _print_json(found, given["lang"])
    return _code(found, strict=given["strict"], lang=given["lang"])


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.running import Order

    return Order(
        path=given["file"],
        variants=given["variants"] or ("today",),
        settings=given["settings"],
        seed=given["seed"],
        replications=given["replications"],
        family=given["family"],
        certified=given["certified"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=Path(given["out"]),
        export=tuple(dict.fromkeys(given["export"])),
        fresh=given["fresh"],
        command=common.typed(),
    )


def _show(answer: Answer, lang: Language, *, first: bool) -> None:
    from sim.reporting.console import run_report
    from sim.reporting.jsonout import localised

    if not first:
        common.print_lines([""])
    common.print_lines(run_report(localised(answer.document, lang), lang, width=common.terminal_width()))


def _print_json(found: list[Answer], lang: Language) -> None:
    from sim.reporting.jsonout import localised
    from sim.results import as_json

    documents = [localised(a.document, lang) for a in found]
    common.print_lines([as_json(documents[0] if len(documents) == 1 else documents).rstrip()])


def _remark(answer: Answer, lang: Language, *, quiet: bool) -> None:
    from sim.reporting.words import say

    if answer.folder is not None:
        known = "Answered from {folder} (--fresh runs it again)"
        text = known if answer.known else "Saved: {folder} (report.html; with plots: sim report {name})"
        common.remark(say(lang, text, folder=answer.folder, name=answer.folder.name), quiet=quiet)


def _code(found: list[Answer], *, strict: bool, lang: Language) -> int:
    if any(a.document["interrupted"] for a in found):
        common.remark(common.resume_hint(lang))
        return 130
    failures = [f for a in found for f in a.document["failures"]]
    if failures:
        return common.failed(failures, lang)
    return common.exit_code((v["verdict"] for a in found for v in a.document["verdicts"]), strict=strict)
