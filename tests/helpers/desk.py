"""A scenario that runs in a blink, with targets, a reform and two languages; and how to call `sim` on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCENARIO = """\
format: 1
title: {en: One desk, zh: 一个窗口}
period: {start: 2021-03-01, warm_up: 2 d, arrivals: 10 d, drain: 30 d}
working_day: office
calendars:
  office: {days: weekdays, hours: ["09:00-12:00", "13:00-17:00"]}
numbers:
  arrivals: {value: 4000 per y, kind: assumption, range: [3000 per y, 5000 per y], source: none}
  slow: {value: 30 min, kind: assumption, range: [20 min, 40 min], source: none}
  quick: {value: 10 min, kind: expert, range: [5 min, 15 min], source: none}
pools:
  clerk: {staff: 2, calendar: office}
processes:
  permit:
    arrive: {rate: arrivals, during: office}
    attributes: {kind: {plain: 0.7, hard: 0.3}}
    steps:
      - {task: review, by: clerk, takes: exponential(mean=slow)}
      - mark: signed
targets:
  - name: {en: within a day, zh: 一日内}
    plan: 5
    process: permit
    measure: elapsed
    to: signed
    at_most: 1 d
    share: 0.5
  - name: {en: within a minute on average, zh: 平均一分钟内}
    process: permit
    measure: elapsed
    at_most: 1 min
  - name: {en: a fifth less queueing, zh: 排队减少两成}
    process: permit
    measure: elapsed
    change: at_most -20%
    against: today
reforms:
  quick_review:
    plan: 5
    change:
      - set: {processes.permit.steps.review.takes: exponential(mean=quick)}
variants:
  plan_quick: [quick_review]
"""


def write(folder: Path, text: str = SCENARIO, name: str = "desk.yaml") -> Path:
    """The scenario as a file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def environment(**more: str) -> dict[str, str]:
    """An environment in which `python -m sim` finds this project, in UTF-8 and 80 columns."""
    kept = {k: v for k, v in os.environ.items() if k not in ("SIM_LANG", "NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80", **more}


PATIENCE = 100.0
"""Seconds within which a command must end."""


def sim(
    folder: Path, *arguments: str, patience: float = PATIENCE, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=patience,
        check=False,
    )
