"""The error of a calendar that cannot be."""

from __future__ import annotations

from sim.errors import ShixianError


class CalendarError(ShixianError):
    """A calendar text, date or question that makes no sense, or dates that no data covers.

    ``given`` and ``expected`` are phrases for a `Complaint`, ``nearest`` the closest existing name (or
    empty).
    """

    def __init__(self, given: str, expected: str, nearest: str = "") -> None:
        super().__init__(given, expected, nearest)
        self.given = given
        self.expected = expected
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"; nearest: {self.nearest}" if self.nearest else ""
        return f"given {self.given}, expected {self.expected}{hint}"
