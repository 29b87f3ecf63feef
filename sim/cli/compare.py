"""`sim compare`: paired differences between variants under common luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.reporting.words import say

if TYPE_CHECKING:
    from sim.experiments.keeping import Kept
    from sim.experiments.running import Order


@click.command()
@click.argument("file", type=click.Path())
@click.argument("variants", metavar="[V1] [V2]...", nargs=-1)
@common.options(
    click.option(
        "--picture",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="F",
        help="The differences as a picture in this file (.svg or .png).",
    ),
    common.set_option,
    common.seed_option,
    common.replications_option,
    common.engine_option,
    common.workers_option,
    common.cluster_option,
    common.out_option,
    common.lang_option,
    common.json_option,
    click.option("--csv", "as_csv", is_flag=True, help="The table of all differences as CSV on stdout."),
    common.fresh_option,
    common.quiet_option,
    common.debug_option,
)
def compare(**given: Any) -> int:
    """Variants under common luck: paired differences with intervals, measure by measure.

    The first variant is what the others are compared with; one alone is compared with today, and without any
    all are.
    """
    from sim.experiments.comparing import compare as compared

    _refuse_odd_picture(given)
    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    kept = compared(_order(given), status)
    status.clear()
    _show(kept, given)
    return _code(kept, given)


def _refuse_odd_picture(given: dict[str, Any]) -> None:
    picture = given["picture"]
    if picture is not None and picture.suffix.lower() not in (".svg", ".png"):
        text = '"{file}" is no name of a picture: expected one that ends in .svg or .png'
        raise click.UsageError(say(given["lang"], text, file=picture))


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.running import Order

    return Order(
        path=given["file"],
        variants=given["variants"],
        settings=given["settings"],
        seed=given["seed"],
        replications=given["replications"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=given["out"],
        fresh=given["fresh"],
        command=common.typed(),
    )


def _show(kept: Kept, given: dict[str, Any]) -> None:
    from sim.cli.answers import saved
    from sim.experiments.comparing import COLUMNS, rows_of
    from sim.reporting.compared import compare_report
    from sim.reporting.jsonout import localised
    from sim.results import as_csv, as_json

    lang, document = given["lang"], localised(kept.document, given["lang"])
    if given["as_json"]:
        common.print_lines([as_json(document).rstrip()])
    elif given["as_csv"]:
        common.print_lines([as_csv(COLUMNS, rows_of(kept.document)).rstrip("\n")])
    else:
        common.print_lines(compare_report(document, lang, width=common.terminal_width()))
    saved(kept, lang, quiet=given["quiet"])
    if given["picture"] is not None:
        _draw(kept, given)


def _draw(kept: Kept, given: dict[str, Any]) -> None:
    from sim.experiments.comparing import picture

    file: Path = given["picture"]
    for number, block in enumerate(kept.document["comparisons"]):
        place = file if number == 0 else file.with_stem(f"{file.stem}-{block['variant']}")
        made = picture(kept.document, number, given["lang"])
        data = made.png() if file.suffix.lower() == ".png" else made.svg().encode()
        place.write_bytes(data)
        common.remark(say(given["lang"], "Picture: {file}", file=place), quiet=given["quiet"])


def _code(kept: Kept, given: dict[str, Any]) -> int:
    if kept.document["interrupted"]:
        common.remark(common.resume_hint(given["lang"]))
        return 130
    return common.failed(kept.document["failures"], given["lang"]) if kept.document["failures"] else 0
