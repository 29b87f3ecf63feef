"""A real log, judged and saved like a run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim.estimate import Sample, finite
from sim.eventlog import MISSING, moment
from sim.experiments.saving import save
from sim.fitting.skeleton import covered
from sim.history import History
from sim.importing import LogOptions, read_history
from sim.importing.roles import ROLES
from sim.labels import Label
from sim.measures import Wanted, shown
from sim.measures.observe import Observer
from sim.program import NONE
from sim.results import ANSWER, Folder, as_csv, digest_of, saved
from sim.statistics.clusters import pooled_mean, widened
from sim.statistics.quantiles import points
from sim.study.auditing import Audit, Questions, audit, file_digest
from sim.study.decide import Study
from sim.study.document import Document, both, document_of, has_quantiles

LISTED_ROWS = 10
QUANTILES = ("p50", "p90", "p95")
LEFT_OUT = "left_out.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOrder:
    """Which log, how it is read, what is asked of it, and where the answer is saved (None: nowhere)."""

    path: str
    options: LogOptions = field(default_factory=LogOptions)
    questions: Questions = field(default_factory=Questions)
    out: Path | None = None
    fresh: bool = False
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The answer as a plain document, where it is saved, and whether it was there already."""

    document: Document
    folder: Path | None = None
    known: bool = False


def audited(order: AuditOrder) -> Audited:
    """The audit of a log. Raises `InputError` with every complaint about log, targets or scenario."""
    digest = _digest(order) if order.out is not None else ""
    if order.out is not None and not order.fresh:
        folder = saved(order.out, f"audit_{_stem(order.path)}", digest)
        if folder is not None:
            document = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
            return Audited(document=document, folder=folder, known=True)
    began, at = time.monotonic(), datetime.now(UTC)
    history = read_history(order.path, order.options)
    found = audit(history, order.questions)
    document = audit_document(found)
    if order.out is None:
        return Audited(document=document)
    took = {"began": f"{at:%Y-%m-%dT%H:%M:%SZ}", "seconds": round(time.monotonic() - began, 3)}
    facts = {"command": list(order.command), "hash": digest, **took}
    return Audited(document=document, folder=_saved(order, found, document, facts))


def _stem(path: str) -> str:
    return Path(path).name.partition(".")[0] or "log"


def _digest(order: AuditOrder) -> str:
    path = Path(order.path)
    content = file_digest(path) if path.is_file() else ""
    against = order.questions.against
    scenario = file_digest(against) if against and Path(against).is_file() else ""
    options = {**asdict(order.options), "columns": dict(order.options.columns)}
    return digest_of(
        {"audit": content, "options": options, "questions": asdict(order.questions), "scenario": scenario}
    )


def _saved(order: AuditOrder, found: Audit, document: Document, facts: Mapping[str, Any]) -> Path:
    assert order.out is not None
    digest = str(facts["hash"])
    folder = Folder(order.out, f"audit_{_stem(order.path)}", digest)
    try:
        save(folder, document, study_of(found), facts)
        folder.write(LEFT_OUT, left_out_table(found.history))
        return folder.close()
    except BaseException:
        folder.discard()
        raise


def left_out_table(history: History) -> str:
    """The rows of the file that were left out, as CSV: line, reason, what stood there."""
    rows = ({"line": r.line, "reason": r.reason.en, "given": r.given} for r in history.read.left_out.rows)
    return as_csv(("line", "reason", "given"), rows)


def study_of(found: Audit) -> Study:
    """The audit in the form of a study, blocks in the place of replications."""
    # A log does not tell who was on duty: pictures of pools would show what nobody knows.
    program = replace(found.prepared.program, pools=())
    return Study(
        prepared=replace(found.prepared, program=program),
        glimpses=(Observer(program, found.match.log, seed=0).glimpse(),),
        seed=0,
        engine="log",
        replications=found.blocks.count,
        verdicts=found.verdicts,
        samples=found.samples,
    )


def audit_document(found: Audit) -> Document:
    """The plain document: that of a run, whose replications are blocks of time, and a part ``audit``."""
    document = document_of(study_of(found))
    document |= {"pools": {}, "pool_figures": {}, "notes": list(_notes(found)), "measures": _measures(found)}
    for verdict, sample in zip(document["verdicts"], _asked(found), strict=True):
        verdict["in_log"] = _in_log(verdict, sample)
        verdict["rests_on"] = {"numbers": 0, "assumed": 0, "unsourced": 0, "by_kind": {}}
    document["audit"] = {
        **file_part(found.history),
        "blocks": {"days": found.blocks.days, "count": found.blocks.count},
        "likeness": list(found.likeness),
        "deadlines": [asdict(o) for o in found.overruns],
        "delays": {p: [asdict(d) for d in each] for p, each in found.delays.items()},
        "matched": list(found.match.known),
        "unknown": list(found.match.unknown),
        "absent": list(found.match.absent),
    }
    return document


def _asked(found: Audit) -> list[Sample]:
    from sim.measures import for_target

    program = found.prepared.program
    return [found.samples[for_target(program, t)] for t in program.targets]


