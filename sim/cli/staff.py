"""`sim staff`: the cheapest staffing that meets every target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.cli.answers import interrupted, joined_files, replications, shown

if TYPE_CHECKING:
    from sim.experiments.keeping import Kept
    from sim.experiments.staffing import Order


class Confidence(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A confidence between 50% and 99.99%, as 0.95 or 95%."""

    name = "P"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The confidence as a share."""
        text = str(value).strip()
        try:
            found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            found = float("nan")
        if 0.5 <= found <= 0.9999:
            return found
        self.fail(f'"{value}" is not a confidence from 0.5 to 0.9999', param, ctx)


confidence_option = click.option(
    "--confidence",
    type=Confidence(),
    default=0.95,
    show_default=True,
    metavar="P",
    help="How sure the answer shall be.",
)
at_most_option = click.option(
    "--at-most",
    type=common.Whole(20, common.MOST_REPLICATIONS),
    default=640,
    show_default=True,
    metavar="N",
    help="No more than N replications of each staffing.",
)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--pools",
    required=True,
    metavar="A,B",
    help="Whose number may change: pools, or a shift of one as a.0, of one file as file:a (with commas).",
)
@click.option(
    "--max",
    "most",
    type=common.Whole(1, 10_000),
    metavar="N",
    help="No more than N people of each. [default: three times what the load needs]",
)
@click.option(
    "--budget",
    type=common.Whole(1, 100_000),
    metavar="N",
    help="So many heads for several services (files) together: which targets can be met, and the frontier.",
)
@click.option("--variant", default="today", metavar="V", help="A variant of the scenario.")
@common.options(
    common.share_option,
    common.set_option,
    confidence_option,
    at_most_option,
    common.seed_option,
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
def staff(**given: Any) -> int:
    """The cheapest staffing that meets every target, with why one person fewer does not do.

    Several files are several services, each with people of its own but for those they --share.
    """
    from sim.experiments.staffing import shared, staffed

    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    orders = [_order({**given, "file": file}) for file in joined_files(given["files"], given)]

    def seen(_: str, done: int, __: int) -> None:
        status.show(replications(done, given["lang"]))

    alone = len(orders) == 1 and given["budget"] is None
    try:
        kept = staffed(orders[0], seen) if alone else shared(orders, given["budget"], seen)
    except KeyboardInterrupt:
        return interrupted(status, given["lang"])
    status.clear()
    _show(kept, given)
    return 0


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.staffing import Order

    return Order(
        path=given["file"],
        pools=tuple(n.strip() for n in given["pools"].split(",") if n.strip()),
        most=given["most"],
        variant=given["variant"],
        settings=given["settings"],
        confidence=given["confidence"],
        at_most=given["at_most"],
        seed=given["seed"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=given["out"],
        fresh=given["fresh"],
        command=common.typed(),
    )


def _show(kept: Kept, given: dict[str, Any]) -> None:
    from sim.reporting.portfolio import portfolio_report
    from sim.reporting.staffing import staff_report

    shown(kept, given, portfolio_report if "services" in kept.document else staff_report)
