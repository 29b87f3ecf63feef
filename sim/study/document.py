"""A study as one plain document: what is saved, what ``--json`` prints and what the tables are made from.

Texts that a person sees stand in both languages, as ``{"en": ..., "zh": ...}``; `localised` in reporting
picks one. Nothing in it depends on when, where or with how many workers the study was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.estimate import Sample, finite
from sim.judging.board import tally
from sim.labels import Label
from sim.measures import CASES, Wanted, shown
from sim.program import NONE, Program, Target
from sim.statistics.answers import summary
from sim.study.decide import Study
from sim.study.notes import notes_of
from sim.study.prepare import Prepared
from sim.study.rests import rests_of
from sim.verdict import Verdict

SCHEMA_VERSION = 1

Document = dict[str, Any]


def document_of(study: Study, *, family: bool = False) -> Document:
    """The whole answer about one variant; with ``family`` alpha held for all its targets together."""
    scenario, program = study.prepared.scenario, study.prepared.program
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario.name,
        "title": both(program.title),
        "variant": program.variant,
        "seed": study.seed,
        "engine": study.engine,
        "replications": study.replications,
        "verdicts": [verdict_row(v, study, i) for i, v in enumerate(study.verdicts)],
        **figures_of(study),
        "board": board_of(study.verdicts, family=family),
        "labels": _labels(program),
        "currency": program.currency,
        "failures": failures_of(study),
        "notes": notes_of(study.prepared),
        "interrupted": study.interrupted,
    }


def figures_of(study: Study) -> Document:
    """What is known of processes and pools beside the targets."""
    pool_figures = _pool_figures(study)
    return {"measures": _measures(study), "pools": _pools(pool_figures), "pool_figures": pool_figures}


def failures_of(study: Study) -> list[Document]:
    """The replications that came to no end, and why."""
    return [
        {"variant": f.variant, "replication": f.replication, "message": f.message, "ours": f.ours}
        for f in study.failures
    ]


def board_of(verdicts: Sequence[Verdict], *, family: bool = False) -> Document:
    """The counts of a board of verdicts."""
    board = tally(verdicts, family=family)
    return {
        k: getattr(board, k) for k in ("met", "missed", "undecided", "borderline", "more", "expected_wrong")
    }


def both(label: Label) -> dict[str, str]:
    """A label in both languages."""
    return {"en": label("en"), "zh": label("zh")}


def verdict_row(verdict: Verdict, study: Study, index: int) -> Document:
    """A study's verdict with what it rests on."""
    return row_of(verdict, study.prepared, index)


def row_of(verdict: Verdict, prepared: Prepared, index: int) -> Document:
    """The verdict on a scenario's target by number, with what it rests on."""
    english, chinese = verdict.as_row("en"), verdict.as_row("zh")
    row = {k: v if v == chinese[k] else {"en": v, "zh": chinese[k]} for k, v in english.items()}
    target: Target = prepared.program.targets[index]
    row["rests_on"] = rests_of(target, prepared.program, prepared.scenario.document).as_row()
    return row


def figures(sample: Sample, program: Program, wanted: Wanted) -> Document:
    """What a measure is shown with: mean with interval, and quantiles where a case has a value."""
    unit, one = shown(program, wanted)
    mean, points = summary(sample)
    found: Document = {"unit": unit}
    found |= {
        k: _scaled(v, one) for k, v in (("mean", mean.estimate), ("low", mean.low), ("high", mean.high))
    }
    if has_quantiles(wanted):
        found |= {k: _scaled(v, one) for k, v in zip(("p50", "p90", "p95"), points, strict=True)}
    if mean.unfinished:
        found["unfinished"] = mean.unfinished
    return found


def _scaled(value: float | None, one: float) -> float | None:
    known = finite(value)
    return None if known is None else known / one


def has_quantiles(wanted: Wanted) -> bool:
    """Whether a case has a value of the measure that is more than a flag."""
    stem = wanted.measure.partition(".")[0]
    return stem == "queue_time" or (stem in CASES and CASES[stem].kind != "flag")


def _measures(study: Study) -> Document:
    program = study.prepared.program
    found: Document = {p.name: {} for p in program.processes}
    for wanted, sample in study.samples.items():
        if wanted.process != NONE and wanted.where == NONE:
            block = found[program.processes[wanted.process].name]
            block.setdefault(wanted.key, figures(sample, program, wanted))
    return found


def _pool_figures(study: Study) -> Document:
    program = study.prepared.program
    found: Document = {p.name: {} for p in program.pools}
    for wanted, sample in study.samples.items():
        if wanted.pool != NONE:
            found[program.pools[wanted.pool].name][wanted.measure] = figures(sample, program, wanted)
    return found


def _pools(pool_figures: Document) -> Document:
    """The short block of pools: plain means, but for what has a unit of its own or quantiles."""
    return {
        pool: {name: row if "p50" in row else row["mean"] for name, row in rows.items()}
        for pool, rows in pool_figures.items()
    }


def _labels(program: Program) -> Document:
    return {
        "processes": {p.name: both(p.label) for p in program.processes},
        "pools": {p.name: both(p.label) for p in program.pools},
    }
