"""Charts as plain JSON values, and back: how a saved run keeps them."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.charts import Charts


@cache
def _adapter() -> TypeAdapter[Charts]:
    return TypeAdapter(Charts)


def plainly(charts: Charts) -> dict[str, Any]:
    """The charts as JSON values; dates as ISO texts."""
    found: dict[str, Any] = _adapter().dump_python(charts, mode="json")
    return found


def charts_from(value: object) -> Charts | None:
    """The charts that a saved run holds, or None where they are of another version."""
    try:
        return _adapter().validate_python(value)
    except ValidationError:
        return None
