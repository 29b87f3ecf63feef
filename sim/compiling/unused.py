"""Warnings about what stands in a scenario and is used in none of its variants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sim.compiling.complaints import Path
from sim.compiling.desk import Desk
from sim.compiling.unfolding import expressions_of
from sim.expressions import Expr, names
from sim.program import Assign, Program, Task
from sim.scenario import Document, Scenario, walk
from sim.steps import Gather, StepBase, Use

_WORD = re.compile(r"[a-z][a-z0-9_]*")


def warn_of_unused(desk: Desk, program: Program, beside: Sequence[tuple[Scenario, Program]]) -> None:
    """Warn of every number, pool, attribute and procedure used neither here nor in a variant ``beside``."""
    documents = [desk.document, *(scenario.document for scenario, _ in beside)]
    programs = [program, *(other for _, other in beside)]
    cards = {word for text in _texts(desk.scenario.tree.get("reforms")) for word in _WORD.findall(text)}
    numbers = cards.union(*map(_named_numbers, documents))
    _tell(desk, "numbers", desk.document.numbers, _reached(desk, numbers))
    _pools(desk, program, {name for one in programs for name in _needed(one)})
    _attributes(desk, documents, cards)
    _tell(desk, "procedures", desk.document.procedures, cards.union(*map(_used_procedures, documents)))


def _tell(desk: Desk, section: str, listed: Iterable[str], used: set[str]) -> None:
    for name in listed:
        if name not in used:
            _warn(desk, (section, name), f"the {section.removesuffix('s')} {name}, which nothing uses")


def _warn(desk: Desk, path: Path, given: str, expected: str = "a use of it, or no such entry") -> None:
    desk.say.add(path, given, expected, severity="warning")


# Numbers


def _reached(desk: Desk, named: set[str]) -> set[str]:
    """The named ledger numbers and those that they rest on."""
    ledger = desk.ledger
    return {n for name in ledger if name in named for n in (name, *ledger.reach(ledger.expression(name)))}


def _named_numbers(document: Document) -> set[str]:
    """Every name that stands in an expression outside the ledger, or in a range."""
    ranges = [model.range for model in document.numbers.values() if model.range is not None]
    parts = [document.period, document.pools, document.sessions, document.targets, *ranges]
    for model in document.processes.values():
        parts += [model.arrive, model.attributes, model.backlog]
    return _names((*parts, *_steps(document))) | _in_targets(document)


def _names(parts: Iterable[object]) -> set[str]:
    found: Iterator[Expr] = (expr for part in parts for _, expr in expressions_of(part, ()))
    return {name for expr in found for name in names(expr)}


def _steps(document: Document) -> list[StepBase]:
    """Every step of every process and procedure, the nested ones too."""
    lists = [m.steps for m in document.processes.values()] + list(document.procedures.values())
    return [step for steps in lists for _, step in walk(steps)]


def _in_targets(document: Document) -> set[str]:
    """The words of what targets keep as text."""
    texts = (text for t in document.targets for text in (t.measure, t.change or ""))
    return {word for text in texts for word in _WORD.findall(text)}


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


# Pools


def _pools(desk: Desk, program: Program, needed: set[str]) -> None:
    for pool in program.pools:
        if pool.name not in needed:
            given = f"the pool {pool.name}, which no task needs"
            _warn(desk, ("pools", pool.name), given, "a task by it, or no such pool")


def _needed(program: Program) -> Iterator[str]:
    """The pools that some task or assignment of a program names."""
    for node in program.nodes:
        if isinstance(node.detail, Task):
            yield from (program.pools[n.pool].name for n in node.detail.needs if n.pool >= 0)
        elif isinstance(node.detail, Assign):
            yield program.pools[node.detail.pool].name


# Attributes and procedures


def _attributes(desk: Desk, documents: Sequence[Document], cards: set[str]) -> None:
    """Attributes that no expression names, and no target or group is about."""
    for process, model in desk.document.processes.items():
        used = cards.union(*(_named_attributes(d, process) for d in documents))
        for name in model.attributes:
            if name not in used:
                path = ("processes", process, "attributes", name)
                _warn(desk, path, f"the attribute {name}, which nothing uses")


def _named_attributes(document: Document, process: str) -> set[str]:
    model = document.processes.get(process)
    parts = [document.targets, *(step for steps in document.procedures.values() for _, step in walk(steps))]
    if model is not None:
        parts += [model.attributes, *(step for _, step in walk(model.steps))]
    grouped = {s.per for s in _steps(document) if isinstance(s, Gather) and s.per is not None}
    return _names(parts) | grouped | _in_targets(document)


def _used_procedures(document: Document) -> set[str]:
    return {step.use for step in _steps(document) if isinstance(step, Use)}
