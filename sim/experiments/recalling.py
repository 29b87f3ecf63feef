"""From saved answers of `sim tipping` to what a run's verdicts rest on.

Every run asks for this at its end, so nothing of the search itself is loaded here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.experiments.saving import about
from sim.results import ANSWER, RUN
from sim.study.prepare import Prepared

Document = dict[str, Any]


def remembered(out: Path | None, prepared: Prepared) -> Document | None:
    """The newest saved answer about a scenario in a variant, exactly as it is now; None if there is none."""
    if out is None:
        return None
    wanted = ""
    for folder in sorted((out / prepared.scenario.name).glob("*-*"), reverse=True):
        found = _of_kind(folder)
        if found is not None and found.get("variant") == prepared.variant:
            wanted = wanted or about(prepared)
            if found.get("about") == wanted:
                return found
    return None


def _of_kind(folder: Path) -> Document | None:
    try:
        if json.loads((folder / RUN).read_text(encoding="utf-8")).get("kind") != "tipping":
            return None
        found = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except (OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, dict) else None


def recalled(document: Document, out: Path | None, prepared: Prepared) -> Document:
    """A run's answer whose verdicts name the nearest figure that flips them, where a saved answer knows."""
    return {**document, "verdicts": with_flips(document["verdicts"], out, prepared)}


def recalled_board(board: Document, out: Path | None, prepared: Iterable[Prepared]) -> Document:
    """A scoreboard whose verdicts do so; ``prepared`` are the variants judged, in the board's order."""
    rows: list[Document] = []
    for one in prepared:
        mine = board["rows"][len(rows) : len(rows) + len(one.program.targets)]
        rows += with_flips(mine, out, one) if len(mine) == len(one.program.targets) else mine
    return {**board, "rows": rows}


def with_flips(rows: list[Document], out: Path | None, prepared: Prepared) -> list[Document]:
    """Verdict rows whose ``rests_on`` names the nearest figure that flips them, where that is known."""
    known = remembered(out, prepared)
    if known is None or len(known["targets"]) != len(rows):
        return rows
    return [_with_flip(row, known, i) for i, row in enumerate(rows)]


def _with_flip(row: Document, known: Document, i: int) -> Document:
    target = known["targets"][i]
    sure = [t for t in target["tips"] if t["sure"]]
    if not sure or row["verdict"] == ("missed" if target["holds"] else "met"):
        return row  # of the other side nobody asked how far it is
    figure = known["figures"][sure[0]["number"]]
    kept = {k: figure[k] for k in ("label", "unit", "value", "kind", "whole")}
    flip = {"number": sure[0]["number"], "at": sure[0]["at"], **kept}
    return {**row, "rests_on": {**row["rests_on"], "flips": flip}}
