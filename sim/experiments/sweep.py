"""Many points of one scenario: every combination, or a sample, into one tidy table; what is done stays done.

Each point is one task of a worker: it runs all its replications and hands back its rows. Rows are kept in a
store as they come, under the hash of the question, so that the same command goes on where it was stopped.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sim.errors import Complaint, InputError, Place, UsageError
from sim.experiments import tidy
from sim.experiments.executors import Pooled, WorkerDied, Workers
from sim.experiments.running import Order, engine_of, looks_of
from sim.experiments.sampling import sample_of, sampled
from sim.experiments.saving import GENERATOR
from sim.experiments.store import Store, remove
from sim.experiments.varying import Factor, factors_of, full_factorial, settings_of
from sim.judging.asking import question_of
from sim.measures import for_target, scale
from sim.program import Program, Target
from sim.reading import Source, opened
from sim.results import SHORT, as_json, digest_of
from sim.statistics.looks import Looks
from sim.study.asking import wanted_of
from sim.study.decide import Inquiry
from sim.study.document import SCHEMA_VERSION, Document, both
from sim.study.prepare import Prepared, involved, prepare
from sim.study.replication import Job
from sim.study.runs import Runs
from sim.tree import plain

REPLICATIONS = 20
"""So many replications of each point, unless somebody asks for another number."""

STORE = "sweep.sqlite"

Progress = Callable[[int, int, float | None], None]
"""Told after each point: points done, all points, and about how many seconds are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOrder(Order):
    """A sweep of one variant: what is varied, and ``sample`` (``sobol:256``) instead of every combination."""

    replications: int | Literal["auto"] = REPLICATIONS
    vary: tuple[str, ...] = ()
    sample: str = ""

    @property
    def variant(self) -> str:
        """The variant whose points are run."""
        return self.variants[0]


@dataclass(frozen=True, slots=True)
class Errand:
    """One point as a worker gets it."""

    key: str
    ready: Mapping[str, Prepared]
    variant: str
    seed: int
    engine: str
    looks: Looks


@dataclass(slots=True, kw_only=True)
class Sweep:
    """A sweep's answer: the plain document, the tidy rows in the order of the points, and the folder."""

    document: Document
    rows: list[Document] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    folder: Path | None = None
    known: int = 0


def sweep(order: SweepOrder, progress: Progress | None = None) -> Sweep:
    """Run every point that is not in the store yet.

    Raises `InputError` with every complaint about the file and the values, `UsageError` on what cannot be
    varied, `Busy`, `Damaged` or `Unwritable` (see `sim.experiments.store`). A point that fails is told in the
    document; it stops nothing.
    """
    plan = Plan.of(order)
    folder = _folder(plan)
    if order.fresh:
        remove(folder / STORE)
    if not (folder / STORE).exists():  # else each value was tried when the sweep began
        _try(plan)
    with Store(folder / STORE) as store:
        work = _Work(plan, store, progress)
        interrupted = work.run()
        found = _answer(plan, work, interrupted=interrupted)
    found.folder = folder
    if not interrupted:
        tidy.write(folder, found.columns, found.rows)
        (folder / "answer.json").write_text(as_json(found.document), encoding="utf-8")
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: the points' settings in their order."""

    order: SweepOrder
    source: Source
    base: Prepared
    factors: tuple[Factor, ...]
    design: tuple[tuple[str, ...], ...]
    engine: str
    looks: Looks

    @classmethod
    def of(cls, order: SweepOrder) -> Plan:
        """Read the file and lay out the points."""
        engine, source = engine_of(order.engine), opened(order.path)
        base = prepare(source, settings=order.settings, variants=(order.variant,))[order.variant]
        factors = factors_of(order.vary, source, sampled=bool(order.sample))
        if order.sample:
            design = sampled(factors, *sample_of(order.sample), seed=order.seed)
        else:
            design = full_factorial(factors)
        looks = looks_of(order, len(base.program.targets))
        return cls(order, source, base, factors, tuple(design), engine, looks)

    @property
    def names(self) -> list[str]:
        """The factors' columns: as they were named, but for a number that is called like a column."""
        taken = ("point", "message", *tidy.COLUMNS)
        return [f.path if f.name in taken else f.name for f in self.factors]

    def settings(self, number: int) -> tuple[str, ...]:
        """What is set at a point (from 0)."""
        return (*self.order.settings, *settings_of(self.factors, self.design[number]))

    def key(self, number: int) -> str:
        """The hash of a point's question: resolved scenario, versions, luck, replications, outputs."""
        tree, _ = self.source.resolved(self.settings(number))
        question = {
            "scenario": plain(tree),
            "tables": self.source.tables(tree),
            "variant": self.order.variant,
            "luck": (GENERATOR, self.order.seed),
            "replications": (0, self.looks.at),
            "level": self.looks.level,
            "outputs": tidy.OUTPUTS,
        }
        return digest_of(question)

    def errand(self, number: int, key: str) -> Errand:
        """The point ready to run; `InputError` where its values do not go together."""
        settings, variant = self.settings(number), self.order.variant
        ready = prepare(self.source, settings=settings, variants=(variant,))
        ready = {v: ready[v] for v in involved(ready, variant)}
        return Errand(key, ready, variant, self.order.seed, self.engine, self.looks)


