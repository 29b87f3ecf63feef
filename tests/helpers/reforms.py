"""The small scenario on which the reform cards' tests work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.reading import read
from sim.reforming import apply
from sim.scenario import Scenario

BASE = """\
format: 1
title: Reforms
period: {start: 2021-01-04, arrivals: 30 d, drain: 60 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["09:00-17:00"]}, hall: weekdays}
numbers:
  again: {value: 0.2, kind: assumption, range: [0.1, 0.3], source: none}
pools:
  desk: {staff: 2, calendar: office, at_close: pause, cost: 40 per h, absent: 0.1}
  window: {staff: 1, calendar: hall, order: due, speed: 0.5}
  room: {shifts: [{staff: 1, calendar: office}, {staff: 2, calendar: hall, absent: 0.2}], absent: 0.05}
procedures:
  notice: [{task: write, by: window, takes: 5 min}, {wait: post, holder: third_party, takes: 1 d}]
processes:
  permit:
    arrive: {rate: 10 per d}
    attributes: {kind: {a: 0.5, b: 0.5}}
    steps:
      - {task: apply, by: window, takes: 10 min, trip: true}
      - repeat: check
        again: again
        steps:
          - {task: review, by: [desk, window], takes: 30 min, holder: court}
          - {task: stamp, by: {all: [desk, {pool: room, n: 2}, window]}, takes: 5 min, holder: court}
      - choose: kinds
        branches:
          quick: {when: kind == "a", steps: [{task: sign, by: desk, takes: 3 min}]}
          slow: {else: true, steps: [{wait: think, holder: agency, takes: 2 d}]}
      - {use: notice}
      - mark: known
      - {task: pay, by: window, takes: 4 min, trip: true}
      - {task: hand_over, by: {join_shortest: [desk, window]}, takes: 2 min, trip: true}
  other:
    arrive: {rate: 1 per d}
    steps:
      - {task: review, by: desk, takes: 1 h}
      - {assign: clerk, pool: desk}
targets:
  - {name: busy, pool: desk, measure: utilisation, at_most: 0.9}
"""


def reformed(folder: Path, changes: str, *, base: str = BASE) -> Scenario:
    """The base with one card of these changes (each line ``- verb: ...``), applied."""
    lines = "".join(f"      {line}\n" for line in changes.strip().splitlines())
    file = folder / "reforms.yaml"
    text = f"{base}reforms:\n  card:\n    change:\n{lines}variants:\n  new: [card]\n"
    file.write_text(text, encoding="utf-8")
    return apply(read(str(file)), "new")


def names(steps: Sequence[Any]) -> list[str]:
    """The names of a list of steps."""
    return [s.name for s in steps]
