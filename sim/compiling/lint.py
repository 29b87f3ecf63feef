"""Warnings: what is allowed but probably not meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from sim.compiling.attributes import attributes_of, settle_values
from sim.compiling.codes import Scope
from sim.compiling.complaints import Complaints, Path, Told
from sim.compiling.desk import Desk
from sim.compiling.processes import unfold_all
from sim.compiling.unfolding import expressions_of
from sim.compiling.unused import warn_of_unused
from sim.errors import Complaint, InputError
from sim.expressions import parse
from sim.program import OWNER, By, Need, Node, Pool, Program, Task
from sim.scenario import Scenario, walk


def lint(
    scenario: Scenario, program: Program, beside: Sequence[tuple[Scenario, Program]] = ()
) -> tuple[Complaint, ...]:
    """The warnings about a scenario that compiles, in the order of the file.

    ``beside`` are its other variants, compiled: what one of them uses is not told as unused. Of a scenario of
    which parts could not be read nothing is said: what they would have used looks unused.
    """
    if scenario.pruned:
        return ()
    desk = Desk.of(scenario)
    _numbers(desk)
    warn_of_unused(desk, program, beside)
    _meetings(desk.say, program, _step_paths(scenario))
    _comparisons(desk, program)
    _calendars(desk.say, program)
    found = [c for c in desk.say.found if c.severity == "warning"]
    return InputError(found).complaints


def _numbers(desk: Desk) -> None:
    for name, model in desk.document.numbers.items():
        if model.kind == "assumption" and model.range is None:
            _warn(desk.say, ("numbers", name), f"the assumption {name} without a range", "range: [low, high]")
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


def _meetings(say: Complaints, program: Program, paths: Mapping[tuple[str, str], Path]) -> None:
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
        if count > pool.staff:
            _warn(say, path, f"{step} by {count} of {pool.name}", f"at most {pool.staff}, its staff")
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


def _comparisons(desk: Desk, program: Program) -> None:
    """Texts compared with an attribute that never has such a value, as far as the scenario tells."""
    for one, process in zip(unfold_all(desk).values(), program.processes, strict=True):
        model = desk.document.processes[process.name]
        attributes = attributes_of(desk, process.name, model)
        settle_values(desk, attributes, model, one)
        for step in one.order:
            for path, expr in expressions_of(step, one.path[id(step)]):
                desk.codes.check_texts(path, expr, attributes.in_steps())
        outcomes = frozenset(program.outcomes[i] for i in process.outcomes)
        _in_targets(desk, process.name, attributes.in_targets(outcomes))


def _in_targets(desk: Desk, process: str, scope: Scope) -> None:
    alone = len(desk.document.processes) == 1
    for i, target in enumerate(desk.document.targets):
        if target.process == process or (target.process is None and alone):
            word, _, text = target.measure.partition(".")
            asked = [(("targets", i, "measure"), parse(text))] if word == "share" else []
            for path, expr in (*asked, *expressions_of(target, ("targets", i))):
                desk.codes.check_texts(path, expr, scope)


def _calendars(say: Complaints, program: Program) -> None:
    for name, calendar in zip(program.calendar_names, program.calendars, strict=True):
        if calendar.guessed:
            count, first, last = len(calendar.guessed), calendar.guessed[0], calendar.guessed[-1]
            given = f"{count} days guessed as Monday to Friday ({first} to {last})"
            _warn(say, ("calendars", name, "beyond"), given, "dates that the holiday data covers")


def _step_paths(scenario: Scenario) -> dict[tuple[str, str], Path]:
    """The tree path of each step by process and name (those of procedures are not among them)."""
    return {
        (name, step.name): ("processes", name, "steps", *path)
        for name, model in scenario.document.processes.items()
        for path, step in walk(model.steps)
    }


def _warn(say: Complaints, path: Path, given: str, expected: str) -> None:
    say.add(path, given, expected, severity="warning")
