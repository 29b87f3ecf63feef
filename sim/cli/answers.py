"""How a command shows an answer that is kept: as one JSON document or as a report, and where it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli import common
from sim.labels import Language

if TYPE_CHECKING:
    from sim.experiments.keeping import Kept


def shown(kept: Kept, given: dict[str, Any], report: Callable[..., list[str]]) -> None:
    """Print an answer, by ``report`` unless JSON is asked for, and tell where it is saved."""
    from sim.reporting.jsonout import localised
    from sim.results import as_json

    lang: Language = given["lang"]
    document = localised(kept.document, lang)
    if given["as_json"]:
        common.print_lines([as_json(document).rstrip()])
    else:
        common.print_lines(report(document, lang, width=common.terminal_width()))
    saved(kept, lang, quiet=given["quiet"])


def saved(kept: Kept, lang: Language, *, quiet: bool) -> None:
    """Tell where an answer is saved, or that it was there."""
    from sim.reporting.words import say

    if kept.folder is not None:
        text = "Answered from {folder} (--fresh runs it again)" if kept.known else "Saved: {folder}"
        common.remark(say(lang, text, folder=kept.folder), quiet=quiet)


def joined_files(files: Sequence[str], given: dict[str, Any]) -> list[str]:
    """The files, those that share people as one; where that one is written is told."""
    if not given["shares"]:
        return list(files)
    from sim.experiments.joint import grouped
    from sim.reporting.words import say

    found = grouped(files, given["shares"], given["settings"], given["out"])
    common.remark(say(given["lang"], "Joined: {file}", file=found[0]), quiet=given["quiet"])
    return found


def interrupted(status: common.Status, lang: Language) -> int:
    """Tell what to type to go on: what a search has finished is kept."""
    status.clear()
    common.tell(common.resume_hint(lang))
    return 130


def replications(done: int, lang: Language) -> str:
    """How far a search is."""
    from sim.reporting.words import counted

    return counted(lang, done, "{n} replication", "{n} replications")
