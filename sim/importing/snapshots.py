"""Snapshots of a queue: at each moment how many people wait, and how many windows are open.

They tell no case's time: of what a log can answer only the length of the queue is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.history import LeftOut
from sim.importing.delimited import read_delimited
from sim.importing.roles import plain
from sim.importing.stamps import NOTHING, SECOND, Stamps, absent, day_first
from sim.importing.table import Table, refuse, unpacked
from sim.importing.visits import BAD_INSTANT, Complaining
from sim.importing.workbook import SUFFIXES, read_workbook
from sim.labels import Label

BAD_NUMBER = Label(en="no number of people", zh="人数无法识别")
_TIME = ("time", "timestamp", "at", "moment", "时间", "时刻", "采样时间")
_WAITING = (
    "waiting",
    "people_waiting",
    "queue",
    "queue_length",
    "in_queue",
    "排队人数",
    "等候人数",
    "等待人数",
)
_WINDOWS = (
    "windows",
    "windows_open",
    "open_windows",
    "servers",
    "counters_open",
    "开放窗口",
    "窗口数",
    "开窗数",
)
_EVENTS = ("activity", "concept_name", "case_id", "case", "环节", "案件编号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """Moments in seconds since 1970 by the local clock, people waiting, windows open (-1: unknown)."""

    file: str
    kind: str
    columns: dict[str, str]
    at: NDArray[np.int64]
    waiting: NDArray[np.float64]
    windows: NDArray[np.float64]
    left_out: LeftOut


def snapshots_of(path: str | Path, *, encoding: str = "") -> Snapshots | None:
    """The snapshots in a file, or None where the file is a log of events (or none at all).

    Raises `InputError` where it cannot be read, or where no row is usable.
    """
    file = Path(path)
    if not file.is_file() or file.name.lower().endswith((".xes", ".xes.gz", ".xml")):
        return None
    if file.name.lower().endswith(SUFFIXES):
        table = read_workbook(file)
    else:
        with unpacked(file) as stream:
            head = (stream.read(4000) or b"").split(b"\n")[0]
        if not any(name.encode(code) in head.lower() for name in _WAITING for code in ("utf-8", "gb18030")):
            return None
        table = read_delimited(file, encoding=encoding)
    names = {plain(column): column for column in table.header}
    found = {role: next((names[n] for n in usual if n in names), "") for role, usual in _ROLES.items()}
    if not found["time"] or not found["waiting"] or any(n in names for n in _EVENTS):
        return None
    return _read(table, {r: c for r, c in found.items() if c}, str(path))


_ROLES = {"time": _TIME, "waiting": _WAITING, "windows": _WINDOWS}


def _read(table: Table, roles: dict[str, str], file: str) -> Snapshots:
    texts = table.column(roles["time"])
    stamps = Stamps(order="mdy" if day_first([texts]) is False else "dmy")
    at, wrong = stamps.column(texts), Complaining()
    waiting = [_number(t) for t in table.column(roles["waiting"])]
    windows = [_number(t) for t in table.column(roles["windows"])] if "windows" in roles else [-1.0] * len(at)
    kept = []
    for i, line in enumerate(table.lines):
        if at[i] == NOTHING:
            wrong.add(line, BAD_INSTANT, texts[i])
        elif waiting[i] < 0:
            wrong.add(line, BAD_NUMBER, table.column(roles["waiting"])[i])
        else:
            kept.append(i)
    if not kept:
        raise refuse(file, 1, "no rows", "events, with the columns time, waiting, windows")
    order = sorted(kept, key=lambda i: at[i])
    return Snapshots(
        file=file,
        kind=table.kind,
        columns=roles,
        at=np.array([at[i] // SECOND for i in order], dtype=np.int64),
        waiting=np.array([waiting[i] for i in order]),
        windows=np.array([windows[i] for i in order]),
        left_out=wrong.result(),
    )


def _number(text: str) -> float:
    try:
        value = -1.0 if absent(text) else float(text)
    except ValueError:
        return -1.0
    return value if 0 <= value < 1e7 else -1.0
