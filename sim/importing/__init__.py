"""[importing] files of others -> our doors: a real office's log -> History.

`read_history` reads CSV, Excel and XES. Whatever cannot be used is told with its line; a file that is no log
at all raises `InputError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sim.errors import Complaint, InputError, Place
from sim.history import History, Read
from sim.importing.assembling import Parts, assembled
from sim.importing.delimited import read_delimited
from sim.importing.facts import facts_of
from sim.importing.layouts import laid_out
from sim.importing.roles import ROLES, chosen, demand
from sim.importing.stamps import DAY, NOTHING, Stamps, day_first
from sim.importing.table import Table, refuse, unpacked
from sim.importing.visits import Complaining, Visits, instants, visits_of
from sim.importing.workbook import SUFFIXES, read_workbook
from sim.importing.xes import read_xes
from sim.labels import Label
from sim.naming import identifiers

__all__ = ["ROLES", "LogOptions", "identifiers", "read_history"]

DATED = ("start", "end", "queued", "arrived", "finished", "closed", "date")
"""Roles whose columns hold instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """How a log is to be read where the file does not tell: columns by role, the zone whose clock counts, the
    order of day and month (``dmy``, ``mdy``), the encoding, the sheet, and the activities that end a case.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    dates: str = ""
    encoding: str = ""
    sheet: str = ""
    ends: tuple[str, ...] = ()


def read_history(path: str | Path, options: LogOptions | None = None) -> History:
    """The log in a file.

    Raises `InputError` where the file is missing, is no log or names no usable row, `UsageError` where a
    reader is not installed.
    """
    options = options or LogOptions()
    file = Path(path)
    if not file.is_file():
        why = "no regular file" if file.exists() else "no such file"
        raise refuse(str(path), 1, str(path), f"a log, CSV, XES or Excel ({why})")
    table, given, remark = laid_out(_table(file, options))
    roles = chosen(table.header, {**given, **options.columns}, str(path))
    demand(table.header, roles, str(path))
    remarks = [] if remark is None else [remark]
    stamps = Stamps(order=_order(table, roles, options, remarks), zone=_zone(options))
    table = _first_replication(table, roles, remarks)
    wrong = Complaining()
    visits = visits_of(table, roles, stamps, wrong)
    if not visits.case:
        _refuse_empty(table, roles, wrong)
    return _history(_Reading(table, roles, stamps, visits, wrong, remarks), file, options)


def _table(file: Path, options: LogOptions) -> Table:
    name = file.name.lower()
    if name.endswith(SUFFIXES):
        return read_workbook(file, sheet=options.sheet)
    with unpacked(file) as stream:
        head = stream.read(200) or b""
    if name.endswith((".xes", ".xes.gz", ".xml")) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_xes(file)
    return read_delimited(file, encoding=options.encoding)


def _zone(options: LogOptions) -> ZoneInfo | None:
    if not options.timezone:
        return None
    try:
        return ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place = Place(f"--timezone {options.timezone}", 1)
        expected = "a time zone such as Asia/Shanghai or Europe/Amsterdam"
        raise InputError([Complaint("", options.timezone, expected, place=place)]) from None


AMBIGUOUS = Label(
    en="dates such as 11/04 could be day/month or month/day: read as day/month (--dates mdy reads them the "
    "other way)",
    zh="11/04 这类日期无法区分日/月：按日/月读取（--dates mdy 则按月/日读取）",
)
MONTH_FIRST = Label(en="dates are read as month/day/year", zh="日期按月/日/年读取")
UTC_ONLY = Label(
    en="all stamps are in UTC and are taken as they stand (--timezone Asia/Shanghai shows another clock)",
    zh="所有时间均为 UTC，按原样使用（--timezone Asia/Shanghai 可换算）",
)
LOCAL = Label(
    en="stamps carry a zone: the local clock as written counts, so a night of clock change may be off by an "
    "hour",
    zh="时间带有时区：按所写的当地时间计算，换季夜间可能相差一小时",
)
MIXED = Label(
    en="some stamps carry a zone and some do not: all are taken as the local clock",
    zh="部分时间带时区、部分不带：一律按当地时间",
)
FIRST_ONLY = Label(en="only replication 0 of this export is read", zh="只读取导出文件的第 0 次重复")
NO_STARTS = Label(
    en="the log tells when work ended but not when it began: waiting includes work",
    zh="日志只有完成时间、没有开始时间：等待时间包含办理时间",
)

DATES_ONLY = Label(
    en="every stamp is a date without a time of day: spans are whole days, and within a day the "
    "order is that of the file",
    zh="所有时间只有日期：时长按整天计，同一天内按文件顺序",
)


def _order(table: Table, roles: Mapping[str, str], options: LogOptions, remarks: list[Label]) -> str:
    if options.dates:
        return options.dates
    first = day_first([table.column(c) for r, c in roles.items() if r in DATED])
    if first is None:
        remarks.append(AMBIGUOUS)
        return "dmy"
    if not first:
        dated = [table.column(c) for r, c in roles.items() if r in DATED]
        if any("/" in text[:3] for column in dated for text in column[:50]):
            remarks.append(MONTH_FIRST)
        return "mdy"
    return "dmy"


def _first_replication(table: Table, roles: Mapping[str, str], remarks: list[Label]) -> Table:
    """Of an export with several replications the rows of the first."""
    if "replication" not in roles:
        return table
    column = table.column(roles["replication"])
    kept = [i for i, r in enumerate(column) if r == column[0]]
    if len(kept) == len(column):
        return table
    remarks.append(FIRST_ONLY)
    columns = [[c[i] for i in kept] for c in table.columns]
    lines = type(table.lines)("q", (table.lines[i] for i in kept))
    return Table(table.file, table.kind, table.header, columns, lines, table.short_rows)


def _refuse_empty(table: Table, roles: Mapping[str, str], wrong: Complaining) -> None:
    mapped = ", ".join(f"{role}={column}" for role, column in roles.items())
    first = wrong.result().rows[:3]
    told = "; ".join(f"line {r.line}: {r.reason.en} {r.given}".rstrip() for r in first)
    given = f"{len(table):,} rows, none usable ({told})" if first else "no rows"
    raise refuse(table.file, first[0].line if first else 1, given, f"events, with the columns {mapped}")


@dataclass(slots=True)
class _Reading:
    table: Table
    roles: dict[str, str]
    stamps: Stamps
    visits: Visits
    wrong: Complaining
    remarks: list[Label]

    def texts(self, role: str, default: str = "") -> list[str]:
        """The text of a role for each visit."""
        if role not in self.roles:
            return [default] * len(self.visits.case)
        column = self.table.column(self.roles[role])
        return [column[i].strip() for i in self.visits.row]

    def of_cases(self, role: str) -> dict[str, int]:
        """The instant of a role for each case that has one."""
        if role not in self.roles:
            return {}
        column = instants(self.table, self.roles, role, self.stamps)
        found: dict[str, int] = {}
        for case, row in zip(self.visits.case, self.visits.row, strict=True):
            if column[row] != NOTHING:
                found.setdefault(case, column[row])
        return found


def _history(reading: _Reading, file: Path, options: LogOptions) -> History:
    known: dict[str, int] = {}
    cases = [known.setdefault(c, len(known)) for c in reading.visits.case]
    facts = list(facts_of(reading.table, cases, reading.visits.row, reading.roles, reading.stamps))
    _check_ends(reading, options)
    parts = Parts(
        visits=reading.visits,
        resource=reading.texts("resource"),
        pool=reading.texts("pool"),
        process=reading.texts("process", _name(file)),
        holder=reading.texts("holder"),
        arrived=reading.of_cases("arrived"),
        finished=reading.of_cases("finished") if "finished" in reading.roles else None,
        ends=options.ends,
    )
    log, activities, case_names = assembled(parts, facts)
    has_starts = any(t != NOTHING for t in reading.visits.start)
    if not has_starts:
        reading.remarks.append(NO_STARTS)
    if all(
        t % DAY == 0 for times in (reading.visits.start, reading.visits.end) for t in times if t != NOTHING
    ):
        reading.remarks.append(DATES_ONLY)
    _tell_zone(reading)
    closed = reading.roles.get("closed", "")
    dated = [f.column for f in facts if f.kind == "date"]
    marks = log.catalog.milestones[0]
    return History(
        name=_name(file),
        log=log,
        read=_read_of(reading, file, [f.column for f in facts]),
        activities=activities,
        case_names=case_names,
        has_starts=has_starts,
        has_arrivals=bool(parts.arrived),
        has_queues=any(t != NOTHING for t in reading.visits.queued),
        closed=marks[dated.index(closed)] if closed in dated else "",
    )


def _read_of(reading: _Reading, file: Path, told: list[str]) -> Read:
    used = {*reading.roles.values(), *told}
    return Read(
        file=str(file),
        kind=reading.table.kind,
        rows=len(reading.table) + len(reading.table.short_rows),
        columns=dict(reading.roles),
        unused=tuple(c for c in reading.table.header if c not in used),
        left_out=reading.wrong.result(),
        remarks=tuple(reading.remarks),
    )


def _check_ends(reading: _Reading, options: LogOptions) -> None:
    from sim.errors import nearest_name

    known = set(reading.visits.activity)
    wrong = [
        Complaint("", e, "an activity of the log", nearest_name(e, known), Place(f"--end {e}", 1))
        for e in options.ends
        if e not in known
    ]
    if wrong:
        raise InputError(wrong)


def _tell_zone(reading: _Reading) -> None:
    offsets, naive = reading.stamps.offsets, reading.stamps.naive
    if not offsets or reading.stamps.zone is not None:
        return
    reading.remarks.append(MIXED if naive else UTC_ONLY if offsets == {0} else LOCAL)


def _name(file: Path) -> str:
    stem = file.name
    for suffix in (".gz", ".csv", ".xes", ".txt", ".xml", *SUFFIXES):
        stem = stem.removesuffix(suffix)
    return identifiers([stem], "log")[0]
