"""Which dates are working days: a country's official calendar, or a weekly pattern.

Public holidays come from the `holidays` package (https://github.com/vacanza/holidays). For China it carries
the State Council's yearly notices, make-up working weekends (调休) included. The notice for a year appears in
the November before; until then the package computes the festivals but knows no make-up day, so a Chinese year
without any is provisional and counts as not covered. (A notice can also touch the last days of December
before its year: the end of the last covered year is certain only when the next notice is out.) Of other
countries the years that the package supports are taken as covered, its estimates of lunar holidays included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

from sim.calendars.errors import CalendarError
from sim.errors import nearest_name

if TYPE_CHECKING:
    from holidays import HolidayBase

PATTERNS = ("weekdays", "every_day", "always")


@dataclass(frozen=True, slots=True)
class CountryYear:
    """A calendar year of a country: ordinals of its working days, and of those that make up on a weekend."""

    working: frozenset[int]
    made_up: frozenset[int]


@lru_cache(maxsize=64)
def country_code(name: str) -> str:
    """The ISO 3166 alpha-2 code of a country name or code that `holidays` knows. Raises `CalendarError`."""
    wanted = name.strip().lower().replace(" ", "_")
    if wanted in ("china", "cn", "chn"):
        return "CN"
    from holidays.registry import COUNTRIES

    for module, (_, *codes) in COUNTRIES.items():
        if wanted == module or wanted.upper() in codes:
            return str(codes[0])
    names = (*PATTERNS, "china", *COUNTRIES)
    raise CalendarError(
        f"days {name!r}",
        "a country, weekdays, every_day, always or a list of weekdays",
        nearest_name(wanted, names),
    )


@lru_cache(maxsize=512)
def country_year(code: str, year: int) -> CountryYear | None:
    """The working days of a year, or None where the data does not cover it (or is provisional)."""
    data = _country(code)
    if not max(data.start_year, 1) <= year <= min(data.end_year, 9998):
        return None
    # A notice may move days of the neighbouring years: late December makes up for New Year.
    for near in (year - 1, year, year + 1):
        data.get(f"{near:04}-01-01")
    made_up = frozenset(d.toordinal() for d in data.weekend_workdays if d.year == year)
    if code == "CN" and not made_up:
        return None
    return CountryYear(_working(data, year), made_up)


@lru_cache(maxsize=32)
def _country(code: str) -> HolidayBase:
    import holidays
    from holidays.registry import COUNTRIES

    for module, (entity, *codes) in COUNTRIES.items():
        if code in codes:
            found: HolidayBase = getattr(_module(holidays.__path__, module), entity)()
            return found
    return holidays.country_holidays(code)


def _module(package: Iterable[str], name: str) -> ModuleType:
    """The module of a country. Its package would import those of all 250 countries before this one."""
    spec = PathFinder.find_spec(f"holidays.countries.{name}", [f"{path}/countries" for path in package])
    if spec is None or spec.loader is None:
        return import_module(f"holidays.countries.{name}")
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def _working(data: HolidayBase, year: int) -> frozenset[int]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return frozenset(n for n in range(first, last + 1) if data.is_working_day(date.fromordinal(n)))
