"""Figures as a person reads them: rounded by their own uncertainty, with unit, in one style everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any

from sim.labels import Language
from sim.reporting.words import say

MAXIMUM_DIGITS = 4


def places(half: float | None, value: float) -> int:
    """How many decimal places a figure deserves: one digit of its half-width, else three digits in all."""
    if half is not None and half > 0:
        return max(0, min(-floor(log10(half)), MAXIMUM_DIGITS))
    return 0 if float(value).is_integer() else max(0, min(2 - floor(log10(abs(value))), 2))


def short(value: float | None) -> str:
    """A number by itself, with three digits at most.

    >>> short(46.14), short(0.25), short(1119.9)
    ('46.1', '0.25', '1,120')
    """
    return "–" if value is None else plain(value, places(None, value))


def plain(value: float | None, digits: int = 1) -> str:
    """A number with so many decimal places and thin groups of thousands; a dash where it is unknown."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    return text if float(text.replace(",", "")) else text.lstrip("-")


def percent(value: float | None, digits: int = 1) -> str:
    """A share as a percentage.

    >>> percent(0.9612)
    '96.1%'
    """
    return "–" if value is None else f"{plain(100 * value, digits)}%"


def required(share: float) -> str:
    """A required share, as short as it is exact.

    >>> required(0.95)
    '95%'
    """
    return f"{float(f'{100 * share:.10g}'):g}%"


def quantity(value: float, unit: str) -> str:
    """A limit with its unit.

    >>> quantity(20.0, "wd")
    '20 wd'
    """
    number = f"{value:,.10g}" if abs(value) < 1e9 else f"{value:.6g}"
    return number if unit == "1" else f"{number} {unit}"


def half_width(estimate: float, low: float | None, high: float | None) -> float | None:
    """The longer arm of an interval, None where an end is unknown."""
    return None if low is None or high is None else max(estimate - low, high - estimate)


def with_interval(estimate: float | None, low: float | None, high: float | None, unit: str) -> str:
    """An estimate with the longer arm of its interval; ``%`` as unit shows a share.

    >>> with_interval(0.712, 0.701, 0.722, "%")
    '71.2 ± 1.1%'
    """
    if estimate is None:
        return "–"
    scale = 100 if unit == "%" else 1
    half = half_width(estimate, low, high)
    value, arm = scale * estimate, None if half is None else scale * half
    digits = 1 if unit == "%" else places(arm, value)
    text = plain(value, digits)
    if arm is not None and arm > 0:
        text += f" ± {plain(arm, digits)}"
    return text + ("%" if unit == "%" else "" if unit == "1" else f" {unit}")


def at_least(text: str, lang: Language, *, bound: bool) -> str:
    """The figure marked as a lower bound, where unfinished cases make it one."""
    return say(lang, "at least {figure}", figure=text) if bound else text


def amount(value: float, figure: Mapping[str, Any], digits: int = 3) -> str:
    """A figure's value with its unit, short."""
    text = f"{round(value)}" if figure.get("whole") else short_amount(value, digits)
    return text if figure["unit"] in ("1", "") else f"{text} {figure['unit']}"


def short_amount(value: float, digits: int = 3) -> str:
    """A number in so many digits, without its unit."""
    if value and (abs(value) >= 10**digits or abs(value) >= 1000):
        return plain(value, 0)
    return f"{value:.{digits}g}"


def flips_text(rests: Mapping[str, Any], lang: Language) -> str:
    """``flips if x is 5.1 h (3 h)``, from a saved answer; empty where none is known."""
    flip = rests.get("flips")
    if not flip:
        return ""
    at, value = amount(flip["at"], flip), amount(flip["value"], flip)
    name = flip["label"] or flip["number"]
    return say(lang, "flips if {name} is {at} ({value})", name=name, at=at, value=value)
