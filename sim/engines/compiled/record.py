"""The kernel's rows as an event log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Flags, Floats, Ints
from sim.engines.compiled.memory import Memory
from sim.engines.compiled.shelf import SHELF
from sim.engines.compiled.table import order_cases, order_rows
from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, SPELL_COLUMNS, Catalog, EventLog
from sim.program import Program


def event_log(program: Program, catalog: Catalog, memory: Memory) -> EventLog:
    """The log of a finished run, rows and cases in canonical order, where the kernel has written them."""
    return log_of(program, catalog, memory, (Written.of(program, memory), None))


def log_of(
    program: Program, catalog: Catalog, memory: Memory, found: tuple[Written, Flags | None]
) -> EventLog:
    """A log of the rows that are written, with copies of the cases that are chosen, or all as they lie."""
    written, chosen = found
    cases, attributes, marks = _cases(program, memory, chosen)
    return EventLog(
        catalog=catalog,
        replication=int(memory.i[c.REPLICATION]),
        end=int(memory.i[c.NOW]),
        rows=written.rows,
        cases=cases,
        attributes=attributes,
        milestones=marks,
        spells=written.spells,
        lines=written.lines.texts,
        persons=written.persons.texts,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The rows that the kernel has written, in canonical order, with what else is told of them; ``place`` is
    where each row lay before they were put in order."""

    rows: dict[str, Ints]
    spells: dict[str, Ints]
    lines: Names
    persons: Names
    place: Ints

    @classmethod
    def of(cls, program: Program, memory: Memory, going_on: Ints | None = None) -> Written:
        """``going_on``, in the midst of a run, has work in hand that was interrupted before: place, start,
        pools, persons. At the end of a run the rows are told where they lie."""
        i, n = memory.i, int(memory.i[c.ROWS])
        place, spare = SHELF.lend(n), SHELF.lend(n)
        order_rows(i, place, spare)
        rows = {name: column[:n] for name, column in zip(ROW_COLUMNS, memory.rows, strict=True)}
        if going_on is not None:
            rows = {name: column.copy() for name, column in rows.items()}
        lines, persons = _crews(program, i)
        rows["pool"], rows["person"] = lines.named(rows["pool"]), persons.named(rows["person"])
        return cls(rows, _spells(i, place, (lines, persons), going_on), lines, persons, place)


def _cases(
    program: Program, memory: Memory, chosen: Flags | None
) -> tuple[dict[str, Ints], tuple[tuple[Floats, ...], ...], tuple[tuple[Ints, ...], ...]]:
    """The columns of the chosen cases, and of each process the attributes and milestones."""
    processes, marks, n = program.processes, c.JMARKS + int(memory.i[c.MARKS]), int(memory.i[c.CASES])
    first = np.zeros((len(processes), 2), dtype=np.int64)
    if chosen is None and len(processes) == 1:
        first[0, 1], table = n, memory.cases[:, :n]
    else:
        chosen = np.ones(n, dtype=np.bool_) if chosen is None else chosen
        places = np.empty(int(chosen.sum()), dtype=np.int64)
        order_cases(memory.i, chosen, first, places)
        table = memory.cases[:, places]
    values, spans = table[marks:].view(np.float64), [slice(at, at + many) for at, many in first.tolist()]
    return (
        dict(zip(CASE_COLUMNS, table[: c.JMARKS], strict=True)),
        tuple(tuple(values[: len(p.attributes), span]) for p, span in zip(processes, spans, strict=True)),
        tuple(
            tuple(table[c.JMARKS : c.JMARKS + len(p.milestones), span])
            for p, span in zip(processes, spans, strict=True)
        ),
    )


class Names:
    """Texts of pools or of persons: one for each index that a person alone has, then those of crews."""

    def __init__(self, alone: Sequence[str], crews: Sequence[str]) -> None:
        index = {text: k for k, text in enumerate(alone)}
        # Crews may share a text: two clerks of one pool are `0+1` in another pool as well.
        self._of_crew = np.array([index.setdefault(t, len(index)) for t in crews], dtype=np.int64)
        self.texts = tuple(index)

    def named(self, column: Ints) -> Ints:
        """Crews, which the kernel numbers from -2 downwards, by the index of their text."""
        if not len(self._of_crew):
            return column
        several = (column < 0) & (column != MISSING)
        column[several] = self._of_crew[-2 - column[several]]
        return column


def _crews(program: Program, i: Ints) -> tuple[Names, Names]:
    """The names of pools (`judge+room`) and of persons (`0+2`)."""
    crews = list(_met(i))[::-1]
    pools = ["+".join(program.pools[i[i[p + c.PPOOL] + c.PINDEX]].name for p in people) for people in crews]
    persons = ["+".join(str(i[p + c.PNUMBER]) for p in people) for people in crews]
    most = max((p.staff for p in program.pools), default=0)
    return Names([p.name for p in program.pools], pools), Names([str(k) for k in range(most)], persons)


def _met(i: Ints) -> Iterator[list[int]]:
    """The people of each crew that has worked together, the last one first."""
    at = int(i[c.CREW_LAST])
    while at != c.NIL:
        yield i[at + c.CREW_WIDTH : at + c.CREW_WIDTH + i[at + c.YN]].tolist()
        at = int(i[at + c.YBEFORE])


def _spells(i: Ints, order: Ints, names: tuple[Names, Names], going_on: Ints | None) -> dict[str, Ints]:
    """Working spells of interrupted work; the kernel keeps them as a chain, the latest first."""
    still = np.empty((4, 0), dtype=np.int64) if going_on is None else going_on
    told = int(i[c.SPELLS])
    table, at = np.zeros((told + still.shape[1], 5), dtype=np.int64), int(i[c.SPELL_FIRST])
    if not len(table):
        return {name: np.zeros(0, dtype=np.int64) for name in SPELL_COLUMNS}
    for k in range(told - 1, -1, -1):
        table[k] = i[at : at + len(SPELL_COLUMNS)]
        at = int(i[at + c.XNEXT])
    table[told:, [0, 1, 3, 4]], table[told:, 2] = still.T, MISSING
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    table[:, 0] = place[table[:, 0]]
    table = table[np.lexsort([table[:, 1], table[:, 0]])]
    columns: dict[str, Ints] = dict(zip(SPELL_COLUMNS, np.ascontiguousarray(table.T), strict=True))
    columns["pool"], columns["person"] = names[0].named(columns["pool"]), names[1].named(columns["person"])
    return columns
