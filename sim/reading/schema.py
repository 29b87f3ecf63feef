"""[reading] The JSON Schema of a scenario file, from the models that check it: ``python -m
sim.reading.schema`` writes it.

Editors complete and describe keys with it. Whatever it refuses, the checker refuses; the checker knows more
(names, units, sums).
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
import textwrap
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from sim.scenario import Document
from sim.steps import STEP_TYPES

FILE = Path(__file__).resolve().parents[2] / "docs" / "scenario.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema as plain data; keys sorted as the models list them."""
    made = Document.model_json_schema(schema_generator=_Generator, mode="validation")
    definitions = made.pop("$defs")
    for name, model in _models().items():
        if name in definitions:
            _describe(definitions[name], model)
    _describe(made, Document)
    for model in STEP_TYPES.values():
        _require_key(definitions[model.__name__], model.KIND)
    made["title"] = "A scenario of shixian"
    return {"$schema": DIALECT, **made, "$defs": dict(sorted(definitions.items()))}


def text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


@lru_cache(maxsize=256)
def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field of a model (those of its bases included), by attribute."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not (issubclass(base, BaseModel) and base is not BaseModel):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        lines = body.body if isinstance(body, ast.ClassDef) else []
        for field, below in pairwise(lines):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                found[field.target.id] = inspect.cleandoc(str(below.value.value))
    return found


class _Generator(GenerateJsonSchema):
    """Defaults are left to the descriptions: a parsed value is no text of a file."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        doc = inspect.cleandoc(schema["cls"].__doc__ or "")
        return {**made, "description": doc}

    def generate(
        self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation"
    ) -> JsonSchemaValue:
        return super().generate(schema, mode)


def _models() -> dict[str, type[BaseModel]]:
    """Every model below `Document`, by the name of its definition."""
    found: dict[str, type[BaseModel]] = {}
    stack: list[type[BaseModel]] = [BaseModel]
    while stack:
        for sub in stack.pop().__subclasses__():
            if sub.__module__.startswith("sim.") and sub.__name__ not in found:
                found[sub.__name__] = sub
            stack.append(sub)
    return found


def _describe(definition: dict[str, Any], model: type[BaseModel]) -> None:
    texts = descriptions(model)
    for name, info in model.model_fields.items():
        key = info.alias or name
        entry = definition.get("properties", {}).get(key)
        if info.exclude:
            definition.get("properties", {}).pop(key, None)
        elif entry is not None:
            entry.pop("title", None)
            if name in texts:
                entry["description"] = " ".join(texts[name].split())


def _require_key(definition: dict[str, Any], key: str) -> None:
    """The step-type key first among what a step requires, so that one member of the union matches."""
    required = definition.setdefault("required", [])
    if key not in required:
        required.insert(0, key)


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    print(f"written: {FILE.name}", file=sys.stderr)
