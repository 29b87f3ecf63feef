"""A tree against the models: every complaint about its form, and what is left when the faulty parts are taken
out.

What is left goes on to the compiler, so that one run tells a wrong unit, a misspelt key and an unknown pool
together. A part that was taken out is remembered by its path and its names: nobody shall complain that it is
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from sim.errors import Complaint, Place, nearest_name
from sim.fields import IDENTIFIER
from sim.form.content import faults_of
from sim.form.shape import Where, fields_of, where
from sim.form.wording import wording
from sim.paths import dotted_path
from sim.scenario import Document
from sim.tree import Map, Path, Seq, place_of, planted

MOST_ROUNDS = 12
MOST_COMPLAINTS = 500
MOST_ERRORS = 2000
MOST_FAULTS = 50
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# Stand-ins for required values that cannot be read, so that the rest of their part is still looked at.
# Nothing is ever run with them.
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
    """What became of a tree: the document of what is left (None if nothing is), its tree, the complaints, and
    the paths and names left out.
    """

    document: Document | None
    tree: Map
    complaints: tuple[Complaint, ...]
    pruned: frozenset[str]
    names: frozenset[str]


def check(tree: Map, unread: Iterable[Path] = ()) -> Checked:
    """Every complaint about a tree's form, and what is sound in it.

    Validates, takes out what is faulty, and validates again, until what is left is sound. ``unread`` are
    paths that somebody has complained about already, because their text could not be read.
    """
    work = _Work(tree, unread)
    for _ in range(MOST_ROUNDS):
        try:
            document = Document.model_validate(work.tree)
        except ValidationError as error:
            if not work.round(error):
                break
        except RecursionError:
            work.add((), ("steps nested too deeply", "fewer levels", ""))
            break
        else:
            if not work.content(document):
                return work.done(document)
    return work.done(None)


class _Work:
    """What is left of a tree. Paths in ``cut``, ``stand`` and complaints are those of the original."""

    def __init__(self, tree: Map, unread: Iterable[Path]) -> None:
        self.original = tree
        self.complaints: list[Complaint] = []
        self.told: set[tuple[Path, str]] = set()
        self.cut: set[Path] = {p for p in unread if p}
        self.stand: dict[Path, Any] = {}
        self.kept: dict[int, list[int]] = {}
        self.meant: set[Path] = set()
        self.tree: Map = self._rebuilt() if self.cut else tree

    def done(self, document: Document | None) -> Checked:
        out = {*self.cut, *self.stand, *self.meant}
        names = {str(p[-1]) for p in self.meant}.union(
            *(_names_in(p[-1], _at(self.original, p)) for p in self.cut)
        )
        return Checked(
            document,
            self.tree,
            tuple(self.complaints),
            frozenset(dotted_path(self.original, p) for p in out),
            frozenset(names),
        )

    def round(self, error: ValidationError) -> bool:
        """Complain about every error and take its cause out; whether anything was taken out."""
        errors = error.errors(include_url=False)
        located = [(e, _located(e)) for e in errors[:MOST_ERRORS]]
        found = [(e, at, self._original(at.path)) for e, at in located]
        out = {*self.cut, *self.stand}
        faulty = _containers({path for _, _, path in found})
        # "At least one" about a list whose items failed, or "either a or b" where b was taken out,
        # is no news.
        stale = _containers(out) | out
        causes: dict[Path, bool] = {}
        misspelt = set(self._misspelt(found))
        self.meant |= misspelt
        for e, at, path in found:
            if path in faulty:
                continue
            if path not in stale and not (e["type"] == "missing" and path in misspelt):
                self.add(path, wording(e, at))
            causes.setdefault(path, at.field is not None and at.field.is_required())
        if len(errors) > MOST_ERRORS:
            return False
        taken = [self._take_out(path, required) for path, required in causes.items()]
        if not any(taken):
            return False
        self.tree = self._rebuilt()
        return True

    def content(self, document: Document) -> bool:
        """Complain about what the models cannot say and take it out; whether there was anything."""
        faults = list(islice(faults_of(document, self.tree), MOST_FAULTS))
        told = [(self._original(f.part), self._original(f.at), f) for f in faults]
        for part, at, fault in told:
            self.add(at, (fault.given, fault.expected, fault.nearest))
            self.cut |= {part, at}
        if told:
            self.tree = self._rebuilt()
        return bool(told)

    @staticmethod
    def _misspelt(found: Iterable[tuple[Any, Where, Path]]) -> Iterator[Path]:
        """Required keys that are there under a name near to theirs, of which the complaint about that name
        tells.
        """
        for error, at, path in found:
            if error["type"] == "extra_forbidden" and at.owner is not None:
                near = nearest_name(str(path[-1]), fields_of(at.owner))
                if near:
                    yield (*path[:-1], near)

    def add(self, path: Path, words: tuple[str, str, str]) -> None:
        """Complain once about a part."""
        given, expected, nearest = words
        if (path, given) not in self.told and len(self.complaints) < MOST_COMPLAINTS:
            self.told.add((path, given))
            place = place_of(self.original, path)
            self.complaints.append(
                Complaint(dotted_path(self.original, path), given, expected, nearest, place)
            )

    def _original(self, path: Path) -> Path:
        """A path in what is left, as a path in the original."""
        here: Any = self.tree
        told: list[str | int] = []
        for key in path:
            kept = self.kept.get(id(here))
            told.append(kept[key] if kept is not None and isinstance(key, int) and key < len(kept) else key)
            here = _child(here, key)
        return tuple(told)

    def _take_out(self, path: Path, required: bool) -> bool:
        """The part alone where it may be absent, else a stand-in for it, else the part that needs it."""
        while path:
            stand_in = _stand_in(path, self.original) if required and path not in self.stand else None
            if stand_in is not None:
                self.cut.discard(path)
                self.stand[path] = stand_in
                return True
            if path in self.cut:
                path, required = path[:-1], False
                continue
            if not required:
                self.cut.add(path)
                return True
            path, required = path[:-1], False
        return False

    def _rebuilt(self) -> Map:
        self.kept = {}
        left: Map = self._left(self.original, {*self.cut, *self.stand}, ())
        return left

    def _left(self, node: Any, below: set[Path], path: Path) -> Any:
        """The node without what is cut, with stand-ins; untouched parts are those of the original."""
        touched: dict[str | int, set[Path]] = {}
        for p in below:
            touched.setdefault(p[len(path)], set()).add(p)
        new = copy_of(node)
        gone: list[int] = []
        for key, paths in touched.items():
            whole = (*path, key)
            if whole in self.cut:
                new.pop(str(key), None) if isinstance(new, Map) else gone.append(int(key))
            elif whole in self.stand:
                place = place_of(self.original, whole)
                _put(new, key, planted(self.stand[whole], place), place)
            elif isinstance(_child(node, key), Map | Seq):
                new[key] = self._left(node[key], paths, whole)
        if isinstance(new, Seq) and gone:
            self.kept[id(new)] = [i for i in range(len(new)) if i not in gone]
            for i in sorted((i for i in gone if i < len(new)), reverse=True):
                del new[i], new.places[i]
        return new


def _located(error: Any) -> Where:
    """Where an error is; a list that is too short is told as a whole."""
    at = where(error["loc"])
    short = error["type"] == "missing" and isinstance(at.path[-1], int)
    return where(error["loc"][:-1]) if short else at


def copy_of(node: Map | Seq) -> Any:
    """The node alone, with its places."""
    new: Map | Seq
    if isinstance(node, Map):
        new = Map(node.items(), node.origin)
        new.places = dict(node.places)
        return new
    new = Seq(node, node.origin)
    new.places = list(node.places)
    return new


def _put(node: Any, key: str | int, value: Any, place: Place | None) -> None:
    if isinstance(node, Map):
        node.put(str(key), value, place)
    else:
        node[key] = value


def _containers(paths: Iterable[Path]) -> set[Path]:
    """Every path above one of these."""
    return {path[:n] for path in paths for n in range(len(path))}


def _names_in(key: str | int, value: Any) -> Iterator[str]:
    """Every name that stands in a part."""
    stack: list[Any] = [key, value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend([*item.keys(), *item.values()])
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str) and len(item) <= 64 and _WORD.fullmatch(item):
            yield item


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = _child(tree, key)
    return tree


def _stand_in(path: Path, tree: Map) -> Any:
    calendars = tree.get("calendars")
    if path == ("working_day",):
        return next(iter(calendars), None) if isinstance(calendars, Map) else "office"
    if path == ("calendars",):
        name = tree.get("working_day")
        return {name if isinstance(name, str) and IDENTIFIER.match(name) else "office": "weekdays"}
    return None if path[0] in ("reforms", "variants") else _STAND_INS.get(str(path[-1]))


def _child(tree: Any, key: str | int) -> Any:
    if isinstance(tree, Map):
        return tree.get(str(key))
    if isinstance(tree, Seq) and isinstance(key, int) and 0 <= key < len(tree):
        return tree[key]
    return None
