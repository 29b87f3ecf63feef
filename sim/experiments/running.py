"""One scenario file, one or several variants: from the question to an answer that is saved."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sim import engines
from sim.errors import UsageError
from sim.experiments.executors import Pooled, Workers, cores
from sim.experiments.exporting import Export, files_of
from sim.experiments.resuming import Resuming, key_of
from sim.experiments.saving import save
from sim.results import ANSWER, Folder, digest_of, saved
from sim.statistics.looks import Looks, looks_for
from sim.study.asking import wanted_of
from sim.study.decide import Inquiry, Study
from sim.study.document import Document, document_of
from sim.study.prepare import TODAY, Prepared, bases_of, prepare, unknown
from sim.study.replication import Job, Replication
from sim.study.runs import Executor, Runs
from sim.tree import plain

Progress = Callable[[str, int, int], None]
"""Told the variant, its finished replications and the next look, after each replication."""


GLIMPSES = 20
"""So many replications are shown in pictures: enough for a band, and of the same number in every run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to know of a scenario file, and how it is to be worked out.

    ``out`` is where answers are saved and looked for (None: neither), ``at_most`` cuts the looks off, and
    ``targets`` is how many share alpha under ``family`` (0: those of the scenario). ``certified`` decides
    shares by bets that hold whenever the run stops. The first ``glimpses`` replications tell what pictures
    show.
    """

    path: str
    variants: tuple[str, ...] = (TODAY,)
    settings: tuple[str, ...] = ()
    seed: int = 1
    replications: int | Literal["auto"] = "auto"
    at_most: int | None = None
    family: bool = False
    certified: bool = False
    targets: int = 0
    engine: str = "auto"
    workers: int | None = None
    cluster: str = ""
    out: Path | None = None
    export: tuple[str, ...] = ()
    fresh: bool = False
    command: tuple[str, ...] = ()
    glimpses: int = GLIMPSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer about one variant: the document, where it is saved, and whether it was there already."""

    document: Document
    folder: Path | None = None
    known: bool = False
    study: Study | None = None


def engine_of(name: str) -> str:
    """The engine that answers to a name (``auto``: the best there is); `UsageError` on an unknown one."""
    if name == "auto":
        return str(getattr(engines, "AUTO", "simpy"))
    if name not in engines.ENGINES:
        raise UsageError(unknown("engine", name, ("auto", *engines.ENGINES)))
    return name


def answers(
    order: Order, progress: Progress | None = None, *, ready: Mapping[str, Prepared] | None = None
) -> Iterator[Answer]:
    """One answer per variant asked for, in that order; after an interruption no further one follows.

    ``ready`` spares reading the file again for whoever has prepared it.
    Raises `InputError` with every complaint about the file and `UsageError` for an unknown variant or engine.
    """
    engine = engine_of(order.engine)
    if ready is None:
        ready = prepare(order.path, settings=order.settings, variants=order.variants)
    asked = tuple(dict.fromkeys(order.variants))
    known = {v: _known(order, ready, v, engine) for v in asked}
    open_ones = [v for v in asked if known[v] is None]
    # An exported log holds exactly the replications of its own verdicts, so nobody else may add to them.
    groups = [(v,) for v in open_ones] if order.export else [tuple(open_ones)]
    sessions = {v: Session(order, ready, group, engine, progress) for group in groups for v in group}
    try:
        for variant in asked:
            found = known[variant] or sessions[variant].answer(variant)
            yield found
            if found.document["interrupted"]:
                return
    finally:
        for session in sessions.values():
            session.close()


def question_of(order: Order, ready: Mapping[str, Prepared], variant: str) -> dict[str, Any]:
    """What decides the answer: resolved scenarios, seed, and how many replications are allowed."""
    involved = dict.fromkeys((variant, *bases_of(ready[variant].program)))
    return {
        "scenarios": [[v, plain(ready[v].scenario.tree), ready[v].scenario.tables] for v in involved],
        "seed": order.seed,
        "replications": order.replications,
        "looks": (order.at_most, order.family, order.targets, *(("certified",) if order.certified else ())),
    }


def looks_of(order: Order, targets: int) -> Looks:
    """When the run judges, cut off at the most replications that the order allows."""
    sharing = (order.targets or targets) if targets else 0
    looks = looks_for(order.replications, targets=sharing, family=order.family)
    looks = replace(looks, certified=order.certified)
    if order.at_most is None or order.replications != "auto":
        return looks
    kept = tuple(n for n in looks.at if n <= order.at_most) or (order.at_most,)
    return replace(looks, at=kept)


