"""Dotted paths into a scenario's tree: ``processes.small_firm.steps.road_permit.takes``.

Steps are addressed by name, nested ones by their own name at any depth; list entries without a name by their
number from 0. A path that leads nowhere is told with the nearest name. Used for `--set`, for reform cards and
for the paths in complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import Complaint, Place, ShixianError, nearest_name
from sim.steps import STEP_TYPES
from sim.tree import Map, Path, Seq

NAMED = frozenset(
    {"calendars", "numbers", "pools", "sessions", "procedures", "processes", "reforms", "variants"}
)
"""Top-level mappings from names to parts: a path cannot invent a name there."""

_LISTS_OF_NAMES = frozenset({"attributes", "branches", "to"})
_NO_STEPS = frozenset({"reforms", "variants", "targets", "pools", "calendars", "numbers"})


class PathError(ShixianError):
    """A path that leads nowhere; ``complaint`` says where it ended and what was near (its place is left to
    the caller).
    """

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.sentence())
        self.complaint = complaint


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path ends: ``container[key]`` (which need not exist yet) and the whole path in the tree."""

    container: Any
    key: str | int
    path: Path

    @property
    def exists(self) -> bool:
        """Whether there is a value now."""
        return isinstance(self.key, int) or self.key in self.container

    @property
    def value(self) -> Any:
        """The value there now, or None."""
        return self.container[self.key] if self.exists else None

    def put(self, value: Any, place: Place | None) -> None:
        """Write a value with its place."""
        if isinstance(self.container, Map):
            self.container.put(str(self.key), value, place)
        else:
            self.container[self.key] = value
            self.container.places[self.key] = place


@dataclass(frozen=True, slots=True)
class Found:
    """A step in the tree: the process (or procedure) it belongs to, its list and index there, and its whole
    path.
    """

    owner: str
    procedure: bool
    kind: str
    name: str
    steps: Seq
    index: int
    path: Path

    @property
    def step(self) -> Map:
        """The step's text."""
        found: Map = self.steps[self.index]
        return found


def kind_and_name(step: Any) -> tuple[str, str] | None:
    """A step's type and name (the value of its one step-type key; ``as`` where a `use` has it), or None where
    it is no step.
    """
    if not isinstance(step, Map):
        return None
    kinds = [k for k in step if k in STEP_TYPES]
    if len(kinds) != 1:
        return None
    name = step.get("as", step["use"]) if kinds[0] == "use" else step[kinds[0]]
    return (kinds[0], name) if isinstance(name, str) else None


def find_steps(tree: Map) -> Iterator[Found]:
    """Every step of every process, then of every procedure, in the order of the file (a step before those
    nested in it).
    """
    for top in ("processes", "procedures"):
        parts = tree.get(top)
        for owner, part in parts.items() if isinstance(parts, Map) else ():
            steps = part.get("steps") if isinstance(part, Map) else part
            path: Path = (top, owner, "steps") if isinstance(part, Map) else (top, owner)
            if isinstance(steps, Seq):
                yield from steps_in(steps, path, owner=owner, procedure=top == "procedures")


def steps_in(steps: Seq, path: Path, *, owner: str = "", procedure: bool = False) -> Iterator[Found]:
    """The steps of a list and those nested in them, at any depth."""
    for i, item in enumerate(steps):
        known = kind_and_name(item)
        if known is not None:
            yield Found(owner, procedure, known[0], known[1], steps, i, (*path, i))
        for inner, inner_path in _inner_lists(item, (*path, i)):
            yield from steps_in(inner, inner_path, owner=owner, procedure=procedure)


def locate_step(tree: Map, reference: str) -> Found:
    """The step that ``process.step``, or ``step`` alone where only one process has it, names. Raises
    PathError.
    """
    steps = list(find_steps(tree))
    owner, dot, name = reference.partition(".")
    hits = [f for f in steps if dot and f.owner == owner and f.name == name] or [
        f for f in steps if f.name == reference
    ]
    if not hits:
        names = {f.name for f in steps} | {f"{f.owner}.{f.name}" for f in steps if dot}
        raise _nowhere(reference, _shown(reference), "the name of a step", nearest_name(reference, names))
    owners = sorted({f.owner for f in hits})
    if len(owners) > 1:
        expected = f"the process too, because {' and '.join(owners)} have such a step"
        raise _nowhere(reference, _shown(reference), expected, f"{owners[0]}.{reference}")
    return hits[0]


