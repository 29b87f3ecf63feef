"""[reforming] A variant's cards on a copy of the scenario, every complaint of every card at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as with_changes
from typing import Any

from sim.errors import Complaint, InputError, Place, UsageError, nearest_name
from sim.reforming import pools, steps
from sim.reforming.dated import Calendar, day_of, start_of
from sim.reforming.validation import document_of
from sim.reforming.workshop import Bench, ChangeError, shown
from sim.scenario import CHANGE_VERBS, Scenario
from sim.tree import Map, Path, Seq, copied, place_of

Verb = Callable[[Bench], list[Complaint]]

VERBS: Mapping[str, Verb] = {
    "set": steps.set_values,
    "remove": steps.remove,
    "replace": steps.replace,
    "insert": steps.insert,
    "in_parallel": steps.in_parallel,
    "as_one": steps.as_one,
    "merge_pools": pools.merge_pools,
    "move_pool": steps.move_pool,
}
"""What a card's change can be; each changes the tree and returns (or raises) what is wrong with it."""


def variants(scenario: Scenario) -> tuple[str, ...]:
    """The names of a scenario's variants: ``today`` first, then those of the file in its order."""
    return ("today", *(name for name in scenario.document.variants if name != "today"))


def apply(scenario: Scenario, variant: str) -> Scenario:
    """The scenario with a variant's cards applied in order; ``today`` is the scenario itself.

    Raises UsageError for an unknown variant, InputError with every complaint of every card (their paths
    begin with ``reforms.<card>.change.<number>``).
    """
    if variant == "today":
        return scenario
    known = variants(scenario)
    if variant not in known:
        near = nearest_name(variant, known)
        hint = f"; nearest: {near}" if near else f"; there are {', '.join(known)}"
        raise UsageError(f'{scenario.file} has no variant "{variant}"{hint}')
    return _reformed(scenario, variant)


def with_cards(scenario: Scenario, cards: Sequence[str], *, name: str) -> Scenario:
    """The scenario with these cards applied in order, as a variant of this name that the file need not have.

    Raises InputError with every complaint; an unknown card is one.
    """
    tree: Map = copied(scenario.tree)
    known = Map(tree.get("variants", {}).items(), getattr(tree.get("variants"), "origin", None))
    known.put(name, Seq(cards), None)
    tree.put("variants", known, None)
    return _reformed(with_changes(scenario, tree=tree), name)


def _reformed(scenario: Scenario, variant: str) -> Scenario:
    tree: Map = copied(scenario.tree)
    complaints = _unknown_cards(tree, variant)
    complaints += _carry_out(tree, _changes(tree, variant))
    document, formal = document_of(tree)
    if not complaints:
        complaints = _told_of_cards(scenario.tree, variant, formal)
    if document is None or complaints:
        raise InputError(complaints)
    return with_changes(scenario, document=document, tree=tree, variant=variant)


def _cards(tree: Map, variant: str) -> list[str]:
    given = tree.get("variants", {}).get(variant)
    return [given] if isinstance(given, str) else list(given or ())


def _unknown_cards(tree: Map, variant: str) -> list[Complaint]:
    """Cards of a variant that are not there, or that it names twice."""
    found, names = [], _cards(tree, variant)
    for i, name in enumerate(names):
        path: Path = ("variants", variant, i)
        told = ".".join(map(str, path))
        if name not in tree.get("reforms", {}):
            near = nearest_name(name, tree.get("reforms", {}))
            found.append(Complaint(told, shown(name), "a card of reforms", near, place_of(tree, path)))
        elif name in names[:i]:
            found.append(Complaint(told, shown(name), "each card once", "", place_of(tree, path)))
    return found


def _changes(tree: Map, variant: str) -> Iterator[Path]:
    """The paths of a variant's changes in the order in which they are made; each ends with its verb."""
    for card in dict.fromkeys(_cards(tree, variant)):
        reform = tree.get("reforms", {}).get(card)
        changes = reform.get("change") if isinstance(reform, Map) else None
        for i, change in enumerate(changes if isinstance(changes, Seq) else ()):
            verb = next((v for v in CHANGE_VERBS if isinstance(change, Map) and v in change), None)
            if verb is not None:
                yield ("reforms", card, "change", i, verb)


