"""The program's words as plain integers, which a compiled function freezes into its code."""

from __future__ import annotations

from sim.eventlog import Outcome
from sim.program import By, Clock, Op, Order, Then

WAITS = -3
"""Where a case goes on that does not go on now."""
DAY = 86_400
THE_OWNER = -2
KIND_ENDS, KIND_TIMERS, KIND_LIMITS, KIND_SERVING = 0, 1, 2, 3
OUT_DONE, OUT_GAVE_UP, OUT_TURNED_AWAY, OUT_WITHDRAWN, OUT_UNFINISHED = (int(o) for o in Outcome)
BY_ALL, BY_SHORTEST_LINE = int(By.ALL), int(By.SHORTEST)
ORDER_DUE, ORDER_RANDOM = int(Order.DUE), int(Order.RANDOM)
CLOCK_LEGAL, CLOCK_WORKING, CLOCK_CALENDAR = int(Clock.LEGAL), int(Clock.WORKING), int(Clock.CALENDAR)
THEN_DEEM, THEN_ESCALATE = int(Then.DEEM), int(Then.ESCALATE)
(
    OP_TASK, OP_WAIT, OP_UNTIL, OP_SESSION, OP_GATHER, OP_ASSIGN, OP_SHARES, OP_WHENS, OP_FORK, OP_JOIN,
    OP_REPEAT, OP_AGAIN, OP_ROUND, OP_LIMIT, OP_PASSED, OP_SET, OP_MARK, OP_FINISH,
) = (int(o) for o in Op)  # fmt: skip