def answered(errand: Errand) -> bytes:
    """What a worker does: all replications of a point, and its rows as the bytes that are kept."""
    jobs = {
        v: Job(program=p.program, wanted=wanted_of(p.program), seed=errand.seed, engine=errand.engine)
        for v, p in errand.ready.items()
    }
    runs = Runs(Pooled(jobs, Workers(1)), jobs)
    study = Inquiry(runs, errand.ready, errand.variant).study(
        errand.looks, seed=errand.seed, engine=errand.engine
    )
    if study.interrupted:
        raise KeyboardInterrupt
    return tidy.packed(study)


class _Work:
    """The points while they are run: which are done, which failed and why."""

    def __init__(self, plan: Plan, store: Store, progress: Progress | None) -> None:
        self.plan, self.store, self._progress = plan, store, progress
        self.keys = [plan.key(n) for n in range(len(plan.design))]
        self.failed: dict[str, str] = {}
        self.lost: dict[str, str] = {}
        self.known = sum(bytes.fromhex(key) in store for key in self.keys)

    def run(self) -> bool:
        """Run what is not there; whether somebody interrupted."""
        began, open_ones = time.monotonic(), self._open()
        total, there = len(set(self.keys)), len(set(self.keys)) - len(open_ones)
        self._tell(there, total, None)
        try:
            with Workers(self.plan.order.workers, cluster=self.plan.order.cluster) as workers:
                errands = self._errands(open_ones)
                for n, (errand, value) in enumerate(
                    workers.completed(answered, errands, lost=self._gone), start=1
                ):
                    if value:
                        self.store.put(bytes.fromhex(errand.key), value)
                    passed = n + len(self.failed)
                    left = (time.monotonic() - began) / passed * (len(open_ones) - passed)
                    self._tell(there + passed, total, left)
        except KeyboardInterrupt:
            return True
        return False

    def failure(self, key: str) -> str:
        """Why a point has no figures; empty where it has."""
        return self.failed.get(key) or self.lost.get(key) or ""

    def _open(self) -> dict[str, int]:
        return {
            key: n for n, key in reversed(list(enumerate(self.keys))) if bytes.fromhex(key) not in self.store
        }

    def _errands(self, open_ones: Mapping[str, int]) -> Iterator[Errand]:
        for key, number in sorted(open_ones.items(), key=lambda item: item[1]):
            try:
                yield self.plan.errand(number, key)
            except InputError as error:
                self.failed[key] = "; ".join(c.sentence() for c in error.complaints)

    def _gone(self, errand: Errand, error: WorkerDied) -> bytes:
        self.lost[errand.key] = str(error)
        return b""

    def _tell(self, done: int, total: int, left: float | None) -> None:
        if self._progress is not None:
            self._progress(done, total, left)


