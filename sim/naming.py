"""Names of a file as identifiers of the language."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 40
_TAKEN = {
    "and", "or", "not", "in", "if", "else", "true", "false", "round", "elapsed", "outcome", "owner", "inf",
    "arrived", "finished", "min", "max", "abs", "tiers", "none", "null", "yes", "no", "on", "off", "today",
    "s", "h", "d", "w", "y", "wd",
}  # fmt: skip


def identifiers(names: Iterable[str], prefix: str, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """A distinct identifier ``[a-z][a-z0-9_]*`` for each name, in order; ``prefix`` and a number where
    nothing of a name can stand in one.

    >>> identifiers(["T02 Check", "T02 check!", "受理"], "step")
    ('t02_check', 't02_check_2', 'step_3')
    """
    used = {*taken, *_TAKEN}
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST].strip("_")
        if not re.search("[a-z]", base) or (len(base) < 3 and not name.isascii()):
            base = f"{prefix}_{number}"
        elif not base[0].isalpha():
            base = f"{prefix}_{base}"
        fresh, again = base, 2
        while fresh in used:
            fresh, again = f"{base}_{again}", again + 1
        used.add(fresh)
        found.append(fresh)
    return tuple(found)