def _carry_out(tree: Map, changes: Iterator[Path]) -> list[Complaint]:
    """Make every change that can be made; what only fails because an earlier change failed is not told."""
    complaints: list[Complaint] = []
    gone: dict[str, str] = {}
    doubtful: set[str] = set()
    dates = _calendar(tree)
    for path in _by_day(tree, changes, dates):
        wrong = _one(Bench(tree, path, gone), dates)
        complaints += [c for c in wrong if not (doubtful & _words(c.given))]
        if wrong:
            doubtful |= _new_names(_at(tree, path))
    return complaints


def _calendar(tree: Map) -> Calendar | None:
    """What begins on which day; None where nobody can read when the period begins."""
    start = start_of(tree)
    return None if start is None else Calendar(start)


def _by_day(tree: Map, changes: Iterable[Path], dates: Calendar | None) -> list[Path]:
    """The changes from the beginning in their order, then those of each later day."""
    listed = list(changes)
    if dates is None:
        return listed
    return sorted(listed, key=lambda p: max(day_of(tree["reforms"][p[1]], dates.start), 0))


def _one(bench: Bench, dates: Calendar | None) -> list[Complaint]:
    try:
        if dates is not None and dates.day(bench) > 0:
            return dates.carry_out(bench)
        return VERBS[str(bench.card[-1])](bench)
    except ChangeError as error:
        return [error.complaint]


def _told_of_cards(original: Map, variant: str, formal: Sequence[Complaint]) -> list[Complaint]:
    """Complaints about the form of the changed scenario, told about the change that brought each of them."""
    if not formal:
        return []
    written = {place: path for path, place in _places(original, variant)}
    told: list[Complaint] = []
    for complaint in formal:
        card = written.get(complaint.place) if complaint.place else None
        told.append(_of_card(complaint, original, card or _culprit(original, variant, complaint)))
    return told


def _of_card(complaint: Complaint, original: Map, card: Path | None) -> Complaint:
    if card is None:
        return complaint
    path = ".".join(map(str, card))
    expected = f"{complaint.expected} (in {complaint.path})"
    place: Place | None = place_of(original, card) or complaint.place
    return Complaint(path, complaint.given, expected, complaint.nearest, place)


def _culprit(original: Map, variant: str, complaint: Complaint) -> Path | None:
    """The first change after which the complaint arises and stays."""
    tree: Map = copied(original)
    first: Path | None = None
    gone: dict[str, str] = {}
    dates = _calendar(tree)
    for path in _by_day(tree, _changes(copied(original), variant), dates):
        _one(Bench(tree, path, gone), dates)
        arisen = {(c.given, c.expected, c.place) for c in document_of(tree)[1]}
        stays = (complaint.given, complaint.expected, complaint.place) in arisen
        first = (first or path) if stays else None
    return first


def _places(tree: Map, variant: str) -> Iterator[tuple[Path, Place]]:
    """Every part of the variant's changes with its place (the outer one last where two stand at one
    place)."""
    for change in _changes(tree, variant):
        found = [
            (p, place) for p in _paths(_at(tree, change), change) if (place := place_of(tree, p)) is not None
        ]
        yield from reversed(found)


def _paths(part: Any, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _paths(value, (*path, key))
    elif isinstance(part, list):
        for i, value in enumerate(part):
            yield from _paths(value, (*path, i))


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _words(given: str) -> set[str]:
    return set(given.replace('"', " ").replace(",", " ").replace(".", " ").split())


def _new_names(part: Any) -> set[str]:
    """Every name in a change that failed: it may have made a step or pool called so."""
    if isinstance(part, str):
        return {part.rpartition(".")[2]} if len(part) <= 64 else set()
    if isinstance(part, dict):
        return {
            n
            for key, value in part.items()
            for n in _new_names(value) | ({key} if isinstance(value, Map) else set())
        }
    if isinstance(part, list):
        return {n for value in part for n in _new_names(value)}
    return set()


__all__ = ["VERBS", "apply", "variants", "with_cards"]
