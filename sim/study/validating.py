"""How well a learnt process predicts what it has not seen: the later part of a log, given its arrivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from sim.errors import UsageError
from sim.estimate import Sample, finite
from sim.fitting.distances import DISTANCES, Events
from sim.fitting.knowledge import known_of
from sim.fitting.learning import learn
from sim.fitting.model import Learnt
from sim.fitting.traces import Ints, Traces, traces_of
from sim.history import History
from sim.labels import Label
from sim.statistics.clusters import block_days, likeness, pooled_mean, widened
from sim.study.calibrating import (
    Waiting,
    calibrated,
    staffed_for,
    waiting_by_week,
    waiting_of_log,
    waiting_of_run,
)
from sim.study.simulating import chosen_cases, events_of_log, events_of_run, program_of, simulated
from sim.study.standing import given

DAY = 86_400
FEW = 30
"""Fewer unseen cases than this tell too little."""

CLOSE, ROUGH = 0.10, 0.30
CLOSE_TAIL = 0.25
CLOSE_ORDER, ROUGH_ORDER = 0.25, 0.50

Grade = Literal["good", "rough", "poor", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A mean in seconds with an interval (None where a single block of time allows none), and quantiles."""

    mean: float
    low: float | None
    high: float | None
    p50: float
    p90: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A distance averaged over replications, the least and the greatest; ``before`` is that of the part that
    was learnt from to the part that was not: what somebody would get who expects all to stay as it was.
    """

    name: str
    value: float
    least: float
    most: float
    before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue in which people give up: what was seen in the unseen part, what was predicted (with the range
    of 95% of the replications), and the least and the greatest of the weeks of the whole log.
    """

    step: str
    figure: Literal["wait", "gave_up"]
    observed: float
    predicted: float
    low: float
    high: float
    least_week: float
    most_week: float

    @property
    def within(self) -> bool:
        """Whether the prediction is off by no more than the weeks of the log differ."""
        return abs(self.predicted - self.observed) <= self.most_week - self.least_week


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A prediction beside what happened."""

    cut: date
    seen: int
    unseen: int
    still_open: int
    replications: int
    distances: tuple[Distance, ...]
    observed: Times
    predicted: Times
    learnt_from: Times
    unfinished: int
    grade: Grade
    why: tuple[Label, ...]
    queues: tuple[Queue, ...] = ()


def held_out(
    history: History, process: int, held: float | date, *, country: str = ""
) -> tuple[Learnt, Traces, Traces, int]:
    """What the first part of a log tells, the traces of both parts, and how many cases of the later part are
    still open. ``held`` is the share of cases that are held out, the last to arrive, or the date from which
    on they are; ``country`` is that of `learn`. Raises `UsageError` where a part has too few cases.
    """
    everything = np.asarray(history.log.cases["process"]) == process
    arrived = np.asarray(history.log.cases["arrived"], dtype=np.int64)[everything]
    if isinstance(held, date):
        first = arrived < (held - history.log.catalog.origin).days * DAY
    else:
        first = chosen_cases(arrived, 1 - held)
    known = known_of(history, process)
    seen, unseen = (replace(traces_of(history, process, part), known=known) for part in (first, ~first))
    _refuse_few(seen, unseen)
    learnt = calibrated(learn(history, process, first, country=country), seen)
    return learnt, seen, unseen, int((~first).sum()) - unseen.count


def moved(history: History, other: History, process: int) -> Traces:
    """The traces of another log on the clock of the first, its activities numbered as there."""
    traces = traces_of(other, process)
    shift = (other.log.catalog.origin - history.log.catalog.origin).days * DAY
    return replace(
        traces,
        known=known_of(other, process),
        arrived=traces.arrived + shift,
        start=traces.start + shift,
        end=traces.end + shift,
        queued=traces.queued + shift,
    )


def _refuse_few(seen: Traces, unseen: Traces) -> None:
    if seen.count < 10 or unseen.count < 2:
        raise UsageError(
            "too few finished cases to learn from one part and predict the other: "
            f"{seen.count} and {unseen.count}"
        )


def validated(
    learnt: Learnt, parts: tuple[Traces, Traces, int], *, replications: int = 20, seed: int = 1
) -> Validation:
    """The prediction of the later part, given its arrivals; those before it warm the process up."""
    seen, unseen, still_open = parts
    _refuse_few(seen, unseen)
    came, cut = given(learnt, seen, unseen)
    staffed = staffed_for(learnt, came.arrived[came.arrived >= cut])
    program, start = program_of(staffed, came, cut)
    made, unfinished, waits = [], 0, []
    # A log at a time: twenty of a great many cases would not fit into memory.
    for log in simulated(program, replications, seed=seed):
        made.append(events_of_run(log, learnt, start))
        unfinished += int((np.asarray(log.cases["finished"]) < -(2**62)).sum())
        waits.append({a: waiting_of_run(log, learnt.steps_of(a)) for a in learnt.patience})
    real, known = events_of_log(unseen, learnt.origin), events_of_log(seen, learnt.origin)
    observed, predicted = observed_times(unseen), _predicted(made)
    distances = tuple(_distance(name, real, made, known) for name in DISTANCES)
    grade, why = graded(observed, predicted, distances[0].value, unseen.count)
    return Validation(
        cut=learnt.origin + timedelta(days=cut // DAY),
        seen=seen.count,
        unseen=unseen.count,
        still_open=still_open,
        replications=replications,
        distances=distances,
        observed=observed,
        predicted=predicted,
        learnt_from=observed_times(seen),
        unfinished=unfinished,
        grade=grade,
        why=why,
        queues=tuple(
            q for a in learnt.patience for q in _queue(learnt, a, [w[a] for w in waits], (seen, unseen))
        ),
    )


def _queue(
    learnt: Learnt, activity: int, made: Sequence[Waiting], parts: tuple[Traces, Traces]
) -> Iterator[Queue]:
    real = waiting_of_log(parts[1], activity)
    weeks = [w for part in parts for w in waiting_by_week(part, activity)]
    figures: tuple[Literal["wait", "gave_up"], ...] = ("wait", "gave_up")
    for figure in figures:
        values = np.array([getattr(m, figure) for m in made])
        low, high = np.quantile(values, (0.025, 0.975))
        yield Queue(
            step=learnt.names[activity],
            figure=figure,
            observed=getattr(real, figure),
            predicted=float(values.mean()),
            low=float(low),
            high=float(high),
            least_week=min(getattr(w, figure) for w in weeks),
            most_week=max(getattr(w, figure) for w in weeks),
        )


def _distance(name: str, real: Events, made: Sequence[Events], known: Events) -> Distance:
    values = [DISTANCES[name](real, m) for m in made]
    before = None if name == "absolute" else DISTANCES[name](real, _as_many(known, real))
    return Distance(
        name=name, value=float(np.mean(values)), least=min(values), most=max(values), before=before
    )


def _as_many(known: Events, real: Events) -> Events:
    """The last cases of the part learnt from, as many as the other part has (counts must be alike)."""
    cases = np.unique(known.case)
    wanted = len(np.unique(real.case))
    kept = np.isin(known.case, cases[-wanted:])
    return Events(
        case=known.case[kept],
        activity=known.activity[kept],
        start=known.start[kept],
        end=known.end[kept],
        weekday=known.weekday,
    )


def observed_times(traces: Traces) -> Times:
    """The cycle times of a part of a log; the interval takes blocks of its time for independent."""
    cases = np.unique(traces.case)
    begun, ended = _spans(traces)
    values = (ended - begun).astype(np.float64)
    arrived = traces.arrived[cases]
    first, last = int(arrived.min()) // DAY, int(arrived.max()) // DAY
    days = block_days(last - first + 1)
    block = (arrived // DAY - first) // days
    groups = [values[block == b].tolist() for b in range(int(block.max()) + 1)]
    sample = Sample.of("cycle_time", groups, unit="s")
    mean = widened(pooled_mean(sample), likeness(sample))
    low, high = finite(mean.low), finite(mean.high)
    centre = float(values.mean())
    return Times(
        mean=centre,
        low=None if low is None else max(low, 0.0),
        high=high,
        **_quantiles(values),
    )


def _spans(traces: Traces) -> tuple[Ints, Ints]:
    cases, of = np.unique(traces.case, return_inverse=True)
    begun = np.full(len(cases), np.iinfo(np.int64).max)
    ended = np.full(len(cases), np.iinfo(np.int64).min)
    np.minimum.at(begun, of, traces.start)
    np.maximum.at(ended, of, traces.end)
    return begun, ended


def _predicted(made: Sequence[Events]) -> Times:
    """Means over replications, and the range of 95% of the replications' means."""
    times = [m.cycle_times for m in made]
    means = np.array([t.mean() for t in times])
    low, high = np.quantile(means, (0.025, 0.975))
    return Times(
        mean=float(means.mean()), low=float(low), high=float(high), **_quantiles(np.concatenate(times))
    )


