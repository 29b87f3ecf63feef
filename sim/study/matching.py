"""A real log put on the name tables of a program, so that every measure and target works on it unchanged.

A step of the program is an activity of that name (or label); a mark is an activity, or a date of the case, of
that name. Activities that the program does not know become further steps of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError
from sim.eventlog import MISSING, Catalog, EventLog, StepName
from sim.history import History
from sim.labels import Label
from sim.naming import identifiers
from sim.program import NONE, Process, Program, Step

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matched:
    """A log on a program's tables; what was matched and what was not."""

    program: Program
    log: EventLog
    known: tuple[str, ...]
    """Activities that are steps of the program."""
    unknown: tuple[str, ...]
    """Activities that the program does not have."""
    absent: tuple[str, ...]
    """Steps of the program that never occur in the log."""


def matched(history: History, program: Program, processes: Mapping[str, str] | None = None) -> Matched:
    """The log on the program's tables. ``processes`` names the program's process of each of the log's (by
    default that of the same name, or the only one).

    Raises `UsageError` where a process of the log has none in the program.
    """
    of = [_process_of(name, program, processes or {}) for name in history.log.catalog.processes]
    if len(set(of)) < len(of):
        raise UsageError("several processes of the log would be one of the scenario: choose with --process")
    extended, positions, names = program, [], []
    for p, target in enumerate(of):
        extended, place, told = _steps(history, p, extended, target)
        positions.append(place)
        names.append(told)
    texts, values = _attributes(history, program, of)
    extended = replace(extended, texts=texts)
    log = _log(history, extended, of, positions)
    log = replace(log, attributes=values, milestones=_milestones(history, log, extended, of))
    return Matched(
        extended,
        log,
        tuple(n for told in names for n in told[0]),
        tuple(n for told in names for n in told[1]),
        tuple(n for told in names for n in told[2]),
    )


def _process_of(name: str, program: Program, given: Mapping[str, str]) -> int:
    known = [p.name for p in program.processes]
    wanted = given.get(name, name)
    if wanted in known:
        return known.index(wanted)
    if len(known) == 1:
        return 0
    raise UsageError(
        f'no process "{wanted}" in the scenario (there are {", ".join(known)}): name it with --process'
    )


Told = tuple[list[str], list[str], list[str]]


def _steps(history: History, p: int, program: Program, target: int) -> tuple[Program, Ints, Told]:
    """The program with the log's further steps, the position of each of the log's steps, and names."""
    process = program.processes[target]
    by_name = {s.name: at for at, s in enumerate(process.steps) if s.logged}
    for at, s in enumerate(process.steps):
        if s.logged:
            for label in (s.label.en, s.label.zh):
                by_name.setdefault(label.strip().lower(), at)
    place, steps, known, unknown = [], list(process.steps), [], []
    taken = {s.name for s in steps}
    for step, activity in zip(history.log.catalog.steps[p], history.activities[p], strict=True):
        at = by_name.get(step.name, by_name.get(activity.strip().lower(), -1))
        if at < 0:
            at = len(steps)
            name = identifiers([step.name], "step", taken)[0]
            taken.add(name)
            steps.append(_further(name, activity))
            unknown.append(activity)
        else:
            known.append(activity)
        place.append(at)
    absent = [s.name for at, s in enumerate(process.steps) if s.logged and at not in place]
    processes = list(program.processes)
    processes[target] = replace(process, steps=tuple(steps))
    return replace(program, processes=tuple(processes)), np.array(place), (known, unknown, absent)


def _further(name: str, activity: str) -> Step:
    return Step(name=name, label=Label(activity), kind="task", node=NONE, holder=0, logged=True, staffed=True)


def _attributes(
    history: History, program: Program, of: Sequence[int]
) -> tuple[tuple[str, ...], tuple[tuple[Floats, ...], ...]]:
    """The program's texts with those of the log behind them, and its attributes out of the log's columns."""
    texts = list(program.texts)
    at = {t: i for i, t in enumerate(texts)}

    def number(text: str) -> float:
        if text not in at:
            at[text] = len(texts)
            texts.append(text)
        return float(at[text])

    found: list[tuple[Floats, ...]] = []
    for target, process in enumerate(program.processes):
        columns = []
        for attribute in process.attributes:
            parts = [
                _column(history, p, attribute.name, attribute.text, number)
                for p, t in enumerate(of)
                if t == target
            ]
            columns.append(np.concatenate(parts) if parts else np.empty(0))
        found.append(tuple(columns))
    return tuple(texts), tuple(found)


