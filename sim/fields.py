"""Field types that every part of a scenario's model shares: texts that parse, labels, identifiers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from sim.expressions import Expr, ExpressionError, Items, parse
from sim.labels import Label

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


class Model(BaseModel):
    """Base of every model: frozen, and an unknown key is an error.

    A model's validator is built when it is first needed: most are only ever a part of the document's, and
    building each by itself took a third of the time in which a command starts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


NODES = get_args(Expr)
"""The classes of a parsed text, which models built from other models carry already."""


@lru_cache(maxsize=16384)
def _parsed(text: str) -> Expr:
    return parse(text)


def _value(given: Any) -> Expr:
    if isinstance(given, NODES):
        return given  # type: ignore[no-any-return]
    if isinstance(given, list):
        return Items(tuple(_value(item) for item in given))
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise PydanticCustomError(
            "value", "a number, a value with a unit, a distribution or an expression", {}
        )
    try:
        return _parsed(given) if isinstance(given, str) else parse(given)
    except ExpressionError as error:
        raise PydanticCustomError(
            "expression", "{expected}", {"message": error.message, "column": error.column,
            "given": error.given,
                                         "expected": error.expected or error.message,
                                         "nearest": error.nearest},
        ) from error  # fmt: skip


def _label(given: Any) -> Label:
    if isinstance(given, str) and given.strip():
        return Label(en=given, zh=given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return Label(en=str(given), zh=str(given))
    if (
        isinstance(given, dict)
        and given
        and set(given) <= {"en", "zh"}
        and all(isinstance(v, str) for v in given.values())
    ):
        return Label(en=given.get("en", ""), zh=given.get("zh", ""))
    raise PydanticCustomError("label", "a text, or {en: ..., zh: ...}", {})


def _identifier(given: Any) -> str:
    if isinstance(given, str) and IDENTIFIER.match(given) and len(given) <= 64:
        return given
    raise PydanticCustomError(
        "identifier", "a name of small letters, digits and _ that begins with a letter (64 at most)", {}
    )


def _references(given: Any) -> tuple[str, ...]:
    items = given if isinstance(given, list) else [given]
    if items and all(isinstance(i, str | int) and not isinstance(i, bool) for i in items):
        return tuple(str(i) for i in items)
    raise PydanticCustomError("plan", "the number of a measure of the plan, or a list of them", {})


def _names(given: Any) -> tuple[str, ...]:
    items = given if isinstance(given, list) else [given]
    return tuple(_identifier(i) for i in items)


Value = Annotated[Expr, PlainValidator(_value), WithJsonSchema({"type": ["string", "number"]})]
"""A number, a value with a unit, a ledger name, a distribution or an expression."""

Values = Annotated[Expr, PlainValidator(_value), WithJsonSchema({"type": ["string", "number", "array"]})]
"""A `Value`, or a list of them (parsed to `Items`)."""

LabelField = Annotated[
    Label,
    PlainValidator(_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A text, or a text in English and Chinese."""

Identifier = Annotated[
    str, PlainValidator(_identifier), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"})
]
Plan = Annotated[
    tuple[str, ...], PlainValidator(_references), WithJsonSchema({"type": ["string", "integer", "array"]})
]
"""Measures of the plan: one number or a list."""

Names = Annotated[tuple[str, ...], PlainValidator(_names), WithJsonSchema({"type": ["string", "array"]})]
"""One identifier or a list of them."""

Flag = Annotated[bool, Strict()]
"""``true`` or ``false``, and no word or number that may mean it."""

MAP, LIST, WORD = Tag("map"), Tag("list"), Tag("word")


def by_shape(expected: str) -> Discriminator:
    """Tells the members of a union (tagged `MAP`, `LIST`, `WORD`) by their shape, so that a text is judged as
    the one it can only mean.
    """
    return Discriminator(_shape, custom_error_type="shape", custom_error_message=expected)


def _shape(given: Any) -> str:
    if isinstance(given, BaseModel | dict):
        return "map"
    return "list" if isinstance(given, list | tuple) else "word" if isinstance(given, str) else "neither"


Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Count = Annotated[int, Field(ge=0, le=10**7, strict=True)]
