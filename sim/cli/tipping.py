"""`sim tipping`: what a verdict hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.cli.answers import interrupted, shown
from sim.labels import Language

if TYPE_CHECKING:
    from sim.experiments.tipping import Order


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
        default=20,
        show_default=True,
        metavar="N",
        help="Replications behind each break-even, all under common luck.",
    ),
    click.option(
        "--worlds",
        type=common.Whole(0, 65_536),
        default=128,
        show_default=True,
        metavar="N",
        help="How many plausible worlds to look at; 0 leaves them out.",
    ),
    click.option(
        "--indices",
        type=common.Whole(0, 16_384),
        default=32,
        show_default=True,
        metavar="N",
        help="Sample size of the Sobol indices (rounded up to a power of 2); 0 leaves them out.",
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
def tipping(**given: Any) -> int:
    """What each verdict hangs on: break-even, plausible worlds, sensitivity indices, the reform's cards."""
    from sim.experiments.tipping import tipped
    from sim.reporting.tipping import tipping_report

    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])

    def seen(what: str, done: int, _: int) -> None:
        status.show(progress(what, done, given["lang"]))

    try:
        kept = tipped(_order(given), seen)
    except KeyboardInterrupt:
        return interrupted(status, given["lang"])
    status.clear()
    shown(kept, given, tipping_report)
    return 0


def progress(what: str, done: int, lang: Language) -> str:
    """How far it is."""
    from sim.reporting.words import counted, say

    told = counted(lang, done, "{n} replication", "{n} replications")
    return f"{say(lang, what)} · {told}" if what else told


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.tipping import Order

    return Order(
        path=given["file"],
        variant=given["variant"],
        settings=given["settings"],
        replications=given["replications"],
        worlds=given["worlds"],
        indices=given["indices"],
        seed=given["seed"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=given["out"],
        fresh=given["fresh"],
        command=common.typed(),
    )
