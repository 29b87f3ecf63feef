"""Reports: from a saved run, or one that has just been made, to a page and a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.charts import Charts
from sim.compiling.describing.speech import Speech
from sim.errors import InputError, UsageError, nearest_name
from sim.experiments.running import Answer
from sim.labels import LANGUAGES, Label, Language
from sim.reporting.figures import amount
from sim.reporting.report import Entry, Paper, board_page, page
from sim.results import ANSWER, CHARTS, RUN
from sim.study.charting import charts_from, charts_of
from sim.study.describing import picture
from sim.study.prepare import TODAY, Prepared, prepare

if TYPE_CHECKING:
    from sim.study.decide import Study
    from sim.study.document import Document

REPORT = "report.html"
WORKBOOK = "report.xlsx"
SCENARIO = "scenario.yaml"
LATEST = "latest"


def paper_of(study: Study, document: Document, *, file: str = "") -> Paper:
    """What is reported of a run that has just been made."""
    charts = charts_of(study, document["pool_figures"])
    return _paper(study.prepared, document, charts, {}, file)


def paper_in(folder: Path) -> Paper:
    """What is reported of a saved run. `UsageError` where the folder holds none that can be read."""
    document, facts = _json(folder / ANSWER), _json(folder / RUN)
    if "verdicts" not in document:
        raise UsageError(f"{folder} is no run of one scenario; name one that sim run has saved")
    if document.get("interrupted"):
        raise UsageError(f"the run in {folder} was interrupted; the command in its run.json finishes it")
    charts = charts_from(_json(folder / CHARTS)) if (folder / CHARTS).is_file() else None
    if charts is None:
        raise UsageError(f"{folder} was saved by another version; run it again with --fresh")
    prepared = _prepared(folder, document["variant"])
    paper = _paper(prepared, document, charts, facts, _typed(facts, folder))
    return replace(paper, break_evens=tuple(_break_evens(folder.parent, facts.get("about", ""))))


MOST_FLIPS = 6
"""So many break-evens are shown of a target, the nearest."""


def _break_evens(runs: Path, about: str) -> Iterator[dict[str, Label]]:
    """What `sim tipping` has found out about exactly this scenario and variant, if it was asked and saved."""
    saved = (_tipping(folder, about) for folder in sorted(runs.glob("*-*"), reverse=True))
    document = next((answer for answer in saved if answer is not None), None)
    if document is None:
        return
    for target in document["targets"]:
        for tip in target["tips"][:MOST_FLIPS]:
            figure = document["figures"][tip["number"]]
            words = figure["label"]
            yield {
                "target": Label(target["target"]["en"], target["target"]["zh"]),
                "name": Label(words["en"] or tip["number"], words["zh"] or tip["number"]),
                "value": Label(amount(figure["value"], figure)),
                "flips": Label(amount(tip["at"], figure)),
            }


def _tipping(folder: Path, about: str) -> Document | None:
    try:
        facts = _json(folder / RUN)
        found = _json(folder / ANSWER) if facts.get("kind") == "tipping" else {}
    except UsageError:
        return None
    return found if about and found.get("about") == about else None


def write_board(folder: Path, lang: Language, target: Path | None = None) -> Path | None:
    """Write the page of a saved scoreboard; None where the folder holds something else."""
    board = _json(folder / ANSWER)
    if "rows" not in board or "board" not in board:
        return None
    return _whole(target or folder / REPORT, board_page(board, lang))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"no saved run in {file.parent} ({file.name} is missing or damaged)") from None


def _prepared(folder: Path, variant: str) -> Prepared | None:
    """The scenario as it was run; None where a table that it reads is not beside it."""
    try:
        found = prepare(folder / SCENARIO, variants=())[TODAY]
    except InputError:
        return None
    return Prepared(replace(found.scenario, variant=variant), found.program)


def _typed(facts: Document, folder: Path) -> str:
    """The scenario's file as it was typed, or the one in the folder."""
    words = [w for w in facts.get("command", ()) if w.endswith((".yaml", ".yml"))]
    return words[0] if words else str(folder / SCENARIO)


