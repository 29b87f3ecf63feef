"""[reforming] Other names for figures of the ledger, in every expression that uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.expressions import names
from sim.fields import NODES, Model
from sim.scenario import Document
from sim.tree import Map, Seq

_WORDS = re.compile(r""""[^"]*"|'[^']*'|(?<![\w.])([a-z][a-z0-9_]*)(?![\w.])(?!\s*\()(?!\s*=(?!=))""")
"""A quoted text, or a name that is neither a function, a named argument nor a part of a dotted one."""

Spot = tuple[Any, Any]
"""A container and the key below which a text stands."""


def renamed_numbers(tree: Map, document: Document, wanted: Mapping[str, str]) -> None:
    """Give figures other names, in place; ``document`` is what the tree says."""
    for container, key in list(_spots(document, tree)):
        container[key] = _with_names(container[key], wanted)
    ledger = tree.get("numbers", Map())
    entries = [(wanted.get(n, n), value, ledger.places.get(n)) for n, value in ledger.items()]
    ledger.clear()
    ledger.places.clear()
    for name, value, place in entries:
        ledger.put(name, value, place)


def named(document: Document) -> frozenset[str]:
    """Every name that any expression of a document uses."""
    return frozenset(name for expr in _expressions(document) for name in names(expr))


def _with_names(text: str, wanted: Mapping[str, str]) -> str:
    return _WORDS.sub(lambda m: m[0] if m[1] is None else wanted.get(m[1], m[1]), text)


def _expressions(part: Any) -> Iterator[Any]:
    if isinstance(part, NODES):
        yield part
    elif isinstance(part, Model):
        for field in type(part).model_fields:
            yield from _expressions(getattr(part, field))
    elif isinstance(part, dict):
        for value in part.values():
            yield from _expressions(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from _expressions(value)


def _spots(model: Model, tree: Any) -> Iterator[Spot]:
    """Where in the tree of a model an expression stands as a text."""
    if not isinstance(tree, Map):
        return
    for field, info in type(model).model_fields.items():
        key = info.alias or field
        if key in tree:
            yield from _below(getattr(model, field), tree, key)


def _below(part: Any, container: Any, key: Any) -> Iterator[Spot]:
    tree = container[key]
    if isinstance(part, NODES):
        yield from _texts(container, key)
    elif isinstance(part, Model):
        yield from _spots(part, tree)
    elif isinstance(part, dict) and isinstance(tree, Map):
        for name, value in part.items():
            if str(name) in tree:
                yield from _below(value, tree, str(name))
    elif isinstance(part, tuple | list) and isinstance(tree, Seq) and len(tree) == len(part):
        for i, value in enumerate(part):
            yield from _below(value, tree, i)
    elif isinstance(part, tuple | list) and len(part) == 1:
        yield from _below(part[0], container, key)


def _texts(container: Any, key: Any) -> Iterator[Spot]:
    """An expression's text, or those of the list that it is."""
    tree = container[key]
    if isinstance(tree, str):
        yield container, key
    elif isinstance(tree, Seq):
        for i in range(len(tree)):
            yield from _texts(tree, i)


__all__ = ["named", "renamed_numbers"]
