"""Five cases of one process, their log written by hand: the material on which every measure is worked out
by hand.

Monday is 2021-01-04, second 0; offices are open Monday to Friday 09:00-12:00 and 13:00-17:00; the run ends on
Thursday of the second week (day 10) at 00:00. Everybody is handled by one window (which finishes past
closing) and two reviewers (who pause).

case  what happens to it
-1    backlog since Friday 10:00: reviewed 09:00-14:00 Monday, roads 48 h, planned 14:00 to 11:00 Tuesday;
done 0     applies 09:30-10:00, reviewed to 14:00, roads 24 h, waits 1 h for the planning of 15:00-17:00;
done 1     applies 11:45-12:15 (lunch is late), reviewed 14:00-15:00, corrects for 48 h, reviewed once more
Wednesday 15:00-16:00, roads 48 h, planned 16:00-17:00; done 2     Tuesday 10:00: reviewed for 30 min and
rejected 3     Thursday 16:30-17:15 applies, is reviewed from Friday 09:00, and is not done at the end
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import date

from sim.calendars import Calendar
from sim.distributions import make
from sim.eventlog import CASE_COLUMNS, MISSING, ROW_COLUMNS, Catalog, EventLog, Outcome, StepName
from sim.expressions import Code, Op
from sim.labels import Label
from sim.program import (
    NONE,
    Arrivals,
    Attribute,
    Backlog,
    By,
    Draw,
    Need,
    Node,
    Order,
    Pool,
    Process,
    Program,
    Shift,
    Step,
    Task,
    Wait,
)
from sim.program import Op as Instruction

DAY, HOUR = 86_400, 3_600
ORIGIN = date(2021, 1, 4)
END = 10 * DAY


def at(day: int, hour: float) -> int:
    """The instant on a day (0 is Monday) at an hour (14.5 is 14:30)."""
    return day * DAY + int(hour * HOUR)


def weekdays(first: int, last: int) -> Calendar:
    """Monday to Friday, 09:00-12:00 and 13:00-17:00."""
    hours = [(9, 12), (13, 17)]
    open_days = [d for d in range(first, last + 1) if d % 7 < 5]
    runs = [(at(d, a), at(d, b)) for d in open_days for a, b in hours]
    return Calendar.of_intervals(runs, origin=ORIGIN, first=first, last=last)


OFFICE = weekdays(-7, 27)
TEXTS = ("online", "counter", "done", "rejected")
ONLINE, COUNTER = 0.0, 1.0

# Slots: channel 0, amount 1, round 2, elapsed 3, outcome 4.
CODES = (
    Code((Op.LOAD, Op.CONST, Op.DIV), (1, 10.0, 0), stack=2),  # 0: a tenth of the amount
    Code((Op.LOAD, Op.CONST, Op.MUL), (2, 5.0, 0), stack=2),  # 1: 5 per round
    Code((Op.CONST,), (3.0,)),  # 2: three documents
    Code((Op.LOAD,), (1,)),  # 3: the amount
    Code((Op.LOAD, Op.CONST, Op.EQ), (0, ONLINE, 0), stack=2),  # 4: channel == "online"
    Code((Op.LOAD, Op.CONST, Op.EQ), (4, 2.0, 0), stack=2),  # 5: outcome == "done"
)
TENTH, PER_ROUND, THREE, AMOUNT, IS_ONLINE, IS_DONE = range(6)

STEPS = ("apply", "check", "review", "corrects", "accepted", "approvals", "plan", "roads", "connected")
APPLY, CHECK, REVIEW, CORRECTS, ACCEPTED, APPROVALS, PLAN, ROADS, CONNECTED = range(9)
KINDS = ("task", "repeat", "task", "wait", "mark", "parallel", "task", "wait", "mark")
WINDOW, REVIEWER = 0, 1
AGENCY, APPLICANT, OTHER = 0, 1, 2
HOLDER = {APPLY: AGENCY, REVIEW: AGENCY, CORRECTS: APPLICANT, PLAN: AGENCY, ROADS: OTHER}
BRANCH = {PLAN: "approvals.planning", ROADS: "approvals.roads"}


def _task(pool: int, *, trip: bool = False, fee: int = NONE, documents: int = NONE) -> Task:
    return Task(
        by=By.ANY, needs=(Need(pool),), takes=0, takes_stream=1, trip=trip, fee=fee, documents=documents
    )


DETAILS: dict[int, Task | Wait] = {
    APPLY: _task(WINDOW, trip=True, fee=TENTH, documents=THREE),
    REVIEW: _task(REVIEWER, fee=PER_ROUND),
    CORRECTS: Wait(0, 2),
    PLAN: _task(REVIEWER),
    ROADS: Wait(0, 3),
}
INSTRUCTION = {"task": Instruction.TASK, "wait": Instruction.WAIT, "repeat": Instruction.REPEAT}


def _node(position: int) -> Node:
    return Node(
        op=INSTRUCTION.get(KINDS[position], Instruction.MARK),
        process=0,
        position=position,
        last=position,
        next=position + 1,
        holder=HOLDER.get(position, NONE),
        repeat=CHECK if position in (REVIEW, CORRECTS) else NONE,
        detail=DETAILS.get(position),
    )


def _step(position: int) -> Step:
    return Step(
        name=STEPS[position],
        label=Label(),
        kind=KINDS[position],
        node=position,
        holder=HOLDER.get(position, NONE),
        branch=BRANCH.get(position, ""),
        logged=position in HOLDER,
        staffed=KINDS[position] == "task",
    )


def _pool(name: str, staff: int, *, pause: bool, hourly: float) -> Pool:
    shift = Shift(staff=staff, calendar=OFFICE, calendar_name="office", cost=hourly / HOUR)
    return Pool(
        name=name,
        label=Label(),
        shifts=(shift,),
        pause=pause,
        order=Order.FIFO,
        preempt=False,
        absent_stream=9,
    )


PROCESS = Process(
    name="permit",
    label=Label(),
    entry=0,
    attributes=(Attribute(name="channel", text=True), Attribute(name="amount", text=False)),
    arrivals=Arrivals(),
    backlog=(Backlog(1, REVIEW, 0, True),),
    age_stream=5,
    steps=tuple(_step(p) for p in range(len(STEPS))),
    milestones=("accepted", "connected"),
    outcomes=(0, 1),
)

PROGRAM = Program(
    name="five",
    title=Label(),
    variant="today",
    origin=ORIGIN,
    warm_up=0,
    until=7 * DAY,
    horizon=END,
    wd_seconds=7.0 * HOUR,
    working=OFFICE,
    calendars=(OFFICE,),
    calendar_names=("office",),
    texts=TEXTS,
    holders=("agency", "applicant", "other_agency"),
    agency_side=(True, False, True),
    outcomes=("done", "rejected"),
    draws=(Draw(make("constant", [1.0], {}), "s"),),
    codes=CODES,
    nodes=tuple(_node(p) for p in range(len(STEPS))),
    processes=(PROCESS,),
    pools=(_pool("window", 1, pause=False, hourly=36), _pool("reviewer", 2, pause=True, hourly=72)),
)

CATALOG = Catalog(
    origin=ORIGIN,
    processes=("permit",),
    steps=(tuple(StepName(name=s.name, branch=s.branch, staffed=s.staffed) for s in PROCESS.steps),),
    holders=PROGRAM.holders,
    agency_side=PROGRAM.agency_side,
    outcomes=PROGRAM.outcomes,
    attributes=(("channel", "amount"),),
    text_attributes=((True, False),),
    milestones=(PROCESS.milestones,),
    texts=TEXTS,
)

# case, step, round, queued, started, ended, worked (hours), person; in the order of the log
VISITS: tuple[tuple[int, int, int, int, int, int, float | None, int | None], ...] = (
    (-1, REVIEW, 1, at(0, 0), at(0, 9), at(0, 14), 4.0, 0),
    (0, APPLY, 1, at(0, 9.5), at(0, 9.5), at(0, 10), 0.5, 0),
    (0, REVIEW, 1, at(0, 10), at(0, 10), at(0, 14), 3.0, 1),
    (1, APPLY, 1, at(0, 11.75), at(0, 11.75), at(0, 12.25), 0.5, 0),
    (1, REVIEW, 1, at(0, 12.25), at(0, 14), at(0, 15), 1.0, 0),
    (-1, PLAN, 1, at(0, 14), at(0, 14), at(1, 11), 5.0, 1),
    (-1, ROADS, 1, at(0, 14), at(0, 14), at(2, 14), None, None),
    (0, PLAN, 1, at(0, 14), at(0, 15), at(0, 17), 2.0, 0),
    (0, ROADS, 1, at(0, 14), at(0, 14), at(1, 14), None, None),
    (1, CORRECTS, 1, at(0, 15), at(0, 15), at(2, 15), None, None),
    (2, REVIEW, 1, at(1, 10), at(1, 10), at(1, 10.5), 0.5, 0),
    (1, REVIEW, 2, at(2, 15), at(2, 15), at(2, 16), 1.0, 0),
    (1, PLAN, 1, at(2, 16), at(2, 16), at(2, 17), 1.0, 0),
    (1, ROADS, 1, at(2, 16), at(2, 16), at(4, 16), None, None),
    (3, APPLY, 1, at(3, 16.5), at(3, 16.5), at(3, 17.25), 0.75, 0),
    (3, REVIEW, 1, at(3, 17.25), at(4, 9), MISSING, 28.0, 0),
)

CASES = {
    "process": [0, 0, 0, 0, 0],
    "case": [-1, 0, 1, 2, 3],
    "arrived": [at(-3, 10), at(0, 9.5), at(0, 11.75), at(1, 10), at(3, 16.5)],
    "finished": [at(2, 14), at(1, 14), at(4, 16), at(1, 10.5), MISSING],
    "outcome": [0, 0, 0, 1, MISSING],
    "measured": [1, 1, 1, 1, 1],
}
CHANNEL = array("d", [ONLINE, COUNTER, COUNTER, ONLINE, COUNTER])
AMOUNTS = array("d", [50.0, 100.0, 200.0, 300.0, 400.0])
MARKS = (
    array("q", [at(0, 14), at(0, 14), at(2, 16), MISSING, MISSING]),
    array("q", [at(2, 14), at(1, 14), at(4, 16), MISSING, MISSING]),
)


def _row(visit: tuple[int, int, int, int, int, int, float | None, int | None]) -> dict[str, int]:
    case, step, round_, queued, started, ended, worked, person = visit
    return {
        "process": 0,
        "case": case,
        "position": step,
        "round": round_,
        "holder": HOLDER[step],
        "queued": queued,
        "started": started,
        "ended": ended,
        "worked": MISSING if worked is None else int(worked * HOUR),
        "pool": MISSING if person is None else WINDOW if step == APPLY else REVIEWER,
        "person": MISSING if person is None else person,
        "outcome": Outcome.UNFINISHED if ended == MISSING else Outcome.DONE,
    }


def log() -> EventLog:
    """The log of the five cases."""
    rows = [_row(v) for v in VISITS]
    return EventLog(
        catalog=CATALOG,
        replication=0,
        end=END,
        rows={name: array("q", [r[name] for r in rows]) for name in ROW_COLUMNS},
        cases={name: array("q", CASES[name]) for name in CASE_COLUMNS},
        attributes=((CHANNEL, AMOUNTS),),
        milestones=(MARKS,),
        lines=("window", "reviewer"),
        persons=("0", "1"),
    )


def with_cells(given: EventLog, table: str, row: int, **cells: int) -> EventLog:
    """The log with some cells of one row of ``rows`` or ``cases`` changed."""
    source = given.rows if table == "rows" else given.cases
    columns = {name: array("q", column) for name, column in source.items()}
    for name, value in cells.items():
        columns[name][row] = value
    return replace(given, rows=columns) if table == "rows" else replace(given, cases=columns)
