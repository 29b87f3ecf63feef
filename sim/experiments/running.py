"""One scenario file, one or several variants: from the question to an answer that is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sim.engines import ENGINES
from sim.errors import UsageError
from sim.experiments.executors import cores, executor_for
from sim.experiments.exporting import Export, files_of
from sim.experiments.saving import save
from sim.results import ANSWER, Folder, digest_of, saved
from sim.statistics.looks import Looks, looks_for
from sim.study.asking import wanted_of
from sim.study.decide import Inquiry, Study
from sim.study.document import Document, document_of
from sim.study.prepare import TODAY, Prepared, bases_of, prepare, unknown
from sim.study.replication import Job, Replication
from sim.study.runs import Runs
from sim.tree import plain

import json  # isort: skip

Progress = Callable[[str, int, int], None]
"""Told the variant, its finished replications and the next look after each replication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to know of a scenario file, and how it is to be worked out."""

    path: str
    variants: tuple[str, ...] = (TODAY,)
    settings: tuple[str, ...] = ()
    seed: int = 1
    replications: int | Literal["auto"] = "auto"
    at_most: int | None = None
    family: bool = False
    engine: str = "auto"
    workers: int | None = None
    out: Path | None = Path("results")
    """Where to save; None saves nothing and asks no saved run."""
    export: tuple[str, ...] = ()
    fresh: bool = False
    command: tuple[str, ...] = ()
    together: int = 0
    """With ``family``: how many targets share alpha (0: those of the scenario)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer about one variant: the document, where it is saved, and whether it was there already."""

    document: Document
    folder: Path | None = None
    known: bool = False
    study: Study | None = None


def engine_of(name: str) -> str:
    """The engine that answers to a name; ``auto`` is the best there is. Raises `UsageError` on an unknown one."""
    if name == "auto":
        return "compiled" if "compiled" in ENGINES else "simpy"
    if name not in ENGINES:
        raise UsageError(unknown("engine", name, ("auto", *ENGINES)))
    return name


def answers(order: Order, progress: Progress | None = None) -> Iterator[Answer]:
    """One answer per variant asked for, in that order; after an interruption no further one follows.

    Raises `InputError` with every complaint about the file and `UsageError` for an unknown variant or engine.
    """
    engine = engine_of(order.engine)
    ready = prepare(order.path, settings=order.settings, variants=order.variants)
    asked = tuple(dict.fromkeys(order.variants))
    known = {v: _known(order, ready, v, engine) for v in asked}
    session = _Session(order, ready, tuple(v for v in asked if known[v] is None), engine, progress)
    with session:
        for variant in asked:
            found = known[variant] or session.answer(variant)
            yield found
            if found.document["interrupted"]:
                return


def question_of(order: Order, ready: Mapping[str, Prepared], variant: str) -> dict[str, Any]:
    """What decides the answer: resolved scenarios, seed, and how many replications are allowed."""
    involved = dict.fromkeys((variant, *bases_of(ready[variant].program)))
    return {
        "scenarios": [[v, plain(ready[v].scenario.tree), ready[v].scenario.tables] for v in involved],
        "seed": order.seed,
        "replications": order.replications,
        "looks": (order.at_most, order.family, order.together),
    }


def looks_of(order: Order, targets: int) -> Looks:
    """When the run judges, cut off at the most replications that the order allows."""
    looks = looks_for(order.replications, targets=targets, family=False)
    if order.family:
        looks = looks_for(order.replications, targets=order.together or targets, family=True)
        looks = looks_for(order.replications, targets=0) if not targets else looks
    if order.at_most is None or order.replications != "auto":
        return looks
    kept = tuple(n for n in looks.at if n <= order.at_most) or (order.at_most,)
    return Looks(kept, looks.level)


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
class _Session:
    """The runs of all variants that are not known yet, under common luck, and the folders they are saved in."""

    order: Order
    ready: Mapping[str, Prepared]
    variants: tuple[str, ...]
    engine: str
    progress: Progress | None
    runs: Runs | None = None
    exports: dict[str, Export] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)
    _executor: Any = None
    _look: int = 0

    def __enter__(self) -> _Session:
        involved = tuple(dict.fromkeys(w for v in self.variants for w in (v, *bases_of(self.ready[v].program))))
        jobs = {v: self._job(v) for v in involved}
        self._executor = executor_for(jobs, self._workers()).__enter__() if jobs else None
        if jobs:
            self.runs = Runs(self._executor, involved, self._seen)
        return self

    def __exit__(self, *error: Any) -> None:
        if self._executor is not None:
            self._executor.__exit__(*error)
        for folder in self.folders.values():
            folder.discard()

    def answer(self, variant: str) -> Answer:
        """Run one variant to its verdicts and save it."""
        assert self.runs is not None
        began, at = time.monotonic(), datetime.now(UTC)
        self._open(variant)
        prepared = self.ready[variant]
        looks = looks_of(self.order, len(prepared.program.targets))
        study = Inquiry(self.runs, self.ready, variant, self._next).study(looks, seed=self.order.seed, engine=self.engine)
        document = document_of(study)
        took = {"began": f"{at:%Y-%m-%dT%H:%M:%SZ}", "seconds": round(time.monotonic() - began, 3)}
        return Answer(document=document, folder=self._save(variant, study, document, took), study=study)

    def _job(self, variant: str) -> Job:
        program = self.ready[variant].program
        keeps = bool(self.order.export) and variant in self.variants
        return Job(program=program, wanted=wanted_of(program), seed=self.order.seed, engine=self.engine, keeps_log=keeps)

    def _workers(self) -> int:
        most = self.order.replications if self.order.replications != "auto" else 20
        return max(1, min(self.order.workers or cores(), most))

    def _open(self, variant: str) -> None:
        if self.order.out is None:
            return
        prepared = self.ready[variant]
        digest = digest_of(question_of(self.order, self.ready, variant))
        if variant not in self.folders:
            self.folders[variant] = Folder(self.order.out, prepared.scenario.name, digest)
            self.exports[variant] = Export(self.folders[variant].path, self.order.export)

    def _seen(self, variant: str, result: Replication) -> None:
        if result.log is not None and self.order.out is not None:
            self._open(variant)
            self.exports[variant].add(result.log)
        if self.progress is not None:
            self.progress(variant, result.number + 1, self._look)

    def _next(self, look: int) -> None:
        self._look = look

    def _save(self, variant: str, study: Study, document: Document, took: Mapping[str, Any]) -> Path | None:
        folder = self.folders.pop(variant, None)
        if folder is None:
            return None
        self.exports.pop(variant).close()
        digest = digest_of(question_of(self.order, self.ready, variant))
        save(folder, document, study, hash=digest, command=self.order.command, **took)
        return folder.close()


def without_folder(order: Order) -> Sequence[Answer]:
    """The answers, with nothing saved and nothing taken from a folder: what `sim.run` gives a notebook."""
    from dataclasses import replace

    return list(answers(replace(order, out=None)))
