"""Units, measures and dates in two languages, as axes and reports bear them."""

from __future__ import annotations

from sim.labels import Language
from sim.reporting.console import measure_name
from sim.reporting.figures import short
from sim.reporting.words import say
from sim.units import SECONDS, unit_label

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def unit_name(unit: str, lang: Language) -> str:
    """A unit as an axis bears it: ``working days``, ``days``; empty for plain numbers."""
    if unit in ("1", ""):
        return ""
    return unit_label(unit, lang) if unit in (*SECONDS, "wd") else unit


def spelt(text: str, unit: str, lang: Language) -> str:
    """A figure with the letters of its unit spelt out, for whoever does not know those of the language.

    >>> spelt("mean ≤ 100 d", "d", "en"), spelt("48.2 ± 0.4 d", "d", "zh"), spelt("≤ 1 h", "h", "en")
    ('mean ≤ 100 days', '48.2 ± 0.4天', '≤ 1 hour')
    """
    stem, name = text.removesuffix(f" {unit}"), unit_name(unit, lang)
    if stem == text or not name:
        return text
    if lang == "zh":
        return f"{stem}{name}"
    return f"{stem} {name.removesuffix('s') if stem.split()[-1] == '1' else name}"


WORDS = {
    "elapsed": "time from beginning to end",
    "working_days": "working days taken",
    "legal_days": "legal days taken",
    "open_time": "office hours taken",
    "queueing": "time in queues",
    "work": "time of work",
    "waiting": "waiting time",
    "trips": "visits in person",
    "documents": "documents",
    "fee": "fees",
    "cost_share": "cost as a share of the claim",
}
"""Measures as an axis names them."""


def measure_words(measure: str, lang: Language) -> str:
    """A measure in words."""
    return say(lang, WORDS[measure]) if measure in WORDS else measure_name(measure, lang)


def measure_axis(measure: str, unit: str, lang: Language) -> str:
    """A measure with its unit, which is not said twice."""
    counted = measure in ("working_days", "legal_days") and unit == "wd"
    return measure_words(measure, lang) if counted else with_unit(measure_words(measure, lang), unit, lang)


def with_unit(words: str, unit: str, lang: Language) -> str:
    """An axis label: what it shows, and its unit."""
    name = unit_name(unit, lang)
    if not name:
        return words
    return f"{words}（{name}）" if lang == "zh" else f"{words}, {name}"


def figure_with_unit(value: float | None, unit: str, lang: Language) -> str:
    """A figure with its unit in words: ``3.2 days``, ``1 day``."""
    name = unit_name(unit, lang)
    if lang == "en" and short(value) == "1" and name.endswith("s"):
        name = name[:-1]
    space = "" if lang == "zh" or not name else " "
    return f"{short(value)}{space}{name}"
