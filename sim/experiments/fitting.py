"""A scenario out of a real log, and how well it predicts the part that it has not seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.calendars import CalendarError
from sim.calendars.days import PATTERNS, country_code
from sim.errors import Complaint, InputError, Place, UsageError
from sim.fitting.knowledge import known_of
from sim.fitting.learning import learn
from sim.fitting.model import Learnt
from sim.fitting.ruling import holds
from sim.fitting.telling import gathering_told, holidays_told, order_told, priority_told, slots_told
from sim.fitting.traces import traces_of
from sim.fitting.weeks import is_always, written
from sim.fitting.writing import Writer, label_of, rosters_told
from sim.history import History
from sim.importing import LogOptions, read_history
from sim.labels import Label
from sim.study.auditing import calendar_of, prepared_tree
from sim.study.calibrating import calibrated
from sim.study.document import Document, both
from sim.study.prepare import unknown
from sim.study.validating import Validation, held_out, moved, validated


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOrder:
    """Which log, how it is read, what part is held out (or which log is predicted), and where the scenario is
    written.
    """

    path: str
    target: Path
    options: LogOptions = field(default_factory=LogOptions)
    process: str = ""
    country: str = ""
    holdout: float | date = 0.3
    test: str = ""
    replications: int = 20
    seed: int = 1
    command: tuple[str, ...] = ()


def fitted(order: FitOrder) -> Document:
    """Write the scenario and tell what was learnt and how well it predicts.

    Raises `InputError` where the log cannot be read, `UsageError` where it has too few cases.
    """
    if order.target.exists():
        raise UsageError(f"{order.target} exists already; it was not touched")
    history = read_history(order.path, order.options)
    process = _process(history, order.process)
    country = country_of(order.country)
    learnt = learn(history, process, country=country)
    if not learnt.cases:
        raise UsageError("no finished case to learn from")
    learnt = calibrated(learnt, traces_of(history, process))
    tree = Writer(learnt).tree()
    prepared_tree(tree, learnt.name)
    validation, why_not = _validation(order, history, process, learnt)
    document = _document(history, learnt, tree)
    document["validation"] = None if validation is None else validation_document(validation)
    document["no_validation"] = why_not
    order.target.parent.mkdir(parents=True, exist_ok=True)
    order.target.write_text(_text(tree, order, document), encoding="utf-8", newline="\n")
    document["file"] = str(order.target)
    return document


def _process(history: History, name: str) -> int:
    names = history.log.catalog.processes
    if name:
        if name not in names:
            raise UsageError(unknown("process", name, names))
        return names.index(name)
    counts = np.bincount(np.asarray(history.log.cases["process"]))
    return int(counts.argmax())


NO_HOLDOUT = Label(en="nothing was held out", zh="没有留出检验部分")


def _validation(
    order: FitOrder, history: History, process: int, learnt: Learnt
) -> tuple[Validation | None, dict[str, str] | None]:
    if order.test:
        other = read_history(order.test, order.options)
        seen = replace(traces_of(history, process), known=known_of(history, process))
        parts = (seen, moved(history, other, process), 0)
        return validated(learnt, parts, replications=order.replications, seed=order.seed), None
    if not order.holdout:
        return None, both(NO_HOLDOUT)
    try:
        part, seen, unseen, still = held_out(
            history, process, order.holdout, country=country_of(order.country)
        )
        found = validated(part, (seen, unseen, still), replications=order.replications, seed=order.seed)
    except UsageError as error:
        return None, {"en": str(error), "zh": str(error)}
    return found, None


class _Plain(yaml.SafeDumper):
    """Writes a value wherever it is used: the language has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(tree: dict[str, Any], order: FitOrder, document: Document) -> str:
    """The scenario as a file, with what it is in its first lines."""
    head = [f"# {' '.join(order.command)}"[:110]] if order.command else []
    validation = document["validation"]
    if validation is not None:
        head.append(f"# {validation['sentence']['en']}"[:300])
    body = yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)
    return "\n".join([*head, body]) if head else body


def _document(history: History, learnt: Learnt, tree: dict[str, Any]) -> Document:
    from sim.experiments.auditing import file_part

    kinds = [n for n in tree["numbers"].values() if "range" in n]
    return {
        "schema_version": 1,
        "title": both(label_of(learnt)),
        "log": file_part(history),
        "process": learnt.name,
        "cases": learnt.cases,
        "visits": learnt.visits,
        "quality": asdict(learnt.quality),
        "numbers": len(tree["numbers"]),
        "ranged": len(kinds),
        "arrivals": {k: getattr(learnt.arrivals, k) for k in ("rate", "low", "high", "days", "count")},
        "pools": [_pool(learnt, i) for i in range(len(learnt.people.pools))],
        "days_off": _days_off(learnt),
        "steps": [_step(learnt, a) for a in range(len(learnt.names))],
        "rosters": [{"sentence": both(told)} for told in rosters_told(learnt)],
        "together": [_together(learnt, a) for a in learnt.gathered],
        "orders": [_order(learnt, p) for p in learnt.orders],
    }


