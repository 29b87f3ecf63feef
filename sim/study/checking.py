"""What `sim check` tells of a scenario that can run: figures by kind, the load of its pools, a warm-up."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sim.calendars import DAY
from sim.compiling import loads
from sim.engines import run
from sim.errors import SimulationError
from sim.eventlog import MISSING, EventLog
from sim.program import Program
from sim.statistics.warmup import mser5
from sim.study.prepare import TODAY, Prepared

PATIENCE = 4.0
"""Seconds that a pilot may be expected to take; a larger scenario is run without one."""

CASES_PER_SECOND = 1500
"""How many cases the reference engine surely gets through in a second."""

Found = dict[str, Any]


def checked(ready: Mapping[str, Prepared], *, pilot: bool = True) -> Found:
    """The plain document that the check's page is printed from; texts in both languages."""
    today = ready[TODAY]
    return {
        "title": {"en": today.program.title("en"), "zh": today.program.title("zh")},
        "processes": len(today.program.processes),
        "targets": len(today.program.targets),
        "variants": [v for v in ready if v != TODAY],
        "ledger": ledger_of(today),
        "loads": [
            {"pool": load.pool, "variant": v, "ratio": load.ratio}
            for v, p in ready.items()
            for load in loads(p.program)
        ],
        "warnings": _warnings(ready),
        "guessed_days": today.program.guessed_days,
        "warm_up": today.program.warm_up / DAY,
        "suggested": suggested_warm_up(today.program) if pilot else {"why": "no pilot"},
    }


def ledger_of(prepared: Prepared) -> Found:
    """Numbers by kind, assumptions without a range, and every unsourced literal with its place."""
    scenario = prepared.scenario
    numbers = scenario.document.numbers
    places = dict.fromkeys((u.path, u.literal) for u in prepared.program.uses if u.literal)
    return {
        "by_kind": dict(sorted(Counter(n.kind for n in numbers.values()).items())),
        "without_range": [
            n for n, model in numbers.items() if model.kind == "assumption" and model.range is None
        ],
        "unsourced": [{"path": path, "literal": literal} for path, literal in places],
    }


def _warnings(ready: Mapping[str, Prepared]) -> list[Any]:
    """Today's warnings (unused is what no variant uses), and those about the steps of variants."""
    found = list(ready[TODAY].warnings(ready.values()))
    for variant, prepared in ready.items():
        if variant != TODAY:
            told = {(w.path, w.given) for w in found}
            of_steps = (w for w in prepared.warnings() if ".steps." in w.path)
            found += [w for w in of_steps if (w.path, w.given) not in told]
    return found


def suggested_warm_up(program: Program) -> Found:
    """MSER-5 on the daily number of cases inside, from one pilot run; days, or why there is none."""
    expected = expected_cases(program)
    if expected > PATIENCE * CASES_PER_SECOND:
        return {"why": "too large"}
    began = time.monotonic()
    try:
        log = run(program, seed=0, replication=0, engine="simpy")
    except SimulationError:
        return {"why": "failed"}
    series = inside_by_day(log, program.until // DAY)
    cut = mser5(series)
    if not cut.reliable or time.monotonic() - began > 10 * PATIENCE:
        return {"why": "unsettled"}
    return {"days": cut.truncation}


def expected_cases(program: Program) -> float:
    """About how many cases a run has; infinite where that cannot be told beforehand."""
    total = 0.0
    for process in program.processes:
        arrivals = process.arrivals
        total += sum(b.count for b in process.backlog) + len(arrivals.schedule)
        total += _by_intensity(program, process.arrivals) if arrivals.intensity else 0.0
        if arrivals.every >= 0:
            mean = program.draws[arrivals.every].law.mean
            batches = program.until / mean if mean > 0 else float("inf")
            total += batches * _cases_in_a_batch(program, process.arrivals)
    return total


def _by_intensity(program: Program, arrivals: Any) -> float:
    return float(arrivals.intensity.integral[-1]) * _cases_in_a_batch(program, arrivals)


def _cases_in_a_batch(program: Program, arrivals: Any) -> float:
    return max(float(program.draws[arrivals.batch].law.mean), 1.0) if arrivals.batch >= 0 else 1.0


def inside_by_day(log: EventLog, days: int) -> list[float]:
    """The number of cases inside at the end of each day."""
    arrived = sorted(log.cases["arrived"])
    left = sorted(f for f in log.cases["finished"] if f != MISSING)
    return [float(bisect_right(arrived, d * DAY) - bisect_left(left, d * DAY)) for d in range(1, days + 1)]
