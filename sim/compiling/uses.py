"""What the answer rests on: every place where a ledger number or an unsourced literal stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.compiling.complaints import Path
from sim.compiling.desk import Desk
from sim.compiling.processes import Compiled
from sim.compiling.unfolding import expressions_of
from sim.expressions import Expr, Num, Unary, children, render
from sim.paths import dotted_path
from sim.program import NONE, Use

STRUCTURAL = frozenset({"most", "n", "priority", "warm_up", "arrivals", "drain", "range"})
"""Fields whose literals are choices of the model, no figures about the world."""


def uses_of(desk: Desk, compiled: Iterable[Compiled]) -> tuple[Use, ...]:
    """Every use: shared parts first (pools, sessions), then process by process, then targets."""
    return tuple(dict.fromkeys(_all(_Finder(desk), desk, compiled)))


def _all(find: _Finder, desk: Desk, compiled: Iterable[Compiled]) -> Iterator[Use]:
    document = desk.document
    for pool, (name, model) in enumerate(document.pools.items()):
        yield from find.within(model, ("pools", name), _Owner(pool=pool))
    for name, session in document.sessions.items():
        yield from find.within(session, ("sessions", name), _Owner())
    for index, one in enumerate(compiled):
        owner = _Owner(process=index)
        model_of = document.processes[one.process.name]
        path: Path = ("processes", one.process.name)
        yield from find.within(model_of.arrive, (*path, "arrive"), owner)
        yield from find.within(model_of.attributes, (*path, "attributes"), owner)
        yield from find.within(model_of.backlog, (*path, "backlog"), owner)
        for step in one.unfolded.order:
            yield from find.within(step, one.unfolded.path[id(step)], owner)
    yield from _of_targets(find, desk)


def _of_targets(find: _Finder, desk: Desk) -> Iterator[Use]:
    known = list(desk.document.processes)
    for i, target in enumerate(desk.document.targets):
        process = known.index(target.process) if target.process in known else NONE
        sourced = bool(target.plan or target.source)
        for use in find.within(target, ("targets", i), _Owner(process=process)):
            if use.name or not sourced:
                yield use


@dataclass(frozen=True, slots=True)
class _Owner:
    process: int = NONE
    pool: int = NONE


class _Finder:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def within(self, part: object, path: Path, owner: _Owner) -> Iterator[Use]:
        """Every use in a part of the scenario (a step without those nested in it)."""
        for at, expr in expressions_of(part, path):
            if not STRUCTURAL & {str(key) for key in at[len(path) :]}:
                yield from self._of(expr, at, owner)

    def _of(self, expr: Expr, path: Path, owner: _Owner) -> Iterator[Use]:
        found = [(name, "") for name in self._desk.ledger.reach(expr)]
        found += [("", literal) for literal in literals(expr)]
        if found:
            where = dotted_path(self._desk.scenario.tree, path)
            yield from (Use(where, name, text, owner.process, owner.pool) for name, text in found)


def literals(expr: Expr) -> list[str]:
    """The figures written in an expression, but for 0, a plain 1 and inf (which are structure, no
    figures).
    """
    if isinstance(expr, Num):
        structural = expr.value in (0, math.inf) or (expr.value == 1 and expr.unit is None)
        return [] if structural else [render(expr)]
    if isinstance(expr, Unary) and isinstance(expr.x, Num):
        return [f"-{text}" for text in literals(expr.x)]
    return [text for child in children(expr) for text in literals(child)]
