"""[reforming] What every verb works with: the tree, the change's place in its card, and how it complains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.errors import Complaint, Place, ShixianError, nearest_name
from sim.paths import Found, find_steps
from sim.tree import Map, Path, Seq, place_of

SCOPED_TWICE = ("mark", "finish")
"""Step types whose names may stand several times in a process."""


class ChangeError(ShixianError):
    """A change cannot be made; carries its complaint."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.sentence())
        self.complaint = complaint


@dataclass(slots=True)
class Bench:
    """One change at work: ``tree`` is changed, ``card`` is the path of the change's value in ``tree``.

    ``gone`` tells of each step or pool that an earlier change took away, by which change that was.
    """

    tree: Map
    card: Path
    gone: dict[str, str] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """What stands behind the verb."""
        part: Any = self.tree
        for key in self.card:
            part = part[key]
        return part

    def place(self, *below: str | int) -> Place | None:
        """The place of a part of the change."""
        return place_of(self.tree, (*self.card, *below))

    def wrong(
        self, below: Sequence[str | int], given: object, expected: str, nearest: str = ""
    ) -> ChangeError:
        """A complaint about a part of the change, ready to be raised."""
        path = ".".join(map(str, (*self.card, *below)))
        return ChangeError(Complaint(path, shown(given), expected, nearest, self.place(*below)))

    def took_away(self, names: Iterable[str]) -> None:
        """Remember that this change took steps or pools away."""
        for name in names:
            self.gone[name] = ".".join(map(str, self.card))

    def text(self, *below: str | int) -> str:
        """A part of the change that must be a text."""
        part = self._below(below)
        if not isinstance(part, str) or not part:
            raise self.wrong(below, part, "a name")
        return part

    def texts(self, *below: str | int) -> list[str]:
        """A part of the change that must be a list of names, each once."""
        part = self._below(below)
        if not isinstance(part, list) or not part:
            raise self.wrong(below, part, "a list of names")
        for i, item in enumerate(part):
            if not isinstance(item, str):
                raise self.wrong((*below, i), item, "a name")
            if item in part[:i]:
                raise self.wrong((*below, i), item, "each name once")
        return list(part)

    def steps(self, *below: str | int) -> Seq:
        """A part of the change that must be a list of steps."""
        part = self._below(below)
        if not isinstance(part, Seq):
            raise self.wrong(below, part, "a list of steps")
        return part

    def only(self, known: Sequence[str], needed: Sequence[str]) -> Map:
        """The change's value as a mapping with the needed keys and only known ones (none known: any)."""
        if not isinstance(self.value, Map):
            raise self.wrong((), self.value, f"a mapping with {', '.join(needed)}")
        given: Map = self.value
        for key in given:
            if known and key not in known:
                raise self.wrong((key,), key, f"one of {', '.join(known)}", nearest_name(key, known))
        for key in needed:
            if key not in given:
                raise self.wrong((), f"no {key}", f"a mapping with {', '.join(needed)}")
        return given

    def step(self, reference: str, *below: str | int) -> Found:
        """The step that ``process.step`` names, or ``step`` alone where one process (or procedure) has it."""
        owner, dot, last = reference.partition(".")
        steps = list(find_steps(self.tree))
        hits = [f for f in steps if dot and f.owner == owner and f.name == last] or [
            f for f in steps if f.name == reference
        ]
        hits = [f for f in hits if f.kind not in SCOPED_TWICE] or hits
        if not hits:
            raise self._no_step(reference, steps, below)
        owners = list(dict.fromkeys(f.owner for f in hits))
        if len(owners) > 1:
            names = " or ".join(f"{o}.{reference}" for o in owners)
            raise self.wrong(below, reference, f"{names}, because there is such a step in each")
        if len(hits) > 1:
            raise self.wrong(
                below,
                reference,
                f"a step that stands once in {owners[0]} (this one stands {len(hits)} times)",
            )
        return hits[0]

    def neighbours(self, references: Sequence[str], *below: str | int) -> list[Found]:
        """Neighbouring steps of one list, in the order given."""
        found = [self.step(r, *below, i) for i, r in enumerate(references)]
        first = found[0]
        for i, other in enumerate(found):
            if other.steps is not first.steps:
                raise self.wrong((*below, i), other.name, f"a step of the same list as {first.name}")
        indices = sorted(f.index for f in found)
        between = [i for i in range(indices[0], indices[-1]) if i not in indices]
        if between:
            names = {f.index: f.name for f in find_steps(self.tree) if f.steps is first.steps}
            lying = ", ".join(names.get(i, str(i)) for i in between)
            raise self.wrong(below, ", ".join(references), f"neighbouring steps ({lying} lies between)")
        return found

    def _below(self, below: Sequence[str | int]) -> Any:
        part = self.value
        for key in below:
            part = part[key]
        return part

    def _no_step(self, reference: str, steps: Sequence[Found], below: Sequence[str | int]) -> ChangeError:
        name = reference.partition(".")[2] or reference
        if name in self.gone:
            return self.wrong(
                below, reference, f"a step that is still there ({self.gone[name]} took it away)"
            )
        names = {f.name for f in steps}
        if "." in reference:
            near = nearest_name(reference, {f"{f.owner}.{f.name}" for f in steps})
        else:
            near = nearest_name(reference, names)
        return self.wrong(below, reference, "the name of a step, or process.step", near)


def shown(given: object) -> str:
    """What was given, in at most 80 characters."""
    if isinstance(given, str):
        text = f'"{given}"' if given and not given.startswith("no ") else given or '""'
    elif isinstance(given, dict):
        text = "{" + ", ".join(map(str, given)) + "}"
    elif isinstance(given, list):
        text = f"a list of {len(given)}" if given else "an empty list"
    else:
        text = (
            {None: "nothing", True: "true", False: "false"}.get(given, str(given))
            if isinstance(given, bool | None)
            else str(given)
        )
    return text if len(text) <= 80 else f"{text[:77]}..."


def spliced(steps: Seq, start: int, stop: int, new: Seq) -> None:
    """Put the entries of ``new`` in the place of ``steps[start:stop]``, places included."""
    steps[start:stop] = list(new)
    steps.places[start:stop] = list(new.places)


def renewed(mapping: Map, entries: Iterable[tuple[str, Any, Place | None]]) -> None:
    """Give a mapping these entries in this order."""
    kept = list(entries)
    mapping.clear()
    mapping.places.clear()
    for key, value, place in kept:
        mapping.put(key, value, place)


def added(mapping: Map, given: Map, without: Sequence[str]) -> None:
    """Write the entries of ``given`` (but some) into ``mapping``, with their places."""
    for key, value in given.items():
        if key not in without:
            mapping.put(key, value, given.places.get(key, given.origin))


__all__ = ["Bench", "ChangeError", "added", "renewed", "shown", "spliced"]
