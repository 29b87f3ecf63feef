"""Writing the event log of a run."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from sim.catalog import catalog_of
from sim.engines.reference.cases import Case, Visit
from sim.engines.reference.state import State
from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, SPELL_COLUMNS, EventLog
from sim.program import NONE, Program


def event_log(state: State, end: int) -> EventLog:
    """The log of a finished run, rows and cases in canonical order."""
    visits = sorted(state.visits, key=lambda v: (v.queued, *v.place))
    cases = sorted(state.cases, key=lambda c: (c.process, c.number))
    lines, persons = _Names(), _Names()
    rows = _columns(ROW_COLUMNS, ((
        v.case.process, v.case.number, v.node.position, v.round, v.node.holder, v.queued, v.started, v.ended,
        v.worked,
        lines.index(v.line), persons.index(v.people), v.outcome,
    ) for v in visits))  # fmt: skip
    spells = _columns(SPELL_COLUMNS, (
        (row, a, b, lines.index(where), persons.index(who))
        for row, v in enumerate(visits) for a, b, where, who in v.spells
    ))  # fmt: skip
    table = _columns(CASE_COLUMNS, ((
        c.process, c.number, c.arrived, c.finished, MISSING if c.outcome == NONE else c.outcome,
        int(c.measured),
    ) for c in cases))  # fmt: skip
    return EventLog(
        catalog=catalog_of(state.program),
        replication=state.replication,
        end=end,
        rows=rows,
        cases=table,
        attributes=_per_process(state.program, cases),
        milestones=_marks(state.program, cases),
        lines=lines.texts,
        persons=persons.texts,
        spells=spells,
    )


def close_open_rows(state: State, end: int, spent: Iterable[tuple[Visit, int]]) -> None:
    """What is still open at the end of the run is unfinished; work in hand counts up to then."""
    for visit, seconds in spent:
        visit.worked += seconds
        if visit.spells:
            visit.spells.append((visit.spell, end, visit.line, visit.people))


class _Names:
    """Texts numbered in the order of their first use; an empty text is MISSING."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def index(self, text: str) -> int:
        return self._index.setdefault(text, len(self._index)) if text else MISSING

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self._index)


def _columns(names: tuple[str, ...], rows: Iterable[tuple[int, ...]]) -> dict[str, array[int]]:
    columns = [array("q") for _ in names]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return dict(zip(names, columns, strict=True))


def _per_process(program: Program, cases: list[Case]) -> tuple[tuple[array[float], ...], ...]:
    return tuple(
        tuple(
            array("d", (c.values[k] for c in cases if c.process == p)) for k in range(len(process.attributes))
        )
        for p, process in enumerate(program.processes)
    )


def _marks(program: Program, cases: list[Case]) -> tuple[tuple[array[int], ...], ...]:
    return tuple(
        tuple(
            array("q", (c.marks[k] for c in cases if c.process == p)) for k in range(len(process.milestones))
        )
        for p, process in enumerate(program.processes)
    )
