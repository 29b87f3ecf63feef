"""`sim audit`: the measures and targets of a run, on a real office's log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.labels import Language
from sim.reporting.words import say

if TYPE_CHECKING:
    from sim.experiments.auditing import Audited
    from sim.importing import LogOptions
    from sim.importing.snapshots import Snapshots

reading_options = (
    click.option(
        "--column",
        "columns",
        metavar="ROLE=NAME",
        multiple=True,
        help="Which column is what, e.g. case=Ref (repeatable); an empty name drops a guess.",
    ),
    click.option(
        "--end",
        "ends",
        metavar="ACTIVITY",
        multiple=True,
        help="An activity that ends a case (repeatable); cases with another last one are open.",
    ),
    click.option(
        "--timezone",
        metavar="ZONE",
        default="",
        help="Convert stamps to the clock of this zone, e.g. Asia/Shanghai.",
    ),
    click.option(
        "--dates",
        type=click.Choice(["dmy", "mdy"]),
        help="How dates such as 11/04/2022 are read, where the column allows both.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        default="",
        help="Encoding of a CSV file. [default: UTF-8, else GB18030]",
    ),
    click.option("--sheet", metavar="NAME", default="", help="Sheet of a workbook. [default: the first]"),
)
"""How a log is read, for every command that reads one."""


@click.command()
@click.argument("log", type=click.Path())
@common.options(
    click.option(
        "--against",
        type=click.Path(),
        metavar="FILE",
        default="",
        help="A scenario whose targets are asked of the log.",
    ),
    click.option(
        "--target",
        "targets",
        metavar="TARGET",
        multiple=True,
        help='A target, e.g. "working_days <= 40 share 0.9" (repeatable).',
    ),
    click.option(
        "--deadline",
        "deadlines",
        metavar="COLUMN",
        multiple=True,
        help='A date column with each case\'s own deadline, e.g. "deadline share 0.9" (repeatable).',
    ),
    click.option(
        "--calendar",
        metavar="CALENDAR",
        default="",
        help='Which days are working days, e.g. "days: netherlands".',
    ),
    click.option(
        "--process", metavar="NAME", default="", help="Which process of the scenario the log is of."
    ),
    *reading_options,
    common.set_option,
    common.out_option,
    common.lang_option,
    common.json_option,
    common.strict_option,
    common.fresh_option,
    common.quiet_option,
    common.debug_option,
)
def audit(**given: Any) -> int:
    """The same measures and targets on a real office's log."""
    from sim.experiments.auditing import AuditOrder, audited
    from sim.importing.snapshots import snapshots_of
    from sim.study.auditing import Questions

    seen = None if given["columns"] else snapshots_of(given["log"], encoding=given["encoding"])
    if seen is not None:
        return _snapshots(seen, given)
    questions = Questions(
        targets=given["targets"],
        deadlines=given["deadlines"],
        against=given["against"],
        calendar=given["calendar"],
        process=given["process"],
        settings=given["settings"],
    )
    order = AuditOrder(
        path=given["log"],
        options=options_of(given),
        questions=questions,
        out=Path(given["out"]),
        fresh=given["fresh"],
        command=common.typed(),
    )
    found = audited(order)
    _show(found, given["lang"], as_json=given["as_json"])
    text = "Answered from {folder} (--fresh runs it again)" if found.known else "Saved: {folder}"
    common.remark(say(given["lang"], text, folder=found.folder), quiet=given["quiet"])
    return common.exit_code((v["verdict"] for v in found.document["verdicts"]), strict=given["strict"])


def _snapshots(seen: Snapshots, given: dict[str, Any]) -> int:
    """The answer about snapshots of a queue; it is not saved."""
    from sim.experiments.snapshots import snapshot_document
    from sim.reporting.jsonout import localised
    from sim.reporting.snapshots import snapshot_report
    from sim.results import as_json as text_of

    document = localised(snapshot_document(seen, given["targets"]), given["lang"])
    if given["as_json"]:
        common.print_lines([text_of(document).rstrip()])
    else:
        common.print_lines(snapshot_report(document, given["lang"], width=common.terminal_width()))
    return common.exit_code((v["verdict"] for v in document["verdicts"]), strict=given["strict"])


def options_of(given: dict[str, Any]) -> LogOptions:
    """How the log is to be read."""
    from sim.importing import LogOptions

    return LogOptions(
        columns=dict(_pair(text) for text in given["columns"]),
        timezone=given["timezone"],
        dates=given["dates"] or "",
        encoding=given["encoding"],
        sheet=given["sheet"],
        ends=given["ends"],
    )


def _pair(text: str) -> tuple[str, str]:
    role, equals, column = text.partition("=")
    if not equals:
        raise click.BadParameter(f'"{text}" is not ROLE=NAME, for example case=Ref', param_hint="'--column'")
    return role.strip(), column.strip()


def _show(found: Audited, lang: Language, *, as_json: bool) -> None:
    from sim.reporting.audited import audit_report
    from sim.reporting.jsonout import localised
    from sim.results import as_json as text_of

    document = localised(found.document, lang)
    if as_json:
        common.print_lines([text_of(document).rstrip()])
    else:
        common.print_lines(audit_report(document, lang, width=common.terminal_width()))
