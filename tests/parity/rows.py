"""Logs resolved to names, and the first place where two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.engines import run
from sim.errors import SimulationError
from sim.eventlog import MISSING, SPELL_COLUMNS, EventLog, Outcome
from sim.program import Program

REFERENCE = "simpy"
ROW = (
    "process",
    "case",
    "step",
    "round",
    "branch",
    "holder",
    "queued",
    "started",
    "ended",
    "worked",
    "pool",
    "person",
    "outcome",
)
CASE = ("process", "case", "arrived", "finished", "outcome", "measured", "attributes", "milestones")
SPELL = SPELL_COLUMNS

Line = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first entry of a table that two engines tell differently; None where one has no more entries."""

    table: str
    columns: tuple[str, ...]
    index: int
    left: Line | None
    right: Line | None

    def __str__(self) -> str:
        lines = [f"{self.table} {self.index} differs:"]
        for at, name in enumerate(self.columns):
            left, right = ("(none)" if line is None else line[at] for line in (self.left, self.right))
            lines.append(f"  {'*' if left != right else ' '} {name}: {left!r} | {right!r}")
        return "\n".join(lines)


def _known(instant: int) -> int | None:
    return None if instant == MISSING else int(instant)


def rows_of(log: EventLog) -> list[Line]:
    """Every row by names, in the order of the log."""
    return [_row(log, at) for at in range(len(log))]


def _row(log: EventLog, at: int) -> Line:
    c, names = {k: int(v[at]) for k, v in log.rows.items()}, log.catalog
    step = names.steps[c["process"]][c["position"]]
    pool, person = (
        "" if c[k] == MISSING else t[c[k]] for k, t in (("pool", log.lines), ("person", log.persons))
    )
    return (
        names.processes[c["process"]], c["case"],
        step.name, c["round"], step.branch, names.holders[c["holder"]],
        c["queued"], _known(c["started"]), _known(c["ended"]), _known(c["worked"]),
        pool, person, Outcome(c["outcome"]).name.lower(),
    )  # fmt: skip


def cases_of(log: EventLog) -> list[Line]:
    """Every case with its attributes and milestones by name."""
    found, place = [], [0] * len(log.catalog.processes)
    for at in range(len(log.cases["case"])):
        process = int(log.cases["process"][at])
        found.append(_case(log, at, process, place[process]))
        place[process] += 1
    return found


def _case(log: EventLog, at: int, process: int, k: int) -> Line:
    c, names = {name: int(column[at]) for name, column in log.cases.items()}, log.catalog
    texts = names.text_attributes[process]
    values = [float(column[k]) for column in log.attributes[process]]
    told = [names.texts[int(v)] if text else v for v, text in zip(values, texts, strict=True)]
    marks = [_known(column[k]) for column in log.milestones[process]]
    return (
        names.processes[process], c["case"], c["arrived"], _known(c["finished"]),
        None if c["outcome"] == MISSING else names.outcomes[c["outcome"]], bool(c["measured"]),
        tuple(zip(names.attributes[process], told, strict=True)),
        tuple(zip(names.milestones[process], marks, strict=True)),
    )  # fmt: skip


def spells_of(log: EventLog) -> list[Line]:
    """The working spells of interrupted work."""
    columns = [log.spells.get(name, ()) for name in SPELL]
    told = zip(*columns, strict=True)
    return sorted((int(r), int(a), int(b), log.lines[int(w)], log.persons[int(p)]) for r, a, b, w, p in told)


def first_difference(left: EventLog, right: EventLog) -> Difference | None:
    """The first row, case or spell that two logs of one program tell differently, or their ends."""
    for table, columns, of in (("row", ROW, rows_of), ("case", CASE, cases_of), ("spell", SPELL, spells_of)):
        found = differing(table, columns, of(left), of(right))
        if found is not None:
            return found
    return differing("end", ("end",), [(left.end,)], [(right.end,)])


def differing(
    table: str, columns: tuple[str, ...], left: Sequence[Line], right: Sequence[Line]
) -> Difference | None:
    """The first entry in which two lists differ."""
    for at in range(max(len(left), len(right))):
        a, b = (lines[at] if at < len(lines) else None for lines in (left, right))
        if a != b:
            return Difference(table, columns, at, a, b)
    return None


def compare(program: Program, seed: int, replication: int, engine: str = "compiled") -> Difference | None:
    """The first difference between the reference's log and that of another engine, None if there is none."""
    left, right = (_run(program, seed, replication, e) for e in (REFERENCE, engine))
    if isinstance(left, EventLog) and isinstance(right, EventLog):
        return first_difference(left, right)
    told = [(type(x).__name__ if isinstance(x, SimulationError) else "a log",) for x in (left, right)]
    return differing("result", ("result",), told[:1], told[1:])


def _run(program: Program, seed: int, replication: int, engine: str) -> EventLog | SimulationError:
    try:
        return run(program, seed=seed, replication=replication, engine=engine)
    except SimulationError as error:
        return error
