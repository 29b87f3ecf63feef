"""The rows of a comparison, measure by measure and target by target, and what a picture shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.charts import Comparison, Difference
from sim.estimate import Sample, finite
from sim.labels import LANGUAGES, Label
from sim.measures import Wanted, for_target, shown
from sim.program import NONE, Program, Target
from sim.reporting.console import SHOWN_MEASURES, measure_name
from sim.statistics.contrasts import Contrast, contrast, share_contrast
from sim.study.asking import base_units, question_in_base
from sim.study.document import Document
from sim.study.prepare import Prepared
from sim.verdict import Verdict

LESS_IS_BETTER = frozenset(
    {
        "elapsed", "working_days", "legal_days", "open_time", "queueing", "waiting", "trips", "documents",
        "fee", "queue_time", "queue_length", "overtime", "cost", "outcome.gave_up", "outcome.turned_away",
    }
)  # fmt: skip

MORE_IS_BETTER = frozenset({"throughput", "clearance", "outcome.done"})

PICTURED = ("queue_time", "utilisation")
"""Of pools, so much is in the picture."""


@dataclass(frozen=True, slots=True)
class Side:
    """A variant with its verdicts and samples at the number of replications that all have."""

    prepared: Prepared
    verdicts: tuple[Verdict, ...]
    samples: Mapping[Wanted, Sample]


def measure_rows(base: Side, side: Side) -> tuple[Document, Document]:
    """For each process and each pool that both have, every measure that both have."""
    program = side.prepared.program
    ours = {_name(program, w): (w, s) for w, s in side.samples.items() if w.where == NONE}
    theirs = {_name(base.prepared.program, w): s for w, s in base.samples.items() if w.where == NONE}
    found: tuple[Document, Document] = ({}, {})
    for name, (wanted, sample) in ours.items():
        if name in theirs:
            kind, owner, key = name
            unit, one = shown(program, wanted)
            row = _row(contrast(sample, theirs[name]), one)
            found[kind].setdefault(owner, {}).setdefault(key, {"unit": unit, **row})
    return found


def _name(program: Program, wanted: Wanted) -> tuple[int, str, str]:
    """0 and a process, or 1 and a pool, with the measure: names, since variants number them differently."""
    if wanted.pool != NONE:
        return 1, program.pools[wanted.pool].name, wanted.measure
    return 0, program.processes[wanted.process].name, wanted.key


def _row(found: Contrast | None, one: float) -> Document:
    if found is None:
        keys = ("base", "value", "difference", "low", "high", "pairs", "lower", "equal", "higher")
        return {**dict.fromkeys(keys), "variance_ratio": None}
    return {
        "base": finite(found.base / one),
        "value": finite(found.variant / one),
        "difference": finite(found.difference / one),
        "low": finite(found.low / one),
        "high": finite(found.high / one),
        "pairs": found.pairs,
        "lower": found.lower,
        "equal": found.equal,
        "higher": found.higher,
        "variance_ratio": finite(found.ratio),
    }


def target_rows(base: Side, side: Side) -> list[Document]:
    """Each target of the variant with both verdicts, and the difference of its figure where it is one of
    cases (a chance per month and a change against a variant have verdicts only).
    """
    rows = []
    for ours in zip(side.prepared.program.targets, side.verdicts, strict=True):
        theirs = next((t for t in _targets(base) if _same(t[0], ours[0])), None)
        rows.append(_target_row(base, side, ours, theirs))
    return rows


def _targets(side: Side) -> list[tuple[Target, Verdict]]:
    return list(zip(side.prepared.program.targets, side.verdicts, strict=True))


def _same(one: Target, other: Target) -> bool:
    return (one.name, one.measure, one.share, one.limit) == (
        other.name,
        other.measure,
        other.share,
        other.limit,
    )


def _target_row(
    base: Side, side: Side, ours: tuple[Target, Verdict], theirs: tuple[Target, Verdict] | None
) -> Document:
    target, verdict = ours
    english, chinese = verdict.name("en"), verdict.name("zh")
    found = None if theirs is None else _contrast(base, side, target, theirs[0])
    share = verdict.estimand == "A" or verdict.measure.startswith(("outcome.", "share."))
    return {
        "target": english if english == chinese else {"en": english, "zh": chinese},
        "plan": list(verdict.plan),
        "measure": verdict.measure,
        "statistic": verdict.statistic,
        "unit": "1" if verdict.estimand in "ABE" else verdict.unit,
        "share": share or verdict.estimand in "BE",
        "less_is_better": not question_in_base(side.prepared.program, target).wants_more,
        **_row(found, 1.0 if verdict.estimand == "A" else base_units(side.prepared.program, target)),
        "base_verdict": None if theirs is None else theirs[1].verdict,
        "verdict": verdict.verdict,
    }


def _contrast(base: Side, side: Side, target: Target, other: Target) -> Contrast | None:
    if target.per is not None or target.against is not None:
        return None
    ours, theirs = _sample(side, target), _sample(base, other)
    if target.share is not None:
        limit = question_in_base(side.prepared.program, target).limit
        return share_contrast(ours, theirs, limit, side=target.direction)
    return contrast(ours, theirs, target.statistic)


def _sample(side: Side, target: Target) -> Sample:
    return side.samples[for_target(side.prepared.program, target)]


# The picture


def chart_of(document: Document, number: int) -> Comparison:
    """What the picture of one of a document's comparisons shows: targets, the main measures, the queues."""
    block = document["comparisons"][number]
    rows = [_difference(_label_of(row), row, row["less_is_better"]) for row in block["targets"]]
    for owner, measures in block["measures"].items():
        shown_ones = {m: row for m, row in measures.items() if m in SHOWN_MEASURES and _moves(row)}
        several = len(block["measures"]) > 1
        rows += [
            _difference(_measure(owner, m, several=several), r, _better(m)) for m, r in shown_ones.items()
        ]
    for owner, measures in block["pools"].items():
        rows += [
            _difference(_measure(owner, m, several=True), measures[m], _better(m))
            for m in PICTURED
            if _moves(measures[m])
        ]
    return Comparison(
        base=document["base"],
        variant=block["variant"],
        differences=tuple(rows),
        replications=document["replications"],
    )


def _moves(row: Document) -> bool:
    return row["base"] is not None and bool(row["base"] or row["value"])


def _label_of(row: Document) -> Label:
    name: Any = row["target"]
    return Label(name["en"], name["zh"]) if isinstance(name, dict) else Label(name, name)


def _measure(owner: str, measure: str, *, several: bool) -> Label:
    """A measure in words, behind the name of its process where there are several."""
    key = "queue time" if measure == "queue_time" else measure
    words = {lang: measure_name(key, lang).replace("_", " ") for lang in LANGUAGES}
    head = f"{owner.replace('_', ' ')}: " if several else ""
    return Label(head + words["en"], head + words["zh"])


def _better(measure: str) -> bool | None:
    if measure in LESS_IS_BETTER or measure.startswith("queue_at."):
        return True
    return False if measure in MORE_IS_BETTER else None


def _difference(label: Label, row: Document, less_is_better: bool | None) -> Difference:
    share = row.get("share") or (row["unit"] == "1" and "utilisation" in label.en)
    return Difference(
        label=label,
        unit="%" if share else row["unit"],
        estimate=row["difference"],
        low=row["low"],
        high=row["high"],
        base=row["base"],
        variant=row["value"],
        less_is_better=less_is_better,
    )
