"""From rows of a table to visits: what was done for which case, from when to when, by whom.

A row may tell a whole visit (start and end), an end only, or one moment of a life cycle (start, complete,
withdraw), of which two make a visit. Rows that cannot be used are kept with the reason.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.eventlog import Outcome
from sim.history import LeftOut, Row
from sim.importing.stamps import DAY, NOTHING, Stamps, absent, clock_of
from sim.importing.table import Table
from sim.labels import Label

NO_CASE = Label(en="no case is named", zh="没有案件编号")
NO_ACTIVITY = Label(en="no activity is named", zh="没有环节名称")
NO_INSTANT = Label(en="no instant", zh="没有时间")
BAD_INSTANT = Label(en="an instant that cannot be read", zh="时间无法识别")
BACKWARDS = Label(en="it ends before it starts", zh="结束早于开始")
CELLS = Label(en="another number of cells than the header", zh="单元格数与表头不符")

KEPT_ROWS = 1000
SERVICE = "service"
"""The only activity of a log whose rows are whole cases."""

_STARTS = {"start", "started", "开始"}
_ENDS = {"complete", "completed", "end", "ended", "finish", "", "完成", "结束"}
_QUEUES = {"schedule", "assign", "enable", "enabled", "offer"}
_GONE = {"withdraw", "ate_abort", "pi_abort", "abort", "manualskip", "autoskip", "terminate"}
OUTCOMES = {o.name.lower(): int(o) for o in Outcome}


class Complaining:
    """The rows left out so far."""

    def __init__(self) -> None:
        self.counts: Counter[Label] = Counter()
        self.rows: list[Row] = []

    def add(self, line: int, reason: Label, given: str = "") -> None:
        """Leave a row out."""
        self.counts[reason] += 1
        if len(self.rows) < KEPT_ROWS:
            self.rows.append(Row(line, reason, given[:60]))

    def result(self) -> LeftOut:
        """All of them."""
        return LeftOut(counts=dict(self.counts), rows=tuple(sorted(self.rows, key=lambda r: r.line)))


@dataclass(slots=True)
class Visits:
    """One entry per visit; instants in microseconds (NOTHING where unknown), ``row`` is a row of the table
    (of the visit's end where it has two).
    """

    case: list[str] = field(default_factory=list)
    activity: list[str] = field(default_factory=list)
    queued: array[int] = field(default_factory=lambda: array("q"))
    start: array[int] = field(default_factory=lambda: array("q"))
    end: array[int] = field(default_factory=lambda: array("q"))
    row: array[int] = field(default_factory=lambda: array("q"))
    outcome: array[int] = field(default_factory=lambda: array("b"))
    lifecycle: Counter[str] = field(default_factory=Counter)
    """Moments of a life cycle that tell no visit, by name."""

    def add(self, name: tuple[str, str], when: tuple[int, int, int], row: int, outcome: int) -> None:
        """A visit: (case, activity), (queued, start, end), its row, its outcome."""
        self.case.append(name[0])
        self.activity.append(name[1])
        self.queued.append(when[0])
        self.start.append(when[1])
        self.end.append(when[2])
        self.row.append(row)
        self.outcome.append(outcome)


def instants(table: Table, roles: Mapping[str, str], role: str, stamps: Stamps) -> list[int]:
    """The column of a role as instants; a bare time of day is put on the row's ``date``."""
    texts = table.column(roles[role])
    found = stamps.column(texts)
    if "date" not in roles:
        return found
    days = stamps.column(table.column(roles["date"]))
    clocks = {text: clock_of(text) for text in set(texts)}
    if sum(clock != NOTHING for clock in clocks.values()) * 2 < len(clocks):
        return found
    return [
        day - day % DAY + clocks[text] if day != NOTHING and clocks[text] != NOTHING else NOTHING
        for day, text in zip(days, texts, strict=True)
    ]


def visits_of(table: Table, roles: Mapping[str, str], stamps: Stamps, wrong: Complaining) -> Visits:
    """The visits that the rows tell, in the order of the file."""
    for line, cells in table.short_rows:
        wrong.add(line, CELLS, str(cells))
    moments = _Moments(table, roles, stamps, wrong)
    if "lifecycle" in roles:
        kinds = {k: plain_kind(k) for k in set(table.column(roles["lifecycle"]))}
        if set(kinds.values()) - _ENDS:
            return _paired(moments, [kinds[k] for k in table.column(roles["lifecycle"])])
    return moments.whole()


def plain_kind(text: str) -> str:
    """A life-cycle moment in lower case."""
    return text.strip().lower()


class _Moments:
    """The rows of a table with their cells by role."""

    def __init__(self, table: Table, roles: Mapping[str, str], stamps: Stamps, wrong: Complaining) -> None:
        self.table, self.roles, self.wrong = table, roles, wrong
        self.size = len(table)
        self.cases = self._texts("case") or [str(n) for n in range(1, self.size + 1)]
        self.activities = self._texts("activity")
        self.outcomes = self._texts("outcome")
        begin = next((r for r in ("start", "arrived", "queued") if r in roles), "")
        end = next((r for r in ("end", "closed", "finished") if r in roles and r != begin), "")
        if "activity" in roles:
            begin, end = ("start" if "start" in roles else ""), ("end" if "end" in roles else "")
        self.texts = [self._texts(r) if r else None for r in (begin, end)]
        self.starts = instants(table, roles, begin, stamps) if begin else [NOTHING] * self.size
        self.ends = instants(table, roles, end, stamps) if end else [NOTHING] * self.size
        self.queues = instants(table, roles, "queued", stamps) if "queued" in roles else None
        self.clocks = "date" in roles

    def _texts(self, role: str) -> list[str] | None:
        return self.table.column(self.roles[role]) if role in self.roles else None

    def name(self, i: int) -> tuple[str, str] | None:
        """The case and activity of a row; None (and a complaint) where one is missing."""
        case = self.cases[i].strip()
        activity = SERVICE if self.activities is None else self.activities[i].strip()
        if case and activity:
            return case, activity
        self.wrong.add(self.table.lines[i], NO_ACTIVITY if case else NO_CASE)
        return None

    def unreadable(self, i: int) -> bool:
        """Whether a stamp of the row says something that is no instant; or whether it has none at all."""
        found = False
        for texts, instants in zip(self.texts, (self.starts, self.ends), strict=True):
            if texts is not None and instants[i] == NOTHING and not absent(texts[i]):
                self.wrong.add(self.table.lines[i], BAD_INSTANT, texts[i])
                return True
            found = found or instants[i] != NOTHING
        if not found:
            self.wrong.add(self.table.lines[i], NO_INSTANT)
        return not found

    def outcome(self, i: int) -> int:
        """The visit's outcome, where the column tells outcomes of visits."""
        text = self.outcomes[i].strip().lower() if self.outcomes is not None else "done"
        return OUTCOMES.get(text, 0)

    def whole(self) -> Visits:
        """Each row is a visit."""
        found = Visits()
        for i in range(self.size):
            if self.unreadable(i) or (name := self.name(i)) is None:
                continue
            queued = NOTHING if self.queues is None else self.queues[i]
            start, end = self.starts[i], self.ends[i]
            if self.clocks:
                start = _past_midnight(start, queued)
                end = _past_midnight(end, queued if start == NOTHING else start)
            if NOTHING not in (start, end) and end < start:
                self.wrong.add(self.table.lines[i], BACKWARDS)
                continue
            outcome = int(Outcome.UNFINISHED) if end == NOTHING else self.outcome(i)
            found.add(name, (queued, start, end), i, outcome)
        return found


def _past_midnight(at: int, after: int) -> int:
    """A time of day that must come after another of the same date: if it is much earlier, on the next day."""
    return at + DAY if NOTHING not in (at, after) and after - at > DAY // 2 else at


def _paired(moments: _Moments, kinds: Sequence[str]) -> Visits:
    """Visits of a log with life cycles: each completion takes the earliest open start of its case and
    activity.
    """
    found = Visits()
    at = [e if e != NOTHING else s for s, e in zip(moments.starts, moments.ends, strict=True)]
    usable = [i for i in range(moments.size) if not moments.unreadable(i)]
    usable.sort(key=lambda i: at[i])
    begun: dict[tuple[str, str], deque[tuple[int, int, int]]] = defaultdict(deque)
    queues: dict[tuple[str, str], int] = {}
    for i in usable:
        name, kind = moments.name(i), kinds[i]
        if name is None:
            continue
        if kind in _STARTS:
            begun[name].append((queues.pop(name, NOTHING), at[i], i))
        elif kind in _ENDS or kind in _GONE:
            queued, start, _ = (
                begun[name].popleft() if begun[name] else (queues.pop(name, NOTHING), NOTHING, i)
            )
            outcome = Outcome.WITHDRAWN if kind in _GONE else Outcome.DONE
            found.add(name, (queued, start, at[i]), i, int(outcome))
        elif kind in _QUEUES:
            queues.setdefault(name, at[i])
        else:
            found.lifecycle[kind] += 1
    for name, left in begun.items():
        for queued, start, i in left:
            found.add(name, (queued, start, NOTHING), i, int(Outcome.UNFINISHED))
    return found
