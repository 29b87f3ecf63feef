"""From a location in pydantic's terms to a path in the file, along the models' own types."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from sim.scenario import Document
from sim.tree import Path


@dataclass(frozen=True, slots=True)
class Where:
    """A path in the file, the model that has its last key as a field (or None), the type expected there."""

    path: Path
    owner: type[BaseModel] | None
    field: FieldInfo | None
    kind: Any


def where(loc: Sequence[str | int]) -> Where:
    """Follow ``loc``, which also holds the tags of unions, down from `Document`."""
    at = Where((), None, None, Document)
    for key in loc:
        kind = _bare(at.kind)
        if get_origin(kind) in (Union, types.UnionType):
            at = Where(at.path, at.owner, at.field, _member(kind, str(key)))
        elif key == "[key]":
            return Where(at.path, None, None, Any)
        else:
            at = _below(at, kind, key)
    return at


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by the key they have in a file."""
    return {info.alias or name: info for name, info in model.model_fields.items() if not info.exclude}


def inside(kind: Any) -> list[type[BaseModel]]:
    """The models a value of this type may be (those of a union: all of them)."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    if get_origin(kind) in (Union, types.UnionType):
        return [m for arg in get_args(kind) for m in inside(arg)]
    return []


def words_of(kind: Any) -> tuple[str, ...]:
    """The words of a `Literal` of texts."""
    kind = _bare(kind)
    return tuple(str(a) for a in get_args(kind)) if get_origin(kind) is Literal else ()


def _below(at: Where, kind: Any, key: str | int) -> Where:
    path = (*at.path, key)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = fields_of(kind).get(str(key))
        return Where(path, kind, field, field.annotation if field is not None else Any)
    args = get_args(kind)
    if get_origin(kind) is dict and len(args) == 2:
        return Where(path, None, None, args[1])
    if get_origin(kind) in (tuple, list) and args and isinstance(key, int):
        return Where(path, None, None, args[min(key, len(args) - 1)] if Ellipsis not in args else args[0])
    return Where(path, None, None, Any)


@lru_cache(maxsize=512)
def _bare(kind: Any) -> Any:
    """The type without annotations and without None."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        rest = [a for a in get_args(kind) if a is not type(None)]
        if len(rest) == 1:
            return _bare(rest[0])
    return kind


def _member(union: Any, tag: str) -> Any:
    """The member of a union that pydantic calls ``tag``: by its Tag, or by its class."""
    for member in get_args(union):
        tags = (
            [m.tag for m in get_args(member)[1:] if isinstance(m, Tag)]
            if get_origin(member) is Annotated
            else []
        )
        bare = _bare(member)
        if tag in tags or tag == getattr(bare, "__name__", ""):
            return member
    return Any
