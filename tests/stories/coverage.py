"""Which rows and fields of the language the stories tell, and which there are: both read off the models.

A feature is a field of a model (``Task.fee``), one of the words it may hold (``PoolModel.order=due``), or one
of the shapes it may have (``Task.by as several``). A field added to a model is demanded from that moment on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag
from pydantic.fields import FieldInfo

from sim.expressions import Expr, Items, Num
from sim.reading import read
from sim.reforming import apply
from sim.scenario import (
    Arrive,
    BacklogModel,
    Document,
    PoolModel,
    ProcessModel,
    ReformModel,
    Scenario,
    SessionModel,
    ShiftModel,
)
from sim.scenario.reforms import ChangeModel
from sim.steps import STEP_TYPES
from sim.steps.choose import Branch
from sim.steps.limit import Escalation, Then
from sim.steps.task import All, GivesUp, JoinShortest, People, TurnedAway
from sim.steps.wait import Until

PARTS: tuple[type[BaseModel], ...] = (
    *STEP_TYPES.values(),
    *(People, All, JoinShortest, GivesUp, TurnedAway, Branch, Until, Then, Escalation),
    *(ProcessModel, Arrive, BacklogModel, PoolModel, ShiftModel, SessionModel),
    *(ReformModel, ChangeModel),
)
"""The models of sections 4 to 8 and 11 of the language."""

TOP = (
    "clock_stops",
    "holders",
    "pools",
    "sessions",
    "procedures",
    "processes",
    "reforms",
    "variants",
    "extends",
)
"""The keys of a scenario that those sections speak of."""

NOT_WRITTEN = {"Use.steps"}
"""Filled in by the reader from `procedures`."""

WAYS = {
    "Parallel.join=a number",
    "Repeat.again as a list",
    "Repeat.again as a share",
    "Repeat.again as an expression",
    "Task.by=owner",
    "All.all with owner",
    "TurnedAway.room=0",
    "ChangeModel.insert before",
    "ChangeModel.insert after",
    "ChangeModel.in_parallel as a list",
    "ChangeModel.in_parallel with a name",
    "ChangeModel.in_parallel with join",
    "ChangeModel.set of a step",
    "ChangeModel.set of numbers",
    "ChangeModel.set of pools",
    "ChangeModel.set of processes",
    "Task.gives_up beside turned_away",
    "Gather.count beside for",
    "Arrive.schedule as a list",
    "Arrive.schedule as a file",
}
"""What the language tells of a field in words, beyond the field itself."""


def demanded() -> set[str]:
    """Every feature that a story must tell."""
    found = {f"Document.{name}" for name in TOP} | WAYS
    for model in PARTS:
        for name, field in model.model_fields.items():
            found |= set(_of_field(f"{model.__name__}.{field.alias or name}", field))
    return found - NOT_WRITTEN


def _of_field(feature: str, field: FieldInfo) -> Iterator[str]:
    yield feature
    kinds = (field.annotation, *field.metadata)
    for kind in kinds:
        yield from (f"{feature}={word}" for word in _words(kind))
        yield from (f"{feature} as {tag}" for tag in _tags(kind))


def _words(kind: Any) -> Iterator[str]:
    """The words that a type admits."""
    if get_origin(kind) is Literal:
        yield from (str(word) for word in get_args(kind))
    elif not _repeated(kind):
        for part in get_args(kind):
            yield from _words(part)


def _tags(kind: Any) -> Iterator[str]:
    """The shapes that a union tells apart, steps excepted, which are told by their own models."""
    if isinstance(kind, Tag) and kind.tag not in STEP_TYPES:
        yield kind.tag
    elif not _repeated(kind):
        for part in get_args(kind):
            yield from _tags(part)


def _repeated(kind: Any) -> bool:
    """Whether a type holds many of something: then what it holds is another part."""
    return get_origin(kind) in (tuple, list, dict)


# What a story tells


def told(folder: Path) -> set[str]:
    """The features of a story; of its reforms only those whose log it tells (`expected.<variant>.csv`)."""
    file = folder / "scenario.yaml"
    scenario, found = read(file), set[str]()
    found |= set(_of_scenario(scenario))
    if re.search(r"^extends:", file.read_text(encoding="utf-8"), re.M):
        found.add("Document.extends")  # what the reader resolves, and no model shows
    for variant in variants_told(folder):
        found |= set(_of_scenario(apply(scenario, variant))) | {"Document.reforms", "Document.variants"}
        for card in scenario.document.variants[variant]:
            found |= set(_of_model(scenario.document.reforms[card]))
    return found


def variants_told(folder: Path) -> list[str]:
    """The variants that a story has an expected log of."""
    return sorted(p.name.split(".")[1] for p in folder.glob("expected.*.csv"))


def _of_scenario(scenario: Scenario) -> Iterator[str]:
    document: Document = scenario.document
    yield from (f"Document.{n}" for n in document.model_fields_set & set(TOP) - {"reforms", "variants"})
    for group in (document.pools, document.sessions, document.processes, document.procedures):
        yield from _of_value(group)


def _of_value(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _of_model(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _of_value(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _of_value(part)


def _of_model(model: BaseModel) -> Iterator[str]:
    for name, field in type(model).model_fields.items():
        feature, value = f"{type(model).__name__}.{field.alias or name}", getattr(model, name)
        if name in model.model_fields_set:
            yield feature
        for kind in (field.annotation, *field.metadata):
            yield from (f"{feature}={word}" for word in _words(kind) if word == str(value))
        yield from (f"{feature} as {tag}" for tag in _shape(field, value))
        yield from _of_value(value)
    yield from _ways(model)


def _shape(field: FieldInfo, value: Any) -> Iterator[str]:
    """The shape of a value, by the function with which the reader told it."""
    tellers = [field.discriminator, *field.metadata, *_nested(field.annotation)]
    for teller in tellers:
        if isinstance(teller, Discriminator) and value is not None and callable(teller.discriminator):
            values = value if isinstance(value, tuple) and _repeated(field.annotation) else (value,)
            values = (
                tuple(value.values()) if isinstance(value, dict) and _repeated(field.annotation) else values
            )
            yield from (str(teller.discriminator(v)) for v in values)


def _nested(kind: Any) -> Iterator[Any]:
    for part in get_args(kind):
        yield part
        yield from _nested(part) if not isinstance(part, type) else ()


def _ways(model: BaseModel) -> Iterator[str]:
    """How fields are filled where the language says more than the model."""
    given: Any = model
    name = type(model).__name__
    if name == "Parallel" and isinstance(given.join, int):
        yield "Parallel.join=a number"
    if name == "Repeat":
        yield "Repeat.again as " + _kind_of(given.again)
    if name == "Task":
        yield from ("Task.by=owner",) if given.by == "owner" else ()
        yield from ("Task.gives_up beside turned_away",) if given.gives_up and given.turned_away else ()
    if name == "All" and "owner" in given.all:
        yield "All.all with owner"
    if name == "TurnedAway" and given.room == Num(0.0):
        yield "TurnedAway.room=0"
    if name == "Gather" and given.count is not None and given.lasts is not None:
        yield "Gather.count beside for"
    if name == "Arrive" and given.schedule is not None:
        yield "Arrive.schedule as a " + ("file" if isinstance(given.schedule, str) else "list")
    if name == "ChangeModel":
        yield from _ways_of_change(given)


def _ways_of_change(change: ChangeModel) -> Iterator[str]:
    for path in change.set or {}:
        group = str(path).split(".")[0]
        yield f"ChangeModel.set of {group}"
        yield from ("ChangeModel.set of a step",) if ".steps." in str(path) else ()
    yield from (f"ChangeModel.insert {where}" for where in change.insert or {} if where != "steps")
    if change.in_parallel is not None:
        keys: Iterable[str] = change.in_parallel if isinstance(change.in_parallel, Mapping) else ()
        yield from ("ChangeModel.in_parallel as a list",) if not keys else ()
        yield from ("ChangeModel.in_parallel with a name",) if "name" in keys else ()
        yield from ("ChangeModel.in_parallel with join",) if "join" in keys else ()


def _kind_of(expr: Expr) -> str:
    return "a list" if isinstance(expr, Items) else "a share" if isinstance(expr, Num) else "an expression"
