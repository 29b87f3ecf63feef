"""Targets as one types them: ``working_days <= 40 share 0.9``."""

from __future__ import annotations

import re
from typing import Any

from sim.errors import Complaint, InputError, Place

_ASKED = re.compile(
    r"\s*(?P<measure>share\.\(?.+?\)?|[a-z_]+(?:\.[\w.]+)?)\s*(?P<sign><=|>=|=<|=>|≤|≥|at_most|at_least)\s*"
    r"(?P<limit>[-+0-9.,]+%?)\s*(?P<unit>wd|[smhdwy]|min)?(?=\s|$)(?P<rest>.*)\Z",
    re.S,
)
_CLAUSE = re.compile(
    r"\s*(?:(?P<statistic>mean|median|total|p\d{1,2}(?:\.\d+)?)(?=\s|$)|share\s+(?P<share>[0-9.]+%?)|"
    r"(?P<key>from|to|process|where)\s+)"
)
_IN_DAYS = ("working_days", "legal_days")
EXPECTED = (
    'a target such as "working_days <= 40 share 0.9" or "elapsed <= 30 d p90 where channel == \\"post\\""'
)


def target_of(text: str, *, option: str = "--target") -> dict[str, Any]:
    """The target that a text asks, as the language writes it.

    Clauses behind the limit: ``share 0.9``, ``mean``, ``median``, ``p90``, ``from`` and ``to`` a milestone,
    ``process`` and, last, ``where`` a condition. Raises `InputError` where the text is no target.
    """
    found = _ASKED.match(text)
    if found is None:
        raise _refused(text, option)
    side = "at_most" if found["sign"] in ("<=", "=<", "≤", "at_most") else "at_least"
    unit = found["unit"] or ("wd" if found["measure"] in _IN_DAYS else "")
    target: dict[str, Any] = {"name": " ".join(text.split())[:200], "measure": found["measure"]}
    target[side] = f"{found['limit']} {unit}".strip()
    rest = found["rest"]
    while rest.strip():
        clause = _CLAUSE.match(rest)
        if clause is None:
            raise _refused(rest.strip(), option)
        rest = rest[clause.end() :]
        if clause["key"]:
            rest = _taken(target, clause["key"], rest)
        elif clause["share"]:
            target["share"] = clause["share"]
        else:
            target["statistic"] = clause["statistic"]
    return target


def _taken(target: dict[str, Any], key: str, rest: str) -> str:
    if key == "where":
        target["where"] = rest.strip()
        return ""
    word, _, rest = rest.strip().partition(" ")
    target[key] = word
    return rest


def _refused(text: str, option: str) -> InputError:
    return InputError([Complaint("", text, EXPECTED, place=Place(option, 1))])


def deadline_of(text: str) -> tuple[str, str]:
    """A deadline's column and the required share: ``case:deadline share 0.9`` or ``case:deadline`` (all)."""
    column, _, share = text.rpartition(" share ")
    return (column.strip(), share.strip()) if column else (text.strip(), "1")


def deadline_target(attribute: str, column: str, share: str) -> dict[str, Any]:
    """The target that cases end by their own deadline, of which ``attribute`` tells how many days they ended
    behind it.
    """
    return {
        "name": {"en": f"ended by their own deadline ({column})", "zh": f"在各自期限内办结（{column}）"},
        "measure": f"share.{attribute} <= 0",
        "where": f"{attribute} <= 0 or {attribute} > 0",
        "at_least": share,
    }
