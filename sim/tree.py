"""A scenario's text as plain data that remembers where each part stood.

Mappings are `Map`, lists are `Seq`, scalars are plain ``str int float bool None``. Both containers know the
place of each entry, so that a complaint about ``processes.permit.steps.3.takes`` can name the file and the
line, also after `extends` or a reform card changed the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.errors import Place

Path = tuple[str | int, ...]


class Map(dict[str, Any]):
    """A mapping whose keys and values know their places; ``origin`` is the place of the mapping itself."""

    def __init__(self, items: Iterable[tuple[str, Any]] = (), origin: Place | None = None) -> None:
        super().__init__(items)
        self.origin = origin
        self.places: dict[str, Place] = {}

    def put(self, key: str, value: Any, place: Place | None) -> None:
        """Set an entry together with its place."""
        self[key] = value
        if place is not None:
            self.places[key] = place


class Seq(list[Any]):
    """A list whose items know their places; ``origin`` is the place of the list itself."""

    def __init__(self, items: Iterable[Any] = (), origin: Place | None = None) -> None:
        super().__init__(items)
        self.origin = origin
        self.places: list[Place | None] = [None] * len(self)

    def add(self, value: Any, place: Place | None) -> None:
        """Append an item together with its place."""
        self.append(value)
        self.places.append(place)


def place_of(tree: Any, path: Sequence[str | int]) -> Place | None:
    """The place of the deepest part of ``path`` that exists in ``tree``; keys that do not exist end the
    walk.
    """
    place: Place | None = getattr(tree, "origin", None)
    for key in path:
        if isinstance(tree, Map) and key in tree:
            place, tree = tree.places.get(str(key), place), tree[str(key)]
        elif isinstance(tree, Seq) and isinstance(key, int) and 0 <= key < len(tree):
            at = tree.places[key] if key < len(tree.places) else None
            place, tree = at or place, tree[key]
        else:
            break
    return place


def copied(tree: Any) -> Any:
    """A deep copy of a tree with all its places."""
    if isinstance(tree, Map):
        new = Map(((k, copied(v)) for k, v in tree.items()), tree.origin)
        new.places = dict(tree.places)
        return new
    if isinstance(tree, Seq):
        seq = Seq((copied(v) for v in tree), tree.origin)
        seq.places = list(tree.places)
        return seq
    return tree


def planted(value: Any, place: Place | None) -> Any:
    """Plain data (dict, list, scalars) as a tree all of whose parts stand at ``place``."""
    if isinstance(value, dict):
        new = Map((), place)
        for key, item in value.items():
            new.put(str(key), planted(item, place), place)
        return new
    if isinstance(value, list | tuple):
        seq = Seq((), place)
        for item in value:
            seq.add(planted(item, place), place)
        return seq
    return value


def plain(tree: Any) -> Any:
    """The tree as ordinary dicts and lists."""
    if isinstance(tree, dict):
        return {k: plain(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [plain(v) for v in tree]
    return tree