def _pool(learnt: Learnt, index: int) -> Document:
    pool = learnt.people.pools[index]
    return {
        "pool": pool.label,
        "staff": pool.staff,
        "low": pool.low,
        "high": pool.high,
        "people": pool.people,
        "pauses": pool.pause,
        "hours": "always" if is_always(pool.week) else written(pool.week),
        "holidays": pool.off is not None,
        "steps": [learnt.names[a] for a in pool.activities],
    }


def _step(learnt: Learnt, activity: int) -> Document:
    law, wait = learnt.work.get(activity), learnt.waits.get(activity)
    found: Document = {"step": learnt.names[activity], "work": None, "wait": None}
    if law is not None:
        grouped = holds(learnt.gathered, activity, inside=True) is not None
        family = "until its group goes on" if grouped else law.family
        found["work"] = {"family": family, "mean": law.overall, "n": law.n, "distance": law.distance}
    if wait is not None:
        found["wait"] = {"family": wait.law.family, "mean": wait.law.overall, "clock": wait.clock}
    return found


def country_of(text: str) -> str:
    """The country whose holidays are days off, as one types it: its name or code, or ``days: name`` as a
    calendar has it. Raises `InputError` where it is none.
    """
    if not text:
        return ""
    found = calendar_of(text)
    named = found.get("days") if isinstance(found, dict) and set(found) == {"days"} else found
    expected = 'a country such as "days: netherlands" (its weekdays and hours are read from the log)'
    place = Place(f"--calendar {text}"[:80], 1)
    if not isinstance(named, str) or named in PATTERNS:
        raise InputError([Complaint("", text, expected, place=place)])
    try:
        country_code(named)
    except CalendarError as error:
        raise InputError([Complaint("", named, expected, error.nearest, place)]) from None
    return named.strip().lower().replace(" ", "_")


def _days_off(learnt: Learnt) -> Document | None:
    """How public holidays show in the log; None where nothing ever closes."""
    people = learnt.people
    if people.kept is None:
        return None
    told = holidays_told(learnt.country, people.kept)
    return {
        "country": learnt.country or None,
        "used": people.off is not None,
        "holidays": people.kept.seen,
        "begun": people.kept.begun,
        "usual": people.kept.usual,
        "silent": [d.isoformat() for d in people.kept.silent],
        "sentence": None if told is None else both(told),
    }


def _together(learnt: Learnt, activity: int) -> Document:
    found = learnt.gathered[activity]
    plain = ("visits", "share", "chance", "groups", "size", "size_low", "size_high", "kept", "per", "alike")
    return {
        "step": learnt.names[activity],
        "rule": found.rule or None,
        **{key: getattr(found, key) for key in plain},
        "count": found.count or None,
        "lasts": found.lasts or None,
        "slots": slots_told(found.slots),
        "sentence": both(gathering_told(learnt.names[activity], found)),
    }


def _order(learnt: Learnt, index: int) -> Document:
    found, pool = learnt.orders[index], learnt.people.pools[index].label
    told = order_told(pool, found)
    plain = ("state", "rule", "lines", "passed", "tested", "followed", "chance")
    return {
        "pool": pool,
        **{key: getattr(found, key) for key in plain},
        "who": both(priority_told(found)),
        "sentence": None if told is None else both(told),
    }


SENTENCES = {
    "good": Label(en="Good enough to decide on: {why}.", zh="可用于决策：{why}。"),
    "rough": Label(
        en="Good enough to compare reforms, not to state times: {why}.",
        zh="可用于比较改革方案，不宜用于断言时长：{why}。",
    ),
    "poor": Label(en="Not good enough to decide on: {why}.", zh="不足以用于决策：{why}。"),
    "unknown": Label(en="Whether it is good enough cannot be told: {why}.", zh="无法判断是否可用：{why}。"),
}
UNITS = {"n_gram": "1", "absolute": "h", "relative": "h", "circadian": "h", "cycle_time": "h"}


def validation_document(found: Validation) -> Document:
    """A validation as a plain document; times in hours."""
    sentence = SENTENCES[found.grade]
    return {
        "cut": found.cut.isoformat(),
        "seen": found.seen,
        "unseen": found.unseen,
        "still_open": found.still_open,
        "replications": found.replications,
        "unfinished": found.unfinished,
        "distances": [{**asdict(d), "unit": UNITS[d.name]} for d in found.distances],
        **{
            part: {k: None if v is None else v / 3600 for k, v in asdict(getattr(found, part)).items()}
            for part in ("observed", "predicted", "learnt_from")
        },
        "queues": [{**asdict(q), "within": q.within} for q in found.queues],
        "grade": found.grade,
        "sentence": {
            "en": sentence.en.format(why="; ".join(w.en for w in found.why)),
            "zh": sentence.zh.format(why="；".join(w.zh for w in found.why)),
        },
    }