def _column(history: History, p: int, name: str, text: bool, number: object) -> Floats:
    log, catalog = history.log, history.log.catalog
    count = int((np.asarray(log.cases["process"]) == p).sum())
    if name not in catalog.attributes[p]:
        return np.full(count, -1.0 if text else np.nan)
    k = catalog.attributes[p].index(name)
    values = np.asarray(log.attributes[p][k], dtype=np.float64)
    if not catalog.text_attributes[p][k]:
        return np.full(count, -1.0) if text else values
    table = np.array([number(t or "none") for t in catalog.texts])  # type: ignore[operator]
    found: Floats = table[values.astype(np.int64)]
    return found


def _log(history: History, program: Program, of: Sequence[int], positions: Sequence[Ints]) -> EventLog:
    """The rows and cases with the program's numbers."""
    log, old = history.log, history.log.catalog
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    cases = {k: np.asarray(v, dtype=np.int64) for k, v in log.cases.items()}
    position = np.empty(len(log), dtype=np.int64)
    holder = np.empty(len(log), dtype=np.int64)
    held = np.array([program.holders.index(h) if h in program.holders else 0 for h in old.holders])
    for p, place in enumerate(positions):
        mine = rows["process"] == p
        position[mine] = place[rows["position"][mine]]
        own = np.array([max(s.holder, 0) for s in program.processes[of[p]].steps], dtype=np.int64)
        told = len(old.holders) > 1
        holder[mine] = held[rows["holder"][mine]] if told else own[position[mine]]
    table = np.array(of, dtype=np.int64)
    outcomes = np.array([program.outcomes.index(o) if o in program.outcomes else 0 for o in old.outcomes])
    ended = cases["outcome"] != MISSING
    cases["outcome"] = np.where(ended, outcomes[np.where(ended, cases["outcome"], 0)], MISSING)
    rows |= {"process": table[rows["process"]], "position": position, "holder": holder}
    cases["process"] = table[cases["process"]]
    return replace(log, catalog=_catalog(program, old), rows=rows, cases=cases)


def _catalog(program: Program, old: Catalog) -> Catalog:
    from sim.catalog import catalog_of

    found = catalog_of(program)
    steps = tuple(
        tuple(
            StepName(name=s.name, branch=s.branch, staffed=s.staffed or not s.logged) for s in process.steps
        )
        for process in program.processes
    )
    return replace(found, steps=steps, origin=old.origin)


def _milestones(
    history: History, log: EventLog, program: Program, of: Sequence[int]
) -> tuple[tuple[Ints, ...], ...]:
    return tuple(
        tuple(_marked(history, log, process, target, mark, of) for mark in process.milestones)
        for target, process in enumerate(program.processes)
    )


def _marked(  # noqa: PLR0913
    history: History, log: EventLog, process: Process, target: int, mark: str, of: Sequence[int]
) -> Ints:
    """The instants of a mark: a date of the case of that name, else the last end of the activity of that
    name.
    """
    parts = []
    for p, own in enumerate(of):
        if own != target:
            continue
        marks = history.log.catalog.milestones[p]
        if mark in marks:
            parts.append(np.asarray(history.log.milestones[p][marks.index(mark)], dtype=np.int64))
            continue
        cases = np.flatnonzero(np.asarray(history.log.cases["process"]) == p)
        instants = np.full(len(cases), MISSING)
        names = [s.name for s in history.log.catalog.steps[p]]
        if mark in names:
            rows = {k: np.asarray(v) for k, v in history.log.rows.items()}
            mine = (
                (rows["process"] == p) & (rows["position"] == names.index(mark)) & (rows["ended"] != MISSING)
            )
            np.maximum.at(instants, rows["case"][mine], rows["ended"][mine])
        parts.append(instants)
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
