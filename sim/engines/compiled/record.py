"""The kernel's rows as an event log."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled import columns as c
from sim.engines.compiled.image import Floats, Image, Ints
from sim.engines.compiled.memory import Memory
from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, SPELL_COLUMNS, Catalog, EventLog
from sim.program import Program

_ROW_ORDER = (c.WROUND, c.WPOS, c.WCASE, c.WPROC, c.WQUEUED)


def event_log(program: Program, catalog: Catalog, memory: Memory, image: Image) -> EventLog:
    """The log of a finished run, rows and cases in canonical order."""
    i = memory.i
    rows = _table(i, i[c.ROWS_AT], i[c.ROWS], c.ROW_WIDTH)
    rows = rows[np.lexsort([rows[:, k] for k in _ROW_ORDER])]
    lines, persons = _Texts(program, memory.i, pools=True), _Texts(program, memory.i, pools=False)
    columns: dict[str, Ints] = {name: np.ascontiguousarray(rows[:, k]) for k, name in enumerate(ROW_COLUMNS)}
    columns["pool"], columns["person"] = lines.indexed(rows[:, c.WPOOL]), persons.indexed(rows[:, c.WPERSON])
    spells = _spells(rows, memory.i, lines, persons)
    cases, attributes, marks = _cases(program, memory)
    return EventLog(
        catalog=catalog,
        replication=int(memory.i[c.REPLICATION]),
        end=int(memory.i[c.NOW]),
        rows=columns,
        cases={name: np.ascontiguousarray(cases[:, k]) for k, name in enumerate(CASE_COLUMNS)},
        attributes=attributes,
        milestones=marks,
        spells=spells,
        lines=lines.texts,
        persons=persons.texts,
    )


def _table(i: Ints, at: int, rows: int, width: int) -> Ints:
    return i[at : at + rows * width].reshape(rows, width)


def _cases(
    program: Program, memory: Memory
) -> tuple[Ints, tuple[tuple[Floats, ...], ...], tuple[tuple[Ints, ...], ...]]:
    i, n = memory.i, memory.i[c.DONE_CASES]
    table = _table(i, i[c.DONE_AT], n, i[c.DONE_SIZE])
    values = memory.f[i[c.DONE_VALUES_AT] : i[c.DONE_VALUES_AT] + n * i[c.VALUES]].reshape(n, i[c.VALUES])
    order = np.lexsort([table[:, 1], table[:, 0]])
    table, values = table[order], values[order]
    attributes, marks = [], []
    for p, process in enumerate(program.processes):
        mine = table[:, 0] == p
        attributes.append(
            tuple(np.ascontiguousarray(values[mine, k]) for k in range(len(process.attributes)))
        )
        marks.append(
            tuple(np.ascontiguousarray(table[mine, c.DONE_WIDTH + k]) for k in range(len(process.milestones)))
        )
    return table, tuple(attributes), tuple(marks)


def _spells(rows: Ints, i: Ints, lines: _Texts, persons: _Texts) -> dict[str, Ints]:
    """Working spells of interrupted work; the kernel keeps them as a chain through the arena, the latest
    first.
    """
    table, at = np.zeros((int(i[c.SPELLS]), 5), dtype=np.int64), int(i[c.SPELL_FIRST])
    where = {int(v): k for k, v in enumerate(rows[:, c.WSPELLS]) if v != MISSING}
    for k in range(len(table) - 1, -1, -1):
        table[k] = (
            where[int(i[at + c.XVISIT])],
            i[at + c.XSTARTED],
            i[at + c.XENDED],
            i[at + c.XPOOLS],
            i[at + c.XPERSONS],
        )
        at = int(i[at + c.XNEXT])
    table = table[np.lexsort([table[:, 1], table[:, 0]])]
    columns: dict[str, Ints] = {
        name: np.ascontiguousarray(table[:, k]) for k, name in enumerate(SPELL_COLUMNS)
    }
    columns["pool"], columns["person"] = lines.indexed(columns["pool"]), persons.indexed(columns["person"])
    return columns


class _Texts:
    """Pools or persons of rows as texts: numbers below -1 point to a crew of several people."""

    def __init__(self, program: Program, i: Ints, *, pools: bool) -> None:
        self._program, self._i, self._pools = program, i, pools
        self._index: dict[str, int] = {}

    def indexed(self, values: NDArray[np.int64]) -> Ints:
        """The index of each value's text; MISSING stays."""
        distinct, inverse = np.unique(values, return_inverse=True)
        known = [
            MISSING if v == MISSING else self._index.setdefault(self._text(int(v)), len(self._index))
            for v in distinct
        ]
        return np.array(known, dtype=np.int64)[inverse] if len(known) else np.zeros(0, dtype=np.int64)

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts by index."""
        return tuple(self._index)

    def _text(self, value: int) -> str:
        if value >= 0:
            return self._program.pools[value].name if self._pools else str(value)
        at, i = -2 - value, self._i
        people = [int(p) for p in i[at + 1 : at + 1 + i[at]]]
        if self._pools:
            return "+".join(self._program.pools[i[i[p + c.PPOOL] + c.PINDEX]].name for p in people)
        return "+".join(str(i[p + c.PNUMBER]) for p in people)
