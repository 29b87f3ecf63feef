"""`sim fit`: a scenario out of a real log, and how well it predicts what it has not seen."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.cli.audit import options_of, reading_options
from sim.reporting.words import say


class Part(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A share of at least 0 and below 1, or a date."""

    name = "SHARE|DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | date:
        """The share, or the date."""
        with suppress(ValueError):
            return date.fromisoformat(str(value))
        try:
            share = float(str(value).removesuffix("%")) / (100 if str(value).endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 0.9:
            self.fail(f'"{value}" is neither a share from 0 to 0.9 nor a date', param, ctx)
        return share


@click.command()
@click.argument("log", type=click.Path())
@common.options(
    click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        required=True,
        help="The scenario to write; an existing file is not touched.",
    ),
    click.option(
        "--holdout",
        type=Part(),
        default="0.3",
        show_default=True,
        help="Which part of the cases, the last to arrive, is predicted from the others (0: none), "
        "or from which date on.",
    ),
    click.option(
        "--test",
        type=click.Path(),
        metavar="LOG",
        default="",
        help="Predict this log instead of a part held out.",
    ),
    click.option(
        "--process", metavar="NAME", default="", help="Which process of the log. [default: the largest]"
    ),
    click.option(
        "--calendar",
        metavar="CALENDAR",
        default="",
        help='Whose public holidays are days off, e.g. "days: netherlands"; hours are read from the log.',
    ),
    *reading_options,
    common.seed_option,
    click.option(
        "--replications",
        type=common.Whole(2, 1000),
        metavar="N",
        default=20,
        show_default=True,
        help="How many predictions are made.",
    ),
    common.lang_option,
    common.json_option,
    common.quiet_option,
    common.debug_option,
)
def fit(**given: Any) -> int:
    """A scenario out of a real log, and how well it predicts what it has not seen."""
    from sim.experiments.fitting import FitOrder, fitted
    from sim.reporting.fitted import fit_report
    from sim.reporting.jsonout import localised
    from sim.results import as_json

    lang = given["lang"]
    order = FitOrder(
        path=given["log"],
        target=given["out"],
        options=options_of(given),
        process=given["process"],
        country=given["calendar"],
        holdout=given["holdout"],
        test=given["test"],
        replications=given["replications"],
        seed=given["seed"],
        command=common.typed(),
    )
    document = localised(fitted(order), lang)
    if given["as_json"]:
        common.print_lines([as_json(document).rstrip()])
    else:
        common.print_lines(fit_report(document, lang, width=common.terminal_width()))
    common.remark(say(lang, "Next: sim check {file}", file=order.target), quiet=given["quiet"])
    return 0
