"""The scoreboard: every scenario of a folder, today and reformed, one row per target of the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.errors import Complaint, InputError, UsageError
from sim.experiments.planmap import maps_in, plan_csv, plan_rows, with_verdicts
from sim.experiments.running import Answer, Order, Progress, answers
from sim.experiments.saving import VERDICT_COLUMNS, verdict_rows
from sim.experiments.staffing.frontier import pictures
from sim.judging.board import expected_wrong
from sim.results import ANSWER, RUN, Folder, as_csv, as_json, digest_of, fingerprint, versions
from sim.statistics.looks import LOOKS
from sim.study.document import SCHEMA_VERSION, Document
from sim.study.prepare import TODAY, Prepared, examine

TEMPLATES = "templates"
"""A folder of this name is left out."""
PLAN = "plan"
"""A variant whose name begins so is the plan's."""

_IS_SCENARIO = re.compile(rb"^format\s*:", re.MULTILINE)

Ready = Mapping[str, Prepared]


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario of the board: its file, its variants, and which of them is the reform."""

    file: str
    ready: Ready
    reform: str | None

    @property
    def variants(self) -> tuple[str, ...]:
        """Today, and the reform if there is one."""
        return (TODAY,) if self.reform is None else (TODAY, self.reform)


def scenarios_in(folder: Path) -> list[Path]:
    """Every scenario file below a folder, in the order of their paths. `UsageError` where there is none.

    A folder ``templates`` below it is left out: what stands there is to be copied, and speaks of no plan.
    """
    if not folder.is_dir():
        raise UsageError(f"no such folder: {folder}")
    files = [f for f in sorted(folder.rglob("*")) if f.suffix in (".yaml", ".yml") and f.is_file()]
    own = [f for f in files if TEMPLATES not in f.relative_to(folder).parts[:-1]]
    asked = [f for f in own if not (f.parent / RUN).exists()]  # not what a saved run has resolved
    found = [f for f in asked if _IS_SCENARIO.search(f.read_bytes())]
    if not found:
        raise UsageError(f"no scenario (a .yaml file with a line `format: 1`) in {folder}")
    return found


def entries_in(folder: Path, settings: Sequence[str] = ()) -> list[Entry]:
    """Every scenario of a folder that has targets; `InputError` with the complaints about all files."""
    return surveyed(folder, settings)[0]


def surveyed(folder: Path, settings: Sequence[str] = ()) -> tuple[list[Entry], list[Document]]:
    """Every scenario of a folder that has targets, and the rows of the maps of plans that lie beside them.

    `InputError` with the complaints about all files.
    """
    ready, complaints = _examined(scenarios_in(folder), settings)
    plan: list[Document] = []
    for file in maps_in(folder):
        rows, wrong_there = plan_rows(file, lambda named: ready.get(named.resolve()))
        plan += rows
        complaints += wrong_there
    if complaints:
        raise InputError(complaints)
    return [Entry(f[TODAY].scenario.file, f, reform_of(f)) for f in ready.values() if _asks(f)], plan


def entries_of(files: Sequence[str], settings: Sequence[str] = ()) -> list[Entry]:
    """Scenario files by name. `InputError` with the complaints about all, `UsageError` for one that is named
    twice or has no targets.
    """
    for i, file in enumerate(files):
        if Path(file).stem in (Path(f).stem for f in files[:i]):
            raise UsageError(f"named twice: {Path(file).stem}")
    ready, complaints = _examined([Path(f) for f in files], settings)
    if complaints:
        raise InputError(complaints)
    for file, found in zip(files, ready.values(), strict=True):
        if not _asks(found):
            raise UsageError(f"{file} has no targets: there is nothing to score")
    return [Entry(f[TODAY].scenario.file, f, reform_of(f)) for f in ready.values()]


def _examined(files: Sequence[Path], settings: Sequence[str]) -> tuple[dict[Path, Ready], list[Complaint]]:
    ready, complaints = dict[Path, Ready](), list[Complaint]()
    for file in files:
        found, wrong = examine(file, settings)
        complaints += wrong
        ready[file.resolve()] = {} if wrong else found
    return ready, complaints


def _asks(ready: Ready) -> bool:
    return bool(ready[TODAY].program.targets)


def reform_of(ready: Ready) -> str | None:
    """The variant that stands for the plan: the first named ``plan...``, or the only one there is."""
    others = [v for v in ready if v != TODAY]
    named = [v for v in others if v.startswith(PLAN)]
    return named[0] if named else others[0] if len(others) == 1 else None


def score(
    entries: Sequence[Entry],
    order: Order,
    progress: Progress | None = None,
    about: Callable[[str], None] | None = None,
    plan: Sequence[Document] = (),
) -> Document:
    """The board as a plain document; its rows stand in the order of files and targets.

    ``plan`` holds the rows of the plan's map (`surveyed`), which are given back with verdicts.

    An interruption ends it: scenarios that were finished are saved, and are not run again.
    """
    everything = sum(len(e.ready[TODAY].program.targets) for e in entries)
    rows: list[Document] = []
    failures: list[Document] = []
    notes: list[Document] = []
    interrupted = False
    for entry in entries:
        if about is not None:
            about(entry.ready[TODAY].scenario.name)
        found = list(answers(_for(order, entry, everything), progress, ready=entry.ready))
        interrupted = any(a.document["interrupted"] for a in found)
        if interrupted:
            break
        rows += rows_of(entry, found)
        notes += [_of(note, a.document) for a in found for note in a.document["notes"]]
        failures += [f for a in found for f in a.document["failures"]]
    board = board_document(rows, order)
    mapped = with_verdicts(plan, rows)
    return {**board, "plan": mapped, "notes": notes, "failures": failures, "interrupted": interrupted}


def _of(note: Mapping[str, str], document: Document) -> Document:
    """A remark on a run, headed by its scenario and variant."""
    return {k: f"{document['scenario']}, {document['variant']}: {text}" for k, text in note.items()}


def _for(order: Order, entry: Entry, everything: int) -> Order:
    targets = everything if order.family else 0
    return replace(order, path=entry.file, variants=entry.variants, targets=targets)


def rows_of(entry: Entry, found: Sequence[Answer]) -> Iterator[Document]:
    """One row per target: the verdict of the reform (of today where there is none), and both sides of it."""
    today, last = found[0].document, found[-1].document
    for now, then in zip(today["verdicts"], last["verdicts"], strict=True):
        yield {
            "schema_version": SCHEMA_VERSION,
            "scenario": today["scenario"],
            "title": today["title"],
            "variant": last["variant"],
            **then,
            "today": now,
            "reformed": then if entry.reform is not None else None,
        }


def board_document(rows: Sequence[Document], order: Order) -> Document:
    """The board's rows, counts, and how many verdicts chance may have got wrong."""
    count = {a: sum(r["verdict"] == a for r in rows) for a in ("met", "missed", "undecided")}
    needs = [r["more"] for r in rows if r["more"] is not None]
    made = [side["replications"] for r in rows for side in (r["today"], r["reformed"]) if side is not None]
    return {
        "schema_version": SCHEMA_VERSION,
        "rows": list(rows),
        "seed": order.seed,
        "replications": [min(made), max(made)] if made else [0, 0],
        "board": {
            **count,
            "more": max(needs) if needs else None,
            "targets": len(rows),
            "expected_wrong": expected_wrong(len(rows), family=order.family),
            "family": order.family,
        },
    }