def locate(tree: Map, dotted: str) -> Spot:
    """Where ``dotted`` leads. The last part may be a field that is not written yet, but no new name. Raises
    PathError.
    """
    parts = dotted.split(".") if isinstance(dotted, str) and dotted else []
    if not parts or not all(parts):
        raise _nowhere(str(dotted), _shown(str(dotted)), "a dotted path such as pools.window.staff", "")
    here: Any = tree
    path: Path = ()
    for i, part in enumerate(parts[:-1]):
        spot = _step_into(here, path, part, dotted)
        if not spot.exists:
            raise _missing(here, path, part, dotted)
        here, path = spot.value, spot.path
        if not isinstance(here, Map | Seq):
            raise _nowhere(
                dotted,
                _shown(".".join(parts[i + 1 :])),
                f"nothing below {dotted_path(tree, path)}, which is a single value",
                "",
            )
    spot = _step_into(here, path, parts[-1], dotted)
    if not spot.exists and not _may_be_new(path):
        raise _missing(here, path, parts[-1], dotted)
    return spot


def assign(tree: Map, dotted: str, value: Any, place: Place | None) -> Spot:
    """Write ``value`` where ``dotted`` leads and say where that was.

    ``numbers.name`` given a plain value sets that number's ``value`` and keeps its kind, range and source.
    Raises PathError.
    """
    spot = locate(tree, dotted)
    if (
        len(spot.path) == 2
        and spot.path[0] == "numbers"
        and isinstance(spot.value, Map)
        and not isinstance(value, Map)
    ):
        spot = Spot(spot.value, "value", (*spot.path, "value"))
    spot.put(value, place)
    return spot


def dotted_path(tree: Any, path: Sequence[str | int]) -> str:
    """``path`` as a person writes it: steps by name, nested ones directly below the process's ``steps``."""
    parts: list[str] = []
    steps_end = 0
    for i, key in enumerate(path):
        parts.append(_visible(str(key)))
        inside, tree = tree, _child(tree, key)
        known = (
            kind_and_name(tree)
            if isinstance(inside, Seq) and isinstance(key, int) and path[0] not in _NO_STEPS
            else None
        )
        if known is not None:
            steps_end = steps_end or i
            parts[steps_end:] = [_visible(known[1])]
    return ".".join(parts)


def _child(tree: Any, key: str | int) -> Any:
    if isinstance(tree, Map):
        return tree.get(str(key))
    if isinstance(tree, Seq) and isinstance(key, int) and 0 <= key < len(tree):
        return tree[key]
    return None


def _step_into(here: Any, path: Path, part: str, dotted: str) -> Spot:
    if isinstance(here, Map):
        return Spot(here, part, (*path, part))
    if part.isascii() and part.isdigit() and len(part) < 6:
        if int(part) < len(here):
            return Spot(here, int(part), (*path, int(part)))
        raise _nowhere(
            dotted,
            _shown(part),
            f"a number from 0 to {len(here) - 1}" if here else "no entry of an empty list",
            "",
        )
    for found in steps_in(here, path):
        if found.name == part:
            return Spot(found.steps, found.index, found.path)
    raise _missing(here, path, part, dotted)


def _may_be_new(path: Path) -> bool:
    """Whether a field may be written that is not there: anywhere but among names, which a path does not
    invent.
    """
    if not path:
        return True
    named = len(path) == 1 and path[0] in NAMED
    return not named and not (path[-1] in _LISTS_OF_NAMES and len(path) > 2)


def _missing(here: Any, path: Path, part: str, dotted: str) -> PathError:
    names = list(here) if isinstance(here, Map) else [f.name for f in steps_in(here, path)]
    within = f" in {path[-1]}" if path else ""
    shown = f": {', '.join(map(str, names))}" if 0 < len(names) <= 8 else ""
    return _nowhere(
        dotted, _shown(part), f"a name that exists{within}{shown}", nearest_name(part, map(str, names))
    )


def _nowhere(path: str, given: str, expected: str, nearest: str) -> PathError:
    return PathError(Complaint(_cut(path), given, expected, nearest))


def _shown(text: str) -> str:
    return f'"{_cut(text)}"'


def _cut(text: str) -> str:
    return _visible(text, 80)


def _visible(text: str, most: int = 64) -> str:
    """A text as one line of at most so many characters."""
    if len(text) <= most and text.isprintable():
        return text
    shown = "".join(c if c.isprintable() else " " for c in text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def _inner_lists(item: Any, path: Path) -> Iterator[tuple[Seq, Path]]:
    """The lists of steps directly inside a step."""
    if not isinstance(item, Map):
        return
    for key in item:
        if key in ("steps", "between"):
            yield from _if_list(item[key], (*path, key))
        elif key in ("gives_up", "turned_away", "then") and isinstance(item[key], Map):
            inner = "steps" if key == "then" else "then"
            yield from _if_list(item[key].get(inner), (*path, key, inner))
        elif key == "branches" and isinstance(item[key], Map):
            for name, branch in item[key].items():
                is_map = isinstance(branch, Map)
                below = (*path, key, name, "steps") if is_map else (*path, key, name)
                yield from _if_list(branch.get("steps") if is_map else branch, below)


def _if_list(value: Any, path: Path) -> Iterator[tuple[Seq, Path]]:
    if isinstance(value, Seq):
        yield value, path
