"""What the models cannot say alone: names that must differ, hours that must not overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sim.calendars import CalendarError, CalendarSpec
from sim.errors import Complaint
from sim.form.wording import quoted
from sim.paths import dotted_path, find_steps
from sim.scenario import CalendarModel, Document
from sim.tree import Map, Path, place_of


def doubled_steps(tree: Map) -> Iterator[Complaint]:
    """Step names that occur twice in a process; `mark` and `finish` may repeat, and those of `use` are the compiler's to judge."""
    first: dict[tuple[bool, str, str], Path] = {}
    for found in find_steps(tree):
        if found.kind in ("mark", "finish", "use"):
            continue
        key = (found.procedure, found.owner, found.name)
        if key in first:
            before = place_of(tree, (*first[key], next(iter(tree_at(tree, first[key])), "")))
            line = f" (another one begins in line {before.line})" if before is not None else ""
            path = (*found.path, found.kind)
            yield Complaint(
                dotted_path(tree, path),
                quoted(found.name),
                f"a name that no other step has{line}",
                place=place_of(tree, path),
            )
        first.setdefault(key, found.path)


def bad_calendars(document: Document, tree: Map) -> Iterator[tuple[str, Complaint]]:
    """Names of calendars that cannot be, each with a complaint at the hours or dates that cause it."""
    for name, model in document.calendars.items():
        path: Path = ("calendars", name)
        try:
            spec_of(model)
        except CalendarError as error:
            path = (*path, *_culprit(model, error)) if isinstance(model, CalendarModel) else path
            yield (
                name,
                Complaint(
                    dotted_path(tree, path), error.given, error.expected, error.nearest, place_of(tree, path)
                ),
            )


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


def tree_at(tree: Any, path: Path) -> Any:
    """The part at a path that exists."""
    for key in path:
        tree = tree[key]
    return tree
