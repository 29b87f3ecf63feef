"""The sentences in which a scenario's form is complained about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import nearest_name
from sim.form.shape import Where, fields_of, inside, words_of
from sim.steps import STEP_TYPES
from sim.tree import Path

STEP_KEYS = tuple(STEP_TYPES)

_DURATION = 'a duration with a unit or a distribution, for example "12 min"'
_SHARE = "a share from 0 to 1, for example 0.7 or 70%"
_LABEL = "a text, or {en: ..., zh: ...}"
_STEPS = "a list of steps, each beginning with - and a step type such as task"
_CHANCE = "a chance from 0 to 1, an expression, or a list of chances by round"

_FIELDS = {
    "takes": _DURATION,
    "after": _DURATION,
    "age": _DURATION,
    "every": _DURATION,
    "within": "a time limit with a unit, for example 5 wd",
    "notice": "a duration with a unit, for example 15 d",
    "for": "a duration with a unit, for example 2 h",
    "warm_up": "a duration with a unit, for example 60 d",
    "arrivals": "a duration with a unit, for example 365 d",
    "drain": "a duration with a unit, for example 2 y",
    "rate": "a number of cases per time, for example 9000 per y",
    "by": "a pool, a list of pools, {all: [...]}, {join_shortest: [...]} or owner",
    "holder": "who holds the case meanwhile, for example applicant",
    "again": _CHANCE,
    "share": _SHARE,
    "absent": _SHARE,
    "when": 'a condition, for example channel == "counter"',
    "where": 'a condition, for example channel == "counter"',
    "count": "a whole number, for example 300",
    "room": "a whole number of places, for example 40",
    "most": "a whole number of rounds, for example 20",
    "slots": "a whole number, for example 8",
    "staff": "a whole number of people, for example 4",
    "n": "a whole number of people, for example 2",
    "cost": "money per hour, for example 45 per h",
    "speed": "a positive number, for example 0.8",
    "batch": "a number of cases or a distribution, for example 2",
    "monthly": "a list of 12 weights, January first",
    "weekday": "a list of 7 weights, Monday first",
    "hourly": "a list of 24 weights, midnight first",
    "range": "two values, for example [2 h, 5 h]",
    "value": 'a value with its unit, for example "3 h"',
    "kind": "how the figure is known, for example assumption",
    "calendar": "the name of a calendar",
    "during": "the name of a calendar",
    "measure": "a measure, for example working_days",
    "steps": _STEPS,
    "between": _STEPS,
    "then": _STEPS,
    "branches": "branches by name",
    "to": "attributes with their new values, for example {channel: \"'online'\"}",
    "at": "where or when, as a name or a list",
    "start": "a date such as 2021-01-04",
    "title": _LABEL,
    "name": _LABEL,
    "label": _LABEL,
    "question": _LABEL,
    "period": "{start: 2021-01-04, warm_up: 60 d, arrivals: 365 d, drain: 1 y}",
    "working_day": "the name of the calendar that defines working days",
    "calendars": 'calendars by name, for example office: {days: china, hours: ["08:30-12:00"]}',
    "processes": "at least one process with its steps",
    "format": "1, the only version there is",
    "days": "a country, weekdays, every_day, always or a list of weekdays",
    "change": "a list of changes, for example - set: {pools.window.staff: 7}",
    "pool": "the name of a pool",
    "statistic": "mean, median, total or a percentile such as p90",
    "pools": "pools by name, for example window: {staff: 4, calendar: office}",
    "numbers": "numbers by name, each with value, kind and source",
    "attributes": "attributes by name",
    "targets": "a list of targets",
    "reforms": "reform cards by name",
    "variants": "lists of cards by name",
    "set": "new values by path, for example {pools.window.staff: 7}",
}

_SPECIAL = {
    "insert": "{before: step, steps: [...]} or {after: step, steps: [...]}",
    "closed": "a list of dates",
    "open": "a list of dates",
}

_TYPES = {
    "bool_type": "true or false",
    "string_type": "a text",
    "string_too_long": "a shorter text",
    "tuple_type": "a list, for example [a, b]",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_pattern_mismatch": "a text of the form the reference shows",
}


FULL_WIDTH = {
    "：": ":",
    "，": ",",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "＃": "#",
    "－": "-",
    "＂": '"',
    "“": '"',
    "”": '"',
}
"""Punctuation of Chinese text that looks like YAML's."""


