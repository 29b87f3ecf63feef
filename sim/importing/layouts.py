"""Files of a known shape whose columns mean more than their names say."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from sim.importing.table import Table
from sim.labels import Label

BANK = {"q_start", "q_exit", "q_time", "vru_entry", "vru_exit", "ser_start", "ser_exit", "outcome", "date"}


def laid_out(table: Table) -> tuple[Table, dict[str, str], Label | None]:
    """The table with usual columns where its shape is known, the columns of roles, and a remark that says so;
    else the table as it is.
    """
    for columns, change, remark in LAYOUTS:
        if columns <= set(table.header):
            return *change(table), remark
    return table, {}, None


def _bank(table: Table) -> tuple[Table, dict[str, str]]:
    """Calls of the bank's call centre (Mandelbaum, Sakov and Zeltyn 2000): a row per call, with its times in
    the voice unit, in the queue and in service; 0:00:00 stands for none.

    A call enters the queue when the voice unit lets it go; AGENT calls are served, HANG calls hung up before
    (their time in the queue is their patience), PHANTOM calls are artefacts.
    """
    names = ("date", "vru_exit", "q_start", "q_exit", "outcome", "ser_start", "ser_exit", "server")
    cells = zip(*(table.column(n) for n in names), strict=True)
    made: list[list[str]] = [[] for _ in range(7)]
    for day, vru, q_start, q_exit, how, start, end, server in cells:
        served, queued = how == "AGENT", q_start != "0:00:00"
        joined = q_start if queued else vru
        left = q_exit if queued else vru
        outcome = "done" if served else "gave_up" if how == "HANG" else "withdrawn"
        row = (
            _earliest(joined, start) if served else joined,
            start if served else "",
            end if served else left,
            server if served and server != "NO_SERVER" else "",
            outcome,
            "service",
            day,
        )
        for column, cell in zip(made, row, strict=True):
            column.append(cell)
    kept = [n for n in ("type", "priority") if n in table.header]
    header = ("queued", "start", "end", "server", "outcome", "activity", "date", *kept, "case")
    cases = [str(n) for n in range(1, len(table) + 1)]
    columns = [*made, *(table.column(n) for n in kept), cases]
    found = Table(table.file, table.kind, header, columns, array("q", table.lines), table.short_rows)
    roles = {n: n for n in ("queued", "start", "end", "outcome", "activity", "date", "case")}
    return found, {**roles, "resource": "server"}


def _earliest(a: str, b: str) -> str:
    """The earlier of two times of day (an agent may take the call a second before the voice unit ends)."""
    return min(a, b, key=lambda t: tuple(int(x) for x in t.split(":")))


Change = Callable[[Table], tuple[Table, dict[str, str]]]
LAYOUTS: tuple[tuple[set[str], Change, Label], ...] = (
    (
        BANK,
        _bank,
        Label(
            en="read as calls of a call centre (voice unit, queue, service): hung-up calls gave up, phantom "
            "calls were withdrawn",
            zh="按呼叫中心记录读取（语音、排队、服务）：挂断视为放弃，虚呼视为撤回",
        ),
    ),
)
