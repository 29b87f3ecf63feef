"""The kernel's rows as an event log."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled import columns as c
from sim.engines.compiled.flatten import Floats, Ints
from sim.engines.compiled.state import Memory
from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, Catalog, EventLog
from sim.program import Program

_ROW_ORDER = (c.WROUND, c.WPOS, c.WCASE, c.WPROC, c.WQUEUED)


def event_log(program: Program, catalog: Catalog, memory: Memory, replication: int) -> EventLog:
    """The log of a finished run, rows and cases in canonical order."""
    rows = memory.rows[: memory.g[c.ROWS]]
    rows = rows[np.lexsort([rows[:, k] for k in _ROW_ORDER])]
    spells = memory.spells[: memory.g[c.SPELLS]]
    lines, persons = _Texts(program, memory, pools=True), _Texts(program, memory, pools=False)
    columns = {name: np.ascontiguousarray(rows[:, k]) for k, name in enumerate(ROW_COLUMNS)}
    columns["pool"], columns["person"] = lines.indexed(rows[:, c.WPOOL]), persons.indexed(rows[:, c.WPERSON])
    cases, attributes, marks = _cases(program, memory)
    return EventLog(
        catalog=catalog,
        replication=replication,
        end=int(memory.g[c.NOW]),
        rows=columns,
        cases={name: np.ascontiguousarray(cases[:, k]) for k, name in enumerate(CASE_COLUMNS)},
        attributes=attributes,
        milestones=marks,
        spells=_spells(rows, spells, persons),
        lines=lines.texts,
        persons=persons.texts,
    )


def _cases(program: Program, memory: Memory) -> tuple[Ints, tuple[tuple[Floats, ...], ...], tuple[tuple[Ints, ...], ...]]:
    n = memory.g[c.DONE_CASES]
    table, values = memory.done_cases[:n], memory.done_values[:n]
    order = np.lexsort([table[:, 1], table[:, 0]])
    table, values = table[order], values[order]
    attributes, marks = [], []
    for p, process in enumerate(program.processes):
        mine = table[:, 0] == p
        attributes.append(tuple(np.ascontiguousarray(values[mine, k]) for k in range(len(process.attributes))))
        marks.append(tuple(np.ascontiguousarray(table[mine, 6 + k]) for k in range(len(process.milestones))))
    return table, tuple(attributes), tuple(marks)


def _spells(rows: Ints, spells: Ints, persons: _Texts) -> dict[str, Ints]:
    where = {int(v): i for i, v in enumerate(rows[:, c.WSPELLS]) if v != MISSING}
    at = np.array([where[int(v)] for v in spells[:, 0]], dtype=np.int64)
    order = np.lexsort([spells[:, 1], at]) if len(at) else at
    return {
        "row": at[order],
        "started": np.ascontiguousarray(spells[order, 1]),
        "ended": np.ascontiguousarray(spells[order, 2]),
        "person": persons.indexed(spells[order, 4]),
    }


class _Texts:
    """Pools or persons of rows as texts: numbers below -1 point to a crew of several people."""

    def __init__(self, program: Program, memory: Memory, *, pools: bool) -> None:
        self._program, self._memory, self._pools = program, memory, pools
        self._index: dict[str, int] = {}

    def indexed(self, values: NDArray[np.int64]) -> Ints:
        """The index of each value's text; MISSING stays."""
        distinct, inverse = np.unique(values, return_inverse=True)
        known = [MISSING if v == MISSING else self._index.setdefault(self._text(int(v)), len(self._index)) for v in distinct]
        return np.array(known, dtype=np.int64)[inverse] if len(known) else np.zeros(0, dtype=np.int64)

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts by index."""
        return tuple(self._index)

    def _text(self, value: int) -> str:
        if value >= 0:
            return self._program.pools[value].name if self._pools else str(value)
        at = -2 - value
        people = self._memory.people[self._memory.crews[at + 1 : at + 1 + self._memory.crews[at]]]
        if self._pools:
            return "+".join(self._program.pools[p].name for p in people[:, c.PPOOL])
        return "+".join(str(n) for n in people[:, c.PNUMBER])
