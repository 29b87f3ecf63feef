"""`sim transition`: when a reform takes hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.cli.answers import interrupted, shown

if TYPE_CHECKING:
    from sim.experiments.transition import Order


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--variant", metavar="V", help="A variant of the scenario. [default: that of the plan, else today]"
)
@common.options(
    common.set_option,
    click.option(
        "--replications",
        type=common.Whole(2, 10_000),
        default=40,
        show_default=True,
        metavar="N",
        help="How many independent histories.",
    ),
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
def transition(**given: Any) -> int:
    """Month by month: from when on each target stays met, its worst month, and how the backlog melts."""
    from sim.experiments.transition import followed
    from sim.reporting.transition import transition_report

    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    try:
        kept = followed(_order(given), status)
    except KeyboardInterrupt:
        return interrupted(status, given["lang"])
    status.clear()
    shown(kept, given, transition_report)
    failures = kept.document["failures"]
    return common.failed(failures, given["lang"]) if failures else 0


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.transition import Order

    names = (
        "variant", "settings", "replications", "seed", "engine", "workers", "cluster", "out", "fresh",
    )  # fmt: skip
    return Order(path=given["file"], command=common.typed(), **{n: given[n] for n in names})