def wording(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    """``given``, ``expected`` and ``nearest`` for one of pydantic's errors."""
    kind, value = str(error["type"]), error.get("input")
    special = {
        "missing": _missing,
        "extra_forbidden": _extra,
        "step_type": _step,
        "expression": _expression,
        "literal_error": _literal,
    }
    if kind in special:
        return special[kind](error, at)
    key = str(at.path[-1]) if at.path else ""
    if kind == "value":
        return shown(value), _FIELDS.get(key, str(error["msg"])), ""
    if kind == "identifier":
        return shown(value), _identifier_expected(at, str(error["msg"])), ""
    if kind in (
        "too_short",
        "string_pattern_mismatch",
        "string_too_short",
        "too_long",
        "dict_type",
        "model_type",
        "model_attributes_type",
        "tuple_type",
    ):
        return (
            shown(value),
            _special(at.path, key)
            or _FIELDS.get(key)
            or _TYPES.get(kind)
            or "at least one entry and no more than the reference says",
            "",
        )
    return shown(value), _TYPES.get(kind) or str(error["msg"]), ""


def full_width(text: str) -> str:
    """What to write instead of the first full-width punctuation mark of ``text``, or nothing."""
    return next(
        (f"{plain} (not the full-width {char})" for char in text if (plain := FULL_WIDTH.get(char))), ""
    )


def shown(value: Any) -> str:
    """A value as its author will know it again, at most 80 characters."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return short(f"a mapping of {', '.join(map(str, value))}") if value else "an empty mapping"
    if isinstance(value, list | tuple):
        if not all(isinstance(item, str | int | float) for item in value):
            return f"a list of {len(value)}"
        return short(f"[{', '.join(map(str, value))}]") if value else "an empty list"
    return short(str(value))


def quoted(text: str) -> str:
    """A text in quotation marks, visible and shortened."""
    return f'"{short(text)}"'


def short(text: str) -> str:
    """At most 80 visible characters."""
    visible = "".join(c if c.isprintable() else " " for c in text[:100])
    return visible if len(text) <= 80 else f"{visible[:77]}..."


def listed(words: Iterable[str]) -> str:
    """Words as a person lists them: "a, b or c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}" if items else "nothing"


def _missing(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    key = str(at.path[-1])
    field = words_of(at.kind)
    expected = _FIELDS.get(key) or "a value"
    if len(field) > 1:
        expected = f"one of {listed(field)}"
    return "nothing", f"{key}: {expected}", ""


def _extra(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    key = str(at.path[-1])
    plain = full_width(key)
    if plain:
        return f"the key {quoted(key)}", plain, ""
    known = list(fields_of(at.owner)) if at.owner is not None else []
    near = nearest_name(key, known)
    return f"the key {quoted(key)}", f"one of {listed(known)}", near


def _step(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    value = error.get("input")
    if not isinstance(value, dict):
        return shown(value), "a step, for example {task: review, by: clerk, takes: 20 min}", ""
    kinds = [k for k in value if k in STEP_TYPES]
    if len(kinds) > 1:
        return (
            f"a step with {' and '.join(kinds)}",
            "one step type in each step (is a - missing before the second?)",
            "",
        )
    first = str(next(iter(value), ""))
    near = next((n for k in value if (n := nearest_name(str(k), STEP_KEYS))), "")
    given = f"a step with {', '.join(map(str, value))}" if value else "an empty step"
    return short(given), full_width(first) or f"a step that has one of {listed(STEP_KEYS)}", near


def _expression(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    ctx, value = error.get("ctx") or {}, error.get("input")
    expected, part = str(ctx.get("expected") or error["msg"]), str(ctx.get("given") or "")
    whole = str(value).strip()
    here = f" (here: {short(part)})" if part and part != whole and part in whole else ""
    return shown(value), f"{expected}{here}", str(ctx.get("nearest") or "")


def _literal(error: Mapping[str, Any], at: Where) -> tuple[str, str, str]:
    words = words_of(at.kind) or tuple(
        str((error.get("ctx") or {}).get("expected", "")).replace("'", "").split(", ")
    )
    if at.path == ("format",):
        return shown(error.get("input")), _FIELDS["format"], ""
    if words == ("True",):
        return shown(error.get("input")), "true", ""
    value = error.get("input")
    if words == ("deem",):
        return shown(value), "deem, {escalate: {priority: 10}}, {finish: outcome} or {steps: [...]}", ""
    near = nearest_name(value, words) if isinstance(value, str) else ""
    return shown(value), f"one of {listed(words)}" if len(words) > 1 else words[0], near


def _identifier_expected(at: Where, otherwise: str) -> str:
    several = bool(at.path) and (at.path[0] == "variants" or at.path[-1] in ("clock_stops", "holders"))
    return otherwise.replace("a name of", "names of") if several else otherwise


def _special(path: Path, key: str) -> str:
    """What is expected of a key that means something else in other places."""
    if key == "change" and path[0] == "targets":
        return "at_most or at_least with a share, for example at_most -30%"
    return _SPECIAL.get(key, "")


__all__ = ["STEP_KEYS", "inside", "listed", "quoted", "short", "shown", "wording"]
