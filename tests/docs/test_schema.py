"""The JSON Schema is that of the models, and accepts and refuses what it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.reading import opened
from sim.reading.planmap import is_map
from sim.reading.schema import schema, text
from sim.reading.text import tree_of
from sim.steps import STEP_TYPES
from sim.tree import plain

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(
    [
        *(f for f in ROOT.glob("scenarios/**/*.yaml") if not is_map(f)),
        *ROOT.glob("tests/stories/*/scenario.yaml"),
        *ROOT.glob("tests/errors/hand/base.yaml"),
    ]
)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The committed schema."""
    committed = json.loads((ROOT / "docs" / "scenario.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(committed)
    return jsonschema.Draft202012Validator(committed)


def document(file: Path) -> Any:
    """A scenario's file; with what it extends, as a file that only changes another is not whole."""
    source = opened(file)
    assert not source.complaints and source.tree is not None
    tree = plain(source.tree)
    tree.pop("extends", None)
    return tree


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "docs" / "scenario.schema.json").read_text(encoding="utf-8")
    assert committed == text(), "run: python -m sim.reading.schema"


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_every_scenario_of_the_project_conforms(
    file: Path, validator: jsonschema.Draft202012Validator
) -> None:
    assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document(file))] == []


def test_every_story_that_the_language_came_with_conforms(
    shared: Callable[[str], Path], validator: jsonschema.Draft202012Validator
) -> None:
    stories = sorted(shared("acceptance/stories").glob("*/scenario.yaml"))
    assert stories
    for file in stories:
        assert not list(validator.iter_errors(document(file))), file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "format: 2"),
        ("  start: 2021-01-04\n", ""),
        ("staff: 4, calendar", "stuff: 4, calendar"),
        ("task: apply", "tsak: apply"),
        ("order: due", "order: fist"),
        ("trip: true", "trip: 'yes'"),
        ("again: correction_rate", "again: {a: b}"),
        ("mark: accepted", "mark: Accepted"),
        ("clock: legal", "clock: lawful"),
        ("- {use: signing}", "- {use: signing, steps: []}"),
        ("working_day: office\n", ""),
    ],
)
def test_a_wrong_scenario_does_not_conform(
    old: str, new: str, validator: jsonschema.Draft202012Validator
) -> None:
    base = (ROOT / "tests" / "errors" / "hand" / "base.yaml").read_text(encoding="utf-8")
    assert old in base
    tree, _ = tree_of(base.replace(old, new, 1).encode(), "wrong.yaml")
    assert not validator.is_valid(plain(tree))


def test_every_key_of_the_schema_is_described() -> None:
    made = schema()
    silent = [
        f"{name}.{key}"
        for name, part in {"": made, **made["$defs"]}.items()
        for key, entry in part.get("properties", {}).items()
        if not entry.get("description")
    ]
    assert silent == []


def test_every_step_type_has_its_own_part_that_requires_its_key() -> None:
    parts = schema()["$defs"]
    for kind, model in STEP_TYPES.items():
        assert kind in parts[model.__name__]["required"]
