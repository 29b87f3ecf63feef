"""[scenario] Field types that only a scenario's own models have: dates, days and hours."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.fields import LIST, MAP, WORD, by_shape

Kind = Literal["statute", "statistic", "plan", "published", "log", "expert", "assumption"]


def _date(given: Any) -> date:
    if isinstance(given, str):
        try:
            return date.fromisoformat(given) if len(given) == 10 else _bad_date()
        except ValueError:
            pass
    return _bad_date()


def _bad_date() -> date:
    raise PydanticCustomError("date", "a date such as 2021-01-04", {})


Date = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]


Days = Annotated[
    Annotated[str, WORD] | Annotated[tuple[str, ...], LIST],
    by_shape("a country, weekdays, every_day, always or a list of weekdays"),
]


Texts = Annotated[tuple[str, ...], Field(max_length=1000)]


Hours = Annotated[
    Annotated[Texts, LIST] | Annotated[dict[str, Texts], MAP],
    by_shape('a list of intervals such as ["08:30-12:00", "13:00-16:30"], or such a list by weekday'),
]


Schedule = Annotated[
    Annotated[str, WORD] | Annotated[tuple[str, ...], LIST],
    by_shape("the name of a CSV file, or a list of date-times such as 2021-01-04T08:30:00"),
]
