"""A program as text: what a golden test compares and a person can read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sim.expressions import Code
from sim.expressions.code import Op as CodeOp
from sim.program import NONE, Draw, Node, Pool, Process, Program, Target


def program_text(program: Program) -> str:
    """The program in lines: the clock, the tables, then every process with its nodes."""
    return "\n".join(_lines(program)) + "\n"


def _lines(program: Program) -> Iterator[str]:
    yield f"program {program.name} ({program.variant}), second 0 is {program.origin}T00:00:00"
    yield f"warm_up {program.warm_up} until {program.until} horizon {program.horizon}"
    yield f"1 wd is {_number(program.wd_seconds)} s"
    for i, (name, calendar) in enumerate(zip(program.calendar_names, program.calendars, strict=True)):
        yield f"calendar {i} {name}: {len(calendar.days_open)} days, {calendar.cum[-1]} s open"
    yield f"texts {_listed(program.texts)}"
    sides = ("agency side" if a else "clock stops" for a in program.agency_side)
    yield f"holders {_listed(f'{h} ({s})' for h, s in zip(program.holders, sides, strict=True))}"
    yield f"outcomes {_listed(program.outcomes)}"
    for i, draw in enumerate(program.draws):
        yield f"draw {i}: {_draw(draw)}"
    for i, code in enumerate(program.codes):
        yield f"code {i}: {code_text(code)}"
    for i, pool in enumerate(program.pools):
        yield from _pool(i, pool)
    for session in program.sessions:
        yield f"session {session.name}: {len(session.starts)} starts of {session.slots} slots"
    for i, process in enumerate(program.processes):
        yield from _process(program, i, process)
    for target in program.targets:
        yield _target(program, target)


def _pool(index: int, pool: Pool) -> Iterator[str]:
    manner = "pause" if pool.pause else "finish"
    yield f"pool {index} {pool.name}: {manner} {pool.order.name.lower()}{' preempt' if pool.preempt else ''}"
    for shift in pool.shifts:
        extra = "".join(
            f" {name} {value}"
            for name, value in (
                ("from", shift.first_day),
                ("until", shift.last_day),
                ("grade", shift.grade or None),
            )
            if value is not None
        )
        rates = f"speed {_number(shift.speed)} absent {_number(shift.absent)} cost {_number(shift.cost)}"
        yield f"  {shift.staff} on {shift.calendar_name}, {rates}{extra}"


def _process(program: Program, index: int, process: Process) -> Iterator[str]:
    yield f"process {index} {process.name}: entry {process.entry}, milestones {_listed(process.milestones)}"
    for slot, attribute in enumerate(process.attributes):
        yield f"  attribute {slot} {_data(attribute)}"
    arrivals = process.arrivals
    if arrivals.intensity is not None:
        edges, total = len(arrivals.intensity.edges), arrivals.intensity.integral[-1]
        yield f"  arrivals: intensity of {edges} edges, {_number(total)} in all, batch {arrivals.batch}"
    else:
        dated = len(arrivals.schedule)
        yield f"  arrivals: every {arrivals.every}, batch {arrivals.batch}, {dated} scheduled"
        yield from (f"    {_data(arrived)}" for arrived in arrivals.schedule)
    yield from (f"  {_data(entry)}" for entry in process.backlog)
    for position, step in enumerate(process.steps):
        where = f" in {step.branch}" if step.branch else ""
        yield f"  step {position} {step.kind} {step.name}{where} -> {step.node}"
    for at, node in enumerate(program.nodes):
        if node.process == index:
            yield f"  {at}: {_node(program, node)}"


def _node(program: Program, node: Node) -> str:
    parts = [f"{node.op.name} {node.position}..{node.last} next {node.next}"]
    parts += [
        f"{name} {value}" for name in ("when", "repeat", "of") if (value := getattr(node, name)) != NONE
    ]
    if node.holder != NONE:
        parts.append(f"holder {program.holders[node.holder]}")
    if node.limits:
        parts.append(f"limits {node.limits}")
    return ", ".join(parts) + (f"; {_data(node.detail)}" if node.detail is not None else "")


def _target(program: Program, target: Target) -> str:
    return f"target {_data(target)}"


def _draw(draw: Draw) -> str:
    return f"{_data(draw.law)} in {draw.unit}"


def code_text(code: Code) -> str:
    """The code as a line of words: ``load 0, const 2, mul``."""
    words = []
    for op, arg in zip(code.ops, code.args, strict=True):
        takes = op in (CodeOp.CONST, CodeOp.LOAD, CodeOp.TIERS)
        words.append(CodeOp(op).name.lower() + (f" {_number(float(arg))}" if takes else ""))
    return ", ".join(words) + (f" with {code.tables}" if code.tables else "")


def _data(item: object) -> str:
    """A frozen record with only those fields that say something (are not NONE, empty or false)."""
    if not is_dataclass(item) or isinstance(item, type):
        return _value(item)
    shown = [(f.name, getattr(item, f.name)) for f in fields(item) if not f.name.endswith("stream")]
    said = [
        f"{name}={_value(v)}" for name, v in shown if not (v == NONE or v in ((), "", None) or v is False)
    ]
    return f"{type(item).__name__}({', '.join(said)})"


def _value(item: object) -> str:
    if isinstance(item, tuple):
        return f"({', '.join(_value(i) for i in item)})"
    if isinstance(item, float):
        return _number(item)
    return (
        _data(item) if is_dataclass(item) and not isinstance(item, type) else getattr(item, "name", str(item))
    )


def _number(x: float) -> str:
    return str(int(x)) if math.isfinite(x) and x == int(x) else f"{x:.12g}"


def _listed(items: object) -> str:
    return ", ".join(str(i) for i in items) or "none"  # type: ignore[attr-defined]