def cut_off(at_most: int) -> int | None:
    """The most replications per variant; None where the looks end there anyway."""
    return None if at_most >= LOOKS[-1] else at_most


def save_board(board: Document, text: str, order: Order, name: str) -> Path | None:
    """Save the board as ``<out>/<name>/<time>-<hash>``; an earlier board is never overwritten."""
    if order.out is None:
        return None
    digest = digest_of({"board": board})
    folder = Folder(order.out, name, digest)
    folder.write("scoreboard.txt", text)
    folder.write(ANSWER, as_json(board))
    columns = ("scenario", "variant", *VERDICT_COLUMNS, *(f"today_{c}" for c in TODAY_COLUMNS))
    folder.write("verdicts.csv", as_csv(columns, _csv_rows(board)))
    if board.get("heads"):
        for file, picture in pictures(board["heads"]).items():
            folder.write(file, picture)
    if board.get("plan"):
        folder.write("plan.json", as_json(board["plan"]))
        folder.write("plan.csv", plan_csv(board["plan"]))
    facts = {
        "schema_version": SCHEMA_VERSION,
        "command": list(order.command),
        "hash": digest,
        "saved": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "interrupted": board["interrupted"],
        "seed": order.seed,
        "program": fingerprint(),
        "versions": versions(),
    }
    folder.write(RUN, as_json(facts))
    return folder.close()


TODAY_COLUMNS = ("estimate", "low", "high", "verdict", "replications")


def _csv_rows(board: Document) -> Iterator[dict[str, Any]]:
    flat = verdict_rows({"verdicts": board["rows"]})
    for row, made in zip(board["rows"], flat, strict=True):
        yield {**made, **{f"today_{c}": row["today"][c] for c in TODAY_COLUMNS}}
