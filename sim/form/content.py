"""What the models cannot say alone: names that must differ, hours that must not overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.calendars import CalendarError, CalendarSpec
from sim.form.wording import quoted, short
from sim.paths import Found, find_steps
from sim.scenario import CalendarModel, Document
from sim.tree import Map, Path, place_of


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a tree that cannot stay, and what is complained about at which path in it."""

    part: Path
    at: Path
    given: str
    expected: str
    nearest: str = ""


def faults_of(document: Document, tree: Map) -> Iterator[Fault]:
    """Everything of this kind that is wrong with a tree that the models accept as ``document``."""
    yield from _bad_calendars(document)
    yield from _doubled_steps(tree)
    yield from _taken_variant(document)


def _taken_variant(document: Document) -> Iterator[Fault]:
    """A list of cards may not be called as the scenario without any."""
    if "today" in document.variants:
        path: Path = ("variants", "today")
        yield Fault(path, path, "today", "another name (today is the scenario as written)")


def _doubled_steps(tree: Map) -> Iterator[Fault]:
    """Names that occur twice in a process; `mark` and `finish` may repeat, and those of `use` are the
    compiler's to judge.
    """
    first: dict[tuple[bool, str, str], Found] = {}
    for found in find_steps(tree):
        if found.kind in ("mark", "finish", "use"):
            continue
        before = first.setdefault((found.procedure, found.owner, found.name), found)
        if before is not found:
            place = place_of(tree, (*before.path, before.kind))
            line = f" (another one stands in line {place.line})" if place is not None else ""
            yield Fault(
                found.path,
                (*found.path, found.kind),
                quoted(found.name),
                f"a name that no other step has{line}",
            )


def _bad_calendars(document: Document) -> Iterator[Fault]:
    """Calendars that cannot be, each with the hours or dates that cause it."""
    for name, model in document.calendars.items():
        part: Path = ("calendars", name)
        try:
            spec_of(model)
        except CalendarError as error:
            at = (*part, *_culprit(model, error)) if isinstance(model, CalendarModel) else part
            yield Fault(part, at, short(error.given), error.expected, error.nearest)


def spec_of(model: CalendarModel | str) -> CalendarSpec:
    """The calendar that a model describes. Raises CalendarError."""
    if isinstance(model, str):
        return CalendarSpec(days=model)
    return CalendarSpec(model.days, model.hours, model.closed, model.open, model.beyond)


def _culprit(model: CalendarModel, error: CalendarError) -> Path:
    """The smallest part of a calendar that fails as the whole does."""
    if _fails(lambda: CalendarSpec(days=model.days), error):
        return ("days",)
    if model.hours is not None and _fails(lambda: CalendarSpec(model.days, model.hours), error):
        return ("hours", *_in_hours(model.hours, error))
    for field in ("closed", "open"):
        items = getattr(model, field)
        for i in range(len(items)):
            if _fails(lambda f=field, part=items[: i + 1]: CalendarSpec(**{f: part}), error):  # type: ignore[misc]
                return (field, i)
    return ()


def _in_hours(hours: Any, error: CalendarError) -> Path:
    if isinstance(hours, dict):
        for day, texts in hours.items():
            if _fails(lambda d=day, t=texts: CalendarSpec("every_day", {d: t}), error):  # type: ignore[misc]
                return (day, *_in_list(texts, error))
        return ()
    return _in_list(hours, error)


def _in_list(texts: tuple[str, ...], error: CalendarError) -> Path:
    for i in range(len(texts)):
        if _fails(lambda part=texts[: i + 1]: CalendarSpec("every_day", part), error):  # type: ignore[misc]
            return (i,)
    return ()


def _fails(build: Callable[[], CalendarSpec], like: CalendarError) -> bool:
    try:
        build()
    except CalendarError as error:
        return str(error) == str(like)
    return False