def _paper(
    prepared: Prepared | None, document: Document, charts: Charts, facts: Document, file: str
) -> Paper:
    if prepared is None:
        return Paper(document=document, charts=charts, facts=facts, file=file)
    model = prepared.scenario.document
    return Paper(
        document=document,
        charts=charts,
        question=model.question,
        about=model.about,
        ledger=tuple(_ledger(prepared)),
        unsourced=tuple(dict.fromkeys((u.path, u.literal) for u in prepared.program.uses if u.literal)),
        maps={lang: picture(prepared, lang, spent=charts.time_spent) for lang in LANGUAGES},
        facts=facts,
        file=file,
    )


def _ledger(prepared: Prepared) -> Iterator[Entry]:
    """The numbers of the ledger that the run uses, in words."""
    en, zh = (Speech(prepared.scenario, prepared.program, lang) for lang in LANGUAGES)
    used = {u.name for u in prepared.program.uses if u.name}
    for key, model in prepared.scenario.document.numbers.items():
        if key not in used:
            continue
        ends = [Label(en.number(e), zh.number(e)) for e in model.range or ()] or [Label(), Label()]
        yield Entry(
            name=Label(en.label(model.label, key), zh.label(model.label, key)),
            key=key,
            kind=model.kind,
            value=Label(en.value(model.value), zh.value(model.value)),
            low=ends[0],
            high=ends[1],
            source=model.source or "",
        )


def write_page(paper: Paper, target: Path, lang: Language, *, pictures: bool = True) -> Path:
    """Write the page to a file, all at once."""
    return _whole(target, page(paper, lang, pictures=pictures))


def _whole(target: Path, text: str) -> Path:
    """A file that is there as a whole or not at all."""
    part = target.with_name(target.name + ".partial")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(target)
    return target


def write_first_page(answer: Answer, lang: Language) -> Path | None:
    """The page of a run that has just been saved. None where the answer was saved before, or not at all.

    It has no plots, which would take longer than many a run (`sim report` draws them), and no times, so that
    it is the same, byte for byte, whenever the same question is asked.
    """
    if answer.study is None or answer.folder is None or answer.document["interrupted"]:
        return None
    paper = paper_of(answer.study, answer.document, file=answer.study.prepared.scenario.file)
    return write_page(paper, answer.folder / REPORT, lang, pictures=False)


# Finding a run


def find(name: str, out: Path) -> Path:
    """The folder of a saved run: a folder, the name of one below ``out``, a part of its name, or ``latest``.

    `UsageError` where there is none, or where several could be meant.
    """
    given = Path(name)
    if given.is_file() and given.name in (ANSWER, RUN, CHARTS, SCENARIO, REPORT):
        return given.parent
    if (given / RUN).is_file():
        return given
    known = runs_in(out)
    if not known:
        raise UsageError(f"no saved run in {out}; sim run saves one")
    if given.suffix in (".yaml", ".yml"):
        return _newest(given.stem, known, out)
    if name == LATEST:
        return known[-1]
    found = [f for f in known if name in (f.name, f"{f.parent.name}/{f.name}")] or [
        f for f in known if name and name in f.name
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f'"{name}" may be {", ".join(f.name for f in found[:5])}')
    return _newest(name, known, out)


def _newest(name: str, known: list[Path], out: Path) -> Path:
    """The newest run of a scenario."""
    of_it = [f for f in known if f.parent.name == name]
    if of_it:
        return of_it[-1]
    near = nearest_name(name, [*{f.parent.name for f in known}, *(f.name for f in known), LATEST])
    raise UsageError(f'no saved run "{name}" in {out}' + (f"; nearest: {near}" if near else ""))


def runs_in(out: Path) -> list[Path]:
    """The saved runs of single scenarios below a folder, the oldest first."""
    found = [f.parent for f in out.glob(f"*/*/{CHARTS}") if (f.parent / RUN).is_file()]
    return sorted(found, key=lambda f: (f.name, f.parent.name))
