"""[reading] A tree against the models: every complaint about its form, and what is left when the faulty parts are taken out.

What is left goes on to the compiler, so that one run tells a wrong unit, a misspelt key and an unknown pool together. A part that was taken out
is remembered by its path and its names: nobody shall complain that it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sim.errors import Complaint, Place
from sim.paths import dotted_path, kind_and_name
from sim.reading.shape import Where, where
from sim.reading.wording import wording
from sim.scenario import Document
from sim.tree import Map, Path, Seq, copied, place_of, planted

MOST_ROUNDS = 12
MOST_COMPLAINTS = 500
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# Stand-ins for required values that cannot be read, so that the rest of their part is still looked at. Nothing is ever run with them.
_STAND_INS: Mapping[str, Any] = {
    "takes": "1 s",
    "after": "1 s",
    "age": "1 s",
    "within": "1 h",
    "arrivals": "1 d",
    "again": 0,
    "count": 1,
    "room": 0,
    "slots": 1,
    "staff": 1,
    "priority": 0,
    "n": 1,
    "holder": "applicant",
    "kind": "assumption",
    "start": "2021-01-04",
    "format": 1,
    "title": "-",
    "name": "-",
    "period": {"start": "2021-01-04", "arrivals": "1 d"},
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a tree: the document of what is left (None if nothing is), its tree, the complaints, and the paths and names left out."""

    document: Document | None
    tree: Map
    complaints: tuple[Complaint, ...]
    pruned: frozenset[str]
    names: frozenset[str]


def check(tree: Map) -> Checked:
    """Validate, take out what is faulty, and validate again, until what is left is sound."""
    work = _Work(tree)
    for _ in range(MOST_ROUNDS):
        try:
            document = Document.model_validate(work.tree)
        except ValidationError as error:
            if not work.round(error):
                break
        except RecursionError:
            work.add((), "steps nested too deeply", "fewer levels", "")
            break
        else:
            return work.done(document)
    return work.done(None)


class _Work:
    """A copy of the tree from which faulty parts are taken; paths are told as in the original."""

    def __init__(self, tree: Map) -> None:
        self.original = tree
        self.tree: Map = copied(tree)
        self.complaints: list[Complaint] = []
        self.cut: set[Path] = set()
        self.names: set[str] = set()
        self.kept: dict[int, list[int]] = {}

    def done(self, document: Document | None) -> Checked:
        pruned = frozenset(dotted_path(self.original, p) for p in self.cut)
        return Checked(document, self.tree, tuple(self.complaints), pruned, frozenset(self.names))

    def round(self, error: ValidationError) -> bool:
        """Complain about every error, take its cause out; whether anything was taken out."""
        errors = [(e, where(e["loc"])) for e in error.errors(include_url=False)]
        found = [(e, at, self._original(at.path)) for e, at in errors]
        # A container is judged by its own errors only if nothing inside it is wrong: "at least one" about a list whose items failed is no news.
        before = set(self.cut)
        inner = {path for _, _, path in found}
        doomed: list[tuple[Path, Where, str]] = []
        for e, at, path in found:
            follows = any(_below(p, path) for p in before) or any(_below(p, path) and p != path for p in inner)
            if not follows or e["type"] in ("missing", "extra_forbidden"):
                self.add(path, *wording(e, at))
            if not any(_below(p, path) and p != path for p in inner):
                doomed.append((at.path, at, str(e["type"])))
        changed = [self._remove(*d) for d in sorted(set(doomed), key=_late_first)]
        return any(changed)

    def add(self, path: Path, given: str, expected: str, nearest: str) -> None:
        complaint = Complaint(dotted_path(self.original, path), given, expected, nearest, self._place(path))
        same = any(c.path == complaint.path and c.place == complaint.place for c in self.complaints)
        if not same and len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(complaint)

    def _place(self, path: Path) -> Place | None:
        return place_of(self.original, path)

    def _original(self, path: Path) -> Path:
        """A path in what is left, as a path in the original."""
        here: Any = self.tree
        told: list[str | int] = []
        for key in path:
            kept = self.kept.get(id(here)) if isinstance(here, Seq) else None
            told.append(kept[key] if kept is not None and isinstance(key, int) and key < len(kept) else key)
            here = _child(here, key)
        return tuple(told)

    def _remove(self, path: Path, at: Where, kind: str) -> bool:
        """Take the part at ``path`` out: alone where it may be absent, with a stand-in where there is one, else with what needs it."""
        while path:
            container = self._container(path)
            key = path[-1]
            if container is None:
                path, at = path[:-1], _at(path[:-1])
                continue
            stand_in = _stand_in(key, path, self.tree)
            if not _required(at):
                return self._delete(container, key, path)
            if stand_in is not None and not (isinstance(container, Map) and self._original(path) in self.cut):
                self.cut.add(self._original(path))
                container.put(str(key), planted(stand_in, self._place(path)), place_of(self.tree, path))
                return True
            path, at = path[:-1], _at(path[:-1])
        return False

    def _container(self, path: Path) -> Any:
        here: Any = self.tree
        for key in path[:-1]:
            here = _child(here, key)
        return here if isinstance(here, Map | Seq) else None

    def _delete(self, container: Any, key: str | int, path: Path) -> bool:
        self.cut.add(self._original(path))
        if isinstance(container, Map):
            if str(key) not in container:
                return False
            self._remember(key, container.pop(str(key)))
            return True
        if not isinstance(key, int) or key >= len(container):
            return False
        kept = self.kept.setdefault(id(container), list(range(len(container))))
        del kept[key]
        self._remember("", container.pop(key))
        del container.places[key]
        return True

    def _remember(self, key: str | int, value: Any) -> None:
        """Every name that stood in a part that is taken out."""
        stack: list[Any] = [key, value]
        while stack:
            item = stack.pop()
            if isinstance(item, dict):
                stack.extend([*item.keys(), *item.values()])
            elif isinstance(item, list):
                stack.extend(item)
            elif isinstance(item, str) and len(item) <= 64 and _WORD.fullmatch(item):
                self.names.add(item)


def _below(path: Path, container: Path) -> bool:
    return path[: len(container)] == container


def _late_first(doomed: tuple[Path, Where, str]) -> tuple[Any, ...]:
    """Later list items first, so that the numbers of earlier ones hold."""
    return tuple((1, -k, "") if isinstance(k, int) else (0, 0, k) for k in doomed[0])


def _at(path: Path) -> Where:
    """What the models say about a container on the way up; its own key is optional unless a model requires it."""
    return Where(path, None, None, Any)


def _required(at: Where) -> bool:
    return at.field is not None and at.field.is_required()


def _stand_in(key: str | int, path: Path, tree: Map) -> Any:
    if path == ("working_day",):
        calendars = tree.get("calendars")
        return next(iter(calendars), None) if isinstance(calendars, Map) else None
    if path == ("calendars",):
        return {str(tree.get("working_day")): "weekdays"}
    if len(path) == 1 or path[0] in ("period", "numbers", "pools", "processes", "procedures", "sessions", "targets"):
        return _STAND_INS.get(str(key))
    return None


def _child(tree: Any, key: str | int) -> Any:
    if isinstance(tree, Map):
        return tree.get(str(key))
    if isinstance(tree, Seq) and isinstance(key, int) and 0 <= key < len(tree):
        return tree[key]
    return None


__all__ = ["Checked", "check", "kind_and_name"]
