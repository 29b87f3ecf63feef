"""Warnings: what is allowed but probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from sim.compiling.complaints import Complaints, Path, Told
from sim.compiling.desk import Desk
from sim.compiling.unfolding import expressions_of
from sim.errors import Complaint, InputError, nearest_name
from sim.expressions import names
from sim.program import NONE, OWNER, Assign, By, Need, Node, Pool, Program, Task
from sim.scenario import BUILT_IN_HOLDERS, Scenario, walk
from sim.steps import Gather, Use

_WORD = re.compile(r"[a-z][a-z0-9_]*")


def lint(scenario: Scenario, program: Program) -> tuple[Complaint, ...]:
    """The warnings about a scenario that compiles, in the order of the file.

    Of a scenario of which parts could not be read nothing is said: what they would have used looks unused.
    """
    if scenario.pruned:
        return ()
    desk = Desk.of(scenario)
    _numbers(desk, program)
    _pools(desk.say, program, _step_paths(scenario))
    _attributes(desk)
    _procedures(desk)
    _calendars(desk.say, program)
    _clock_stops(desk, program)
    found = [c for c in desk.say.found if c.severity == "warning"]
    return InputError(found).complaints


def _numbers(desk: Desk, program: Program) -> None:
    used = {use.name for use in program.uses} | _named_in_reforms(desk)
    for name, model in desk.document.numbers.items():
        path = ("numbers", name)
        if name not in used:
            _warn(desk.say, path, f"{name}, which nothing uses", "a use of it, or no such entry")
        if model.kind == "assumption" and model.range is None:
            _warn(desk.say, path, f"the assumption {name} without a range", "range: [low, high]")
        _outside(desk, name)


def _outside(desk: Desk, name: str) -> None:
    limits = desk.ledger.range_of(name)
    try:
        value = desk.ledger.lookup(name).value if limits else 0.0
    except Told:
        return
    if limits and not limits[0] <= value <= limits[1]:
        _warn(
            desk.say,
            ("numbers", name, "value"),
            f"the value of {name} outside its range",
            "a value within it",
        )


def _named_in_reforms(desk: Desk) -> set[str]:
    """Ledger names that reform cards mention, and those they rest on: what only a card uses is used."""
    words = {w for text in _texts(desk.scenario.tree.get("reforms")) for w in _WORD.findall(text)}
    mentioned = [w for w in desk.ledger if w in words]
    return {n for w in mentioned for n in (w, *desk.ledger.reach(desk.ledger.expression(w)))}


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


def _pools(say: Complaints, program: Program, paths: Mapping[tuple[str, str], Path]) -> None:
    needed = {need.pool for node in program.nodes for need in _needs(node)}
    needed |= {node.detail.pool for node in program.nodes if isinstance(node.detail, Assign)}
    for i, pool in enumerate(program.pools):
        if i not in needed:
            given = f"the pool {pool.name}, which no task needs"
            _warn(say, ("pools", pool.name), given, "a task by it, or no such pool")
    for node in program.nodes:
        if isinstance(node.detail, Task):
            _meeting(say, program, node, paths)


def _needs(node: Node) -> tuple[Need, ...]:
    return node.detail.needs if isinstance(node.detail, Task) else ()


def _meeting(say: Complaints, program: Program, node: Node, paths: Mapping[tuple[str, str], Path]) -> None:
    """Warn of claims that nobody can ever meet."""
    process = program.processes[node.process].name
    step = program.processes[node.process].steps[node.position].name
    path = (*paths.get((process, step), ("processes", process)), "by")
    needs = [(program.pools[n.pool], n.count) for n in _needs(node) if n.pool != OWNER]
    for pool, count in needs:
        if count > len(pool.shift_of):
            _warn(say, path, f"{step} by {count} of {pool.name}", f"at most {len(pool.shift_of)}, its staff")
    if (
        isinstance(node.detail, Task)
        and node.detail.by is By.ALL
        and not _ever_together([p for p, _ in needs])
    ):
        told = " and ".join(p.name for p, _ in needs)
        _warn(say, path, f"{step} by {told}, who are never on duty together", "calendars that overlap")


def _ever_together(pools: list[Pool]) -> bool:
    """Whether some second finds a shift of every pool on duty."""
    groups = [[s.calendar for s in p.shifts if s.staff] for p in pools]
    return len(pools) < 2 or any(bool(first.intersection(*rest).start) for first, *rest in product(*groups))


def _attributes(desk: Desk) -> None:
    """Attributes that no expression names (and no target or schedule is about)."""
    target_texts = " ".join(t.measure for t in desk.document.targets)
    wide = {n for _, e in expressions_of(desk.document.targets, ()) for n in names(e)}
    wide |= set(_WORD.findall(target_texts)) | set(_per(desk))
    wide |= {w for text in _texts(desk.scenario.tree.get("reforms")) for w in _WORD.findall(text)}
    for process, model in desk.document.processes.items():
        parts = [model.attributes, *(s for _, s in walk(model.steps))]
        parts += [s for steps in desk.document.procedures.values() for _, s in walk(steps)]
        used = wide | {n for part in parts for _, e in expressions_of(part, ()) for n in names(e)}
        for name in model.attributes:
            if name not in used:
                path = ("processes", process, "attributes", name)
                _warn(
                    desk.say,
                    path,
                    f"the attribute {name}, which nothing uses",
                    "a use of it, or no such entry",
                )


def _per(desk: Desk) -> Iterator[str]:
    document = desk.document
    lists = [m.steps for m in document.processes.values()] + list(document.procedures.values())
    for steps in lists:
        for _, step in walk(steps):
            if isinstance(step, Gather) and step.per is not None:
                yield step.per


def _procedures(desk: Desk) -> None:
    document = desk.document
    lists = [m.steps for m in document.processes.values()] + list(document.procedures.values())
    used = {s.use for steps in lists for _, s in walk(steps) if isinstance(s, Use)}
    used |= {w for text in _texts(desk.scenario.tree.get("reforms")) for w in _WORD.findall(text)}
    for name in document.procedures:
        if name not in used:
            given = f"the procedure {name}, which nothing uses"
            _warn(desk.say, ("procedures", name), given, "a use of it, or no such entry")


def _calendars(say: Complaints, program: Program) -> None:
    for name, calendar in zip(program.calendar_names, program.calendars, strict=True):
        if calendar.guessed:
            count, first, last = len(calendar.guessed), calendar.guessed[0], calendar.guessed[-1]
            given = f"{count} days guessed as Monday to Friday ({first} to {last})"
            _warn(say, ("calendars", name, "beyond"), given, "dates that the holiday data covers")


def _clock_stops(desk: Desk, program: Program) -> None:
    """A name in `clock_stops` that nobody bears is most likely mistyped."""
    declared = {*BUILT_IN_HOLDERS, *desk.document.holders}
    bearing = {program.holders[s.holder] for p in program.processes for s in p.steps if s.holder != NONE}
    for name in desk.document.clock_stops:
        if name not in declared | bearing:
            known = sorted(declared | bearing)
            expected = f"a holder of some step: {', '.join(known)}"
            desk.say.add(("clock_stops",), name, expected, nearest_name(name, known), severity="warning")


def _step_paths(scenario: Scenario) -> dict[tuple[str, str], Path]:
    """The tree path of each step by process and name (those of procedures are not among them)."""
    return {
        (name, step.name): ("processes", name, "steps", *path)
        for name, model in scenario.document.processes.items()
        for path, step in walk(model.steps)
    }


def _warn(say: Complaints, path: Path, given: str, expected: str) -> None:
    say.add(path, given, expected, severity="warning")
