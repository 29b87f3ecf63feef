"""The reference page is that of the models, and names every model and field of a scenario file."""

from __future__ import annotations

from pathlib import Path

from sim.reading.reference import SECTIONS, text
from sim.reading.schema import schema

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"


def test_the_committed_reference_is_that_of_the_models() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run: python -m sim.reading.reference"


def test_every_model_of_the_schema_has_its_section() -> None:
    told = {model.__name__ for _, model in SECTIONS}
    assert set(schema()["$defs"]) - told == set()


def test_every_field_of_the_schema_has_its_row() -> None:
    made = schema()
    rows = {line.split("`")[1] for line in text().splitlines() if line.startswith("| `")}
    parts = (made, *made["$defs"].values())
    assert {key for part in parts for key in part.get("properties", {})} - rows == set()


def test_every_link_of_the_reference_leads_to_a_heading() -> None:
    page = text()
    headings = {
        line.removeprefix("## ").lower().replace(" ", "-").replace(":", "")
        for line in page.splitlines()
        if line.startswith("## ")
    }
    links = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert links - headings == set()
