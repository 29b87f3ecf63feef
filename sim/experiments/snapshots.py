"""Snapshots of a queue, judged: its mean length, by the hour too, days standing in for replications."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import Complaint, InputError, Place
from sim.estimate import Sample, finite
from sim.fitting.asked import target_of
from sim.importing.snapshots import Snapshots
from sim.judging.judge import judge
from sim.labels import Label
from sim.statistics.answers import answer
from sim.statistics.clusters import likeness, pooled_mean, widened
from sim.study.document import Document, both
from sim.verdict import ALPHA, Question, Verdict

DAY, HOUR = 86_400, 3600
NOTE = Label(
    en="snapshots tell how long the queue was, not how long anybody waited; intervals take the {days} days "
    "for independent",
    zh="快照只说明队伍有多长，不说明等了多久；区间把 {days} 天视为相互独立",
)


def snapshot_document(found: Snapshots, targets: tuple[str, ...]) -> Document:
    """The plain document. Targets are of ``queue_length``; raises `InputError` for others."""
    day = found.at // DAY
    sample = _by_day(found.waiting, day)
    days = len(np.unique(day))
    return {
        "schema_version": 1,
        "file": found.file,
        "kind": found.kind,
        "columns": found.columns,
        "snapshots": len(found.at),
        "left_out": found.left_out.total,
        "days": days,
        "queue_length": _figures(found.waiting, sample),
        "windows": _windows(found, day),
        "by_hour": _by_hour(found),
        "verdicts": [_verdict(text, sample).as_row("en") for text in targets],
        "notes": [both(Label(NOTE.en.format(days=days), NOTE.zh.format(days=days)))],
    }


def _by_day(values: NDArray[np.float64], day: NDArray[np.int64]) -> Sample:
    groups = [values[day == d].tolist() for d in np.unique(day)]
    return Sample.of("queue_length", groups, kind="count")


def _figures(values: NDArray[np.float64], sample: Sample) -> dict[str, Any]:
    mean = widened(pooled_mean(sample), likeness(sample))
    quantiles = {f"p{q}": float(np.quantile(values, q / 100)) for q in (50, 90, 95)}
    return {"mean": mean.estimate, "low": finite(mean.low), "high": finite(mean.high), **quantiles}


def _windows(found: Snapshots, day: NDArray[np.int64]) -> dict[str, Any] | None:
    known = found.windows >= 0
    if not known.any():
        return None
    return _figures(found.windows[known], _by_day(found.windows[known], day[known]))


def _by_hour(found: Snapshots) -> list[dict[str, Any]]:
    hour = found.at % DAY // HOUR
    rows = []
    for h in np.unique(hour).tolist():
        mine = hour == h
        windows = found.windows[mine]
        windows = windows[windows >= 0]
        rows.append(
            {
                "hour": h,
                "snapshots": int(mine.sum()),
                "waiting": float(found.waiting[mine].mean()),
                "windows": float(windows.mean()) if len(windows) else None,
            }
        )
    return rows


def _verdict(text: str, sample: Sample) -> Verdict:
    asked = target_of(text)
    side = "at_most" if "at_most" in asked else "at_least"
    try:
        if asked["measure"] != "queue_length" or set(asked) & {"from", "to", "where", "process"}:
            raise ValueError
        limit = float(asked[side])
        share = asked.get("share")
        required = None if share is None else float(share.rstrip("%")) / (100 if share.endswith("%") else 1)
        statistic = asked.get("statistic", "mean") if required is None else "share"
        question = Question(
            measure="queue_length",
            limit=limit,
            side=side,  # type: ignore[arg-type]
            statistic=statistic,
            required=required,
            label=Label(asked["name"]),
        )
    except ValueError:
        expected = "queue_length with a plain number, such as queue_length <= 5 share 0.9"
        raise InputError([Complaint("", text, expected, place=Place("--target", 1))]) from None
    level = 1 - ALPHA
    mean = statistic == "mean"
    estimate = pooled_mean(sample, level=level) if mean else answer(question, sample, level=level)
    return judge(question, widened(estimate, likeness(sample)))
