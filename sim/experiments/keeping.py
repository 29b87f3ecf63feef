"""Saving the answer of a search (staffing, tipping, transition): a folder like that of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from sim.experiments.memory import Memory
from sim.results import ANSWER, RUN, Folder, as_csv, as_json, digest_of, fingerprint, saved, versions
from sim.study.prepare import Prepared
from sim.tree import plain

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, where it is saved, and whether it was there already."""

    document: Document
    folder: Path | None = None
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file of the folder."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the answer to a question belongs: ``out`` None keeps nothing."""

    out: Path | None
    scenario: str
    question: Mapping[str, Any]
    command: tuple[str, ...] = ()
    fresh: bool = False

    @property
    def digest(self) -> str:
        """The hash of the question."""
        return digest_of(self.question)

    def memory(self) -> Memory:
        """What was finished when the same search was interrupted."""
        return Memory.of(self.out, self.digest, anew=self.fresh)

    def known(self) -> Kept | None:
        """The saved answer, if this question was asked before."""
        if self.out is None or self.fresh:
            return None
        folder = saved(self.out, self.scenario, self.digest)
        if folder is None:
            return None
        document = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
        return Kept(document, folder, known=True)

    def keep(
        self,
        document: Document,
        tables: Sequence[Table],
        scenario: Prepared | None = None,
        *,
        texts: Mapping[str, str] | None = None,
    ) -> Kept:
        """Save an answer with its tables, the resolved scenario and other files (pictures) by name."""
        if self.out is None:
            return Kept(document)
        folder = Folder(self.out, self.scenario, self.digest)
        try:
            folder.write(ANSWER, as_json(document))
            for table in tables:
                folder.write(table.name, as_csv(table.columns, table.rows))
            for name, text in (texts or {}).items():
                folder.write(name, text)
            if scenario is not None:
                folder.write("scenario.yaml", resolved(scenario))
            folder.write(RUN, as_json(self._facts(document)))
        except BaseException:
            folder.discard()
            raise
        return Kept(document, folder.close())

    def _facts(self, document: Document) -> Document:
        return {
            "schema_version": document["schema_version"],
            "command": list(self.command),
            "hash": self.digest,
            "saved": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "interrupted": document["interrupted"],
            "kind": self.question["kind"],
            "scenario": document["scenario"],
            "variant": document["variant"],
            "seed": document["seed"],
            "program": fingerprint(),
            "versions": versions(),
        }


def answered(shelf: Shelf, work: Callable[[], Kept]) -> Kept:
    """The saved answer to a question, or a new one."""
    return shelf.known() or work()


def resolved(prepared: Prepared) -> str:
    """The scenario as it was settled on: one file, with variant and staffing applied."""
    tree = plain(prepared.scenario.tree)
    tree.pop("extends", None)
    if prepared.variant != "today":
        kept = {t.get("against") for t in tree.get("targets", ())}
        tree["variants"] = {n: cards for n, cards in tree.get("variants", {}).items() if n in kept}
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=110)