def _in_log(verdict: Document, sample: Sample) -> Document:
    """What this history did, a fact without an interval: how many of its cases, is that enough."""
    cases, unfinished = sum(sample.cases), sum(sample.unfinished)
    value, share = verdict["estimate"], verdict["required"]
    found: Document = {"cases": cases, "unfinished": unfinished, "met": None}
    if value is None:
        return found
    if share is not None:
        found["within"] = round(value * cases)
        found["met"] = value >= share
    else:
        found["met"] = (
            value <= verdict["limit"] if verdict["side"] == "at_most" else value >= verdict["limit"]
        )
    return found


def file_part(history: History) -> Document:
    """How a log was read and what it holds, as a plain document."""
    read, cases = history.read, history.log.cases
    finished = np.asarray(cases["finished"])
    first, last = covered(history)
    return {
        "file": read.file,
        "kind": read.kind,
        "rows": read.rows,
        "visits": len(history.log),
        "cases": len(finished),
        "finished": int((finished != MISSING).sum()),
        "people": len(history.log.persons),
        "activities": sum(len(a) for a in history.activities),
        "from": first,
        "to": last,
        "columns": dict(read.columns),
        "roles": {role: both(ROLES[role]) for role in read.columns},
        "unused": list(read.unused),
        "attributes": sorted({a for names in history.log.catalog.attributes for a in names}),
        "dates": sorted({a for names in history.log.catalog.milestones for a in names}),
        "left_out": {
            "rows": read.left_out.total,
            "reasons": [
                {"reason": both(reason), "rows": count} for reason, count in read.left_out.counts.items()
            ],
            "first": [
                {"line": r.line, "reason": both(r.reason), "given": r.given}
                for r in read.left_out.rows[:LISTED_ROWS]
            ],
        },
        "remarks": [both(r) for r in read.remarks],
        "ends_at": moment(history.log.catalog.origin, history.log.end),
    }


BLOCKS = Label(
    en="a log is one history, and its cases are alike in many ways: intervals take its {count} blocks of "
    "{days} days for independent, widened where neighbouring blocks resemble each other; they speak of this "
    "office as it worked then, not of another time",
    zh="日志只是一段历史，案件之间并不独立：区间把 {count} 个 {days} 天的时段视为相互独立，"
    "相邻时段相似时加宽；结论只针对当时的办理方式，不代表其他时期",
)
ALIKE = Label(
    en="neighbouring blocks resemble each other (correlation up to {r:.2f}), so that intervals were widened",
    zh="相邻时段相似（相关系数最高 {r:.2f}），区间已加宽",
)
UNKNOWN = Label(en="activities that the scenario does not have: {names}", zh="情景中没有的环节：{names}")
ABSENT = Label(
    en="steps of the scenario that never occur in the log: {names}", zh="日志中从未出现的步骤：{names}"
)
DAYS = Label(
    en="working days are Monday to Friday without public holidays; --calendar 'days: netherlands' takes a "
    "country's own",
    zh="工作日按周一至周五计，未扣除节假日；--calendar 'days: china' 可采用官方日历",
)


def _notes(found: Audit) -> Iterator[dict[str, str]]:
    blocks, alike = found.blocks, max(found.likeness, default=0.0)
    yield _note(BLOCKS, count=blocks.count, days=blocks.days)
    if alike > 0.1:
        yield _note(ALIKE, r=alike)
    document = found.prepared.scenario.document
    model = document.calendars[document.working_day]
    if getattr(model, "days", model) == "weekdays":
        yield _note(DAYS)
    if found.prepared.scenario.file != found.history.name:
        for label, names in ((UNKNOWN, found.match.unknown), (ABSENT, found.match.absent)):
            if names:
                yield _note(label, names=", ".join(names[:12]) + (" ..." if len(names) > 12 else ""))


def _note(label: Label, **values: object) -> dict[str, str]:
    return {"en": label.en.format(**values), "zh": label.zh.format(**values)}


def _measures(found: Audit) -> Document:
    """What each process is shown with, means over all its cases."""
    program = found.prepared.program
    shown_ones: Document = {}
    for wanted, sample in found.samples.items():
        if wanted.process != NONE and wanted.where == NONE:
            block = shown_ones.setdefault(program.processes[wanted.process].name, {})
            block.setdefault(wanted.key, _figures(found, wanted, sample))
    return shown_ones


def _figures(found: Audit, wanted: Wanted, sample: Sample) -> Document:
    from sim.statistics.clusters import likeness

    unit, one = shown(found.prepared.program, wanted)
    mean = widened(pooled_mean(sample), likeness(sample))
    values = {k: finite(v) for k, v in (("mean", mean.estimate), ("low", mean.low), ("high", mean.high))}
    if has_quantiles(wanted):
        values |= {k: finite(v) for k, v in zip(QUANTILES, points(sample, (0.5, 0.9, 0.95)), strict=True)}
    figures: Document = {"unit": unit, **{k: None if v is None else v / one for k, v in values.items()}}
    if mean.unfinished:
        figures["unfinished"] = mean.unfinished
    return figures
