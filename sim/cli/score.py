"""`sim score`: the scoreboard of the plan, today and reformed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import common
from sim.cli.answers import interrupted, joined_files, replications
from sim.labels import Language
from sim.reporting.words import say

if TYPE_CHECKING:
    from sim.experiments.running import Order
    from sim.experiments.score import Entry

SCENARIOS = Path("scenarios")


@click.command()
@click.argument("places", metavar="[FOLDER | FILE...]", nargs=-1, type=click.Path(path_type=Path))
@common.options(
    click.option(
        "--pools",
        default="",
        metavar="A,B",
        help="Whose heads the services share, with --budget: pools, of one file as file:a (with commas).",
    ),
    click.option(
        "--budget",
        type=common.Whole(1, 100_000),
        metavar="N",
        help="So many heads for these pools together, put where they keep most targets.",
    ),
    click.option(
        "--max",
        "most",
        type=common.Whole(1, 10_000),
        metavar="N",
        help="No more than N people of each. [default: three times what the load needs]",
    ),
    common.share_option,
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
def score(places: tuple[Path, ...], **given: Any) -> int:
    """The main job: every scenario of the plan, today and reformed, as a scoreboard.

    The reform is the variant named plan..., or the only one.
    """
    from sim.experiments.recalling import recalled_board
    from sim.experiments.score import save_board
    from sim.experiments.score import score as scored

    if bool(given["pools"]) != (given["budget"] is not None):
        raise click.UsageError(say(given["lang"], "--pools and --budget go together"))
    order = _order(given)
    entries, plan, name = _entries(places or (SCENARIOS,), given)
    if given["map_only"]:
        return _map(places[0] if places else SCENARIOS, plan, given)
    common.remark_if_cold(given["engine"], given["lang"], quiet=given["quiet"])
    status = common.Status(given["lang"], quiet=given["quiet"])
    heads = None
    if given["budget"] is not None:
        try:
            entries, heads = _with_heads(entries, order, given, status)
        except KeyboardInterrupt:
            return interrupted(status, given["lang"])
    board = scored(entries, order, status, status.about, plan)
    board = recalled_board(board, given["out"], (e.ready[e.variants[-1]] for e in entries))
    board = {**board, "heads": heads} if heads is not None else board
    status.clear()
    _print(board, given)
    saved = save_board(board, _text(board, "en", common.WIDE), order, name)
    if saved is not None:
        from sim.experiments.reports import write_board

        write_board(saved, given["lang"])
        _remark(given, saved)
    return _code(board, given)


def _entries(
    places: tuple[Path, ...], given: dict[str, Any]
) -> tuple[list[Entry], list[dict[str, Any]], str]:
    """What is scored: the scenarios of a folder with its map of the plan, or files; and what to call it."""
    from sim.experiments.score import entries_of, surveyed

    named = places[0].suffix in (".yaml", ".yml") and not places[0].is_dir()
    if len(places) == 1 and not named and not given["shares"]:
        return *surveyed(places[0], given["settings"]), places[0].resolve().name
    files = joined_files([str(f) for place in places for f in _files_of(place)], given)
    entries = entries_of(files, given["settings"])
    return entries, [], "+".join(Path(f).stem for f in files)[:100]


def _files_of(place: Path) -> list[Path]:
    from sim.experiments.score import scenarios_in

    return scenarios_in(place) if place.is_dir() else [place]


def _with_heads(
    entries: list[Entry], order: Order, given: dict[str, Any], status: common.Status
) -> tuple[list[Entry], dict[str, Any]]:
    from sim.experiments.heads import Budget, with_heads

    def seen(_: str, done: int, __: int) -> None:
        status.show(replications(done, given["lang"]))

    pools = tuple(n.strip() for n in given["pools"].split(",") if n.strip())
    return with_heads(entries, order, Budget(heads=given["budget"], pools=pools, most=given["most"]), seen)


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
    common.remark(say(given["lang"], "Saved: {folder} (report.html)", folder=saved), quiet=given["quiet"])


def _code(board: dict[str, Any], given: dict[str, Any]) -> int:
    if board["interrupted"]:
        common.remark(common.resume_hint(given["lang"]))
        return 130
    if board["failures"]:
        return common.failed(board["failures"], given["lang"])
    return common.exit_code((row["verdict"] for row in board["rows"]), strict=given["strict"])