def _known(order: Order, ready: Mapping[str, Prepared], variant: str, engine: str) -> Answer | None:
    if order.out is None or order.fresh:
        return None
    digest = digest_of(question_of(order, ready, variant))
    folder = saved(order.out, ready[variant].scenario.name, digest, files=files_of(order.export))
    if folder is None:
        return None
    document = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    same = order.engine == "auto" or document["engine"] == engine
    return Answer(document=document, folder=folder, known=True) if same else None


@dataclass(slots=True)
class Session:
    """The runs of some variants under common luck; replications that two of them need are made once."""

    order: Order
    ready: Mapping[str, Prepared]
    variants: tuple[str, ...]
    engine: str
    progress: Progress | None
    _runs: Runs | None = None
    _crew: Workers | None = None
    _memory: Resuming | None = None
    _open: set[str] = field(default_factory=set)
    _export: Export | None = None
    _look: int = field(default=0)

    def answer(self, variant: str) -> Answer:
        """Run one variant to its verdicts and save it."""
        began, at = time.monotonic(), datetime.now(UTC)
        self._open = self._open or set(self.variants)
        folder = self._folder(variant)
        try:
            study = self._study(variant)
            document = document_of(study, family=self.order.family)
            if self._export is not None:
                self._export.close()
        except BaseException:
            if folder is not None:
                folder.discard()
            raise
        if not study.interrupted:
            self._open.discard(variant)
        took = {"began": f"{at:%Y-%m-%dT%H:%M:%SZ}", "seconds": round(time.monotonic() - began, 3)}
        path = None if folder is None else self._save(folder, study, document, took)
        return Answer(document=document, folder=path, study=study)

    def close(self) -> None:
        """Let the workers go; what is finished of an unfinished answer is kept for the next time."""
        if self._crew is not None:
            self._crew.abandon()
        if self._memory is not None:
            self._memory.close(finished=not self._open)

    def _study(self, variant: str) -> Study:
        looks = looks_of(self.order, len(self.ready[variant].program.targets))
        inquiry = Inquiry(self._shared_runs(), self.ready, variant)
        return inquiry.study(self._told(looks), seed=self.order.seed, engine=self.engine)

    def _shared_runs(self) -> Runs:
        if self._runs is None:
            bases = (b for v in self.variants for b in bases_of(self.ready[v].program))
            jobs = {v: self._job(v) for v in dict.fromkeys((*self.variants, *bases))}
            self._crew = Workers(self._workers(), cluster=self.order.cluster)
            executor: Executor = Pooled(jobs, self._crew)
            # An exported log is written while it is made, so such a run cannot go on with half of it.
            if self.order.out is not None and not self.order.export:
                keys = {v: key_of(self.ready[v], job) for v, job in jobs.items()}
                executor = self._memory = Resuming(executor, jobs, keys, self.order.out)
            self._runs = Runs(executor, jobs, self._seen)
        return self._runs

    def _job(self, variant: str) -> Job:
        program = self.ready[variant].program
        keeps = bool(self.order.export) and variant in self.variants
        wanted = wanted_of(program)
        return Job(
            program=program,
            wanted=wanted,
            seed=self.order.seed,
            engine=self.engine,
            keeps_log=keeps,
            glimpses=self.order.glimpses if variant in self.variants else 0,
        )

    def _workers(self) -> int:
        first = 20 if self.order.replications == "auto" else self.order.replications
        return max(1, min(self.order.workers or cores(), first))

    def _folder(self, variant: str) -> Folder | None:
        if self.order.out is None:
            return None
        digest = digest_of(question_of(self.order, self.ready, variant))
        folder = Folder(self.order.out, self.ready[variant].scenario.name, digest)
        self._export = Export(folder.path, self.order.export) if self.order.export else None
        return folder

    def _save(self, folder: Folder, study: Study, document: Document, took: Mapping[str, Any]) -> Path:
        digest = digest_of(question_of(self.order, self.ready, study.prepared.variant))
        save(folder, document, study, {"command": list(self.order.command), "hash": digest, **took})
        return folder.close()

    def _told(self, looks: Looks) -> Looks:
        self._look = looks.last
        return looks

    def _seen(self, variant: str, result: Replication) -> None:
        if result.log is not None and self._export is not None:
            self._export.add(result.log)
        if self.progress is not None:
            self.progress(variant, result.number + 1, self._look)


def complete(found: Iterable[Answer]) -> bool:
    """Whether no answer was interrupted."""
    return not any(a.document["interrupted"] for a in found)
