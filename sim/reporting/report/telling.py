"""A run in sentences: the verdicts, and one case with the counting of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sim.charts import Day, Tale
from sim.labels import Language
from sim.reporting.console import counts, estimate_of, required_of, verdict_of
from sim.reporting.figures import short
from sim.reporting.spelling import MONTHS, WEEKDAYS, figure_with_unit, measure_words
from sim.reporting.words import say

Row = dict[str, Any]

RULES = {
    "working_days": (
        "The day on which the span begins is not counted (Civil Code of the PRC, art. 201); after it every "
        "working day counts, up to and including the day on which it ends. Weekends and public holidays do "
        "not count, make-up working days do (Administrative Licensing Law, art. 82)."
    ),
    "legal_days": (
        "As with working days, the first day, weekends and public holidays do not count. Nor does a day on "
        "which the case was only with somebody for whom the clock of the law stands still (the applicant, "
        "say), as it does by law for hearings, tests, appraisals and the like (Administrative Licensing Law, "
        "art. 45)."
    ),
    "elapsed": "Calendar time counts: nights, weekends and public holidays included.",
    "open_time": "Only the time counts in which the offices were open.",
}
"""How a measure counts, and the rule of law that it follows."""


def verdict_sentence(document: Row, lang: Language) -> str:
    """The whole run in one sentence, from a localised answer."""
    verdicts = document["verdicts"]
    if not verdicts:
        return say(lang, "The scenario has no targets.")
    if len(verdicts) == 1:
        return target_sentence(verdicts[0], lang)
    return counts(document["board"], lang)


def target_sentence(verdict: Row, lang: Language) -> str:
    """A target with its verdict in one sentence."""
    return say(
        lang,
        "{target}: {verdict} – required {required}, estimated {estimate}.",
        target=verdict["target"],
        verdict=verdict_of(verdict, lang),
        required=required_of(verdict, lang),
        estimate=estimate_of(verdict, lang),
    )


# One case


def tale_sentence(tale: Tale, lang: Language) -> str:
    """What happened to the case, in a sentence."""
    took = figure_with_unit(tale.value, tale.unit, lang)
    limit = figure_with_unit(tale.limit, tale.unit, lang)
    words: dict[str, object] = {
        "case": tale.case,
        "took": took,
        "limit": limit,
        "late": tale.late,
        "asked": f"{tale.asked:,}",
        "measure": measure_words(tale.measure, lang),
    }
    if tale.is_late:
        return say(
            lang,
            "Case {case} of the first replication took {took} ({measure}), the limit is {limit}. {late} of "
            "{asked} cases were late; this one stands in the middle of them.",
            **words,
        )
    return say(
        lang,
        "No case of the first replication was late. The slowest of {asked}, case {case}, took {took} "
        "({measure}); the limit is {limit}.",
        **words,
    )


def instant(text: str, lang: Language) -> str:
    """An instant as a person reads it; a dash where it did not happen."""
    if not text:
        return "–"
    day, _, clock = text.partition("T")
    on = date.fromisoformat(day)
    week = WEEKDAYS[lang][on.weekday()]
    told = f"{on.month}月{on.day}日" if lang == "zh" else f"{on.day} {MONTHS[on.month - 1]}"
    return f"{told} {week} {clock[:5]}"


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a small calendar: its number, how it counts, the running count where it does."""

    day: int
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a small calendar; ``blank`` days stand before the first one shown in its week."""

    title: str
    blank: int
    squares: tuple[Square, ...]


def months(days: Sequence[Day], lang: Language) -> tuple[Month, ...]:
    """The days of a case as small calendars, its counted days numbered through."""
    numbered, count = [], 0
    for day in days:
        count += day.kind == "counted"
        numbered.append((date.fromisoformat(day.date), Square(0, day.kind, count)))
    found = []
    for (year, month), group in groupby(numbered, key=lambda pair: (pair[0].year, pair[0].month)):
        listed = list(group)
        squares = tuple(Square(on.day, s.kind, s.count) for on, s in listed)
        title = f"{year}年{month}月" if lang == "zh" else f"{MONTHS[month - 1]} {year}"
        found.append(Month(title, listed[0][0].weekday(), squares))
    return tuple(found)


def hours(value: float | None, lang: Language) -> str:
    """Hours of work; empty where nobody worked."""
    return "" if value is None else figure_with_unit(value, "h", lang)


def figure(value: float | None) -> str:
    """A number by itself."""
    return short(value)
