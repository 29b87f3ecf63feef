"""[web] The page's questions, out of JSON. What is not of the expected form is told, and nothing is done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ShixianError

MOST_SETTINGS = 500
MOST_TEXT = 80
LOOKS = (20, 40, 80, 160, 320, 640)
_PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){1,8}\Z")
_VALUE = re.compile(r"[-+0-9.eE]{1,24}( (per )?[a-z]{1,3})?\Z")


class NotUnderstood(ShixianError):  # noqa: N818 (the asker's mistake)
    """A question that has not the form that the page gives it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks: a scenario by its id, the cards that are on, the values that were moved."""

    scenario: str
    cards: tuple[str, ...]
    settings: tuple[tuple[str, str | float], ...]
    seed: int
    count: int


def asked(body: Any) -> Asked:
    """A question out of the JSON body; raises `NotUnderstood`."""
    given = mapping(body)
    return Asked(
        scenario=text(given, "scenario"),
        cards=tuple(_cards(given.get("cards", ()))),
        settings=tuple(sorted(_settings(given.get("settings", {})))),
        seed=_whole(given.get("seed", 1), 0, 2**63 - 1),
        count=_one_of(given.get("count", LOOKS[0])),
    )


def mapping(body: Any) -> Mapping[str, Any]:
    """The body, which must be a JSON object."""
    if not isinstance(body, dict):
        raise NotUnderstood("a question is a JSON object")
    return body


def text(given: Mapping[str, Any], key: str, most: int = MOST_TEXT) -> str:
    """A text of the question, of at most so many characters."""
    found = given.get(key)
    if not isinstance(found, str) or not found or len(found) > most:
        raise NotUnderstood(f"{key}: a text of 1 to {most} characters")
    return found


def _cards(given: Any) -> Sequence[str]:
    if not isinstance(given, list) or len(given) > MOST_SETTINGS:
        raise NotUnderstood("cards: a list of names")
    if not all(isinstance(c, str) and len(c) <= MOST_TEXT for c in given):
        raise NotUnderstood("cards: names")
    return given


def _settings(given: Any) -> list[tuple[str, str | float]]:
    if not isinstance(given, dict) or len(given) > MOST_SETTINGS:
        raise NotUnderstood("settings: values by path")
    found: list[tuple[str, str | float]] = []
    for path, value in given.items():
        if not _PATH.match(path) or not path.startswith(("numbers.", "pools.")):
            raise NotUnderstood("settings: the path of a number or of a pool")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise NotUnderstood("settings: a number, or one with a unit")
        if isinstance(value, str) and not _VALUE.match(value):
            raise NotUnderstood("settings: a number, or one with a unit")
        found.append((path, value))
    return found


def _whole(given: Any, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise NotUnderstood(f"a whole number from {low} to {high}")
    return given


def _one_of(given: Any) -> int:
    if given not in LOOKS or isinstance(given, bool):
        raise NotUnderstood("count: 20, 40, 80, 160, 320 or 640")
    return int(given)