def _answer(plan: Plan, work: _Work, *, interrupted: bool) -> Sweep:
    """The document and the rows of all points that are there."""
    points: list[Document] = []
    rows: list[Document] = []
    names = plan.names
    design = _numeric(plan.design)
    for number, key in enumerate(work.keys):
        value = work.store.get(bytes.fromhex(key))
        point = {"point": number + 1, **dict(zip(names, design[number], strict=True))}
        if value is None:
            if work.failure(key):
                rows.append({**point, "kind": "failed", "message": work.failure(key)})
                points.append({**_point(plan, number), "failed": work.failure(key), "verdicts": []})
            continue
        kept = json.loads(value)
        rows += [{**point, **row} for row in tidy.rows_of(kept)]
        points.append({**_point(plan, number), **_told(kept)})
    document = {
        "schema_version": SCHEMA_VERSION,
        "scenario": plan.base.scenario.name,
        "title": both(plan.base.program.title),
        "variant": plan.order.variant,
        "seed": plan.order.seed,
        "replications": plan.order.replications,
        "sample": plan.order.sample or None,
        "vary": [
            {"name": name, "path": f.path, "levels": list(f.levels)}
            for name, f in zip(names, plan.factors, strict=True)
        ],
        "targets": [_target(plan.base.program, t) for t in plan.base.program.targets],
        "files": list(tidy.files()),
        "points": points,
        "design": len(plan.design),
        "failed": sum(p["failed"] is not None for p in points),
        "interrupted": interrupted,
    }
    return Sweep(document=document, rows=rows, columns=tidy.columns(names), known=work.known)


def _target(program: Program, target: Target) -> Document:
    """A target's name, whether its figure is a share, and what is asked of it."""
    _, _, kind = scale(for_target(program, target))
    share = target.share is not None or target.change is not None or kind in ("flag", "ratio")
    asked = question_of(target, program)
    return {
        "name": both(target.name),
        "measure": target.measure,
        "unit": target.unit,
        "share": share,
        "asks": asked.threshold,
        "wants_more": asked.wants_more,
    }


def _numeric(design: Sequence[Sequence[str]]) -> list[tuple[Any, ...]]:
    """The points with each factor as numbers, where all its values are plain numbers."""
    made = [_numbers(values) for values in zip(*design, strict=True)]
    return list(zip(*made, strict=True))


def _numbers(values: Sequence[str]) -> list[Any]:
    for kind in (int, float):
        with suppress(ValueError):
            return [kind(v) for v in values]
    return list(values)


def _point(plan: Plan, number: int) -> Document:
    return {
        "point": number + 1,
        "settings": dict(zip([f.path for f in plan.factors], plan.design[number], strict=True)),
    }


def _told(kept: Document) -> Document:
    """What the document says of a finished point."""
    failures = kept["failures"]
    return {
        "replications": kept["replications"],
        "verdicts": kept["verdicts"],
        "failed": failures[0]["message"] if failures else None,
    }


def _try(plan: Plan) -> None:
    """Each value by itself, so that a mistyped path is told before anything runs."""
    complaints: list[Complaint] = []
    order = plan.order
    for factor in plan.factors:
        for value in factor.tried:
            settings = (*order.settings, f"{factor.path}={value}")
            try:
                prepare(plan.source, settings=settings, variants=order.variants)
            except InputError as error:
                told = {(c.path, c.given, c.expected) for c in complaints}
                complaints += [
                    _of_vary(c) for c in error.complaints if (c.path, c.given, c.expected) not in told
                ]
    if complaints:
        raise InputError(complaints)


def _of_vary(complaint: Complaint) -> Complaint:
    place = complaint.place
    if place is None or not place.file.startswith("--set "):
        return complaint
    return complaint.at(Place(place.file.replace("--set", "--vary", 1), place.line, place.column))


def _folder(plan: Plan) -> Path:
    """``<out>/<scenario>/sweep-<hash>``: the same for the same question, so that it is found again."""
    order = plan.order
    if order.out is None:
        raise UsageError("a sweep needs a folder to keep its points in")
    tree, _ = plan.source.resolved(order.settings)
    question = {
        "sweep": plan.design,
        "factors": [f.path for f in plan.factors],
        "scenario": hashlib.sha256(as_json(plain(tree)).encode()).hexdigest(),
        "variant": order.variant,
        "seed": order.seed,
        "looks": (plan.looks.at, plan.looks.level),
    }
    return order.out / plan.base.scenario.name / f"sweep-{digest_of(question)[:SHORT]}"
