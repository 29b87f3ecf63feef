"""One real history judged as a run is: blocks of its time stand in for replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.calendars import DAY
from sim.compiling import compile_program
from sim.errors import Complaint, InputError, Place, nearest_name
from sim.estimate import Estimate, Sample
from sim.eventlog import EventLog
from sim.fitting.asked import deadline_of, deadline_target, target_of
from sim.fitting.skeleton import closing, period_of, skeleton, with_overruns
from sim.form import check
from sim.history import History
from sim.judging.judge import judge
from sim.measures import Wanted, for_target, observe_groups, samples, standard
from sim.measures.delays import Delay, delays
from sim.naming import identifiers
from sim.program import NONE, Program, Target
from sim.reading.text import value_of
from sim.scenario import Scenario
from sim.scenario.scenario import Table
from sim.statistics.answers import answer
from sim.statistics.clusters import block_days, likeness, pooled_mean, widened
from sim.study.asking import in_own_unit, question_in_base
from sim.study.matching import Matched, matched
from sim.study.prepare import Prepared, prepare
from sim.tree import Map, planted
from sim.verdict import ALPHA, Verdict

WEEKDAYS = "weekdays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked of a log: targets as text, deadline columns, a scenario whose targets are asked, the
    working-day calendar as YAML text, and the process of the scenario that the log is of.
    """

    targets: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    against: str = ""
    calendar: str = ""
    process: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """How the history was cut: length in days, and how many blocks."""

    days: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """The cases of a process against a deadline of their own: instants compared are the milestone ``column``
    and the case's closing.
    """

    column: str
    attribute: str
    closed: int
    late: int
    open_late: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A log judged: the tables it was put on, a verdict per target, samples by block, who owns the delay."""

    history: History
    prepared: Prepared
    match: Matched
    blocks: Blocks
    verdicts: tuple[Verdict, ...]
    likeness: tuple[float, ...]
    """Per target how alike neighbouring blocks are."""
    samples: Mapping[Wanted, Sample]
    delays: Mapping[str, tuple[Delay, ...]]
    overruns: tuple[Overrun, ...]


def audit(history: History, questions: Questions) -> Audit:
    """The verdicts on a log. Raises `InputError` with every complaint about targets, columns and calendar."""
    deadlines = [(*deadline_of(text), text) for text in questions.deadlines]
    columns = [_milestone(history, column, text) for column, _, text in deadlines]
    history = with_overruns(history, columns)
    asked = [target_of(text) for text in questions.targets]
    for (column, share, _), mark in zip(deadlines, columns, strict=True):
        asked.append(deadline_target(f"over_{mark}", column, share))
    prepared = _prepared(history, questions, asked)
    names = dict.fromkeys(history.log.catalog.processes, questions.process) if questions.process else {}
    match = matched(history, prepared.program, names)
    prepared = replace(prepared, program=match.program)
    overruns = tuple(
        _overrun(history, mark, column) for (column, _, _), mark in zip(deadlines, columns, strict=True)
    )
    return _judged(history, prepared, match, overruns)


def _milestone(history: History, column: str, text: str) -> str:
    """The milestone of a date column, given by its own name or as the file has it."""
    marks = history.log.catalog.milestones[0]
    name = identifiers([column.removeprefix("case:")], "case")[0]
    if name in marks:
        return name
    expected = f"a date column of cases: {', '.join(marks)}" if marks else "a log with a date column of cases"
    place = Place(f"--deadline {text}", 1)
    raise InputError([Complaint("", column, expected, nearest_name(name, marks), place)])


def _prepared(history: History, questions: Questions, asked: Sequence[Mapping[str, Any]]) -> Prepared:
    if questions.against:
        return _against(history, questions, asked)
    calendar: Any = WEEKDAYS
    if questions.calendar:
        calendar = calendar_of(questions.calendar)
    return prepared_tree(skeleton(history, calendar=calendar, targets=asked), history.name)


def calendar_of(text: str) -> Any:
    """A calendar as YAML text (``days: netherlands``, or its days alone) as a plain tree."""
    from sim.tree import plain

    return plain(value_of(text, Place(f"--calendar {text}"[:80], 1)))


def prepared_tree(
    tree: Mapping[str, Any], name: str, *, place: str = "", tables: Mapping[str, Table] | None = None
) -> Prepared:
    """A plain tree as a scenario that can run, with the tables that it names. Raises `InputError` with every
    complaint.
    """
    placed = _placed(tree, place or name)
    checked = check(placed, set())
    if checked.document is None or checked.complaints:
        raise InputError(checked.complaints)
    scenario = Scenario(name, name, checked.document, checked.tree, tables or {})
    return Prepared(scenario, compile_program(scenario))


def _placed(tree: Mapping[str, Any], name: str) -> Map:
    """The tree with places that lead back to what was typed: the calendar and each target."""
    found: Map = planted(dict(tree), Place(name, 1))
    if "working" in found.get("calendars", {}):
        calendars = found["calendars"]
        place = Place("--calendar", 1)
        calendars.put("working", planted(tree["calendars"]["working"], place), place)
    for at, target in enumerate(tree.get("targets", ())):
        place = Place("--target", at + 1)
        found["targets"][at] = planted(target, place)
        found["targets"].places[at] = place
    return found


def _against(history: History, questions: Questions, asked: Sequence[Mapping[str, Any]]) -> Prepared:
    """The scenario of a file over the period of the log, with further targets behind its own."""
    period = period_of(history)
    settings = [f"period.{key}={value}" for key, value in {**period, "warm_up": "0 d"}.items()]
    if questions.calendar:
        found = prepare(questions.against, variants=("today",))["today"]
        settings.append(f"calendars.{found.scenario.document.working_day}={questions.calendar}")
    ready = prepare(questions.against, settings=(*settings, *questions.settings), variants=("today",))[
        "today"
    ]
    if not asked:
        return ready
    tree = ready.scenario.tree
    place = Place("--target", 1)
    targets = tree.get("targets") or planted([], place)
    for target in asked:
        targets.add(planted(target, place), place)
    tree.put("targets", targets, place)
    checked = check(tree, set())
    if checked.document is None or checked.complaints:
        raise InputError(checked.complaints)
    scenario = replace(ready.scenario, document=checked.document, tree=checked.tree)
    return Prepared(scenario, compile_program(scenario))


def _judged(history: History, prepared: Prepared, match: Matched, overruns: tuple[Overrun, ...]) -> Audit:
    program, log = prepared.program, match.log
    _refuse_unanswerable(program)
    blocks, group = _blocks(log, program)
    present = sorted(set(np.asarray(log.cases["process"]).tolist()))
    wanted = tuple(w for w in standard(program) if w.process in present)
    wanted = tuple(dict.fromkeys((*wanted, *(for_target(program, t) for t in program.targets))))
    found = samples(program, observe_groups(program, log, wanted, group, blocks.count))
    judged = [_verdict(program, t, found[for_target(program, t)]) for t in program.targets]
    return Audit(
        history=history,
        prepared=prepared,
        match=match,
        blocks=blocks,
        verdicts=tuple(judged),
        likeness=tuple(likeness(found[for_target(program, t)]) for t in program.targets),
        samples=found,
        delays={program.processes[p].name: delays(program, log, p) for p in present},
        overruns=overruns,
    )


def _refuse_unanswerable(program: Program) -> None:
    wrong = []
    for target in program.targets:
        stem = target.measure.partition(".")[0]
        if target.pool != NONE or stem in ("throughput", "open_cases", "clearance"):
            expected = "a measure of cases: a log does not tell who was on duty, and it is one history"
            wrong.append(Complaint("", target.measure, expected, place=Place("--target", 1)))
        elif target.against is not None or target.per is not None:
            given = f"against: {target.against}" if target.against else f"per: {target.per}"
            wrong.append(
                Complaint("", given, "a target without it: a log is one history", place=Place("--target", 1))
            )
    if wrong:
        raise InputError(wrong)


def _blocks(log: EventLog, program: Program) -> tuple[Blocks, list[Any]]:
    """Blocks of whole days by arrival over the days on which cases arrived."""
    arrived = np.asarray(log.cases["arrived"], dtype=np.int64)
    of = np.asarray(log.cases["process"])
    first, last = int(arrived.min()) // DAY, int(arrived.max()) // DAY
    days = block_days(last - first + 1)
    count = max((last - first) // days + 1, 1)
    block = (arrived // DAY - first) // days
    return Blocks(days=days, count=count), [block[of == p] for p in range(len(program.processes))]


def _verdict(program: Program, target: Target, sample: Sample) -> Verdict:
    question = question_in_base(program, target)
    estimate: Estimate = (
        pooled_mean(sample, level=1 - ALPHA)
        if question.statistic == "mean"
        else answer(question, sample, level=1 - ALPHA, base=None, periods=())
    )
    estimate = widened(estimate, likeness(sample))
    verdict = judge(question, estimate)
    named = {"few_replications": "few_blocks", "empty_replications": "", "one_replication": "few_blocks"}
    notes = dict.fromkeys(named.get(n, n) for n in verdict.notes)
    verdict = replace(verdict, notes=tuple(n for n in notes if n), more=None)
    return in_own_unit(verdict, program, target)


def _overrun(history: History, mark: str, column: str) -> Overrun:
    late = known = open_late = still = 0
    for p, marks in enumerate(history.log.catalog.milestones):
        due = np.asarray(history.log.milestones[p][marks.index(mark)], dtype=np.int64)
        ended = np.asarray(closing(history, p))
        has, closed = due > -(2**62), ended > -(2**62)
        known += int((has & closed).sum())
        late += int((has & closed & (ended > due)).sum())
        still += int((has & ~closed).sum())
        open_late += int((has & ~closed & (due < history.log.end)).sum())
    return Overrun(
        column=column,
        attribute=f"over_{mark}",
        closed=known,
        late=late,
        open_late=open_late,
        still_open=still,
    )


def file_digest(path: str | Path) -> str:
    """SHA-256 of a file's bytes."""
    import hashlib

    found = hashlib.sha256()
    with Path(path).open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()
