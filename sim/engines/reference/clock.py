"""The legal clock of a case, and the timers of its limits.

The clock runs while at least one row of the case with an agency-side holder is open; it gains the open
seconds of the working-day calendar. A legal limit expires when the clock has gained `within` since the block
was entered, so its timer is set when the clock starts and called off when it stops. A clock that has gained
enough at the very instant it stops has expired.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.calendars import Calendar
from sim.engines.reference.cases import Case, Deadline, Mode
from sim.engines.reference.instants import LIMITS, Instants
from sim.program import Clock, Node


class Clocks:
    """Legal clocks and limit timers of all cases of a run."""

    def __init__(
        self,
        instants: Instants,
        working: Calendar,
        nodes: tuple[Node, ...],
        expire: Callable[[Case, Deadline], None],
    ) -> None:
        self._instants = instants
        self._working = working
        self._nodes = nodes
        self._expire = expire

    def opened(self, case: Case) -> None:
        """A row on the agency side opened."""
        case.holding += 1
        if case.holding == 1:
            case.since = self._instants.now
            self._rearm(case)

    def closed(self, case: Case) -> None:
        """A row on the agency side closed."""
        case.holding -= 1
        if case.holding == 0 and case.since is not None:
            case.gained += self._working.open_seconds(case.since, self._instants.now)
            case.since = None
            self._rearm(case)

    def gained(self, case: Case) -> int:
        """Open seconds on the case's legal clock."""
        running = 0 if case.since is None else self._working.open_seconds(case.since, self._instants.now)
        return case.gained + running

    def start(self, case: Case, deadline: Deadline, entered: int) -> None:
        """The case enters a limit (``entered`` may lie before second 0 for a backlog)."""
        within, clock = deadline.limit.within, deadline.limit.clock
        if clock is Clock.CALENDAR:
            deadline.expires = entered + within
        elif clock is Clock.WORKING:
            deadline.expires = self._working.advance(entered, within)
        self._arm(case, deadline)

    def stop(self, deadline: Deadline) -> None:
        """The limit is over: its timer is called off."""
        if deadline.timer is not None:
            deadline.timer.call_off()
            deadline.timer = None

    def supposed_expiry(self, case: Case, deadline: Deadline) -> float:
        """When the limit expires if the clock runs from now on; infinite if never."""
        if deadline.limit.clock is Clock.LEGAL and deadline.expires is None:
            expiry = self._working.advance(self._instants.now, max(0, self._rest(case, deadline)))
        else:
            expiry = deadline.expires
        return math.inf if expiry is None else expiry

    def _rest(self, case: Case, deadline: Deadline) -> int:
        return deadline.limit.within - (self.gained(case) - deadline.gained)

    def _rearm(self, case: Case) -> None:
        for deadline in case.deadlines.values():
            if deadline.mode is Mode.RUNNING and deadline.limit.clock is Clock.LEGAL:
                self.stop(deadline)
                self._arm(case, deadline)

    def _arm(self, case: Case, deadline: Deadline) -> None:
        now = self._instants.now
        if deadline.limit.clock is Clock.LEGAL:
            rest = max(0, self._rest(case, deadline))
            expiry = self._working.advance(now, rest) if case.since is not None or rest == 0 else None
        else:
            expiry = deadline.expires
        if expiry is not None:
            key = (LIMITS, case.process, case.number, self._nodes[deadline.node].position, 0)
            deadline.timer = self._instants.at(max(now, expiry), key, lambda: self._expire(case, deadline))
