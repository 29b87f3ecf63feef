"""[whatif] A study as the document that a page is drawn from: verdicts, curves, figures of each step."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10

import numpy as np
from numpy.typing import NDArray

from sim.estimate import Sample
from sim.experiments.whatif.controls import staff_of
from sim.measures import Wanted, for_target
from sim.measures.stations import MOMENTS, Stations
from sim.program import NONE, Program, Target
from sim.reporting.console import is_share
from sim.study.asking import base_units
from sim.study.decide import Study
from sim.study.document import Document, both, failures_of, figures_of, verdict_row
from sim.units import SECONDS

BARS = 36
"""Bars of a distribution; the last one holds everything beyond."""

TIMES = ("elapsed", "working_days", "legal_days", "open_time", "queueing", "work", "waiting")


def said(study: Study, next_look: int | None) -> Document:
    """The verdicts, with what the controls show: all that somebody waits for."""
    verdicts = [verdict_row(v, study, i) for i, v in enumerate(study.verdicts)]
    for row in verdicts:
        row["percent"] = row["required"] is not None or row["against"] is not None or is_share(row["measure"])
    return {
        "replications": study.replications,
        "verdicts": verdicts,
        "failures": failures_of(study),
        "next": next_look,
        "staff": staff_of(study.prepared),
    }


def drawn(study: Study, found: Sequence[Stations], next_look: int | None) -> Document:
    """The whole document, with the labels of what the figures belong to."""
    program, figures = study.prepared.program, figures_of(study)
    return {
        **said(study, next_look),
        "measures": figures["measures"],
        "pools": figures["pools"],
        "shapes": [_shape(study, target) for target in program.targets],
        "stations": [_steps(program, i, s) for i, s in enumerate(found)],
        "curves": [_curve(program, i, s) for i, s in enumerate(found)],
    }


def _shape(study: Study, target: Target) -> Document | None:
    """How a target's measure is distributed over all measured cases, or None where it has no distribution."""
    program = study.prepared.program
    wanted = for_target(program, target)
    if not _has_times(wanted) or target.against is not None:
        return None
    sample = study.samples[wanted]
    one = base_units(program, target)
    return _bars(sample, one, target) if sum(sample.cases) else None


def _has_times(wanted: Wanted) -> bool:
    stem = wanted.measure.partition(".")[0]
    return wanted.pool == NONE and (stem in TIMES or stem == "held_by")


def _bars(sample: Sample, one: float, target: Target) -> Document:
    values = np.concatenate([np.asarray(v) for v in sample.values]) / one
    cases = sum(sample.cases)
    whole = target.unit == "wd" and float(one).is_integer() and bool(np.all(values == np.floor(values)))
    width = _width(values, target.limit, whole=whole)
    places = np.minimum((values / width).astype(np.int64), BARS - 1)
    counts = np.bincount(places, minlength=BARS)
    within = int(np.count_nonzero(values <= target.limit))
    within = within if target.direction == "at_most" else int(np.count_nonzero(values >= target.limit))
    return {
        "unit": target.unit,
        "limit": target.limit,
        "width": width,
        "whole": whole,
        "shares": [float(c) / cases for c in counts],
        "beyond": 1 - within / cases,
        "unfinished": sum(sample.unfinished) / cases,
    }


def _width(values: NDArray[np.float64], limit: float, *, whole: bool) -> float:
    """A round width with which the bars reach past the limit and past all but the longest cases."""
    far = float(np.quantile(values, 0.98)) if len(values) else limit
    least = max(far, 1.25 * limit if isfinite(limit) else 0.0, 1e-9) / (BARS - 1)
    power = 10.0 ** floor(log10(least))
    width = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least)
    return float(max(1, ceil(width))) if whole else float(width)


def _steps(program: Program, index: int, found: Stations) -> Document:
    """Per step: how often a case comes to it, and the mean minutes it queues and takes there."""
    process = program.processes[index]
    steps = {
        step.name: {
            "visits": found.visits[at] / found.replications,
            "queue": _mean(found.queueing[at], found.visits[at]),
            "time": _mean(found.time[at], found.visits[at]),
        }
        for at, step in enumerate(process.steps)
        if step.logged
    }
    return {"process": process.name, "label": both(process.label), "steps": steps}


def _mean(seconds: int, visits: int) -> float | None:
    return seconds / visits / SECONDS["min"] if visits else None


def _curve(program: Program, index: int, found: Stations) -> Document:
    """The mean number of cases inside over time, by day since the beginning."""
    process = program.processes[index]
    days = program.until / SECONDS["d"] / MOMENTS
    return {
        "process": process.name,
        "label": both(process.label),
        "days": [round(i * days, 3) for i in range(MOMENTS + 1)],
        "inside": [n / found.replications for n in found.inside],
        "warm_up": program.warm_up / SECONDS["d"],
        "start": program.origin.isoformat(),
    }
