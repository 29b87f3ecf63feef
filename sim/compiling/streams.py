"""Luck streams by name, and the check that no two names share a number."""

from __future__ import annotations

from sim.compiling.complaints import Complaints, Path
from sim.luck import stream


class Streams:
    """The number of each stream's name; two names of one number are a complaint."""

    def __init__(self, say: Complaints) -> None:
        self._say = say
        self._names: dict[int, str] = {}

    def number(self, path: Path, name: str) -> int:
        """The stream of a name such as ``permit/review/takes``."""
        number = stream(name)
        other = self._names.setdefault(number, name)
        if other != name:
            expected = f"another name: its luck would be that of {other} (both are stream {number})"
            self._say.add(path, name, expected)
        return number
