"""`sim score`: the scoreboard of the plan, today and reformed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.labels import Language

if TYPE_CHECKING:
    from sim.experiments.running import Order

SCENARIOS = Path("scenarios")


@click.command()
@click.argument("folder", required=False, default=SCENARIOS, type=click.Path(path_type=Path))
@common.options(
    common.set_option,
    common.seed_option,
    common.replications_option,
    click.option(
        "--at-most",
        type=common.Whole(1, common.MOST_REPLICATIONS),
        default=640,
        show_default=True,
        metavar="N",
        help="No more than N replications of each variant.",
    ),
    common.engine_option,
    common.workers_option,
    common.cluster_option,
    common.out_option,
    common.lang_option,
    common.json_option,
    click.option("--markdown", is_flag=True, help="The scoreboard as a Markdown table."),
    click.option(
        "--map",
        "map_only",
        is_flag=True,
        help="Only the map of the plan: where each measure is answered. Nothing is run.",
    ),
    common.family_option,
    common.certified_option,
    common.strict_option,
    common.fresh_option,
    common.quiet_option,
    common.debug_option,
)
def score(folder: Path, **given: Any) -> int:
    """The main job: every scenario of the plan, today and reformed, as a scoreboard.

    The reform is the variant named plan..., or the only one.
    """
    from sim.experiments.score import save_board, surveyed
    from sim.experiments.score import score as scored
    from sim.experiments.tipping import recalled_board

    order = _order(given)
    entries, plan = surveyed(folder, given["settings"])
    if given["map_only"]:
        return _map(folder, plan, given)
    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    board = scored(entries, order, status, status.about, plan)
    board = recalled_board(board, given["out"], (e.ready[e.variants[-1]] for e in entries))
    status.clear()
    _print(board, given)
    saved = save_board(board, _text(board, "en", common.WIDE), order, folder.resolve().name)
    if saved is not None:
        from sim.experiments.reports import write_board

        write_board(saved, given["lang"])
        _remark(given, saved)
    return _code(board, given)


def _map(folder: Path, plan: list[dict[str, Any]], given: dict[str, Any]) -> int:
    from sim.errors import UsageError
    from sim.reporting.jsonout import localised
    from sim.reporting.planmap import plan_lines, plan_markdown
    from sim.results import as_json

    if not plan:
        raise UsageError(f"no map of a plan (a .yaml file with a line `plan_map: 1`) in {folder}")
    lang: Language = given["lang"]
    rows = localised(plan, lang)
    if given["as_json"]:
        common.print_lines([as_json(rows).rstrip()])
    elif given["markdown"]:
        common.print_lines(plan_markdown(rows, lang))
    else:
        common.print_lines(plan_lines(rows, lang, width=common.terminal_width()))
    return 0


def _order(given: dict[str, Any]) -> Order:
    from sim.experiments.running import Order
    from sim.experiments.score import cut_off

    return Order(
        path="",
        settings=given["settings"],
        seed=given["seed"],
        replications=given["replications"],
        at_most=cut_off(given["at_most"]),
        family=given["family"],
        certified=given["certified"],
        engine=given["engine"],
        workers=given["workers"],
        cluster=given["cluster"],
        out=given["out"],
        fresh=given["fresh"],
        command=common.typed(),
    )


def _print(board: dict[str, Any], given: dict[str, Any]) -> None:
    from sim.reporting.jsonout import localised
    from sim.reporting.scoreboard import markdown
    from sim.results import as_json

    lang: Language = given["lang"]
    if given["as_json"]:
        common.print_lines([as_json(localised(board["rows"], lang)).rstrip()])
    elif given["markdown"]:
        common.print_lines(markdown(localised(board, lang), lang))
    else:
        common.print_lines([_text(board, lang, common.terminal_width()).rstrip("\n")])


def _text(board: dict[str, Any], lang: Language, width: int) -> str:
    from sim.reporting.jsonout import localised
    from sim.reporting.scoreboard import scoreboard

    return "\n".join(scoreboard(localised(board, lang), lang, width=width)) + "\n"


def _remark(given: dict[str, Any], saved: Path) -> None:
    from sim.reporting.words import say

    common.remark(say(given["lang"], "Saved: {folder} (report.html)", folder=saved), quiet=given["quiet"])


def _code(board: dict[str, Any], given: dict[str, Any]) -> int:
    if board["interrupted"]:
        common.remark(common.resume_hint(given["lang"]))
        return 130
    if board["failures"]:
        return common.failed(board["failures"], given["lang"])
    return common.exit_code((row["verdict"] for row in board["rows"]), strict=given["strict"])
