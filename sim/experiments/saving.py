"""The files of a saved run, all but the exported tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from sim.experiments.enclosing import enclosed
from sim.results import ANSWER, CHARTS, RUN, Folder, as_csv, as_json, digest_of, fingerprint, versions
from sim.study.charting import charts_of, plainly
from sim.study.decide import Study
from sim.study.document import Document
from sim.study.prepare import Prepared
from sim.tree import plain

VERDICT_COLUMNS = (
    "target", "target_zh", "plan", "process", "pool", "measure", "statistic", "side", "limit", "unit",
    "required", "per", "chance", "against", "estimate", "low", "high", "level", "verdict", "borderline",
    "more", "replications", "unfinished", "missing", "lower_bound", "estimand", "asked", "numbers", "assumed",
    "unsourced", "notes",
)  # fmt: skip

ESTIMATE_COLUMNS = (
    "process",
    "pool",
    "measure",
    "unit",
    "mean",
    "low",
    "high",
    "p50",
    "p90",
    "p95",
    "unfinished",
)


GENERATOR = "Philox4x32-10"
"""Where all luck comes from; the stream names are those of the language, version 1."""


def save(folder: Folder, document: Document, study: Study, facts: Mapping[str, Any]) -> None:
    """Write answer, verdicts, estimates, the resolved scenario and the facts about the run."""
    folder.write(ANSWER, as_json(document))
    folder.write("verdicts.csv", as_csv(VERDICT_COLUMNS, verdict_rows(document)))
    folder.write("estimates.csv", as_csv(ESTIMATE_COLUMNS, estimate_rows(document)))
    scenario, tables = resolved(study.prepared)
    folder.write("scenario.yaml", scenario)
    for name, text in tables.items():
        folder.write(name, text)
    if not study.interrupted:  # who interrupts waits for no picture
        folder.write(CHARTS, as_json(plainly(charts_of(study, document["pool_figures"])), indent=None))
    folder.write(RUN, as_json(manifest(document, study, facts)))


def verdict_rows(document: Document) -> Iterator[Document]:
    """One flat row per verdict; texts in English, and the target's name in Chinese as well."""
    for verdict in document["verdicts"]:
        english = {k: v["en"] if isinstance(v, dict) and "en" in v else v for k, v in verdict.items()}
        target = verdict["target"]
        rests = {k: verdict["rests_on"][k] for k in ("numbers", "assumed", "unsourced")}
        notes = "; ".join(english["notes"])
        yield {
            **english,
            **rests,
            "notes": notes,
            "target_zh": target["zh"] if isinstance(target, dict) else target,
        }


def estimate_rows(document: Document) -> Iterator[Document]:
    """One flat row per measure of each process and pool."""
    for scope, block in (("process", document["measures"]), ("pool", document["pool_figures"])):
        for name, figures in block.items():
            for measure, row in figures.items():
                yield {scope: name, "measure": measure, **row}


def resolved(prepared: Prepared) -> tuple[str, dict[str, str]]:
    """The scenario as it was run, in one file with variant and settings applied; and the tables it reads."""
    tree = plain(prepared.scenario.tree)
    tree.pop("extends", None)
    if prepared.variant != "today":
        # Its cards are in it already; a target may still ask for a comparison with another variant.
        kept = {t.get("against") for t in tree.get("targets", ())}
        tree["variants"] = {n: cards for n, cards in tree.get("variants", {}).items() if n in kept}
    tree, tables = enclosed(tree, prepared.scenario.tables)
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=110), tables


def about(prepared: Prepared) -> str:
    """A scenario in a variant, as one hash: what was found out about it holds for exactly this."""
    scenario = prepared.scenario
    return digest_of({"about": [prepared.variant, plain(scenario.tree), scenario.tables]})


def manifest(document: Document, study: Study, facts: Mapping[str, Any]) -> Document:
    """What a later reader needs to trust or to repeat the run; the only file that holds times."""
    program = study.prepared.program
    return {
        "schema_version": document["schema_version"],
        **facts,
        "interrupted": document["interrupted"],
        "scenario": document["scenario"],
        "variant": document["variant"],
        "seed": document["seed"],
        "engine": document["engine"],
        "replications": document["replications"],
        "failed": len(document["failures"]),
        "program": fingerprint(),
        "about": about(study.prepared),
        "generator": GENERATOR,
        "versions": versions(),
        "guessed_days": program.guessed_days,
    }
