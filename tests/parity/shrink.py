"""Making a failing scenario small: greedy delta debugging on the document's tree.

Whatever can be left out or made plainer while the same failure stays is, biggest parts first. After A. Zeller
and R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE Transactions on Software
Engineering 28 (2002) 183-200; here on a tree, one part at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import yaml

from tests.parity.checks import Check, Failure, examine
from tests.parity.generator import Wild

Path = tuple[str | int, ...]
Change = Callable[[Any], None]
Edit = tuple[Path, Change]

PLAINER: dict[str, tuple[str | int, ...]] = {
    "takes": ("10 min",),
    "after": ("10 min",),
    "within": ("1 h", "10 min"),
    "age": ("1 h",),
    "when": ("urgency > 0",),
    "again": ("0.5",),
    "staff": (1,),
    "count": (2, 1),
}
LEAVING = ("gives_up", "turned_away", "then")
SECONDS_OF_PATIENCE = 60.0


def shrink(
    wild: Wild, seed: int, failure: Failure, checks: tuple[Check, ...], patience: float = SECONDS_OF_PATIENCE
) -> tuple[Wild, Failure]:
    """The smallest scenario found in ``patience`` seconds that fails in the same way."""
    until = time.monotonic() + patience
    smaller = True
    while smaller:
        smaller, at = False, 0
        while at < len(changes := _changes(wild)):
            if time.monotonic() > until:
                return wild, failure
            made = _changed(wild, changes[at])
            found = examine(made, seed, checks)
            if found is not None and found.kind == failure.kind:
                wild, failure, smaller = made, found, True
            else:
                at += 1
    return wild, failure


def _changes(wild: Wild) -> list[Change]:
    """Every way to leave one part out or make it plainer, the biggest parts first."""
    tree = {"document": wild.document, "tables": wild.tables}
    return [change for _, change in sorted(_edits(tree), key=lambda e: -_size(_at(tree, e[0])))]


def _changed(wild: Wild, change: Change) -> Wild:
    made = deepcopy({"document": wild.document, "tables": wild.tables})
    change(made)
    return Wild(made["document"], made["tables"])


def _edits(tree: Any, path: Path = ()) -> Iterator[Edit]:
    part = _at(tree, path)
    if isinstance(part, list):
        yield from _halves(path, len(part))
    keys: list[str | int] = (
        list(part) if isinstance(part, dict) else list(range(len(part))) if isinstance(part, list) else []
    )
    for key in keys:
        below = (*path, key)
        if _is_cell(below):
            if key != "arrived":
                yield below, _without_column(below)
        elif len(path) > 0:
            yield below, _without(below)
        if isinstance(part[key], dict) and isinstance(key, int):
            yield from _lifted(part[key], below)
        for plainer in _plainer(key, part[key]):
            yield below, _with(below, plainer)
        yield from _edits(tree, below)


def _is_cell(path: Path) -> bool:
    """Whether a path leads to a cell of a line of a table."""
    return len(path) == 4 and path[0] == "tables"


def _halves(path: Path, length: int) -> Iterator[Edit]:
    if length >= 4:
        yield path, _cut(path, 0, length // 2)
        yield path, _cut(path, length // 2, length)


def _lifted(step: dict[str, Any], path: Path) -> Iterator[Edit]:
    """A block's inner steps in its place."""
    branches = [b if isinstance(b, list) else b.get("steps", []) for b in step.get("branches", {}).values()]
    leaving = [part.get("then", part.get("steps")) for k in LEAVING if isinstance(part := step.get(k), dict)]
    for inner in (step.get("steps"), step.get("between"), *branches, *leaving):
        if isinstance(inner, list) and inner:
            yield path, _spliced(path, inner)


def _plainer(key: str | int, value: Any) -> Iterator[Any]:
    """Plainer values for a field."""
    if isinstance(value, dict) and "days" in value:
        yield "always"
    ways = PLAINER.get(str(key), ())
    if not isinstance(value, dict | list):
        # Only on to what stands further behind, so that no two ways take turns for ever.
        yield from ways[ways.index(value) + 1 :] if value in ways else ways


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _size(part: Any) -> int:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return 1 + sum(_size(p) for p in inner)


def _without(path: Path) -> Change:
    def change(tree: Any) -> None:
        del _at(tree, path[:-1])[path[-1]]

    return change


def _without_column(path: Path) -> Change:
    """A table has the same columns in all its lines, and says of every case when it arrived."""

    def change(tree: Any) -> None:
        for line in _at(tree, path[:2]):
            del line[path[-1]]

    return change


def _with(path: Path, value: Any) -> Change:
    def change(tree: Any) -> None:
        _at(tree, path[:-1])[path[-1]] = value

    return change


def _cut(path: Path, first: int, last: int) -> Change:
    def change(tree: Any) -> None:
        del _at(tree, path)[first:last]

    return change


def _spliced(path: Path, steps: list[Any]) -> Change:
    def change(tree: Any) -> None:
        at = path[-1]
        assert isinstance(at, int)
        _at(tree, path[:-1])[at : at + 1] = deepcopy(steps)

    return change


def story(wild: Wild, seed: int, failure: Failure) -> str:
    """What to print of a failure: the scenario as YAML, what is wrong, and the command that replays it."""
    parts = [failure.text, yaml.safe_dump(wild.document, sort_keys=False, allow_unicode=True, width=120)]
    parts += [f"# {file}\n{yaml.safe_dump(lines, sort_keys=False)}" for file, lines in wild.tables.items()]
    return "\n".join([*parts, f"replay: python -m tests.parity --seed {seed}"])