def _quantiles(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, float]:
    return {f"p{q}": float(np.quantile(values, q / 100)) for q in (50, 90, 95)}


MEAN = Label(
    en="the mean time of unseen cases was predicted {off:+.0%} off",
    zh="未见案件的平均时长预测偏差 {off:+.0%}",
)
TAIL = Label(
    en="nine in ten cases end within a time predicted {off:+.0%} off",
    zh="九成案件办结时长预测偏差 {off:+.0%}",
)
ORDER = Label(
    en="the order of steps is only partly reproduced (distance {off:.2f})",
    zh="步骤顺序只部分重现（距离 {off:.2f}）",
)
TOO_FEW = Label(en="only {n} unseen cases: too few to tell", zh="未见案件仅 {n} 件，不足以判断")


def graded(observed: Times, predicted: Times, order: float, cases: int) -> tuple[Grade, tuple[Label, ...]]:
    """Whether the fit is good enough to decide on, and what tells against it (or for it, where nothing does).

    Good: the mean within 10% (or the observed one among the replications' means), the time of nine in ten
    within 25%, the order within 0.25. Rough: the mean within 30%, the order within 0.5.
    """
    off = predicted.mean / observed.mean - 1 if observed.mean else 0.0
    tail = predicted.p90 / observed.p90 - 1 if observed.p90 else 0.0
    mean, ninth, steps = (
        _told(MEAN, off),
        _told(TAIL, tail),
        Label(ORDER.en.format(off=order), ORDER.zh.format(off=order)),
    )
    if cases < FEW:
        return "unknown", (Label(TOO_FEW.en.format(n=cases), TOO_FEW.zh.format(n=cases)),)
    inside = (predicted.low or 0.0) <= observed.mean <= (predicted.high or 0.0)
    near = abs(off) <= CLOSE or (inside and abs(off) <= ROUGH)
    against = [
        *([] if near else [mean]),
        *([] if abs(tail) <= CLOSE_TAIL else [ninth]),
        *([] if order <= CLOSE_ORDER else [steps]),
    ]
    if not against:
        return "good", (mean, ninth)
    grade: Grade = "rough" if abs(off) <= ROUGH and order <= ROUGH_ORDER else "poor"
    return grade, tuple(against)


def _told(label: Label, off: float) -> Label:
    return Label(label.en.format(off=off), label.zh.format(off=off))
